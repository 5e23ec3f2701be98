import { describe, expect, test } from 'vitest';
import type { Worlds } from '../../src/graph/reach.ts';
import { worldPrices } from '../../src/graph/world-price.ts';
import { type StateId, stateId } from '../../src/model/attack-graph.ts';

const [entry, detour, goal] = ['entry', 'detour', 'goal'].map(stateId) as [StateId, StateId, StateId];
const STATES = [entry, detour, goal];
const STEPS = [
  { step: 0, from: 0, to: 2 },
  { step: 1, from: 0, to: 1 },
  { step: 2, from: 1, to: 2 },
];

/** Worlds in which a step is open where the list of its lanes says so. */
const worldsWhere = (open: readonly (readonly number[])[]): Worlds =>
  ({
    stateCount: STATES.length,
    order: STEPS,
    indexOf: (state: StateId) => (STATES.includes(state) ? STATES.indexOf(state) : undefined),
    draw: () => {},
    isPassable: (step: number, lane: number) => open[step]?.includes(lane) ?? false,
  }) as unknown as Worlds;

const priced = (open: readonly (readonly number[])[]) =>
  worldPrices({
    worlds: worldsWhere(open),
    draws: [0],
    lanes: 4,
    entries: [{ states: [entry], cost: Float64Array.of(100) }],
    steps: [Float64Array.of(50), Float64Array.of(1), null],
    targets: [[goal]],
  })[0];

describe('the price of a goal', () => {
  test('is that of the cheapest open way of each world, infinite where none is open', () => {
    const found = priced([[0, 1, 2], [0], [0]]);
    expect([...(found?.usd ?? [])]).toEqual([101, 150, 150, Number.POSITIVE_INFINITY]);
  });

  test('comes with the way that is the cheapest in more worlds than any other', () => {
    expect(priced([[0, 1, 2], [0], [0]])?.path).toEqual([0, 2]);
    expect(
      priced([
        [0, 1, 2, 3],
        [0, 1, 2],
        [0, 1, 2],
      ])?.path,
    ).toEqual([0, 1, 2]);
  });

  test('comes with no way when none is open in any world', () => {
    expect(priced([[], [], []])?.path).toEqual([]);
  });
});
