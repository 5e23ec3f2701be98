import { CAN_PUSH, jobsOf, mayWrite, PROTECTION, protection, type Technique, tokenOf } from '../technique.ts';

/** The job's token pushes code. */
const pushWithJobToken: Technique = {
  id: 'push-with-job-token',
  title: "the job's token pushes code",
  attck: 'T1195.001',
  needs: 'a GITHUB_TOKEN',
  gives: 'code on the default branch, but no workflow files and no runs by itself',
  probability: [
    'step.push-default-branch',
    'wall.token-permissions',
    'workflow.default-write.seen',
    'workflow.default-write.stated',
    'workflow.default-write.unknown',
  ],
  cost: null,
  example: 'spotbugs and reviewdog 2025',
  steps: (facts) =>
    jobsOf(facts).map(({ place, job }) => {
      const { open, walls = [], unknown } = mayWrite(place, job, 'contents');
      return {
        from: tokenOf(job),
        to: CAN_PUSH,
        open,
        walls: [...walls, protection('branch-protection')],
        because: 'a write token pushes where no rule of the branch stops it',
        at: place.at,
        unknown: unknown ?? PROTECTION,
      };
    }),
};
export default pushWithJobToken;
