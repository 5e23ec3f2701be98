/** Into which services packages and images go, and what stands around these. */

import type { StateId } from '../model/attack-graph.ts';
import type { RepositoryFacts } from '../model/execution.ts';
import { parameter } from '../model/rate.ts';
import type { RunningService } from '../model/service.ts';
import { IN_SERVICE, KEPT_APART, type WallDraft } from './technique.ts';

type Repository = Pick<RepositoryFacts, 'running' | 'places'>;

/** Services that run packages of a lockfile or manifest; of any where null. */
export const carrying = ({ running }: Pick<Repository, 'running'>, tree: string | null): RunningService[] =>
  running.filter((one) => (tree === null ? one.trees.length > 0 : one.trees.includes(tree)));

/** The lockfile or manifest of a route; null for one of another kind. */
export const treeOf = (route: string): string | null =>
  /^(?:lock|exempt|fresh|bot:[^:]+):(.+)$/.exec(route)?.[1] ?? null;

/** Something of the tree runs where no file shows what is around it. */
export const runsElsewhere = ({ running, places }: Repository): boolean =>
  running.length === 0 || places.some((place) => place.kind === 'platform');

/** A wall that stands around all of these services, before code that comes in whole, or a flaw that is exploited. */
export function egressWall(
  repository: Repository,
  services: readonly RunningService[],
  before: 'code' | 'flaw',
): WallDraft[] {
  if (services.length === 0 || runsElsewhere(repository)) return [];
  if (services.some((one) => one.egress !== 'listed')) return [];
  return [
    {
      wall: 'runtime-egress',
      place: `listed ${before}`,
      fails: [parameter(before === 'code' ? 'wall.runtime-egress' : 'wall.runtime-egress-flaw')],
      because: 'what runs there talks to listed addresses only',
      at: services[0]?.at ?? null,
    },
  ];
}

/** Nothing but a network joins it to a database, or nothing at all. */
const isStranger = ({ database, databases }: RunningService): boolean =>
  !database && databases.length > 0 && databases.every(({ how }) => how === 'network' || how === 'barred');

/** Services that have no business with a database, in a tree that shows all that runs. */
export const strangers = (repository: Repository): RunningService[] =>
  runsElsewhere(repository) ? [] : repository.running.filter(isStranger);

/** Whether policies or networks keep all that have no business with a database from it. */
export function keptApart(repository: Repository): boolean {
  const all = strangers(repository);
  return all.length > 0 && all.every((one) => one.databases.every(({ how }) => how === 'barred'));
}

/** The state of code that has come into one of these services, whichever. */
export const codeInside = (repository: Repository, services: readonly RunningService[]): StateId =>
  services.length > 0 && services.every(isStranger) && keptApart(repository) ? KEPT_APART : IN_SERVICE;
