import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kindAt, walkDisk } from '../../src/io/disk.ts';

let base = '';
let root = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'bulkhead-disk-'));
  root = join(base, 'tree');
  mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const put = (path: string, content: string | Buffer = '{}'): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};
const walk = (maxFileSize = 1000) =>
  walkDisk(root, { maxFileSize, wanted: (path) => /(package\.json|\.lock)$/.test(path) });
const paths = (): string[] => walk().files.map((file) => file.path);
const codes = (): string[] => walk().diagnostics.map((one) => one.code);

describe('what is walked', () => {
  test('wanted files in order, copies and version control passed over and told', () => {
    for (const path of [
      'package.json',
      'a/package.json',
      'node_modules/x/package.json',
      'vendor/package.json',
      'test/fixtures/package.json',
      'x/testdata/package.json',
      'docs/package.json',
      'examples/package.json',
      'test/package.json',
      '.git/package.json',
    ])
      put(path);
    expect(paths()).toEqual([
      'a/package.json',
      'docs/package.json',
      'examples/package.json',
      'package.json',
      'test/package.json',
    ]);
    expect(
      walk()
        .skipped.map((one) => one.path)
        .sort(),
    ).toEqual(['.git', 'node_modules', 'test/fixtures', 'vendor', 'x/testdata']);
    expect(walk().skipped.find((one) => one.path === 'vendor')?.files).toBe(1);
  });

  test('.gitignore holds for its folder and below, and can be taken back', () => {
    put('.gitignore', 'build/\n*.lock\n!keep.lock\n');
    put('build/package.json');
    put('a.lock');
    put('keep.lock');
    put('sub/.gitignore', '/package.json\n');
    put('sub/package.json');
    put('sub/deep/package.json');
    expect(paths()).toEqual(['keep.lock', 'sub/deep/package.json']);
    expect(walk().skipped).toContainEqual({ path: 'a.lock', rule: '.gitignore', files: 1 });
  });

  test('links: a loop ends, a link out of the root is told and not followed, one inside is read', () => {
    put('package.json', '{"name":"inside"}');
    mkdirSync(join(base, 'outside'));
    writeFileSync(join(base, 'outside/secret.lock'), 'secret');
    symlinkSync('..', join(root, 'loop'));
    symlinkSync('.', join(root, 'self'));
    symlinkSync(join(base, 'outside'), join(root, 'away'));
    symlinkSync('../outside/secret.lock', join(root, 'yarn.lock'));
    symlinkSync('package.json', join(root, 'copy.lock'));
    symlinkSync('nowhere', join(root, 'broken.lock'));
    expect(paths()).toEqual(['copy.lock', 'package.json']);
    expect(codes().sort()).toEqual([
      'disk/broken-link',
      'disk/outside-root',
      'disk/outside-root',
      'disk/outside-root',
    ]);
  });

  test('what is neither file nor folder is left alone: a pipe would hang whoever opens it', () => {
    put('package.json');
    if (spawnSync('mkfifo', [join(root, 'pipe.lock')]).status !== 0) return;
    symlinkSync('pipe.lock', join(root, 'linked.lock'));
    expect(paths()).toEqual(['package.json']);
  });

  test('folders a thousand deep end in a diagnostic', () => {
    put(`${'d/'.repeat(150)}package.json`);
    expect(codes()).toEqual(['disk/too-deep']);
  });

  test('names with control characters are paths like any other', () => {
    put('a\nb\u001b[31m/package.json');
    expect(paths()).toEqual(['a\nb\u001b[31m/package.json']);
  });
});

describe('what is read', () => {
  const only = (maxFileSize?: number) => walk(maxFileSize).files[0]?.read();

  test('a byte order mark is dropped, bytes that are not UTF-8 are replaced and told', () => {
    put('package.json', '\ufeff{}');
    expect(only()).toMatchObject({ kind: 'text', text: '{}', diagnostics: [] });
    put('package.json', Buffer.from([0x7b, 0xff, 0x7d]));
    expect(only()).toMatchObject({
      kind: 'text',
      text: '{\ufffd}',
      diagnostics: [{ code: 'disk/invalid-utf8' }],
    });
  });

  test('a file over the limit is not read, and the hint can be typed', () => {
    put('package.json', ' '.repeat(2000));
    expect(only(1000)).toMatchObject({
      kind: 'unread',
      diagnostic: { code: 'disk/too-large', hint: '--max-file-size 1MB' },
    });
    expect(only(2000)).toMatchObject({ kind: 'text' });
  });

  test('a file that is gone by then is unread', () => {
    put('package.json');
    const [file] = walk().files;
    rmSync(join(root, 'package.json'));
    expect(file?.read()).toMatchObject({ kind: 'unread', diagnostic: { code: 'disk/unreadable' } });
  });

  test('what stands at a path', () => {
    put('package.json');
    expect([kindAt(root), kindAt(join(root, 'package.json')), kindAt(join(root, 'no'))]).toEqual([
      'folder',
      'file',
      'nothing',
    ]);
  });
});
