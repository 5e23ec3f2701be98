import { expect, test } from 'vitest';
import botMergeGate from '../../src/walls/catalogue/bot-merge-gate.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const service = (more: Files): Files =>
  npmTree(['a', 'b', 'c'], {
    Dockerfile: 'FROM node:26.3.0\nRUN npm ci\nEXPOSE 80\nCMD ["node", "x"]\n',
    ...more,
  });
const merging = workflow(
  'pull_request',
  '      - uses: dependabot/fetch-metadata@v2\n      - uses: fastify/github-action-merge-dependabot@v3\n',
);
const DEPENDABOT =
  'version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n    schedule: { interval: daily }\n';

const patched: Record<string, Files> = {
  // renovate.json of changed-files, cut
  'a rule that merges': service({
    'renovate.json':
      '{\n  "extends": ["config:recommended"],\n  "enabled": true,\n  "rebaseWhen": "auto",\n  "packageRules": [\n    {\n      "matchUpdateTypes": ["minor", "patch", "pin", "digest"],\n      "automerge": true,\n      "labels": ["merge when passing"]\n    }\n  ]\n}\n',
  }),
  'all of it': service({ '.github/renovate.json': '{ "automerge": true }\n' }),
  'with comments': service({
    'renovate.json5':
      '{\n  // we trust these\n  automerge: true,\n  lockFileMaintenance: { enabled: true, automerge: true },\n}\n',
  }),
};

wallLaws(botMergeGate, {
  absent: {
    ...patched,
    'a workflow that merges for dependabot': service({
      '.github/dependabot.yml': DEPENDABOT,
      '.github/workflows/merge.yml': merging,
    }),
    'a preset that lies elsewhere': service({ 'renovate.json': '{ "extends": ["github>acme/presets"] }\n' }),
  },
  standing: {
    'renovate that only proposes': service({ 'renovate.json': '{ "extends": ["config:recommended"] }\n' }),
  },
  inapplicable: service({}),
  patched,
});

test('of dependabot no file says it, and people do', async () => {
  const files = service({ '.github/dependabot.yml': DEPENDABOT });
  expect((await surveyed(botMergeGate, files)).of).toMatchObject({ state: 'unknown', choices: [] });
  const held = [
    { fact: 'walls.bot-merge-gate', value: 'standing', by: 'us', on: '2026-11-01', until: '2027-01-01' },
  ];
  expect((await surveyed(botMergeGate, files, held)).of.state).toBe('standing');
});

test('a preset, and a workflow, are not written over', async () => {
  for (const [more, says] of [
    [{ 'renovate.json': '{ "extends": [":automergeAll"] }\n' }, 'preset'],
    [{ '.github/dependabot.yml': DEPENDABOT, '.github/workflows/merge.yml': merging }, 'merge.yml'],
  ] as const) {
    const files = service(more);
    const { facts, of } = await surveyed(botMergeGate, files);
    const patch = botMergeGate.patch?.(
      of.choices[0] as never,
      { text: (path) => files[path] ?? null, commitOf: () => null },
      facts,
    );
    expect(patch).toMatchObject({ kind: 'lacks', what: expect.stringContaining(says) });
  }
});
