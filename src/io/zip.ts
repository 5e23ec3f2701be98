/**
 * Reads a zip archive on disk, entry by entry: the archive is never in memory as a whole.
 *
 * Archives come from outside. What is checked: the directory lies within the file, names and sizes are what the
 * directory says, sums are right, and nothing grows past its limit.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';

/** A text in an archive. */
export interface ZipText {
  readonly name: string;
  readonly text: string;
}

export interface ZipLimits {
  /** Bytes of one entry, inflated. */
  readonly entry: number;
  /** Bytes of all entries together, inflated. */
  readonly total: number;
}

/** Records of OSV are some kilobytes; the largest known has about 3 MB. All of npm is below 1 GB. */
const LIMITS: ZipLimits = { entry: 32e6, total: 8e9 };

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const NONE_32 = 0xffffffff;
const MOST_DIRECTORY = 512e6;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

/** @throws Error with a sentence when the archive is cut off, damaged, or larger than the limits */
export function* zipTexts(path: string, limits: ZipLimits = LIMITS): Generator<ZipText> {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    let total = 0;
    for (const entry of directory(fd, size)) {
      if (entry.name.endsWith('/')) continue;
      if (entry.size > limits.entry)
        throw new Error(`${entry.name} in it would be ${entry.size} bytes large`);
      total += entry.size;
      if (total > limits.total) throw new Error(`it would be more than ${limits.total} bytes large`);
      yield { name: entry.name, text: contentOf(fd, size, entry).toString('utf8') };
    }
  } finally {
    closeSync(fd);
  }
}

function bytesAt(fd: number, from: number, length: number, size: number): Buffer {
  if (!(from >= 0 && length >= 0 && from + length <= size)) throw new Error('it is cut off');
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const got = readSync(fd, bytes, read, length - read, from + read);
    if (got === 0) throw new Error('it is cut off');
    read += got;
  }
  return bytes;
}

function* directory(fd: number, size: number): Generator<Entry> {
  const { count, length, from } = end(fd, size);
  if (length > MOST_DIRECTORY) throw new Error('its directory is too large');
  const bytes = bytesAt(fd, from, length, size);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== ENTRY)
      throw new Error('its directory is damaged');
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const next = at + 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) throw new Error('its directory is damaged');
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw new Error('it is encrypted');
    yield {
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      ...sizes(extra, [
        bytes.readUInt32LE(at + 24),
        bytes.readUInt32LE(at + 20),
        bytes.readUInt32LE(at + 42),
      ]),
    };
    at = next;
  }
}

/** Sizes and place that do not fit into 32 bits stand in the extra field 1, in this order. */
function sizes(
  extra: Buffer,
  small: readonly [number, number, number],
): Pick<Entry, 'size' | 'packed' | 'at'> {
  let wide: Buffer = Buffer.alloc(0);
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) wide = extra.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
  let used = 0;
  const value = (one: number): number => {
    if (one !== NONE_32) return one;
    if (used + 8 > wide.length) throw new Error('its directory is damaged');
    used += 8;
    return Number(wide.readBigUInt64LE(used - 8));
  };
  return { size: value(small[0]), packed: value(small[1]), at: value(small[2]) };
}

/** Where the directory is. The end of the archive is looked for from the back, as a comment may follow it. */
function end(fd: number, size: number): { count: number; length: number; from: number } {
  const tail = bytesAt(fd, Math.max(0, size - 65_557), Math.min(size, 65_557), size);
  let at = tail.length - 22;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0) throw new Error('it is no zip archive, or cut off');
  const count = tail.readUInt16LE(at + 10);
  const length = tail.readUInt32LE(at + 12);
  const from = tail.readUInt32LE(at + 16);
  if (count !== 0xffff && length !== NONE_32 && from !== NONE_32) return { count, length, from };
  if (at < 20 || tail.readUInt32LE(at - 20) !== LOCATOR_64) throw new Error('its directory is damaged');
  const wide = bytesAt(fd, Number(tail.readBigUInt64LE(at - 12)), 56, size);
  if (wide.readUInt32LE(0) !== END_64) throw new Error('its directory is damaged');
  return {
    count: Number(wide.readBigUInt64LE(32)),
    length: Number(wide.readBigUInt64LE(40)),
    from: Number(wide.readBigUInt64LE(48)),
  };
}

function contentOf(fd: number, size: number, entry: Entry): Buffer {
  const head = bytesAt(fd, entry.at, 30, size);
  if (head.readUInt32LE(0) !== LOCAL) throw new Error(`${entry.name} in it is damaged`);
  const from = entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
  const packed = bytesAt(fd, from, entry.packed, size);
  const content = unpacked(packed, entry);
  if (content.length !== entry.size || crc32(content) !== entry.crc)
    throw new Error(`${entry.name} in it is damaged`);
  return content;
}

function unpacked(packed: Buffer, { method, size, name }: Entry): Buffer {
  if (method === 0) return packed;
  if (method !== 8) throw new Error(`${name} in it is packed in a way that is not read`);
  try {
    // One byte more than said would already be wrong: a bomb stops there.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    throw new Error(`${name} in it is damaged`);
  }
}
