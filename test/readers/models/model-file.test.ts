/** Model files: what is read, and one error with its place for each thing that can be wrong. */
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/model/diagnostic.ts';
import type { ModelFile } from '../../../src/model/model-file.ts';
import { readModelFile } from '../../../src/readers/models/model-file.ts';

const whole = {
  schema: 'bulkhead/model/1',
  horizonYears: 2,
  shocks: [
    { id: 's1', ratePerYear: 0.2, hits: ['n1', { node: 'n2', probability: 0.02 }], costUsd: 50 },
    { id: 's2', ratePerYear: { gamma: { shape: 2, rate: 8 } }, hits: [] },
    {
      id: 's3',
      ratePerYear: {
        curve: [
          { years: 0, ratePerYear: 1 },
          { years: 2, ratePerYear: 3 },
        ],
      },
      hits: [],
    },
  ],
  nodes: [{ id: 'n1', needs: 'any' }, { id: 'n2' }, { id: 'n3', needs: 'all' }],
  edges: [
    { id: 'e1', from: 'n1', to: 'n3', probability: 0.5, costUsd: 100 },
    { id: 'e2', from: 'n2', to: 'n3', probability: 1 },
  ],
  walls: [
    { id: 'w1', on: ['e1'], failureOnDemand: 0.1, effortHours: 2, standing: false },
    { id: 'w2', on: ['e2', 'e1', 'e2'], failureOnDemand: 0.2, standing: true },
  ],
  assets: [
    { id: 'a1', node: 'n3', lossUsd: { p5: 1000, p95: 100_000 } },
    { id: 'a2', node: 'n1' },
  ],
};

const least = {
  schema: 'bulkhead/model/1',
  shocks: [],
  nodes: [{ id: 'n' }],
  assets: [{ id: 'a', node: 'n' }],
};

const read = (model: unknown): ModelFile | Diagnostic =>
  readModelFile(JSON.stringify(model, null, 1), 'm.json');

const validator = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(
  JSON.parse(readFileSync(new URL('../../../schema/model-1.json', import.meta.url), 'utf8')),
);

/** The model with one value replaced, by a path such as `edges.0.from`; `undefined` takes the field away. */
function changed(path: string, value: unknown): unknown {
  const model = structuredClone(whole) as unknown;
  const keys = path.split('.');
  const last = keys.pop() as string;
  const at = keys.reduce((found, key) => (found as Record<string, unknown>)[key], model) as Record<
    string,
    unknown
  >;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return model;
}

describe('what is read', () => {
  test('all fields, references as indices, standing walls on their edges', () => {
    expect(validator(whole)).toBe(true);
    expect(read(whole)).toEqual({
      horizonYears: 2,
      nodes: [
        { id: 'n1', needs: 'any' },
        { id: 'n2', needs: 'any' },
        { id: 'n3', needs: 'all' },
      ],
      edges: [
        { id: 'e1', from: 0, to: 2, probability: 0.5, costUsd: 100, walls: [0] },
        { id: 'e2', from: 1, to: 2, probability: 1, costUsd: 0, walls: [0] },
      ],
      walls: [{ id: 'w2', failureOnDemand: 0.2 }],
      idleWalls: [{ id: 'w1', on: [0], failureOnDemand: 0.1, effortHours: 2 }],
      shocks: [
        {
          id: 's1',
          rate: { kind: 'constant', perYear: 0.2 },
          hits: [
            { node: 0, probability: 1 },
            { node: 1, probability: 0.02 },
          ],
          costUsd: 50,
        },
        { id: 's2', rate: { kind: 'gamma', shape: 2, rate: 8 }, hits: [], costUsd: 0 },
        {
          id: 's3',
          rate: {
            kind: 'curve',
            points: [
              { years: 0, perYear: 1 },
              { years: 2, perYear: 3 },
            ],
          },
          hits: [],
          costUsd: 0,
        },
      ],
      assets: [
        { id: 'a1', node: 2, lossUsd: { p5: 1000, p95: 100_000 } },
        { id: 'a2', node: 0, lossUsd: null },
      ],
    });
  });

  test('defaults', () => {
    expect(validator(least)).toBe(true);
    expect(read(least)).toMatchObject({ horizonYears: 1, edges: [], walls: [], idleWalls: [], shocks: [] });
  });

  test('a byte order mark, and ids that are names of JavaScript', () => {
    const odd = {
      ...least,
      nodes: [{ id: '__proto__' }],
      assets: [{ id: 'constructor', node: '__proto__' }],
    };
    expect(readModelFile(`\uFEFF${JSON.stringify(odd)}`, 'm.json')).toMatchObject({
      nodes: [{ id: '__proto__' }],
    });
    expect(read({ ...odd, assets: [{ id: 'a', node: 'toString' }] })).toMatchObject({
      code: 'model-file/malformed',
    });
  });
});

describe('one error, with its place', () => {
  const cases: readonly (readonly [path: string, value: unknown, message: RegExp, line?: number])[] = [
    ['schema', undefined, /"schema" is missing/, 1],
    ['schema', 'bulkhead/model/2', /the schema is "bulkhead\/model\/2"/, 2],
    ['horizonYears', 0, /"horizonYears" is 0, it must be more than 0/, 3],
    ['horizonYears', null, /"horizonYears" must be a number/],
    ['more', 1, /"more" is no field/],
    ['__proto__x', 1, /"__proto__x" is no field/],
    ['nodes', undefined, /"nodes" is missing/],
    ['nodes', {}, /"nodes" must be a list/],
    ['nodes.0', 'n1', /nodes\[0\]: an object is wanted/],
    ['nodes.0.id', undefined, /nodes\[0\]: "id" is missing/],
    ['nodes.0.id', 7, /nodes\[0\]: "id" must be text/],
    ['nodes.0.id', '', /nodes\[0\]: an id must not be empty/],
    ['nodes.1.id', 'n1', /nodes\[1\]: "n1" is the id of nodes\[0\] too/],
    ['nodes.2.needs', 'both', /nodes\[2\]: "both" is no way to fall/],
    ['nodes.2.colour', 'red', /nodes\[2\]: "colour" is no field/],
    ['edges', 'none', /"edges" must be a list/],
    ['edges.1.id', 'e1', /edges\[1\]: "e1" is the id of edges\[0\] too/],
    ['edges.0.from', 'n9', /edges\[0\]: no one of nodes has the id "n9"/],
    ['edges.0.to', undefined, /edges\[0\]: "to" is missing/],
    ['edges.0.probability', 1.5, /edges\[0\]: "probability" is 1.5, it must be from 0 to 1/],
    ['edges.0.probability', -0.1, /edges\[0\]: "probability" is -0.1/],
    ['edges.0.probability', '0.5', /edges\[0\]: "probability" must be a number/],
    ['edges.0.probability', undefined, /edges\[0\]: "probability" is missing/],
    ['edges.0.costUsd', -1, /edges\[0\]: "costUsd" is -1, it must be at least 0/],
    ['edges.0.walls', ['w1'], /edges\[0\]: "walls" is no field/],
    ['walls.0.on', ['e9'], /walls\[0\]\.on: no one of edges has the id "e9"/],
    ['walls.0.on', 'e1', /walls\[0\]: "on" must be a list/],
    ['walls.0.on', [1], /walls\[0\]\.on: text is wanted/],
    ['walls.0.on', undefined, /walls\[0\]: "on" is missing/],
    ['walls.1.id', 'w1', /walls\[1\]: "w1" is the id of walls\[0\] too/],
    ['walls.0.failureOnDemand', 2, /walls\[0\]: "failureOnDemand" is 2/],
    ['walls.0.effortHours', -2, /walls\[0\]: "effortHours" is -2/],
    ['walls.0.standing', 'yes', /walls\[0\]: "standing" must be true or false/],
    ['shocks', undefined, /"shocks" is missing/],
    ['shocks.1.id', 's1', /shocks\[1\]: "s1" is the id of shocks\[0\] too/],
    ['shocks.0.ratePerYear', -0.2, /shocks\[0\]: "ratePerYear" is -0.2, it must be at least 0/],
    ['shocks.0.ratePerYear', undefined, /shocks\[0\]: "ratePerYear" is missing/],
    ['shocks.0.ratePerYear', '1', /shocks\[0\]: "ratePerYear" must be an object/],
    ['shocks.0.ratePerYear', {}, /shocks\[0\]: a rate is a number, a gamma, or a curve/],
    ['shocks.0.ratePerYear', { beta: 1 }, /ratePerYear: "beta" is no field/],
    ['shocks.1.ratePerYear.curve', [], /a rate is a number, a gamma, or a curve/],
    ['shocks.1.ratePerYear.gamma.shape', -1, /gamma: "shape" is -1/],
    ['shocks.1.ratePerYear.gamma.rate', 0, /gamma: "rate" is 0, it must be more than 0/],
    ['shocks.2.ratePerYear.curve', [], /the curve has no points/],
    ['shocks.2.ratePerYear.curve.1.years', 0, /curve\[1\]: the years of a curve must rise/],
    ['shocks.2.ratePerYear.curve.0.ratePerYear', -1, /curve\[0\]: "ratePerYear" is -1/],
    ['shocks.0.hits', undefined, /shocks\[0\]: "hits" is missing/],
    ['shocks.0.hits.0', 'n9', /shocks\[0\]\.hits: no one of nodes has the id "n9"/],
    ['shocks.0.hits.0', 3, /shocks\[0\]\.hits\[0\]: an object is wanted/],
    ['shocks.0.hits.1.node', 'n9', /hits\[1\]: no one of nodes has the id "n9"/],
    ['shocks.0.hits.1.probability', 1.01, /hits\[1\]: "probability" is 1.01/],
    ['shocks.0.costUsd', -5, /shocks\[0\]: "costUsd" is -5/],
    ['assets', undefined, /"assets" is missing/],
    ['assets', [], /there are no assets/],
    ['assets.1.id', 'a1', /assets\[1\]: "a1" is the id of assets\[0\] too/],
    ['assets.0.node', 'N3', /assets\[0\]: no one of nodes has the id "N3"/],
    ['assets.0.lossUsd', 5, /assets\[0\]: "lossUsd" must be an object/],
    ['assets.0.lossUsd.p5', 0, /lossUsd: "p5" is 0/],
    ['assets.0.lossUsd.p95', 10, /lossUsd: the 95 % point lies below the 5 % point/],
  ];

  for (const [path, value, message, line] of cases)
    test(`${path}: ${JSON.stringify(value)}`, () => {
      const model = changed(path, value);
      const found = read(model);
      if (!('code' in found)) throw new Error('it was read');
      expect(found).toMatchObject({
        code: 'model-file/malformed',
        severity: 'error',
        at: { path: 'm.json' },
      });
      expect(found.message).toMatch(message);
      expect(found.hint).not.toBe('');
      if (line !== undefined) expect(found.at.line).toBe(line);
      // The published schema refuses the same, but for references, repeats and order, which it cannot see.
      const beyond = /no one of|too$|must rise|lies below/;
      if (!beyond.test(found.message)) expect(validator(model)).toBe(false);
    });

  test('the place is that of the field', () => {
    const text =
      '{\n "schema": "bulkhead/model/1",\n "shocks": [],\n "nodes": [\n  { "id": "n" },\n  { "id": "n" }\n ],\n "assets": []\n}';
    expect(readModelFile(text, 'm.json')).toMatchObject({ at: { line: 6, column: 5 } });
  });

  test('an id of a million letters makes no error of a million letters', () => {
    const [first, ...rest] = whole.nodes;
    const long = { ...whole, nodes: [{ ...first, id: 'x'.repeat(1e6) }, ...rest] };
    const found = readModelFile(JSON.stringify(long), 'm.json') as Diagnostic;
    expect(found.message.length).toBeLessThan(400);
    expect(found.hint?.length).toBeLessThan(400);
  });

  test('a reference in the wrong case says which is meant', () => {
    expect(read(changed('assets.0.node', 'N3'))).toMatchObject({ hint: 'did you mean "n3"?' });
  });

  const texts: readonly (readonly [string, RegExp])[] = [
    ['', /ends too early/],
    ['nothing', /expected a value/],
    ['{"schema": "bulkhead/model/1",}', /comma/],
    ['[]', /an object is wanted/],
    ['null', /an object is wanted/],
    ['{"schema": NaN}', /expected a value/],
    ['{"schema": "bulkhead/model/1", "schema": "x"}', /"schema" stands twice/],
    ['['.repeat(100_000), /nested deeper/],
    [
      `{"schema":"bulkhead/model/1","nodes":${'['.repeat(150)}${']'.repeat(150)},"shocks":[],"assets":[]}`,
      /nodes\[0\]: an object/,
    ],
    [
      JSON.stringify(least).replace('"shocks":[]', '"shocks":[{"id":"s","ratePerYear":1e999,"hits":[]}]'),
      /"ratePerYear" is too large/,
    ],
    [
      JSON.stringify(least).replace('"shocks"', '"horizonYears":1e999,"shocks"'),
      /"horizonYears" is too large/,
    ],
    [JSON.stringify(least).replace('"id":"n"', '"id":"n","__proto__":{}'), /"__proto__" is no field/],
  ];

  test.each(texts)('%#: text that is no model', (text, message) => {
    const found = readModelFile(text, 'm.json');
    expect('code' in found && found.message).toMatch(message);
  });
});
