import { describe, expect, test } from 'vitest';
import { exactSets, statedMean, subsets, totalExceeds } from '../../src/graph/stated-losses.ts';
import fc from '../support/property.ts';

/** Odds of each exact set of three assets: any eight numbers that add up to 1. */
const distribution = fc
  .array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 })
  .map((weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  });

describe('stated losses', () => {
  test('subsets are numbered by their mask', () => {
    expect(subsets(3)).toEqual([[0], [1], [0, 1], [2], [0, 2], [1, 2], [0, 1, 2]]);
  });

  test('the odds of exact sets are those that the odds of "any of a set" came from', () => {
    fc.assert(
      fc.property(distribution, (chances) => {
        const lost = subsets(3).map((set) =>
          chances.reduce((total, p, mask) => total + (set.some((a) => ((mask >>> a) & 1) === 1) ? p : 0), 0),
        );
        const found = exactSets(lost);
        chances.forEach((p, mask) => {
          expect(found[mask]).toBeCloseTo(p, 12);
        });
      }),
    );
  });

  test('one asset: the curve is that of its lognormal', () => {
    const asset = { asset: 'production', p5: 1e3, p95: 1e5 };
    const [median, low, high] = totalExceeds([asset], exactSets([0.2]), [1e4, 1e3, 1e5], 1);
    expect(median).toBeCloseTo(0.2 * 0.5, 3);
    expect(low).toBeCloseTo(0.2 * 0.95, 3);
    expect(high).toBeCloseTo(0.2 * 0.05, 3);
  });

  test('two assets lost together cost their sum; apart, each its own', () => {
    const assets = [
      { asset: 'a', p5: 60, p95: 60 },
      { asset: 'b', p5: 70, p95: 70 },
    ];
    const together = exactSets([0.1, 0.1, 0.1]);
    expect(totalExceeds(assets, together, [100, 65, 130], 1)).toEqual([
      expect.closeTo(0.1, 12),
      expect.closeTo(0.1, 12),
      0,
    ]);
    const apart = exactSets([0.1, 0.1, 0.2]);
    expect(totalExceeds(assets, apart, [100, 65], 1)).toEqual([
      expect.closeTo(0, 12),
      expect.closeTo(0.1, 12),
    ]);
  });

  test('the mean is that of the lognormal with these 5 % and 95 % points', () => {
    const sigma = Math.log(100) / (2 * 1.6448536269514722);
    expect(statedMean({ p5: 1000, p95: 100000 })).toBeCloseTo(1e4 * Math.exp(sigma ** 2 / 2), 6);
    expect(statedMean({ p5: 500, p95: 500 })).toBe(500);
  });
});
