import { describe, expect, test } from 'vitest';
import { poissonInterval } from '../../src/maths/poisson.ts';
import fc from '../support/property.ts';
import { expectNear } from './reference.ts';

describe('exact Poisson intervals', () => {
  // Counts of campaigns, and their intervals as published with the takeover rates.
  test.each([
    [3, 0.9, 0.82, 7.8],
    [2, 0.9, 0.36, 6.3],
    [1, 0.9, 0.05, 4.7],
    [18, 0.95, 10.67, 28.45],
    [9, 0.95, 4.1, 17],
    [0, 0.9, 0, 3.0],
  ])('count %i at level %f', (count, level, low, high) => {
    const interval = poissonInterval(count, level);
    expect(Math.abs(interval.low - low)).toBeLessThanOrEqual(0.02);
    expect(Math.abs(interval.high - high)).toBeLessThanOrEqual(0.1);
  });

  test('at its bounds the count is as far out as the level says', () => {
    const level = fc.double({ min: 0.5, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), level, (count, coverage) => {
        const { low, high } = poissonInterval(count, coverage);
        const tail = (1 - coverage) / 2;
        expectNear(atMost(count, high), tail, 1e-11);
        expectNear(1 - atMost(count - 1, low), tail, 1e-9);
      }),
    );
  });

  test('a count that is none and a level outside (0, 1) are refused', () => {
    for (const bad of [-1, 0.5, Number.NaN]) expect(() => poissonInterval(bad, 0.9)).toThrow(RangeError);
    for (const bad of [0, 1, Number.NaN]) expect(() => poissonInterval(1, bad)).toThrow(RangeError);
  });
});

/** P(N ≤ n) of a Poisson count, term by term. */
function atMost(n: number, expectation: number): number {
  let term = Math.exp(-expectation);
  let total = term;
  for (let k = 1; k <= n; k++) {
    term *= expectation / k;
    total += term;
  }
  return total;
}
