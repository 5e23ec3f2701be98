import type { StateId } from '../../model/attack-graph.ts';
import type { RepositoryFacts } from '../../model/execution.ts';
import { parameter } from '../../model/rate.ts';
import { keptApart } from '../services.ts';
import { IN_SERVICE, KEPT_APART, lost, secretState, type Technique, type WallDraft } from '../technique.ts';

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
      from: anyService(repository),
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
        .map(({ secrets }) => ({ secrets, own: false })),
      ...repository.services.map(({ secrets }) => ({ secrets, own: true })),
    ].flatMap(({ secrets, own }) =>
      secrets.map((secret) => ({
        from: anyService(repository),
        to: secretState(secret.name),
        open: [parameter('step.service-data')],
        walls: own ? rootless(repository, secret.name) : [],
        because: `${secret.name} is a variable of the service`,
        at: secret.at,
      })),
    ),
  ],
};
export default reachProduction;

/** What whoever is in any of the services has, kept from databases or not. */
const anyService = (repository: RepositoryFacts): StateId =>
  keptApart(repository) ? KEPT_APART : IN_SERVICE;

/** Any of the services may be the one that has fallen: all must run as users of their own. A database knows its password as any user. */
function rootless({ running }: Pick<RepositoryFacts, 'running'>, secret: string): WallDraft[] {
  const held = running.some((one) => !one.database && one.secrets.includes(secret));
  if (!held || running.some((one) => one.user.user !== 'other')) return [];
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
