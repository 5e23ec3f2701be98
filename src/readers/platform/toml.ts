/** TOML with the places of its keys; `smol-toml` is imported when the first file needs it. */
import { asRecord, type JsonObject } from '../syntax/json.ts';
import { placesIn } from '../syntax/lines.ts';

export interface TomlFile {
  readonly ok: true;
  readonly value: JsonObject;
  /** Place of the key in its table, as a search of the text finds it; the top of the file otherwise. */
  placeOf(table: string, key: string): { readonly line: number; readonly column: number };
}

export interface TomlFailure {
  readonly ok: false;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Hand-written files nest a few levels; more would only exhaust the parser's stack. */
const MAX_DEPTH = 100;

export async function readToml(text: string): Promise<TomlFile | TomlFailure> {
  const { parse } = await import('smol-toml');
  try {
    const value = asRecord(parse(text, { maxDepth: MAX_DEPTH })) ?? {};
    return { ok: true, value, placeOf: finder(text) };
  } catch (error) {
    const place = asRecord(error);
    const { line, column } = { line: place?.line, column: place?.column };
    const message =
      error instanceof Error
        ? (error.message.split('\n')[0] ?? '').replace(/^Invalid TOML document: /, '').slice(0, 200)
        : 'it cannot be read';
    return {
      ok: false,
      message,
      line: typeof line === 'number' ? line : 1,
      column: typeof column === 'number' ? column : 1,
    };
  }
}

/** The parser gives no places, so tables and keys are looked for as they are usually written. */
function finder(text: string): TomlFile['placeOf'] {
  const found = new Map<string, number>();
  let table = '';
  let offset = 0;
  for (const line of text.split('\n')) {
    const header = /^\s*\[\[?\s*([^\]]{1,200}?)\s*\]/.exec(line)?.[1];
    const key = /^\s*(?:"([^"]{1,200})"|([\w.-]{1,200}))\s*=/.exec(line);
    const indent = line.length - line.trimStart().length;
    if (header !== undefined) table = header.replace(/["'\s]/g, '');
    const name = header === undefined ? `${table}\n${key?.[1] ?? key?.[2] ?? ''}` : `${table}\n`;
    if ((header !== undefined || key !== null) && !found.has(name)) found.set(name, offset + indent);
    offset += line.length + 1;
  }
  const placeAt = placesIn(text);
  return (inTable, key) => placeAt(found.get(`${inTable}\n${key}`) ?? found.get(`${inTable}\n`) ?? 0);
}
