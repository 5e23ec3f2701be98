/** How likely each of some states is reached, given that one has fallen: a question of tests, replays and reports. */
import type { AttackGraph, StateId } from '../model/attack-graph.ts';
import { type Chances, LANES, WORDS, Worlds } from './reach.ts';

export interface ReachedQuestion {
  readonly graph: AttackGraph;
  readonly chances: Chances;
  readonly seed: number;
  /** How many draws of the parameters are followed: the first ones, ≥ 1. */
  readonly draws: number;
}

/**
 * P(one of `goals` is reached | the attacker holds all of `held`), for each list of goals: the mean over draws and
 * worlds, without any shock besides. States that the graph does not have are held by nobody: 0, unless a
 * goal is held from the start.
 */
export function reachedGiven(
  { graph, chances, seed, draws }: ReachedQuestion,
  held: readonly StateId[],
  goals: readonly (readonly StateId[])[],
): number[] {
  const worlds = new Worlds(graph, chances, seed);
  const indices = (states: readonly StateId[]): number[] =>
    states.flatMap((state) => worlds.indexOf(state) ?? []);
  const from = indices(held);
  const targets = goals.map(indices);
  const bits = new Int32Array(worlds.stateCount * WORDS);
  const counts = goals.map(() => 0);
  for (let draw = 0; draw < draws; draw++) {
    worlds.draw(draw);
    targets.forEach((target, goal) => {
      worlds.leadsTo(target, bits);
      counts[goal] = (counts[goal] as number) + lanesOf(bits, from);
    });
  }
  return counts.map((count, goal) =>
    goals[goal]?.some((state) => held.includes(state)) ? 1 : count / (draws * LANES),
  );
}

/** Worlds in which at least one of the states leads to the goal. */
function lanesOf(bits: Int32Array, states: readonly number[]): number {
  let count = 0;
  for (let word = 0; word < WORDS; word++) {
    let all = 0;
    for (const state of states) all |= bits[state * WORDS + word] as number;
    for (let left = all; left !== 0; left &= left - 1) count++;
  }
  return count;
}
