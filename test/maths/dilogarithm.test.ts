import { describe, expect, test } from 'vitest';
import { dilogarithm } from '../../src/maths/dilogarithm.ts';
import { integrate } from '../../src/maths/quadrature.ts';
import fc from '../support/property.ts';
import { expectNear, expectTable, tablesOf } from './reference.ts';

describe('the dilogarithm', () => {
  test('agrees with 50 digits', () => expectTable(tablesOf('contest'), 'dilogarithm', dilogarithm, 2e-15));

  test('Li₂(−1) = −π²/12', () => expectNear(dilogarithm(-1), -(Math.PI ** 2) / 12, 2e-16));

  test('Li₂(z) + Li₂(1/z) = −π²/6 − ½·ln²(−z)', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: -1e-6, noNaN: true }), (z) => {
        expectNear(dilogarithm(z) + dilogarithm(1 / z), -(Math.PI ** 2) / 6 - Math.log(-z) ** 2 / 2, 1e-14);
      }),
    );
  });

  test('is −∫ ln(1 − u)/u du', () => {
    const point = fc.double({ min: -30, max: -0.01, noNaN: true });
    fc.assert(
      fc.property(point, point, (one, two) => {
        const area = -integrate((u) => Math.log1p(-u) / u, one, two, { panels: 20, nodes: 24 });
        expect(Math.abs(dilogarithm(two) - dilogarithm(one) - area)).toBeLessThan(1e-13);
      }),
    );
  });

  test('is z for small z, and 0 at 0', () => {
    expect(dilogarithm(-1e-200)).toBe(-1e-200);
    expect(Object.is(dilogarithm(0), 0)).toBe(true);
  });

  test('positive arguments are refused', () => {
    for (const bad of [1e-9, Number.NaN, -Infinity]) expect(() => dilogarithm(bad)).toThrow(RangeError);
  });
});
