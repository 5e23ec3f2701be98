import { describe, expect, test } from 'vitest';
import { quantileOf, summarise } from '../../src/maths/order.ts';
import fc from '../support/property.ts';

const values = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((list) => Float64Array.from(list));
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('laws of order', () => {
  test('a quantile never falls as p rises', () => {
    fc.assert(
      fc.property(values, share, share, (list, one, two) => {
        const sorted = list.slice().sort();
        expect(quantileOf(sorted, Math.min(one, two))).toBeLessThanOrEqual(
          quantileOf(sorted, Math.max(one, two)),
        );
      }),
    );
  });

  test('the ends are the smallest and the largest value', () => {
    fc.assert(
      fc.property(values, (list) => {
        const sorted = list.slice().sort();
        expect(quantileOf(sorted, 0) - (sorted[0] ?? Number.NaN)).toBe(0);
        expect(quantileOf(sorted, 1) - (sorted.at(-1) ?? Number.NaN)).toBe(0);
      }),
    );
  });

  test('a summary is ordered, free of the order of the draws, and leaves them as they are', () => {
    fc.assert(
      fc.property(values, (list) => {
        const before = [...list];
        const { low, median, high, mean } = summarise(list);
        expect([...list]).toEqual(before);
        expect(low).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(high);
        const backwards = summarise(list.slice().reverse());
        expect(backwards).toMatchObject({ low, median, high });
        expect(backwards.mean).toBeCloseTo(mean, 9);
      }),
    );
  });
});

describe('quantiles of type 7', () => {
  // The example of Hyndman and Fan's definition: h = (n − 1)p.
  test.each([
    [0.25, 1.75],
    [0.5, 2.5],
    [0.9, 3.7],
  ])('p = %f of 1, 2, 3, 4', (p, value) =>
    expect(quantileOf(Float64Array.of(1, 2, 3, 4), p)).toBeCloseTo(value, 14),
  );

  test('a summary of 0 … 100', () => {
    const list = Float64Array.from({ length: 101 }, (_, at) => 100 - at);
    expect(summarise(list)).toEqual({ mean: 50, median: 50, low: 5, high: 95 });
  });

  test('the mean is not the median', () => {
    expect(summarise(Float64Array.of(1, 10, 4))).toMatchObject({ mean: 5, median: 4 });
  });

  test('infinite draws do not make NaN', () => {
    const summary = summarise(Float64Array.of(1, Infinity, Infinity));
    expect(summary).toEqual({ mean: Infinity, median: Infinity, low: Infinity, high: Infinity });
  });

  test('no draws, NaN and shares outside [0, 1] are refused', () => {
    expect(() => summarise(new Float64Array())).toThrow(RangeError);
    expect(() => quantileOf(new Float64Array(), 0.5)).toThrow(RangeError);
    expect(() => summarise(Float64Array.of(1, Number.NaN))).toThrow(RangeError);
    expect(() => quantileOf(Float64Array.of(1), 1.01)).toThrow(RangeError);
    expect(() => quantileOf(Float64Array.of(1), Number.NaN)).toThrow(RangeError);
  });
});
