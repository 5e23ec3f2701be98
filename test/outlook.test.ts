/** The same worlds under other costs, over other times, and with more surfaces. */
import { describe, expect, test } from 'vitest';
import { NO_SNAPSHOT } from '../src/model/advisory.ts';
import type { Assessment } from '../src/model/assessment.ts';
import { NO_HISTORY } from '../src/model/files.ts';
import type { Growth } from '../src/model/race.ts';
import { FROZEN, type Scenario, TREND } from '../src/model/scenario.ts';
import { assess } from '../src/pipeline.ts';
import { fileTree, npmTree, workflow } from './support/made-tree.ts';

const tree = fileTree(
  npmTree(['express', 'left'], {
    Dockerfile: 'FROM node:22\nCMD ["node", "."]\n',
    '.github/workflows/r.yml': workflow(
      'push',
      `      - uses: some/action@v1\n      - run: npm ci && npm publish\n        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }\n`,
    ),
  }),
);
const run = async (scenario: Scenario, horizonYears = 1, growth: Growth | null = null): Promise<Assessment> =>
  (
    await assess({
      root: '.',
      tree,
      history: NO_HISTORY,
      asOf: '2026-11-22',
      seed: 1,
      horizonYears,
      draws: 128,
      segment: 'any-size',
      stated: [],
      attestations: [],
      waivers: [],
      snapshot: NO_SNAPSHOT,
      scenario,
      growth,
    })
  ).assessment;
const trend = await run(TREND);
const kind = (name: string, now: number, perYear: number) => {
  const estimate = { mean: perYear, median: perYear, low: perYear, high: perYear };
  return { kind: name, now, perYear: estimate, inAYear: estimate };
};
const growthOf = (perYear: number): Growth => ({
  dates: [],
  kinds: [kind('package', 2, perYear), kind('credential', 1, perYear / 2)],
  total: kind('all', 3, 1.5 * perYear),
});

describe('outlook', () => {
  test('a scenario told beside another is what it is by itself', async () => {
    const frozen = await run(FROZEN);
    const told = trend.odds.scenarios.find((one) => one.scenario === 'frozen');
    expect(told?.anyAsset.mean).toBeCloseTo(frozen.odds.anyAsset.mean, 12);
    expect(told?.anySurface.mean).toBeCloseTo(frozen.odds.anySurface.mean, 12);
  });

  test('a point of the curve is the answer over that horizon', async () => {
    const quarter = await run(TREND, 0.25);
    const point = trend.odds.curve.find((one) => one.years === 0.25);
    expect(point?.anyAsset.mean).toBeCloseTo(quarter.odds.anyAsset.mean, 12);
    expect(point?.anySurface.mean).toBeCloseTo(quarter.odds.anySurface.mean, 12);
  });

  test('odds rise over time, and fast is above trend, trend above slow', () => {
    const means = trend.odds.curve.map((one) => one.anyAsset.mean);
    expect([...means].sort((a, b) => a - b)).toEqual(means);
    const of = (id: string): number =>
      trend.odds.scenarios.find((one) => one.scenario === id)?.anyAsset.mean ?? 0;
    expect(of('fast')).toBeGreaterThan(of('trend'));
    expect(of('trend')).toBeGreaterThan(of('slow'));
  });

  test('the drift is what cheaper attacks and cheaper defence make of it; at frozen costs there is none', async () => {
    const { drift } = trend.odds;
    for (const one of [drift.anyAsset, drift.anySurface]) {
      expect(one.attackCost.mean).toBeGreaterThan(0);
      expect(one.defenceCost.mean).toBeLessThan(0);
      expect(one.perYear.mean).toBeCloseTo(one.attackCost.mean + one.defenceCost.mean, 12);
      expect(one.growth).toBeNull();
    }
    expect((await run(FROZEN)).odds.drift.anyAsset.perYear).toMatchObject({ mean: 0, low: 0, high: 0 });
  });

  test('more surfaces a year raise the odds in proportion; fewer lower them; none leave them', async () => {
    const growth = async (perYear: number): Promise<number> =>
      (await run(TREND, 1, growthOf(perYear))).odds.drift.anySurface.growth?.mean ?? Number.NaN;
    const one = await growth(1);
    expect(one).toBeGreaterThan(0);
    expect((await growth(2)) / one).toBeCloseTo(2, 1);
    expect(await growth(-1)).toBeCloseTo(-one, 3);
    expect(await growth(0)).toBe(0);
  });
});
