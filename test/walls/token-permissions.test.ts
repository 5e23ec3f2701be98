import { expect, test } from 'vitest';
import tokenPermissions from '../../src/walls/catalogue/token-permissions.ts';
import { applied } from '../../src/walls/edits.ts';
import { type Files, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const PATH = '.github/workflows/ci.yml';
const UNPINNED = `      - uses: acme/lint@v1\n        with: { token: "\${{ secrets.LINT_TOKEN }}" }\n`;
/** A job beside those that write: of theirs a token keeps what they do with it. */
const LINT = `  lint:\n    runs-on: ubuntu-latest\n    steps:\n${UNPINNED}`;
const READ = 'permissions:\n  contents: read\n';
const of = (text: string): Files => ({ [PATH]: text });

// documenso, .github/workflows/publish.yml, with the token of the job in place of a stored one
const GHCR = `name: Publish Docker

on:
  push:
    branches: ['release']

# All that we ship.
jobs:
  build:
    name: Build and publish # both platforms
    runs-on: \${{ matrix.os }}
    strategy:
      matrix:
        os: [warp-ubuntu-latest-x64-4x]

    steps:
      - uses: actions/checkout@v4
      - name: Login to GitHub Container Registry
        uses: docker/login-action@v3
        with:
          registry: ghcr.io
          username: \${{ github.repository_owner }}
          password: \${{ secrets.GITHUB_TOKEN }}
      - run: docker push --all-tags ghcr.io/acme/app
  test:
    runs-on: ubuntu-latest
    steps:
    - uses: actions/setup-node@v4
    - run: npm ci
`;
// axios, .github/workflows/stale.yml
const STALE = `on:
    schedule:
        - cron: '0 0 * * *'
jobs:
    stale:
        runs-on: ubuntu-latest
        steps:
            - uses: actions/stale@v9
            - uses: acme/log@v1
              with: { token: '\${{ secrets.LOG_TOKEN }}' }
    lint:
        runs-on: ubuntu-latest
        steps:
            - uses: acme/lint@v1
              with: { token: '\${{ secrets.LOG_TOKEN }}' }
`;
const WRITE_ALL = `on: push
permissions: write-all # for now
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: |
          git commit -am x
          git push
      - run: gh release create v1
        env:
          GH_TOKEN: \${{ github.token }}
${UNPINNED}${LINT}`;

wallLaws(tokenPermissions, {
  absent: {
    'nothing stated': of(workflow('push', UNPINNED)),
    'write-all': of(`permissions: write-all\n${workflow('push', UNPINNED)}`),
  },
  standing: {
    'read at the top': of(`${READ}${workflow('push', UNPINNED)}`),
    'in the job': of(workflow('push', UNPINNED, '    permissions: {}\n')),
  },
  inapplicable: { 'package.json': '{ "name": "x" }\n' },
  patched: {
    'a push to the registry of the host': of(GHCR),
    'four blanks': of(STALE),
    'write-all': of(WRITE_ALL),
    'Windows line ends': of(GHCR.replaceAll('\n', '\r\n')),
    'write-all in a job': of(workflow('push', UNPINNED, '    permissions: write-all\n')),
  },
});

async function patchOf(text: string, more: Files = {}): Promise<string> {
  const files = { ...of(text), ...more };
  const { facts, of: found } = await surveyed(tokenPermissions, files);
  const [choice] = found.choices;
  if (choice === undefined) throw new Error('no choice');
  const patched = tokenPermissions.patch?.(
    choice,
    { text: (path) => files[path as keyof typeof files] ?? null, commitOf: () => null },
    facts,
  );
  return patched?.kind === 'edits' ? (applied(files, patched.edits)[PATH] ?? '') : `lacks ${patched?.what}`;
}

test('reading for all, before the comment of the jobs; what the job itself needs, in the job', async () => {
  expect(await patchOf(GHCR)).toBe(
    GHCR.replace('# All', `${READ}\n# All`).replace(
      `\${{ matrix.os }}\n`,
      `\${{ matrix.os }}\n    permissions:\n      contents: read\n      packages: write\n`,
    ),
  );
  expect(await patchOf(STALE)).toBe(
    STALE.replace('jobs:', 'permissions:\n    contents: read\njobs:').replace(
      'latest\n',
      'latest\n        permissions:\n            contents: read\n            issues: write\n            pull-requests: write\n',
    ),
  );
  expect(await patchOf(WRITE_ALL)).toBe(
    WRITE_ALL.replace('permissions: write-all # for now\n', `# for now\n${READ}`).replace(
      'latest\n',
      'latest\n    permissions:\n      contents: write\n',
    ),
  );
});

const script = (text: string): string =>
  workflow(
    'pull_request_target',
    `      - uses: actions/github-script@v8\n        with:\n          script: |\n            ${text}\n${UNPINNED}${LINT}`,
  );

test.each([
  ['github.rest.pulls.update({})', 'pull-requests: write'],
  ['await github.rest.issues.createComment({})', 'issues: write'],
  ['await github.paginate(github.rest.pulls.listFiles, {})', 'pull-requests: read'],
  ['github.rest.repos.createCommitStatus({})', 'statuses: write'],
])('a script that calls %s', async (text, scope) => {
  expect(await patchOf(script(text))).toContain(scope);
});

test.each([
  ['an action that is not known', '      - uses: acme/other@v1\n', 'acme/other@v1'],
  ['a command with the token', `      - run: ./x\n        env: { T: "\${{ github.token }}" }\n`, 'a command'],
  [
    'a command that is not known',
    `      - run: gh api x\n        env:\n          GH_TOKEN: \${{ github.token }}\n`,
    '`gh api',
  ],
  [
    'an action of the tree that is given it',
    `      - uses: ./a\n        with: { t: "\${{ github.token }}" }\n`,
    './a',
  ],
])('what cannot be told is to be stated by hand: %s', async (_name, steps, named) => {
  const text = await patchOf(workflow('push', `${steps}${UNPINNED}${LINT}`));
  expect(text).toMatch(/^lacks permissions of job build/);
  expect(text).toContain(named);
});

test('steps of an action of the tree count', async () => {
  const action = 'runs:\n  using: composite\n  steps:\n    - uses: actions/stale@v9\n';
  const text = await patchOf(workflow('push', `      - uses: ./a\n${UNPINNED}${LINT}`), {
    'a/action.yml': action,
  });
  expect(text).toContain('      issues: write\n');
});

test('text in flow style is left alone', async () => {
  const text = `on: push\njobs: { build: { runs-on: x, steps: [{ uses: 'acme/lint@v1', with: { token: "\${{ secrets.A_TOKEN }}" } }] } }\n`;
  expect(await patchOf(text)).toMatch(/^lacks .*by hand/);
});
