// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow expressions are texts here
/** Ways that real projects had, on their workflows cut down: coinbase/agentkit, March 2025, and three others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { techniques } from '../../src/graph/techniques/index.generated.ts';
import { assessed, type Files } from '../support/made-tree.ts';
import { woven } from '../support/woven.ts';

const CHANGELOG = '.github/workflows/changelog.yml';
const changelog = (top = '', env = ''): string => `name: Changelog
on: [pull_request]
${top}jobs:
  check-changelog-python:
    runs-on: ubuntu-latest
${env}    steps:
      - uses: actions/checkout@v4
      - uses: tj-actions/changed-files@v39
  check-changelog-typescript:
    runs-on: ubuntu-latest
${env}    steps:
      - uses: actions/checkout@v4
      - uses: tj-actions/changed-files@v39
`;
const NIGHTLY = `name: Publish Nightly Builds
on:
  workflow_dispatch:
  schedule:
    - cron: "0 0 * * *"
jobs:
  prepare-nightly:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: main
      - run: git push origin nightly --force
  publish-npm-nightly:
    needs: prepare-nightly
    runs-on: ubuntu-latest
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - run: npm publish --tag nightly
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`;
const agentkit = (text: string): Files => ({
  [CHANGELOG]: text,
  '.github/workflows/publish_nightly.yml': NIGHTLY,
  'package.json': JSON.stringify({ name: 'agentkit', version: '1.0.0', dependencies: { viem: '^2.0.0' } }),
});
const ACTION = { surface: /^action:tj-actions/ };
const TOKEN = [/^holds\/secret\/NPM_TOKEN$/];
const chance = async (files: Files): Promise<number> =>
  (await woven(files, '2025-03-13')).reached(ACTION, TOKEN)[0] as number;

describe('an action in a job without secrets, beside a nightly release', async () => {
  const real = await woven(agentkit(changelog()), '2025-03-13');
  const [p = 0] = real.reached(ACTION, TOKEN);

  it('has no way to a secret inside its own job', () => {
    const inside = real.graph.steps.filter(
      ({ from, to }) => from.startsWith(`code/job/${CHANGELOG}`) && to.startsWith('holds/secret/'),
    );
    expect(inside).toEqual([]);
  });

  it('has a way by the default token, the branch and the nightly run, marked unknown', () => {
    const way = real.graph.steps.filter(
      ({ from, to }) => from.startsWith('holds/token/') && to === 'can/push',
    );
    expect(way.some((step) => step.unknown?.attest === 'github.default-token')).toBe(true);
    expect(real.graph.steps.some(({ from, to }) => from === 'branch/unseen' && to.includes('nightly'))).toBe(
      true,
    );
    expect(p).toBeGreaterThan(0.1);
  });

  it('reaches the token at most half as likely as with the token in its job', async () => {
    const beside = await chance(agentkit(changelog('', '    env:\n      T: ${{ secrets.NPM_TOKEN }}\n')));
    expect(p).toBeLessThanOrEqual(beside / 2);
  });

  it('is as good as stopped by `contents: read`', async () => {
    expect(await chance(agentkit(changelog('permissions:\n  contents: read\n')))).toBeLessThanOrEqual(
      0.03 * p,
    );
  });
});

const readerFixture = (folder: string, path: string): Files => ({
  [path]: readFileSync(
    join(import.meta.dirname, '../readers/github-workflow/fixtures', folder, 'input', path),
    'utf8',
  ),
});

describe('other ways', () => {
  it('a privileged run that takes an artifact of the change is among the three largest of its tree', async () => {
    const { shocks } = await assessed(
      readerFixture('boutique-workflow-run', '.github/workflows/deploy-pr.yaml'),
    );
    const ranked = [...shocks]
      .sort((a, b) => (b.shareOfLoss ?? 0) - (a.shareOfLoss ?? 0))
      .map(({ id }) => id);
    expect(ranked.slice(0, 3).some((id) => /^workflow\/.*deploy-pr/.test(id))).toBe(true);
  });

  it('a checkout of the change leads to the token of its job, whatever the comment claims', async () => {
    const { reached } = await woven(
      readerFixture('trivy-apidiff', '.github/workflows/apidiff.yaml'),
      '2026-02-26',
    );
    const [token = 0] = reached({ surface: /^workflow:.*apidiff/ }, [/^holds\/token\/.*apidiff/]);
    expect(token).toBeGreaterThan(0.8);
  });

  it('a pull_request_target without checkout that closes pull requests is no way in', async () => {
    const text = `on:
  pull_request_target:
    types: [opened]
jobs:
  close:
    runs-on: ubuntu-latest
    permissions:
      pull-requests: write
    steps:
      - uses: actions/github-script@v7
        with:
          script: |
            const title = context.payload.pull_request.title;
            if (title.startsWith('Translations')) await github.rest.pulls.update({ state: 'closed' });
`;
    const { places } = await woven({ '.github/workflows/close.yml': text });
    expect(places.surfaces.filter((surface) => surface.kind === 'workflow')).toEqual([]);
  });

  it('are told with an incident each, and an id of ATT&CK', () => {
    for (const { id, example, attck } of techniques) {
      expect(example.length, id).toBeGreaterThan(3);
      expect(attck ?? '', id).toMatch(/^T\d{4}(\.\d{3})?$/);
    }
  });
});
