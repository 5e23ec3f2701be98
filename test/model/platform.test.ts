import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { type PlatformRule, type RuleState, ruleInForce, versionsOverlap } from '../../src/model/platform.ts';
import { platformRules } from '../../src/platform.generated.ts';
import fc from '../support/property.ts';

const rule = (id: string): PlatformRule => {
  const found = platformRules.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found;
};
/** The value in force, or all values that may hold. */
const values = (id: string, asOf: string, version: string | null = null): unknown => {
  const found = ruleInForce(rule(id), asOf, version);
  if (found.kind === 'known') return found.state.value;
  return found.kind === 'mixed' ? found.states.map((state) => state.value) : 'unknown';
};

const number = fc.nat({ max: 14 });
const version = fc.tuple(number, number, number).map((parts) => parts.join('.'));
const partial = fc.oneof(
  version,
  number.map(String),
  fc.tuple(number, number).map((parts) => parts.join('.')),
  number.map((major) => `${major}.x`),
);
const comparator = fc
  .tuple(fc.constantFrom('>=', '>', '<', '<=', '=', '', '^', '~', 'v', '>= '), partial)
  .map((parts) => parts.join(''));
const clause = fc.oneof(
  fc.array(comparator, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' ')),
  fc.tuple(partial, partial).map((ends) => ends.join(' - ')),
  fc.constant('*'),
);
const range = fc.array(clause, { minLength: 1, maxLength: 3 }).map((clauses) => clauses.join(' || '));
const day = fc
  .date({ min: new Date('2015-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('versions', () => {
  test('a version is in a range exactly when semver says so', () => {
    fc.assert(
      fc.property(version, range, (one, among) => {
        expect(versionsOverlap(one, among)).toBe(semver.satisfies(one, among));
      }),
      { numRuns: 2000 },
    );
  });

  test('ranges overlap when a version is in both, and overlapping goes both ways', () => {
    fc.assert(
      fc.property(version, range, range, (one, a, b) => {
        const overlap = versionsOverlap(a, b);
        expect(versionsOverlap(b, a)).toBe(overlap);
        if (semver.satisfies(one, a) && semver.satisfies(one, b)) expect(overlap).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('overlapping plain ranges overlap for semver too', () => {
    const plain = fc.tuple(version, version).map(([low, high]) => `>=${low} <${high}`);
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        const sound = [a, b].every((one) => semver.minVersion(one) !== null);
        if (sound && versionsOverlap(a, b) === true) expect(semver.intersects(a, b)).toBe(true);
      }),
    );
  });

  test.each([
    'latest',
    'lts/*',
    '',
    '10.',
    '1.2.3.4',
    '>=',
    'v',
    '10 banana',
    '^^1',
    `${'9'.repeat(400)}`,
    '1'.repeat(2000),
  ])('what is no range is told or holds everywhere: %s', (text) => {
    expect([null, true]).toContain(versionsOverlap(text, '*'));
  });

  test('a prerelease lies right below its release', () => {
    expect(versionsOverlap('12.0.0-pre.1', '<12.0.0')).toBe(true);
    expect(versionsOverlap('12.0.0-pre.1', '>=12.0.0')).toBe(false);
    expect(versionsOverlap('12.0.0-pre.1', '>=11.18.0')).toBe(true);
    expect(versionsOverlap('11.0.0+build.7', '11.0.0')).toBe(true);
  });
});

const state = (value: string, more: Partial<RuleState> = {}): RuleState => ({
  value,
  unit: null,
  from: null,
  until: null,
  versions: null,
  source: 'test',
  status: 'confirmed',
  ...more,
});
const made = (...states: RuleState[]): PlatformRule => ({ id: 'a.b', title: 'a', subject: 'a', states });

describe('ruleInForce', () => {
  test('the first day counts, the day of `until` does not', () => {
    const dated = made(state('old', { until: '2025-12-08' }), state('new', { from: '2025-12-08' }));
    expect(ruleInForce(dated, '2025-12-07', null)).toMatchObject({ kind: 'known', state: { value: 'old' } });
    expect(ruleInForce(dated, '2025-12-08', null)).toMatchObject({ kind: 'known', state: { value: 'new' } });
    expect(ruleInForce(dated, '2025-12-08T23:59:00Z', '1.0.0')).toMatchObject({
      kind: 'known',
      state: { value: 'new' },
    });
  });

  test('an unknown version, or a word that is none, is the mix of the day', () => {
    const versioned = made(
      state('off', { versions: '<2.0.0' }),
      state('on', { versions: '>=2.0.0', from: '2026-01-01' }),
    );
    expect(ruleInForce(versioned, '2025-06-01', null)).toMatchObject({
      kind: 'known',
      state: { value: 'off' },
    });
    expect(ruleInForce(versioned, '2026-06-01', null)).toMatchObject({ kind: 'mixed', states: [{}, {}] });
    expect(ruleInForce(versioned, '2026-06-01', 'latest')).toMatchObject({ kind: 'mixed' });
    expect(ruleInForce(versioned, '2026-06-01', '>=1.5.0')).toMatchObject({ kind: 'mixed' });
    expect(ruleInForce(versioned, '2026-06-01', '2')).toMatchObject({
      kind: 'known',
      state: { value: 'on' },
    });
    expect(ruleInForce(versioned, '2025-06-01', '2')).toEqual({ kind: 'unknown' });
    expect(ruleInForce(versioned, '2026-06-01', '>=3.0.0 <2.0.0')).toEqual({ kind: 'unknown' });
  });

  test('states that say the same are one answer', () => {
    const same = made(state('on', { versions: '<1.0.0' }), state('on', { versions: '>=1.0.0' }));
    expect(ruleInForce(same, '2026-01-01', null)).toMatchObject({ kind: 'known', state: { value: 'on' } });
  });

  test('knowing more about the version never adds a state', () => {
    fc.assert(
      fc.property(fc.constantFrom(...platformRules), day, version, (one, asOf, exact) => {
        const held = ruleInForce(one, asOf, exact);
        const mix = ruleInForce(one, asOf, null);
        if (held.kind === 'known' && mix.kind === 'mixed') expect(mix.states).toContain(held.state);
        if (held.kind === 'known' && mix.kind === 'known') expect(held.state.value).toBe(mix.state.value);
        if (mix.kind === 'unknown') expect(held.kind).toBe('unknown');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the rules', () => {
  const isDay = (text: string | null): boolean => text === null || /^20\d{2}-\d{2}-\d{2}$/.test(text);

  test.each(platformRules.map((one) => [one.id, one] as const))(
    '%s has sources, days and ranges',
    (id, one) => {
      expect(id.startsWith(`${one.subject}.`)).toBe(true);
      expect(one.title.length).toBeGreaterThan(10);
      expect(one.states.length).toBeGreaterThan(0);
      for (const held of one.states) {
        expect(held.source.length).toBeGreaterThan(10);
        expect(isDay(held.from) && isDay(held.until)).toBe(true);
        if (held.from !== null && held.until !== null) expect(held.from < held.until).toBe(true);
        if (held.versions !== null) expect(semver.validRange(held.versions)).not.toBeNull();
      }
    },
  );

  test('their ids are unique', () => {
    expect(new Set(platformRules.map(({ id }) => id)).size).toBe(platformRules.length);
  });

  test('no two states of a rule hold on the same day for the same version', () => {
    for (const one of platformRules) {
      for (const [index, a] of one.states.entries()) {
        for (const b of one.states.slice(index + 1)) {
          const apart =
            (a.until !== null && (b.from ?? '') >= a.until) ||
            (b.until !== null && (a.from ?? '') >= b.until);
          const shared = versionsOverlap(a.versions ?? '*', b.versions ?? '*');
          expect([one.id, apart || shared === false]).toEqual([one.id, true]);
        }
      }
    }
  });

  test('today each rule says something of any version from 0 to 30', () => {
    // What a setting means before there is such a setting is not asked.
    const silent = new Set(['yarn.npm-minimal-age-gate-durations', 'node.bundled-npm']);
    fc.assert(
      fc.property(fc.constantFrom(...platformRules), version, (one, exact) => {
        if (!silent.has(one.id))
          expect([one.id, ruleInForce(one, '2026-11-22', exact).kind]).toEqual([one.id, 'known']);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the table of platform rules', () => {
  test('default token, forks, and the branch of pull_request_target', () => {
    expect(values('github.default-token', '2023-02-01')).toBe('write');
    expect(values('github.default-token', '2023-02-02')).toBe('read-for-new-owners');
    expect(values('github.fork-pull-request', '2026-11-22')).toBe('read-token-no-secrets');
    expect(values('github.fork-pull-request-breach', '2026-11-22')).toBe(false);
    expect(values('github.pull-request-target-ref', '2025-12-07')).toBe('base-branch');
    expect(values('github.pull-request-target-ref', '2025-12-08')).toBe('default-branch');
  });

  test.each([
    ['7.0.0', 'refused'],
    ['6.1.0', 'refused'],
    ['6.0.3', 'allowed'],
    ['5.1.0', 'refused'],
    ['5.0.1', 'allowed'],
    ['4.4.0', 'refused'],
    ['4.3.1', 'allowed'],
    ['3.6.0', 'allowed'],
    ['2.7.0', 'allowed'],
    ['1.2.0', 'allowed'],
  ])('actions/checkout %s: fork code in a privileged trigger is %s', (exact, held) => {
    expect(values('github.checkout-fork-guard', '2026-11-22', exact)).toBe(held);
  });

  test('floating majors of actions/checkout moved in July 2026', () => {
    expect(values('github.checkout-floating-major', '2026-07-19', '4')).toBe('allowed');
    expect(values('github.checkout-floating-major', '2026-07-20', '4')).toBe('refused');
    expect(values('github.checkout-floating-major', '2026-06-18', '7')).toBe('refused');
    expect(values('github.checkout-floating-major', '2026-11-22', '1')).toBe('allowed');
  });

  test('caches', () => {
    expect(values('github.cache-restore-scope', '2026-11-22')).toBe('own-ref-base-and-default-branch');
    expect(values('github.cache-default-branch-events', '2026-11-22')).toContain('issue_comment');
    expect(values('github.cache-permissions', '2026-11-22')).toBe(false);
    expect(values('github.cache-save-low-trust', '2026-06-25')).toBe('read-write');
    expect(values('github.cache-save-low-trust', '2026-06-26')).toBe('read');
    expect(values('github.cache-mode', '2026-09-09')).toBe('unknown-key');
    expect(values('github.cache-mode', '2026-09-10')).toBe('understood');
  });

  test('tokens, permissions and secrets', () => {
    expect(values('github.token-events', '2026-11-22')).toBe('workflow_dispatch repository_dispatch');
    expect(values('github.token-workflow-files', '2026-11-22')).toBe(false);
    expect(values('github.pat-events', '2026-11-22')).toBe(true);
    expect(values('github.permissions-unnamed-scope', '2026-11-22')).toBe('none');
    expect(values('github.called-workflow-permissions', '2026-11-22')).toBe('lower-only');
    expect(values('github.secrets-inherit', '2026-11-22')).toBe('all');
    expect(values('github.runner-secrets', '2026-11-22')).toBe('named');
    expect(values('github.runner-secrets-dynamic', '2026-11-22')).toBe('all');
  });

  test('npm: scripts, gate and tokens', () => {
    expect(values('npm.install-scripts', '2026-11-22', '11.19.0')).toBe('on');
    expect(values('npm.install-scripts', '2026-11-22', '12.0.0')).toBe('listed');
    expect(values('npm.install-scripts', '2026-11-22')).toEqual(['on', 'listed']);
    expect(values('npm.install-scripts', '2026-07-07')).toBe('on');
    expect(values('npm.implicit-builds', '2026-11-22', '12')).toBe('listed');
    expect(values('npm.git-dependencies', '2026-11-22', '12')).toBe('none');
    expect(values('npm.remote-dependencies', '2026-11-22', '12')).toBe('none');
    expect(values('npm.min-release-age', '2026-11-22', '11.9.0')).toBe('unknown-key');
    expect(values('npm.min-release-age', '2026-11-22', '11.10.0')).toBe('understood');
    expect(values('npm.min-release-age', '2026-11-22', '>=11')).toEqual(['unknown-key', 'understood']);
    expect(values('npm.project-npmrc-global', '2026-11-22')).toBe('not-read');
    expect(values('npm.project-npmrc-ci', '2026-11-22')).toBe('read');
    expect(values('npm.classic-tokens', '2025-12-08')).toBe('valid');
    expect(values('npm.classic-tokens', '2025-12-09')).toBe('revoked');
    expect(values('npm.bypass-2fa-publish', '2026-11-22')).toBe('allowed');
    expect(values('npm.bypass-2fa-publish', '2027-01-01')).toBe('refused');
    expect(values('npm.stage-only-tokens', '2026-09-18')).toBe('offered');
  });

  test('the npm of an image of Node.js 22 does not know the gate, that of 24.15 does', () => {
    const npmOf = (node: string): string => String(values('node.bundled-npm', '2026-11-22', node));
    expect(values('npm.min-release-age', '2026-11-22', npmOf('22'))).toBe('unknown-key');
    expect(values('npm.min-release-age', '2026-11-22', npmOf('20.19.0'))).toBe('unknown-key');
    expect(values('npm.min-release-age', '2026-11-22', npmOf('18'))).toBe('unknown-key');
    expect(values('npm.min-release-age', '2026-11-22', npmOf('24.14.0'))).toBe('unknown-key');
    expect(values('npm.min-release-age', '2026-11-22', npmOf('24.15.0'))).toBe('understood');
    expect(values('npm.install-scripts', '2026-11-22', npmOf('26'))).toBe('on');
    expect(values('node.bundled-npm', '2026-11-22', '24')).toHaveLength(3);
  });

  test('pnpm: scripts off from 10, an age by default from 11', () => {
    expect(values('pnpm.install-scripts', '2026-11-22', '9.15.0')).toBe('on');
    expect(values('pnpm.install-scripts', '2026-11-22', '10.0.0')).toBe('listed');
    expect(values('pnpm.minimum-release-age', '2026-11-22', '10.15.1')).toBe('unknown-key');
    expect(values('pnpm.minimum-release-age', '2026-11-22', '10.16.0')).toBe('understood');
    expect(values('pnpm.minimum-release-age-default', '2026-11-22', '10.33.0')).toBe(0);
    expect(values('pnpm.minimum-release-age-default', '2026-11-22', '11.0.0')).toBe(1440);
    expect(values('pnpm.npmrc-settings', '2026-11-22', '11')).toBe('auth-and-registry');
  });

  test('yarn berry and bun', () => {
    expect(values('yarn.install-scripts', '2026-11-22', '4.13.0')).toBe('on');
    expect(values('yarn.install-scripts', '2026-11-22', '4.14.0')).toBe('off');
    expect(values('yarn.npm-minimal-age-gate', '2026-11-22', '4.9.4')).toBe('unknown-key');
    expect(values('yarn.npm-minimal-age-gate', '2026-11-22', '4.10.3')).toBe('understood');
    expect(values('yarn.npm-minimal-age-gate-durations', '2026-11-22', '4.10.3')).toBe('unit-dropped');
    expect(values('yarn.npm-minimal-age-gate-default', '2026-11-22', '4.15.0')).toBe(1440);
    expect(values('bun.install-scripts', '2026-11-22', '1.2.0')).toBe('listed');
    expect(values('bun.minimum-release-age', '2026-11-22', '1.3.0')).toBe('understood');
  });

  test('units differ: days, minutes, minutes, seconds', () => {
    const units = [
      'npm.min-release-age',
      'pnpm.minimum-release-age',
      'yarn.npm-minimal-age-gate',
      'bun.minimum-release-age',
    ];
    expect(units.map((id) => rule(id).states.at(-1)?.unit)).toEqual([
      'days',
      'minutes',
      'minutes',
      'seconds',
    ]);
  });

  test('whether an install in CI is frozen by itself', () => {
    expect(values('pnpm.ci-frozen', '2026-11-22', '10')).toBe(true);
    expect(values('yarn.ci-frozen', '2026-11-22', '4.12.0')).toBe(true);
    expect(values('yarn.ci-frozen', '2026-11-22', '1.22.22')).toBe(false);
    expect(values('npm.ci-frozen', '2026-11-22', '11')).toBe(false);
    expect(values('bun.ci-frozen', '2026-11-22', '1.3')).toBe(false);
  });

  test('update bots', () => {
    expect(values('dependabot.cooldown-default', '2026-07-13')).toBe(0);
    expect(values('dependabot.cooldown-default', '2026-07-14')).toBe(3);
    expect(values('dependabot.cooldown-security', '2026-11-22')).toBe(false);
    expect(values('dependabot.pull-request-limit-zero', '2026-11-22')).toBe('none');
    expect(values('renovate.best-practices-age', '2026-11-22', '42.0.0')).toBe(3);
  });
});
