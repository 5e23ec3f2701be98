import { expect, test } from 'vitest';
import environmentProtection from '../../src/walls/catalogue/environment-protection.ts';
import { attested, attestedLaws } from '../support/attested-wall.ts';
import { PUBLISH } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const release = (environment: string, on = 'workflow_dispatch'): Files =>
  npmTree(['a', 'b'], {
    '.github/workflows/release.yml': workflow(
      on,
      `      - run: npm ci\n${PUBLISH}`,
      `    environment: ${environment}\n`,
    ),
  });

wallLaws(environmentProtection, {
  absent: {
    'a release': release('npm'),
    'one with an address': release('{ name: npm, url: "https://x.example" }'),
  },
  standing: {},
  inapplicable: npmTree(['a'], { '.github/workflows/x.yml': workflow('push', `      - run: npm ci\n`) }),
  patched: null,
});
attestedLaws(environmentProtection, release('npm'), 'walls.environment-protection.npm');

test('an attestation of one environment says nothing of another', async () => {
  const { of } = await surveyed(environmentProtection, release('npm'), [
    attested('walls.environment-protection.staging'),
    attested('walls.environment-protection'),
  ]);
  expect(of.sites.map((site) => site.state)).toEqual(['unknown']);
});
