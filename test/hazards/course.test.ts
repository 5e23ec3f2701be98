/** How rates move when costs do: published check values, closed forms, quadrature, and the laws of the contest. */
import { describe, expect, test } from 'vitest';
import { ownRates } from '../../src/hazards/combine.ts';
import { courseOf, momentOf, rampIntegral } from '../../src/hazards/course.ts';
import { Draws } from '../../src/hazards/draws.ts';
import { cumulative, proportionalCumulative } from '../../src/maths/contest.ts';
import { integrate } from '../../src/maths/quadrature.ts';
import { shockId } from '../../src/model/ids.ts';
import { type Term, term } from '../../src/model/rate.ts';
import { FROZEN, SCENARIOS, type Scenario, TREND } from '../../src/model/scenario.ts';
import type { Channel, ShockSpec } from '../../src/model/shock.ts';
import type { PerYear, Years } from '../../src/model/units.ts';
import { parameterRecords } from '../../src/parameters.generated.ts';
import fc from '../support/property.ts';

const fixed = (values: Readonly<Record<string, number>>): Draws =>
  new Draws(
    parameterRecords.map((one) => {
      const value = values[one.id];
      return value === undefined ? one : { ...one, value, low: value, high: value, spread: 'fixed' as const };
    }),
    1,
    4,
  );
/** Costs without a floor, so that they fall exponentially. */
const bare = fixed({ 'cost.floor': 0 });
const scenario = (more: Partial<Scenario>): Scenario => ({
  id: 'made',
  attack: 6,
  defence: 36,
  field: 0.2,
  decisiveness: 0.5,
  ...more,
});
const CHANNEL: Channel = 'workflow';
const one = (rate: number): Float64Array => new Float64Array(4).fill(rate);
const rateOf = (p: number): number => -Math.log1p(-p);
const oddsOf = (rates: Float64Array): number => -Math.expm1(-(rates[0] as number));
const fall = 12 * Math.LN2 * (1 / 6 - 1 / 36);

describe('check values of the design', () => {
  test.each([
    [0.2, 1, 0.103213],
    [0.2, 2, 0.114407],
    [1, 1, 0.154476],
    [1, 2, 0.245585],
  ])('φ = %f, p of a year at the costs of t = %i', (field, at, p) => {
    expect(fall).toBeCloseTo(1.155245, 6);
    const moment = momentOf(scenario({ field }), bare, 1, at);
    expect(oddsOf(moment.mean(CHANNEL, one(rateOf(0.093))))).toBeCloseTo(p, 6);
  });

  test.each([
    [0.2, 0.098033],
    [1, 0.121687],
  ])('φ = %f, the odds of the coming year', (field, p) => {
    const course = courseOf(scenario({ field }), bare, 1);
    expect(oddsOf(course.mean(CHANNEL, one(rateOf(0.093))))).toBeCloseTo(p, 6);
  });

  test('a φ that rises from .2 to .6 in two years: the exponent at two years is .462, not φ(2)·ln ρ(2)', () => {
    const ramp = SCENARIOS.find(({ id }) => id === 'ramp')?.field as Exclude<
      Scenario['field'],
      number | 'drawn'
    >;
    expect(0.5 * rampIntegral(ramp, (t) => fall * t, 2)).toBeCloseTo(0.462, 3);
    const moment = momentOf(scenario({ field: ramp }), bare, 1, 2);
    expect(Math.log(moment.campaigns(CHANNEL)[0] as number)).toBeCloseTo(0.5 * 0.8 * fall, 12);
    // After its end φ stays.
    expect(rampIntegral(ramp, (t) => t, 3)).toBeCloseTo(0.8 + 0.6, 12);
    expect(rampIntegral(ramp, (t) => t, 1)).toBeCloseTo(0.3, 12);
  });
});

const months = fc.double({ min: 2, max: 100, noNaN: true });
const rates = fc.double({ min: 1e-9, max: 8, noNaN: true });
const horizons = fc.double({ min: 0.05, max: 6, noNaN: true });

describe('against closed forms and quadrature', () => {
  test('exponential costs: the dilogarithm, and expm1 for campaigns', () => {
    fc.assert(
      fc.property(
        rates,
        months,
        months,
        horizons,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (rate, a, d, T, field) => {
          const kappa = 0.5 * field * 12 * Math.LN2 * (1 / a - 1 / d);
          const course = courseOf(scenario({ attack: a, defence: d, field }), bare, T);
          const closed = cumulative(rate as PerYear, kappa, T as Years) / T;
          expect((course.mean(CHANNEL, one(rate))[0] as number) / closed).toBeCloseTo(1, 10);
          const supply = proportionalCumulative(1 as PerYear, kappa, T as Years) / T;
          expect((course.campaigns('workflow')[0] as number) / supply).toBeCloseTo(1, 10);
        },
      ),
    );
  });

  test('costs with a floor, and a φ that rises: composite quadrature', () => {
    fc.assert(
      fc.property(
        rates,
        months,
        horizons,
        fc.double({ min: 1, max: 5000, noNaN: true }),
        (rate, a, T, floor) => {
          const draws = fixed({ 'cost.floor': floor, 'cost.exploit': 20, 'cost.mass-successes': 100 });
          const [k, part] = [(12 * Math.LN2) / a, 20 / (20 + floor / 100)];
          const ramp = { from: 0.2, to: 0.6, years: 2 };
          const lnRho = (t: number): number =>
            -Math.log(part * Math.exp(-k * t) + 1 - part) - ((12 * Math.LN2) / 36) * t;
          const shift = (t: number): number => {
            const phi = Math.min(0.6, 0.2 + 0.2 * t);
            const area = integrate(lnRho, 0, Math.min(t, 2));
            return 0.5 * (phi * lnRho(t) - 0.2 * area);
          };
          const moved = (t: number): number => Math.log1p(Math.expm1(rate) * Math.exp(shift(t)));
          const until = Math.min(2, T);
          const exact = integrate(moved, 0, until) + (T > 2 ? integrate(moved, 2, T) : 0);
          const course = courseOf(scenario({ attack: a, field: ramp }), draws, T);
          expect(((course.mean(CHANNEL, one(rate))[0] as number) * T) / exact).toBeCloseTo(1, 8);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('many causes told as one', () => {
  test('are what they are one by one: the contest does not act on a sum', () => {
    const draws = new Draws(parameterRecords, 1, 64);
    const course = courseOf(SCENARIOS.find(({ id }) => id === 'fast') as Scenario, draws, 2);
    const rate = [term('one', 1, 'vulnerability.events-top-1000')];
    const spec = (hazard: ShockSpec['hazard'], id: string): ShockSpec => ({
      id: shockId(id),
      channel: 'known-vulnerability',
      title: '',
      hits: [],
      commonCause: null,
      evidence: [],
      hazard,
    });
    const many = ownRates([spec({ kind: 'many', count: 40, rate }, 'a')], draws, course).get(shockId('a'));
    const single = ownRates([spec({ kind: 'rate', rate }, 'b')], draws, course).get(shockId('b'));
    const summed = ownRates(
      [spec({ kind: 'rate', rate: [{ ...(rate[0] as Term), count: 40 }] }, 'c')],
      draws,
      course,
    ).get(shockId('c'));
    many?.forEach((value, draw) => {
      expect(value / (40 * (single?.[draw] as number))).toBeCloseTo(1, 12);
    });
    expect(Math.max(...(many ?? []))).toBeGreaterThan(Math.max(...(summed ?? [])));
  });
});

describe('the laws of the contest', () => {
  test('cheaper attacks raise every rate, cheaper defence lowers it; the sign of the sum is a result', () => {
    fc.assert(
      fc.property(rates, months, months, (rate, a, d) => {
        const at = (more: Partial<Scenario>): number =>
          courseOf(scenario({ attack: a, defence: d, ...more }), bare, 1).mean(
            CHANNEL,
            one(rate),
          )[0] as number;
        expect(at({ attack: a / 2 })).toBeGreaterThan(at({}));
        expect(at({ defence: d / 2 })).toBeLessThan(at({}));
        if (Math.abs(a - d) > 1e-3) expect(Math.sign(at({}) - rate)).toBe(Math.sign(d - a));
      }),
      { numRuns: 60 },
    );
  });

  test('dp/dt = m·φ·p·(1 − p)·(ċ_d − ċ_a), and it is the sum of what each side does', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.95, noNaN: true }), months, months, (p, a, d) => {
        const made = scenario({ attack: a, defence: d });
        const dt = 1e-5;
        const slope = (sides: 'both' | 'attack' | 'defence'): number =>
          (oddsOf(
            momentOf(made, bare, 1, dt, { sides, picked: [0, 1, 2, 3] }).mean(CHANNEL, one(rateOf(p))),
          ) -
            p) /
          dt;
        const exact = 0.5 * 0.2 * p * (1 - p) * 12 * Math.LN2;
        expect(slope('attack')).toBeCloseTo(exact / a, 4);
        expect(slope('defence')).toBeCloseTo(-exact / d, 4);
        expect(slope('both')).toBeCloseTo(slope('attack') + slope('defence'), 4);
      }),
      { numRuns: 60 },
    );
  });

  test('frozen costs change nothing: the very list comes back', () => {
    const list = one(0.3);
    expect(courseOf(FROZEN, bare, 3).mean(CHANNEL, list)).toBe(list);
    expect([...courseOf(FROZEN, bare, 3).campaigns('takeover')]).toEqual([1, 1, 1, 1]);
  });

  test('costs that never halve stand still, a rate of 0 stays 0, a large one does not overflow', () => {
    const still = courseOf(scenario({ attack: 'never', defence: 'never' }), bare, 2);
    expect(still.mean(CHANNEL, one(0.7))[0]).toBe(0.7);
    const course = courseOf(TREND, new Draws(parameterRecords, 1, 4), 2);
    expect([...course.mean(CHANNEL, one(0))]).toEqual([0, 0, 0, 0]);
    for (const rate of course.mean(CHANNEL, one(1e4))) expect(rate / 1e4).toBeCloseTo(1, 3);
  });

  test('fast is more than trend, trend more than slow, for every channel on average', () => {
    const draws = new Draws(parameterRecords, 1, 64);
    const mean = (id: string, channel: Channel): number => {
      const made = SCENARIOS.find((found) => found.id === id) as Scenario;
      return courseOf(made, draws, 1)
        .mean(channel, new Float64Array(64).fill(0.05))
        .reduce((sum, x) => sum + x, 0);
    };
    for (const channel of [
      'takeover',
      'account',
      'credential',
      'workflow',
      'new-vulnerability',
      'provider',
    ] as const) {
      expect(mean('fast', channel)).toBeGreaterThan(mean('trend', channel));
      expect(mean('trend', channel)).toBeGreaterThan(mean('slow', channel));
    }
  });
});
