import { describe, expect, test } from 'vitest';
import { betaI, betaIInverse, betaIUpper, betaIUpperInverse, lnBeta } from '../../src/maths/beta.ts';
import { betaDensity } from '../../src/maths/distributions.ts';
import { lgamma } from '../../src/maths/lgamma.ts';
import fc from '../support/property.ts';
import { expectNear, expectTable, tablesOf } from './reference.ts';

const tables = tablesOf('beta');
const shape = fc.double({ min: -2, max: 3.5, noNaN: true }).map((exponent) => 10 ** exponent);
const inside = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

describe('the beta functions agree with 50 digits', () => {
  test('I', () => expectTable(tables, 'lower', betaI));
  test('1 − I', () => expectTable(tables, 'upper', betaIUpper));
  test('density', () => expectTable(tables, 'density', (a, b, x) => betaDensity(x ?? 0, a ?? 0, b ?? 0)));
  test('the inverse of I', () => expectTable(tables, 'quantile', betaIInverse));
});

describe('laws of the beta functions', () => {
  test('I_x(a, b) and I_{1−x}(b, a) sum to 1', () => {
    fc.assert(
      fc.property(shape, shape, inside, (a, b, x) => {
        expectNear(betaI(a, b, x) + betaIUpper(a, b, x), 1, 1e-13);
        expect(betaI(a, b, 0.25)).toBe(betaIUpper(b, a, 0.75));
      }),
    );
  });

  test('I never falls', () => {
    fc.assert(
      fc.property(shape, shape, inside, inside, (a, b, one, two) => {
        const [left, right] = [betaI(a, b, Math.min(one, two)), betaI(a, b, Math.max(one, two))];
        expect(left).toBeLessThanOrEqual(right * (1 + 1e-13));
      }),
    );
  });

  test('closed forms: I_x(a, 1) = xᵃ, I_x(1, b) = 1 − (1 − x)ᵇ', () => {
    fc.assert(
      fc.property(shape, inside, (a, x) => {
        if (a * Math.log(x) > -600) expectNear(betaI(a, 1, x), x ** a);
        expectNear(betaI(1, a, x), -Math.expm1(a * Math.log1p(-x)));
      }),
    );
  });

  test('1 − I_x(a, 1) keeps its digits for the smallest a', () => {
    const tiny = fc.double({ min: -15, max: -1, noNaN: true }).map((exponent) => 10 ** exponent);
    fc.assert(
      fc.property(tiny, inside, (a, x) => {
        expectNear(betaIUpper(a, 1, x), -Math.expm1(a * Math.log(x)));
        expectNear(betaI(1, a, x), -Math.expm1(a * Math.log1p(-x)));
      }),
    );
  });

  test('inverse(forward(x)) = x', () => {
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (a, b, p) => {
        const x = betaIInverse(a, b, p);
        if (x > 1e-250 && x < 0.9) expectNear(betaI(a, b, x), p, 1e-11);
        const y = betaIUpperInverse(a, b, p);
        if (y > 1e-250 && y < 0.9) expectNear(betaIUpper(a, b, y), p, 1e-11);
      }),
    );
  });

  test('ln B is symmetric and the sum of its gammas', () => {
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        expect(lnBeta(a, b)).toBe(lnBeta(b, a));
        const scale = Math.abs(lgamma(a)) + Math.abs(lgamma(b)) + Math.abs(lgamma(a + b)) + 1;
        expect(Math.abs(lnBeta(a, b) - (lgamma(a) + lgamma(b) - lgamma(a + b)))).toBeLessThan(1e-14 * scale);
      }),
    );
  });
});

describe('ends', () => {
  test('zero and one', () => {
    expect(betaI(2, 3, 0)).toBe(0);
    expect(betaI(2, 3, 1)).toBe(1);
    expect(betaIUpper(2, 3, 0)).toBe(1);
    expect(betaIUpper(2, 3, 1)).toBe(0);
    expect(betaIInverse(2, 3, 0)).toBe(0);
    expect(betaIInverse(2, 3, 1)).toBe(1);
    expect(betaIUpperInverse(2, 3, 0)).toBe(1);
    expect(betaIInverse(1e-3, 5, 0.1)).toBe(0); // about 1e-1000
  });

  test('what is outside the domain is refused', () => {
    for (const bad of [0, -1, Number.NaN, Infinity]) {
      expect(() => betaI(bad, 1, 0.5)).toThrow(RangeError);
      expect(() => betaI(1, bad, 0.5)).toThrow(RangeError);
      expect(() => betaIInverse(bad, 1, 0.5)).toThrow(RangeError);
    }
    for (const bad of [-0.1, 1.1, Number.NaN]) {
      expect(() => betaI(1, 1, bad)).toThrow(RangeError);
      expect(() => betaIInverse(1, 1, bad)).toThrow(RangeError);
    }
  });
});
