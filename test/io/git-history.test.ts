/** The past out of git objects: what each commit changed, old contents, bounds, and nothing of the repository run. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HISTORY_PATHS, readRepositoryHistory } from '../../src/io/git-history.ts';
import { EVERYTHING, type OldContent, type RepositoryHistory } from '../../src/model/history.ts';
import { npmLock, Repository } from '../support/repository.ts';

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
  repository.git(['init', '-q']);
});
afterEach(() => repository.remove());

function read(bounds = {}): RepositoryHistory {
  const history = readRepositoryHistory(repository.root, bounds);
  if (!('commits' in history)) throw new Error(history.unread);
  return history;
}

describe('commits', () => {
  test('what each changed against its first parent, merges and roots included; other files are not listed', () => {
    const first = repository.commit('2026-01-01T00:00:00Z', { 'package.json': '{}', 'src/a.ts': '1' });
    repository.git(['checkout', '-q', '-b', 'topic']);
    const topic = repository.commit('2026-01-02T00:00:00Z', { 'deep/folder/yarn.lock': '# x' });
    repository.git(['checkout', '-q', 'main']);
    const second = repository.commit('2026-01-03T00:00:00Z', { 'src/a.ts': '2' });
    repository.git(['merge', '-q', '--no-ff', '-m', 'x', 'topic'], '2026-01-04T00:00:00Z');
    repository.git(['rm', '-q', 'package.json']);
    const last = repository.commit('2026-01-05T00:00:00Z');
    const { commits, head, headRef, cut, shallow } = read();
    const changes = Object.fromEntries(
      commits.map((one) => [
        one.hash,
        one.changes.map(({ path, blob }) => `${path} ${blob === null ? '-' : '+'}`),
      ]),
    );
    const merge = repository.git(['rev-parse', 'HEAD~1']);
    expect(changes).toEqual({
      [first]: ['package.json +'],
      [topic]: ['deep/folder/yarn.lock +'],
      [second]: [],
      [merge]: ['deep/folder/yarn.lock +'],
      [last]: ['package.json -'],
    });
    expect(commits.find((one) => one.hash === merge)?.parents).toEqual([second, topic]);
    expect(commits[0]?.committed).toBe(Date.parse('2026-01-05T00:00:00Z') / 1000);
    expect({ head, headRef, cut, shallow }).toEqual({
      head: last,
      headRef: 'refs/heads/main',
      cut: [],
      shallow: false,
    });
  });

  test('all local refs: remotes, annotated tags, and a branch that was never merged', () => {
    const base = repository.commit('2026-01-01T00:00:00Z', { 'package.json': '{}' });
    const bot = repository.commit('2026-01-02T00:00:00Z', { 'package.json': '{"a":1}' });
    repository.git(['update-ref', 'refs/remotes/origin/dependabot/x', bot]);
    repository.git(['reset', '-q', '--hard', base]);
    repository.git(['tag', '-a', '-m', 'x', 'v1', base], '2026-02-01T00:00:00Z');
    const { refs, tags, commits } = read();
    expect(refs.map((ref) => ref.name).sort()).toEqual([
      'refs/heads/main',
      'refs/remotes/origin/dependabot/x',
      'refs/tags/v1',
    ]);
    expect(refs.every((ref) => commits.some((one) => one.hash === ref.commit))).toBe(true);
    expect(tags).toEqual([{ name: 'v1', created: Date.parse('2026-02-01T00:00:00Z') / 1000 }]);
  });

  test('odd names stay whole: newlines, quotes, a leading dash, a colon', () => {
    const names = [
      '-x/package.json',
      'a\nb/package.json',
      ':(glob)/package.json',
      'é"\'/package.json',
      '\u0001/package.json',
    ];
    repository.commit('2026-01-01T00:00:00Z', Object.fromEntries(names.map((name) => [name, '{}'])));
    expect(
      read()
        .commits[0]?.changes.map(({ path }) => path)
        .sort(),
    ).toEqual([...names].sort());
  });

  test('folders that the tree passes over are passed over in the past', () => {
    repository.commit('2026-01-01T00:00:00Z', {
      'package.json': '{}',
      'vendor/x/package.json': '{}',
      'test/fixtures/package.json': '{}',
    });
    expect(read().commits[0]?.changes.map(({ path }) => path)).toEqual(['package.json']);
  });
});

describe('bounds', () => {
  test('of commits: what is beyond is said, and the files of the edge are whole', () => {
    repository.commit('2026-01-01T00:00:00Z', { 'package.json': '{}' });
    repository.commit('2026-01-02T00:00:00Z', { 'yarn.lock': '# 1' });
    repository.commit('2026-01-03T00:00:00Z', { 'yarn.lock': '# 2' });
    const { commits, cut } = read({ commits: 2 });
    expect(commits).toHaveLength(2);
    expect(cut).toEqual(['only the 2 newest commits were read']);
    expect(commits[1]?.changes.map(({ path }) => path).sort()).toEqual(['package.json', 'yarn.lock']);
  });

  test('of contents and refs', async () => {
    repository.commit('2026-01-01T00:00:00Z', { 'yarn.lock': '# one', 'package.json': '{"a":"one"}' });
    repository.git(['branch', 'other']);
    const blobs = (read().commits[0]?.changes ?? []).flatMap(({ blob }) => blob ?? []);
    expect(await read({ bytesOfOne: 6 }).scan(blobs, EVERYTHING, () => {})).toEqual([
      '1 old files are larger than 0.000006 MB',
    ]);
    expect(await read({ bytes: 12 }).scan(blobs, EVERYTHING, () => {})).toHaveLength(1);
    expect(read({ refs: 1 }).cut).toEqual(['1 of 2 refs were not read']);
  });
});

describe('old contents', () => {
  const lock = npmLock({
    axios: '1.14.1',
    other: '2.0.0',
    ...Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`p${i}`, '1.0.0'])),
  });
  function blobsOf(files: Readonly<Record<string, string>>): string[] {
    repository.commit('2026-01-01T00:00:00Z', files);
    return (read().commits[0]?.changes ?? []).flatMap(({ blob }) => blob ?? []);
  }
  async function seen(
    blobs: readonly string[],
    names: readonly string[],
    texts: readonly string[] | null = null,
  ): Promise<(OldContent & { readonly digest: string })[]> {
    const found: (OldContent & { readonly digest: string })[] = [];
    const near = texts === null ? null : new Map(names.map((name) => [name, texts]));
    await read().scan(blobs, { names, near }, (one) => found.push({ ...one, digest: one.around(one.held) }));
    return found;
  }
  const many = Array.from({ length: 20 }, (_, i) => `q${i}`);

  test('are shown when they hold a name, with those that they hold and whether a version stands near', async () => {
    const blobs = blobsOf({ 'package-lock.json': lock, 'yarn.lock': '# nothing\n' });
    expect(await seen(blobs, [])).toHaveLength(2);
    expect(await seen(blobs, ['nothing-here'])).toHaveLength(0);
    expect(await seen(blobs, many)).toHaveLength(0);
    expect(await seen(blobs, [...many, 'axios'])).toMatchObject([{ held: ['axios'], near: ['axios'] }]);
    expect(await seen(blobs, ['axios', 'zed'], ['1.14.1'])).toMatchObject([
      { held: ['axios'], near: ['axios'] },
    ]);
    expect(await seen(blobs, ['node_modules/p1999'], ['1.14.1'])).toMatchObject([{ near: [] }]);
    expect(await seen(blobs, ['axios'], ['7.7.7'])).toMatchObject([{ near: [] }]);
    const near = new Map([['axios', ['7.7.7']]]);
    const shown: (readonly string[])[] = [];
    await read().scan(blobs, { names: ['axios', 'other'], near }, (one) => shown.push(one.near));
    await read().scan(blobs, { names: ['axios'], near }, (one) => shown.push(one.near));
    expect(shown).toEqual([['other'], []]);
  });

  test('a name may hide behind an escape', async () => {
    const [blob = ''] = blobsOf({ 'package-lock.json': '{"\\u0061xios": 1}\n' });
    expect(await seen([blob], ['axios'], ['1.14.1'])).toMatchObject([{ held: [], near: [], hides: true }]);
  });

  test('large contents, empty ones, and many in one go come whole and in order', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`p${i}/yarn.lock`, 'é'.repeat(i * i * 40) + String(i)]),
    );
    blobsOf({ ...files, 'package-lock.json': lock, 'yarn.lock': '', 'x/yarn.lock': '\n\n' });
    const changes = read().commits[0]?.changes ?? [];
    const expected = new Map(
      changes.map(({ path, blob }) => [
        blob,
        { ...files, 'package-lock.json': lock, 'yarn.lock': '', 'x/yarn.lock': '\n\n' }[path],
      ]),
    );
    const texts: (readonly [string, string])[] = [];
    const order = [...expected.keys()].map(String);
    expect(await read().scan(order, EVERYTHING, ({ blob, text }) => texts.push([blob, text()]))).toEqual([]);
    expect(texts).toEqual([...expected]);
  });

  test('what stands around a name is alike for contents that differ elsewhere, and only for those', async () => {
    const lines = (place: number, version: string, far: string): string =>
      Array.from({ length: 300 }, (_, i) =>
        i === 150 ? 'axios' : i === place ? version : i === 0 ? far : '',
      ).join('\n');
    const digest = async (text: string): Promise<string | undefined> => {
      const [blob = ''] = blobsOf({ 'yarn.lock': text });
      return (await seen([blob], ['axios']))[0]?.digest;
    };
    const base = await digest(lines(155, '1', 'a'));
    expect(await digest(lines(155, '1', 'b'))).toBe(base);
    for (const place of [138, 149, 155, 210]) {
      const one = await digest(lines(place, '1', 'c'));
      expect(await digest(lines(place, '2', 'c')), String(place)).not.toBe(one);
      expect(await digest(lines(place, '1', 'd')), String(place)).toBe(one);
    }
  });

  test('what the visit throws is thrown on', async () => {
    const blobs = blobsOf({ 'package-lock.json': lock });
    const broken = read().scan(blobs, EVERYTHING, () => {
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
  });

  test('a missing object is counted, and no crash', async () => {
    repository.commit('2026-01-01T00:00:00Z', { 'yarn.lock': '# one' });
    expect(await read().scan(['0'.repeat(40)], EVERYTHING, () => {})).toEqual([
      '1 old files could not be read',
    ]);
  });
});

describe('a hostile repository', () => {
  test('nothing that it configures is run', async () => {
    repository.commit('2026-01-01T00:00:00Z', {
      'package.json': '{"name":"axios"}',
      '.gitattributes': '* diff=x\n',
    });
    const marker = join(repository.root, 'was-run');
    repository.put({ 'run.sh': `#!/bin/sh\ntouch '${marker}'\n` });
    repository.git(['config', 'core.hooksPath', repository.root]);
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.alternateRefsCommand',
      'diff.external',
      'diff.x.command',
      'diff.x.textconv',
      'gpg.program',
      'pager.log',
      'pager.grep',
      'alias.log',
      'alias.grep',
    ])
      repository.git(['config', key, `!sh ${join(repository.root, 'run.sh')}`]);
    repository.git(['config', 'log.showSignature', 'true']);
    repository.git(['config', 'grep.fallbackToNoIndex', 'true']);
    repository.git(['config', 'log.follow', 'true']);
    repository.git(['config', 'log.diffMerges', 'off']);
    const history = read();
    const blobs = history.commits.flatMap((one) => one.changes.flatMap(({ blob }) => blob ?? []));
    let visits = 0;
    await history.scan(blobs, { names: ['axios'], near: null }, (one) => {
      visits += one.text().includes('axios') ? 1 : 0;
    });
    expect(visits).toBe(1);
    expect(existsSync(marker)).toBe(false);
  });

  test('no git, a link to elsewhere, an empty repository', () => {
    expect(readRepositoryHistory(repository.root)).toEqual({ unread: 'there is no commit yet' });
    rmSync(join(repository.root, '.git'), { recursive: true });
    expect(readRepositoryHistory(repository.root)).toEqual({ unread: 'there is no .git in the folder' });
    repository.put({ '.git': 'gitdir: /somewhere/else\n' });
    expect(readRepositoryHistory(repository.root)).toEqual({
      unread: 'the history lies outside the given root',
    });
  });
});

test('every file that readers know is looked for in the past', () => {
  const patterns = HISTORY_PATHS.map(
    (glob) => new RegExp(`(^|/)${glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`),
  );
  for (const path of [
    'package-lock.json',
    'a/npm-shrinkwrap.json',
    'a/yarn.lock',
    'pnpm-lock.yaml',
    'bun.lock',
    'bun.lockb',
    'package.json',
    '.npmrc',
    '.yarnrc.yml',
    'pnpm-workspace.yaml',
    'bunfig.toml',
    '.github/workflows/ci.yml',
    '.github/workflows/ci.yaml',
    '.github/actions/x/action.yml',
    'Dockerfile',
    'docker/Dockerfile.web',
    'x.Dockerfile',
    'Containerfile',
    '.github/dependabot.yml',
    'renovate.json5',
    '.github/renovate.json',
    '.renovaterc',
    '.github/CODEOWNERS',
    'app.json',
    'fly.toml',
    'netlify.toml',
    'render.yaml',
    'vercel.json',
  ])
    expect(
      patterns.some((one) => one.test(path)),
      path,
    ).toBe(true);
});
