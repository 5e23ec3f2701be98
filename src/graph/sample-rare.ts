/**
 * Events of worlds, and the rare ones among them.
 *
 * Two walls that fail once in a thousand are open together in one world of a million: plain sampling does not
 * meet it. Up to `MOST_STRATA` rare events are enumerated: the worlds of a round are dealt to the 2^k
 * combinations, half of them evenly and half by chance, and weighted so that the weights of a round add up to its
 * worlds exactly. Further rare events are drawn at a tilted chance in every second round, and worlds are
 * weighted by the balance heuristic [VG95]: no weight is above 2, whatever is tilted.
 * Where there are no more uncertain events than that, all are enumerated, and nothing is left to chance. Else
 * places that are free for enumeration go to events that are merely unlikely, for ways of many such.
 */
import { LANES } from '../maths/kernels/sweep.ts';
import type { System } from '../model/system.ts';
import type { Pruned } from './sample-prune.ts';
import { wayChances } from './sample-ways.ts';

/** Something that is drawn once in a world: a step is open, a wall fails. */
export interface WorldEvent {
  readonly kind: 'edge' | 'wall';
  /** Its index in the system. */
  readonly index: number;
  readonly chance: number;
  /** What its uniforms are keyed by. */
  readonly low: number;
  readonly high: number;
}

export interface Rare {
  /** Enumerated events, by their index in the list. */
  readonly strata: readonly number[];
  readonly tilted: readonly number[];
  /** All uncertain events are enumerated: a round holds every world. */
  readonly exhaustive: boolean;
  /** Blocks of worlds in a round. */
  readonly blocks: number;
  /** For each world of a round: which of the enumerated events happen, one bit each. */
  readonly combination: Uint16Array;
  /** Weights of the worlds of a round; their mean is 1. */
  readonly weight: Float64Array;
}

/** Below this chance an event is rare; tilted ones are drawn at it. */
export const RARE = 0.05;
export const MOST_STRATA = 12;
const MOST_TILTED = 48;
/** Enumerating so many costs nothing: a round stays one block. The places are filled with unlikely events. */
const FREE_STRATA = 8;
/** Systems of at most so many steps are looked at whole up to so many uncertain events: 65,536 worlds. */
const SMALL = 64;
const MOST_WHOLE = 16;
/** Past so many steps a round stays one block in any case. */
const LARGE = 5000;
const UNLIKELY = 0.3;

/** @param whatIf list events of chance 0 and 1 too */
export function eventsOf(system: System, pruned: Pruned, whatIf: boolean): WorldEvent[] {
  const events: WorldEvent[] = [];
  const walls = new Set<number>();
  const add = (kind: WorldEvent['kind'], index: number, id: string, chance: number): void => {
    if (whatIf || (chance > 0 && chance < 1)) events.push({ kind, index, chance, ...keyOf(`${kind} ${id}`) });
  };
  for (const e of pruned.edges) {
    const edge = system.edges[e];
    if (edge === undefined) continue;
    add('edge', e, edge.id, edge.probability);
    for (const wall of edge.walls) walls.add(wall);
  }
  for (const wall of [...walls].sort((a, b) => a - b)) {
    const { id, failureOnDemand } = system.walls[wall] as System['walls'][number];
    add('wall', wall, id, failureOnDemand);
  }
  return events;
}

/** @param few enumerate no more than a round of one block has room for */
export function rareOf(system: System, pruned: Pruned, events: readonly WorldEvent[], few = false): Rare {
  const below = (limit: number): number[] =>
    events.flatMap(({ chance }, i) => (chance > 0 && chance < limit ? [i] : []));
  const uncertain = below(1);
  const whole = few ? FREE_STRATA : pruned.edges.length > SMALL ? MOST_STRATA : MOST_WHOLE;
  if (uncertain.length <= whole) return { ...deal(uncertain, events, true), tilted: [], exhaustive: true };
  const rare = below(RARE);
  const most = few || pruned.edges.length > LARGE ? FREE_STRATA : MOST_STRATA;
  const ranked = rare.length > most ? byWays(system, pruned, events, rare) : rare;
  const tilted = ranked.slice(most, most + MOST_TILTED);
  const strata = ranked.slice(0, most);
  const unlikely = below(UNLIKELY).filter((i) => !strata.includes(i));
  if (strata.length < FREE_STRATA && unlikely.length > 0)
    strata.push(...byWays(system, pruned, events, unlikely).slice(0, FREE_STRATA - strata.length));
  return { ...deal(strata, events, false), tilted, exhaustive: false };
}

/** Those on the likeliest ways from a shock to an asset first. */
function byWays(
  system: System,
  pruned: Pruned,
  events: readonly WorldEvent[],
  rare: readonly number[],
): number[] {
  const ways = wayChances(system, pruned);
  const best = { edge: new Float64Array(system.edges.length), wall: new Float64Array(system.walls.length) };
  pruned.edges.forEach((e, i) => {
    const way = ways[i] as number;
    best.edge[e] = way;
    for (const wall of system.edges[e]?.walls ?? [])
      best.wall[wall] = Math.max(best.wall[wall] as number, way);
  });
  const score = (i: number): number => {
    const { kind, index } = events[i] as WorldEvent;
    return best[kind][index] as number;
  };
  return [...rare].sort((a, b) => score(b) - score(a) || a - b);
}

/** Worlds of a round dealt to the combinations of the events: half of them evenly, half by chance, or all evenly. */
function deal(
  strata: readonly number[],
  events: readonly WorldEvent[],
  evenly: boolean,
): Omit<Rare, 'tilted' | 'exhaustive'> {
  const sets = 2 ** strata.length;
  const blocks = Math.max(1, ((evenly ? 1 : 2) * sets) / LANES);
  const worlds = blocks * LANES;
  const likely = Float64Array.from({ length: sets }, (_, set) =>
    strata.reduce((product, i, place) => {
      const chance = events[i]?.chance ?? 0;
      return product * (((set >> place) & 1) === 1 ? chance : 1 - chance);
    }, 1),
  );
  const even = evenly ? 1 : 0.5;
  const wanted = likely.map((p) => worlds * (even / sets + (1 - even) * p));
  const counts = Int32Array.from(wanted, Math.floor);
  const rest = worlds - counts.reduce((total, count) => total + count, 0);
  const order = Array.from(wanted.keys()).sort(
    (a, b) => ((wanted[b] as number) % 1) - ((wanted[a] as number) % 1) || a - b,
  );
  for (const set of order.slice(0, Math.max(0, rest))) counts[set] = (counts[set] as number) + 1;
  const combination = new Uint16Array(worlds);
  const weight = new Float64Array(worlds);
  let at = 0;
  counts.forEach((count, set) => {
    combination.fill(set, at, at + count);
    weight.fill(((likely[set] as number) * worlds) / count, at, at + count);
    at += count;
  });
  return { strata, blocks, combination, weight };
}

/**
 * 64 bits of a name, so that each event draws uniforms of its own whatever else the system has: FNV-1a of the
 * UTF-16 code units [FNV], in two words.
 */
export function keyOf(name: string): { readonly low: number; readonly high: number } {
  let low = 0x84222325;
  let high = 0xcbf29ce4;
  for (let at = 0; at < name.length; at++) {
    low = (low ^ name.charCodeAt(at)) >>> 0;
    // The prime is 2⁴⁰ + 0x1b3.
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return { low, high };
}
