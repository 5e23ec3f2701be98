import { describe, expect, test } from 'vitest';
import {
  child,
  itemsOf,
  readYaml,
  scalarsIn,
  textOf,
  textsOf,
  type YamlScalar,
} from '../../../src/readers/syntax/yaml.ts';

const rootOf = async (text: string) => (await readYaml(text)).root;

async function scalar(text: string, key = 'a'): Promise<YamlScalar> {
  const node = child(await rootOf(text), key);
  if (node?.kind !== 'scalar') throw new Error('no scalar');
  return node;
}

describe('scalars', () => {
  test.each([
    ['a: 3.10', '3.10', 'plain'],
    ['a: yes', 'yes', 'plain'],
    ['a: 0x1F', '0x1F', 'plain'],
    ['a: "x\\ty"', 'x\ty', 'quoted'],
    ["a: 'it''s'", "it's", 'quoted'],
    ['a: |\n  one\n  two\n', 'one\ntwo\n', 'block'],
    ['a: >-\n  one\n  two\n', 'one two', 'block'],
    ['a: one\n  two', 'one two', 'plain'],
  ])('%j is %j', async (text, expected, style) => {
    expect(await scalar(text)).toMatchObject({ text: expected, style, isNull: false });
  });

  test.each([['a:'], ['a: ~'], ['a: null']])('%s says nothing', async (text) => {
    expect(textOf(child(await rootOf(text), 'a'))).toBeNull();
  });

  test('`on` is a string, as key and as value', async () => {
    expect(textOf(child(await rootOf('on: on'), 'on'))).toBe('on');
  });

  test('the place of the text: behind a quote, below a block header', async () => {
    expect(await scalar('a: x')).toMatchObject({ line: 1, column: 4, textLine: 1, textColumn: 4 });
    expect(await scalar('a: "x"')).toMatchObject({ line: 1, column: 4, textLine: 1, textColumn: 5 });
    expect(await scalar('a: |\n\n    x\n')).toMatchObject({ line: 1, column: 4, textLine: 2, textColumn: 5 });
    expect(await scalar('a: |\r\n  x\r\n')).toMatchObject({ text: 'x\n', textLine: 2, textColumn: 3 });
  });
});

describe('comments', () => {
  test('behind, above, and neither', async () => {
    const text = '# far\n\n# one\n# two\na: x\nb: y # behind\nc: z\nd: "# not this" # but this\n';
    const file = await readYaml(text);
    const around = (key: string) => file.commentAround(child(file.root, key) as YamlScalar);
    expect(['a', 'b', 'c', 'd'].map(around)).toEqual(['one two', 'behind', '', 'but this']);
    expect(file.commentBehind(child(file.root, 'a') as YamlScalar)).toBe('');
  });
});

describe('structure', () => {
  test('merge keys: what stands in the mapping itself comes first, then the first source', async () => {
    const root = await rootOf('x: &x { a: 1, b: 1 }\ny: &y { b: 2, c: 2 }\nz: { <<: [*x, *y], c: 3 }');
    const merged = child(root, 'z');
    expect(['a', 'b', 'c'].map((key) => textOf(child(merged, key)))).toEqual(['1', '1', '3']);
  });

  test('aliases stand for what they name; an alias of nothing is nothing', async () => {
    const root = await rootOf('a: &l [1, 2]\nb: *l');
    expect(textsOf(child(root, 'b'))).toEqual(['1', '2']);
    expect((await readYaml('a: &s [*s]')).problems.length).toBeLessThanOrEqual(1);
  });

  test('all scalars, with the nearest key', async () => {
    const found = [...scalarsIn(await rootOf('a: { b: 1, c: [2, { d: 3 }] }'))];
    expect(found.map(({ scalar, key }) => `${key}=${scalar.text}`)).toEqual(['b=1', 'c=2', 'd=3']);
  });

  test('accessors answer for anything', () => {
    expect(child(null, 'a')).toBeNull();
    expect(itemsOf(null)).toEqual([]);
    expect(textOf(null)).toBeNull();
  });
});

describe('problems', () => {
  test.each([
    ['a: [1', 'malformed', 'error'],
    ['a: 1\na: 2', 'duplicate-key', 'warning'],
    ['a: 1\n---\nb: 2', 'several-documents', 'warning'],
    ['['.repeat(100) + ']'.repeat(100), 'too-deep', 'error'],
    ['['.repeat(300_000), 'too-deep', 'error'],
    ['- '.repeat(150_000), 'too-deep', 'error'],
    ['a: {'.repeat(100_000), 'too-deep', 'error'],
    ['? '.repeat(100_000), 'too-deep', 'error'],
    [Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), 'too-deep', 'error'],
    ['x'.repeat(400_001), 'too-large', 'error'],
  ])('%#', async (text, what, severity) => {
    const { problems, root } = await readYaml(text);
    expect(problems[0]).toMatchObject({ what, severity });
    expect(root === null).toBe(severity === 'error');
  });

  test('an empty file has no root and no problem', async () => {
    expect(await readYaml('# nothing\n')).toMatchObject({ root: null, problems: [] });
  });

  test('aliases may not make a file many times larger than it is', async () => {
    const level = (name: string, of: string) =>
      `${name}: &${name} [${Array.from({ length: 9 }, () => of).join(', ')}]`;
    const text = [
      level('a', '1'),
      level('b', '*a'),
      level('c', '*b'),
      level('d', '*c'),
      level('e', '*d'),
      level('f', '*e'),
    ].join('\n');
    expect((await readYaml(text)).problems).toMatchObject([{ what: 'alias-bomb', line: 5 }]);
  });
});
