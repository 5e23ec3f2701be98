/** Brings one source of the snapshot up to date: the list of changes first, then what changed, else the whole. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { bring, type Patience, type Place } from '../io/bring.ts';
import { Refused } from '../io/refused.ts';
import { readStored, store } from '../io/snapshot-store.ts';
import { zipTexts } from '../io/zip.ts';
import type { AdvisoryEcosystem } from '../model/advisory.ts';
import type { SourceOutcome } from '../model/data-answer.ts';
import type { StoredFile, StoredSource, Validator } from '../model/snapshot.ts';
import {
  changesOf,
  epssTable,
  kevTable,
  type NamedText,
  osvTable,
  osvTableWith,
  recordFile,
  SourceError,
  type SourceFiles,
  type SourceTable,
} from '../snapshot.ts';

/** More changed records than these are not brought one by one. */
const MOST_SINGLE = 300;
const MOST_AT_ONCE = 8;
const MOST_BYTES = { whole: 3e9, changes: 200e6, record: 32e6 };
const MOST_INFLATED = 500e6;

export interface UpdateWorld {
  /** Where everything comes from; null: from each source's own host. */
  readonly mirror: Place | null;
  readonly folder: string;
  /** ISO date. */
  readonly today: string;
  readonly patience: Patience;
  readonly progress: (source: string, bytes: number, total: number | null) => void;
}

/** What became of the source, and what is to stand in the manifest; null: as before. */
export interface Updated {
  readonly outcome: SourceOutcome;
  readonly stored: StoredSource | null;
}

/** Never throws for what a source sends or a server does: that is an outcome. */
export async function updateSource(
  files: SourceFiles,
  before: StoredSource | null,
  world: UpdateWorld,
): Promise<Updated> {
  try {
    return await new Update(files, before, world).run();
  } catch (error) {
    const { because, hint } = failureOf(error);
    return {
      outcome: { source: files.source, outcome: 'failed', because, hint, kept: before !== null },
      stored: null,
    };
  }
}

function failureOf(error: unknown): { readonly because: string; readonly hint: string } {
  if (error instanceof Refused) return { because: error.message, hint: error.hint };
  if (error instanceof SourceError)
    return {
      because: error.message,
      hint: 'the source sent it so: try again later, or give another --mirror',
    };
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return { because: 'the disk is full', hint: 'make room, or give another folder with --cache-dir' };
  if (typeof syscall === 'string')
    return {
      because: `the folder of the snapshot: ${code ?? message}`,
      hint: 'give another folder with --cache-dir',
    };
  throw error;
}

class Update {
  readonly #files: SourceFiles;
  readonly #before: StoredSource | null;
  readonly #world: UpdateWorld;
  readonly #downloads: string;

  constructor(files: SourceFiles, before: StoredSource | null, world: UpdateWorld) {
    this.#files = files;
    // What comes from elsewhere has other validators and another list of changes; what is damaged is read anew.
    this.#before = before?.from === hostOf(files, world) && isSound(world.folder, before) ? before : null;
    this.#world = world;
    this.#downloads = join(world.folder, 'downloads');
    mkdirSync(this.#downloads, { recursive: true });
  }

  async run(): Promise<Updated> {
    const changes = await this.#changes();
    if (changes === 'unchanged') return this.#unchanged();
    if (changes !== null) {
      const increment = await this.#increment(changes);
      if (increment !== null) return increment;
    }
    return this.#whole(changes);
  }

  #place(path: string): Place {
    const { mirror } = this.#world;
    if (mirror?.kind === 'folder') return { kind: 'folder', path: join(mirror.path, path) };
    const base = mirror === null ? this.#files.base : `${mirror.url.replace(/\/+$/, '')}/`;
    return { kind: 'server', url: base + path.split('/').map(encodeURIComponent).join('/') };
  }

  /** A part that broke off is found again by the address it came from. */
  #into(path: string): string {
    const place = this.#place(path);
    const address = place.kind === 'folder' ? place.path : place.url;
    return join(this.#downloads, createHash('sha256').update(address).digest('hex').slice(0, 32));
  }

  async #bring(
    path: string,
    before: Validator | null,
    most: number,
    told: boolean,
  ): ReturnType<typeof bring> {
    const { patience, progress } = this.#world;
    return bring({
      place: this.#place(path),
      into: this.#into(path),
      before,
      most,
      patience,
      progress: (bytes, total) => told && progress(this.#files.source, bytes, total),
    });
  }

  /** The list of changes as it is now; null for a source without one. */
  async #changes(): Promise<
    { readonly text: Buffer; readonly rows: Map<string, string> } | 'unchanged' | null
  > {
    const { changes } = this.#files;
    if (changes === null) return null;
    const brought = await this.#bring(changes, null, MOST_BYTES.changes, false);
    if (brought.outcome !== 'here') return null;
    const text = takeFile(this.#into(changes));
    const sha256 = createHash('sha256').update(text).digest('hex');
    if (this.#before?.index?.sha256 === sha256) return 'unchanged';
    return { text, rows: changesOf(text.toString('utf8')) };
  }

  #unchanged(): Updated {
    const before = this.#before as StoredSource;
    return {
      outcome: { source: before.source, outcome: 'unchanged', records: before.records },
      stored: { ...before, fetched: this.#world.today },
    };
  }

  /** Only the records that changed; null when the whole is the better way. */
  async #increment(changes: {
    readonly text: Buffer;
    readonly rows: Map<string, string>;
  }): Promise<Updated | null> {
    const before = this.#before;
    const ecosystem = this.#files.ecosystem;
    if (before === null || before.index === null || ecosystem === null) return null;
    const { folder } = this.#world;
    const old = changesOf(readStored(folder, before.index).toString('utf8'));
    const changed = [...changes.rows].filter(([id, date]) => old.get(id) !== date).map(([id]) => id);
    const gone = [...old.keys()].filter((id) => !changes.rows.has(id));
    if (changed.length > MOST_SINGLE) return null;
    const records = await this.#records(ecosystem, changed);
    if (records === null) return null;
    const table = osvTableWith(
      ecosystem,
      readStored(folder, before.table),
      new Set([...changed, ...gone]),
      records,
      this.#world.today,
    );
    return this.#stored(table, before.validator, changes.text, changed.length + gone.length);
  }

  /** Null when one of them is not there. */
  async #records(ecosystem: AdvisoryEcosystem, ids: readonly string[]): Promise<NamedText[] | null> {
    const found: NamedText[] = [];
    for (let i = 0; i < ids.length; i += MOST_AT_ONCE) {
      const some = ids.slice(i, i + MOST_AT_ONCE).map((id) => recordFile(ecosystem, id));
      const brought = await Promise.all(
        some.map(async (path) => ({ path, ...(await this.#bring(path, null, MOST_BYTES.record, false)) })),
      );
      if (brought.some((one) => one.outcome !== 'here')) return null;
      for (const { path } of brought)
        found.push({ name: path, text: takeFile(this.#into(path)).toString('utf8') });
      this.#world.progress(this.#files.source, found.length, ids.length);
    }
    return found;
  }

  async #whole(changes: { readonly text: Buffer } | null): Promise<Updated> {
    const { source, whole } = this.#files;
    // A list that changed means that the whole did, whatever a cache in between says of it.
    const known = changes === null ? (this.#before?.validator ?? null) : null;
    const brought = await this.#bring(whole, known, MOST_BYTES.whole, true);
    if (brought.outcome === 'unchanged') return this.#unchanged();
    if (brought.outcome === 'absent')
      return { outcome: { source, outcome: 'absent', kept: this.#before !== null }, stored: null };
    const path = this.#into(whole);
    try {
      return this.#stored(this.#table(path), brought.validator, changes?.text ?? null, null);
    } finally {
      rmSync(path, { force: true });
    }
  }

  #table(path: string): SourceTable {
    const { kind, ecosystem } = this.#files;
    if (kind === 'osv') return osvTable(ecosystem as AdvisoryEcosystem, textsIn(path), this.#world.today);
    if (kind === 'kev') return kevTable(readFileSync(path, 'utf8'));
    return epssTable(inflated(path));
  }

  #stored(table: SourceTable, validator: Validator, changes: Buffer | null, changed: number | null): Updated {
    const { folder, today } = this.#world;
    const { source } = this.#files;
    const index: StoredFile | null = changes === null ? null : store(folder, `${source}-index`, changes);
    return {
      outcome: { source, outcome: 'updated', records: table.records, changed },
      stored: {
        source,
        asOf: table.asOf > today || table.asOf === '' ? today : table.asOf,
        records: table.records,
        flaws: table.flaws,
        model: table.model,
        fetched: today,
        from: hostOf(this.#files, this.#world),
        validator,
        table: store(folder, source, table.bytes),
        index,
      },
    };
  }
}

function isSound(folder: string, { table, index }: StoredSource): boolean {
  try {
    readStored(folder, table);
    if (index !== null) readStored(folder, index);
    return true;
  } catch {
    return false;
  }
}

const hostOf = ({ base }: SourceFiles, { mirror }: UpdateWorld): string =>
  mirror?.kind === 'folder' ? 'a folder' : new URL(mirror?.url ?? base).host;

function takeFile(path: string): Buffer {
  const bytes = readFileSync(path);
  rmSync(path, { force: true });
  return bytes;
}

function* textsIn(path: string): Generator<NamedText> {
  try {
    yield* zipTexts(path);
  } catch (error) {
    if (error instanceof SourceError || (error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw new SourceError(`the archive: ${(error as Error).message}`);
  }
}

function inflated(path: string): string {
  try {
    return gunzipSync(readFileSync(path), { maxOutputLength: MOST_INFLATED }).toString('utf8');
  } catch {
    throw new SourceError('it is no gzip, cut off, or too large when inflated');
  }
}
