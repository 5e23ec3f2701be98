/** The range matcher of blast against npm's own. */

import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { compareVersions, inRange, parseRange, parseVersion, type Version } from '../../src/blast/semver.ts';
import fc from '../support/property.ts';

const number = fc.integer({ min: 0, max: 3 });
const prerelease = fc.constantFrom('', '', '-0', '-1', '-alpha', '-beta.2', '-beta.11', '-rc.1.x', '-1a');
const exact = fc.tuple(number, number, number, prerelease).map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`);
const partial = fc.oneof(
  exact,
  exact,
  number.map(String),
  fc.tuple(number, number).map(([a, b]) => `${a}.${b}`),
  fc.tuple(number, number).map(([a, b]) => `${a}.${b}.x`),
  number.map((a) => `${a}.x`),
  fc.constantFrom('*', 'x', '1.*.2'),
);
const simple = fc
  .tuple(fc.constantFrom('', '', '^', '~', '>', '>=', '<', '<=', '=', '>= ', '~>'), partial)
  .map(([operator, version]) => operator + version);
const clause = fc.oneof(
  simple,
  fc.tuple(simple, simple).map((both) => both.join(' ')),
  fc.tuple(partial, partial).map((both) => both.join(' - ')),
  fc.constant(''),
);
const range = fc.oneof(
  clause,
  fc.tuple(clause, clause).map((both) => both.join(' || ')),
);

describe('ranges', () => {
  test.each([false, true])('a range holds what npm says it holds (prereleases %s)', (prereleases) => {
    fc.assert(
      fc.property(range, exact, (text, version) => {
        const ours = parseRange(text, prereleases);
        const theirs = semver.validRange(text, { includePrerelease: prereleases });
        if (theirs === null) return;
        // npm forgets the other clauses once one holds every release; here they still count.
        if (theirs === '*' && text.includes('||')) return;
        expect(ours, text).not.toBeNull();
        expect(
          inRange(parseVersion(version) as Version, ours ?? [], prereleases),
          `${version} in ${text} (${theirs})`,
        ).toBe(semver.satisfies(version, text, { includePrerelease: prereleases }));
      }),
      { numRuns: 3000 },
    );
  });

  // Where chance once found the two apart.
  test.each([
    ['^0.0.0', '0.0.0-beta.11', true],
    ['^0.1.2', '0.1.2-alpha', true],
    ['~>2.0.0-0 <=1', '2.0.0-rc.1.x', false],
    ['<0.0.0-1a 0.x', '0.0.0-1', false],
  ])('%s and %s (prereleases %s)', (text, version, includePrerelease) => {
    expect(
      inRange(parseVersion(version) as Version, parseRange(text, includePrerelease) ?? [], includePrerelease),
    ).toBe(semver.satisfies(version, text, { includePrerelease }));
  });

  test('versions are ordered as npm orders them', () => {
    fc.assert(
      fc.property(exact, exact, (a, b) => {
        expect(compareVersions(parseVersion(a) as Version, parseVersion(b) as Version)).toBe(
          semver.compare(a, b),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['latest', 'next', 'workspace:*', 'git+https://x/y.git', '1.2.3.4', 'a'.repeat(5000)])(
    '%s is no range',
    (text) => expect(parseRange(text, true)).toBeNull(),
  );

  test('a long hostile text is refused at once', () => {
    expect(parseRange(`${' '.repeat(1900)}x.y`, true)).toBeNull();
    expect(parseVersion(`1.2.3-${'a.'.repeat(900)}`)).toBeNull();
  });
});
