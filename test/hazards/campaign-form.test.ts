import { describe, expect, test } from 'vitest';
import { campaignWindows } from '../../src/campaigns.generated.ts';
import {
  type ClassNumbers,
  campaignReach,
  campaignTouch,
  type RouteNumbers,
  shapleyShares,
} from '../../src/hazards/campaign-form.ts';
import { type LifetimeMixture, lifetimeGrid, lifetimeWeights } from '../../src/hazards/lifetime.ts';
import { gaussLegendre } from '../../src/maths/quadrature.ts';
import type { CampaignWindow } from '../../src/model/campaign.ts';
import fc from '../support/property.ts';

const npm = campaignWindows.find((one) => one.ecosystem === 'npm') as CampaignWindow;
const total = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);

/** The central mixture of data/parameters/takeover.json. */
const CENTRAL: LifetimeMixture = {
  logMedian: 1.68,
  sigma: 1.66,
  sleeperShare: 0.07,
  sleeperLogMedian: Math.log(1200),
  sleeperSigma: 1.2,
  sleeperHarm: 0.1,
};

/** One route, one class, packages as groups and no prior: the setting of the published check figures. */
function oneRoute(names: number, mix: readonly number[], gateHours: number, refresh: number, alone: number) {
  const hit = Float64Array.from(npm.campaigns, (one) =>
    total(mix.map((part, t) => (part * (one.packages[t] as number)) / (npm.packages[t] as number))),
  );
  const grid = lifetimeGrid([gateHours]);
  const classes: ClassNumbers[] = [{ size: names, routes: [0], alone: [alone], pass: 1 }];
  const { reach } = campaignReach(
    hit,
    classes,
    [{ refresh, gate: gateHours }],
    grid.hours,
    lifetimeWeights(grid, CENTRAL),
  );
  return { touch: total(campaignTouch(hit, names)), entry: total(reach) };
}

describe('check figures of parameters.md, computed apart', () => {
  // Tiers of the two lockfiles' names by monthly downloads: top 1,000, to 10,000, other listed.
  const DOCUMENSO = [0.31, 0.6, 0.07];
  const CURRENCYSERVICE = [0.54, 0.41, 0.04];
  const DAY = 24;

  test.each([
    ['no gate', 0, 0.12],
    ['3 days', 3 * DAY, 0.048],
    ['7 days', 7 * DAY, 0.033],
  ])('documenso, %s: touched 5.0 times and entered %s times a year', (_name, gate, entered) => {
    const { touch, entry } = oneRoute(1760, DOCUMENSO, gate, 1, 3);
    expect(touch).toBeCloseTo(5.0, 1);
    expect(Math.abs(entry / entered - 1)).toBeLessThan(0.03);
  });

  test('documenso installed afresh every day is entered 1.5 times a year', () => {
    expect(oneRoute(1760, DOCUMENSO, 0, 365, 0).entry).toBeCloseTo(1.5, 1);
  });

  test('currencyservice: touched 1.7 times, entered .028 times without gate', () => {
    const { touch, entry } = oneRoute(248, CURRENCYSERVICE, 0, 1, 3);
    expect(touch).toBeCloseTo(1.7, 1);
    expect(entry).toBeGreaterThan(0.02);
    expect(entry).toBeLessThan(0.031);
  });
});

const chance = fc.double({ min: 1e-6, max: 0.05, noNaN: true });
const rate = fc.double({ min: 0, max: 400, noNaN: true });
const gate = fc.constantFrom(0, 24, 72, 168);
const routesArbitrary = fc.array(fc.record({ refresh: rate, gate }), { minLength: 1, maxLength: 3 });

function classesFor(
  routes: readonly RouteNumbers[],
  sizes: readonly number[],
  alone: number,
): ClassNumbers[] {
  const places = routes.map((_, r) => r);
  return sizes.map((size) => ({ size, routes: places, alone: places.map(() => alone), pass: 1 }));
}

const reachOf = (
  hit: readonly number[],
  classes: readonly ClassNumbers[],
  routes: readonly RouteNumbers[],
) => {
  const grid = lifetimeGrid(routes.map((one) => one.gate));
  return campaignReach(Float64Array.from(hit), classes, routes, grid.hours, lifetimeWeights(grid, CENTRAL));
};

describe('laws of the campaign form', () => {
  test('splitting a class in two changes nothing', () => {
    fc.assert(
      fc.property(
        chance,
        routesArbitrary,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 300 }),
        rate,
        (h, routes, a, b, alone) => {
          const whole = reachOf([h], classesFor(routes, [a + b], alone), routes).reach[0] as number;
          const parts = reachOf([h], classesFor(routes, [a, b], alone), routes).reach[0] as number;
          expect(Math.abs(whole - parts)).toBeLessThanOrEqual(1e-12 * whole + 1e-300);
        },
      ),
    );
  });

  test('nothing reaches more often than it touches, and a longer gate never lets more in', () => {
    fc.assert(
      fc.property(chance, fc.integer({ min: 1, max: 2000 }), rate, rate, (h, size, refresh, alone) => {
        const reaches = [0, 24, 72, 168].map(
          (hours) =>
            reachOf([h], classesFor([{ refresh, gate: hours }], [size], alone), [{ refresh, gate: hours }])
              .reach[0] as number,
        );
        const touched = campaignTouch(Float64Array.of(h), size)[0] as number;
        for (const reach of reaches) expect(reach).toBeLessThanOrEqual(touched + 1e-12);
        // The grid is another one for each gate: equal up to the rule's error.
        for (let k = 1; k < reaches.length; k++)
          expect(reaches[k] as number).toBeLessThanOrEqual((reaches[k - 1] as number) * (1 + 1e-5) + 1e-12);
      }),
    );
  });

  test('a single group reaches with its chance to be hit times its chance to arrive', () => {
    fc.assert(
      fc.property(chance, routesArbitrary, rate, (h, routes, alone) => {
        const { reach, arrive } = reachOf([h], classesFor(routes, [1], alone), routes);
        expect(Math.abs((reach[0] as number) - h * (arrive[0] as number))).toBeLessThanOrEqual(
          1e-10 * (reach[0] as number) + 1e-16,
        );
      }),
    );
  });

  test('brute force: two routes, three groups, every pattern of refresh, hit and choice written out', () => {
    const routes = [
      { refresh: 30, gate: 0 },
      { refresh: 5, gate: 24 },
    ];
    const h = 0.3;
    const age = 100;
    const alone = [4, 9];
    const q = (u: number, g: number): number => -Math.expm1((-u * Math.max(0, age - g)) / 8766);
    let missed = 0;
    for (const o0 of [0, 1]) {
      for (const o1 of [0, 1]) {
        const pattern = (o0 ? q(30, 0) : 1 - q(30, 0)) * (o1 ? q(5, 24) : 1 - q(5, 24));
        const each = o0 || o1 ? 1 : 1 - (1 - q(4, 0)) * (1 - q(9, 24));
        missed += pattern * (1 - h * each) ** 3;
      }
    }
    const { reach } = campaignReach(
      Float64Array.of(h),
      [{ size: 3, routes: [0, 1], alone, pass: 1 }],
      routes,
      Float64Array.of(age),
      Float64Array.of(1),
    );
    expect(reach[0]).toBeCloseTo(1 - missed, 14);
  });

  test('Shapley shares add up to the union, and equal groups share equally', () => {
    const { nodes, weights } = gaussLegendre(64);
    fc.assert(
      fc.property(
        fc.array(fc.record({ h: chance, n: fc.integer({ min: 1, max: 200 }) }), {
          minLength: 1,
          maxLength: 5,
        }),
        (groups) => {
          const hit = groups.map((one) => one.h);
          const sizes = groups.map((one) => one.n);
          const shares = shapleyShares(hit, sizes, nodes, weights);
          const union = -Math.expm1(total(groups.map((one) => one.n * Math.log1p(-one.h))));
          const sum = total(shares.map((share, c) => share * (sizes[c] as number)));
          expect(Math.abs(sum / union - 1)).toBeLessThan(1e-9);
        },
      ),
    );
  });
});

describe('lifetimes', () => {
  test.each([[[0]], [[24]], [[24, 168]]])('the points with gates %j carry the whole mixture', (gates) => {
    const grid = lifetimeGrid(gates);
    expect(total(lifetimeWeights(grid, CENTRAL))).toBeCloseTo(0.93 + 0.07 * 0.1, 5);
  });
});
