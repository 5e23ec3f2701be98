import { parameter } from '../../model/rate.ts';
import { CAN_PUSH, codeIn, environmentWall, jobsOf, PROTECTION, type Technique } from '../technique.ts';

/** Code that was pushed runs in the jobs of the branch. */
const runPushedCode: Technique = {
  id: 'run-pushed-code',
  title: 'code that was pushed runs in the jobs of the branch',
  attck: 'T1195.001',
  needs: 'code on the default branch',
  gives: 'code in every job that runs it: scheduled, on push, at release',
  probability: ['step.pushed-code-runs', 'wall.environment-unknown'],
  cost: null,
  example: 'agentkit 2025: nightly publish from main',
  steps: (facts) =>
    jobsOf(facts)
      .filter(({ place, job }) => job.builds || place.installs.length > 0)
      .filter(({ job }) => job.events.some((event) => RUNS_BRANCH.has(event)))
      .map(({ place, job }) => ({
        from: CAN_PUSH,
        to: codeIn(place),
        open: [parameter('step.pushed-code-runs')],
        walls: environmentWall(place, job),
        because: `runs what lies on the branch, on ${job.events.join(', ')}`,
        at: place.at,
        unknown: job.environment === null ? null : PROTECTION,
      })),
};
export default runPushedCode;

/** Events whose runs take the code of the branch. */
const RUNS_BRANCH: ReadonlySet<string> = new Set([
  'push',
  'schedule',
  'workflow_dispatch',
  'release',
  'workflow_run',
]);
