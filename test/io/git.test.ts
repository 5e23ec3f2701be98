import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readHistory } from '../../src/io/git.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bulkhead-git-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function git(...args: string[]): string {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: root,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const { status, stdout, stderr } = spawnSync(
    'git',
    ['-c', 'init.defaultBranch=main', '-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args],
    { cwd: root, encoding: 'utf8', env },
  );
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
function commit(mail: string, date: string): void {
  git('add', '-A');
  const { status } = spawnSync(
    'git',
    [
      '-c',
      `user.email=${mail}`,
      '-c',
      'user.name=x',
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'x',
      `--date=${date}`,
    ],
    {
      cwd: root,
      env: { PATH: process.env.PATH ?? '', HOME: root, GIT_COMMITTER_DATE: date, GIT_CONFIG_NOSYSTEM: '1' },
    },
  );
  expect(status).toBe(0);
}

describe('history', () => {
  test('none without a repository, none in an empty one', () => {
    expect(readHistory(root, '2026-11-22').commit).toBeNull();
    git('init', '-q');
    expect(readHistory(root, '2026-11-22').commit).toBeNull();
  });

  test('committers of the year before the date, merges in the browser not counted', () => {
    git('init', '-q');
    put('a', '1');
    commit('old@example.org', '2024-01-01T00:00:00Z');
    commit('ada@example.org', '2026-06-01T00:00:00Z');
    commit('bob@example.org', '2026-07-01T00:00:00Z');
    commit('noreply@github.com', '2026-07-02T00:00:00Z');
    const history = readHistory(root, '2026-11-22');
    expect(history.commit).toBe(git('rev-parse', 'HEAD'));
    expect(history.committers).toBe(2);
    expect(readHistory(root, '2026-06-15').committers).toBe(1);
  });

  test('workflows of other refs, each content once, those of HEAD not', () => {
    git('init', '-q');
    put('.github/workflows/ci.yml', 'on: push\n');
    commit('a@example.org', '2026-06-01T00:00:00Z');
    git('checkout', '-q', '-b', 'other');
    put('.github/workflows/ci.yml', 'on: pull_request_target\n');
    put('.github/workflows/new.yml', 'on: push\njobs: {}\n');
    commit('a@example.org', '2026-06-02T00:00:00Z');
    git('branch', 'same');
    git('checkout', '-q', 'main');
    expect(readHistory(root, '2026-11-22').workflows).toEqual([
      { ref: 'refs/heads/other', path: '.github/workflows/ci.yml', text: 'on: pull_request_target\n' },
      { ref: 'refs/heads/other', path: '.github/workflows/new.yml', text: 'on: push\njobs: {}\n' },
    ]);
  });

  test('nothing that the repository configures is run', () => {
    git('init', '-q');
    put('a', '1');
    commit('a@example.org', '2026-06-01T00:00:00Z');
    const marker = join(root, 'was-run');
    put('run.sh', `#!/bin/sh\ntouch '${marker}'\n`);
    spawnSync('chmod', ['+x', join(root, 'run.sh')]);
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.alternateRefsCommand',
      'gpg.program',
      'diff.external',
      'core.editor',
      'credential.helper',
    ])
      git('config', key, join(root, 'run.sh'));
    git('config', 'log.showSignature', 'true');
    git('config', 'core.hooksPath', root);
    expect(readHistory(root, '2026-11-22').committers).toBe(1);
    expect(existsSync(marker)).toBe(false);
  });

  test('a repository that leads out of the root is not followed', () => {
    put('.git', 'gitdir: /somewhere/else\n');
    expect(readHistory(root, '2026-11-22')).toMatchObject({
      commit: null,
      diagnostics: [{ code: 'git/history' }],
    });
    rmSync(join(root, '.git'));
    git('init', '-q');
    put('.git/objects/info/alternates', '/somewhere/else\n');
    expect(readHistory(root, '2026-11-22')).toMatchObject({
      commit: null,
      diagnostics: [{ code: 'git/history' }],
    });
  });
});
