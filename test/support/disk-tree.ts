/** Small trees written to disk, for tests of the whole command line. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { Files } from './made-tree.ts';

/** A folder with these files; it is gone when the tests of the file are done. */
export function onDisk(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'bulkhead-tree-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
