import { describe, expect, test } from 'vitest';
import { gammaDensity } from '../../src/maths/distributions.ts';
import { gammaP, gammaPInverse, gammaQ, gammaQInverse } from '../../src/maths/gamma.ts';
import { lgamma, lgammaOfOnePlus, stirlingRest } from '../../src/maths/lgamma.ts';
import fc from '../support/property.ts';
import { expectNear, expectTable, tablesOf } from './reference.ts';

const tables = tablesOf('gamma');
const shape = fc.double({ min: -3, max: 4, noNaN: true }).map((exponent) => 10 ** exponent);

describe('the gamma functions agree with 50 digits', () => {
  test('ln Γ', () => expectTable(tables, 'lgamma', lgamma, 2e-15));
  test('P', () => expectTable(tables, 'lower', gammaP));
  test('Q', () => expectTable(tables, 'upper', gammaQ));
  test('density', () => expectTable(tables, 'density', (a, x) => gammaDensity(x ?? 0, a ?? 0, 1)));
  test('the inverse of P', () => expectTable(tables, 'quantile', gammaPInverse));
  test('the inverse of Q', () => expectTable(tables, 'upperQuantile', gammaQInverse));
});

describe('laws of the gamma functions', () => {
  test('Γ(x + 1) = x·Γ(x)', () => {
    const x = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(x, (at) => {
        const [left, right] = [lgamma(at + 1), lgamma(at) + Math.log(at)];
        expect(Math.abs(left - right)).toBeLessThan(
          1e-14 * (1 + Math.abs(lgamma(at)) + Math.abs(Math.log(at))),
        );
      }),
    );
  });

  test('ln Γ(1 + x) keeps the digits of a small x', () => {
    expectNear(lgammaOfOnePlus(1e-20), -5.772156649015329e-21, 1e-15);
    expect(lgamma(1)).toBe(0);
    expect(lgamma(2)).toBe(0);
    expect(lgamma(Infinity)).toBe(Infinity);
  });

  test('Stirling’s formula leaves over what it should, at the smallest x that it is used for', () => {
    expectNear(stirlingRest(10), 0.008330563433362871, 1e-14);
  });

  test('P and Q sum to 1', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: 1e-6, max: 4, noNaN: true }), (a, ratio) => {
        expectNear(gammaP(a, a * ratio) + gammaQ(a, a * ratio), 1, 1e-14);
      }),
    );
  });

  test('P(1, x) is the exponential distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 600, noNaN: true }), (x) => {
        expectNear(gammaP(1, x), -Math.expm1(-x));
        expectNear(gammaQ(1, x), Math.exp(-x));
      }),
    );
  });

  test('inverse(forward(x)) = x', () => {
    const below = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(shape, below, (a, p) => {
        const x = gammaPInverse(a, p);
        if (x > 1e-250) expectNear(gammaP(a, x), p);
        const y = gammaQInverse(a, p);
        if (y > 1e-250) expectNear(gammaQ(a, y), p);
      }),
    );
  });

  test('an upper tail of 1e-300 has a quantile', () => {
    fc.assert(fc.property(shape, (a) => expectNear(gammaQ(a, gammaQInverse(a, 1e-300)), 1e-300, 1e-11)));
  });
});

describe('ends', () => {
  test('zero and infinity', () => {
    expect(gammaP(2, 0)).toBe(0);
    expect(gammaQ(2, 0)).toBe(1);
    expect(gammaP(2, Infinity)).toBe(1);
    expect(gammaQ(2, Infinity)).toBe(0);
    expect(gammaPInverse(2, 0)).toBe(0);
    expect(gammaPInverse(2, 1)).toBe(Infinity);
    expect(gammaQInverse(2, 0)).toBe(Infinity);
    expect(gammaQInverse(2, 1)).toBe(0);
    expect(gammaPInverse(1e-3, 0.1)).toBe(0); // about 1e-1000
  });

  test('what is outside the domain is refused', () => {
    for (const bad of [0, -1, Number.NaN]) {
      expect(() => lgamma(bad)).toThrow(RangeError);
      expect(() => gammaP(bad, 1)).toThrow(RangeError);
      expect(() => gammaPInverse(bad, 0.5)).toThrow(RangeError);
    }
    expect(() => gammaQ(1, -1)).toThrow(RangeError);
    expect(() => gammaQInverse(1, 1.5)).toThrow(RangeError);
    expect(() => lgammaOfOnePlus(-0.6)).toThrow(RangeError);
  });
});
