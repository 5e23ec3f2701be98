/** The token race against a simulation of both searches, quadrature, and its laws. */
import { describe, expect, test } from 'vitest';
import { gammaQuantile } from '../../src/maths/distributions.ts';
import { uniforms } from '../../src/maths/philox.ts';
import { integrate } from '../../src/maths/quadrature.ts';
import {
  type Flaws,
  foundFirst,
  foundFirstGrowing,
  newFoundFirst,
  type Sides,
  unfound,
} from '../../src/maths/race.ts';
import fc from '../support/property.ts';

const flat = { growth: () => 1, grown: (t: number) => t };
const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const settings = fc.record({
  latent: positive(0.1, 30),
  shape: positive(0.1, 2),
  scale: positive(1, 500),
  attacker: positive(1, 1000),
  defender: positive(0, 1000),
  headStart: positive(0, 500),
  patchLag: positive(0, 1.5),
  years: positive(0.1, 3),
});
/** The first tokens find most: steps widen with time. */
const steep = (f: (t: number) => number, from: number, to: number): number =>
  from >= to
    ? 0
    : integrate((s) => f(from + (to - from) * s ** 4) * 4 * s ** 3 * (to - from), 0, 1, { panels: 60 });
const split = (one: Flaws & Sides & { years: number }) =>
  [
    { latent: one.latent, shape: one.shape, scale: one.scale },
    { attacker: one.attacker, defender: one.defender, headStart: one.headStart, patchLag: one.patchLag },
    one.years,
  ] as const;

describe('the token race', () => {
  test('closed form is the integral of who finds what when', () => {
    fc.assert(
      fc.property(settings, (one) => {
        const [flaws, sides, years] = split(one);
        const closed = foundFirst(flaws, sides, years);
        const rate = (t: number): number => {
          const spent =
            sides.headStart + sides.attacker * t + sides.defender * Math.max(0, t - sides.patchLag);
          return (
            ((sides.attacker * flaws.latent * flaws.shape) / flaws.scale) *
            (1 + spent / flaws.scale) ** (-flaws.shape - 1)
          );
        };
        const cut = Math.min(years, sides.patchLag);
        const numeric = steep(rate, 0, cut) + steep(rate, cut, years);
        expect(closed).toBeCloseTo(numeric, 6);
        expect(foundFirstGrowing(flaws, sides, years, flat)).toBeCloseTo(closed, 5);
      }),
    );
  });

  /** A flaw, drawn; whether the attacker has it first. Findability by quantile, both searches exponential in tokens. */
  function simulated(flaws: Flaws, sides: Sides, years: number, runs: number, stream: number): number {
    const u = new Float64Array(3 * runs);
    uniforms(11, stream, 0, u);
    // Gamma quantiles cost much: a table of them, drawn from evenly.
    const table = Array.from({ length: 2000 }, (_, i) =>
      gammaQuantile((i + 0.5) / 2000, flaws.shape, flaws.scale),
    );
    let wins = 0;
    for (let run = 0; run < runs; run++) {
      const findability = table[Math.floor((u[3 * run] as number) * 2000)] as number;
      const byAttacker = -Math.log(u[3 * run + 1] as number) / (findability * sides.attacker);
      const defending = -Math.log(u[3 * run + 2] as number) / findability - sides.headStart;
      // Found in the head start: fixed before the race begins.
      if (defending < 0) continue;
      const fixed = sides.defender === 0 ? Infinity : defending / sides.defender + sides.patchLag;
      if (byAttacker < Math.min(years, fixed)) wins++;
    }
    return wins / runs;
  }

  test('against a simulation of the two searches: 50 settings of 10⁵ runs, to 1e-2', () => {
    const drawn = fc.sample(settings, { numRuns: 50, seed: 5 });
    drawn.forEach((one, i) => {
      const [flaws, sides, years] = split(one);
      const each = foundFirst({ ...flaws, latent: 1 }, sides, years);
      expect(Math.abs(simulated(flaws, sides, years, 1e5, 100 + i) - each)).toBeLessThan(0.01);
    });
  });

  test('new flaws: the closed form is the mean over their ages, α = 1 included', () => {
    fc.assert(
      fc.property(settings, fc.boolean(), (one, isOne) => {
        const [base, sides, years] = split(one);
        const flaws = { ...base, shape: isOne ? 1 : base.shape };
        const free = { ...sides, headStart: 0, patchLag: 0 };
        const numeric = steep((age) => foundFirst({ ...flaws, latent: 1 }, free, age), 0, years);
        expect(newFoundFirst(2, flaws, sides, years)).toBeCloseTo(2 * numeric, 6);
      }),
    );
  });

  test('more attacker, more losses; more defender, head start or a shorter lag, fewer; never more than there are', () => {
    fc.assert(
      fc.property(settings, (one) => {
        const [flaws, sides, years] = split(one);
        const at = (more: Partial<Sides>): number => foundFirst(flaws, { ...sides, ...more }, years);
        const now = at({});
        const less = now * (1 + 1e-9) + 1e-12;
        expect(at({ attacker: 2 * sides.attacker })).toBeGreaterThanOrEqual(now * (1 - 1e-9));
        expect(at({ defender: 2 * sides.defender + 1 })).toBeLessThanOrEqual(less);
        expect(at({ headStart: sides.headStart + 10 })).toBeLessThanOrEqual(less);
        expect(at({ patchLag: sides.patchLag / 2 })).toBeLessThanOrEqual(less);
        expect(now).toBeLessThanOrEqual(flaws.latent);
        expect(unfound(0, flaws)).toBe(1);
      }),
    );
  });

  test('budgets that grow alike are budgets of a later clock where nobody lags', () => {
    const [flaws, sides] = [
      { latent: 5, shape: 0.4, scale: 50 },
      { attacker: 20, defender: 30, headStart: 7, patchLag: 0 },
    ];
    const k = 2;
    const grown = (t: number): number => Math.expm1(k * t) / k;
    const growing = foundFirstGrowing(flaws, sides, 1, { growth: (t) => Math.exp(k * t), grown });
    expect(growing).toBeCloseTo(foundFirst(flaws, sides, grown(1)), 7);
  });
});
