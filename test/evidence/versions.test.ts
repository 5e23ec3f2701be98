/** Orders of versions: laws of an order, published chains, and other implementations. */
import { readFileSync } from 'node:fs';
import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { versionOrders } from '../../src/evidence/versions/index.generated.ts';
import type { VersionOrder } from '../../src/evidence/versions/order.ts';
import fc from '../support/property.ts';

const orderOf = (ecosystem: string): VersionOrder =>
  versionOrders.find((one) => one.ecosystem === ecosystem) as VersionOrder;

function compared(ecosystem: string, a: string, b: string): number {
  const order = orderOf(ecosystem);
  const [left, right] = [order.parse(a), order.parse(b)];
  if (left === null || right === null)
    throw new Error(`${left === null ? a : b} is no version of ${ecosystem}`);
  return Math.sign(order.compare(left, right));
}

/** From the lowest to the highest; of `=` those behind it are the same. */
const CHAINS: Readonly<Record<string, readonly string[]>> = {
  // semver.org 11
  npm: [
    '1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-alpha.beta < 1.0.0-beta < 1.0.0-beta.2 < 1.0.0-beta.11 < 1.0.0-rc.1 < 1.0.0 < 2.0.0 < 2.1.0 < 2.1.1',
    '1.0.0+a = 1.0.0+b',
  ],
  'crates.io': ['0.1.0-pre.1 < 0.1.0 < 0.1.1 < 0.10.0', '1.0.0 = 1.0.0+fc.1'],
  // go.dev/ref/mod: a pseudo-version comes before the release that it leads to
  Go: [
    'v0.0.0-20191109021931-daa7c04131f5 < v1.2.3-pre.0.20191109021931-daa7c04131f5 < v1.2.3 < v1.2.4-0.20191109021931-daa7c04131f5 < v1.2.4',
    'v2.0.0+incompatible = 2.0.0',
    '1.20.0 < 1.21.0-rc.1 < go1.21 < 1.21.1',
  ],
  'GitHub Actions': ['v45 < v46.0.1 < 46.0.2'],
  // PEP 440, "Summary of permitted suffixes and relative ordering"
  PyPI: [
    '1.dev0 < 1.0.dev456 < 1.0a1 < 1.0a2.dev456 < 1.0a12.dev456 < 1.0a12 < 1.0b1.dev456 < 1.0b2 < 1.0b2.post345.dev456 < 1.0b2.post345 < 1.0rc1.dev456 < 1.0rc1 < 1.0 < 1.0+abc.5 < 1.0+abc.7 < 1.0+5 < 1.0.post456.dev34 < 1.0.post456 < 1.0.15 < 1.1.dev1 < 1!0.1',
    '1.0 = 1 = 1.0.0 = v1.0',
    '1.0-1 = 1.0.post1 = 1.0-r1',
    '1.1c1 = 1.1-rc.1 = 1.1_PREVIEW1',
  ],
  // The examples of the specification
  Maven: [
    '1 < 1.1',
    '1-snapshot < 1 < 1-sp',
    '1-foo2 < 1-foo10',
    '1.foo = 1-foo',
    '1-foo < 1-1 < 1.1',
    '1.ga = 1-ga = 1-0 = 1.0 = 1 = 1.final = 1.release',
    '1-ga < 1-sp',
    '1-ga.1 < 1-sp.1',
    '1-sp-1 < 1-ga-1',
    '1-ga-1 = 1-1',
    '1-a1 = 1-alpha-1',
    '1.0.0-foo.0.0 = 1-foo',
    '1.0.0-0.0.0 = 1',
    '1.0-alpha-1 < 1.0-beta-1 < 1.0-m1 < 1.0-rc1 < 1.0-SNAPSHOT < 1.0 < 1.0-sp < 1.0-whatever < 1.0-1 < 1.0.1',
  ],
  // Gem::Version: 1.0.a < 1.0.b1 …
  RubyGems: [
    '1.0.a.2 < 1.0.a10 < 1.0.a10.1 < 1.0.b1 < 1.0.0.rc1 < 1.0 < 1.0.1 < 1.10',
    '1 = 1.0 = 1.0.0',
    '1.0-1 < 1.0',
  ],
  NuGet: [
    '1.0.0-alpha < 1.0.0-Beta < 1.0.0-rc.1 < 1.0.0 < 1.0.0.1 < 1.0.1',
    '1.0 = 1.0.0.0',
    '1.0.0-RC = 1.0.0-rc',
  ],
  Packagist: [
    '1.0-dev < 1.0-alpha1 < 1.0-beta2 < 1.0-beta10 < 1.0-RC1 < 1.0 < 1.0-p1 < 1.0.1 < 1.10',
    'v1.0.0 = 1 = 1.0-stable',
  ],
};

describe('chains', () => {
  test.each(
    Object.entries(CHAINS).flatMap(([ecosystem, chains]) => chains.map((chain) => [ecosystem, chain])),
  )('%s: %s', (ecosystem, chain) => {
    const words = chain.split(' ');
    for (let i = 0; i + 2 < words.length; i += 2)
      expect([chain, i, compared(ecosystem, words[i] as string, words[i + 2] as string)]).toEqual([
        chain,
        i,
        words[i + 1] === '<' ? -1 : 0,
      ]);
  });

  test('every ecosystem has one', () => {
    expect(Object.keys(CHAINS).sort()).toEqual(versionOrders.map((one) => one.ecosystem).sort());
  });
});

const part = fc.constantFrom(
  '0',
  '00',
  '1',
  '2',
  '10',
  '9007199254740993',
  'a',
  'b',
  'alpha',
  'rc',
  'dev',
  'post',
  'sp',
  'ga',
  'snapshot',
  'x',
);
const version = fc
  .tuple(
    fc.nat(3).map(String),
    fc.array(
      fc.tuple(fc.constantFrom('.', '.', '-', '_', '+', ''), part).map((two) => two.join('')),
      { maxLength: 4 },
    ),
  )
  .map(([first, rest]) => first + rest.join(''));

describe.each(versionOrders.map((one) => [one.ecosystem, one] as const))('%s', (_, order) => {
  const read = version.map((text) => order.parse(text)).filter((one) => one !== null);

  test('is an order', () => {
    fc.assert(
      fc.property(read, read, read, (a, b, c) => {
        const [ab, ba, bc, ac] = [
          order.compare(a, b),
          order.compare(b, a),
          order.compare(b, c),
          order.compare(a, c),
        ];
        expect(order.compare(a, a)).toBe(0);
        expect(Math.sign(ab) + Math.sign(ba)).toBe(0);
        if (ab <= 0 && bc <= 0) expect(ac).toBeLessThanOrEqual(0);
        if (ab === 0 && bc === 0) expect(ac).toBe(0);
      }),
      { numRuns: 2000 },
    );
  });

  test('hostile texts are refused or read, in no time', () => {
    const started = process.cpuUsage().user;
    for (const text of [
      '1'.repeat(1e6),
      '1.'.repeat(5e5),
      `1${'.0'.repeat(250)}`,
      `1-${'a-'.repeat(240)}`,
      `1+${'a.'.repeat(200)}!`,
      '\u0000',
      '',
      '１.２.３',
      '1.0.0\u202e',
      '__proto__',
      'constructor',
    ])
      expect(() => order.parse(text)).not.toThrow();
    expect(process.cpuUsage().user - started).toBeLessThan(500_000);
  });
});

test('npm against the package that npm itself uses', () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      if (semver.valid(a) === null || semver.valid(b) === null) return;
      // Numbers past 2^53 are beyond the other's.
      expect(compared('npm', a, b)).toBe(semver.compare(a, b));
    }),
    { numRuns: 2000 },
  );
});

/** Frozen by test/reference/versions.py and VersionsMaven.java: lines of `a b sign`. */
describe.each(['PyPI', 'Maven'])('%s against another implementation', (ecosystem) => {
  const lines = readFileSync(
    new URL(`../reference/versions-${ecosystem.toLowerCase()}.txt`, import.meta.url),
    'utf8',
  )
    .trim()
    .split('\n');
  test(`${lines.length} pairs`, () => {
    const different = lines.filter((line) => {
      const [a, b, sign] = line.split(' ');
      return compared(ecosystem, a as string, b as string) !== Number(sign);
    });
    expect(different).toEqual([]);
  });
});
