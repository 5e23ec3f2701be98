import { expect, test } from 'vitest';
import cacheIsolation from '../../src/walls/catalogue/cache-isolation.ts';
import { applied } from '../../src/walls/edits.ts';
import { walledFor } from '../../src/worth.ts';
import type { Files } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const PATH = '.github/workflows/publish.yml';
const TOKEN = `\${{ secrets.NPM_TOKEN }}`;
const TEST = `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    permissions: {}
    steps:
      - uses: acme/test@v1
`;
// As agentkit publishes its packages.
const NODE = `on: workflow_dispatch
jobs:
  publish:
    runs-on: ubuntu-latest # hosted
    permissions: {}
    steps:
      # the tree
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          cache: "npm" # fast
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: ${TOKEN}
`;
// Labels as a list, four blanks, a mode for the whole workflow.
const LIST = `on:
    workflow_dispatch:
cache-mode: write
jobs:
    publish:
        name: Publish
        runs-on:
            - ubuntu-latest
            # large
        permissions: {}
        steps:
        - uses: actions/cache@v4
          with:
            path: ~/.npm
            key: npm
        - run: npm publish
          env:
            NODE_AUTH_TOKEN: ${TOKEN}
`;
// A job that fills the cache as well; an action of the tree restores (as outline installs).
const LOCAL = NODE.replace(
  '      - uses: actions/setup-node@v4\n        with:\n          cache: "npm" # fast\n',
  '      - uses: ./.github/actions/install\n',
).replace('    permissions: {}\n', '    permissions: {}\n    cache-mode: write # fills it\n');
const INSTALL = `runs:\n  using: composite\n  steps:\n    - uses: actions/setup-node@v4\n      with:\n        cache: yarn\n`;
const tree = (publish: string, more: Files = {}): Files => ({
  '.github/workflows/test.yml': TEST,
  [PATH]: publish,
  ...more,
});
const local = tree(LOCAL, { '.github/actions/install/action.yml': INSTALL });
const TURBO = tree(
  NODE.replace('          cache: "npm" # fast\n', '          node-version: 22\n').replace(
    `NODE_AUTH_TOKEN: ${TOKEN}\n`,
    `NODE_AUTH_TOKEN: ${TOKEN}\n          TURBO_TOKEN: \${{ secrets.TURBO_TOKEN }}\n`,
  ),
);
const noCache = (text: string): string => text.replace('          cache: "npm" # fast\n', '');

wallLaws(cacheIsolation, {
  absent: { 'a publishing job with a cache': tree(NODE), 'a cache of a build tool': TURBO },
  standing: {
    'a publishing job without': tree(noCache(NODE)),
    'a mode that restores nothing': tree(NODE.replace('jobs:', 'cache-mode: none\njobs:')),
    'a cache that only its own runs fill': { [PATH]: NODE },
    'others that may only read': tree(NODE, {
      '.github/workflows/test.yml': `cache-mode: read\n${TEST}`,
    }),
  },
  inapplicable: { '.github/workflows/test.yml': `permissions: read-all\n${TEST}` },
  patched: {
    'behind its runner': tree(NODE),
    'behind a list of labels': tree(LIST),
    'in place of a mode': local,
    'Windows line ends': tree(NODE.replaceAll('\n', '\r\n')),
  },
});

async function patchOf(files: Files, asOf?: string): Promise<string> {
  const { facts, of } = await surveyed(cacheIsolation, files, [], asOf);
  const [choice] = of.choices;
  if (choice === undefined) throw new Error('no choice');
  const patched = cacheIsolation.patch?.(
    choice,
    { text: (path) => files[path] ?? null, commitOf: () => null },
    facts,
  );
  return patched?.kind === 'edits' ? (applied(files, patched.edits)[PATH] ?? '') : `lacks ${patched?.what}`;
}

test('one line more, or one word changed', async () => {
  const line = '    runs-on: ubuntu-latest # hosted\n';
  expect(await patchOf(tree(NODE))).toBe(NODE.replace(line, `${line}    cache-mode: none\n`));
  expect(await patchOf(tree(LIST))).toBe(
    LIST.replace('            - ubuntu-latest\n', '            - ubuntu-latest\n        cache-mode: none\n'),
  );
  expect(await patchOf(local)).toBe(LOCAL.replace('cache-mode: write', 'cache-mode: write-only'));
});

test('no patch where another job may hand something on by the cache (as trivy does), or the key does not count', async () => {
  const handing = LIST.replace('~/.npm', 'dist/');
  expect(await patchOf(tree(handing))).toMatch(/^lacks .*dist\//);
  expect(await patchOf(tree(NODE), '2026-08-01')).toMatch(/^lacks .*before `cache-mode`/);
  expect(await patchOf(tree(NODE.replace('ubuntu-latest', 'blacksmith-4vcpu-ubuntu-2204')))).toMatch(
    /^lacks .*vendor/,
  );
  expect(await patchOf(TURBO)).toMatch(/^lacks .*--force/);
});

test('a mode that the host does not know yet, or that does not reach the cache, is none', async () => {
  const none = NODE.replace('    permissions', '    cache-mode: none\n    permissions');
  const states = async (files: Files, asOf?: string) =>
    (await surveyed(cacheIsolation, files, [], asOf)).of.state;
  expect(await states(tree(none))).toBe('standing');
  expect(await states(tree(none), '2026-09-09')).toBe('absent');
  const registry = none.replace(
    'actions/setup-node@v4\n        with:\n          cache: "npm" # fast',
    'docker/build-push-action@v6\n        with:\n          cache-from: type=registry,ref=acme/app',
  );
  expect(await states(tree(registry))).toBe('absent');
  expect(await states(tree(registry.replace('registry,ref=acme/app', 'gha')))).toBe('standing');
});

test('a job that builds for one that publishes is a site; what a foreign workflow restores is not shown', async () => {
  const both = NODE.replace('  publish:', '  build:')
    .replace(/ {6}- run: npm publish[\s\S]*/, '      - run: npm run build\n')
    .concat(
      `  publish:\n    needs: build\n    runs-on: x\n    steps:\n      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: ${TOKEN}\n`,
      '  call:\n    uses: acme/flows/.github/workflows/x.yml@v1\n    secrets: inherit\n    permissions:\n      contents: write\n',
    );
  const { of } = await surveyed(cacheIsolation, tree(both));
  expect(of.sites.map(({ id, state }) => [id.split('#')[2], state])).toEqual([
    ['build', 'absent'],
    ['publish', 'standing'],
    ['call', 'unknown'],
  ]);
});

test('the patched tree has about the odds that the plan promised', async () => {
  const files = tree(NODE);
  const before = await surveyed(cacheIsolation, files);
  const after = await surveyed(cacheIsolation, { ...files, [PATH]: await patchOf(files) });
  const now = walledFor(before.run.basis, before.of.choices, 16).walled;
  const given = now.residual([]).lost - walledFor(after.run.basis, [], 16).walled.residual([]).lost;
  const promised = now.residual([]).lost - now.residual([0]).lost;
  expect(promised).toBeGreaterThan(0);
  expect(Math.abs(given - promised)).toBeLessThanOrEqual(0.2 * promised);
});
