/** Why the odds moved: parts add up, do not depend on order, and each change is found under its own driver. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { drivers, versionless } from '../src/drivers.ts';
import type { AssessedShock, Assessment } from '../src/model/assessment.ts';
import type { Driven, Driver } from '../src/model/drivers.ts';
import { assessed, npmTree, workflow } from './support/made-tree.ts';
import { temporary } from './support/mirror.ts';
import { flaw, snapshotWith } from './support/snapshot.ts';
import { runCli } from './support/terminal.ts';

const names = ['express', 'left', 'right'];
const service = { Dockerfile: 'FROM node:22\nCMD ["node", "."]\n' };
const release = {
  '.github/workflows/release.yml': workflow(
    'push',
    `      - uses: some/action@v1\n      - run: npm ci && npm publish\n        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }\n`,
  ),
};
const plain = await assessed(npmTree(names, { ...service, ...release }), '2026-11-22', 64);
const scaled = ({ ratePerYear }: AssessedShock, by: number): Pick<AssessedShock, 'ratePerYear'> => ({
  ratePerYear: { ...ratePerYear, mean: ratePerYear.mean * by },
});
const moved = ({ parts }: Driven): Driver[] =>
  parts.filter(({ change }) => Math.abs(change) > 1e-9).map(({ driver }) => driver);
const total = ({ parts }: Driven): number => parts.reduce((sum, { change }) => sum + change, 0);

async function against(files: Readonly<Record<string, string>>, from: Assessment = plain) {
  return drivers(from, await assessed(files, '2026-11-22', 64));
}

describe('drivers', () => {
  test('parts add up to the change, to 1e-12, and the way back is the same with the other sign', async () => {
    const other = await assessed(npmTree([...names, 'more', 'pg'], service), '2026-12-22', 64);
    const [there, back] = [drivers(plain, other), drivers(other, plain)];
    for (const which of ['anyAsset', 'anySurface'] as const) {
      expect(Math.abs(total(there[which]) - (there[which].to - there[which].from))).toBeLessThan(1e-12);
      expect(there[which].from).toBe(plain.odds[which].mean);
      const opposite: Partial<Record<Driver, Driver>> = {
        'surfaces-added': 'surfaces-removed',
        'surfaces-removed': 'surfaces-added',
        'walls-built': 'walls-lost',
        'walls-lost': 'walls-built',
      };
      for (const { driver, change } of there[which].parts) {
        const mirrored = back[which].parts.find((one) => one.driver === (opposite[driver] ?? driver));
        expect(mirrored?.change).toBeCloseTo(-change, 12);
      }
    }
  });

  test('nothing moved: nothing is told', () => {
    expect(moved(drivers(plain, plain).anyAsset)).toEqual([]);
    expect(moved(drivers(plain, plain).anySurface)).toEqual([]);
  });

  test('a package more is a surface added, one less removed', async () => {
    const more = await against(npmTree([...names, 'more'], { ...service, ...release }));
    expect(more.surfaces).toEqual({ added: 1, removed: 0 });
    expect(more.anySurface.parts.find((one) => one.driver === 'surfaces-added')?.change).toBeGreaterThan(0);
    expect(moved(more.anySurface)).not.toContain('surfaces-removed');
    const less = await against(npmTree(['express', 'left'], { ...service, ...release }));
    expect(less.anySurface.parts.find((one) => one.driver === 'surfaces-removed')?.change).toBeLessThan(0);
  });

  test('another version is no surface added', async () => {
    const files = npmTree(names, { ...service, ...release });
    const bumped = {
      ...files,
      'package-lock.json': (files['package-lock.json'] as string).replaceAll('"1.0.0"', '"1.0.1"'),
    };
    const { surfaces, anySurface } = await against(bumped);
    expect(surfaces).toEqual({ added: 0, removed: 0 });
    expect(moved(anySurface)).toEqual([]);
  });

  test('a flaw that became known is evidence', async () => {
    const files = npmTree(names, { ...service, ...release });
    const records = (more: boolean) =>
      snapshotWith({
        osv: [
          flaw('GHSA-e', 'elsewhere', {}, '2026-11-20'),
          ...(more ? [flaw('GHSA-a', 'left', {}, '2026-11-19')] : []),
        ],
        epss: {},
        kev: {},
      });
    const before = await assessed(files, '2026-11-22', 64, records(false));
    const after = await assessed(files, '2026-11-22', 64, records(true));
    const { anySurface } = drivers(before, after);
    expect(moved(anySurface)).toEqual(['evidence']);
    expect(total(anySurface)).toBeGreaterThan(0);
  });

  test('costs that move are the cost trend; a wall before an asset is a wall', () => {
    const dearer: Assessment = {
      ...plain,
      odds: {
        ...plain.odds,
        anySurface: {
          ...plain.odds.anySurface,
          mean: -Math.expm1(1.1 * Math.log1p(-plain.odds.anySurface.mean)),
        },
      },
      shocks: plain.shocks.map((one) => ({ ...one, ...scaled(one, 1.1), costFactor: one.costFactor * 1.1 })),
    };
    expect(moved(drivers(plain, dearer).anySurface)).toEqual(['cost-trend']);
    const walled: Assessment = {
      ...plain,
      odds: {
        ...plain.odds,
        anyAsset: { ...plain.odds.anyAsset, mean: -Math.expm1(0.5 * Math.log1p(-plain.odds.anyAsset.mean)) },
      },
      shocks: plain.shocks.map((one) => ({ ...one, reachesAsset: one.reachesAsset / 2 })),
    };
    expect(moved(drivers(plain, walled).anyAsset)).toEqual(['walls-built']);
    expect(moved(drivers(walled, plain).anyAsset)).toEqual(['walls-lost']);
    expect(moved(drivers(plain, walled).anySurface)).toEqual([]);
  });

  test('other parameters are tool and data', () => {
    const [first] = plain.shocks;
    const other: Assessment = {
      ...plain,
      tool: { ...plain.tool, parameters: 'sha256:other' },
      odds: {
        ...plain.odds,
        anySurface: { ...plain.odds.anySurface, mean: plain.odds.anySurface.mean * 1.2 },
      },
      shocks: plain.shocks.map((one) => ({ ...one, ...scaled(one, 1.2) })),
    };
    expect(first).toBeDefined();
    expect(moved(drivers(plain, other).anySurface)).toEqual(['tool-and-data']);
  });

  test.each([
    ['npm:lodash@4.17.21', 'npm:lodash'],
    ['npm:@scope/name@1.0.0', 'npm:@scope/name'],
    ['new-vulnerability/npm:@scope/name@1.0.0', 'new-vulnerability/npm:@scope/name'],
    [
      'action:actions/checkout@v4#.github/workflows/ci.yml',
      'action:actions/checkout#.github/workflows/ci.yml',
    ],
    ['image:node:20#Dockerfile', 'image:node#Dockerfile'],
    ['image:registry.example:5000/a/b:1.2#Dockerfile', 'image:registry.example:5000/a/b#Dockerfile'],
    ['image:node@sha256:abc#Dockerfile', 'image:node#Dockerfile'],
    ['takeover/npm:@tanstack', 'takeover/npm:@tanstack'],
    ['credential/NPM_TOKEN', 'credential/NPM_TOKEN'],
  ])('%s without its version is %s', (id, bare) => {
    expect(versionless(id)).toBe(bare);
  });
});

describe('bulkhead drivers', () => {
  const folder = temporary();
  afterAll(folder.remove);
  const put = (name: string, value: unknown): string => {
    const path = join(folder.path, name);
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
  };
  const a = put('a.json', plain);

  test('two files, in words and by the schema', async () => {
    const b = put('b.json', await assessed(npmTree([...names, 'more'], service), '2026-11-22', 64));
    const { out, code } = await runCli(['drivers', a, b]);
    expect(code).toBe(0);
    expect(out).toContain('surfaces added');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const json = JSON.parse((await runCli(['drivers', a, b, '--format', 'json'])).out);
    const schema = JSON.parse(readFileSync(new URL('../schema/drivers-1.json', import.meta.url), 'utf8'));
    const valid = new Ajv2020({ strict: false }).compile(schema);
    expect(valid(json), JSON.stringify(valid.errors)).toBe(true);
  });

  test.each([
    ['no JSON', '{', 'cannot be read'],
    ['something else', { schema: 'bulkhead/plan/1' }, 'no assessment'],
    ['a shock without a share', { ...plain, shocks: [{ id: 'x' }] }, 'no assessment'],
    ['a share of 7', { ...plain, shocks: [{ ...plain.shocks[0], share: 7 }] }, 'no assessment'],
    ['another horizon', { ...plain, horizonYears: 2 }, 'years ahead'],
  ])('%s is refused', async (_name, value, message) => {
    const { usage } = await runCli(['drivers', a, put('bad.json', value)]);
    expect(usage).toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });

  test('names of a file do not reach the terminal as controls', async () => {
    const hostile = put('h.json', {
      ...plain,
      scenario: '\u001b[31mred',
      subject: { ...plain.subject, commit: '\u001b]0;x' },
    });
    expect((await runCli(['drivers', a, hostile])).out).not.toContain('\u001b');
  });
});
