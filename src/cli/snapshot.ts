/** The snapshot of public records that an answer rests on: where it lies, and opening it. */
import { join } from 'node:path';
import { Refused } from '../io/refused.ts';
import { isStored, readManifest, readStored } from '../io/snapshot-store.ts';
import { type AdvisorySnapshot, NO_SNAPSHOT } from '../model/advisory.ts';
import { at, type Diagnostic } from '../model/diagnostic.ts';
import type { StoredFile } from '../model/snapshot.ts';
import { snapshotOf } from '../snapshot.ts';
import type { Terminal } from './terminal.ts';

export interface CacheFlags {
  readonly cacheDir?: string;
}

/** Flag, `BULKHEAD_CACHE_DIR`, XDG's folder, that of the home; null where there is none of them. */
export function cacheFolder(flags: CacheFlags, { env, cwd }: Pick<Terminal, 'env' | 'cwd'>): string | null {
  const set = flags.cacheDir ?? (env.BULKHEAD_CACHE_DIR || undefined);
  if (set !== undefined) return join(set.startsWith('/') ? '' : cwd, set);
  if (env.XDG_CACHE_HOME?.startsWith('/')) return join(env.XDG_CACHE_HOME, 'bulkhead');
  if (env.LOCALAPPDATA) return join(env.LOCALAPPDATA, 'bulkhead', 'cache');
  return env.HOME?.startsWith('/') ? join(env.HOME, '.cache', 'bulkhead') : null;
}

/** The folder of the snapshot, below that of all caches. */
export const snapshotFolder = (cache: string): string => join(cache, 'snapshot');

export interface OpenedSnapshot {
  readonly snapshot: AdvisorySnapshot;
  /** Why there is none although there is a folder of one. */
  readonly diagnostics: readonly Diagnostic[];
}

/** No snapshot, or one that cannot be read, is an answer: rates are then the population's, and that is told. */
export function openSnapshot(flags: CacheFlags, terminal: Terminal): OpenedSnapshot {
  const cache = cacheFolder(flags, terminal);
  if (cache === null) return { snapshot: NO_SNAPSHOT, diagnostics: [] };
  const folder = snapshotFolder(cache);
  try {
    const manifest = readManifest(folder);
    if (manifest === null) return { snapshot: NO_SNAPSHOT, diagnostics: [] };
    const sound = manifest.sources.filter(({ table }) => isStored(folder, table));
    const files = new Map(sound.map((one) => [one.source, one.table]));
    return {
      snapshot: snapshotOf(
        sound.map(({ source, asOf, records, flaws, model }) => ({ source, asOf, records, flaws, model })),
        (source) => readStored(folder, files.get(source) as StoredFile),
      ),
      diagnostics: manifest.sources
        .filter((one) => !sound.includes(one))
        .map(({ source }) => unreadable(`${source} of the snapshot is missing or cut off`, READ_ANEW)),
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { snapshot: NO_SNAPSHOT, diagnostics: [unreadable(error.message, error.hint)] };
  }
}

const READ_ANEW = 'read it anew with: bulkhead data update';

const unreadable = (message: string, hint: string): Diagnostic => ({
  code: 'data/unreadable-snapshot',
  severity: 'warning',
  message,
  at: at('.'),
  hint,
});
