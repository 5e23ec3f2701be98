/**
 * JSON with places: values by `JSON.parse`, and beside them where each key stands and which keys come
 * twice. `JSON.parse` tells neither, and a parser that builds its own values is too slow for lockfiles.
 */

import { type Branch, type DuplicateOffset, JsonFault, JsonScanner } from './json-scan.ts';
import { type Place, placesIn } from './lines.ts';

export interface JsonOptions {
  /** Comments, trailing commas, and JSON5's unquoted keys, single quotes and numbers. */
  readonly tolerant?: boolean;
  /** How deep keys have places of their own. */
  readonly keyDepth?: number;
}

export interface JsonDocument {
  readonly ok: true;
  readonly value: unknown;
  /** Place of a key (or of an array's item), or of its nearest ancestor that has one. */
  readonly placeOf: (path: readonly (string | number)[]) => Place;
  /** Keys that come again in their object, at any depth; the value is the last one's. */
  readonly duplicates: readonly DuplicateKey[];
}

export interface DuplicateKey extends Place {
  readonly path: readonly string[];
}

export interface JsonFailure extends Place {
  readonly ok: false;
  readonly message: string;
}

const KEY_DEPTH = 3;

/** Reads JSON text. Never throws: what cannot be read is a failure with its place. */
export function parseJson(text: string, options: JsonOptions = {}): JsonDocument | JsonFailure {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const placeAt = placesIn(source);
  const { tolerant = false, keyDepth = KEY_DEPTH } = options;
  try {
    const { root, duplicates, strict } = new JsonScanner(source, {
      tolerant,
      keyDepth,
      verify: false,
    }).scan();
    const value = parseStrict(strict, () =>
      new JsonScanner(source, { tolerant, keyDepth: 0, verify: true }).scan(),
    );
    return {
      ok: true,
      value,
      placeOf: (path) => placeAt(offsetOf(root, path)),
      duplicates: duplicates.map(({ path, offset }: DuplicateOffset) => ({ path, ...placeAt(offset) })),
    };
  } catch (fault) {
    const { message, offset } = fault instanceof JsonFault ? fault : { message: 'it is not JSON', offset: 0 };
    return { ok: false, message, ...placeAt(offset) };
  }
}

/** Structure is sound by now, so only the inside of a string can be wrong: `locate` looks for it. */
function parseStrict(strict: string, locate: () => void): unknown {
  try {
    return JSON.parse(strict);
  } catch (error) {
    locate();
    throw error;
  }
}

function offsetOf(root: Branch, path: readonly (string | number)[]): number {
  let branch = root;
  for (const key of path) {
    const child = branch.children.get(String(key));
    if (child === undefined) return branch.offset;
    if (typeof child === 'number') return child;
    branch = child;
  }
  return branch.offset;
}

// Looking into values of unknown shape. Only own properties are seen, so that `__proto__` and
// `constructor` in a file are keys like any other.

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const asRecord = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined);
export const asString = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The items of an array; none of anything else. */
export const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The items of an array that are strings. */
export const stringsOf = (value: unknown): readonly string[] =>
  asArray(value).filter((item): item is string => typeof item === 'string');

/** Own keys and values of an object; none of anything else. */
export const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isObject(value) ? Object.entries(value) : [];

/** The own properties that are strings. */
export const stringRecord = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    entriesOf(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

/** What stands at a path of own keys, `undefined` where there is nothing. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (!isObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}
