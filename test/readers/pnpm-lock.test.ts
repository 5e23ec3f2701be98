import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import pnpmLock from '../../src/readers/pnpm-lock.ts';
import { LONG } from '../support/long.ts';
import fc from '../support/property.ts';
import { DAMAGE, damaged, expectLaws, readAt, timeOf } from './lockfile-laws.ts';

const PATH = 'pnpm-lock.yaml';
const real = readFileSync(new URL('pnpm-lock/fixtures/v9/input/pnpm-lock.yaml', import.meta.url), 'utf8');

interface Snapshot {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
interface Lock {
  importers: Record<string, Record<string, Record<string, { specifier: string; version: string }>>>;
  packages: Record<string, unknown>;
  snapshots: Record<string, Snapshot>;
}

const FIELDS = ['dependencies', 'optionalDependencies', 'devDependencies'] as const;
const name = fc.constantFrom('a', 'b', '@s/c', 'd-e', 'f.g', 'constructor');
const version = fc.constantFrom(
  '1.0.0',
  '2.0.0-rc.1',
  '1.0.0(a@1.0.0)',
  '1.0.0(a@1.0.0(b@1.0.0))(@s/c@2.0.0-rc.1)',
);
const list = fc.dictionary(name, version, { maxKeys: 3 });

/** A lockfile whose packages need each other at random; what is named is also there. */
const lock: fc.Arbitrary<Lock> = fc
  .record({
    snapshots: fc.dictionary(
      fc.tuple(name, version).map((pair) => pair.join('@')),
      fc.record({ dependencies: list, optionalDependencies: list }, { requiredKeys: [] }),
      { maxKeys: 12 },
    ),
    importers: fc.dictionary(
      fc.constantFrom('.', 'web', 'packages/x'),
      fc.dictionary(fc.constantFrom(...FIELDS), list),
    ),
  })
  .map(({ snapshots, importers }) => {
    const held = (wanted: Record<string, string>) =>
      Object.fromEntries(Object.entries(wanted).filter((pair) => pair.join('@') in snapshots));
    const asked = (wanted: Record<string, string>) =>
      Object.fromEntries(
        Object.entries(held(wanted)).map(([key, at]) => [key, { specifier: '*', version: at }]),
      );
    return {
      importers: mapped(importers, (fields) => mapped(fields, asked)),
      packages: Object.fromEntries(
        Object.keys(snapshots).map((key) => [key.split('(')[0], { resolution: { integrity: 'sha512-A' } }]),
      ),
      snapshots: mapped(snapshots, (snapshot) => mapped(snapshot, held)),
    };
  });

const mapped = <T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** As pnpm writes it: block by block, resolutions on one line. */
function written(value: Lock, lineEnd: string): string {
  const packages = Object.keys(value.packages).map(
    (key) => `  ${stringify(key).trim()}:\n    resolution: {integrity: sha512-A}\n`,
  );
  const text = stringify(
    { lockfileVersion: '9.0', importers: value.importers, packages: {}, snapshots: value.snapshots },
    { singleQuote: true, lineWidth: 0 },
  );
  return text
    .replace(
      'packages: {}\n',
      packages.length === 0 ? 'packages: {}\n' : `packages:\n\n${packages.join('\n')}`,
    )
    .replaceAll('\n', lineEnd);
}

/** Everything that a walk reaches, the slow and plain way. */
function reach(
  snapshots: Lock['snapshots'],
  starts: string[],
  fields: readonly (keyof Snapshot)[],
): Set<string> {
  const reached = new Set(starts);
  for (let size = -1; size !== reached.size; ) {
    size = reached.size;
    for (const key of [...reached]) {
      for (const field of fields)
        for (const pair of Object.entries(snapshots[key]?.[field] ?? {})) reached.add(pair.join('@'));
    }
  }
  return reached;
}

test('entries, scopes and directness are those that a YAML library and a plain walk find', () => {
  fc.assert(
    fc.property(lock, fc.constantFrom('\n', '\r\n'), (value, lineEnd) => {
      const text = written(value, lineEnd);
      const { importers, snapshots } = parse(text) as Lock;
      const wanted = (field: string) =>
        Object.values(importers).flatMap((fields) =>
          Object.entries(fields[field] ?? {}).map(([key, at]) => `${key}@${at.version}`),
        );
      const production = reach(snapshots, wanted('dependencies'), ['dependencies']);
      const spare = [...production].flatMap((key) =>
        Object.entries(snapshots[key]?.optionalDependencies ?? {}).map((pair) => pair.join('@')),
      );
      const optional = reach(
        snapshots,
        [...wanted('optionalDependencies'), ...spare],
        ['dependencies', 'optionalDependencies'],
      );
      const development = reach(snapshots, wanted('devDependencies'), [
        'dependencies',
        'optionalDependencies',
      ]);
      const scopeOf = (key: string) =>
        production.has(key)
          ? 'production'
          : optional.has(key)
            ? 'optional'
            : development.has(key)
              ? 'development'
              : 'unknown';
      const scopes = { production: 0, development: 0, optional: 0, unknown: 0 };
      for (const key of Object.keys(snapshots)) scopes[scopeOf(key)] += 1;

      const found = readAt(pnpmLock, PATH, text);
      expectLaws(found, PATH, text);
      expect(found.diagnostics).toEqual([]);
      expect(found.sources[0]).toMatchObject({
        entries: Object.keys(snapshots).length,
        distinct: Object.keys(value.packages).length,
        scopes,
      });
      expect(found.components.map((one) => `${one.name}@${one.version}`).sort()).toEqual(
        Object.keys(value.packages).sort(),
      );
      const named = new Set(FIELDS.flatMap(wanted).map((key) => key.split('(')[0]));
      expect(found.components.filter(({ direct }) => direct === 'yes').length).toBe(named.size);
    }),
    { numRuns: 300 },
  );
});

test('the laws hold for real text, damaged anywhere', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 40 }), fc.constantFrom(...DAMAGE), (where, length, put) => {
      const text = damaged(real, where, length, put);
      expectLaws(readAt(pnpmLock, PATH, text), PATH, text);
    }),
    { numRuns: 500 },
  );
});

test('time grows with the length: a chain of a hundred thousand packages', () => {
  const keys = Array.from({ length: 100_000 }, (_, index) => index);
  const packages = keys.map((key) => `  p${key}@1.0.0:\n    resolution: {integrity: sha512-A}\n`).join('\n');
  const snapshots = keys
    .map((key) => `  p${key}@1.0.0:\n    dependencies:\n      p${(key + 1) % keys.length}: 1.0.0\n`)
    .join('\n');
  const text = `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      p0:\n        specifier: '*'\n        version: 1.0.0\n\npackages:\n\n${packages}\nsnapshots:\n\n${snapshots}`;
  expect(readAt(pnpmLock, PATH, text).sources[0]?.scopes.production).toBe(100_000);
  expect(timeOf(pnpmLock, PATH, text)).toBeLessThan(LONG);
});
