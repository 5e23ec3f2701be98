import type { RepositoryFacts } from '../../model/execution.ts';
import { parameter } from '../../model/rate.ts';
import { IN_SERVICE, lost, secretState, type Technique, type WallDraft } from '../technique.ts';

/** Code in the service is the loss of production. */
const reachProduction: Technique = {
  id: 'reach-production',
  title: 'code in the service is the loss of production',
  attck: 'T1005',
  needs: 'code in the running service',
  gives: 'production, its variables, and the data behind it',
  probability: ['step.service-data', 'wall.non-root'],
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
    ...[
      ...repository.places
        .filter((place) => place.kind === 'platform')
        .map(({ secrets }) => ({ secrets, walls: [] })),
      ...repository.services.map(({ secrets }) => ({ secrets, walls: rootless(repository) })),
    ].flatMap(({ secrets, walls }) =>
      secrets.map((secret) => ({
        from: IN_SERVICE,
        to: secretState(secret.name),
        open: [parameter('step.service-data')],
        walls,
        because: `${secret.name} is a variable of the service`,
        at: secret.at,
      })),
    ),
  ],
};
export default reachProduction;

/** Any of the services may be the one that has fallen: all must run as users of their own. */
function rootless({ running }: Pick<RepositoryFacts, 'running'>): WallDraft[] {
  if (running.length === 0 || running.some((one) => one.user.user !== 'other')) return [];
  return [
    {
      wall: 'non-root',
      place: 'services',
      fails: [parameter('wall.non-root')],
      because: 'no service runs as root',
      at: running[0]?.at ?? null,
    },
  ];
}
