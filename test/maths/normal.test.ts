import { describe, expect, test } from 'vitest';
import {
  erf,
  erfc,
  normalAbove,
  normalBelow,
  normalDensity,
  normalQuantile,
} from '../../src/maths/normal.ts';
import fc from '../support/property.ts';
import { expectNear, expectTable, tablesOf } from './reference.ts';

const tables = tablesOf('normal');

describe('the normal distribution agrees with 50 digits', () => {
  test('φ', () => expectTable(tables, 'density', normalDensity, 1e-15));
  test('Φ', () => expectTable(tables, 'below', normalBelow, 1e-15));
  test('Φ⁻¹', () => expectTable(tables, 'quantile', normalQuantile, 1e-15));
  test('erf', () => expectTable(tables, 'erf', erf, 1e-15));
  test('erfc', () => expectTable(tables, 'erfc', erfc));
});

describe('laws of the normal distribution', () => {
  const anywhere = fc.double({ min: -37, max: 37, noNaN: true });

  test('the tails mirror each other and sum to 1', () => {
    fc.assert(
      fc.property(anywhere, (x) => {
        expect(normalAbove(x)).toBe(normalBelow(-x));
        expectNear(normalAbove(x) + normalBelow(x), 1, 1e-15);
        expect(erf(-x)).toBe(-erf(x));
      }),
    );
  });

  test('Φ never falls', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (one, two) => {
        expect(normalBelow(Math.min(one, two))).toBeLessThanOrEqual(normalBelow(Math.max(one, two)));
      }),
    );
  });

  test('inverse(forward(x)) = x', () => {
    const left = fc.double({ min: -37, max: -1e-3, noNaN: true });
    fc.assert(fc.property(left, (x) => expectNear(normalQuantile(normalBelow(x)), x)));
  });
});

describe('ends', () => {
  test('infinities', () => {
    expect(normalBelow(-Infinity)).toBe(0);
    expect(normalBelow(Infinity)).toBe(1);
    expect(normalDensity(Infinity)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(0.5)).toBe(0);
  });

  test('NaN is passed on, a p outside [0, 1] refused', () => {
    expect(normalBelow(Number.NaN)).toBeNaN();
    for (const bad of [-1e-9, 1.1, Number.NaN]) expect(() => normalQuantile(bad)).toThrow(RangeError);
  });
});
