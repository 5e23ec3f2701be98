import {
  codeIn,
  environmentWall,
  jobsOf,
  PROTECTION,
  RELEASED,
  type Technique,
  UNSEEN,
} from '../technique.ts';

/** Code that was pushed runs in the jobs of the branch. */
const runPushedCode: Technique = {
  id: 'run-pushed-code',
  title: 'code that was pushed runs in the jobs of the branch',
  attck: 'T1195.001',
  needs: 'code on the default branch that nobody has noticed',
  gives: 'code in every job that runs it: scheduled, on push, at release',
  probability: ['wall.environment-unknown'],
  cost: null,
  example: 'agentkit 2025: nightly publish from main',
  steps: (facts) =>
    jobsOf(facts)
      .filter(({ place, job }) => job.builds || place.installs.length > 0)
      .filter(({ job }) => job.events.some((event) => RUNS_BRANCH.has(event)))
      .map(({ place, job }) => ({
        from: job.events.some((event) => SOON.has(event)) ? UNSEEN : RELEASED,
        to: codeIn(place),
        open: [],
        walls: environmentWall(place, job),
        because: `runs what lies on the branch, on ${job.events.join(', ')}`,
        at: place.at,
        unknown: job.environment === null ? null : PROTECTION,
      })),
};
export default runPushedCode;

/** Events that come by themselves within days; others wait for a release or for somebody's hand. */
const SOON: ReadonlySet<string> = new Set(['push', 'schedule', 'workflow_run']);
/** Events whose runs take the code of the branch. */
const RUNS_BRANCH: ReadonlySet<string> = new Set([...SOON, 'workflow_dispatch', 'release']);
