/**
 * Brings one file from a server or a folder: asked with what was known of it, checked, tried again, gone on with
 * where it broke off.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Validator } from '../model/snapshot.ts';
import { Refused } from './refused.ts';

export type Place =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'server'; readonly url: string };

export interface Patience {
  /** Milliseconds without a byte. */
  readonly silence: number;
  /** Milliseconds after which fewer than `slowest` bytes a second are too few. */
  readonly drip: number;
  readonly slowest: number;
  /** Milliseconds before each further try; their number is the number of further tries. */
  readonly waits: readonly number[];
}

export const PATIENCE: Patience = {
  silence: 30_000,
  drip: 60_000,
  slowest: 2_000,
  waits: [500, 2_000, 8_000],
};

export interface Wanted {
  readonly place: Place;
  /** Where it is put; a part of it may lie there from before. */
  readonly into: string;
  /** As it was told last time; null asks for the file whatever it is. */
  readonly before: Validator | null;
  /** Bytes. */
  readonly most: number;
  /** How long a server may take. */
  readonly patience: Patience;
  readonly progress: (bytes: number, total: number | null) => void;
}

export type Brought =
  | { readonly outcome: 'here'; readonly validator: Validator; readonly bytes: number }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'absent' };

/** @throws Refused when it cannot be had: what is wrong, and what to do */
export async function bring(wanted: Wanted): Promise<Brought> {
  return wanted.place.kind === 'folder'
    ? copied(wanted, wanted.place.path)
    : await fetched(wanted, wanted.place.url);
}

async function copied({ into, before, most, progress }: Wanted, path: string): Promise<Brought> {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return { outcome: 'absent' };
  if (!stat.isFile()) throw new Refused('it is no regular file', 'look at the folder of the mirror');
  if (stat.size > most)
    throw new Refused(`it is larger than ${most} bytes`, 'look at the folder of the mirror');
  const validator = { etag: `${stat.size}-${stat.mtimeMs}`, lastModified: null };
  if (before?.etag === validator.etag) return { outcome: 'unchanged' };
  const file = await open(into, 'w');
  try {
    let bytes = 0;
    for await (const chunk of createReadStream(path)) {
      await file.write(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      progress(bytes, stat.size);
    }
    return { outcome: 'here', validator, bytes };
  } finally {
    await file.close();
  }
}

/** Tries until it is here, absent, or not to be had. */
async function fetched(wanted: Wanted, url: string): Promise<Brought> {
  const { waits } = wanted.patience;
  for (let i = 0; ; i++) {
    try {
      return await tried(wanted, url);
    } catch (error) {
      const again = error instanceof Refused ? error.again : againOf(error);
      const wait = waits[i];
      if (again === null || wait === undefined) {
        if (error instanceof Refused) throw error;
        throw new Refused(
          messageOf(error),
          'look at the network, or give --mirror; what was brought is kept and gone on with',
        );
      }
      await new Promise((resolve) => setTimeout(resolve, Math.max(wait, again)));
    }
  }
}

/** What the network does may pass; what the disk says will not. */
const againOf = (error: unknown): number | null =>
  typeof (error as NodeJS.ErrnoException).syscall === 'string' &&
  ['ENOSPC', 'EACCES', 'EROFS', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '')
    ? null
    : 0;

function messageOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full';
  const cause = (error as Error).cause;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

/** A part that lies there, and what the server said of the whole. */
function partOf({ into }: Wanted): { readonly bytes: number; readonly validator: Validator } | null {
  const note = `${into}.from`;
  if (!(existsSync(into) && existsSync(note))) return null;
  try {
    const validator = JSON.parse(readFileSync(note, 'utf8')) as Validator;
    const strong = validator.etag !== null && !validator.etag.startsWith('W/');
    return strong || validator.lastModified !== null ? { bytes: statSync(into).size, validator } : null;
  } catch {
    return null;
  }
}

const conditionOf = ({ etag, lastModified }: Validator): string =>
  etag !== null && !etag.startsWith('W/') ? etag : (lastModified ?? '');

async function tried(wanted: Wanted, url: string): Promise<Brought> {
  const part = partOf(wanted);
  const headers: Record<string, string> = { 'accept-encoding': 'identity', 'user-agent': 'bulkhead' };
  if (part !== null && part.bytes > 0) {
    headers.range = `bytes=${part.bytes}-`;
    headers['if-range'] = conditionOf(part.validator);
  } else if (wanted.before !== null) {
    if (wanted.before.etag !== null) headers['if-none-match'] = wanted.before.etag;
    if (wanted.before.lastModified !== null) headers['if-modified-since'] = wanted.before.lastModified;
  }
  const watch = new Watch(wanted.patience);
  try {
    const response = await sameHost(url, headers, watch.signal);
    if (response.status === 304) return { outcome: 'unchanged' };
    if (response.status === 404 || response.status === 410) return { outcome: 'absent' };
    if (response.status === 416) {
      rmSync(wanted.into, { force: true });
      throw new Refused('the part that was here does not fit any more', 'try again', 0);
    }
    refuseStatus(response);
    const from = response.status === 206 && part !== null ? part.bytes : 0;
    return await received(wanted, response, from, watch);
  } catch (error) {
    throw watch.why ?? error;
  } finally {
    watch.stop();
  }
}

/** Follows redirects on the same host alone: no other is contacted. */
async function sameHost(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  let at = new URL(url);
  for (let hops = 0; hops < 5; hops++) {
    const response = await fetch(at, { headers, signal, redirect: 'manual' });
    const to = response.headers.get('location');
    if (response.status < 300 || response.status === 304 || response.status >= 400 || to === null)
      return response;
    const next = new URL(to, at);
    if (next.host !== at.host || next.protocol !== at.protocol)
      throw new Refused(
        `it points to another host, ${next.host}, which is not contacted`,
        'give --mirror with that address, if you trust it',
      );
    await response.body?.cancel();
    at = next;
  }
  throw new Refused('it points on and on', 'look at the address of the mirror');
}

function refuseStatus({ status, headers }: Response): void {
  if (status === 429 || status >= 500) {
    const after = Number(headers.get('retry-after'));
    const wait = Number.isFinite(after) ? Math.min(after, 60) * 1000 : 0;
    throw new Refused(`the server answered ${status}`, 'try again later, or give --mirror', wait);
  }
  if (status !== 200 && status !== 206)
    throw new Refused(`the server answered ${status}`, 'look at the address, or give --mirror');
  const type = headers.get('content-type') ?? '';
  if (/^text\/html\b/i.test(type))
    throw new Refused(
      `the server sent a page (${type.slice(0, 40)}), not the file`,
      'a proxy or a login may stand between; give --mirror',
    );
}

async function received(wanted: Wanted, response: Response, from: number, watch: Watch): Promise<Brought> {
  const { into, most, progress } = wanted;
  const { headers } = response;
  const validator = { etag: headers.get('etag'), lastModified: headers.get('last-modified') };
  const length = Number(headers.get('content-length') ?? Number.NaN);
  const total = Number.isFinite(length) ? from + length : null;
  if ((total ?? 0) > most)
    throw new Refused(`it is larger than ${most} bytes`, 'look at the address of the mirror');
  writeFileSync(`${into}.from`, JSON.stringify(validator));
  const file = await open(into, from > 0 ? 'a' : 'w');
  let bytes = from;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > most)
        throw new Refused(`it is larger than ${most} bytes`, 'look at the address of the mirror');
      watch.saw(chunk.length);
      await writeChunk(file, chunk);
      progress(bytes, total);
    }
  } finally {
    await file.close();
  }
  if (total !== null && bytes !== total)
    throw new Refused('it broke off', 'try again: it goes on where it broke off', 0);
  refuseSum(headers.get('x-goog-hash'), into);
  rmSync(`${into}.from`, { force: true });
  return { outcome: 'here', validator, bytes };
}

async function writeChunk(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

/** Google's storage tells the MD5 of what it sends. */
function refuseSum(header: string | null, path: string): void {
  const told = /(?:^|[,\s])md5=([A-Za-z0-9+/=]+)/.exec(header ?? '')?.[1];
  if (told === undefined) return;
  if (createHash('md5').update(readFileSync(path)).digest('base64') === told) return;
  rmSync(path, { force: true });
  throw new Refused('its sum is not what the server says', 'try again', 0);
}

/** Ends a transfer that is silent, or that only drips. */
class Watch {
  readonly #abort = new AbortController();
  readonly #patience: Patience;
  #since = performance.now();
  #bytes = 0;
  #silence: NodeJS.Timeout | null = null;
  why: Refused | null = null;

  constructor(patience: Patience) {
    this.#patience = patience;
    this.#listen();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  saw(bytes: number): void {
    this.#bytes += bytes;
    const passed = performance.now() - this.#since;
    if (passed > this.#patience.drip) {
      if (this.#bytes / (passed / 1000) < this.#patience.slowest) this.#end('the server only drips');
      this.#since = performance.now();
      this.#bytes = 0;
    }
    this.#listen();
  }

  stop(): void {
    if (this.#silence !== null) clearTimeout(this.#silence);
  }

  #listen(): void {
    this.stop();
    this.#silence = setTimeout(() => this.#end('the server is silent'), this.#patience.silence);
  }

  #end(because: string): void {
    this.why = new Refused(because, 'try again: it goes on where it broke off; or give --mirror', 0);
    this.#abort.abort(this.why);
  }
}
