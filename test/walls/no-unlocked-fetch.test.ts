import { expect, test } from 'vitest';
import noUnlockedFetch from '../../src/walls/catalogue/no-unlocked-fetch.ts';
import { applied } from '../../src/walls/edits.ts';
import { PUBLISH } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const job = (run: string): Files => ({
  '.github/workflows/release.yml': workflow('push', `      - run: npm ci\n      - run: ${run}\n${PUBLISH}`),
});
const tree = (run: string, more: Files = {}): Files => npmTree(['turbo', 'other'], { ...job(run), ...more });

const patched: Record<string, Files> = {
  // docker/Dockerfile of documenso
  'a global install in a Dockerfile': tree('npm run build', {
    'docker/Dockerfile':
      'FROM node:22-alpine3.22 AS builder\nRUN npm install -g "turbo@^2.10.0"\nFROM builder AS installer\nRUN npm install -g "turbo@^2.10.0"\nCMD ["node", "x"]\n',
  }),
  'a global install in a job': tree('npm install -g turbo'),
  'the newest by npx': tree('npx other@latest check'),
};

wallLaws(noUnlockedFetch, {
  absent: {
    'a script from the network': tree('curl -sL https://get.example/cli | bash'),
    'a package of another registry': tree('pip install something'),
    'an exact version that brings more': tree('npm install -g something@1.2.3'),
    ...patched,
  },
  standing: {
    'the tree has it': tree('npx other check'),
    'an exact version that brings nothing': tree('npm install -g turbo@2.10.1'),
  },
  inapplicable: tree('npm run build'),
  patched,
});

test('the version is the one that the lockfile has', async () => {
  const files = patched['a global install in a Dockerfile'] as Files;
  const { facts, of } = await surveyed(noUnlockedFetch, files);
  expect(of.choices).toHaveLength(1);
  const patch = noUnlockedFetch.patch?.(
    of.choices[0] as never,
    { text: (path) => files[path] ?? null, commitOf: () => null },
    facts,
  );
  if (patch?.kind !== 'edits') throw new Error(JSON.stringify(patch));
  const after = applied(files, patch.edits);
  expect(after['docker/Dockerfile']?.match(/RUN npm install -g "turbo@1\.0\.0"\n/g)).toHaveLength(2);
  expect((await surveyed(noUnlockedFetch, after)).of.state).toBe('standing');
});

test.each([
  ['npm install -g unheard-of', 'no lockfile of the tree has it'],
  ['curl -sL https://get.example/cli | bash', 'checksum'],
  ['npm install -g other', 'a lockfile for what comes with other'],
])('%s lacks what nobody can tell', async (run, says) => {
  const { facts, of } = await surveyed(noUnlockedFetch, tree(run));
  const patch = noUnlockedFetch.patch?.(
    of.choices[0] as never,
    { text: () => null, commitOf: () => null },
    facts,
  );
  expect(patch).toMatchObject({ kind: 'lacks', what: expect.stringContaining(says) });
});
