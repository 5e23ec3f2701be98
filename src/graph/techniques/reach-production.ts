import { parameter } from '../../model/rate.ts';
import { IN_SERVICE, lost, secretState, type Technique } from '../technique.ts';

/** Code in the service is the loss of production. */
const reachProduction: Technique = {
  id: 'reach-production',
  title: 'code in the service is the loss of production',
  attck: 'T1005',
  needs: 'code in the running service',
  gives: 'production, its variables, and the data behind it',
  probability: ['step.service-data'],
  cost: null,
  example: 'Log4Shell 2021, React2Shell 2025',
  steps: ({ repository }) => [
    {
      from: IN_SERVICE,
      to: lost('production'),
      open: [],
      because: 'the service no longer does only what it should',
      at: null,
    },
    ...(repository.databases.length > 0
      ? [
          {
            from: IN_SERVICE,
            to: lost('data'),
            open: [parameter('step.service-data')],
            because: 'the service holds the way to its database',
            at: repository.databases[0] ?? null,
          },
        ]
      : []),
    ...[...repository.places.filter((place) => place.kind === 'platform'), ...repository.services].flatMap(
      ({ secrets }) =>
        secrets.map((secret) => ({
          from: IN_SERVICE,
          to: secretState(secret.name),
          open: [parameter('step.service-data')],
          because: `${secret.name} is a variable of the service`,
          at: secret.at,
        })),
    ),
  ],
};
export default reachProduction;
