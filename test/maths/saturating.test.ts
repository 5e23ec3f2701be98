import { describe, expect, test } from 'vitest';
import { saturated, saturating, scaled } from '../../src/maths/saturating.ts';
import fc from '../support/property.ts';

const rates = fc.array(fc.double({ min: 1e-6, max: 2, noNaN: true }), { minLength: 1, maxLength: 8 });
const share = fc.double({ min: 0.05, max: 1, noNaN: true });
const total = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);

describe('rates of sets of ways', () => {
  test('all ways together have the rate that was given', () => {
    fc.assert(
      fc.property(rates, share, (single, part) => {
        const all = Math.max(Math.max(...single), part * total(single));
        const { beta } = saturating(Float64Array.from(single), all);
        expect(saturated(total(single), beta) / all).toBeCloseTo(1, 9);
      }),
    );
  });

  test('a set has more with each way, and never more than the sum', () => {
    fc.assert(
      fc.property(rates, share, (single, part) => {
        const { beta } = saturating(Float64Array.from(single), part * total(single));
        let before = 0;
        single.forEach((_, i) => {
          const sum = total(single.slice(0, i + 1));
          const rate = saturated(sum, beta);
          expect(rate).toBeGreaterThanOrEqual(before);
          expect(rate).toBeLessThanOrEqual(sum * (1 + 1e-12));
          before = rate;
        });
      }),
    );
  });

  test('scaled, every set has so many times its rate', () => {
    fc.assert(
      fc.property(rates, share, fc.double({ min: 1e-6, max: 1e3, noNaN: true }), (single, part, k) => {
        const one = saturating(Float64Array.from(single), part * total(single));
        const more = scaled(one, k);
        const sum = total(single);
        expect(saturated(k * sum, more.beta) / (k * saturated(sum, one.beta))).toBeCloseTo(1, 9);
      }),
    );
    expect(scaled({ single: Float64Array.of(1, 2), beta: 1 }, 0)).toEqual({
      single: Float64Array.of(0, 0),
      beta: 0,
    });
  });
});
