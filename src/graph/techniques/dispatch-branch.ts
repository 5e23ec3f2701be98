import { stateId } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import {
  codeIn,
  environmentWall,
  jobsOf,
  mayWrite,
  PROTECTION,
  type Technique,
  tokenOf,
} from '../technique.ts';

/** The job's token starts a workflow on a branch of the attacker. */
const dispatchBranch: Technique = {
  id: 'dispatch-branch',
  title: "the job's token starts a workflow on a branch of the attacker",
  attck: 'T1195.001',
  needs: 'a GITHUB_TOKEN that may write contents and actions, and a workflow with workflow_dispatch',
  gives: 'code in that workflow: what the branch holds is built and published',
  probability: [
    'step.dispatch-branch',
    'wall.token-permissions',
    'wall.environment-unknown',
    'workflow.default-write.seen',
    'workflow.default-write.stated',
    'workflow.default-write.unknown',
  ],
  cost: null,
  example: 'nx 2025 (publish workflow dispatched with the token of a pull request check)',
  steps: (facts) => {
    const jobs = jobsOf(facts);
    const started = jobs.filter(
      ({ place, job }) =>
        job.events.includes('workflow_dispatch') && (job.builds || place.installs.length > 0),
    );
    if (started.length === 0) return [];
    const canBranch = stateId('can/branch');
    const canDispatch = stateId('can/dispatch');
    return [
      {
        from: canBranch,
        to: canDispatch,
        open: [parameter('step.dispatch-branch')],
        because: 'workflow_dispatch is one of the two events that GITHUB_TOKEN may raise',
        at: started[0]?.place.at ?? null,
      },
      ...jobs.map(({ place, job }) => {
        const contents = mayWrite(place, job, 'contents');
        const actions = mayWrite(place, job, 'actions');
        return {
          from: tokenOf(job),
          to: canBranch,
          open: [...contents.open, ...actions.open],
          walls: [...(contents.walls ?? []), ...(actions.walls ?? [])],
          because: 'a token that may write contents and actions pushes a branch and asks for a run of it',
          at: place.at,
          unknown: contents.unknown ?? actions.unknown ?? null,
        };
      }),
      ...started.map(({ place, job }) => ({
        from: canDispatch,
        to: codeIn(place),
        open: [],
        walls: environmentWall(place, job),
        because: 'it can be started by hand, on any branch',
        at: place.at,
        unknown: job.environment === null ? null : PROTECTION,
      })),
    ];
  },
};
export default dispatchBranch;
