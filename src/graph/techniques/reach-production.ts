import type { RepositoryFacts } from '../../model/execution.ts';
import { parameter } from '../../model/rate.ts';
import { surroundings } from '../services.ts';
import {
  IN_SERVICE,
  KEPT_APART,
  lost,
  type StepDraft,
  secretState,
  type Technique,
  type WallDraft,
} from '../technique.ts';

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
  steps: ({ repository }) => {
    // Whoever is in any of the services has this, kept from databases or not.
    const from = surroundings(repository).keptApart.length > 0 ? KEPT_APART : IN_SERVICE;
    const rootless = rootlessOf(repository);
    const variables = [
      ...repository.places
        .filter((place) => place.kind === 'platform')
        .map(({ secrets }) => ({ secrets, own: false })),
      ...repository.services.map(({ secrets }) => ({ secrets, own: true })),
    ];
    return [
      {
        from,
        to: lost('production'),
        open: [],
        because: 'the service no longer does only what it should',
        at: null,
      },
      ...data(repository),
      ...variables.flatMap(({ secrets, own }) =>
        secrets.map((secret) => ({
          from,
          to: secretState(secret.name),
          open: [parameter('step.service-data')],
          walls: own ? rootless(secret.name) : [],
          because: `${secret.name} is a variable of the service`,
          at: secret.at,
        })),
      ),
    ];
  },
};
export default reachProduction;

const data = ({ databases }: Pick<RepositoryFacts, 'databases'>): StepDraft[] =>
  databases.slice(0, 1).map((at) => ({
    from: IN_SERVICE,
    to: lost('data'),
    open: [parameter('step.service-data')],
    because: 'the service holds the way to its database',
    at,
  }));

/** Any of the services may be the one that has fallen: all must run as users of their own. A database knows its password as any user. */
function rootlessOf({ running }: Pick<RepositoryFacts, 'running'>): (secret: string) => WallDraft[] {
  const all = running.every((one) => one.user.user === 'other');
  const held = new Set(running.filter((one) => !one.database).flatMap((one) => one.secrets));
  const wall: WallDraft = {
    wall: 'non-root',
    place: 'services',
    fails: [parameter('wall.non-root')],
    because: 'no service runs as root',
    at: running[0]?.at ?? null,
  };
  return (secret) => (all && held.has(secret) ? [wall] : []);
}
