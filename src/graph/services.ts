/** Into which services packages and images go, and what stands around these. */

import type { StateId } from '../model/attack-graph.ts';
import type { RepositoryFacts } from '../model/execution.ts';
import type { SurfaceId } from '../model/ids.ts';
import { parameter } from '../model/rate.ts';
import type { RunningService } from '../model/service.ts';
import { IN_SERVICE, KEPT_APART, type WallDraft } from './technique.ts';

type Repository = Pick<RepositoryFacts, 'running' | 'places'>;

/** What is asked of the services that run, looked up once. */
export interface Surroundings {
  /** Services that run packages of a lockfile or manifest; of any where null. */
  readonly carrying: (tree: string | null) => readonly RunningService[];
  /** Services in which an image runs. */
  readonly holding: (image: SurfaceId) => readonly RunningService[];
  /** A wall that stands around all of these services, before code that comes in whole, or a flaw that is exploited. */
  readonly egress: (services: readonly RunningService[], before: 'code' | 'flaw') => WallDraft[];
  /** The state of code that has come into one of these services, whichever. */
  readonly inside: (services: readonly RunningService[]) => StateId;
  /** Services that policies or networks keep from databases of others, where they keep all that have no business there. */
  readonly keptApart: readonly RunningService[];
}

export function surroundings(repository: Repository): Surroundings {
  const { running, places } = repository;
  // Something of the tree runs where no file shows what is around it.
  const elsewhere = running.length === 0 || places.some((place) => place.kind === 'platform');
  const byImage = indexed(running, (one) => one.images);
  const byTree = indexed(running, (one) => one.trees);
  const strangers = elsewhere ? [] : running.filter(isStranger);
  const kept = strangers.every((one) => one.databases.every(({ how }) => how === 'barred'));
  const keptApart = kept ? strangers : [];
  return {
    carrying: (tree) =>
      tree === null ? running.filter((one) => one.trees.length > 0) : (byTree.get(tree) ?? []),
    holding: (image) => byImage.get(image) ?? [],
    egress: (services, before) => (elsewhere ? [] : egressWall(services, before)),
    inside: (services) =>
      services.length > 0 && keptApart.length > 0 && services.every(isStranger) ? KEPT_APART : IN_SERVICE,
    keptApart,
  };
}

/** The lockfile or manifest of a route; null for one of another kind. */
export const treeOf = (route: string): string | null =>
  /^(?:lock|exempt|fresh|bot:[^:]+):(.+)$/.exec(route)?.[1] ?? null;

/** Nothing but a network joins it to a database, or nothing at all. */
const isStranger = ({ database, databases }: RunningService): boolean =>
  !database && databases.length > 0 && databases.every(({ how }) => how === 'network' || how === 'barred');

function egressWall(services: readonly RunningService[], before: 'code' | 'flaw'): WallDraft[] {
  if (services.length === 0 || services.some((one) => one.egress !== 'listed')) return [];
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

function indexed(
  running: readonly RunningService[],
  keys: (service: RunningService) => readonly string[],
): ReadonlyMap<string, readonly RunningService[]> {
  const found = new Map<string, RunningService[]>();
  for (const one of running)
    for (const key of keys(one)) {
      const known = found.get(key);
      if (known === undefined) found.set(key, [one]);
      else known.push(one);
    }
  return found;
}
