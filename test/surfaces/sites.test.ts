import { describe, expect, test } from 'vitest';
import { cronRunsPerYear } from '../../src/surfaces/cadence.ts';
import { sitesOf } from '../../src/surfaces/sites.ts';
import { isWorkspace, treesOf } from '../../src/surfaces/trees.ts';
import {
  assessed,
  context,
  type Files,
  inventoryOf,
  madePlaces,
  npmTree,
  workflow,
} from '../support/made-tree.ts';

const CI = '.github/workflows/ci.yml';
const run = (command: string): string => workflow('push', `      - run: ${command}\n`);

async function lockedAt(command: string, files: Files = npmTree(['lodash', 'turbo'])): Promise<string[]> {
  const inventory = await inventoryOf({ ...files, [CI]: run(command) });
  return sitesOf(inventory, treesOf(inventory), context()).map((site) => site.locked);
}

describe('where versions come from', () => {
  test.each([
    ['npm ci', ['yes']],
    ['npm install', ['yes']],
    ['npm install -g turbo', ['no']],
    ['npm install typescript', ['no']],
    ['npx turbo run build', ['yes']],
    ['npx other-tool', ['no']],
    ['npx turbo@latest', ['no']],
    ['npm ci && npm install -g vercel', ['yes', 'no']],
    ['npm test', []],
    ['echo npm install -g turbo', []],
  ])('%s with a lockfile: %j', async (command, locked) => {
    expect(await lockedAt(command)).toEqual(locked);
  });

  test('without a lockfile, and with one that npm is told to ignore, everything resolves afresh', async () => {
    const manifest = { 'package.json': '{"name":"x","dependencies":{"a":"^1"}}' };
    expect(await lockedAt('npm install', manifest)).toEqual(['no']);
    expect(await lockedAt('npm install', npmTree(['a'], { '.npmrc': 'package-lock=false\n' }))).toEqual([
      'no',
    ]);
  });

  test('local actions and scripts of package.json are followed', async () => {
    const files = npmTree(
      ['a'],
      {
        '.github/actions/setup/action.yml':
          'runs:\n  using: composite\n  steps:\n    - run: npm ci\n      shell: bash\n',
      },
      { scripts: { tools: 'npm install -g turbo' } },
    );
    const inventory = await inventoryOf({
      ...files,
      [CI]: workflow('push', '      - uses: ./.github/actions/setup\n      - run: npm run tools\n'),
    });
    const sites = sitesOf(inventory, treesOf(inventory), context());
    expect(sites.map((site) => [site.command.command, site.locked])).toEqual(
      expect.arrayContaining([
        ['npm ci', 'yes'],
        ['npm install -g turbo', 'no'],
      ]),
    );
  });
});

describe('workspaces', () => {
  const manifest = {
    directory: '.',
    workspaces: ['apps/*', 'packages/**', '!packages/internal', './tools/'],
  };
  test.each([
    ['apps/web', true],
    ['apps/web/deep', false],
    ['packages/a/b', true],
    ['packages/internal', false],
    ['tools', true],
    ['other', false],
    ['.', false],
  ])('%s: %s', (directory, expected) => {
    expect(isWorkspace(manifest as never, directory)).toBe(expected);
  });
});

describe('cron lines, runs a year', () => {
  test.each([
    ['0 */2 * * *', 12 * 365.25],
    ['0 0 * * *', 365.25],
    ['*/15 * * * *', 96 * 365.25],
    ['0 9 * * 1', 365.25 / 7],
    ['0 9 * * 1-5', (5 * 365.25) / 7],
    ['0 0 1 * *', 365.25 / 31],
    ['0 0 1 1 *', 365.25 / 31 / 12],
    ['0 0,12 * * *', 2 * 365.25],
    ['nonsense', 365.25],
    ['a b c d e', 60 * 24 * 365.25],
  ])('%s', (cron, runs) => {
    expect(cronRunsPerYear(cron)).toBeCloseTo(runs, 6);
  });
});

describe('age gates stand at commands', () => {
  const gated = (version: string | null, more: Files = {}) =>
    npmTree(
      ['a'],
      { '.npmrc': 'min-release-age=7\n', ...more },
      version === null ? {} : { packageManager: `npm@${version}` },
    );
  const gate = async (files: Files, asOf?: string) =>
    (await madePlaces(files, asOf)).routes.find((route) => route.id.startsWith('lock:'))?.gate;

  test.each([
    ['11.11.0', 168, 'yes'],
    ['10.9.2', 0, 'yes'],
    [null, 168, 'unknown'],
  ])('npm %s: %i hours, stands: %s', async (version, hours, stands) => {
    expect(await gate(gated(version))).toMatchObject({ hours, stands });
  });

  test('before the setting existed no version knew it', async () => {
    expect(await gate(gated(null), '2024-01-01')).toMatchObject({ hours: 0 });
  });

  test('a global install in an image reads no setting of the project', async () => {
    const { routes } = await madePlaces(
      gated('11.11.0', { Dockerfile: 'FROM node:22-alpine\nRUN npm install -g vercel@^1\n' }),
    );
    expect(routes.find((route) => route.id.startsWith('fetch:'))?.gate.hours).toBe(0);
  });

  test('Dependabot waits three days by default since 2026-07-14, and its choice counts once merged', async () => {
    const files = npmTree(['a'], {
      '.github/dependabot.yml':
        'version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n    schedule:\n      interval: weekly\n',
    });
    const bot = async (asOf: string) =>
      (await madePlaces(files, asOf)).routes.find((route) => route.id.startsWith('bot:'));
    expect((await bot('2026-07-13'))?.gate.hours).toBe(0);
    expect((await bot('2026-07-14'))?.gate.hours).toBe(72);
    expect((await bot('2026-07-14'))?.direct[0]?.factors.map((one) => one.id)).toContain(
      'takeover.bot-merged-in-time',
    );
    expect((await bot('2021-01-01'))?.direct[0]?.factors.map((one) => one.id)).not.toContain(
      'takeover.bot-merged-in-time',
    );
  });

  test('of several commands that resolve a tree afresh, the one with the weakest gate counts', async () => {
    const node = (version: number): string =>
      `      - uses: actions/setup-node@v4\n        with:\n          node-version: ${version}\n      - run: npm install\n`;
    const unlocked: Files = {
      'package.json': '{"name":"x","dependencies":{"a":"^1"}}',
      '.npmrc': 'min-release-age=7\n',
      '.github/workflows/new.yml': workflow('push', node(26)),
    };
    const fresh = async (files: Files) =>
      (await madePlaces(files)).routes.find((route) => route.id.startsWith('fresh:'))?.gate;
    expect(await fresh(unlocked)).toMatchObject({ hours: 168, stands: 'yes' });
    expect(await fresh({ ...unlocked, [CI]: workflow('push', node(22)) })).toMatchObject({ hours: 0 });
    expect(await fresh({ Dockerfile: 'FROM node:22-alpine\nRUN npm install\n', ...unlocked })).toMatchObject({
      hours: 0,
    });
  });

  test('with a bot, direct dependencies move when it proposes them and not by themselves', async () => {
    const bot = '.github/dependabot.yml';
    const text =
      'version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n    schedule:\n      interval: weekly\n';
    const lock = async (files: Files) =>
      (await madePlaces(files)).routes.find((route) => route.id.startsWith('lock:'));
    expect((await lock(npmTree(['a'])))?.direct).not.toEqual([]);
    expect((await lock(npmTree(['a'], { [bot]: text })))?.direct).toEqual([]);
    const off = `${text}    open-pull-requests-limit: 0\n`;
    expect((await lock(npmTree(['a'], { [bot]: off })))?.direct).not.toEqual([]);
  });
});

describe('what a run hands over', () => {
  const factors = async (job: string, secret = ''): Promise<string[]> => {
    const text = workflow('push', `      - uses: someone/thing@v1\n${secret}`, job);
    const { routes } = await madePlaces({ [CI]: text });
    const route = routes.find((one) => one.id === 'runs:someone');
    return route?.direct.flatMap((one) => one.factors.map((factor) => factor.id as string)) ?? [];
  };

  test('a read-only job without secrets hands over little, one that may write all, one that says nothing perhaps', async () => {
    expect(await factors('    permissions:\n      contents: read\n')).toContain('takeover.bare-job');
    expect(await factors('    permissions:\n      contents: write\n')).toEqual(['cadence.push']);
    expect(await factors('')).toContain('workflow.default-write.unknown');
    const secret = '        env:\n          T: $' + '{{ secrets.DEPLOY_TOKEN }}\n';
    expect(await factors('    permissions:\n      contents: read\n', secret)).toEqual(['cadence.push']);
  });
});

describe('install scripts', () => {
  const at = async (
    command: string,
    more: Files = {},
    asOf?: string,
    manifest: object = {},
  ): Promise<string[]> => {
    const files = { ...npmTree(['a'], more, manifest), [CI]: run(command) };
    const { inventory } = await assessed(files, asOf);
    return inventory.workflows.flatMap((one) =>
      one.jobs.flatMap((job) => job.installs.map((install) => install.scripts)),
    );
  };
  test.each<[string, Files, object, string]>([
    ['npm ci', {}, { packageManager: 'npm@11.11.0' }, 'on'],
    ['npm ci', {}, { packageManager: 'npm@12.1.0' }, 'listed'],
    ['npm ci', {}, {}, 'unknown'],
    ['npm ci --ignore-scripts', {}, {}, 'off'],
    ['npm ci', { '.npmrc': 'ignore-scripts=true\n' }, {}, 'off'],
    ['npm install -g vercel', { '.npmrc': 'ignore-scripts=true\n' }, { packageManager: 'npm@11.11.0' }, 'on'],
  ])('%s with %j and %j: %s', async (command, more, manifest, expected) => {
    expect(await at(command, more, undefined, manifest)).toEqual([expected]);
  });

  test('before npm 12 existed every version ran them', async () => {
    expect(await at('npm ci', {}, '2025-01-01')).toEqual(['on']);
  });
});
