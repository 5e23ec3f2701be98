import { describe, test } from 'vitest';
import { lnComplement, log1pLess, logistic, logit } from '../../src/maths/logarithm.ts';
import fc from '../support/property.ts';
import { expectNear } from './reference.ts';

describe('logarithms that keep their digits', () => {
  test('ln(1 + x) − x near 0 is −x²/2', () => {
    expectNear(log1pLess(1e-9), -5e-19 * (1 - (2 / 3) * 1e-9), 1e-15);
    expectNear(log1pLess(0.5), Math.log(1.5) - 0.5, 1e-15);
    expectNear(log1pLess(-0.5), Math.log(0.5) + 0.5, 1e-15);
  });

  test('logit and logistic are inverse to each other', () => {
    const odds = fc.double({ min: -700, max: 30, noNaN: true });
    fc.assert(fc.property(odds, (y) => expectNear(logistic(logit(logistic(y))), logistic(y))));
  });

  test('log-odds near even odds', () => {
    const away = 2 ** -30 + 2 ** -52;
    expectNear(logit(0.5 + away), 2 * Math.atanh(2 * away), 1e-15);
    expectNear(logit(1e-300), Math.log(1e-300), 1e-15);
  });

  test('a complement twice is the number itself', () => {
    const l = fc.double({ min: -30, max: -1e-12, noNaN: true });
    fc.assert(
      fc.property(l, (value) =>
        expectNear(
          Math.exp(lnComplement(lnComplement(value))),
          Math.exp(value),
          1e-15 / -Math.expm1(value) / Math.exp(value) + 1e-14,
        ),
      ),
    );
    expectNear(lnComplement(-1e-20), Math.log(1e-20), 1e-15);
    expectNear(lnComplement(-50), -Math.exp(-50), 1e-15);
  });
});
