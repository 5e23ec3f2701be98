import { parameter } from '../../model/rate.ts';
import { codeIn, secretState, type Technique, worth } from '../technique.ts';

/** Code in a job reads what other steps are given out of the runner. */
const readRunnerMemory: Technique = {
  id: 'read-runner-memory',
  title: 'code in a job reads what other steps are given out of the runner',
  attck: 'T1003.007',
  needs: 'code in a job whose other steps are given secrets',
  gives: 'those secrets',
  probability: ['step.read-secret', 'credential.identifier-secret', 'credential.low-value-secret'],
  cost: null,
  example: 'tj-actions/changed-files 2025 (Runner.Worker memory)',
  steps: ({ repository }) =>
    repository.places.flatMap((place) =>
      place.secrets
        .filter((secret) => secret.oneStep && secret.reach === 'named')
        .map((secret) => ({
          from: codeIn(place),
          to: secretState(secret.name),
          open: [parameter('step.read-secret'), ...worth(secret)],
          because: `${secret.name} is given to a step of ${place.title}: a secret of one step belongs to the job`,
          at: secret.at,
        })),
    ),
};
export default readRunnerMemory;
