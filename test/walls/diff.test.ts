/** Unified diffs against git itself. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unifiedDiff } from '../../src/walls/diff.ts';
import fc from '../support/property.ts';

const line = fc.constantFrom('a', 'b', 'c', '', '  - run: x', 'a\r', '-', '+', '\\');
const text = fc
  .tuple(fc.array(line, { maxLength: 24 }), fc.boolean())
  .map(([lines, ended]) => lines.join('\n') + (ended && lines.length > 0 ? '\n' : ''));

/** All cases in one folder and one patch: git is asked once. */
function appliedByGit(cases: readonly { path: string; before: string | null; after: string }[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-diff-'));
  try {
    spawnSync('git', ['init', '-q'], { cwd: folder });
    for (const { path, before } of cases) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (before !== null) writeFileSync(join(folder, path), before);
    }
    const patch = cases.map((one) => unifiedDiff(one.path, one.before, one.after)).join('');
    if (patch !== '') {
      const done = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
        cwd: folder,
        input: patch,
        encoding: 'utf8',
      });
      expect(done.stderr, patch).toBe('');
      expect(done.status).toBe(0);
    }
    return cases.map(({ path }) => readFileSync(join(folder, path), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('unified diffs', () => {
  test('git applies them, and finds what was meant', () => {
    const drawn = fc.sample(fc.tuple(text, text), 300);
    const cases = drawn.map(([before, after], i) => ({ path: `f${i}`, before, after }));
    expect(appliedByGit(cases)).toEqual(cases.map((one) => one.after));
  });

  test('a file that is new, in a folder that is new, with a name that git quotes', () => {
    const cases = [
      { path: '.npmrc', before: null, after: 'min-release-age=7\n' },
      { path: 'a b/ü".txt', before: null, after: 'x' },
      { path: 'c/ü', before: 'one\ntwo\n', after: 'one\n2\n' },
    ];
    expect(appliedByGit(cases)).toEqual(cases.map((one) => one.after));
  });

  test('one changed line of many is one hunk of seven lines and no more', () => {
    const before = Array.from({ length: 40 }, (_, i) => `line ${i}\n`).join('');
    const after = before.replace('line 20\n', 'line twenty # kept\n');
    expect(unifiedDiff('f', before, after)).toBe(
      `diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -18,7 +18,7 @@\n line 17\n line 18\n line 19\n-line 20\n+line twenty # kept\n line 21\n line 22\n line 23\n`,
    );
    expect(unifiedDiff('f', before, before)).toBe('');
  });

  test('texts that have nothing in common are replaced, however long', () => {
    const long = (word: string): string => Array.from({ length: 5000 }, (_, i) => `${word}${i}\n`).join('');
    const diff = unifiedDiff('f', long('a'), long('b'));
    expect(diff.split('\n').filter((one) => one.startsWith('+b')).length).toBe(5000);
  });
});
