/** From where an attacker stands to all that he comes to hold: sampled, in the worlds of `reach.ts`. */
import type { AttackGraph, StateId } from '../model/attack-graph.ts';
import { type Chances, LANES, WORDS, Worlds } from './reach.ts';

/**
 * P(an attacker comes to hold a state | he holds all of `entries`), for every state of the graph.
 *
 * Steps and walls answer once in each world; states are followed to the least fixed point.
 *
 * @param draws how many joint draws `chances` gives; each is followed in 256 worlds
 * @returns probabilities by state; those of entries are 1, states that are never reached are left out
 */
export function reachedFrom(
  graph: AttackGraph,
  entries: ReadonlySet<StateId>,
  { chances, draws, seed }: { readonly chances: Chances; readonly draws: number; readonly seed: number },
): Map<StateId, number> {
  const worlds = new Worlds(graph, chances, seed);
  const sources = [...entries].flatMap((state) => worlds.indexOf(state) ?? []);
  const counts = new Float64Array(graph.states.length);
  // Walked backwards, the order that is good from the ends is good from the entries.
  const steps = [...worlds.order].map((step, place) => ({ ...step, place })).reverse();
  for (let draw = 0; draw < draws; draw++) {
    worlds.draw(draw);
    const passable = steps.map(({ place }) => wordsOf(worlds, place));
    const held = new Int32Array(graph.states.length * WORDS);
    for (const source of sources) held.fill(-1, source * WORDS, (source + 1) * WORDS);
    follow(steps, passable, held);
    for (let state = 0; state < counts.length; state++)
      for (let word = 0; word < WORDS; word++)
        counts[state] = (counts[state] as number) + ones(held[state * WORDS + word] as number);
  }
  const reached = new Map<StateId, number>();
  graph.states.forEach(({ id }, state) => {
    const count = counts[state] as number;
    if (count > 0) reached.set(id, count / (draws * LANES));
  });
  return reached;
}

function wordsOf(worlds: Worlds, place: number): Int32Array {
  const words = new Int32Array(WORDS);
  for (let lane = 0; lane < LANES; lane++)
    if (worlds.isPassable(place, lane))
      words[lane >>> 5] = (words[lane >>> 5] as number) | (1 << (lane & 31));
  return words;
}

/** Until nothing changes: a state is held where a step is passable and its tail is held. */
function follow(
  steps: readonly { readonly from: number; readonly to: number }[],
  passable: readonly Int32Array[],
  held: Int32Array,
): void {
  for (let changed = 1; changed !== 0; ) {
    changed = 0;
    steps.forEach(({ from, to }, s) => {
      const open = passable[s] as Int32Array;
      for (let word = 0; word < WORDS; word++) {
        const at = to * WORDS + word;
        const fresh = (open[word] as number) & (held[from * WORDS + word] as number) & ~(held[at] as number);
        changed |= fresh;
        held[at] = (held[at] as number) | fresh;
      }
    });
  }
}

/** Number of bits that are set. */
function ones(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
