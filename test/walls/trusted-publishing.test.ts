import { expect, test } from 'vitest';
import trustedPublishing from '../../src/walls/catalogue/trusted-publishing.ts';
import { type Files, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const TOKEN =
  '      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: $' + '{{ secrets.NPM_TOKEN }}\n';
const IDENTITY = '    permissions:\n      id-token: write\n      contents: read\n';
const BARE = '      - run: npm publish --provenance\n';
const at = (name: string, text: string): Files => ({ [`.github/workflows/${name}.yml`]: text });
const both = { ...at('a', workflow('push', BARE, IDENTITY)), ...at('b', workflow('push', TOKEN)) };

wallLaws(trustedPublishing, {
  absent: {
    'a stored token': at('a', workflow('push', TOKEN)),
    // agentkit before 2025-03-14: the identity is there for provenance
    'a stored token with provenance': at('a', workflow('push', TOKEN, IDENTITY)),
    'an identity here and a token there': both,
  },
  standing: { 'no token anywhere': at('a', workflow('push', BARE, IDENTITY)) },
  inapplicable: at('a', workflow('push', '      - run: npm test\n')),
  patched: null,
});

test('partial while a token is named anywhere; absent where no job publishes by identity', async () => {
  const state = async (files: Files) => (await surveyed(trustedPublishing, files)).of.state;
  expect(await state(both)).toBe('partial');
  expect(await state(at('a', workflow('push', TOKEN, IDENTITY)))).toBe('absent');
  expect(await state(at('a', workflow('push', BARE)))).toBe('unknown');
});

test('a token that another job needs stays, and then the wall is worth little', async () => {
  const installs = at('b', workflow('push', TOKEN.replace('npm publish', 'npm ci')));
  const choice = async (files: Files) => (await surveyed(trustedPublishing, files)).of.choices[0];
  const publishes = at('a', workflow('push', TOKEN));
  expect((await choice(publishes))?.fails).toMatchObject([{ id: 'wall.trusted-publishing' }]);
  const left = await choice({ ...publishes, ...installs });
  expect(left?.fails).toMatchObject([{ id: 'wall.trusted-publishing-token-left' }]);
  expect(left?.title).toContain('NPM_TOKEN stays');
});

test('code in the job that publishes is not kept from publishing', async () => {
  const { of } = await surveyed(trustedPublishing, at('a', workflow('push', TOKEN)));
  const steps = of.choices.flatMap(({ acts }) =>
    acts.flatMap((act) => (act.kind === 'steps' ? act.steps : [])),
  );
  expect(steps.some((id) => id.startsWith('hold-secret: '))).toBe(true);
  expect(steps.filter((id) => id.includes('code/job/'))).toEqual([]);
});
