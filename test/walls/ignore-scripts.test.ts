import { expect, test } from 'vitest';
import ignoreScripts from '../../src/walls/catalogue/ignore-scripts.ts';
import { PNPM_LOCK, PUBLISH, YARN_1_LOCK, YARN_LOCK } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const job = (install: string): Files => ({
  '.github/workflows/release.yml': workflow('push', `      - run: ${install}\n${PUBLISH}`),
});
const npm = (version: string, more: Files = {}): Files =>
  npmTree(['a', 'b', 'c'], { ...job('npm ci'), ...more }, { packageManager: `npm@${version}` });
const other = (manager: string, lock: string, text: string, install: string, more: Files = {}): Files => ({
  'package.json': JSON.stringify({ name: 'made', packageManager: manager, dependencies: { left: '^1.0.0' } }),
  [lock]: text,
  ...job(install),
  ...more,
});

wallLaws(ignoreScripts, {
  absent: {
    'npm before 12': npm('11.11.0'),
    'npm of untold version': npmTree(['a', 'b'], job('npm ci')),
    'a global install beside scripts that are off': npm('11.11.0', {
      '.npmrc': 'ignore-scripts=true\n',
      ...job('npm ci && npm install -g corepack'),
    }),
    'yarn before 4.14': other('yarn@4.11.0', 'yarn.lock', YARN_LOCK, 'yarn install --immutable'),
  },
  standing: {
    'npm 12': npm('12.0.0'),
    'npm with its switch': npm('11.11.0', { '.npmrc': 'ignore-scripts=true\n' }),
    'yarn, off': other('yarn@4.11.0', 'yarn.lock', YARN_LOCK, 'yarn install --immutable', {
      '.yarnrc.yml': 'enableScripts: false\n',
    }),
    'pnpm 10': other('pnpm@10.20.0', 'pnpm-lock.yaml', PNPM_LOCK, 'pnpm install --frozen-lockfile'),
  },
  inapplicable: { '.github/workflows/release.yml': workflow('push', '      - run: make\n') },
  patched: {
    // .npmrc of documenso
    npm: npm('11.11.0', { '.npmrc': 'legacy-peer-deps = true\nprefer-dedupe = true\nmin-release-age = 7\n' }),
    'npm, switched on': npm('11.11.0', { '.npmrc': '; scripts\nignore-scripts=false\nsave-exact=true' }),
    // .yarnrc.yml of outline, scripts on
    'yarn 4': other('yarn@4.11.0', 'yarn.lock', YARN_LOCK, 'yarn install --immutable', {
      '.yarnrc.yml': 'nodeLinker: node-modules\n\nenableScripts: true # for now\n\nnpmMinimalAgeGate: 4320\n',
    }),
    // excalidraw keeps no .yarnrc
    'yarn 1': other('yarn@1.22.22', 'yarn.lock', YARN_1_LOCK, 'yarn --frozen-lockfile'),
    'pnpm 9': other('pnpm@9.15.0', 'pnpm-lock.yaml', PNPM_LOCK, 'pnpm install --frozen-lockfile'),
    // Dockerfile.base of outline
    'a global install': npm('12.0.0', {
      Dockerfile: 'FROM node:26.3.0 AS deps\nRUN npm install -g corepack\nRUN npm ci\nCMD ["node", "x"]\n',
    }),
  },
});

test('before npm 12 more leaks, and scripts of imports are not touched', async () => {
  const failure = async (files: Files) => (await surveyed(ignoreScripts, files)).of.choices[0]?.fails;
  expect(await failure(npm('11.11.0'))).toMatchObject([{ id: 'wall.ignore-scripts-builds' }]);
  expect(
    await failure(other('yarn@4.11.0', 'yarn.lock', YARN_LOCK, 'yarn install --immutable')),
  ).toMatchObject([{ id: 'wall.ignore-scripts' }]);
  const { of } = await surveyed(ignoreScripts, npm('11.11.0', job('npm ci && npm run build')));
  const steps = of.choices.flatMap((one) =>
    one.acts.flatMap((act) => (act.kind === 'steps' ? act.steps : [])),
  );
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.filter((id) => !id.startsWith('install-script: '))).toEqual([]);
});
