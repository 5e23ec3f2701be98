import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Block, flowOf, readBlocks, textOf } from '../../../src/readers/syntax/blocks.ts';
import { LONG } from '../../support/long.ts';
import fc from '../../support/property.ts';

type Tree = string | string[] | { [key: string]: Tree };

/** Blocks as the values that a YAML parser would make of them. */
const treeOf = (blocks: readonly Block[]): Tree =>
  blocks.every(({ key }) => key === '-') && blocks.length > 0
    ? blocks.map((block) => String(block.children.length > 0 ? treeOf(block.children) : textOf(block)))
    : Object.fromEntries(
        blocks.map((block) => [
          block.key,
          block.children.length > 0 ? treeOf(block.children) : (textOf(block) ?? {}),
        ]),
      );

const word = fc.stringMatching(/^[a-z@][a-z0-9./@^~-]{0,12}$/);
const text = fc.oneof(
  word,
  fc.string({ minLength: 1, maxLength: 20 }),
  fc.constantFrom("it's", '"', 'a: b', ' # c', '- x', '? y', '{z', '1.0', 'null', '>=1 <2', '(a)(b)'),
);
const { tree } = fc.letrec<{ tree: Tree; inner: Tree }>((tie) => ({
  inner: fc.oneof({ depthSize: 'small' }, text, fc.array(word, { minLength: 1, maxLength: 3 }), tie('tree')),
  tree: fc.dictionary(
    text.filter((key) => key !== '-' && key !== '__proto__'),
    tie('inner'),
    { minKeys: 1, maxKeys: 4 },
  ),
}));
const options = fc.record({
  indent: fc.constantFrom(2, 4),
  singleQuote: fc.boolean(),
  lineWidth: fc.constant(0),
});

test('what a YAML library writes is read as that library reads it', () => {
  fc.assert(
    fc.property(tree, options, (value, how) => {
      const written = stringify(value, {
        ...how,
        defaultStringType: how.singleQuote ? 'QUOTE_SINGLE' : 'PLAIN',
      });
      const { documents, remarks } = readBlocks(written);
      // The library may write texts of several lines, empty ones and odd escapes in ways that lockfiles do not.
      fc.pre(remarks.length === 0 && !/[|>][-+]?\n|\? /.test(written));
      expect(treeOf(documents[0] ?? [])).toEqual(parse(written, { schema: 'failsafe' }));
    }),
    { numRuns: 1000 },
  );
});

test('places are those of the keys', () => {
  const { documents } = readBlocks('a:\r\n  "b c": 1\r\n\r\n  d:\r\n    - e: 2\r\n');
  const [a] = documents[0] ?? [];
  expect(a).toMatchObject({ key: 'a', line: 1, column: 1 });
  expect(a?.children).toMatchObject([
    { key: 'b c', raw: '1', line: 2, column: 3 },
    {
      key: 'd',
      line: 4,
      column: 3,
      children: [{ key: '-', line: 5, column: 5, children: [{ key: 'e', line: 5, column: 7 }] }],
    },
  ]);
});

describe('what lockfiles never hold is told, with all that stands under it', () => {
  test.each([
    ['&a key: 1'],
    ['key: &a 1'],
    ['key: *a'],
    ['key: !!str 1'],
    ['<<: *a'],
    ['*a : 1'],
    ['{a: 1}'],
    ['key: {a: 1,'],
    ['key: [1,'],
    ["key: 'open"],
    ['key: "open'],
    ["'open: 1"],
    ['no colon'],
    ['\tkey: 1'],
    ['key: 1\n  below: 2'],
    ['a:\n    b: 1\n  c: 2'],
    ['%YAML 1.2'],
    [': :'],
  ])('%j', (odd) => {
    const { documents, remarks } = readBlocks(`first: 1\n${odd}\n      under: 3\nlast: 2\n`);
    expect(remarks.length).toBeGreaterThan(0);
    expect(remarks.every(({ severity }) => severity === 'error')).toBe(true);
    expect(JSON.stringify(documents)).not.toContain('under');
    expect(documents[0]?.map(({ key }) => key)).toEqual(expect.arrayContaining(['first', 'last']));
  });

  test('nesting and lines have a limit', () => {
    for (const odd of [
      `${'- '.repeat(300)}a`,
      `${': '.repeat(300)}a`,
      `a: ${'b'.repeat(300_000)}`,
      '"\\'.repeat(90_000),
    ]) {
      expect(readBlocks(odd).remarks.length).toBe(1);
    }
  });

  test('a text of several lines hides nothing and adds nothing', () => {
    const { documents, remarks } = readBlocks('a: |-\n  b: 1\n\n  c:\n    d: 2\ne: 3\n');
    expect(documents[0]?.map(({ key }) => key)).toEqual(['a', 'e']);
    expect(remarks).toEqual([]);
  });

  test('documents are kept apart, and of two keys the last is kept', () => {
    const { documents, remarks } = readBlocks('---\na: 1\na: 2\n---\na: 3\n');
    expect(documents.map((document) => document.map(({ raw }) => raw))).toEqual([['2'], ['3']]);
    expect(remarks).toMatchObject([{ what: 'duplicate-key', line: 3, column: 1 }]);
  });
});

test('mappings on one line', () => {
  const pairs = (raw: string) => [...(flowOf(raw) ?? [['none', '']])];
  expect(pairs('{integrity: sha512-A==, tarball: https://x.example/a.tgz}')).toEqual([
    ['integrity', 'sha512-A=='],
    ['tarball', 'https://x.example/a.tgz'],
  ]);
  expect(pairs('{ a: \'b, c: d\', "e": f }')).toEqual([
    ['a', 'b, c: d'],
    ['e', 'f'],
  ]);
  expect(pairs('{}')).toEqual([]);
  for (const odd of ['', 'a', '{a}', '{a: {b: c}}', '{a: [b]}', "{a: 'b}", '{a: b', '{,}'])
    expect(flowOf(odd), odd).toBe(undefined);
});

test('the time grows with the length, not with its square', () => {
  const parts = ['a:\n', '- ', '"', "''", '? a\n', ': ', '  \n', 'a: 1\n', '{', '|\n', '\t', 'a: |\n'];
  for (const part of parts) {
    const start = performance.now();
    readBlocks(part.repeat(200_000));
    expect(performance.now() - start, part).toBeLessThan(LONG);
  }
});
