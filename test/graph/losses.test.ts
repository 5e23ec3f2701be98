/** Sampled losses and prices of small random graphs, against every world enumerated. */

import { describe, expect, it } from 'vitest';
import { type LossQuestion, lossOdds, meanPerYear, oncePerDraw } from '../../src/graph/losses.ts';
import { Worlds } from '../../src/graph/reach.ts';
import { worldPrices } from '../../src/graph/world-price.ts';
import type { AttackGraph, StateId, Step } from '../../src/model/attack-graph.ts';
import { type Factor, parameter } from '../../src/model/rate.ts';
import fc from '../support/property.ts';

const DRAWS = 24;
const STATES = ['a', 'b', 'c', 'd', 'e'] as unknown as StateId[];
const [A, B, C, , E] = STATES as [StateId, StateId, StateId, StateId, StateId];

interface Made {
  readonly from: number;
  readonly to: number;
  readonly chance: number;
  readonly walled: boolean;
}

/** A factor whose id is its chance: the same in all draws. */
const chance = (p: number): Factor => parameter(String(p));
const chances = (factors: readonly Factor[]): Float64Array =>
  new Float64Array(DRAWS).fill(factors.reduce((product, factor) => product * Number(factor.id), 1));

function graphOf(made: readonly Made[], wall: number): AttackGraph {
  const steps = made.map(
    ({ from, to, chance: p, walled }, i): Step => ({
      id: `s${i}`,
      technique: 't',
      from: STATES[from] as StateId,
      to: STATES[to] as StateId,
      open: [chance(p)],
      walls: walled ? ['w'] : [],
      cost: null,
      because: '',
      at: null,
      unknown: null,
    }),
  );
  const walls = [{ id: 'w', wall: 'w', fails: [chance(wall)], because: '', at: null }];
  const states = STATES.map((id) => ({ id, needs: 'any' as const, title: id, at: null }));
  return { states, steps, walls, assets: [] };
}

interface World {
  readonly weight: number;
  readonly passable: readonly boolean[];
}

/** Every outcome of steps and wall, with its probability. */
function worldsOf(made: readonly Made[], wall: number): World[] {
  const events = [...made.map((step) => step.chance), wall];
  return Array.from({ length: 2 ** events.length }, (_, bits) => {
    const open = events.map((_, i) => ((bits >> i) & 1) === 1);
    const weight = events.reduce((product, p, i) => product * (open[i] ? p : 1 - p), 1);
    return {
      weight,
      passable: made.map((step, i) => open[i] === true && (!step.walled || open.at(-1) === true)),
    };
  });
}

function reaches(made: readonly Made[], { passable }: World, start: number, goal: number): boolean {
  const held = new Set([start]);
  for (const state of held)
    made.forEach((step, i) => {
      if (step.from === state && passable[i]) held.add(step.to);
    });
  return held.has(goal);
}

const steps = fc.array(
  fc
    .record({
      from: fc.integer({ min: 0, max: 4 }),
      to: fc.integer({ min: 0, max: 4 }),
      chance: fc.integer({ min: 1, max: 19 }).map((n) => n / 20),
      walled: fc.boolean(),
    })
    .filter(({ from, to }) => from !== to),
  { minLength: 3, maxLength: 7 },
);

/** Events a year by set of ways: 1, 2, 4 alone, less together, for one event may come by several. */
const entering = (set: Uint8Array): number => Math.sqrt((set[0] as number) * 1 + (set[1] as number) * 4) / 10;

describe('sampled losses', () => {
  it('are those of all worlds enumerated', () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(0.05, 0.5), (made, wall) => {
        const question: LossQuestion = {
          worlds: new Worlds(graphOf(made, wall), chances, 1),
          draws: Array.from({ length: DRAWS }, (_, draw) => draw),
          classes: [
            { states: [A], rate: new Float64Array(DRAWS).fill(0.3) },
            { states: [B, C], rate: new Float64Array(DRAWS).fill(0.2) },
          ],
          campaigns: [{ ways: [[A], [B]], entering: (_, set) => entering(set) }],
          targets: [[E]],
          horizonYears: 2,
          shared: true,
        };
        const [odds] = lossOdds(question);
        if (odds?.shares == null) throw new Error('no answer');
        const { shares } = odds;
        let [once, perYear, first] = [0, 0, 0];
        for (const world of worldsOf(made, wall)) {
          const from = (state: number): number => (reaches(made, world, state, 4) ? 1 : 0);
          const rate =
            0.3 * from(0) + 0.2 * Math.max(from(1), from(2)) + entering(Uint8Array.of(from(0), from(1)));
          once -= world.weight * Math.expm1(-2 * rate);
          perYear += world.weight * rate;
          first += world.weight * from(0);
        }
        // 6,144 worlds, stratified by event: .03 is more than four standard errors of plain sampling.
        expect(Math.abs(mean(oncePerDraw(odds, 2)) - once)).toBeLessThan(0.03);
        expect(Math.abs(mean(meanPerYear(odds)) - perYear)).toBeLessThan(0.03);
        expect(Math.abs((shares.blast[0] as number) - first)).toBeLessThan(0.03);
        const parts = shares.parts.reduce((total, part) => total + part, 0);
        expect(parts).toBeCloseTo(mean(oncePerDraw(odds, 2)), 12);
      }),
      { numRuns: 40 },
    );
  });

  it('of steps that are all open are exact', () => {
    const made = [{ from: 0, to: 4, chance: 1, walled: false }];
    const [odds] = lossOdds({
      worlds: new Worlds(graphOf(made, 1), chances, 1),
      draws: [0],
      classes: [{ states: [A], rate: new Float64Array(DRAWS).fill(0.25) }],
      campaigns: [],
      targets: [[E]],
      horizonYears: 1,
    });
    expect(odds === undefined ? 0 : oncePerDraw(odds, 1)[0]).toBeCloseTo(-Math.expm1(-0.25), 14);
  });
});

describe('the price of a loss', () => {
  it('is that of the cheapest way that is open, world by world', () => {
    fc.assert(
      fc.property(
        steps,
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 7, maxLength: 7 }),
        (made, costs) => {
          const graph = graphOf(made, 0.5);
          const worlds = new Worlds(graph, chances, 1);
          const entries = [
            { states: [A], cost: new Float64Array(DRAWS).fill(10) },
            { states: [B], cost: new Float64Array(DRAWS).fill(25) },
          ];
          const byStep = worlds.order.map(({ step }) => new Float64Array(DRAWS).fill(costs[step] as number));
          const [prices] = worldPrices({
            worlds,
            draws: [3],
            lanes: 32,
            entries,
            steps: byStep,
            targets: [[E]],
          });
          worlds.draw(3);
          for (let lane = 0; lane < 32; lane++) {
            const usd = [10, 25, ...Array<number>(3).fill(Number.POSITIVE_INFINITY)];
            // As often as there are states: Bellman and Ford's way.
            for (let round = 0; round < 5; round++)
              worlds.order.forEach(({ step, from, to }, s) => {
                if (!worlds.isPassable(s, lane)) return;
                usd[to] = Math.min(usd[to] as number, (usd[from] as number) + (costs[step] as number));
              });
            expect(prices?.usd[lane]).toBe(usd[4]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

const mean = (values: Float64Array): number =>
  values.reduce((total, value) => total + value, 0) / values.length;
