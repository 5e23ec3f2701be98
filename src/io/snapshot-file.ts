/**
 * A snapshot as one file, to carry to a machine without a network: gzip of
 *
 *     bulkhead-snapshot/1\n
 *     the manifest, JSON on one line \n
 *     the files, in order of the manifest, one after the other
 */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SnapshotManifest, StoredFile } from '../model/snapshot.ts';
import { Refused } from './refused.ts';
import { manifestOf, readStored, replaceManifest, store } from './snapshot-store.ts';

const HEAD = 'bulkhead-snapshot/1\n';
/** A gzip may unpack to a thousand times its size: it stops here. */
const MOST = 2e9;

const filesOf = ({ sources }: SnapshotManifest): StoredFile[] =>
  sources.flatMap(({ table, index }) => (index === null ? [table] : [table, index]));

/** @throws Refused when a file of the snapshot is damaged */
export function exportSnapshot(folder: string, manifest: SnapshotManifest, to: string): void {
  const files = filesOf(manifest).map((file) => readStored(folder, file));
  const head = Buffer.from(`${HEAD}${JSON.stringify(manifest)}\n`);
  const part = `${to}.part`;
  try {
    writeFileSync(part, gzipSync(Buffer.concat([head, ...files]), { level: 6 }));
    renameSync(part, to);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/**
 * Puts the snapshot of a file in place of the one that is there.
 * @throws Refused when it is no snapshot, cut off or damaged: nothing is changed then
 */
export function importSnapshot(from: string, folder: string): SnapshotManifest {
  const bytes = unpacked(from);
  const line = bytes.indexOf('\n', HEAD.length);
  if (bytes.toString('latin1', 0, HEAD.length) !== HEAD || line === -1) throw notOne('is no snapshot');
  const manifest = manifestOf(bytes.toString('utf8', HEAD.length, line));
  let at = line + 1;
  for (const file of filesOf(manifest)) {
    const content = bytes.subarray(at, at + file.bytes);
    at += file.bytes;
    const title = file.name.split('.')[0] as string;
    const stored = content.length === file.bytes ? store(folder, title, content) : null;
    if (stored?.sha256 !== file.sha256 || stored.name !== file.name) throw notOne('is damaged');
  }
  if (at !== bytes.length) throw notOne('is damaged');
  replaceManifest(folder, manifest);
  return manifest;
}

const notOne = (what: string): Refused =>
  new Refused(`the file ${what}`, 'export it anew with: bulkhead data export FILE');

function unpacked(from: string): Buffer {
  try {
    if (!statSync(from).isFile()) throw new Error('no regular file');
  } catch {
    throw new Refused('there is no such file', 'give what bulkhead data export wrote');
  }
  try {
    return gunzipSync(readFileSync(from), { maxOutputLength: MOST });
  } catch {
    throw notOne('is no snapshot, or cut off');
  }
}
