import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, treePath } from '../support/terminal.ts';

const root = new URL('../..', import.meta.url).pathname;
const documenso = treePath('documenso');
/** One assessment serves all who only read it. */
const shared = runCli([documenso, '--format', 'json']);
let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bulkhead-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const folder = (name: string, files: Record<string, string>): string => {
  const path = join(scratch, name);
  mkdirSync(path, { recursive: true });
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  return path;
};

describe('the assessment', () => {
  test('JSON is valid under its own schema, and the same run gives the same bytes', async () => {
    const ajv = new Ajv2020({
      strict: true,
      allErrors: true,
      formats: { date: /^\d{4}-\d{2}-\d{2}$/ },
      strictTypes: false,
    });
    const valid = ajv.compile(JSON.parse(readFileSync(join(root, 'schema/assessment-1.json'), 'utf8')));
    const first = await shared;
    expect(first.code).toBe(0);
    expect(valid(JSON.parse(first.out)), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
    expect((await runCli([documenso, '--format', 'json'])).out).toBe(first.out);
  });

  test('shares of shocks, and of surfaces, add up to one', async () => {
    const { shocks, surfaces } = JSON.parse((await shared).out);
    const add = (list: { share: number }[]): number => list.reduce((sum, one) => sum + one.share, 0);
    expect(add(shocks)).toBeCloseTo(1, 9);
    expect(add(surfaces)).toBeCloseTo(1, 9);
  });

  test('every shock hits a surface that is there, every surface names its shocks', async () => {
    const { shocks, surfaces } = JSON.parse((await shared).out);
    const ids = new Set(surfaces.map((one: { id: string }) => one.id));
    expect(ids.size).toBe(surfaces.length);
    expect(new Set(shocks.map((one: { id: string }) => one.id)).size).toBe(shocks.length);
    for (const shock of shocks)
      for (const hit of shock.hits) expect(ids.has(hit), `${shock.id} hits ${hit}`).toBe(true);
  });

  test('another seed moves the odds by less than their own noise', async () => {
    const mean = async (run: ReturnType<typeof runCli>): Promise<number> =>
      JSON.parse((await run).out).odds.anySurface.mean;
    const two = await mean(runCli([documenso, '--format', 'json', '--seed', '2']));
    const one = await mean(shared);
    expect(one).not.toBe(two);
    expect(Math.abs(one / two - 1)).toBeLessThan(0.03);
  });

  test('a longer horizon never has lower odds', async () => {
    const { odds } = JSON.parse((await shared).out);
    const means = odds.curve.map((point: { anySurface: { mean: number } }) => point.anySurface.mean);
    expect([...means].sort((a, b) => a - b)).toEqual(means);
  });

  test('--output writes other reports in the same run', async () => {
    const file = join(scratch, 'out.json');
    const { code, out } = await runCli([treePath('hostile-names'), '--output', `json=${file}`]);
    expect(code).toBe(0);
    expect(out).toContain('something gets in');
    expect(JSON.parse(readFileSync(file, 'utf8')).schema).toBe('bulkhead/assessment/1');
  });
});

describe('requests that are wrong', () => {
  test.each([
    [['/nowhere/at/all'], 2, 'does not exist'],
    [['--formta', 'json'], 2, 'unknown option'],
    [['--format', 'xml'], 2, 'no value of --format'],
    [['--horizon', 'soon'], 2, 'no horizon'],
    [['--as-of', '2026-02-30'], 2, 'no date'],
    [['--seed', '-1'], 2, 'no seed'],
    [['--scenario', 'tren'], 2, 'no value of --scenario'],
    [['--fail-over', '5'], 2, 'is no gate'],
    [['--fail-over', 'low:5%'], 2, 'is no gate'],
    [['diff'], 2, 'not built yet'],
    [['fix'], 2, 'which walls'],
    [['fix', '--wall', 'x', '--plan'], 2, 'which walls'],
    [['plan', '--effort', '8 days'], 2, 'is no effort'],
    [['plan', '--effort', '0h'], 2, 'not between 0'],
    [['plan', '--effort', '-3h'], 2, 'is no effort'],
    [['plan', '--target', '5%'], 2, 'is no target'],
    [['plan', '--target', 'lost<0%'], 2, 'is no target'],
    [['plan', '--effort', '8h', '--target', 'lost<5%'], 2, 'two questions'],
    [['--enrich', 'npn'], 2, 'no value of --enrich'],
    [['--enrich', 'npm', '--offline'], 2, 'opens no socket'],
    [['one', 'two'], 2, 'too many arguments'],
  ])('%j ends with %i', async (args, code, words) => {
    const printed = await runCli(args);
    expect(printed.code).toBe(code);
    expect(printed.usage?.message).toContain(words);
    expect(printed.usage?.hint).not.toBe('');
  });

  test('a folder in which nothing is recognised ends with 3 and says what was looked for', async () => {
    const printed = await runCli([folder('empty', { 'notes.txt': 'hello' })]);
    expect(printed.code).toBe(3);
    expect(printed.usage?.hint).toContain('lockfiles');
  });

  test('why with an id that is nearly right names the right one', async () => {
    const printed = await runCli(['why', 'credential/TOKEN_Y', treePath('hostile-names')]);
    expect(printed.code).toBe(2);
    expect(printed.usage?.hint).toContain('credential/TOKEN_X');
  });
});

describe('input that is odd', () => {
  test('a broken lockfile is told, the run goes on, and the headline says at least', async () => {
    const path = folder('broken', {
      'package-lock.json': '{"lockfileVersion": 3, "packages": {',
      'package.json': '{"name":"x"}',
    });
    const { code, out } = await runCli([path]);
    expect(code).toBe(0);
    expect(out).toContain('at least');
    expect(out).toContain('package-lock.json');
  });

  test('--fail-on-incomplete turns it into exit 4', async () => {
    const path = folder('broken', {});
    expect((await runCli([path, '--fail-on-incomplete'])).code).toBe(4);
  });

  test('a file over the size limit counts as unread, not as safe', async () => {
    const path = folder('large', {
      'package-lock.json': `{"lockfileVersion":3,"packages":{}}${' '.repeat(3000)}`,
      '.npmrc': 'save-exact=true',
    });
    const { completeness } = JSON.parse(
      (await runCli([path, '--format', 'json', '--max-file-size', '2kB'])).out,
    );
    expect(completeness.status).toBe('partial');
    expect(completeness.unread[0].path).toBe('package-lock.json');
  });
});

describe('configuration', () => {
  test('flags go before variables, variables before the file, the file before defaults', async () => {
    const path = folder('configured', {
      'bulkhead.yml': 'horizon: 2y\norganisation:\n  segment: over-2b\n',
      'package.json': '{"name":"x"}',
    });
    const values = async (args: string[], env: Record<string, string> = {}) =>
      JSON.parse((await runCli(['config', path, '--format', 'json', ...args], { env })).out).settings
        .horizonYears;
    expect(await values([])).toEqual({ value: 2, from: 'bulkhead.yml' });
    expect(await values([], { BULKHEAD_HORIZON: '3y' })).toEqual({ value: 3, from: 'BULKHEAD_HORIZON' });
    expect(await values(['--horizon', '4y'], { BULKHEAD_HORIZON: '3y' })).toEqual({
      value: 4,
      from: '--horizon',
    });
    expect(await values(['--no-config'])).toEqual({ value: 1, from: 'default' });
  });

  test('an unknown field is an error with its line and the nearest name', async () => {
    const path = folder('misspelt', {
      'bulkhead.yml': 'seed: 3\nhorizn: 2y\n',
      'package.json': '{"name":"x"}',
    });
    const { code, usage } = await runCli(['config', path]);
    expect(code).toBe(2);
    expect(usage?.message).toContain('bulkhead.yml:2');
    expect(usage?.hint).toBe('did you mean horizon?');
  });
});
