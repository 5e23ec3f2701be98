/** `bulkhead evaluate`: what is printed, and what is refused. */
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

const model = {
  schema: 'bulkhead/model/1',
  horizonYears: 2,
  shocks: [
    { id: 's1', ratePerYear: 0.2, hits: ['n1'], costUsd: 50 },
    { id: 's2', ratePerYear: 0.1, hits: ['n2'] },
  ],
  nodes: [{ id: 'n1' }, { id: 'n2' }, { id: 'n3' }],
  edges: [{ id: 'e1', from: 'n1', to: 'n3', probability: 0.5, costUsd: 100 }],
  walls: [
    { id: 'w1', on: ['e1'], failureOnDemand: 0.1, standing: true },
    { id: 'w2', on: ['e1'], failureOnDemand: 0.1 },
  ],
  assets: [
    { id: 'a1', node: 'n3', lossUsd: { p5: 1000, p95: 100_000 } },
    { id: 'a2', node: 'n3', lossUsd: { p5: 500, p95: 500 } },
    { id: 'a3', node: 'n3' },
  ],
};

const file = (name: string, content: unknown): string => {
  writeFileSync(
    join(scratch, name),
    typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
  );
  return name;
};

const evaluate = (name: string, ...flags: string[]) => runCli(['evaluate', name, ...flags], { cwd: scratch });

const json = async (name: string, ...flags: string[]) =>
  JSON.parse((await evaluate(name, '--format', 'json', ...flags)).out);

const validator = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
  JSON.parse(readFileSync(join(root, 'schema/evaluate-1.json'), 'utf8')),
);

describe('the answer', () => {
  test('is the promised JSON', async () => {
    const answer = await json(file('model.json', model));
    expect(validator(answer), JSON.stringify(validator.errors)).toBe(true);
    expect(Object.keys(answer).slice(0, 6)).toEqual([
      'schema',
      'any',
      'assets',
      'containment',
      'blastRadius',
      'importance',
    ]);
    const p = -Math.expm1(-0.4) * 0.05;
    expect(answer.any).toBeCloseTo(p, 15);
    expect(answer.containment).toBeCloseTo(1 - (0.4 * 0.05) / 0.6, 15);
    expect(answer.blastRadius).toEqual({ s1: { a1: 0.05, a2: 0.05, a3: 0.05 }, s2: {} });
    expect(Object.keys(answer.assets[0])).toEqual([
      'id',
      'pLost',
      'pLostAnew',
      'expectedLossUsd',
      'priceUsd',
      'cheapestPath',
      'method',
      'standardError',
    ]);
    const mean = 10_000 * Math.exp((Math.log(100) / (2 * 1.6448536269514722)) ** 2 / 2);
    expect(answer.assets[0]).toMatchObject({
      id: 'a1',
      priceUsd: 50 + 100 / 0.05,
      cheapestPath: ['s1', 'e1'],
    });
    expect(answer.assets[0].pLostAnew).toBeCloseTo(-Math.expm1(-0.02), 15);
    expect(answer.assets[0].expectedLossUsd / (p * mean)).toBeCloseTo(1, 12);
    expect(answer.assets[1].expectedLossUsd).toBeCloseTo(p * 500, 12);
    expect(answer.assets[2]).toMatchObject({ expectedLossUsd: null, method: 'exact', standardError: 0 });
    expect(answer.importance.walls.w1.riskAchievement).toBeCloseTo(10, 12);
    expect(answer.importance.walls.w2).toEqual({
      birnbaum: 0,
      criticality: 0,
      fussellVesely: 0,
      riskAchievement: 1,
      riskReduction: 1,
    });
  });

  test('the horizon is the flag’s, else the variable’s, else the file’s, else a year', async () => {
    file('model.json', model);
    expect((await json('model.json')).horizonYears).toBe(2);
    expect((await json('model.json', '--horizon', '6m')).horizonYears).toBe(0.5);
    const { horizonYears: _, ...without } = model;
    expect((await json(file('without.json', without))).horizonYears).toBe(1);
    const variable = await runCli(['evaluate', 'model.json', '--format', 'json'], {
      cwd: scratch,
      env: { BULKHEAD_HORIZON: '3y' },
    });
    expect(JSON.parse(variable.out).horizonYears).toBe(3);
  });

  test('ids that are names of JavaScript are keys like others', async () => {
    const odd = {
      ...model,
      shocks: [{ id: '__proto__', ratePerYear: 1, hits: ['constructor'] }],
      nodes: [{ id: 'constructor' }, { id: 'toString' }],
      edges: [{ id: 'hasOwnProperty', from: 'constructor', to: 'toString', probability: 0.5 }],
      walls: [],
      assets: [{ id: '__proto__', node: 'toString' }],
    };
    const { out } = await evaluate(file('odd.json', odd), '--format', 'json');
    expect(out).toContain('"blastRadius": {\n    "__proto__": {\n      "__proto__": 0.5');
    expect(JSON.parse(out).importance.edges.hasOwnProperty).toMatchObject({ fussellVesely: 1 });
  });

  test('in a terminal: odds, price, path, what matters, and the method; hostile ids are escaped', async () => {
    const hostile = structuredClone(model);
    (hostile.assets[0] as { id: string }).id = 'a\u001b[31m\u202e';
    const { out, code } = await evaluate(file('hostile.json', hostile));
    expect(code).toBe(0);
    expect(out).toContain('a\\u{1b}[31m\\u{202e}');
    expect(out).not.toMatch(/[\u001b\u202e]/u);
    expect(out).toMatch(/something is lost {2}1.6 %/);
    expect(out).toMatch(/for \$2,100/);
    expect(out).toContain('s1 → e1');
    expect(out).toMatch(/wall {2}w1/);
    expect(out).toMatch(/Exact: a decision diagram/);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('a model in which nothing can happen', async () => {
    const calm = { ...model, shocks: [] };
    const answer = await json(file('calm.json', calm));
    expect(answer).toMatchObject({ any: 0, containment: null, blastRadius: {} });
    expect(answer.assets[0]).toMatchObject({ pLost: 0, priceUsd: null, cheapestPath: [] });
    expect(validator(answer)).toBe(true);
    expect((await evaluate('calm.json')).out).toMatch(/nothing can get in/);
  });

  test('of the example in the documents', async () => {
    const text = readFileSync(join(root, 'docs/evaluate.md'), 'utf8');
    const example = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const answer = await json(file('example.json', example));
    expect(validator(answer)).toBe(true);
    // An event reads the token through the wall and is approved.
    expect(answer.blastRadius['bad release'].users).toBeCloseTo(0.5 * 0.1 * 0.3, 15);
    expect(answer.any).toBeCloseTo(-Math.expm1(-(0.2 + 3 * 0.02)) * 0.015, 15);
  });

  test('is the same twice, and quiet changes nothing', async () => {
    file('model.json', model);
    const first = await evaluate('model.json', '--format', 'json');
    expect((await evaluate('model.json', '--format', 'json', '-q')).out).toBe(first.out);
    expect(first.err).toBe('');
  });
});

describe('a fault tree', () => {
  const chinese = readFileSync(join(root, 'test/graph/fault-trees/chinese.xml'), 'utf8');

  test('is solved: probability and minimal cut sets of each top event, valid under the schema', async () => {
    file('chinese.xml', chinese);
    const answer = JSON.parse((await evaluate('chinese.xml', '--format', 'json')).out);
    expect(validator(answer), JSON.stringify(validator.errors)).toBe(true);
    expect(Object.keys(answer)).toEqual(['schema', 'topEvents', 'remarks']);
    const [top] = answer.topEvents;
    expect(top).toMatchObject({ name: 'r1', minimalCutSets: 392 });
    // Exact to 60 digits, by the published benchmark.
    expect(Math.abs(top.probability / 0.001170581810758669 - 1)).toBeLessThan(1e-12);
  });

  test('in words', async () => {
    file('chinese.xml', chinese);
    const { out } = await evaluate('chinese.xml');
    expect(out).toContain('r1 rests on');
    expect(out.match(/^ {2}e\d+ .*÷/gm)).toHaveLength(8);
    expect(out).toContain('and 17 more: -v lists them');
    expect((await evaluate('chinese.xml', '-v')).out.match(/^ {2}e\d+ .*÷/gm)).toHaveLength(25);
    expect(out).toMatch(/r1 +0\.0011705818107586\d+ +392\n/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('names of a file reach no terminal as controls', async () => {
    file('odd.xml', chinese.replaceAll('"r1"', '"r\u009b31m1"'));
    const { out, usage } = await evaluate('odd.xml');
    expect(`${out}${usage?.message ?? ''}`).not.toMatch(/\u009b/);
  });
});

describe('refused with exit code 2, one sentence and a hint', () => {
  const wrong = { ...model, edges: [{ ...model.edges[0], to: 'n9' }] };
  test.each([
    ['a wrong reference', JSON.stringify(wrong, null, 1), [], /^x\.json:\d+:\d+: edges\[0\]: .*"n9"$/],
    ['no JSON', 'nodes: []', [], /^x\.json:1:1: expected a value/],
    ['an empty file', '', [], /^x\.json:1:1: it ends too early/],
    ['XML without a tree', '\n <opsa-mef/>', [], /^x\.json:2:2: /],
    ['XML that ends too early', '<opsa-mef>', [], /^x\.json:1:\d+: /],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), [], /^x\.json:1:1: it is not UTF-8/],
    ['too large', ' '.repeat(2000), ['--max-file-size', '1kB'], /more than the 1 MB/],
    ['a horizon of nothing', model, ['--horizon', '0d'], /"0d" is no horizon/],
    ['a horizon of 51 years', model, ['--horizon', '51y'], /"51y" is no horizon/],
    ['a seed that is none', model, ['--seed', '-1'], /"-1" is no seed/],
    ['a format of other commands', model, ['--format', 'sarif'], /"sarif" is no value of --format/],
    ['a gate', model, ['--fail-on-incomplete'], /--fail-on-incomplete is of no use/],
    ['a file for the report', model, ['--output', 'json=y.json'], /--output is of no use/],
  ] as const)('%s', async (_, content, flags, message) => {
    const { code, usage, out } = await evaluate(file('x.json', content), ...flags);
    expect(code).toBe(2);
    expect(usage?.message).toMatch(message);
    expect(usage?.hint).not.toBe('');
    expect(out).toBe('');
  });

  test.each([
    ['none.json', /"none\.json" does not exist/],
    ['.', /"\." is not a file/],
  ])('%s', async (name, message) => {
    const { code, usage } = await evaluate(name);
    expect(code).toBe(2);
    expect(usage?.message).toMatch(message);
  });

  test('no file at all', async () => {
    expect((await runCli(['evaluate'], { cwd: scratch })).code).toBe(2);
  });
});
