/** Plans against full enumeration. */
import { describe, expect, test } from 'vitest';
import { frontier, type Instance, planFor, planWithin } from '../../src/walls/optimise.ts';
import fc from '../support/property.ts';

/** Ways to a loss: each is shut when one of its walls stands; a wall may raise the loss of other ways. */
interface Made {
  readonly hours: readonly number[];
  readonly ways: readonly {
    readonly loss: number;
    readonly walls: readonly number[];
    readonly all: boolean;
  }[];
  readonly harm: readonly number[];
}

const made = fc.integer({ min: 1, max: 9 }).chain((n) =>
  fc.record({
    hours: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: n, maxLength: n }),
    ways: fc.array(
      fc.record({
        loss: fc.integer({ min: 1, max: 100 }),
        walls: fc.uniqueArray(fc.integer({ min: 0, max: n - 1 }), { minLength: 1, maxLength: 3 }),
        all: fc.boolean(),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    harm: fc.array(fc.constantFrom(0, 0, 0, 3), { minLength: n, maxLength: n }),
  }),
);

/** `all`: the way is shut only when all of its walls stand, so that each alone is worth nothing. */
const lossOf = ({ ways, harm }: Made, chosen: readonly number[], harmless: boolean): number => {
  const stands = new Set(chosen);
  const shut = ({ walls, all }: Made['ways'][number]): boolean =>
    all ? walls.every((w) => stands.has(w)) : walls.some((w) => stands.has(w));
  const left = ways.filter((way) => !shut(way)).reduce((total, way) => total + way.loss, 0);
  return left + (harmless ? 0 : [...stands].reduce((total, c) => total + (harm[c] as number), 0));
};

const instanceOf = (one: Made): Instance => ({
  hours: one.hours,
  loss: (chosen) => lossOf(one, chosen, false),
  floor: (allowed) => lossOf(one, allowed, true),
});

const subsets = (n: number): number[][] =>
  Array.from({ length: 2 ** n }, (_, bits) =>
    Array.from({ length: n }, (_, i) => i).filter((i) => (bits >> i) & 1),
  );
const work = (one: Made, chosen: readonly number[]): number =>
  chosen.reduce((total, c) => total + (one.hours[c] as number), 0);

describe('plans', () => {
  test('within a budget: as good as the best of all sets, and proven', () => {
    fc.assert(
      fc.property(made, fc.integer({ min: 0, max: 40 }), (one, budget) => {
        const best = Math.min(
          ...subsets(one.hours.length)
            .filter((set) => work(one, set) <= budget)
            .map((set) => lossOf(one, set, false)),
        );
        const instance = instanceOf(one);
        const plan = planWithin(instance, budget, frontier(instance));
        expect(plan.loss).toBe(best);
        expect(plan.method).toBe('exact');
        expect(plan.bound).toBe(best);
        expect(plan.hours).toBe(work(one, plan.chosen));
        expect(plan.hours).toBeLessThanOrEqual(budget);
      }),
      { numRuns: 400 },
    );
  });

  test('to a target: the least work of all sets that get there', () => {
    fc.assert(
      fc.property(made, fc.integer({ min: 0, max: 200 }), (one, target) => {
        const reaching = subsets(one.hours.length).filter((set) => lossOf(one, set, false) <= target);
        const instance = instanceOf(one);
        const plan = planFor(instance, target, frontier(instance));
        if (plan === null) return;
        expect(plan.loss).toBeLessThanOrEqual(target);
        expect(plan.hours).toBe(Math.min(...reaching.map((set) => work(one, set))));
        expect(plan.method).toBe('exact');
      }),
      { numRuns: 400 },
    );
  });

  test('a target that some set reaches is reached where nothing makes anything worse', () => {
    fc.assert(
      fc.property(made, fc.integer({ min: 0, max: 200 }), (with_, target) => {
        const one = { ...with_, harm: with_.harm.map(() => 0) };
        const instance = instanceOf(one);
        const everything = one.hours.map((_, c) => c);
        expect(planFor(instance, target, frontier(instance)) !== null).toBe(
          lossOf(one, everything, false) <= target,
        );
      }),
    );
  });

  test('the bound holds when the search is cut short', () => {
    fc.assert(
      fc.property(
        made,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        (one, budget, most) => {
          const best = Math.min(
            ...subsets(one.hours.length)
              .filter((set) => work(one, set) <= budget)
              .map((set) => lossOf(one, set, false)),
          );
          const plan = planWithin(instanceOf(one), budget, [], most);
          expect(plan.bound).toBeLessThanOrEqual(best);
          expect(plan.loss).toBeGreaterThanOrEqual(best);
          if (plan.method === 'exact') expect(plan.loss).toBe(best);
        },
      ),
    );
  });

  test('the frontier: more work, less loss, from nothing on', () => {
    fc.assert(
      fc.property(made, (one) => {
        const points = frontier(instanceOf(one));
        expect(points[0]?.hours).toBe(0);
        points.slice(1).forEach((point, i) => {
          expect(point.hours).toBeGreaterThan(points[i]?.hours as number);
          expect(point.loss).toBeLessThan(points[i]?.loss as number);
        });
      }),
    );
  });

  test('walls that are worth something only together are found', () => {
    const one: Made = {
      hours: [1, 1, 1],
      ways: [{ loss: 100, walls: [0, 1, 2], all: true }],
      harm: [0, 0, 0],
    };
    expect(planWithin(instanceOf(one), 3, frontier(instanceOf(one))).loss).toBe(0);
  });
});
