import { parameter } from '../../model/rate.ts';
import { codeIn, secretState, type Technique, worth } from '../technique.ts';

/** Code in a place reads the secrets in its environment. */
const readEnvironment: Technique = {
  id: 'read-environment',
  title: 'code in a place reads the secrets in its environment',
  attck: 'T1552.001',
  needs: 'code in a job or build',
  gives: 'every secret that the job or build is given',
  probability: [
    'step.read-secret',
    'step.platform-variables',
    'credential.identifier-secret',
    'credential.low-value-secret',
  ],
  cost: null,
  example: 'Shai-Hulud 2025, s1ngularity 2025',
  steps: ({ repository }) =>
    repository.places.flatMap((place) =>
      place.secrets
        .filter((secret) => !secret.oneStep && secret.reach === 'named')
        .map((secret) => ({
          from: codeIn(place),
          to: secretState(secret.name),
          open: [
            parameter(place.kind === 'platform' ? 'step.platform-variables' : 'step.read-secret'),
            ...worth(secret),
          ],
          because: `${secret.name} is in the environment of ${place.title}`,
          at: secret.at,
        })),
    ),
};
export default readEnvironment;
