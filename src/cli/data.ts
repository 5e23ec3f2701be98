/** `bulkhead data update|status|export|import`: the snapshot of public records on this machine. */
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PATIENCE, type Patience, type Place } from '../io/bring.ts';
import { Refused } from '../io/refused.ts';
import { exportSnapshot, importSnapshot } from '../io/snapshot-file.ts';
import { lock, readManifest, replaceManifest } from '../io/snapshot-store.ts';
import type { DataAnswer, SourceOutcome, SourceStatus } from '../model/data-answer.ts';
import { NO_MANIFEST, type SnapshotManifest, type StoredSource, withSource } from '../model/snapshot.ts';
import { dataText } from '../reports/data.ts';
import { SOURCES, type SourceFiles } from '../snapshot.ts';
import { quote } from './options.ts';
import { type CacheFlags, cacheFolder, snapshotFolder } from './snapshot.ts';
import { type ColorFlag, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { updateSource } from './update.ts';
import { nearest, UsageError } from './usage-error.ts';

export interface DataFlags extends CacheFlags, ColorFlag {
  readonly format: string;
  readonly source?: readonly string[];
  readonly mirror?: string;
  readonly offline?: boolean;
  readonly quiet?: boolean;
  readonly progress?: boolean;
}

const ACTIONS = ['update', 'status', 'export', 'import'] as const;
/** No source could be read. */
const NOTHING_READ = 4;

/**
 * @param patience how long a server may take; tests are in a hurry
 * @returns the exit code
 */
export async function dataCommand(
  words: readonly string[],
  flags: DataFlags,
  terminal: Terminal,
  patience: Patience = PATIENCE,
): Promise<number> {
  const [action = 'status', file, ...rest] = words;
  if (!ACTIONS.some((one) => one === action))
    throw new UsageError(`${quote(action)} is nothing that data does`, `one of: ${ACTIONS.join(', ')}`);
  const takesFile = action === 'export' || action === 'import';
  if (takesFile !== (file !== undefined) || rest.length > 0)
    throw new UsageError(
      takesFile ? `data ${action} takes one file` : `data ${action} takes no file`,
      'bulkhead data --help shows examples',
    );
  const cache = cacheFolder(flags, terminal);
  if (cache === null)
    throw new UsageError('there is no folder for the snapshot', 'give one with --cache-dir, or set HOME');
  const folder = snapshotFolder(cache);
  const answer = await refusedAsUsage(() => {
    if (action === 'update') return update(folder, flags, terminal, patience);
    if (action === 'export') return exported(folder, resolve(terminal.cwd, file as string), terminal);
    if (action === 'import') return imported(folder, resolve(terminal.cwd, file as string), terminal);
    return status(folder, terminal);
  });
  if (flags.format === 'json')
    terminal.out(`${JSON.stringify({ schema: 'bulkhead/data/1', ...answer }, null, 2)}\n`);
  else terminal.out(dataText(answer, styleFor(flags, terminal)));
  return answer.did === 'update' && !answer.outcomes.some(wasRead) ? NOTHING_READ : 0;
}

const wasRead = ({ outcome }: SourceOutcome): boolean => outcome === 'updated' || outcome === 'unchanged';

async function refusedAsUsage(run: () => DataAnswer | Promise<DataAnswer>): Promise<DataAnswer> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) throw new UsageError(error.message, error.hint);
    const { syscall, code } = error as NodeJS.ErrnoException;
    if (typeof syscall === 'string' && typeof code === 'string')
      throw new UsageError(
        code === 'ENOSPC' ? 'the disk is full' : `the file or folder cannot be used (${code})`,
        'make room, or give another place',
      );
    throw error;
  }
}

async function update(
  folder: string,
  flags: DataFlags,
  terminal: Terminal,
  patience: Patience,
): Promise<DataAnswer> {
  const wanted = wantedSources(flags.source ?? []);
  const mirror = mirrorOf(flags, terminal);
  const unlock = lock(folder, Date.now());
  try {
    let manifest = usable(folder);
    const outcomes: SourceOutcome[] = [];
    const world = { mirror, folder, today: terminal.today, patience, progress: progressOf(flags, terminal) };
    for (const files of wanted) {
      const before = manifest.sources.find((one) => one.source === files.source) ?? null;
      const { outcome, stored } = await updateSource(files, before, world);
      outcomes.push(outcome);
      if (stored === null) continue;
      // Source by source: what is done stays done when the next one ends the update.
      manifest = withSource(manifest, stored);
      replaceManifest(folder, manifest);
    }
    clearLine(flags, terminal);
    // Parts of what broke off stay: the next update goes on with them.
    if (outcomes.every((one) => one.outcome !== 'failed'))
      rmSync(join(folder, 'downloads'), { recursive: true, force: true });
    return { did: 'update', outcomes };
  } finally {
    unlock();
  }
}

/** The snapshot that is there; one that cannot be read is replaced by what is read now. */
function usable(folder: string): SnapshotManifest {
  try {
    return readManifest(folder) ?? NO_MANIFEST;
  } catch (error) {
    if (error instanceof Refused && !error.hint.startsWith('use the newer')) return NO_MANIFEST;
    throw error;
  }
}

/** `osv` is all of OSV. */
function wantedSources(ids: readonly string[]): readonly SourceFiles[] {
  if (ids.length === 0) return SOURCES;
  const known = SOURCES.map((one) => one.source);
  for (const id of ids) {
    if (id === 'osv' || known.includes(id)) continue;
    const near = nearest(id, ['osv', ...known]);
    throw new UsageError(
      `no source is named ${quote(id)}`,
      near === null ? `one of: osv, ${known.join(', ')}` : `did you mean ${near}?`,
    );
  }
  return SOURCES.filter((one) => ids.includes(one.source) || (one.kind === 'osv' && ids.includes('osv')));
}

function mirrorOf({ mirror, offline }: DataFlags, { cwd }: Terminal): Place | null {
  const server = mirror !== undefined && /^https?:\/\//i.test(mirror);
  if (offline === true && (mirror === undefined || server))
    throw new UsageError(
      '--offline opens no socket',
      'give the folder of a mirror (--mirror DIR), or carry a snapshot over (data import)',
    );
  if (mirror === undefined) return null;
  if (server) {
    if (!URL.canParse(mirror))
      throw new UsageError(`the address ${quote(mirror)} is none`, 'give https://… or a folder');
    return { kind: 'server', url: mirror };
  }
  const path = resolve(cwd, mirror);
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new UsageError(
      `the mirror ${quote(mirror)} is no folder`,
      'give a folder, or an address that begins with https://',
    );
  return { kind: 'folder', path };
}

function progressOf(
  flags: DataFlags,
  terminal: Terminal,
): (source: string, bytes: number, total: number | null) => void {
  if (!isShown(flags, terminal)) return () => {};
  let last = 0;
  return (source, bytes, total) => {
    if (bytes !== total && Math.abs(bytes - last) < 200_000) return;
    last = bytes;
    const size = (value: number): string => (value < 1e6 ? `${value}` : `${(value / 1e6).toFixed(1)} MB`);
    const of = total === null ? '' : ` of ${size(total)} ${bar(bytes / total)}`;
    terminal.err(`\r\u001b[Kreading ${source}: ${size(bytes)}${of}`);
  };
}

const bar = (share: number): string => {
  const filled = Math.round(20 * Math.min(1, share));
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)}`;
};

const isShown = ({ quiet, progress }: DataFlags, { stderrIsTerminal }: Terminal): boolean =>
  stderrIsTerminal && quiet !== true && progress !== false;

function clearLine(flags: DataFlags, terminal: Terminal): void {
  if (isShown(flags, terminal)) terminal.err('\r\u001b[K');
}

function exported(folder: string, file: string, terminal: Terminal): DataAnswer {
  const manifest = readManifest(folder);
  if (manifest === null)
    throw new UsageError('there is no snapshot yet', 'read one with: bulkhead data update');
  exportSnapshot(folder, manifest, file);
  return { did: 'export', sources: statusOf(manifest, terminal) };
}

function imported(folder: string, file: string, terminal: Terminal): DataAnswer {
  mkdirSync(folder, { recursive: true });
  const unlock = lock(folder, Date.now());
  try {
    return { did: 'import', sources: statusOf(importSnapshot(file, folder), terminal) };
  } finally {
    unlock();
  }
}

function status(folder: string, terminal: Terminal): DataAnswer {
  const sources = statusOf(readManifest(folder) ?? NO_MANIFEST, terminal);
  return {
    did: 'status',
    sources,
    absent: SOURCES.map((one) => one.source).filter((id) => !sources.some((one) => one.source === id)),
    hosts: SOURCES.filter((one, i) => SOURCES.findIndex(({ base }) => base === one.base) === i).map(
      (one) => ({
        host: new URL(one.base).host,
        sources: one.kind === 'osv' ? 'osv' : one.source,
      }),
    ),
  };
}

const statusOf = ({ sources }: SnapshotManifest, { today }: Terminal): SourceStatus[] =>
  sources.map((one: StoredSource) => ({
    source: one.source,
    asOf: one.asOf,
    fetched: one.fetched,
    ageDays: Math.max(0, Math.round((Date.parse(today) - Date.parse(one.fetched)) / 86_400_000)),
    records: one.records,
    bytes: one.table.bytes + (one.index?.bytes ?? 0),
    model: one.model,
    from: one.from,
  }));
