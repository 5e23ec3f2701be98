/** How likely some states are reached, given what has fallen: what replays of incidents and tests of the graph ask. */
import type { AttackGraph, StateId } from '../model/attack-graph.ts';
import { type Chances, LANES, WORDS, Worlds } from './reach.ts';

export interface ReachedQuestion {
  readonly graph: AttackGraph;
  readonly chances: Chances;
  readonly seed: number;
  /** How many draws of the parameters are followed: the first ones, ≥ 1. */
  readonly draws: number;
}

/** What the attacker has to begin with, and the chance that it is so: each by itself. */
export interface Held {
  readonly state: StateId;
  /** In [0, 1]; 1 for what has fallen. */
  readonly chance: number;
}

/**
 * P(one of the goals is reached | what is held), for each list of goals: E_w[ 1 − Π (1 − chance) ] over what leads
 * to a goal in the world, the mean over draws and worlds, without any shock besides. States that the
 * graph does not have lead nowhere.
 */
export function reachedGiven(
  { graph, chances, seed, draws }: ReachedQuestion,
  held: readonly Held[],
  goals: readonly (readonly StateId[])[],
): number[] {
  const worlds = new Worlds(graph, chances, seed);
  const indices = (states: readonly StateId[]): number[] =>
    states.flatMap((state) => worlds.indexOf(state) ?? []);
  const from = held.flatMap(({ state, chance }) => indices([state]).map((at) => ({ at, miss: 1 - chance })));
  const targets = goals.map(indices);
  const sums = goals.map(() => 0);
  for (let draw = 0; draw < draws; draw++) {
    worlds.draw(draw);
    targets.forEach((target, goal) => {
      sums[goal] = (sums[goal] as number) + reachedIn(worlds.leadsTo(target), from);
    });
  }
  return sums.map((sum) => sum / (draws * LANES));
}

/** Σ over worlds of 1 − Π (1 − chance) of what leads to the goal there. */
function reachedIn(
  bits: Int32Array,
  from: readonly { readonly at: number; readonly miss: number }[],
): number {
  let sum = 0;
  for (let lane = 0; lane < LANES; lane++) {
    let missed = 1;
    for (const { at, miss } of from)
      if (((bits[at * WORDS + (lane >>> 5)] as number) >>> (lane & 31)) & 1) missed *= miss;
    sum += 1 - missed;
  }
  return sum;
}
