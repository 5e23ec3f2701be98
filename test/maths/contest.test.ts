import { describe, expect, test } from 'vitest';
import {
  cumulative,
  inverseSoftplus,
  oddsAt,
  proportionalCumulative,
  rateAt,
  sensitivity,
  softplus,
} from '../../src/maths/contest.ts';
import { integrate } from '../../src/maths/quadrature.ts';
import { failureBy, failureOf, rateOf } from '../../src/maths/survival.ts';
import { perYear, probability, years } from '../../src/model/units.ts';
import fc from '../support/property.ts';
import { expectNear, expectTable, tablesOf } from './reference.ts';

const tables = tablesOf('contest');
const rate = fc.double({ min: -17, max: 2.5, noNaN: true }).map((exponent) => perYear(10 ** exponent));
const kappa = fc.double({ min: -20, max: 20, noNaN: true });
const time = fc.double({ min: 1e-3, max: 5, noNaN: true }).map(years);
const chance = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }).map(probability);
const decisiveness = fc.double({ min: 0.35, max: 0.9, noNaN: true });
const share = fc.double({ min: 0.03, max: 1, noNaN: true });
const drift = fc.double({ min: -1, max: 2.8, noNaN: true });

describe('the contest agrees with 50 digits', () => {
  test('softplus', () => expectTable(tables, 'softplus', softplus));
  test('cumulative hazard', () =>
    expectTable(tables, 'cumulative', (lambda, slope, t) =>
      cumulative(perYear(lambda ?? 0), slope ?? 0, years(t ?? 0)),
    ));
});

describe('check values of the cost table', () => {
  const today = probability(0.093);
  const slope = 12 * Math.LN2 * (1 / 6 - 1 / 36); // attack halves in 6 months, defence in 36

  test('d ln(C_d/C_a)/dt', () => expect(slope).toBeCloseTo(1.155245, 6));

  test.each([
    [0.2, 1, 0.103213],
    [0.2, 2, 0.114407],
    [1, 1, 0.154476],
    [1, 2, 0.245585],
  ])('odds at frozen costs, φ = %f, t = %i', (phi, t, odds) => {
    expect(Math.abs(oddsAt(today, 0.5, phi, slope * t) - odds)).toBeLessThan(1e-6);
    const kept = rateAt(rateOf(today), 0.5 * phi * slope, years(t));
    expect(Math.abs(failureBy(kept, years(1)) - odds)).toBeLessThan(1e-6);
  });

  test.each([
    [0.2, 0.098033],
    [1, 0.121687],
  ])('odds of the coming year, φ = %f', (phi, odds) => {
    const hazard = cumulative(rateOf(today), 0.5 * phi * slope, years(1));
    expect(Math.abs(failureOf(hazard) - odds)).toBeLessThan(1e-6);
  });
});

describe('laws of the contest', () => {
  test('inverse(softplus(y)) = y and softplus(inverse(λ)) = λ', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), rate, (y, lambda) => {
        expect(Math.abs(inverseSoftplus(perYear(softplus(y))) - y)).toBeLessThan(
          1e-12 * Math.max(1, Math.abs(y)),
        );
        expectNear(softplus(inverseSoftplus(lambda)), lambda);
      }),
    );
  });

  test('rates and odds are the same contest', () => {
    fc.assert(
      fc.property(chance, decisiveness, share, drift, time, (p, m, phi, slope, t) => {
        const later = rateAt(rateOf(p), m * phi * slope, t);
        expectNear(failureBy(later, years(1)), oddsAt(p, m, phi, slope * t));
      }),
    );
  });

  test('∂p/∂C_a < 0 and ∂p/∂C_d > 0', () => {
    const cost = fc.double({ min: 1, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(chance, decisiveness, share, cost, cost, (p, m, phi, attack, defence) => {
        const odds = (ca: number, cd: number) => oddsAt(p, m, phi, Math.log(cd) - Math.log(ca));
        const at = odds(attack, defence);
        fc.pre(at > 1e-12 && at < 1 - 1e-6);
        expect(odds(attack * 1.001, defence)).toBeLessThan(at);
        expect(odds(attack, defence * 1.001)).toBeGreaterThan(at);
      }),
    );
  });

  test('dp/dt = m·φ·p(1 − p)·d ln ρ/dt, against a numerical derivative', () => {
    fc.assert(
      fc.property(chance, decisiveness, share, drift, (p, m, phi, slope) => {
        const h = 1e-4;
        const numerical = (oddsAt(p, m, phi, slope * h) - oddsAt(p, m, phi, -slope * h)) / (2 * h);
        expect(Math.abs(numerical - sensitivity(p, m, phi, slope))).toBeLessThan(1e-7 * p * (1 - p) + 1e-11);
      }),
    );
  });

  test('moving the costs there and back changes nothing', () => {
    fc.assert(
      fc.property(chance, decisiveness, share, drift, (p, m, phi, lnRho) => {
        expectNear(oddsAt(oddsAt(p, m, phi, lnRho), m, phi, -lnRho), p, 1e-6);
        expectNear(oddsAt(probability(p / 2), m, phi, 0), p / 2, 0);
      }),
    );
  });

  test('hazards of successive spans add, across the change of method', () => {
    fc.assert(
      fc.property(rate, kappa, time, time, (lambda, slope, one, two) => {
        const later = rateAt(lambda, slope, one);
        fc.pre(later > 1e-300 && later < 1e15);
        const parts = cumulative(lambda, slope, one) + cumulative(later, slope, two);
        expectNear(cumulative(lambda, slope, years(one + two)), parts, 1e-11);
      }),
    );
  });

  test('Λ is the integral of λ', () => {
    fc.assert(
      fc.property(rate, kappa, time, (lambda, slope, t) => {
        const bend = -inverseSoftplus(lambda) / slope;
        const direct = integrate((s) => rateAt(lambda, slope, years(s)), 0, t, { panels: 64, kinks: [bend] });
        expectNear(cumulative(lambda, slope, t), direct, 1e-11);
      }),
    );
  });

  test('Λ grows with κ, and is λT at κ = 0', () => {
    fc.assert(
      fc.property(rate, kappa, time, (lambda, slope, t) => {
        expect(cumulative(lambda, 0, t)).toBe(lambda * t);
        expectNear(cumulative(lambda, 1e-14, t), lambda * t, 1e-13);
        const less = cumulative(lambda, slope - 0.01, t);
        expect(less).toBeLessThanOrEqual(cumulative(lambda, slope, t) * (1 + 1e-12));
      }),
    );
  });

  test('the contest does not act on a sum of shocks', () => {
    const half = rateAt(perYear(1), 1, years(1));
    expect(2 * half).not.toBeCloseTo(rateAt(perYear(2), 1, years(1)), 2);
    const rare = rateAt(perYear(0.01), 0.12, years(1));
    expectNear(2 * rare, rateAt(perYear(0.02), 0.12, years(1)), 0.01);
  });

  test('campaigns grow in proportion, so that they may be split', () => {
    fc.assert(
      fc.property(rate, kappa, time, (lambda, slope, t) => {
        const half = perYear(lambda / 2);
        expectNear(
          2 * proportionalCumulative(half, slope, t),
          proportionalCumulative(lambda, slope, t),
          1e-15,
        );
        const direct = integrate((s) => lambda * Math.exp(slope * s), 0, t, { panels: 40 });
        expectNear(proportionalCumulative(lambda, slope, t), direct);
      }),
    );
  });
});

describe('ends', () => {
  const year = years(1);

  test('a rate of zero stays zero, a certain event stays certain', () => {
    expect(inverseSoftplus(perYear(0))).toBe(-Infinity);
    expect(rateAt(perYear(0), 3, year)).toBe(0);
    expect(inverseSoftplus(perYear(5000))).toBe(5000);
    expect(cumulative(perYear(0), 3, year)).toBe(0);
    expect(proportionalCumulative(perYear(0), 900, year)).toBe(0);
    expect(rateAt(perYear(Infinity), -3, year)).toBe(Infinity);
    expect(cumulative(perYear(Infinity), -3, year)).toBe(Infinity);
    expect(cumulative(perYear(Infinity), -3, years(0))).toBe(0);
    expect(oddsAt(probability(0), 0.5, 1, 9)).toBe(0);
    expect(oddsAt(probability(1), 0.5, 1, -9)).toBe(1);
  });

  test('very fast costs', () => {
    expectNear(cumulative(perYear(1e-3), 1e6, year), 5e5, 1e-4);
    expectNear(cumulative(perYear(1e-3), 1e200, year), 5e199);
    expectNear(cumulative(perYear(1e9), 5, year), 1e9 + 2.5, 1e-15);
    expect(cumulative(perYear(1e-3), -1e6, year)).toBeCloseTo(1e-9, 11);
    expect(oddsAt(probability(0.5), 1, 1, 1e4)).toBe(1);
    expect(oddsAt(probability(0.5), 1, 1, -1e4)).toBe(0);
  });

  test('what is no contest is refused', () => {
    expect(() => cumulative(perYear(1), Number.NaN, year)).toThrow(RangeError);
    expect(() => rateAt(perYear(1), Infinity, year)).toThrow(RangeError);
    expect(() => proportionalCumulative(perYear(1), Number.NaN, year)).toThrow(RangeError);
    expect(() => oddsAt(probability(0.5), -1, 1, 1)).toThrow(RangeError);
    expect(() => sensitivity(probability(0.5), 1, -1, 1)).toThrow(RangeError);
    expect(() => oddsAt(probability(0.5), 1, 1, Number.NaN)).toThrow(RangeError);
  });
});
