import { describe, expect, test } from 'vitest';
import {
  failureBy,
  failureOf,
  hazardOf,
  rateOf,
  shares,
  sum,
  survivalOf,
  union,
  unionByHazard,
} from '../../src/maths/survival.ts';
import { cumulativeHazard, type PerYear, perYear, probability, years } from '../../src/model/units.ts';
import fc from '../support/property.ts';
import { expectNear } from './reference.ts';

/** Rates over all orders of magnitude that occur, 1e-17 to 100 a year. */
const rate = fc.double({ min: -17, max: 2, noNaN: true }).map((exponent) => perYear(10 ** exponent));
const hazard = rate.map((value) => cumulativeHazard(value));
const time = fc.double({ min: 0, max: 50, noNaN: true }).map(years);
const chance = fc.double({ min: 0, max: 1 - 1e-12, noNaN: true }).map(probability);

describe('laws of survival', () => {
  test('independent hazards add', () => {
    fc.assert(
      fc.property(hazard, hazard, (one, two) => {
        expectNear(failureOf(cumulativeHazard(one + two)), union([failureOf(one), failureOf(two)]), 1e-9);
        expectNear(unionByHazard([one, two]), failureOf(cumulativeHazard(one + two)));
      }),
    );
  });

  test('F never falls as time passes', () => {
    fc.assert(
      fc.property(rate, time, time, (lambda, one, two) => {
        const [early, late] = one <= two ? [one, two] : [two, one];
        expect(failureBy(lambda, early)).toBeLessThanOrEqual(failureBy(lambda, late));
      }),
    );
  });

  test('union equals exponent to 1e-12 for p ≤ 1 − 1e-12', () => {
    fc.assert(
      fc.property(fc.array(chance, { maxLength: 50 }), (ps) => {
        const stepwise = ps.reduce<number>((u, p) => u + p * (1 - u), 0); // 1 − Π(1 − p), without cancellation
        expectNear(union(ps), stepwise);
        expectNear(unionByHazard(ps.map((p) => cumulativeHazard(rateOf(p)))), stepwise);
      }),
    );
  });

  test('splitting a hazard in two leaves the sum unchanged', () => {
    fc.assert(
      fc.property(fc.array(hazard, { minLength: 1, maxLength: 30 }), (hazards) => {
        const [first = cumulativeHazard(0), ...rest] = hazards;
        const half = cumulativeHazard(first / 2);
        expectNear(unionByHazard([half, half, ...rest]), unionByHazard(hazards), 1e-15);
      }),
    );
  });

  test('rate and probability of a year are inverse to each other', () => {
    fc.assert(
      fc.property(rate, (lambda) => {
        if (lambda < 10) expectNear(rateOf(failureBy(lambda, years(1))), lambda, 1e-11);
        if (lambda < 1) expectNear(hazardOf(failureOf(cumulativeHazard(lambda))), lambda);
      }),
    );
  });

  test('falling and standing are all there is', () => {
    fc.assert(fc.property(hazard, (lambda) => expectNear(failureOf(lambda) + survivalOf(lambda), 1, 1e-15)));
  });

  test('shares sum to 1 and follow the hazards', () => {
    fc.assert(
      fc.property(fc.array(hazard, { minLength: 1, maxLength: 100 }), (hazards) => {
        const parts = shares(hazards);
        expectNear(sum(parts), 1, 1e-14);
        for (const [at, part] of parts.entries())
          expectNear(part * sum(hazards), hazards[at] ?? Number.NaN, 1e-14);
      }),
    );
  });

  test('a sum does not depend on the order', () => {
    const values = fc.array(fc.double({ min: -1e15, max: 1e15, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(values, (list) => {
        const scale = sum(list.map(Math.abs));
        expect(Math.abs(sum(list) - sum([...list].reverse()))).toBeLessThanOrEqual(scale * 2 ** -52);
      }),
    );
  });
});

describe('where survival could lose its digits', () => {
  test('a rate of 1e-17 is not lost', () => {
    const tiny = perYear(1e-17);
    expect(failureBy(tiny, years(1))).toBe(1e-17);
    expect(rateOf(probability(1e-17))).toBe(1e-17);
    expectNear(union([probability(1e-17), probability(2e-17)]), 3e-17, 1e-15);
  });

  test('small hazards beside a large one still count', () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2);
    expect(sum([-1e100, 1, 1e100, 1])).toBe(2);
    expect(sum([1, ...Array.from({ length: 1000 }, () => 1e-16)])).toBe(1 + 1e-13);
  });

  test('certainty', () => {
    const always = perYear(Number.POSITIVE_INFINITY);
    expect(failureBy(always, years(1))).toBe(1);
    expect(failureBy(always, years(0))).toBe(0);
    expect(rateOf(probability(1))).toBe(Infinity);
    expect(union([probability(1), probability(0.5)])).toBe(1);
    expect(shares([cumulativeHazard(Infinity), cumulativeHazard(1), cumulativeHazard(Infinity)])).toEqual([
      0.5, 0, 0.5,
    ]);
    expect(sum([Infinity, 1])).toBe(Infinity);
  });

  test('nothing', () => {
    expect(union([])).toBe(0);
    expect(unionByHazard([])).toBe(0);
    expect(unionByHazard([cumulativeHazard(0)])).toBe(0);
    expect(shares([cumulativeHazard(0), cumulativeHazard(0)])).toEqual([0, 0]);
    expect(shares([])).toEqual([]);
  });

  test('a number that is not a rate is refused', () => {
    expect(() => failureBy(Number.NaN as PerYear, years(1))).toThrow(RangeError);
    expect(() => failureBy(-1 as PerYear, years(1))).toThrow(RangeError);
  });
});
