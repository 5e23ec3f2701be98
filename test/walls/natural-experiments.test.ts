/** Trees in which a wall stands at some commands only, cut down: what the files say, site by site. */
import { describe, expect, test } from 'vitest';
import ignoreScripts from '../../src/walls/catalogue/ignore-scripts.ts';
import minReleaseAge from '../../src/walls/catalogue/min-release-age.ts';
import type { Wall } from '../../src/walls/wall.ts';
import { PNPM_LOCK, YARN_1_LOCK, YARN_LOCK } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed } from '../support/wall-laws.ts';

/** documenso: .npmrc, package.json, docker/Dockerfile, render.yaml and its action that installs. */
const documenso: Files = npmTree(
  ['turbo', 'posthog-node'],
  {
    '.npmrc': 'legacy-peer-deps = true\nprefer-dedupe = true\nmin-release-age = 7\n',
    '.github/actions/node-install/action.yml':
      "name: 'Setup node'\ninputs:\n  node_version:\n    default: v22.x\nruns:\n  using: 'composite'\n  steps:\n    - uses: actions/setup-node@v4\n      with:\n        node-version: ${" +
      '{ inputs.node_version }}\n    - shell: bash\n      run: corepack enable npm\n    - shell: bash\n      run: |\n        npm ci --no-audit\n        npm run prisma:generate\n',
    '.github/workflows/ci.yml': workflow('push', '      - uses: ./.github/actions/node-install\n'),
    'docker/Dockerfile':
      'FROM node:22-alpine3.22 AS base\nFROM base AS builder\nRUN npm install -g "turbo@^2.10.0"\nFROM base AS installer\nCOPY package-lock.json .\nRUN npm ci\nCMD ["node", "x"]\n',
    'render.yaml':
      'services:\n  - type: web\n    runtime: node\n    name: documenso-app\n    buildCommand: npm i && npm run build\n    envVars:\n      - key: NODE_VERSION\n        value: 22.13.0\n',
  },
  { packageManager: 'npm@11.11.0', engines: { npm: '>=11.11.0', node: '>=22.0.0' } },
);

/** outline: .yarnrc.yml, package.json, Dockerfile.base and its action that installs. */
const outline: Files = {
  'package.json': JSON.stringify({
    name: 'outline',
    packageManager: 'yarn@4.11.0',
    dependencies: { left: '^1.0.0' },
  }),
  'yarn.lock': YARN_LOCK,
  '.yarnrc.yml':
    'nodeLinker: node-modules\n\nenableScripts: false\n\nnpmMinimalAgeGate: 4320\n\nnpmPreapprovedPackages:\n  - outline-icons\n',
  'Dockerfile.base':
    'FROM node:26.3.0 AS deps\nCOPY ./package.json ./yarn.lock ./.yarnrc.yml ./\nRUN npm install -g corepack\nRUN corepack enable\nRUN yarn install --immutable --network-timeout 1000000\n',
  '.github/workflows/ci.yml': workflow(
    'push',
    '      - run: corepack enable\n      - uses: actions/setup-node@v5\n        with:\n          node-version: 26.x\n      - run: yarn install --immutable\n',
  ),
};

/** excalidraw as of 2026-03-30: .npmrc, package.json and two of its workflows. */
const excalidraw: Files = {
  'package.json': JSON.stringify({
    name: 'excalidraw',
    packageManager: 'yarn@1.22.22',
    dependencies: { left: '^1.0.0' },
  }),
  'yarn.lock': YARN_1_LOCK,
  '.npmrc': 'save-exact=true\nlegacy-peer-deps=true\n',
  '.github/workflows/autorelease-excalidraw.yml': workflow(
    'push',
    '      - uses: actions/setup-node@v4\n        with:\n          node-version: 20.x\n      - run: |\n          yarn add @actions/core -W\n          yarn release --tag=next --non-interactive\n',
  ),
  '.github/workflows/lint.yml': workflow('pull_request', '      - run: yarn install\n'),
};

const states = async (wall: Wall, files: Files) => {
  const { of } = await surveyed(wall, files);
  const sites = of.sites.map(({ what, state, mode, because }) => ({ text: what.text, state, mode, because }));
  return {
    state: of.state,
    sites,
    choices: of.choices,
    of: (text: string) => sites.filter((one) => one.text.includes(text)),
  };
};

describe('documenso: 7 days', () => {
  test('stand for developers and CI on npm 11.11, and for nothing else', async () => {
    const found = await states(minReleaseAge, documenso);
    expect(found.state).toBe('partial');
    expect(found.of('npm 11.11.0 for package-lock.json')).toMatchObject([
      { state: 'standing', mode: '168 h' },
    ]);
    expect(found.of('turbo')).toMatchObject([
      { state: 'absent', because: "the project's settings are not read here" },
    ]);
    const old = found.of('npm >=10.5.0 <11.0.0 for package-lock.json');
    expect(old).toMatchObject([{ state: 'absent', mode: null }]);
    expect(old[0]?.because).toContain('min-release-age = 7 in .npmrc:3 is not known to npm >=10.5.0');
    expect(found.sites).toHaveLength(3);
  });

  test('are not offered again: what decides on the lockfile waits already', async () => {
    expect((await states(minReleaseAge, documenso)).choices).toEqual([]);
  });
});

describe('outline: 4,320 minutes and scripts off', () => {
  test('three days stand for yarn, but for what is exempt and for a global install of npm', async () => {
    const found = await states(minReleaseAge, outline);
    expect(found.state).toBe('partial');
    expect(found.of('yarn 4.11.0 for yarn.lock')).toMatchObject([{ state: 'standing', mode: '72 h' }]);
    expect(found.of('outline-icons')).toMatchObject([{ state: 'absent' }]);
    expect(found.of('npm install -g corepack')).toMatchObject([{ state: 'absent' }]);
    expect(found.sites).toHaveLength(3);
  });

  test('scripts are off for yarn everywhere, not for the global install', async () => {
    const found = await states(ignoreScripts, outline);
    expect(found.state).toBe('partial');
    expect(found.sites.filter((one) => one.state === 'standing').map((one) => one.text)).toEqual([
      'yarn install --immutable',
      'yarn install --immutable --network-timeout 1000000',
      'install of yarn.lock by hand',
    ]);
    expect(found.sites.filter((one) => one.state !== 'standing')).toMatchObject([
      { text: 'npm install -g corepack', state: 'absent' },
    ]);
  });
});

describe('excalidraw: no wall of its own', () => {
  test('Yarn 1 knows no age and runs scripts; npm’s settings are none of its own', async () => {
    const age = await states(minReleaseAge, excalidraw);
    expect(age.state).toBe('absent');
    expect(age.of('yarn 1.22.22 for yarn.lock')).toMatchObject([{ because: 'yarn 1.22.22 knows no age' }]);
    expect((await states(ignoreScripts, excalidraw)).state).toBe('absent');
  });
});

test('the unit is that of the tool', async () => {
  const pnpm = (text: string): Files => ({
    'package.json': JSON.stringify({ packageManager: 'pnpm@10.20.0', dependencies: { left: '^1.0.0' } }),
    'pnpm-lock.yaml': PNPM_LOCK,
    'pnpm-workspace.yaml': text,
  });
  expect(await states(minReleaseAge, pnpm('minimumReleaseAge: 7\n'))).toMatchObject({
    state: 'absent',
    sites: [{ because: 'minimumReleaseAge: 7 in pnpm-workspace.yaml:1: less than a day' }],
  });
  expect((await states(minReleaseAge, pnpm('minimumReleaseAge: 10080\n'))).state).toBe('standing');
});
