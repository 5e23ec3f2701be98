/** A snapshot of public records on disk: what lies there, and where it came from. */
import type { SnapshotSource } from './advisory.ts';

/** Format of the files of a snapshot; another one is not read. */
export const SNAPSHOT_FORMAT = 1;

/** A file of the snapshot, named after its content and never changed. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  /** Of the content, hexadecimal. */
  readonly sha256: string;
}

/** What a server, or a folder, said of a file when it was read: sent back, it tells whether anything changed. */
export interface Validator {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** One source of the snapshot and its files. */
export interface StoredSource extends SnapshotSource {
  /** ISO date of the day on which it was last read. */
  readonly fetched: string;
  /** Host it was read from; `a folder` for a mirror on disk: its path is nobody else's business. */
  readonly from: string;
  readonly validator: Validator;
  readonly table: StoredFile;
  /** The list of changes as it was then; null for a source without one. */
  readonly index: StoredFile | null;
}

/** All of a snapshot: its one mutable file. */
export interface SnapshotManifest {
  readonly format: typeof SNAPSHOT_FORMAT;
  /** In order of `source`. */
  readonly sources: readonly StoredSource[];
}

export const NO_MANIFEST: SnapshotManifest = { format: SNAPSHOT_FORMAT, sources: [] };

/** With this source in place of the one of the same name. */
export const withSource = (manifest: SnapshotManifest, source: StoredSource): SnapshotManifest => ({
  ...manifest,
  sources: [...manifest.sources.filter((one) => one.source !== source.source), source].sort((a, b) =>
    a.source < b.source ? -1 : 1,
  ),
});
