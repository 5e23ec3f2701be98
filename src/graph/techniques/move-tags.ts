import { CAN_TAG, jobsOf, mayWrite, PROTECTION, protection, type Technique, tokenOf } from '../technique.ts';

/** The job's token moves tags and replaces release assets. */
const moveTags: Technique = {
  id: 'move-tags',
  title: "the job's token moves tags and replaces release assets",
  attck: 'T1195.002',
  needs: 'a GITHUB_TOKEN',
  gives: 'tags and release assets',
  probability: [
    'step.move-tags',
    'wall.token-permissions',
    'workflow.default-write.seen',
    'workflow.default-write.stated',
    'workflow.default-write.unknown',
  ],
  cost: null,
  example: 'tj-actions/changed-files 2025, trivy-action 2026',
  steps: (facts) =>
    jobsOf(facts).map(({ place, job }) => {
      const { open, walls = [], unknown } = mayWrite(place, job, 'contents');
      return {
        from: tokenOf(job),
        to: CAN_TAG,
        open,
        walls: [...walls, protection('tag-protection')],
        because: 'a write token moves tags where no tag rule stops it',
        at: place.at,
        unknown: unknown ?? PROTECTION,
      };
    }),
};
export default moveTags;
