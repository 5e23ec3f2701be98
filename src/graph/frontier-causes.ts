/** The shocks of a system as independent causes, each of which takes all of a fixed set of nodes. */
import { FrontierOverflow } from '../maths/frontier-network.ts';
import type { SystemShock } from '../model/system.ts';

/** Nodes that fall together, Λ times expected before the horizon. */
export interface Cause {
  /** Ascending, not empty, each once. */
  readonly nodes: readonly number[];
  readonly hazard: number;
}

/** One event of a shock. */
export interface ShockEvent {
  readonly hazard: number;
  /** Chance of each node to be hit, of those that lie on a way to an asset. */
  readonly hits: ReadonlyMap<number, number>;
  /** P(something is hit), and P(something is hit, but nothing on a way to an asset). */
  readonly hitsSome: number;
  readonly hitsAside: number;
}

/** A shock with k random hits is 2^k − 1 causes. */
const MOST_RANDOM_HITS = 6;
const MOST_CAUSES = 512;

/** @param relevant 1 for each node on a way to an asset */
export function eventOf({ hazard, hits }: SystemShock, relevant: Uint8Array): ShockEvent {
  const chances = new Map<number, number>();
  let spared = 0; // ln P(nothing on a way is hit)
  let sparedAside = 0;
  for (const { node, probability } of hits) {
    if (probability === 0) continue;
    if (relevant[node] === 1) {
      const before = chances.get(node) ?? 0;
      chances.set(node, before + (1 - before) * probability);
      spared += Math.log1p(-probability);
    } else sparedAside += Math.log1p(-probability);
  }
  return {
    hazard,
    hits: chances,
    hitsSome: -Math.expm1(spared + sparedAside),
    hitsAside: -Math.exp(spared) * Math.expm1(sparedAside),
  };
}

/**
 * Each subset of the random hits is the hit set of events of its own: the events of a Poisson process, sorted by an
 * independent drawing, are independent Poisson processes [KIN93]. Causes with the same nodes are one.
 *
 * @throws FrontierOverflow when a shock has too many random hits, or there are too many causes
 */
export function causesOf(events: readonly ShockEvent[]): Cause[] {
  const merged = new Map<string, Cause>();
  for (const { hazard, hits } of events) {
    if (hazard === 0) continue;
    for (const { nodes, share } of subsetsOf(hits)) {
      const key = nodes.join(' ');
      merged.set(key, { nodes, hazard: (merged.get(key)?.hazard ?? 0) + hazard * share });
    }
    if (merged.size > MOST_CAUSES)
      throw new FrontierOverflow(`the shocks take more than ${MOST_CAUSES} different sets of states`);
  }
  return [...merged.values()].filter((cause) => cause.hazard > 0);
}

/** Sets of nodes that one event may hit, the empty set left out, and how likely each is. */
function subsetsOf(hits: ReadonlyMap<number, number>): { nodes: readonly number[]; share: number }[] {
  const nodes = [...hits.keys()].sort((a, b) => a - b);
  const random = nodes.filter((node) => (hits.get(node) as number) < 1);
  if (random.length > MOST_RANDOM_HITS)
    throw new FrontierOverflow(
      `a shock has ${random.length} random hits, and ${MOST_RANDOM_HITS} are the most`,
    );
  const subsets: { nodes: readonly number[]; share: number }[] = [];
  for (let set = 0; set < 2 ** random.length; set++) {
    const taken = new Set(random.filter((_, i) => ((set >>> i) & 1) === 1));
    const share = random.reduce((product, node) => {
      const chance = hits.get(node) as number;
      return product * (taken.has(node) ? chance : 1 - chance);
    }, 1);
    const hit = nodes.filter((node) => taken.has(node) || hits.get(node) === 1);
    if (hit.length > 0) subsets.push({ nodes: hit, share });
  }
  return subsets;
}
