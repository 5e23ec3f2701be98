/**
 * The folder of a snapshot: files named after their content, and one list of them that is replaced as a whole.
 *
 * A reader sees the snapshot of before or of after, never a part: files of the old one go only when the new list is
 * in place. One update at a time, held by a lock that names its process.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { SNAPSHOT_FORMAT, type SnapshotManifest, type StoredFile } from '../model/snapshot.ts';
import { Refused } from './refused.ts';

const MANIFEST = 'manifest.json';
const LOCK = 'lock';
const MOST_MANIFEST = 1e6;
/** An update that still runs after so long is none. */
const LOCK_HOURS = 6;

/** Null when there is none. @throws Refused for one that cannot be read or has another format */
export function readManifest(folder: string): SnapshotManifest | null {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return null;
  const damaged = new Refused('the snapshot is damaged', 'read it anew with: bulkhead data update');
  let manifest: SnapshotManifest;
  try {
    if (statSync(path).size > MOST_MANIFEST) throw damaged;
    manifest = JSON.parse(readFileSync(path, 'utf8')) as SnapshotManifest;
  } catch {
    throw damaged;
  }
  return checked(manifest, damaged);
}

function checked(manifest: SnapshotManifest, damaged: Refused): SnapshotManifest {
  const format: unknown = manifest?.format;
  if (typeof format !== 'number') throw damaged;
  if (format !== SNAPSHOT_FORMAT)
    throw new Refused(
      `the snapshot has format ${format}, this bulkhead reads ${SNAPSHOT_FORMAT}`,
      format < SNAPSHOT_FORMAT
        ? 'read it anew with: bulkhead data update'
        : 'use the newer bulkhead that wrote it',
    );
  const files = Array.isArray(manifest.sources)
    ? manifest.sources.flatMap((one) => [one?.table, ...(one?.index === null ? [] : [one?.index])])
    : [null];
  if (!files.every(isFile)) throw damaged;
  return manifest;
}

/** Names are of our own making: anything else would be a way out of the folder. */
const isFile = (file: StoredFile | null | undefined): boolean =>
  typeof file === 'object' &&
  file !== null &&
  /^[a-z0-9-]{1,60}\.[0-9a-f]{64}$/.test(file.name) &&
  Number.isSafeInteger(file.bytes) &&
  /^[0-9a-f]{64}$/.test(file.sha256);

/** The manifest of a text that is not on disk yet. @throws Refused as `readManifest` does */
export function manifestOf(text: string): SnapshotManifest {
  const damaged = new Refused('it is no snapshot', 'export it anew with: bulkhead data export FILE');
  try {
    return checked(JSON.parse(text) as SnapshotManifest, damaged);
  } catch (error) {
    throw error instanceof Refused ? error : damaged;
  }
}

const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Whether the file is there, as long as it was; its content is compared when it is read. */
export const isStored = (folder: string, { name, bytes }: StoredFile): boolean =>
  statSync(join(folder, name), { throwIfNoEntry: false })?.size === bytes;

/** @throws Refused when the file is not there or not what the manifest says */
export function readStored(folder: string, file: StoredFile): Buffer {
  const path = join(folder, file.name);
  const hint = 'read it anew with: bulkhead data update';
  let bytes: Buffer;
  try {
    if (statSync(path).size !== file.bytes) throw new Error('another size');
    bytes = readFileSync(path);
  } catch {
    throw new Refused('a file of the snapshot is missing or cut off', hint);
  }
  if (sumOf(bytes) !== file.sha256) throw new Refused('a file of the snapshot is damaged', hint);
  return bytes;
}

/** Puts a file there; no list names it yet. @param source its id, such as `osv/npm` */
export function store(folder: string, source: string, bytes: Uint8Array): StoredFile {
  mkdirSync(folder, { recursive: true });
  const sha256 = sumOf(bytes);
  const name = `${source.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.${sha256}`;
  const path = join(folder, name);
  const part = `${path}.part`;
  try {
    writeFileSync(part, bytes);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  return { name, bytes: bytes.length, sha256 };
}

/** From now on this is the snapshot; files that it does not name are gone. */
export function replaceManifest(folder: string, manifest: SnapshotManifest): void {
  const path = join(folder, MANIFEST);
  const part = `${path}.part`;
  try {
    writeFileSync(part, `${JSON.stringify(manifest, null, 1)}\n`);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  const named = new Set(manifest.sources.flatMap(({ table, index }) => [table.name, index?.name ?? '']));
  for (const name of readdirSync(folder))
    if (/^[a-z0-9-]{1,60}\.[0-9a-f]{64}(\.part)?$/.test(name) && !named.has(name))
      rmSync(join(folder, name), { force: true });
}

/** Holds the folder for one update. @returns what gives it free @throws Refused when another holds it */
export function lock(folder: string, now: number): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, LOCK);
  for (let tries = 0; tries < 2; tries++) {
    try {
      writeFileSync(path, JSON.stringify({ pid: process.pid, since: now }), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const pid = holderOf(path, now);
      if (pid !== null)
        throw new Refused(
          `another update is at work (process ${pid})`,
          'wait until it is done; if there is none, remove the file "lock" in the folder of the snapshot',
        );
      rmSync(path, { force: true });
    }
  }
  throw new Refused('another update has just begun', 'wait until it is done');
}

/** The process that holds a lock, null when it is gone. */
function holderOf(path: string, now: number): number | null {
  try {
    const { pid, since } = JSON.parse(readFileSync(path, 'utf8')) as { pid: number; since: number };
    if (now - since > LOCK_HOURS * 3_600_000) return null;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? -1 : null;
  }
}
