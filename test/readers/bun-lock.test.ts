import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import bunLock from '../../src/readers/bun-lock.ts';
import { LONG } from '../support/long.ts';
import fc from '../support/property.ts';
import { DAMAGE, damaged, expectLaws, readAt, timeOf } from './lockfile-laws.ts';

const PATH = 'bun.lock';
const real = readFileSync(new URL('bun-lock/fixtures/v1/input/bun.lock', import.meta.url), 'utf8');

test('the laws hold for real text, damaged anywhere', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 40 }), fc.constantFrom(...DAMAGE), (where, length, put) => {
      const text = damaged(real, where, length, put);
      expectLaws(readAt(bunLock, PATH, text), PATH, text);
    }),
    { numRuns: 300 },
  );
});

test('the laws hold for values of any type anywhere', () => {
  const any = fc.jsonValue({ maxDepth: 2 });
  const info = fc.dictionary(
    fc.constantFrom('dependencies', 'optionalDependencies', 'peerDependencies', 'optionalPeers', 'bundled'),
    any,
  );
  const resolution = fc.constantFrom(
    'a@1.0.0',
    '@s/b@workspace:b',
    'c@link:c',
    'd@github:o/d#1',
    'e',
    'a@',
    '@',
  );
  const entry = fc.oneof(any, fc.tuple(resolution, any, fc.oneof(any, info), any));
  const key = fc.oneof(
    fc.constantFrom('a', 'a/b', '@s/b', '@s/b/@s/b', '/', '@', '//', '__proto__'),
    fc.string(),
  );
  const named = fc.dictionary(key, fc.oneof(any, info));
  fc.assert(
    fc.property(
      fc.oneof(any, named),
      fc.oneof(any, fc.dictionary(key, entry)),
      any,
      (workspaces, packages, lockfileVersion) => {
        const text = JSON.stringify({ lockfileVersion, workspaces, packages });
        expectLaws(readAt(bunLock, PATH, text), PATH, text);
      },
    ),
    { numRuns: 500 },
  );
});

test('time grows with the length: a hundred thousand entries, and a key of as many steps', () => {
  const packages = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [
      `p${index}`,
      [`p${index}@1.0.0`, '', { dependencies: { [`p${index + 1}`]: '*' } }, 'sha512-A'],
    ]),
  );
  const text = JSON.stringify({
    lockfileVersion: 1,
    workspaces: { '': { dependencies: { p0: '*' } } },
    packages,
  });
  expect(readAt(bunLock, PATH, text).sources[0]?.scopes.production).toBe(100_000);
  expect(timeOf(bunLock, PATH, text)).toBeLessThan(LONG);
  const dependencies = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`p${index}`, '*']));
  const deep = { ['a/'.repeat(100_000)]: ['a@1.0.0', '', { dependencies }, 'sha512-A'] };
  const wide = {
    lockfileVersion: 1,
    workspaces: { '': { dependencies: { ['a/'.repeat(100_000)]: '*' } } },
    packages: deep,
  };
  expect(timeOf(bunLock, PATH, JSON.stringify(wide))).toBeLessThan(LONG);
});
