import { expect, test } from 'vitest';
import extensionCooldown from '../../src/walls/catalogue/extension-cooldown.ts';
import { PUBLISH } from '../support/locks.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const container = (...names: string[]): Files =>
  npmTree(['a'], {
    '.devcontainer/devcontainer.json': JSON.stringify({ customizations: { vscode: { extensions: names } } }),
    '.github/workflows/release.yml': workflow('push', PUBLISH),
  });
const recommended = npmTree(['a'], {
  '.vscode/extensions.json': '{ "recommendations": ["acme.lint"] }',
  '.github/workflows/release.yml': workflow('push', PUBLISH),
});

wallLaws(extensionCooldown, {
  absent: { 'in a container': container('acme.lint', 'other.theme'), recommended },
  standing: { pinned: container('acme.lint@1.2.3') },
  inapplicable: npmTree(['a']),
  patched: null,
});

test('on machines it is attested, and each publisher is work', async () => {
  expect((await surveyed(extensionCooldown, recommended)).of).toMatchObject({
    state: 'unknown',
    choices: [{ attest: 'walls.extension-cooldown' }],
  });
  const held = [
    { fact: 'walls.extension-cooldown', value: 'standing', by: 'us', on: '2026-11-01', until: '2027-01-01' },
  ];
  expect((await surveyed(extensionCooldown, recommended, held)).of.state).toBe('standing');
  const { of } = await surveyed(extensionCooldown, container('acme.lint', 'acme.more', 'other.theme@1.0.0'));
  expect(of.state).toBe('partial');
  expect(of.choices[0]?.hours).toMatchObject([{ count: 1 }]);
});
