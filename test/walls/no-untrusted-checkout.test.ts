import { expect, test } from 'vitest';
import noUntrustedCheckout from '../../src/walls/catalogue/no-untrusted-checkout.ts';
import { applied } from '../../src/walls/edits.ts';
import { type Files, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const PATH = '.github/workflows/check.yml';
const HEAD = `\${{ github.event.pull_request.head.sha }}`;
const RUNS = `      - run: npm ci && npm test\n        env:\n          TOKEN: \${{ secrets.NPM_TOKEN }}\n`;
const checkout = (inputs: string): string =>
  `      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2\n${inputs}`;
const on = (event: string, steps: string): Files => ({ [PATH]: workflow(event, steps) });
const ref = checkout(`        with:\n          ref: ${HEAD}\n`);

// microservices-demo, .github/workflows/deploy-pr.yaml: items as far out as their key
const DEPLOY = `on:
  workflow_run:
    workflows: [CI]
    types:
      - completed
jobs:
  deployment-tests:
    runs-on: ubuntu-24.04
    permissions:
      contents: read
      id-token: write
    steps:
    - uses: actions/checkout@v7
      with:
        repository: \${{ github.event.workflow_run.head_repository.full_name }}
        ref: \${{ github.event.workflow_run.head_sha }}
        allow-unsafe-pr-checkout: true
    - name: Deploy
      run: ./deploy.sh
      env:
        KEY: \${{ secrets.NPM_TOKEN }}
`;
// trivy, .github/workflows/apidiff.yaml before 2026-03: the merge commit, with more inputs and a comment
const APIDIFF = `on:
  pull_request_target:
    types: [opened, synchronize]
jobs:
  apidiff:
    runs-on: ubuntu-24.04
    steps:
      - name: Checkout
        uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          # the merge
          ref: refs/pull/\${{ github.event.pull_request.number }}/merge
          fetch-depth: 0
      - uses: joelanford/go-apidiff@60c4206be8f84348ebda2a3e0c3ac9cb54b8f685 # v0.8.3
        with:
          token: \${{ secrets.API_TOKEN }}
`;
// outline, .github/workflows/close-translation-prs.yml
const CLOSE = `on:
  pull_request_target:
    types:
      - opened
jobs:
  close-translation-prs:
    if: github.event.pull_request.user.login != 'outline-translations'
    runs-on: ubuntu-latest
    permissions:
      pull-requests: write
    steps:
      - uses: actions/github-script@v8
        with:
          script: |
            await github.rest.pulls.update({ state: 'closed' });
`;

wallLaws(noUntrustedCheckout, {
  absent: {
    'the head of a pull request': on('pull_request_target', ref + RUNS),
    'a command': on(
      'issue_comment',
      `      - run: gh pr checkout \${{ github.event.issue.number }} && npm test\n        env:\n          GH_TOKEN: \${{ secrets.BOT_PAT }}\n`,
    ),
    'the head of a run': { [PATH]: DEPLOY },
  },
  standing: {
    'nothing is checked out': { [PATH]: CLOSE },
    'the base is checked out': on('pull_request_target', checkout('') + RUNS),
    'the change is read and never run': on(
      'pull_request_target',
      `${checkout(`        with:\n          ref: ${HEAD}\n          path: change\n`)}      - run: wc -l README.md\n        env:\n          TOKEN: \${{ secrets.NPM_TOKEN }}\n`,
    ),
  },
  inapplicable: on('pull_request', ref + RUNS),
  patched: {
    'no input is left': on('pull_request_target', ref + RUNS),
    'items as far out as their key': { [PATH]: DEPLOY },
    'more inputs and a comment': { [PATH]: APIDIFF },
    'Windows line ends': { [PATH]: APIDIFF.replaceAll('\n', '\r\n') },
  },
});

async function patchOf(files: Files): Promise<string> {
  const { facts, of } = await surveyed(noUntrustedCheckout, files);
  const [choice] = of.choices;
  if (choice === undefined) throw new Error('no choice');
  const text = (path: string): string | null => files[path] ?? null;
  const patched = noUntrustedCheckout.patch?.(choice, { text, commitOf: () => null }, facts);
  return patched?.kind === 'edits' ? (applied(files, patched.edits)[PATH] ?? '') : `lacks ${patched?.what}`;
}

test('the lines of the head go, and nothing else', async () => {
  expect(await patchOf({ [PATH]: APIDIFF })).toBe(APIDIFF.replace(/ *ref: .*\n/, ''));
  expect(await patchOf({ [PATH]: DEPLOY })).toBe(DEPLOY.replace(/ {6}with:\n( {8}.*\n)+/, ''));
});

test('a job that compares two trees is to be split by hand', async () => {
  const two = on('pull_request_target', checkout('        with:\n          path: base\n') + ref + RUNS);
  expect(await patchOf(two)).toMatch(/^lacks a split of job build .*more than one tree/);
});
