/** A second opinion where the frozen tables have gaps: Moshier's Cephes, at the precision that it claims. */
import cephes from 'cephes';
import { beforeAll, describe, expect, test } from 'vitest';
import { betaI } from '../../src/maths/beta.ts';
import { dilogarithm } from '../../src/maths/dilogarithm.ts';
import { gammaP, gammaQ } from '../../src/maths/gamma.ts';
import { lgamma } from '../../src/maths/lgamma.ts';
import { normalBelow, normalQuantile } from '../../src/maths/normal.ts';
import fc from '../support/property.ts';
import { expectNear } from './reference.ts';

beforeAll(() => cephes.compiled);

const shape = fc.double({ min: -1, max: 2, noNaN: true }).map((exponent) => 10 ** exponent);
const ratio = fc.double({ min: 0.05, max: 5, noNaN: true });

describe('Cephes agrees', () => {
  test('on the incomplete gamma functions', () => {
    fc.assert(
      fc.property(shape, ratio, (a, times) => {
        expectNear(gammaP(a, a * times), cephes.igam(a, a * times), 1e-9);
        expectNear(gammaQ(a, a * times), cephes.igamc(a, a * times), 1e-9);
      }),
    );
  });

  test('on the incomplete beta function', () => {
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 1e-3, max: 0.999, noNaN: true }), (a, b, x) => {
        expect(Math.abs(betaI(a, b, x) - cephes.incbet(a, b, x))).toBeLessThan(1e-10);
      }),
    );
  });

  test('on the normal distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: -15, max: 8, noNaN: true }), (x) =>
        expectNear(normalBelow(x), cephes.ndtr(x), 1e-11),
      ),
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 0.4, noNaN: true }), (p) =>
        expectNear(normalQuantile(p), cephes.ndtri(p), 1e-11),
      ),
    );
  });

  test('on ln Γ and the dilogarithm', () => {
    fc.assert(
      fc.property(fc.double({ min: 2.5, max: 1e5, noNaN: true }), (x) =>
        expectNear(lgamma(x), cephes.lgam(x), 1e-12),
      ),
    );
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: -1e-3, noNaN: true }), (z) =>
        expectNear(dilogarithm(z), cephes.spence(1 - z), 1e-11),
      ),
    );
  });
});
