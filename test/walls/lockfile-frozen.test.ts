import { expect, test } from 'vitest';
import lockfileFrozen from '../../src/walls/catalogue/lockfile-frozen.ts';
import { applied } from '../../src/walls/edits.ts';
import { PNPM_LOCK, PUBLISH, YARN_1_LOCK } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const job = (install: string): Files => ({
  '.github/workflows/release.yml': workflow('push', `      - run: ${install}\n${PUBLISH}`),
});
const bare = (install: string, more: Files = {}): Files => ({
  'package.json': JSON.stringify({ name: 'made', dependencies: { left: '^1.0.0' } }),
  ...job(install),
  ...more,
});
const patched: Record<string, Files> = {
  // .npmrc and commands of juice-shop, beside a lockfile that was kept
  'a lockfile that npm is told not to look at': npmTree(['a', 'b'], {
    '.npmrc': '# no lock\npackage-lock=false\n',
    ...job('npm install --ignore-scripts'),
  }),
  'npm told at the command': npmTree(['a', 'b'], job('npm i --no-package-lock --no-audit')),
  'yarn 1 told at the command': bare('yarn install --no-lockfile', { 'yarn.lock': YARN_1_LOCK }),
  'pnpm told at the command': bare('pnpm install --no-lockfile', { 'pnpm-lock.yaml': PNPM_LOCK }),
};

wallLaws(lockfileFrozen, {
  absent: {
    'no lockfile': bare('npm install'),
    'requirements without hashes': job('pip install -r requirements.txt'),
    ...patched,
  },
  standing: {
    'npm ci': npmTree(['a', 'b'], job('npm ci')),
    'an install that keeps the lockfile': npmTree(['a', 'b'], job('npm install')),
    'requirements with hashes': job('pip install --require-hashes -r requirements.txt'),
  },
  inapplicable: { '.github/workflows/release.yml': workflow('push', '      - run: make\n') },
  patched,
});

test.each(Object.entries(patched))('%s: all of it stands once it is patched', async (_name, files) => {
  const { facts, of } = await surveyed(lockfileFrozen, files);
  const edits = of.choices.flatMap((choice) => {
    const patch = lockfileFrozen.patch?.(
      choice,
      { text: (path) => files[path] ?? null, commitOf: () => null },
      facts,
    );
    return patch?.kind === 'edits' ? patch.edits : [];
  });
  const after = await surveyed(lockfileFrozen, applied(files, edits));
  expect(after.of.state).toBe('standing');
  expect(after.of.sites.flatMap(({ mode }) => mode ?? [])).toEqual(['frozen']);
});

test('a lockfile is not made up', async () => {
  const { facts, of } = await surveyed(
    lockfileFrozen,
    bare('npm install', { '.npmrc': 'package-lock=false\n' }),
  );
  const patch = lockfileFrozen.patch?.(
    of.choices[0] as never,
    { text: () => null, commitOf: () => null },
    facts,
  );
  expect(patch).toMatchObject({
    kind: 'lacks',
    what: expect.stringContaining('`npm install --package-lock-only`'),
  });
});
