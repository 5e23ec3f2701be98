import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { campaignWindows } from '../../src/campaigns.generated.ts';
import {
  logitNormalFromInterval,
  logitNormalQuantile,
  lognormalFromInterval,
} from '../../src/maths/distributions.ts';
import { streamOf } from '../../src/maths/philox.ts';
import { parameterRecords } from '../../src/parameters.generated.ts';

const root = new URL('../..', import.meta.url).pathname;
const source = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.generated.'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .join('\n');

describe('every number has a birth certificate', () => {
  test.each(parameterRecords.map((one) => [one.id, one] as const))('%s', (_id, one) => {
    expect(['measured', 'published', 'judged']).toContain(one.class);
    for (const text of [one.title, one.unit, one.grade, one.source, one.derivation])
      expect(text).not.toBe('');
    expect(one.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(one.low <= one.value && one.value <= one.high).toBe(true);
    if (one.unit === 'probability') expect(one.high).toBeLessThanOrEqual(1);
    if (one.spread === 'fixed') return expect(one.low).toBe(one.high);
    expect(one.low).toBeGreaterThan(0);
    expect(one.low).toBeLessThan(one.high);
    const median =
      one.spread === 'lognormal'
        ? Math.exp(lognormalFromInterval(one.low, one.high).mu)
        : logitNormalQuantile(0.5, logitNormalFromInterval(one.low, one.high).mu, 1);
    expect(Math.abs(Math.log(median / one.value)), 'the median lies far from the stated figure').toBeLessThan(
      Math.log(2),
    );
  });

  test('names differ, and so do their streams of random numbers', () => {
    const ids = parameterRecords.map((one) => one.id);
    const campaigns = campaignWindows.flatMap((one) =>
      one.campaigns.map((c) => `campaign ${one.ecosystem} ${c.name}`),
    );
    const names = [...ids, ...campaigns];
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(names.map(streamOf)).size).toBe(names.length);
  });

  test('each is used: named in the code, or by a pattern that the code builds', () => {
    const built = [
      /^loss\.(median|sigma)-/,
      /^workflow\.[a-z-]+\.(popular|otherwise)$/,
      /^workflow\.default-write\./,
      /^outside\./,
      /^cost\.[a-z-]+-halving$/,
      /^vulnerability\.(events|shape)-/,
    ];
    const unused = parameterRecords.filter(
      (one) => !source.includes(`'${one.id}'`) && !built.some((pattern) => pattern.test(one.id)),
    );
    expect(unused.map((one) => one.id)).toEqual([]);
  });
});

describe('recorded campaigns', () => {
  test.each(campaignWindows.map((one) => [one.ecosystem, one] as const))(
    '%s: inside the window, hits within the tiers',
    (_id, window) => {
      for (const { date, packages, groups } of window.campaigns) {
        expect(date >= window.from && date <= window.until).toBe(true);
        for (const [t, size] of window.packages.entries()) expect(packages[t] ?? 0).toBeLessThanOrEqual(size);
        for (const [t, size] of window.groups.entries()) expect(groups[t] ?? 0).toBeLessThanOrEqual(size);
      }
    },
  );

  test('18 npm campaigns give the published marginal rates per package and year', () => {
    const npm = campaignWindows.find((one) => one.ecosystem === 'npm');
    if (npm === undefined) throw new Error('no npm campaigns');
    expect(npm.campaigns).toHaveLength(18);
    const hits = (tiers: number[]): number =>
      npm.campaigns.reduce(
        (sum, one) => sum + tiers.reduce((part, t) => part + (one.packages[t] ?? 0), 0),
        0,
      );
    expect(hits([0]) / 1000).toBeCloseTo(1.8e-2, 4);
    expect(hits([0, 1]) / 10_000).toBeCloseTo(6.0e-3, 4);
    expect(hits([0, 1, 2]) / 226_930).toBeCloseTo(3.5e-3, 4);
    expect(hits([0, 1, 2])).toBe(793);
  });
});
