import { expect, test } from 'vitest';
import publishApproval from '../../src/walls/catalogue/publish-approval.ts';
import { type Files, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const PUBLISH =
  '      - run: npm publish\n        env:\n          NODE_AUTH_TOKEN: $' + '{{ secrets.NPM_TOKEN }}\n';
const CHECK = workflow('push', '      - uses: acme/lint@v1\n');
/** Published by hand (nx before 2025-08), beside a check whose token may start it. */
const release = (job = ''): Files => ({
  '.github/workflows/check.yml': CHECK,
  '.github/workflows/release.yml': workflow('workflow_dispatch', PUBLISH, job),
});

wallLaws(publishApproval, {
  absent: {
    'no environment': release(),
    'an environment of unknown protection': release('    environment: npm\n'),
  },
  standing: {},
  inapplicable: { '.github/workflows/ci.yml': workflow('push', '      - run: npm test\n') },
  patched: null,
});

test('an environment is unknown until it is attested', async () => {
  const named = release('    environment:\n      name: npm\n');
  const attested = (value: string) => [
    { fact: 'walls.publish-approval.npm', value, on: '2026-11-01', until: '2027-01-01', by: 'a' },
  ];
  expect((await surveyed(publishApproval, release())).of.state).toBe('absent');
  const unknown = (await surveyed(publishApproval, named)).of;
  expect([unknown.state, unknown.choices[0]?.attest]).toEqual(['unknown', 'walls.publish-approval.npm']);
  const standing = (await surveyed(publishApproval, named, attested('standing'))).of;
  expect([standing.state, standing.choices]).toEqual(['standing', []]);
  expect((await surveyed(publishApproval, named, attested('absent'))).of.state).toBe('absent');
});
