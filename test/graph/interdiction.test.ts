/** Plans without chance against all sets of walls; cuts and bounds against what they must be. */
import { describe, expect, test } from 'vitest';
import { Bundles } from '../../src/graph/cut-bundles.ts';
import { leastHours, leastLoss } from '../../src/graph/cut-search.ts';
import type { Interdiction } from '../../src/graph/interdiction.ts';
import fc from '../support/property.ts';

/** Any small network: cycles, loops, parallel arcs, walls on several arcs, arcs that no wall shuts. */
const networks: fc.Arbitrary<Interdiction> = fc
  .record({
    nodes: fc.integer({ min: 2, max: 7 }),
    walls: fc.integer({ min: 1, max: 10 }),
    whole: fc.boolean(),
  })
  .chain(({ nodes, walls, whole }) => {
    const node = fc.integer({ min: 0, max: nodes - 1 });
    const amount = whole ? fc.integer({ min: 0, max: 9 }) : fc.double({ min: 0, max: 9, noNaN: true });
    const work = whole ? fc.integer({ min: 1, max: 9 }) : fc.double({ min: 0.01, max: 9, noNaN: true });
    const arc = fc.record({
      from: node,
      to: node,
      wall: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 0, max: walls - 1 }) },
        { weight: 1, arbitrary: fc.constant(-1) },
      ),
    });
    return fc.record({
      nodes: fc.constant(nodes),
      source: fc.constant(0),
      arcs: fc.array(arc, { minLength: 1, maxLength: 16, size: 'max' }),
      hours: fc.array(work, { minLength: walls, maxLength: walls }),
      losses: fc.array(amount, { minLength: nodes, maxLength: nodes }),
    });
  });

const subsets = (n: number): number[][] =>
  Array.from({ length: 2 ** n }, (_, bits) =>
    Array.from({ length: n }, (_, i) => i).filter((i) => (bits >> i) & 1),
  );

/** Another way than the program's: rounds over all arcs until nothing more falls. */
function lossOf({ nodes, source, arcs, losses }: Interdiction, standing: readonly number[]): number {
  const fallen = new Set([source]);
  for (let round = 0; round < nodes; round++)
    for (const { from, to, wall } of arcs) if (fallen.has(from) && !standing.includes(wall)) fallen.add(to);
  return losses.reduce((total, loss, v) => total + (fallen.has(v) ? loss : 0), 0);
}

const work = ({ hours }: Interdiction, walls: readonly number[]): number =>
  walls.reduce((total, wall) => total + (hours[wall] as number), 0);

describe('walls without chance', () => {
  test('within a budget: as good as the best of all sets, and proven', () => {
    fc.assert(
      fc.property(networks, fc.integer({ min: 0, max: 30 }), (network, budget) => {
        const best = Math.min(
          ...subsets(network.hours.length)
            .filter((set) => work(network, set) <= budget)
            .map((set) => lossOf(network, set)),
        );
        const plan = leastLoss(network, budget);
        expect(plan.exact).toBe(true);
        expect(plan.loss).toBeCloseTo(best, 6);
        expect(plan.bound).toBe(plan.loss);
        expect(lossOf(network, plan.walls)).toBeCloseTo(plan.loss, 9);
        expect(plan.hours).toBeCloseTo(work(network, plan.walls), 9);
        expect(plan.hours).toBeLessThanOrEqual(budget * (1 + 1e-9));
      }),
      { numRuns: 600 },
    );
  });

  test('nothing lost for the fewest hours, and null where that cannot be', () => {
    fc.assert(
      fc.property(networks, (drawn) => {
        const network = { ...drawn, losses: drawn.losses.map((loss, v) => (v === drawn.source ? 0 : loss)) };
        const enough = subsets(network.hours.length).filter((set) => lossOf(network, set) === 0);
        const plan = leastHours(network);
        expect(plan === null).toBe(enough.length === 0);
        if (plan === null) return;
        expect(plan.exact).toBe(true);
        expect(lossOf(network, plan.walls)).toBe(0);
        expect(plan.hours).toBeCloseTo(Math.min(...enough.map((set) => work(network, set))), 6);
      }),
      { numRuns: 400 },
    );
  });

  test('the bound holds when the search is cut short', () => {
    fc.assert(
      fc.property(
        networks,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: -1, max: 60 }),
        (network, budget, most) => {
          const best = leastLoss(network, budget).loss;
          const plan = leastLoss(network, budget, most);
          expect(plan.bound).toBeLessThanOrEqual(best + 1e-6);
          expect(plan.loss).toBeGreaterThanOrEqual(best - 1e-6);
          if (plan.exact) expect(plan.loss).toBeCloseTo(best, 6);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('what walls leave is what is reached', () => {
    fc.assert(
      fc.property(networks, fc.integer({ min: 0, max: 1023 }), (network, bits) => {
        const set = [...network.hours.keys()].filter((wall) => (bits >> wall) & 1);
        expect(new Bundles(network).cut(set).loss).toBeCloseTo(lossOf(network, set), 9);
      }),
    );
  });
});
