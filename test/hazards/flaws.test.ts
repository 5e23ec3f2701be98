/** The forms of flaws against quadrature, brute force and limits. */
import { describe, expect, test } from 'vitest';
import { posteriorMean, type Tier } from '../../src/hazards/history.ts';
import { exploitedFirst, stillNever } from '../../src/hazards/open-flaw.ts';
import { integrate } from '../../src/maths/quadrature.ts';
import fc from '../support/property.ts';

const integral = (f: (x: number) => number, from: number, to: number, panels = 40): number =>
  integrate(f, from, to, { nodes: 32, panels });

const rates = fc.double({ min: 1e-6, max: 20, noNaN: true });
const shares = fc.double({ min: 0, max: 1, noNaN: true });

describe('an open flaw', () => {
  test('P(T) is the chance that exploitation comes before deployment, and before T', () => {
    fc.assert(
      fc.property(
        rates,
        rates,
        shares,
        fc.double({ min: 0.05, max: 3, noNaN: true }),
        (lambda, mu, never, T) => {
          const density = (t: number): number =>
            lambda * Math.exp(-lambda * t) * (never + (1 - never) * Math.exp(-mu * t));
          expect(exploitedFirst(lambda, mu, never, T)).toBeCloseTo(integral(density, 0, T), 10);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a later fix, a larger share without one, a longer time: never less', () => {
    fc.assert(
      fc.property(rates, rates, shares, rates, (lambda, mu, never, T) => {
        const now = exploitedFirst(lambda, mu, never, T);
        const more = now * (1 - 1e-12);
        expect(exploitedFirst(lambda, mu / 2, never, T)).toBeGreaterThanOrEqual(more);
        expect(exploitedFirst(lambda, mu, never + (1 - never) / 2, T)).toBeGreaterThanOrEqual(more);
        expect(exploitedFirst(lambda, mu, never, 2 * T)).toBeGreaterThanOrEqual(more);
        expect(exploitedFirst(lambda * 2, mu, never, T)).toBeGreaterThanOrEqual(more);
      }),
    );
  });

  test('without a clock it is the rate alone', () => {
    expect(exploitedFirst(0.3, 0, 0.09, 2)).toBeCloseTo(-Math.expm1(-0.6), 14);
    expect(exploitedFirst(0, 0, 0.09, 2)).toBe(0);
  });

  test('the longer it is open, the likelier it stays so', () => {
    expect(stillNever(0.09, 0)).toBeCloseTo(0.09, 15);
    expect(stillNever(0.09, 1)).toBeCloseTo(0.09 / (0.09 + 0.91 * Math.exp(-1)), 15);
    expect(stillNever(0.09, 1000)).toBe(1);
  });
});

describe('disclosures by a history', () => {
  const tiers: readonly Tier[] = [
    { weight: 0.5, shape: 0.4, rate: 2 },
    { weight: 0.3, shape: 1.5, rate: 10 },
    { weight: 0.2, shape: 0.9, rate: 300 },
  ];
  /** Γ by its integral, shifted until that is smooth. */
  const gammaOf = (x: number): number =>
    x < 9 ? gammaOf(x + 1) / x : integral((t) => t ** (x - 1) * Math.exp(-t), 0, 80);

  test.each([
    [1, 2],
    [2, 0.5],
    [3, 6],
  ])('%i events in %f years: Bayes over rate and tier by quadrature', (events, exposure) => {
    let evidence = 0;
    let mean = 0;
    for (const { weight, shape, rate } of tiers) {
      const normal = gammaOf(shape);
      // λ = s², which takes the pole of a small shape out of the integral.
      const density = (s: number): number =>
        (2 * s * rate ** shape * s ** (2 * (shape - 1)) * Math.exp(-rate * s * s)) / normal;
      const likelihood = (s: number): number => (s * s) ** events * Math.exp(-exposure * s * s);
      evidence += weight * integral((s) => density(s) * likelihood(s), 0, 7, 400);
      mean += weight * integral((s) => s * s * density(s) * likelihood(s), 0, 7, 400);
    }
    expect(posteriorMean(tiers, events, exposure)).toBeCloseTo(mean / evidence, 7);
  });

  test('nothing observed is the prior', () => {
    const prior = tiers.reduce((sum, { weight, shape, rate }) => sum + (weight * shape) / rate, 0);
    expect(posteriorMean(tiers, 0, 0)).toBeCloseTo(prior, 14);
  });

  test('quiet years lower it, events raise it', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.double({ min: 0, max: 20, noNaN: true }), (events, exposure) => {
        const now = posteriorMean(tiers, events, exposure);
        expect(posteriorMean(tiers, events, exposure + 1)).toBeLessThan(now);
        expect(posteriorMean(tiers, events + 1, exposure)).toBeGreaterThan(now);
      }),
    );
  });
});
