import { parameter } from '../../model/rate.ts';
import { canPublish, jobsOf, mayWrite, type Technique, tokenOf } from '../technique.ts';

/** The job's token publishes packages and images. */
const publishWithJobToken: Technique = {
  id: 'publish-with-job-token',
  title: "the job's token publishes packages and images",
  attck: 'T1195.002',
  needs: 'a GITHUB_TOKEN of a project whose images are published',
  gives: 'images on the host of the code',
  probability: [
    'step.publish-token',
    'wall.token-permissions',
    'workflow.default-write.seen',
    'workflow.default-write.stated',
    'workflow.default-write.unknown',
  ],
  cost: null,
  example: 'Ultralytics 2024',
  steps: (facts) =>
    facts.repository.channels.some((one) => one.registry === 'docker')
      ? jobsOf(facts).map(({ place, job }) => {
          const { open, walls = [], unknown } = mayWrite(place, job, 'packages');
          return {
            from: tokenOf(job),
            to: canPublish('docker'),
            open: [...open, parameter('step.publish-token')],
            walls,
            because: 'a token with packages: write pushes images',
            at: place.at,
            unknown: unknown ?? null,
          };
        })
      : [],
};
export default publishWithJobToken;
