import { readFileSync } from 'node:fs';
import { parseSyml, stringifySyml } from '@yarnpkg/parsers';
import { expect, test } from 'vitest';
import yarnLock from '../../src/readers/yarn-lock.ts';
import { LONG } from '../support/long.ts';
import fc from '../support/property.ts';
import { DAMAGE, damaged, expectLaws, readAt, timeOf } from './lockfile-laws.ts';

const PATH = 'yarn.lock';
const fixture = (name: string): string =>
  readFileSync(new URL(`yarn-lock/fixtures/${name}/input/yarn.lock`, import.meta.url), 'utf8');

type Parsed = Record<string, Record<string, unknown>>;

const name = fc.constantFrom('a', 'b', '@s/c', 'd-e', 'f.g', 'constructor');
const range = fc.constantFrom('^1.0.0', '*', '1 || 2', '>= 1.0.0 < 2', 'npm:real@^1.0.0', 'latest', "it's");
const version = fc.constantFrom('1.0.0', '2.0.0-rc.1', '3.0.0+build');
const pattern = fc.tuple(name, range).map(([one, asked]) => `${one}@${asked}`);
const lists = fc.dictionary(name, range, { maxKeys: 3 });

const found = (text: string) => {
  const inventory = readAt(yarnLock, PATH, text);
  expectLaws(inventory, PATH, text);
  return { inventory, pairs: inventory.components.map((one) => `${one.name}@${one.version}`).sort() };
};

test('version 1: blocks are those that yarn’s own parser finds', () => {
  const quoted = (text: string): string => (/^[a-zA-Z][^\s,:"]*$/.test(text) ? text : JSON.stringify(text));
  const block = fc.record({
    patterns: fc.uniqueArray(pattern, { minLength: 1, maxLength: 3 }),
    version,
    dependencies: lists,
  });
  const written = fc.uniqueArray(block, { selector: ({ patterns }) => patterns.join() }).map((blocks) => {
    const used = new Set<string>();
    const own = blocks.map((one) => ({
      ...one,
      patterns: one.patterns.filter((asked) => !used.has(asked) && used.add(asked)),
    }));
    return own
      .filter(({ patterns }) => patterns.length > 0)
      .map(({ patterns, version: locked, dependencies }) => {
        const needs = Object.entries(dependencies).map(
          ([key, asked]) => `    ${quoted(key)} ${JSON.stringify(asked)}\n`,
        );
        const head = `${patterns.map(quoted).join(', ')}:\n  version "${locked}"\n  integrity sha512-A==\n`;
        return head + (needs.length === 0 ? '' : `  dependencies:\n${needs.join('')}`);
      });
  });
  fc.assert(
    fc.property(written, fc.constantFrom('\n', '\r\n'), (blocks, lineEnd) => {
      const text = `# yarn lockfile v1\n\n\n${blocks.join('\n')}`.replaceAll('\n', lineEnd);
      const expected = parseSyml(text) as Parsed;
      // The library splits a head into its patterns, so a block comes once for each.
      const { inventory, pairs } = found(text);
      expect(inventory.diagnostics).toEqual([]);
      expect(inventory.sources[0]?.entries).toBe(blocks.length);
      const real = Object.entries(expected).map(([key, { version: locked }]) => {
        const alias = /@npm:([^@]+)@/.exec(key)?.[1];
        return `${alias ?? key.slice(0, key.indexOf('@', 1))}@${locked}`;
      });
      for (const pair of pairs) expect(real).toContain(pair);
    }),
    { numRuns: 300 },
  );
});

test('berry: blocks are those that yarn’s own parser finds in what its own printer wrote', () => {
  const block = fc.record({
    name,
    asked: fc.array(range, { minLength: 1, maxLength: 40 }),
    version,
    dependencies: lists,
  });
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
      const entries = blocks.map((one) => [
        one.asked.map((asked) => `${one.name}@npm:${asked}`).join(', '),
        {
          version: one.version,
          resolution: `${one.name}@npm:${one.version}`,
          dependencies: mapped(one.dependencies),
          checksum: '10c0/aa',
          languageName: 'node',
          linkType: 'hard',
        },
      ]);
      const own = [
        'own@workspace:.',
        { version: '0.0.0-use.local', resolution: 'own@workspace:.', dependencies: {}, linkType: 'soft' },
      ];
      const text = stringifySyml({ __metadata: { version: 8 }, ...Object.fromEntries([own, ...entries]) });
      const { __metadata, 'own@workspace:.': _, ...expected } = parseSyml(text) as Parsed;
      const { inventory, pairs } = found(text);
      expect(inventory.diagnostics).toEqual([]);
      expect(inventory.sources[0]).toMatchObject({
        format: 'yarn berry (metadata v8)',
        entries: Object.keys(expected).length,
      });
      expect(pairs).toEqual(
        [
          ...new Set(
            Object.values(expected).map(({ resolution }) => String(resolution).replace('@npm:', '@')),
          ),
        ].sort(),
      );
    }),
    { numRuns: 300 },
  );
});

const mapped = (lists: Record<string, string>) =>
  Object.fromEntries(Object.entries(lists).map(([key, asked]) => [key, `npm:${asked}`]));

test.each(['v1', 'berry'])('the laws hold for real text of %s, damaged anywhere', (kind) => {
  const real = fixture(kind);
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 40 }), fc.constantFrom(...DAMAGE), (where, length, put) => {
      found(damaged(real, where, length, put));
    }),
    { numRuns: 300 },
  );
});

test('time grows with the length', () => {
  const v1 = Array.from({ length: 100_000 }, (_, index) => `p${index}@^1.0.0:\n  version "1.0.0"\n`).join(
    '\n',
  );
  expect(readAt(yarnLock, PATH, v1).sources[0]?.entries).toBe(100_000);
  expect(timeOf(yarnLock, PATH, v1)).toBeLessThan(LONG);
  for (const part of ['"a@1", ', 'a, ', '"\\', '  a "b"\n', 'x\n', '"a"', '    ']) {
    expect(timeOf(yarnLock, PATH, part.repeat(200_000)), part).toBeLessThan(LONG);
    expect(timeOf(yarnLock, PATH, `__metadata:\n  version: 8\n${part.repeat(200_000)}`), part).toBeLessThan(
      3000,
    );
  }
});
