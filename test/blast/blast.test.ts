// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflow expressions are texts here
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Blast } from '../../src/model/blast.ts';
import {
  type MadeCommit,
  type MadeHistory,
  madeHistory,
  manifest,
  npmLock,
  Repository,
} from '../support/repository.ts';
import { runCli } from '../support/terminal.ts';

/** The repository that is asked about. Those of the same history are one, which no test alters. */
let repository: Repository;
const histories = new Map<string, MadeHistory>();
const others: Repository[] = [];
afterAll(() => {
  for (const one of [...[...histories.values()].map((history) => history.repository), ...others])
    one.remove();
});

/** @returns ids of the commits */
function history(made: readonly MadeCommit[], refs?: Readonly<Record<string, number>>): readonly string[] {
  const key = JSON.stringify([made, refs]);
  const found = histories.get(key) ?? madeHistory(made, refs);
  histories.set(key, found);
  repository = found.repository;
  return found.commits;
}

const committed = (files: Readonly<Record<string, string>>): unknown =>
  history([{ date: '2026-03-01T00:00:00Z', files }]);

/** A repository of this test alone, which it may alter. */
function own(made: Repository): Repository {
  others.push(made);
  repository = made;
  return made;
}

const project = new URL('../..', import.meta.url).pathname;
const valid = new Ajv2020({ strict: true, allErrors: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(join(project, 'schema/blast-1.json'), 'utf8')),
);

interface Answer {
  readonly code: number;
  readonly blast: Blast;
}

const answers = new Map<string, Promise<Answer>>();

/** What is asked twice of one repository is answered once. */
function ask(...args: string[]): Promise<Answer> {
  const key = [repository.root, ...args].join('\0');
  const answer = answers.get(key) ?? askAnew(...args);
  answers.set(key, answer);
  return answer;
}

async function askAnew(...args: string[]): Promise<Answer> {
  const { code, out, usage } = await runCli(['blast', ...args, '--format', 'json'], { cwd: repository.root });
  if (usage !== null) throw usage;
  const blast = JSON.parse(out) as Blast;
  expect(valid(blast), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  return { code, blast };
}

const CI = `on: push
permissions:
  contents: read
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - run: npm test
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`;
const clean = { 'package.json': manifest({ axios: '^1.14.0' }), '.github/workflows/ci.yml': CI };
const WINDOW = ['--window', '2026-03-31T00:21Z/2026-03-31T03:15Z'];

/** Clean, then a day with the malicious release in the lock, then clean again. */
function exposedOnMain(): { readonly bad: string; readonly good: string } {
  const [, bad = '', good = ''] = history([
    {
      date: '2026-03-01T00:00:00Z',
      files: { ...clean, 'package-lock.json': npmLock({ axios: '1.14.0' }) },
    },
    { date: '2026-03-31T01:00:00Z', files: { 'package-lock.json': npmLock({ axios: '1.14.1' }) } },
    { date: '2026-03-31T09:00:00Z', files: { 'package-lock.json': npmLock({ axios: '1.14.2' }) } },
  ]);
  return { bad, good };
}

describe('a package', () => {
  test('held by the lock in the window: exposed, with commits, times, jobs, credentials and steps', async () => {
    const { bad } = exposedOnMain();
    const { code, blast } = await ask('npm:axios@1.14.1', ...WINDOW);
    expect(code).toBe(1);
    expect(blast.verdict).toBe('exposed');
    expect(blast.when.found[0]).toMatchObject({
      kind: 'locked',
      text: 'axios@1.14.1',
      commit: bad,
      at: { path: 'package-lock.json', line: 12 },
      spans: [
        {
          branch: 'main',
          kind: 'main',
          from: '2026-03-31T01:00:00Z',
          to: '2026-03-31T09:00:00Z',
          firstCommit: bad,
          lastCommit: bad,
        },
      ],
    });
    expect(blast.ran.places.map((one) => one.kind)).toEqual(expect.arrayContaining(['job', 'machine']));
    const job = blast.ran.places.find((one) => one.kind === 'job');
    expect(job).toMatchObject({ id: 'job/.github/workflows/ci.yml#build', triggers: ['push'] });
    // The push that brought it in started one; on a laptop 2 h 15 min of the window had it.
    expect(job?.expectedRuns).toBe(1);
    const laptop = blast.ran.places.find((one) => one.kind === 'machine');
    expect(laptop?.expectedRuns).toBeCloseTo(((laptop?.perYear ?? 0) * 2.25) / 8766, 9);
    expect(blast.ran.commands).toEqual([
      'gh run list --workflow=ci.yml --created=2026-03-31T00:21:00Z..2026-03-31T03:15:00Z --limit=1000',
    ]);
    expect(blast.held.credentials[0]).toMatchObject({ name: 'NPM_TOKEN', opens: ['npm'] });
    expect(blast.held.credentials[0]?.places[0]).toMatchObject({
      at: { path: '.github/workflows/ci.yml', line: 13 },
    });
    expect(blast.held.credentials[0]?.probability).toBeGreaterThan(0.5);
    const groups = blast.steps.map((one) => one.group);
    expect([...new Set(groups)]).toEqual([
      'freeze',
      'isolate',
      'find-runs',
      'revoke',
      'delete',
      'pin',
      'look',
      'warn',
    ]);
    const levels = blast.steps
      .filter((one) => one.group === 'revoke' && one.level >= 0)
      .map((one) => one.level);
    expect(levels).toEqual([...levels].sort());
  });

  test('the same history without a window: exposed ever', async () => {
    exposedOnMain();
    expect((await ask('npm:axios@1.14.1')).code).toBe(1);
  });

  test('a window in which the lock held another version: resolved clean, with that version', async () => {
    exposedOnMain();
    const { code, blast } = await ask('npm:axios@1.14.1', '--window', '2026-03-10/2026-03-12');
    expect(code).toBe(0);
    expect(blast.verdicts).toEqual([
      {
        what: 'npm:axios@1.14.1',
        kind: 'package',
        verdict: 'resolved-clean',
        clean: ['1.14.0'],
        reasons: [],
      },
    ]);
    expect(blast.steps).toEqual([]);
  });

  test('never there', async () => {
    exposedOnMain();
    const { code, blast } = await ask('npm:left-pad@*');
    expect([code, blast.verdict, blast.verdicts[0]?.clean]).toEqual([0, 'resolved-clean', []]);
  });

  test('only on the branch of a bot, that was never merged', async () => {
    const [, bot] = history(
      [
        {
          date: '2026-03-01T00:00:00Z',
          files: { ...clean, 'package-lock.json': npmLock({ axios: '1.14.0' }) },
        },
        {
          date: '2026-03-31T01:00:00Z',
          files: { 'package-lock.json': npmLock({ axios: '1.14.1' }) },
          author: 'renovate[bot]',
        },
      ],
      { 'refs/heads/main': 0, 'refs/remotes/origin/renovate/axios-1.x': 1 },
    );
    const { code, blast } = await ask('npm:axios@1.14.1', ...WINDOW);
    expect(code).toBe(1);
    expect(blast.when.found[0]?.spans).toMatchObject([
      { branch: 'origin/renovate/axios-1.x', kind: 'bot', to: null, firstCommit: bot },
    ]);
    expect(blast.ran.places.some((one) => one.kind === 'job')).toBe(true);
  });

  test('on a branch that a merge brought in, between two clean states of main', async () => {
    const last = { 'package-lock.json': npmLock({ axios: '1.14.2' }) };
    history([
      {
        date: '2026-03-01T00:00:00Z',
        files: { ...clean, 'package-lock.json': npmLock({ axios: '1.14.0' }) },
      },
      { date: '2026-03-31T01:00:00Z', files: { 'package-lock.json': npmLock({ axios: '1.14.1' }) } },
      { date: '2026-03-31T02:00:00Z', files: last },
      { date: '2026-04-01T00:00:00Z', files: last, from: 0, merges: 2 },
    ]);
    const { blast } = await ask('npm:axios@1.14.1', ...WINDOW);
    expect(blast.when.found[0]?.spans).toMatchObject([
      { kind: 'merged', from: '2026-03-31T01:00:00Z', to: '2026-03-31T02:00:00Z' },
    ]);
    expect((await ask('npm:axios@1.14.1', '--window', '2026-04-02/2026-04-03')).code).toBe(0);
  });

  test.each(['npm install -g axios', 'npx axios', 'npm install -g axios@^1.14.0'])(
    'an unlocked command names it: cannot exclude (%s)',
    async (command) => {
      const workflow = CI.replace('npm ci', command);
      committed({
        'package.json': manifest({}),
        'package-lock.json': npmLock({ other: '1.0.0' }),
        '.github/workflows/ci.yml': workflow,
      });
      const { code, blast } = await ask('npm:axios@1.14.1', ...WINDOW);
      expect(code).toBe(4);
      expect(blast.verdicts[0]?.reasons[0]).toMatchObject({
        at: { path: '.github/workflows/ci.yml', line: 9 },
      });
      expect(blast.when.fresh[0]).toMatchObject({ command, how: 'names' });
      expect(blast.steps[0]?.group).toBe('find-runs');
    },
  );

  test('the tree’s own copy is what npx runs', async () => {
    committed({
      ...clean,
      '.github/workflows/ci.yml': CI.replace('npm test', 'npx axios'),
      'package-lock.json': npmLock({ axios: '1.14.0' }),
    });
    expect((await ask('npm:axios@1.14.1', ...WINDOW)).code).toBe(0);
  });

  test('the tree’s own copy is what npx ran, in a state that is gone, whatever its version', async () => {
    history([
      {
        date: '2026-03-01T00:00:00Z',
        files: {
          ...clean,
          '.github/workflows/ci.yml': CI.replace('npm test', 'npx axios'),
          'package-lock.json': npmLock({ axios: '1.13.0' }),
        },
      },
      {
        date: '2026-03-02T00:00:00Z',
        files: { ...clean, 'package-lock.json': npmLock({ axios: '1.14.0' }) },
      },
    ]);
    const { code, blast } = await ask('npm:axios@1.14.1');
    expect(code).toBe(0);
    expect(blast.when.found.filter((one) => one.kind === 'fetched')).toEqual([]);
  });

  test('a command that names the very version has fetched it', async () => {
    committed({
      'package.json': manifest({}),
      '.github/workflows/ci.yml': CI.replace('npm ci', 'npx axios@1.14.1'),
    });
    const { code, blast } = await ask('npm:axios@1.14.1', ...WINDOW);
    expect([code, blast.when.found[0]?.kind]).toEqual([1, 'fetched']);
  });

  test('another package of an unlocked command may bring it in', async () => {
    committed({
      ...clean,
      'package-lock.json': npmLock({ axios: '1.14.0' }),
      '.github/workflows/ci.yml': CI.replace('npm test', 'npm install -g some-tool'),
    });
    const { code, blast } = await ask('npm:axios@1.14.1', ...WINDOW);
    expect([code, blast.when.fresh[0]?.how, blast.verdicts[0]?.clean]).toEqual([4, 'brings', ['1.14.0']]);
  });

  test.each([
    ['^1.14.0', 4, 'names'],
    ['^2.0.0', 4, 'brings'],
  ])('a manifest without lockfile, range %s', async (range, code, how) => {
    committed({
      'package.json': manifest({ axios: range }),
      '.github/workflows/ci.yml': CI.replace('npm ci', 'npm install'),
    });
    const answer = await ask('npm:axios@1.14.1', ...WINDOW);
    expect([answer.code, answer.blast.when.fresh[0]?.how]).toEqual([code, how]);
  });

  test('every package of a scope, and versions by range and purl', async () => {
    committed({
      ...clean,
      'package-lock.json': npmLock({
        '@nx/js': '21.5.0',
        nx: '21.5.1',
        axios: { name: 'real', version: '3.0.0' },
      }),
    });
    expect((await ask('npm:@nx/*')).blast.when.found.map((one) => one.text)).toEqual(['@nx/js@21.5.0']);
    expect((await ask('npm:nx@>=21.5.0 <21.6.0')).code).toBe(1);
    expect((await ask('pkg:npm/%40nx/js@21.5.0')).code).toBe(1);
    expect((await ask('npm:nx@20.9.0 || 21.5.1')).code).toBe(1);
    expect((await ask('npm:nx@20.9.0 || 21.5.0')).code).toBe(0);
    expect((await ask('npm:real@3.0.0')).code).toBe(1);
    expect((await ask('npm:axios@*')).code).toBe(0);
  });

  test('a lock that is not committed counts as held', async () => {
    const made = madeHistory([
      {
        date: '2026-03-01T00:00:00Z',
        files: { ...clean, 'package-lock.json': npmLock({ axios: '1.14.0' }) },
      },
    ]);
    own(made.repository).put({ 'package-lock.json': npmLock({ axios: '1.14.1' }) });
    const { code, blast } = await ask('npm:axios@1.14.1', ...WINDOW);
    expect([code, blast.when.found[0]?.spans[0]?.kind]).toEqual([1, 'working-tree']);
  });

  test('other lockfiles of the past are read by their own readers', async () => {
    const yarn = (version: string): string =>
      `# yarn lockfile v1\n\n\nother@^1.0.0:\n  version "1.0.0"\n\naxios@^1.0.0:\n  version "${version}"\n`;
    const pnpm = (version: string): string =>
      `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      axios:\n        specifier: ^1.0.0\n        version: ${version}\n\npackages:\n\n  axios@${version}:\n    resolution: {integrity: sha512-x}\n\n  other@1.0.0:\n    resolution: {integrity: sha512-x}\n\nsnapshots:\n\n  axios@${version}: {}\n\n  other@1.0.0: {}\n`;
    const bun = (version: string): string =>
      `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": { "name": "made", "dependencies": { "axios": "^1.0.0" } },\n  },\n  "packages": {\n    "axios": ["axios@${version}", "", {}, "sha512-x"],\n\n    "other": ["other@1.0.0", "", {}, "sha512-x"],\n  }\n}\n`;
    const locks = { 'a/yarn.lock': yarn, 'b/pnpm-lock.yaml': pnpm, 'c/bun.lock': bun };
    const all = (version: string): Record<string, string> =>
      Object.fromEntries(Object.entries(locks).map(([path, make]) => [path, make(version)]));
    history([
      { date: '2026-03-31T01:00:00Z', files: all('1.14.1') },
      { date: '2026-04-01T01:00:00Z', files: all('1.14.2') },
    ]);
    const { blast } = await ask('npm:axios@1.14.1');
    expect(blast.when.found.map((one) => one.at.path).sort()).toEqual(Object.keys(locks));
    expect((await ask('npm:axios@1.14.1', '--window', '2026-04-02/2026-04-03')).blast.verdicts).toMatchObject(
      [{ verdict: 'resolved-clean', clean: ['1.14.2'] }],
    );
  });

  test('another ecosystem has no reader: cannot exclude', async () => {
    committed(clean);
    expect((await ask('pkg:pypi/litellm@1.82.7')).code).toBe(4);
  });
});

describe('what makes an answer uncertain', () => {
  test('a shallow clone', async () => {
    exposedOnMain();
    const { root } = repository;
    own(new Repository()).git(['clone', '-q', '--depth=1', `file://${root}`, '.']);
    const { code, blast } = await ask('npm:axios@1.14.1');
    expect([code, blast.when.read.shallow]).toEqual([4, true]);
    expect(blast.verdicts[0]?.reasons.map((one) => one.text).join()).toContain('shallow');
  });

  test('no git: the tree as it is now, and that the history could not be read', async () => {
    own(new Repository()).put({ ...clean, 'package-lock.json': npmLock({ axios: '1.14.1' }) });
    expect((await ask('npm:axios@1.14.1')).code).toBe(1);
    const { code, blast } = await ask('npm:axios@1.14.0');
    expect([code, blast.when.read.unread]).toEqual([4, 'there is no .git in the folder']);
    expect(blast.verdicts[0]?.clean).toEqual(['1.14.1']);
  });

  test('a lockfile that cannot be read', async () => {
    committed({ ...clean, 'package-lock.json': '{ "axios": ' });
    const { code, blast } = await ask('npm:axios@1.14.1');
    expect(code).toBe(4);
    expect(JSON.stringify(blast.verdicts[0]?.reasons)).toContain('package-lock.json');
  });

  test('a .git that leads elsewhere is not followed', async () => {
    own(new Repository()).put({ ...clean, '.git': 'gitdir: /somewhere/else\n' });
    expect((await ask('npm:axios@1.14.1')).blast.when.read.unread).toContain('outside');
  });
});

describe('an action', () => {
  const uses = (reference: string): string =>
    `on: pull_request\njobs:\n  changes:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${reference}\n`;
  test('one that was taken out again, in a workflow that is gone', async () => {
    const old = '.github/workflows/old.yml';
    history([
      { date: '2025-03-01T00:00:00Z', files: { [old]: uses('tj-actions/changed-files@v39') } },
      { date: '2025-03-16T00:00:00Z', files: { ...clean, [old]: null } },
    ]);
    const { code, blast } = await ask('tj-actions/changed-files@*', '--window', '2025-03-14/2025-03-15');
    expect(code).toBe(1);
    expect(blast.ran.places.map((one) => one.id)).toEqual(['job/.github/workflows/old.yml#changes']);
    expect(blast.held.tokens[0]).toMatchObject({ kind: 'github-token' });
    expect((await ask('tj-actions/changed-files@*', '--window', '2025-03-17/2025-03-18')).code).toBe(0);
  });
});

describe('other things that fall', () => {
  test('a credential: jobs that hold it, and what it opens', async () => {
    committed({
      ...clean,
      'package-lock.json': npmLock({ axios: '1.14.0' }),
    });
    for (const asked of [
      'credential/NPM_TOKEN',
      'NPM_TOKEN',
      'credential:NPM_TOKEN#.github/workflows/ci.yml',
    ]) {
      const { code, blast } = await ask(asked);
      expect([code, blast.when.found[0]?.kind]).toEqual([1, 'named']);
      expect(blast.held.credentials.find((one) => one.name === 'NPM_TOKEN')?.probability).toBe(1);
    }
    expect((await ask('OTHER_TOKEN')).code).toBe(0);
  });

  test('an image, a vendor, a surface of the tree', async () => {
    committed({
      ...clean,
      Dockerfile: 'FROM node:20-alpine\nRUN npm ci\n',
      '.github/workflows/ci.yml': CI.replace('ubuntu-latest', 'blacksmith-4vcpu-ubuntu-2404'),
      'package-lock.json': npmLock({ axios: '1.14.0' }),
    });
    expect((await ask('image:node:20-alpine')).code).toBe(1);
    expect((await ask('image:docker.io/library/node:*')).code).toBe(1);
    expect((await ask('image:node:22')).code).toBe(0);
    const vendor = await ask('vendor:blacksmith');
    expect([vendor.code, vendor.blast.ran.places[0]?.runner]).toEqual([1, 'vendor']);
    expect((await ask('account:maintainers')).code).toBe(1);
    expect((await ask('workflow:.github/workflows/none.yml#x')).code).toBe(0);
  });
});

describe('the request', () => {
  test('a list as incidents have them, junk told line by line', async () => {
    exposedOnMain();
    const list = [
      'Package,Version',
      '# remark',
      'axios,1.14.1',
      '- left-pad@1.3.0',
      '"@nx/js", "= 21.5.0 || = 21.6.0"',
      'plain-crypto-js: 4.2.1, 4.2.2',
      'Total of five packages, see below!',
      'action:tj-actions/changed-files@v39',
      '',
      '| debug | 4.4.2 |',
    ].join('\n');
    const folder = own(new Repository()).put({ 'list.csv': list });
    exposedOnMain();
    const { code, blast } = await ask('--list', join(folder.root, 'list.csv'), ...WINDOW);
    expect(code).toBe(1);
    expect(blast.verdicts.map((one) => `${one.verdict} ${one.what}`)).toEqual([
      'exposed npm:axios@1.14.1',
      'resolved-clean npm:left-pad@1.3.0',
      'resolved-clean npm:@nx/js@= 21.5.0 || = 21.6.0',
      'resolved-clean npm:plain-crypto-js@4.2.1 || 4.2.2',
      'resolved-clean action:tj-actions/changed-files@v39',
      'resolved-clean npm:debug@4.4.2',
    ]);
    expect(blast.diagnostics).toMatchObject([
      { code: 'blast/list-line', at: { path: join(folder.root, 'list.csv'), line: 7 } },
    ]);
  });

  test('a list of hundreds of names finds the same', async () => {
    exposedOnMain();
    const names = Array.from({ length: 300 }, (_, i) => `package-${i}@1.0.${i}`);
    const folder = own(new Repository()).put({ 'list.txt': [...names, 'axios@1.14.1'].join('\n') });
    exposedOnMain();
    const { blast } = await ask('--list', join(folder.root, 'list.txt'));
    expect(blast.verdicts.filter((one) => one.verdict === 'exposed').map((one) => one.what)).toEqual([
      'npm:axios@1.14.1',
    ]);
  });

  test('the last word is the PATH when it is a folder and names nothing', async () => {
    exposedOnMain();
    const cwd = mkdtempSync(join(tmpdir(), 'bulkhead-'));
    try {
      for (const args of [
        ['npm:axios@1.14.1', repository.root],
        ['-C', repository.root, 'npm:axios@1.14.1'],
        ['npm:axios@1.14.1', 'npm:left-pad@*', repository.root],
      ])
        expect((await runCli(['blast', ...args], { cwd })).code).toBe(1);
      expect((await runCli(['blast', 'npm:axios@1.14.1', './nothing'], { cwd })).usage?.exitCode).toBe(2);
      expect((await runCli(['blast', repository.root], { cwd })).usage?.hint).toContain('npm:axios@1.14.1');
      expect((await runCli(['blast', 'npm:axios@1.14.1'], { cwd })).usage?.exitCode).toBe(3);
      writeFileSync(join(cwd, 'empty.txt'), '# nothing\n');
      expect((await runCli(['blast', '--list', 'empty.txt', repository.root], { cwd })).usage?.exitCode).toBe(
        2,
      );
    } finally {
      rmSync(cwd, { recursive: true });
    }
  });

  test.each([
    [['axios'], 'npm:axios@*'],
    [['npm:axios@one.two'], 'range'],
    [['npm:ax*@1'], 'scope'],
    [['npm:axios@1.14.1', '--window', 'yesterday'], 'FROM/TO'],
    [['npm:axios@1.14.1', '--window', '2026-02-30/2026-03-01'], 'FROM/TO'],
    [['npm:axios@1.14.1', '--window', '2026-03-02/2026-03-01'], 'FROM/TO'],
    [['npm:axios@1.14.1', '--format', 'pdf'], 'markdown'],
  ])('%j is refused with a hint', async (args, hint) => {
    exposedOnMain();
    const { usage } = await runCli(['blast', ...args], { cwd: repository.root });
    expect(`${usage?.message} ${usage?.hint}`).toContain(hint);
    expect(usage?.exitCode).toBe(2);
  });
});

const HOSTILE = "a'$(touch x)`b`\u001b[31m<script>@ada \u202e|[x](https://evil.example).yml";
const JOB = '"<img src=x>@ada"';

describe('hostile names', () => {
  const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;
  beforeEach(() => {
    committed({
      [`.github/workflows/${HOSTILE.replace('https://evil.example', 'evil.example')}`]: `on: push\njobs:\n  x:\n    name: ${JOB}\n    runs-on: ubuntu-latest\n    steps:\n      - run: "npm install -g axios '@everyone' <script> [x](https://evil.example)"\n        env:\n          A: \${{ secrets.NPM_TOKEN }}\n`,
    });
  });

  test.each(['terminal', 'markdown', 'json'])('no control reaches a terminal in %s', async (format) => {
    const { out, code } = await runCli(['blast', 'npm:axios@1.14.1', '--format', format], {
      cwd: repository.root,
    });
    expect(code).toBe(4);
    expect(out).not.toMatch(CONTROLS);
    if (format === 'terminal')
      // A name that is one long word of a command stays in one piece, so that it can be copied.
      for (const line of out.split('\n').filter((one) => !one.includes('--workflow=')))
        expect([...line].length).toBeLessThanOrEqual(80);
  });

  test('Markdown pings nobody, links nothing and holds no HTML outside of code', async () => {
    const { out } = await runCli(['blast', 'npm:axios@1.14.1', '--format', 'markdown'], {
      cwd: repository.root,
    });
    const outside = out.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
    expect(outside).not.toMatch(/@[a-z]|<[a-z]|\]\(|https?:/i);
  });

  test('the command that lists the runs is one shell word a name', async () => {
    const { blast } = await ask('npm:axios@1.14.1');
    const [command = ''] = blast.ran.commands;
    const name = command.replace('gh run list --workflow=', '').replace(' --limit=1000', '');
    const { spawnSync } = await import('node:child_process');
    const said = spawnSync('bash', ['-c', `printf %s ${name}`], {
      encoding: 'utf8',
      cwd: repository.root,
      env: { LC_ALL: 'C.UTF-8', PATH: process.env.PATH ?? '' },
    });
    expect(said.stdout).toBe(HOSTILE.replace('https://evil.example', 'evil.example'));
  });
});

describe('the first screen', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'bulkhead-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  test('80 columns and 24 lines hold the verdict and the first thing to do', async () => {
    exposedOnMain();
    const { out } = await runCli(['blast', 'npm:axios@1.14.1', ...WINDOW], { cwd: repository.root });
    const screen = out.split('\n').slice(0, 24);
    expect(screen.join('\n')).toMatch(
      /EXPOSED {2}npm:axios@1\.14\.1[\s\S]*Do first[\s\S]*gh workflow disable/,
    );
    expect(out.split('\n').every((line) => [...line].length <= 80)).toBe(true);
    const titles = out.split('\n').filter((line) => /^\d /.test(line));
    expect(titles).toEqual([
      '1 Verdict',
      '2 When',
      '3 Where it ran',
      '4 What it could hold',
      '5 Do, in this order',
      '6 Who else',
      '7 What this cannot see',
    ]);
    expect(out.toLowerCase()).not.toMatch(/\bsafe\b/);
  });

  test('goldens', async () => {
    exposedOnMain();
    for (const [format, file] of [
      ['terminal', 'blast-exposed.txt'],
      ['markdown', 'blast-exposed.md'],
    ] as const) {
      const { out } = await runCli(['blast', 'npm:axios@1.14.1', ...WINDOW, '--format', format], {
        cwd: repository.root,
      });
      await expect(out).toMatchFileSnapshot(`../golden/${file}`);
    }
  });
});
