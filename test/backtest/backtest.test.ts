/** The back-test's own laws: scores reward honesty, nothing after a cut is seen, figures of data/ come from it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  campaignsIn,
  chooseLevel,
  forecastCampaigns,
  forecastTouches,
  groupOf,
} from '../../src/backtest/campaigns.ts';
import {
  horizonsFrom,
  later,
  rowsOf,
  takenPackages,
  takeoverEvents,
  yearsBetween,
} from '../../src/backtest/events.ts';
import { exposureOf, fitPackages, forecastPackage } from '../../src/backtest/packages.ts';
import {
  atLeast,
  brier,
  type CountForecast,
  countForecast,
  coverage,
  interval,
  logScore,
  pit,
  reliability,
} from '../../src/backtest/scores.ts';
import { uniforms } from '../../src/maths/philox.ts';
import fc from '../support/property.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const expected = (truth: CountForecast, score: (n: number) => number): number =>
  truth.reduce((sum, mass, n) => sum + mass * score(n), 0);

const forecasts = fc
  .tuple(fc.double({ min: 0.05, max: 20, noNaN: true }), fc.double({ min: 0.3, max: 50, noNaN: true }))
  .map(([mean, shape]) => countForecast([{ weight: 1, mean, shape }]));

describe('scores', () => {
  test('a forecast adds up to 1 and has the mean and variance of its distribution', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 30, noNaN: true }),
        fc.double({ min: 0.5, max: 40, noNaN: true }),
        (mean, shape) => {
          const forecast = countForecast([{ weight: 1, mean, shape }]);
          expect(expected(forecast, () => 1)).toBeCloseTo(1, 9);
          expect(expected(forecast, (n) => n)).toBeCloseTo(mean, 5);
          expect(expected(forecast, (n) => (n - mean) ** 2) / (mean + mean ** 2 / shape)).toBeCloseTo(1, 4);
        },
      ),
    );
    const poisson = countForecast([{ weight: 1, mean: 2, shape: Infinity }]);
    expect(poisson[3]).toBeCloseTo((Math.exp(-2) * 8) / 6, 14);
  });

  test('log and Brier scores are proper: nobody does better in expectation than by the truth', () => {
    fc.assert(
      fc.property(forecasts, forecasts, (truth, other) => {
        expect(expected(truth, (n) => logScore(truth, n))).toBeLessThanOrEqual(
          expected(truth, (n) => logScore(other, n)) + 1e-9,
        );
        const [p, q] = [atLeast(truth, 1), atLeast(other, 1)];
        const score = (said: number): number => p * brier(said, true) + (1 - p) * brier(said, false);
        expect(score(p)).toBeLessThanOrEqual(score(q) + 1e-12);
      }),
    );
  });

  test('intervals hold at least their level', () => {
    fc.assert(
      fc.property(forecasts, fc.constantFrom(0.5, 0.9), (forecast, level) => {
        const [low, high] = interval(forecast, level);
        expect(expected(forecast, (n) => Number(n >= low && n <= high))).toBeGreaterThanOrEqual(level - 1e-9);
      }),
    );
  });

  test('transforms of a calibrated forecast are uniform, and coverage and reliability say so', () => {
    const draws = new Float64Array(40_000);
    uniforms(3, 5, 0, draws);
    const forecast = countForecast([{ weight: 1, mean: 0.7, shape: 0.4 }]);
    const outcomes = Array.from(draws.subarray(0, 20_000), (u) => {
      let below = 0;
      let n = 0;
      while (below + (forecast[n] as number) < u) below += forecast[n++] as number;
      return n;
    });
    const transforms = outcomes.map((n, i) => pit(forecast, n, draws[20_000 + i] as number));
    expect(coverage(transforms, 0.5)).toBeCloseTo(0.5, 1.7);
    expect(coverage(transforms, 0.9)).toBeCloseTo(0.9, 1.9);
    const p = atLeast(forecast, 1);
    for (const bin of reliability(
      outcomes.map((n) => ({ p, happened: n > 0 })),
      4,
    ))
      expect(Math.abs(bin.observed - bin.forecast)).toBeLessThan(0.03);
    // A forecast that is too sure is found out.
    const sure = countForecast([{ weight: 1, mean: 0.7, shape: Infinity }]);
    expect(
      coverage(
        outcomes.map((n, i) => pit(sure, n, draws[20_000 + i] as number)),
        0.9,
      ),
    ).toBeLessThan(0.86);
  });
});

describe('no look-ahead', () => {
  const days = ['2019-03-01', '2020-05-02', '2021-01-05', '2021-11-11', '2022-02-02', '2023-07-07'];
  const after = fc.array(fc.integer({ min: 1, max: 1500 }), { maxLength: 20 });
  const cut = '2023-01-01';
  const laterDays = (list: readonly number[]): string[] =>
    list.map((n) => later(cut, n / 365.25)).filter((day) => day >= cut);

  test('campaigns: what comes after the cut changes neither the level nor the forecast', () => {
    const before = days.filter((day) => day < cut);
    const level = chooseLevel(before, '2018-01-01', cut);
    const forecast = forecastCampaigns(before, '2018-01-01', cut, 1, level);
    fc.assert(
      fc.property(after, (list) => {
        const all = [...before, ...laterDays(list)];
        expect(chooseLevel(all, '2018-01-01', cut)).toEqual(level);
        expect(forecastCampaigns(all, '2018-01-01', cut, 1, level)).toEqual(forecast);
      }),
      { numRuns: 20 },
    );
  });

  test('packages: what comes after the cut changes no fit', () => {
    const histories = new Map(
      Array.from({ length: 30 }, (_, i) => [`p${i}`, days.slice(i % 5, (i % 5) + 2)] as const),
    );
    const before = new Map(
      [...histories].map(([name, list]) => [name, list.filter((day) => day < cut)] as const),
    );
    const fit = fitPackages(before, 500, '2018-01-01', cut);
    fc.assert(
      fc.property(after, (list) => {
        const all = new Map(
          [...before].map(
            ([name, own], i) => [name, i % 3 === 0 ? [...own, ...laterDays(list)].sort() : own] as const,
          ),
        );
        expect(fitPackages(all, 500, '2018-01-01', cut)).toEqual(fit);
      }),
      { numRuns: 10 },
    );
  });
});

describe('fits', () => {
  test('recover the shape and rate that made the counts', () => {
    // Rates by quantiles of Gamma(0.5, 1) over 2,000 packages, events spread evenly over each year.
    const histories = new Map<string, string[]>();
    const draws = new Float64Array(200_000);
    uniforms(1, 9, 0, draws);
    let next = 0;
    const u = (): number => draws[next++] as number;
    for (let i = 0; i < 2000; i++) {
      // Gamma(1/2, 1) is half a squared normal.
      const normal = Math.sqrt(-2 * Math.log(u())) * Math.cos(2 * Math.PI * u());
      const rate = (normal * normal) / 2;
      const own: string[] = [];
      for (let t = -Math.log(u()) / rate; t < 6; t += -Math.log(u()) / rate) own.push(later('2018-01-01', t));
      if (own.length > 0) histories.set(`p${i}`, own);
    }
    const fit = fitPackages(histories, 2000, '2018-01-01', '2024-01-01');
    expect(fit.shape).toBeGreaterThan(0.35);
    expect(fit.shape).toBeLessThan(0.75);
    expect(fit.shape / fit.rate).toBeGreaterThan(0.35);
    expect(fit.shape / fit.rate).toBeLessThan(0.75);
    // Constant rates: a long memory is best.
    expect(fit.halfLife).toBeGreaterThanOrEqual(4);
    expect(fit.level).toBeCloseTo(1, 1);
  });

  test('more events, a higher forecast; more exposure, a lower one', () => {
    const fit = { shape: 0.1, rate: 2, halfLife: 2, level: 1, sigma: 0.4 };
    const p = (events: number, exposure: number): number =>
      atLeast(forecastPackage(fit, events, exposure, 1), 1);
    expect(p(1, 3)).toBeGreaterThan(p(0, 3));
    expect(p(1, 6)).toBeLessThan(p(1, 3));
    expect(exposureOf('2018-01-01', '2026-01-01', 2)).toBeLessThan(2 / Math.LN2);
  });

  test('a tree of more groups is touched more often', () => {
    const campaigns = [{ name: 'a', date: '2025-01-01', packages: [1, 2, 3], groups: [1, 2, 3] }];
    const at = (n: number): number =>
      expected(forecastTouches(campaigns, 1, { groups: [n, n, n] }, [740, 5648, 128_915], 1, 0.4), (k) => k);
    expect(at(500)).toBeGreaterThan(at(50));
  });
});

describe('files of the record', () => {
  test('rows with quotes, and rows that are none', () => {
    expect(rowsOf('a,b\n1,"x, ""y"""\n,\n')).toEqual([
      { a: '1', b: 'x, "y"' },
      { a: '', b: '' },
    ]);
    expect(() => rowsOf('a,b\n1\n')).toThrow(/row 2/);
  });

  test('campaigns by tier, a group in the tier of its most popular package', () => {
    const events = takeoverEvents('date,campaign,npm_listed\n2025-09-08,one,3\n2025-09-09,none,0\n');
    const packages = takenPackages(
      'ecosystem,package,campaign,date,npm_rank_in_list\nnpm,@s/a,2025-09-08 one,2025-09-08,500\nnpm,@s/b,2025-09-08 one,2025-09-08,90000\nnpm,c,2025-09-08 one,2025-09-08,2000\nnpm,d,2025-09-08 one,2025-09-08,\npypi,e,2025-09-08 one,2025-09-08,\n',
    );
    expect(campaignsIn(events, packages, '2025-01-01', '2026-01-01')).toEqual([
      { name: 'one', date: '2025-09-08', packages: [1, 1, 1], groups: [1, 1, 0] },
    ]);
    expect(groupOf('@s/a')).toBe('@s');
  });

  test('horizons end where the record does', () => {
    expect(horizonsFrom('2025-01-01', [0.5, 1], '2026-08-17')).toHaveLength(2);
    expect(horizonsFrom('2025-09-01', [0.5, 1], '2026-08-17')).toHaveLength(1);
    const [short] = horizonsFrom('2026-03-01', [0.5, 1], '2026-08-17');
    expect(short?.until).toBe('2026-08-17');
    expect(short?.years).toBeCloseTo(yearsBetween('2026-03-01', '2026-08-17'), 12);
    expect(horizonsFrom('2026-07-01', [0.5, 1], '2026-08-17')).toEqual([]);
  });
});

describe('figures of data/ come from the back-test', () => {
  const fitted = JSON.parse(read('../reference/backtest-fitted.json'));
  const parameter = (file: string, id: string): { value: number; class: string } =>
    JSON.parse(read(`../../data/parameters/${file}.json`)).entries.find(
      (one: { id: string }) => one.id === id,
    );

  test('campaigns of npm', () => {
    const [window] = JSON.parse(read('../../data/campaigns/npm.json')).entries;
    expect([window.from, window.until]).toEqual([fitted.campaigns.from, fitted.campaigns.until]);
    expect(window.campaigns).toEqual(fitted.campaigns.entries);
  });

  test.each([
    ['takeover', 'takeover.lifetime-median', () => fitted.lifetime.medianHours],
    ['takeover', 'takeover.lifetime-sigma', () => fitted.lifetime.sigma],
    ['vulnerability', 'vulnerability.events-top-1000', () => fitted.disclosures['top-1000']],
    ['vulnerability', 'vulnerability.events-top-10000', () => fitted.disclosures['top-10000']],
    ['vulnerability', 'vulnerability.events-listed', () => fitted.disclosures.listed],
    ['vulnerability-known', 'vulnerability.shape-top-1000', () => fitted.shapes['top-1000']],
    ['vulnerability-known', 'vulnerability.shape-top-10000', () => fitted.shapes['top-10000']],
    ['vulnerability-known', 'vulnerability.shape-listed', () => fitted.shapes.listed],
    ['vulnerability-known', 'vulnerability.history-half-life', () => fitted.halfLife.years],
  ])('%s: %s to its printed digits', (file, id, value) => {
    const record = parameter(file, id);
    expect(Math.abs(record.value / value() - 1)).toBeLessThan(0.025);
    expect(record.class).toBe('measured');
  });
});
