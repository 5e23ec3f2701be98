/** The race: fits of made curves, growth of made histories, budgets as text, the command as a whole. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { parseDays, parseTokens } from '../../src/cli/race.ts';
import { codeSize, pastTrees } from '../../src/io/git-trees.ts';
import { uniforms } from '../../src/maths/philox.ts';
import { unfound } from '../../src/maths/race.ts';
import { studentQuantile95 } from '../../src/maths/student.ts';
import type { Finding, RaceAnswer } from '../../src/model/race.ts';
import { fitFindings } from '../../src/race/fit.ts';
import { growthOf } from '../../src/race/growth.ts';
import { leastSpend } from '../../src/race/odds.ts';
import { type RaceRequest, race } from '../../src/race.ts';
import { npmTree } from '../support/made-tree.ts';
import { temporary } from '../support/mirror.ts';
import { Repository } from '../support/repository.ts';
import { runCli } from '../support/terminal.ts';

/** A curve as it would be found: each flaw by its own findability, at its own time. */
function madeCurve(latent: number, shape: number, scale: number, tokens: number, stream: number): Finding[] {
  const points = 12;
  const u = new Float64Array(latent * 2);
  uniforms(17, stream, 0, u);
  // By the inverse of b: a flaw is unfound by x with chance (β/(β+x))^α.
  const times = Array.from({ length: latent }, (_, i) => scale * ((u[i] as number) ** (-1 / shape) - 1));
  return Array.from({ length: points }, (_, i) => {
    const spent = tokens * ((i + 1) / points) ** 2;
    return { tokens: spent, found: times.filter((time) => time <= spent).length };
  });
}

describe('a finding curve', () => {
  test('made ones: K₀, α and β lie in their intervals, nearly always', () => {
    let inside = 0;
    const all = 30;
    for (let i = 0; i < all; i++) {
      const truth = { latent: 60 + 20 * (i % 5), shape: 0.4 + 0.2 * (i % 4), scale: 5e6 * (1 + (i % 3)) };
      const { fit } = fitFindings(madeCurve(truth.latent, truth.shape, truth.scale, 5e8, 200 + i), 1, 400);
      for (const key of ['latent', 'shape', 'scale'] as const)
        if (fit[key].low <= truth[key] && truth[key] <= fit[key].high) inside++;
    }
    // 90 % intervals of 90 numbers: 81 expected.
    expect(inside).toBeGreaterThanOrEqual(74);
  });

  test('one that has levelled off tells how many there are; one that has just begun does not', () => {
    const level = fitFindings(madeCurve(100, 2, 1e6, 1e9, 7), 1, 400).fit;
    expect(level.latent.high / level.latent.low).toBeLessThan(1.8);
    const begun = fitFindings(madeCurve(100, 2, 1e9, 1e8, 8), 1, 400).fit;
    expect(begun.latent.high / begun.latent.low).toBeGreaterThan(3);
  });

  test('the curve of the mean fit passes through what was found', () => {
    const curve = madeCurve(120, 0.8, 1e7, 5e8, 3);
    const drawn = fitFindings(curve, 1, 400);
    const last = curve.at(-1) as Finding;
    const expected = drawn.latent.reduce(
      (sum, latent, i) =>
        sum +
        latent *
          (1 -
            unfound(last.tokens, {
              latent,
              shape: drawn.shape[i] as number,
              scale: drawn.scale[i] as number,
            })),
      0,
    );
    expect(expected / 400 / last.found).toBeCloseTo(1, 0.9);
  });
});

describe('growth', () => {
  const counts = (values: readonly number[]) =>
    values.map((package_, i) => ({
      date: `d${i}`,
      years: (i - values.length + 1) / 4,
      kinds: { package: package_, action: 5 },
    }));

  test('a straight line is its slope, with no doubt; what stands still does not grow', () => {
    const growth = growthOf(counts([100, 110, 120, 130, 140]));
    expect(growth?.kinds.find((one) => one.kind === 'package')?.perYear).toMatchObject({
      mean: 40,
      low: 40,
      high: 40,
    });
    expect(growth?.kinds.find((one) => one.kind === 'action')?.inAYear.mean).toBe(5);
    expect(growth?.total).toMatchObject({ now: 145, inAYear: { mean: 185 } });
  });

  test('an uneven one has an interval, and never ends below none', () => {
    const growth = growthOf(counts([100, 60, 90, 40, 10]));
    const kind = growth?.kinds.find((one) => one.kind === 'package');
    expect(kind?.perYear.low).toBeLessThan(kind?.perYear.mean ?? 0);
    expect(kind?.inAYear.low).toBe(0);
  });

  test('Student’s t against published quantiles', () => {
    expect(studentQuantile95(1)).toBeCloseTo(6.314, 3);
    expect(studentQuantile95(7)).toBeCloseTo(1.895, 3);
    expect(studentQuantile95(30)).toBeCloseTo(1.697, 3);
  });

  test('too short a history tells no pace', () => {
    expect(growthOf(counts([1, 2]))).toBeNull();
    expect(growthOf(counts([1, 2]).map((one) => ({ ...one, years: 0 })))).toBeNull();
  });
});

describe('budgets', () => {
  test.each([
    ['50M', 50e6],
    ['1.5B', 1.5e9],
    ['200k', 200e3],
    ['0', 0],
    ['2k$', 1e9],
    ['$2000', 1e9],
    ['12', 12],
  ])('%s', (text, tokens) => {
    expect(parseTokens(text)).toBe(tokens);
  });

  test.each(['', 'many', '-5M', '5X', '$5$', '1e9', 'NaN', '50MM'])(
    '%j is refused with the accepted forms',
    (text) => {
      expect(() => parseTokens(text)).toThrow(
        expect.objectContaining({ hint: expect.stringContaining('50M') }),
      );
    },
  );

  test('times to a fix', () => {
    expect([parseDays('14d'), parseDays('2w'), parseDays('3')]).toEqual([14, 14, 3]);
    expect(() => parseDays('soon')).toThrow('no time to a fix');
  });

  test('the least spend at which something holds', () => {
    expect(leastSpend(() => true)).toBe(0);
    expect(leastSpend(() => false)).toBeNull();
    expect((leastSpend((tokens) => tokens >= 3e7) as number) / 3e7).toBeCloseTo(1, 2);
  });
});

const request = (more: Partial<RaceRequest> = {}): RaceRequest => ({
  budgets: {
    attackerTokens: 50e6,
    defenderTokens: 50e6,
    headStart: 0,
    patchLagDays: null,
    most: 0.05,
    tier: 'enterprise',
  },
  horizonYears: 1,
  seed: 1,
  frozen: true,
  code: null,
  growth: null,
  findings: null,
  lossUsd: 1e6,
  walls: [{ id: 'some-wall', lessLossUsd: 5000, hours: 10 }],
  ...more,
});
const budgets = (more: Partial<RaceRequest['budgets']>): Partial<RaceRequest> => ({
  budgets: { ...request().budgets, ...more },
});

describe('the answer', () => {
  test('a head start, a shorter lag and more of the defender lower it; the spend for a budget holds it', () => {
    const now = race(request(budgets({ most: 0.6 })));
    expect(now.headStart.with.mean).toBeLessThan(now.odds.attackerFirst.mean);
    expect(now.patchLag.halved.mean).toBeLessThan(now.odds.attackerFirst.mean);
    const { tokens } = now.defenderSpendForBudget;
    const held = race(request(budgets({ defenderTokens: tokens ?? 0 })));
    expect(held.odds.attackerFirst.mean).toBeCloseTo(0.6, 2);
    expect(race(request(budgets({ most: 0.001 }))).defenderSpendForBudget).toMatchObject({
      tokens: null,
      usd: null,
    });
  });

  test('who removes it sets what that costs, and how long it takes', () => {
    const by = (tier: 'enterprise' | 'volunteer' | 'vendor') => race(request(budgets({ tier, most: 0.6 })));
    expect(by('vendor').odds.attackerFirst.mean).toBeLessThan(by('enterprise').odds.attackerFirst.mean);
    expect(by('vendor').patchLag.days).toBeLessThan(by('volunteer').patchLag.days);
    const { removalUsd, tokens } = by('enterprise').defenderSpendForBudget;
    expect(removalUsd).toBeGreaterThan(0);
    // No more flaws than there are, at their mean cost.
    expect(removalUsd).toBeLessThan(500 * 1e4);
    expect(tokens).toBeGreaterThan(0);
  });

  test('at the turning point a dollar of tokens saves what a dollar of the wall does', () => {
    const { turningPoint } = race(request());
    expect(turningPoint.wall).toBe('some-wall');
    const usd = turningPoint.spendUsd ?? 0;
    const at = (spend: number): number =>
      race(request(budgets({ defenderTokens: spend }))).turningPoint.tokensPerUsd;
    expect(usd).toBeGreaterThan(1);
    // Tokens at the mean price of a run.
    const price = 2.4;
    expect(at(((usd * 0.5) / price) * 1e6)).toBeGreaterThan(turningPoint.wallPerUsd ?? 0);
    expect(at(((usd * 4) / price) * 1e6)).toBeLessThan(turningPoint.wallPerUsd ?? 0);
  });

  test.each([
    [budgets({ attackerTokens: 1e13, defenderTokens: 0 }), /^The attacker is winning, and nobody runs/],
    [budgets({ attackerTokens: 1000, defenderTokens: 1e9 }), /^The defender is ahead/],
    [budgets({ attackerTokens: 50e6 }), /^It cannot be told, because/],
  ])('the verdict is plain (%#)', (more, verdict) => {
    expect(race(request(more)).verdict).toMatch(verdict);
  });

  test('without walls, tokens stand alone; new code brings new flaws', () => {
    expect(race(request({ walls: [] })).turningPoint).toMatchObject({ wall: null, spendUsd: null });
    const code = { lines: 1000, addedPerYear: 1000, commits: 1, machineWritten: 0 };
    expect(race(request({ code })).odds.attackerFirst.mean).toBeGreaterThan(
      race(request()).odds.attackerFirst.mean,
    );
  });
});

describe('a history', () => {
  const repository = new Repository();
  repository.git(['init', '-q']);
  afterAll(() => repository.remove());
  const commit = (files: Readonly<Record<string, string>>, date: string, message: string): void => {
    repository.put(files);
    repository.git(['add', '-A']);
    repository.git(['commit', '-m', message], `${date}T00:00:00Z`);
  };
  commit({ ...npmTree(['a', 'b']), 'src/a.ts': 'one\ntwo\n', 'data.bin': '\u0000' }, '2024-01-01', 'first');
  commit(
    { ...npmTree(['a', 'b', 'c']), 'src/b.ts': '1\n2\n3\n' },
    '2025-03-01',
    'second\n\nCo-authored-by: Copilot <x@example.org>',
  );
  commit({ ...npmTree(['a', 'b', 'c', 'd']), 'node_modules/x/y.js': 'no\n' }, '2025-12-01', 'third');

  test('trees as they were', () => {
    const trees = pastTrees(repository.root, ['2023-01-01', '2024-06-01', '2025-06-01'], (path) =>
      path.endsWith('.json'),
    );
    expect(trees.map(({ date }) => date)).toEqual(['2024-06-01', '2025-06-01']);
    const lock = (i: number): string => {
      const file = trees[i]?.tree.files.find(({ path }) => path === 'package-lock.json')?.read();
      return file?.kind === 'text' ? file.text : '';
    };
    expect(lock(0)).not.toContain('node_modules/c');
    expect(lock(1)).toContain('node_modules/c');
  });

  test('code, churn, and commits that name a machine', () => {
    expect(codeSize(repository.root, '2026-01-01')).toEqual({
      lines: 5,
      addedPerYear: 3,
      commits: 2,
      machineWritten: 1,
    });
    // No commit is a year older than that.
    expect(codeSize(repository.root, '2024-06-01')?.addedPerYear).toBeNull();
    const none = temporary();
    expect(codeSize(none.path, '2026-01-01')).toBeNull();
    expect(pastTrees(none.path, ['2026-01-01'], () => true)).toEqual([]);
    none.remove();
  });

  test('the command, in words and as JSON by its schema', async () => {
    const args = ['race', repository.root, '--as-of', '2026-01-01', '--no-config'];
    const { out, code } = await runCli(args);
    expect(code).toBe(0);
    expect(out).toContain('at this pace');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(out.split('\n').length).toBeLessThanOrEqual(30);
    const json = JSON.parse((await runCli([...args, '--format', 'json'])).out) as RaceAnswer;
    const valid = new Ajv2020({ strict: false }).compile(
      JSON.parse(readFileSync(new URL('../../schema/race-1.json', import.meta.url), 'utf8')),
    );
    expect(valid(json), JSON.stringify(valid.errors)).toBe(true);
    expect(json.growth?.total.perYear.mean).toBeGreaterThan(0);
  });

  test('a finding curve of a file, and what is none', async () => {
    const file = join(repository.root, 'finds.csv');
    const ask = async (text: string) => {
      writeFileSync(file, text);
      return runCli(['race', repository.root, '--no-config', '--findings', file, '--format', 'json']);
    };
    const { out } = await ask('tokens,finds\n1000000,3\n5000000,6\n20000000,8\n');
    expect((JSON.parse(out) as RaceAnswer).fit?.found).toBe(8);
    expect((await ask('1,1\n')).usage?.message).toContain('too little');
    expect((await ask('5,3\n2,4\n')).usage?.message).toContain(':2 falls behind');
    expect((await ask('5,3\nx\n')).usage?.hint).toContain('tokens,finds');
    expect((await runCli(['race', repository.root, '--findings', 'nowhere.csv'])).usage?.exitCode).toBe(2);
    expect((await runCli(['race', repository.root, '--attacker-tokens', 'lots'])).usage?.hint).toContain(
      '50M',
    );
  });
});
