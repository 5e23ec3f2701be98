import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import npmLock from '../../src/readers/npm-lock.ts';
import { LONG } from '../support/long.ts';
import fc from '../support/property.ts';
import { DAMAGE, damaged, expectLaws, readAt, timeOf } from './lockfile-laws.ts';

const PATH = 'package-lock.json';
const real = readFileSync(
  new URL('npm-lock/fixtures/v3-workspaces/input/package-lock.json', import.meta.url),
  'utf8',
);

test('the laws hold for real text, damaged anywhere', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 40 }), fc.constantFrom(...DAMAGE), (where, length, put) => {
      const text = damaged(real, where, length, put);
      expectLaws(readAt(npmLock, PATH, text), PATH, text);
    }),
    { numRuns: 500 },
  );
});

test('the laws hold for values of any type anywhere', () => {
  const any = fc.jsonValue({ maxDepth: 2 });
  const key = fc.constantFrom(
    'version',
    'resolved',
    'integrity',
    'dev',
    'optional',
    'link',
    'name',
    'dependencies',
    '__proto__',
  );
  const entry = fc.oneof(any, fc.dictionary(key, any));
  const path = fc.oneof(
    fc.constantFrom('', 'a', 'node_modules/a', 'a/node_modules/b', '../b', '__proto__'),
    fc.string(),
  );
  const packages = fc.oneof(any, fc.dictionary(path, entry));
  const lock = fc.record(
    { lockfileVersion: fc.oneof(any, fc.integer({ max: 4, min: 0 })), packages, dependencies: packages },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(any, lock), (value) => {
      const text = JSON.stringify(value, null, 1);
      expectLaws(readAt(npmLock, PATH, text), PATH, text);
    }),
    { numRuns: 500 },
  );
});

test('versions 1 and 3 of the same tree count the same', () => {
  const name = fc.constantFrom('a', 'b', '@s/c', 'd');
  const version = fc.constantFrom('1.0.0', '1.1.0', '2.0.0');
  interface Tree {
    version: string;
    dev: boolean;
    below: Record<string, Tree>;
  }
  const { tree } = fc.letrec<{ tree: Record<string, Tree>; node: Tree }>((tie) => ({
    node: fc.record({
      version,
      dev: fc.boolean(),
      below: fc.oneof({ depthSize: 'small' }, fc.constant({}), tie('tree')),
    }),
    tree: fc.dictionary(name, tie('node'), { maxKeys: 3 }),
  }));
  const asV1 = (nodes: Record<string, Tree>): unknown =>
    Object.fromEntries(
      Object.entries(nodes).map(([key, { version, dev, below }]) => [
        key,
        { version, dev, integrity: 'sha512-A', dependencies: asV1(below) },
      ]),
    );
  const asV3 = (nodes: Record<string, Tree>, home: string): [string, unknown][] =>
    Object.entries(nodes).flatMap(([key, { version, dev, below }]) => {
      const path = `${home}node_modules/${key}`;
      return [
        [path, { version, dev, integrity: 'sha512-A' }] as [string, unknown],
        ...asV3(below, `${path}/`),
      ];
    });
  fc.assert(
    fc.property(tree, (nodes) => {
      const v1 = readAt(npmLock, PATH, JSON.stringify({ lockfileVersion: 1, dependencies: asV1(nodes) }));
      const v3 = readAt(
        npmLock,
        PATH,
        JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...Object.fromEntries(asV3(nodes, '')) } }),
      );
      const counts = ({ sources: [source] }: typeof v1) => ({ ...source, format: '' });
      expect(counts(v1)).toEqual(counts(v3));
      const found = ({ components }: typeof v1) =>
        components.map(({ name, version, scope }) => `${name}@${version} ${scope}`).sort();
      expect(found(v1)).toEqual(found(v3));
    }),
  );
});

describe('time grows with the length', () => {
  const lockOf = (packages: Record<string, unknown>): string =>
    JSON.stringify({ lockfileVersion: 3, packages }, null, 1);
  const many = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`node_modules/p${index}`, { version: '1.0.0' }]),
    );

  test('with a hundred thousand entries, all of them odd', () => {
    const found = readAt(npmLock, PATH, lockOf(many(100_000)));
    expect(found.sources[0]?.entries).toBe(100_000);
    expect(found.diagnostics.filter(({ code }) => code === 'npm-lock/no-integrity').length).toBe(21);
    expect(found.diagnostics.at(-1)?.message).toBe('and 99980 more like it');
    expect(timeOf(npmLock, PATH, lockOf(many(100_000)))).toBeLessThan(LONG);
  });

  test('with a folder a hundred thousand steps deep that names as many packages', () => {
    const dependencies = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, index) => [`p${index}`, '*']),
    );
    expect(timeOf(npmLock, PATH, lockOf({ ['a/'.repeat(100_000)]: { dependencies } }))).toBeLessThan(LONG);
  });
});
