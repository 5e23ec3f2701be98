import { expect, test } from 'vitest';
import tokenLifetime from '../../src/walls/catalogue/token-lifetime.ts';
import { attested, attestedLaws } from '../support/attested-wall.ts';
import { RELEASE, TESTS_ONLY } from '../support/guarded-trees.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

wallLaws(tokenLifetime, {
  absent: { 'a release by token': RELEASE },
  standing: {},
  inapplicable: TESTS_ONLY,
  patched: null,
});
attestedLaws(tokenLifetime, RELEASE, 'walls.token-lifetime.NPM_TOKEN');

test('a token of a kind that ends has its lifetime; theft is rarer where one is attested', async () => {
  const kind = await surveyed(tokenLifetime, RELEASE, [attested('credentials.NPM_TOKEN', 'fine-grained')]);
  expect(kind.of).toMatchObject({ state: 'standing', choices: [] });
  const { run } = await surveyed(tokenLifetime, RELEASE, [attested('walls.token-lifetime.NPM_TOKEN')]);
  const { odds } = run.assessment;
  expect(odds.anySurface.mean).toBeLessThan(odds.anySurfaceUnattested?.mean ?? 0);
});
