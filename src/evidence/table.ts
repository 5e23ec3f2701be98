/**
 * A table on disk: keys in order of their bytes, one line each, and where each line begins.
 *
 *     bulkhead-table/1\n
 *     key \t JSON \n          one line a key
 *     …
 *     u32 begin of line 1, u32 begin of line 2, …, u32 end of the last
 *     u32 number of lines
 *
 * Little-endian. A look-up is a binary search that decodes one line: 2,300 of them cost some milliseconds, however
 * large the table is.
 */
const HEAD = 'bulkhead-table/1\n';
const TAB = 9;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Values must be JSON on one line. @throws RangeError for a table of 4 GB or more, or a key with a control character */
export function encodeTable(entries: ReadonlyMap<string, string>): Uint8Array {
  const lines = [...entries]
    .map(([key, value]) => ({ key: keyBytes(key), value: encoder.encode(`\t${value}\n`) }))
    .sort((a, b) => compare(a.key, b.key));
  const head = encoder.encode(HEAD);
  const body = lines.reduce((sum, line) => sum + line.key.length + line.value.length, head.length);
  if (body >= 2 ** 32) throw new RangeError('a table of 4 GB or more');
  const bytes = new Uint8Array(body + 4 * (lines.length + 2));
  const view = new DataView(bytes.buffer);
  bytes.set(head);
  let at = head.length;
  lines.forEach((line, i) => {
    view.setUint32(body + 4 * i, at, true);
    bytes.set(line.key, at);
    bytes.set(line.value, at + line.key.length);
    at += line.key.length + line.value.length;
  });
  view.setUint32(body + 4 * lines.length, at, true);
  view.setUint32(bytes.length - 4, lines.length, true);
  return bytes;
}

function keyBytes(key: string): Uint8Array {
  if (/[\u0000-\u001f]/.test(key)) throw new RangeError('a key with a control character');
  return encoder.encode(key);
}

/** A table that can be asked. */
export interface Table {
  readonly size: number;
  /** @returns the JSON of the key, null when it is not there */
  get(key: string): string | null;
  entries(): Generator<readonly [key: string, json: string]>;
}

/** @throws RangeError when the bytes are no table, or a part of one */
export function tableOf(bytes: Uint8Array): Table {
  const wrong = new RangeError('no table of records');
  if (bytes.length < HEAD.length + 8 || decoder.decode(bytes.subarray(0, HEAD.length)) !== HEAD) throw wrong;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(bytes.length - 4, true);
  const begins = bytes.length - 4 * (size + 2);
  if (begins < HEAD.length || view.getUint32(bytes.length - 8, true) !== begins) throw wrong;
  const line = (i: number): { readonly key: Uint8Array; readonly value: Uint8Array } => {
    const from = view.getUint32(begins + 4 * i, true);
    const to = view.getUint32(begins + 4 * (i + 1), true);
    const tab = bytes.indexOf(TAB, from);
    if (from > to || tab < from || tab >= to) throw wrong;
    return { key: bytes.subarray(from, tab), value: bytes.subarray(tab + 1, to - 1) };
  };
  return {
    size,
    get(key) {
      const wanted = encoder.encode(key);
      let low = 0;
      let high = size;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const found = line(middle);
        const order = compare(found.key, wanted);
        if (order === 0) return decoder.decode(found.value);
        if (order < 0) low = middle + 1;
        else high = middle;
      }
      return null;
    },
    *entries() {
      for (let i = 0; i < size; i++) {
        const { key, value } = line(i);
        yield [decoder.decode(key), decoder.decode(value)];
      }
    },
  };
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
