/** `bulkhead plan` as its user meets it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parseEffort, parseTarget } from '../../src/cli/plan.ts';
import { onDisk } from '../support/disk-tree.ts';
import { npmTree, workflow } from '../support/made-tree.ts';
import { runCli, treePath } from '../support/terminal.ts';

const root = new URL('../..', import.meta.url).pathname;
const documenso = treePath('documenso');
const shared = runCli(['plan', documenso, '--format', 'json']);
/** A package that a job publishes with a token: small, so that many plans are made of it. */
const small = onDisk({
  ...npmTree(['express', 'pg']),
  '.github/workflows/release.yml': workflow(
    'push',
    `      - uses: some/action@v1\n      - run: npm ci && npm publish\n        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }\n`,
  ),
});

describe('bulkhead plan', () => {
  test('is valid under its schema, and the same run gives the same bytes', async () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true, strictTypes: false });
    const valid = ajv.compile(JSON.parse(readFileSync(join(root, 'schema/plan-1.json'), 'utf8')));
    const { out, code } = await shared;
    expect(code).toBe(0);
    expect(valid(JSON.parse(out)), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
    const again = async () => (await runCli(['plan', small, '--format', 'json'])).out;
    expect(await again()).toBe(await again());
  });

  test('begins with the odds of the assessment, stays within the hours, and what is left is less', async () => {
    const plan = JSON.parse((await shared).out);
    const { odds } = JSON.parse((await runCli([documenso, '--format', 'json'])).out);
    for (const part of ['mean', 'low', 'high'])
      expect(plan.before.anyAsset[part]).toBeCloseTo(odds.anyAsset[part], 9);
    expect(plan.after.hours).toBeLessThanOrEqual(8);
    expect(plan.after.anyAsset.mean).toBeLessThan(plan.before.anyAsset.mean);
    expect(plan.after.chosen.length).toBe(plan.chosen.length);
    const work = plan.chosen.reduce(
      (all: number, one: { hours: { mean: number } }) => all + one.hours.mean,
      0,
    );
    expect(work).toBeCloseTo(plan.after.hours, 6);
  });

  test('more hours never leave more', async () => {
    const left = async (effort: string): Promise<number> =>
      JSON.parse((await runCli(['plan', small, '--effort', effort, '--format', 'json'])).out).after
        .expectedLossUsd.mean;
    const [hour, day, week] = [await left('1h'), await left('1d'), await left('1w')];
    expect(day).toBeLessThanOrEqual(hour as number);
    expect(week).toBeLessThanOrEqual(day as number);
  });

  test('a target out of reach is said, with 1', async () => {
    const { code, out } = await runCli(['plan', small, '--target', 'lost<0.001%']);
    expect(code).toBe(1);
    expect(out).toContain('Not to be reached');
  });

  test('the terminal text keeps to its width', async () => {
    const { out } = await runCli(['plan', documenso]);
    const long = out.split('\n').filter((line) => [...line].length > 80);
    expect(long).toEqual([]);
  });

  test('given that a surface has fallen, an id that is not there is named with the nearest', async () => {
    const { code, usage } = await runCli(['plan', documenso, '--given', 'credential/GH_PET']);
    expect(code).toBe(2);
    expect(usage?.hint).toContain('credential/GH_PAT');
  });
});

describe('efforts and targets', () => {
  test.each([
    ['8h', 8],
    ['90min', 1.5],
    ['30m', 0.5],
    ['2d', 16],
    ['1w', 40],
    ['1.5 h', 1.5],
  ])('%s is %d hours', (text, hours) => expect(parseEffort(text)).toBe(hours));

  test.each(['', '0h', '-1h', '8', '8 days', '1e3h', 'h', '∞h', '1h1h', '8h; rm', '999999w'])(
    '%j is refused with the accepted forms',
    (text) => expect(() => parseEffort(text)).toThrow(/effort/),
  );

  test.each([
    ['lost<5%', 0.05],
    ['lost <= 0.5 %', 0.005],
  ])('%s is %d', (text, odds) => expect(parseTarget(text)).toBeCloseTo(odds, 12));

  test.each(['lost<5', 'lost<0%', 'lost<100%', 'in<5%', '5%', 'lost>5%'])('%j is refused', (text) =>
    expect(() => parseTarget(text)).toThrow(/target/),
  );
});
