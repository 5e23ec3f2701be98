/** The project's own clock of patches. */
import { afterAll, describe, expect, test } from 'vitest';
import { type PastLock, patchClock } from '../../src/evidence/patch-clock.ts';
import type { Assessment } from '../../src/model/assessment.ts';
import { ownClock } from '../../src/own-clock.ts';
import { npmTree } from '../support/made-tree.ts';
import { changesCsv, put, temporary } from '../support/mirror.ts';
import { Repository } from '../support/repository.ts';
import { flaw, malicious, snapshotWith } from '../support/snapshot.ts';
import { runCli } from '../support/terminal.ts';
import { zipOf } from '../support/zip.ts';

/** Trees at the end of each month of 2026, with these versions of one package; null where it is not there. */
const months = (versions: readonly (string | null)[]): PastLock[] =>
  versions.map((version, i) => ({
    date: `2026-${String(i + 1).padStart(2, '0')}-28`,
    locked: new Map(version === null ? [] : [['left', [version]]]),
  }));
const snapshot = (day: string) => snapshotWith({ osv: [flaw('GHSA-a', 'left', {}, day)] });

describe('the clock', () => {
  test('runs from the publication to half-way between the last tree with the flaw and the first without', () => {
    const clock = patchClock(months(['1.0.0', '1.0.0', '1.0.0', '1.2.3']), snapshot('2026-02-08'));
    expect(clock).toMatchObject({ fixed: 1, open: 0 });
    // From 2026-02-08 to the middle of 2026-03-28 and 2026-04-28.
    expect(clock.days).toBeCloseTo(63.5, 6);
  });

  test('one that was gone before the next tree counts from its publication', () => {
    const clock = patchClock(months(['1.0.0', '1.2.3']), snapshot('2026-02-08'));
    expect(clock).toMatchObject({ fixed: 1, open: 0, days: 10 });
  });

  test('a flaw that is still there is open, and counts with its time', () => {
    expect(patchClock(months(['1.0.0', '1.0.0', '1.0.0']), snapshot('2026-02-08'))).toEqual({
      fixed: 0,
      open: 1,
      days: 48,
    });
  });

  test('one that came with a later version begins then; one that never was there does not count', () => {
    expect(patchClock(months([null, null, '1.0.0', '1.0.0']), snapshot('2026-01-30')).days).toBe(31);
    expect(patchClock(months([null, '1.2.3', '1.3.0']), snapshot('2026-01-30'))).toEqual({
      fixed: 0,
      open: 0,
      days: 0,
    });
  });

  test('flaws of before the history, later ones and malicious releases are left out', () => {
    const records = snapshotWith({
      osv: [
        flaw('GHSA-a', 'left', {}, '2025-06-01'),
        flaw('GHSA-b', 'left', {}, '2026-11-01'),
        malicious('MAL-1', 'left', ['1.0.0']),
      ],
    });
    expect(patchClock(months(['1.0.0', '1.0.0']), records)).toEqual({ fixed: 0, open: 0, days: 0 });
  });

  test('few flaws move the population’s clock a little, many nearly all the way', () => {
    const versions = ['1.0.0', '1.2.3', '1.2.3'];
    const many = (count: number): PastLock[] =>
      months(versions).map(({ date, locked }) => ({
        date,
        locked: new Map(Array.from({ length: count }, (_, i) => [`p${i}`, locked.get('left') ?? []])),
      }));
    const records = (count: number) =>
      snapshotWith({
        osv: Array.from({ length: count }, (_, i) => flaw(`GHSA-${i}`, `p${i}`, {}, '2026-01-28')),
      });
    const one = ownClock(many(1), records(1), '2026-11-22');
    const hundred = ownClock(many(100), records(100), '2026-11-22');
    // Each was open for half of January 28 to February 28.
    expect((hundred?.value ?? 0) / (15.5 * Math.LN2)).toBeGreaterThan(0.9);
    expect((hundred?.value ?? 0) / (15.5 * Math.LN2)).toBeLessThan(1.1);
    expect(one?.value).toBeGreaterThan(20);
    expect(one?.value).toBeLessThan(43);
    expect((hundred?.high ?? 0) / (hundred?.low ?? 1)).toBeLessThan((one?.high ?? 0) / (one?.low ?? 1));
    expect(hundred?.class).toBe('measured');
    expect(ownClock(months(['1.0.0']), snapshotWith({ osv: [] }), '2026-11-22')).toBeNull();
  });
});

describe('--enrich history', () => {
  const repository = new Repository();
  const cache = temporary();
  const mirror = temporary();
  afterAll(() => {
    repository.remove();
    cache.remove();
    mirror.remove();
  });

  test('a project that fixes fast has lower odds of known flaws, and why shows its clock', async () => {
    const service = { Dockerfile: 'FROM node:22\nCMD ["node", "."]\n' };
    const names = Array.from({ length: 12 }, (_, i) => `p${i}`);
    const at = (version: string) => {
      const files = npmTree([...names, 'left'], service);
      return {
        ...files,
        'package-lock.json': (files['package-lock.json'] as string).replaceAll('1.0.0', version),
      };
    };
    repository.git(['init', '-q']);
    repository.commit('2025-01-01T00:00:00Z', at('1.0.0'));
    repository.commit('2026-02-10T00:00:00Z', at('1.2.3'));
    const records = [
      ...names.map((name, i) => flaw(`GHSA-${i}`, name, {}, '2026-02-08')),
      flaw(
        'GHSA-x',
        'left',
        {
          affected: [
            {
              package: { ecosystem: 'npm', name: 'left' },
              ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '9.0.0' }] }],
            },
          ],
        },
        '2026-11-20',
      ),
    ];
    put(
      mirror.path,
      'npm/all.zip',
      zipOf(Object.fromEntries(records.map((one) => [`${one.id}.json`, JSON.stringify(one)]))),
    );
    put(mirror.path, 'npm/modified_id.csv', changesCsv(records));
    await runCli(['data', 'update', '--mirror', mirror.path, '--cache-dir', cache.path]);
    const common = ['--cache-dir', cache.path, '--no-config'];
    const assess = async (...more: string[]): Promise<Assessment> =>
      JSON.parse((await runCli([repository.root, '--format', 'json', ...common, ...more])).out);
    const rate = ({ shocks }: Assessment): number =>
      shocks.find((one) => one.id === 'known-vulnerability/GHSA-x')?.ratePerYear.mean ?? Number.NaN;
    const [before, after] = [await assess(), await assess('--enrich', 'history')];
    expect(rate(after)).toBeLessThan(0.9 * rate(before));
    const { out } = await runCli([
      'why',
      'known-vulnerability/GHSA-x',
      repository.root,
      ...common,
      '--enrich',
      'history',
    ]);
    expect(out.replace(/\s+/g, ' ')).toContain('the lockfiles of this project from');
    expect(out.replace(/\s+/g, ' ')).toContain('12 flaws left behind, 1 still open');
  });
});
