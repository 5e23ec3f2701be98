/** `--enrich npm`: what a registry says, asked where npm says, once a day. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageFactsOf } from '../../src/evidence/npm-registry.ts';
import { SourceError } from '../../src/evidence/source-error.ts';
import type { Assessment } from '../../src/model/assessment.ts';
import { onDisk } from '../support/disk-tree.ts';
import { npmTree } from '../support/made-tree.ts';
import { changesCsv, put, record, temporary } from '../support/mirror.ts';
import { runCli } from '../support/terminal.ts';
import { zipOf } from '../support/zip.ts';

/** As a registry writes it, cut to what is read. */
const packument = (name: string, created = '2014-05-06T00:00:00.000Z'): Record<string, unknown> => ({
  name,
  time: {
    created,
    modified: '2026-01-01T00:00:00Z',
    '0.9.0': '2025-01-01T00:00:00Z',
    '1.0.0': '2025-06-01T00:00:00Z',
  },
  maintainers: [{ name: 'zoe' }, { name: 'ada' }],
  versions: {
    '0.9.0': { dist: { attestations: { url: 'https://registry.npm.example/x' } }, _npmUser: { name: 'ada' } },
    '1.0.0': { dist: {}, _npmUser: { name: 'zoe' }, hasInstallScript: true, deprecated: 'use another' },
  },
});

describe('a document of a registry', () => {
  test('age, who may publish, and what the version shows', () => {
    expect(packageFactsOf('left', JSON.stringify(packument('left')), ['1.0.0', '7.7.7'])).toEqual({
      created: '2014-05-06',
      maintainers: ['ada', 'zoe'],
      releases: 2,
      versions: {
        '1.0.0': {
          published: '2025-06-01',
          publisher: 'zoe',
          provenance: false,
          provenanceLost: true,
          deprecated: true,
          installScript: true,
        },
      },
    });
  });

  test.each([
    ['no JSON', '{'],
    ['another package', JSON.stringify(packument('right'))],
    ['a page', '<html>'],
    ['nothing', 'null'],
  ])('%s is refused', (_name, text) => {
    expect(() => packageFactsOf('left', text, [])).toThrow(SourceError);
  });

  test('fields of the wrong kind are unknown, never a crash', () => {
    const odd = { name: 'left', time: 7, maintainers: 'x', versions: { '1.0.0': null, constructor: {} } };
    expect(packageFactsOf('left', JSON.stringify(odd), ['1.0.0', 'toString'])).toMatchObject({
      created: null,
      maintainers: [],
      releases: 0,
    });
  });
});

describe('--enrich npm', () => {
  const cache = temporary();
  const mirror = temporary();
  const tree = onDisk(
    npmTree(['left', 'right', '@s/x'], { Dockerfile: 'FROM node:22\nCMD ["node", "."]\n' }),
  );
  let server: Server;
  let asked: string[] = [];
  let env: Record<string, string | undefined>;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = decodeURIComponent((request.url ?? '').slice(1));
      asked.push(name);
      if (name === 'right') return void response.writeHead(404).end();
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(packument(name)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    env = { PATH: process.env.PATH, HOME: cache.path, npm_config_registry: `http://127.0.0.1:${port}/` };
    const records = [
      record('GHSA-e', 'elsewhere', { modified: '2026-11-20T00:00:00Z', published: '2026-11-20T00:00:00Z' }),
    ];
    put(mirror.path, 'npm/all.zip', zipOf({ 'GHSA-e.json': JSON.stringify(records[0]) }));
    put(mirror.path, 'npm/modified_id.csv', changesCsv(records));
    await runCli(['data', 'update', '--mirror', mirror.path, '--cache-dir', cache.path]);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    cache.remove();
    mirror.remove();
  });
  const assess = async (...more: string[]) => {
    const { out } = await runCli(
      [tree, '--format', 'json', '--cache-dir', cache.path, '--no-config', ...more],
      { env },
    );
    return JSON.parse(out) as Assessment;
  };
  const flawsToCome = ({ shocks }: Assessment, name: string): number =>
    shocks.find((one) => one.id === `new-vulnerability/npm:${name}@1.0.0`)?.ratePerYear.mean ?? Number.NaN;

  test('asks each package once a day; ages enter the rates, what is not told stays the population’s', async () => {
    const before = await assess();
    expect(asked).toEqual([]);
    const after = await assess('--enrich', 'npm');
    expect([...asked].sort()).toEqual(['@s/x', 'left', 'right']);
    expect(flawsToCome(after, 'right')).toBe(flawsToCome(before, 'right'));
    expect(flawsToCome(after, 'left')).not.toBe(flawsToCome(before, 'left'));
    expect(after.diagnostics.find((one) => one.code === 'data/registry-silent')?.message).toContain('right');
    expect(after.evidence.snapshots.map((one) => one.source)).toContain('registry/npm');
    const taken = after.shocks.find((one) => one.id === 'takeover/npm:left');
    expect(taken?.evidence.at(-1)).toMatchObject({
      statement: expect.stringContaining('and the release before it did'),
    });
    asked = [];
    expect(await assess('--enrich', 'npm')).toEqual(after);
    expect(asked).toEqual(['right']);
  });

  test('a registry that is not there leaves the population’s', async () => {
    const elsewhere = { ...env, npm_config_registry: 'http://127.0.0.1:9/' };
    const other = temporary();
    const { out } = await runCli(
      [tree, '--format', 'json', '--cache-dir', other.path, '--no-config', '--enrich', 'npm'],
      { env: elsewhere },
    );
    expect(
      (JSON.parse(out) as Assessment).diagnostics.some((one) => one.code === 'data/registry-silent'),
    ).toBe(true);
    other.remove();
  }, 60_000);

  test('npm without an address: refused', async () => {
    const { usage } = await runCli([tree, '--cache-dir', cache.path, '--enrich', 'npm'], {
      env: { ...env, npm_config_registry: 'nowhere' },
    });
    expect(usage?.exitCode).toBe(2);
  });
});
