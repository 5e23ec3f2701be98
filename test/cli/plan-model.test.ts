/** `bulkhead plan` of a model file: what is printed, and what is refused. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/terminal.ts';

const root = new URL('../..', import.meta.url).pathname;
let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bulkhead-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Two ways to `data`: both must be shut. `isolation` is dear, and does both at once. */
const model = {
  schema: 'bulkhead/model/1',
  shocks: [{ id: 'release', ratePerYear: 0.5, hits: ['build'] }],
  nodes: [{ id: 'build' }, { id: 'token' }, { id: 'data' }, { id: 'site' }],
  edges: [
    { id: 'read', from: 'build', to: 'token', probability: 1 },
    { id: 'use', from: 'token', to: 'data', probability: 0.5 },
    { id: 'reach', from: 'build', to: 'data', probability: 0.4 },
    { id: 'deface', from: 'build', to: 'site', probability: 0.2 },
  ],
  walls: [
    { id: 'scope', on: ['use'], failureOnDemand: 0.1, effortHours: 3 },
    { id: 'egress', on: ['reach'], failureOnDemand: 0.05, effortHours: 4 },
    { id: 'isolation', on: ['read', 'reach'], failureOnDemand: 0.01, effortHours: 9 },
    { id: 'review', on: ['deface'], failureOnDemand: 0, effortHours: 2 },
    { id: 'hope', on: ['deface'], failureOnDemand: 0.5 },
    { id: 'free', on: ['deface'], failureOnDemand: 0.5, effortHours: 0 },
    { id: 'stands', on: ['use'], failureOnDemand: 0.9, effortHours: 1, standing: true },
  ],
  assets: [
    { id: 'data', node: 'data', lossUsd: { p5: 1_000_000, p95: 1_000_000 } },
    { id: 'site', node: 'site', lossUsd: { p5: 1000, p95: 1000 } },
  ],
};

const file = (name: string, content: unknown): string => {
  writeFileSync(join(scratch, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
};
const plan = (name: string, ...flags: string[]) => runCli(['plan', name, ...flags], { cwd: scratch });
const json = async (name: string, ...flags: string[]) =>
  JSON.parse((await plan(name, '--format', 'json', ...flags)).out);

const valid = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
  JSON.parse(readFileSync(join(root, 'schema/plan-model-1.json'), 'utf8')),
);

const entered = -Math.expm1(-0.5);

describe('the answer', () => {
  test('is the promised JSON', async () => {
    const answer = await json(file('model.json', model), '--effort', '1d');
    expect(valid(answer), JSON.stringify(valid.errors)).toBe(true);
    expect(Object.keys(answer).slice(0, 8)).toEqual([
      'schema',
      'asked',
      'before',
      'after',
      'chosen',
      'frontier',
      'method',
      'gap',
    ]);
    expect(answer.asked).toEqual({ effortHours: 8, anyAssetBelow: null });
    expect(answer.before.expectedLossUsd).toBeCloseTo(
      entered * (1e6 * (1 - (1 - 0.45) * 0.6) + 1e3 * 0.2),
      6,
    );
    // Nine hours are too many: the two cheaper ones together.
    expect(answer.after.chosen).toEqual(['scope', 'egress']);
    expect(answer.after.hours).toBe(7);
    expect(answer.after.expectedLossUsd).toBeCloseTo(entered * (1e6 * (1 - 0.955 * 0.98) + 1e3 * 0.2), 6);
    expect([answer.method, answer.gap, answer.odds, answer.minimised]).toEqual([
      'exact',
      0,
      'exact',
      'expectedLossUsd',
    ]);
    const scope = answer.chosen.find((one: { id: string }) => one.id === 'scope');
    expect(scope.hours).toBe(3);
    expect(scope.alone.expectedLossUsd).toBeCloseTo(entered * 1e6 * -0.6 * (0.955 - 0.55), 6);
    expect(scope.given.expectedLossUsd).toBeCloseTo(entered * 1e6 * -0.98 * (0.955 - 0.55), 6);
    expect(answer.unplanned).toEqual([
      { id: 'hope', because: 'its effortHours are not told' },
      { id: 'free', because: 'its effortHours are 0: build it and write "standing": true' },
    ]);
    expect(answer.frontier[0]).toEqual(answer.before);
  });

  test('to a target: the least work that gets there, exit 1 where nothing does', async () => {
    file('model.json', model);
    const answer = await json('model.json', '--target', 'lost<5%');
    expect(valid(answer), JSON.stringify(valid.errors)).toBe(true);
    expect(answer.after.anyAsset).toBeLessThanOrEqual(0.05);
    expect(answer.minimised).toBe('hours');
    expect(answer.after.chosen).toEqual(['scope', 'egress', 'review']);
    const never = await plan('model.json', '--target', 'lost<0.01%');
    expect(never.code).toBe(1);
    expect(never.out).toContain('Not to be reached');
    const unreached = await json('model.json', '--target', 'lost<0.01%');
    expect(valid(unreached)).toBe(true);
    expect(unreached).toMatchObject({ after: null, chosen: [] });
  });

  test('without dollars the odds are minimised; the horizon is the flag’s, else the file’s', async () => {
    const odds = { ...model, horizonYears: 2, assets: model.assets.map(({ id, node }) => ({ id, node })) };
    const answer = await json(file('odds.json', odds), '--effort', '2h');
    expect(valid(answer), JSON.stringify(valid.errors)).toBe(true);
    expect(answer).toMatchObject({ minimised: 'anyAsset', horizonYears: 2 });
    expect(answer.before.expectedLossUsd).toBeNull();
    expect(answer.after.chosen).toEqual(['review']);
    expect((await json('odds.json', '--horizon', '6m')).horizonYears).toBe(0.5);
  });

  test('where nothing is left to chance plans are cuts', async () => {
    const certain = {
      ...model,
      shocks: [{ id: 'release', ratePerYear: 1000, hits: ['build'] }],
      edges: model.edges.map((edge) => ({ ...edge, probability: 1 })),
      walls: model.walls
        .filter(({ standing }) => standing !== true)
        .map((wall) => ({ ...wall, failureOnDemand: 0 })),
    };
    const answer = await json(file('certain.json', certain), '--effort', '7h');
    expect(valid(answer), JSON.stringify(valid.errors)).toBe(true);
    expect(answer.before).toMatchObject({ anyAsset: 1, expectedLossUsd: 1_001_000 });
    expect(answer.after).toMatchObject({ hours: 7, expectedLossUsd: 1000, chosen: ['scope', 'egress'] });
    expect(answer.remarks[0]).toContain('cuts of a network');
    expect((await json('certain.json', '--target', 'lost<5%')).after).toMatchObject({
      hours: 9,
      anyAsset: 0,
    });
  });

  test('in a terminal, within 80 columns, hostile ids escaped, the same twice', async () => {
    const hostile = structuredClone(model);
    (hostile.walls[0] as { id: string }).id = 'a\u001b[31m\u202e';
    (hostile.walls[4] as { id: string }).id = `\u001b]0;x\u0007${'long '.repeat(40)}`;
    const { out, code } = await plan(file('hostile.json', hostile), '--effort', '1w');
    expect(code).toBe(0);
    expect(out).toContain('a\\u{1b}[31m\\u{202e}');
    expect(out).not.toMatch(/[\u0007\u001b\u202e]/u);
    expect(out).toMatch(/something is lost {2}\d/);
    expect(out).toContain('no plan is better');
    expect(out).toContain('Not planned');
    expect(Math.max(...out.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
    expect((await plan('hostile.json', '--effort', '1w')).out).toBe(out);
  });
});

describe('what is refused, with a hint', () => {
  test.each([
    ['no walls', [], /the model has no walls/],
    ['walls without effort', [model.walls[4]], /of "hope" its effortHours are not told/],
    ['walls that all stand', [model.walls[6]], /every wall of the model stands/],
  ])('%s', async (_, walls, message) => {
    const { usage, out } = await plan(file('none.json', { ...model, walls }));
    expect(usage?.exitCode).toBe(2);
    expect(usage?.message).toMatch(message);
    expect(usage?.hint).toMatch(/"standing": false and "effortHours" above 0/);
    expect(out).toBe('');
  });

  test('a model file that is broken, at its place', async () => {
    const broken = await plan(file('broken.json', JSON.stringify(model, null, 1).replace(/\}\s*$/, '')));
    expect(broken.usage?.exitCode).toBe(2);
    expect(broken.usage?.message).toMatch(/^broken\.json:\d+:\d+: /);
    const newer = await plan(file('newer.json', { ...model, schema: 'bulkhead/model/2' }));
    expect(newer.usage?.message).toContain('the schema is "bulkhead/model/2"');
  });

  test('efforts and targets in odd forms', async () => {
    file('model.json', model);
    for (const flags of [
      ['--effort', '0h'],
      ['--effort', '8 days'],
      ['--effort=-1h'],
      ['--target', 'lost<0%'],
      ['--effort', '1h', '--target', 'lost<5%'],
    ])
      expect((await plan('model.json', ...flags)).usage?.exitCode, flags.join(' ')).toBe(2);
  });

  test('walls too many for odds, in no time', async () => {
    const walls = Array.from({ length: 500 }, (_, i) => ({
      id: `w${i}`,
      on: ['reach'],
      failureOnDemand: 0.5,
      effortHours: 1,
    }));
    expect((await plan(file('many.json', { ...model, walls }))).usage?.message).toContain('500 walls');
  });
});
