import { stateId } from '../../model/attack-graph.ts';
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
  steps: ({ repository }) => {
    const given = stateId('holds/all-secrets');
    const handed = repository.places.filter((place) =>
      place.secrets.some((secret) => secret.reach === 'dynamic'),
    );
    const secrets = new Map(
      [...new Set(handed.map((place) => place.secrets))].flatMap((list) =>
        list.filter((secret) => secret.reach === 'dynamic').map((secret) => [secret.name, secret]),
      ),
    );
    return [
      ...handed.map((place) => ({
        from: codeIn(place),
        to: given,
        open: [parameter('step.read-secret')],
        because: `${place.title} is handed all secrets`,
        at: place.at,
      })),
      ...[...secrets.values()].map((secret) => ({
        from: given,
        to: secretState(secret.name),
        open: worth(secret),
        because: `${secret.name} is among them`,
        at: secret.at,
      })),
    ];
  },
};
export default readAllSecrets;
