import { parameter } from '../../model/rate.ts';
import { codeIn, secretState, type Technique, worth } from '../technique.ts';

/** Code in a job reads all secrets, because its text hands them all over. */
const readAllSecrets: Technique = {
  id: 'read-all-secrets',
  title: 'code in a job reads all secrets, because its text hands them all over',
  attck: 'T1552',
  needs: 'code in a job with toJSON(secrets), secrets[…] or secrets: inherit',
  gives: 'every secret of the repository',
  probability: ['step.read-secret', 'credential.identifier-secret', 'credential.low-value-secret'],
  cost: null,
  example: 'GhostAction 2025',
  steps: ({ repository }) =>
    repository.places.flatMap((place) =>
      place.secrets
        .filter((secret) => secret.reach === 'dynamic')
        .map((secret) => ({
          from: codeIn(place),
          to: secretState(secret.name),
          open: [parameter('step.read-secret'), ...worth(secret)],
          because: `${place.title} is handed all secrets`,
          at: secret.at,
        })),
    ),
};
export default readAllSecrets;
