/**
 * The part of YAML that package managers write into lockfiles: block mappings by indentation, one line
 * a key, with values on one line. A full parser takes seconds for a large lockfile; this takes
 * milliseconds, and says so wherever a line is of another kind, together with all that stands under it.
 */
import type { Place } from './lines.ts';
import { duplicateKey, notUnderstood, quote, type Remark } from './lockfile.ts';

export interface Block extends Place {
  /** Without quotes; `-` for an item of a list. */
  readonly key: string;
  /** What follows the colon, as written. */
  readonly raw: string;
  readonly children: readonly Block[];
}

export interface Blocks {
  /** The top-level keys of each document. */
  readonly documents: readonly (readonly Block[])[];
  readonly remarks: readonly Remark[];
}

/** The blocks of a text. Of keys that come twice the last one is kept. Never throws. */
export function readBlocks(text: string): Blocks {
  const reader = new BlockReader();
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let number = 1; start <= text.length; number += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    reader.line(text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end), number);
    start = end + 1;
  }
  return reader.result();
}

/** The child of that key. */
export const childOf = (block: Block | undefined, key: string): Block | undefined =>
  block?.children.find((child) => child.key === key);

/** The text of a plain or quoted value; undefined when there is none, or when it is a list or mapping. */
export function textOf(block: Block | undefined): string | undefined {
  if (block === undefined || block.raw === '' || block.children.length > 0) return undefined;
  return '{[|>'.includes(block.raw[0] ?? '') ? undefined : unquoted(block.raw);
}

/** A mapping on one line, such as `{integrity: sha512-…, tarball: https://…}`; undefined when it is none. */
export function flowOf(raw: string): ReadonlyMap<string, string> | undefined {
  if (!raw.startsWith('{') || !raw.endsWith('}')) return undefined;
  const pairs = new Map<string, string>();
  let at = 1;
  while (at < raw.length - 1) {
    const key = token(raw, at, ': ');
    const value = key === undefined ? undefined : token(raw, key.end + 2, ', ');
    if (key === undefined || value === undefined || key.end + 2 > raw.length) return undefined;
    pairs.set(key.text, value.text);
    at = value.end + 2;
  }
  return pairs;
}

/** A scalar of a flow mapping, up to a separator or the closing brace. */
function token(raw: string, from: number, separator: string): { text: string; end: number } | undefined {
  const start = raw[from] === ' ' ? from + 1 : from;
  const quotedEnd = endOfQuoted(raw, start);
  if (quotedEnd === -1) return undefined;
  const found = raw.indexOf(separator, quotedEnd ?? start);
  const end = found === -1 ? raw.length - 1 : found;
  const text = unquoted(raw.slice(start, end).trimEnd());
  return text === undefined || '{['.includes(text[0] ?? ' ') ? undefined : { text, end };
}

// Quotes.

/** Past the end of a quoted text that begins at `start`; undefined when none begins there, -1 when it does not end. */
function endOfQuoted(line: string, start: number): number | undefined {
  const quoteMark = line[start];
  if (quoteMark !== "'" && quoteMark !== '"') return undefined;
  for (let at = start + 1; at < line.length; at += 1) {
    if (quoteMark === '"' && line[at] === '\\') at += 1;
    else if (line[at] === quoteMark) {
      if (quoteMark === '"' || line[at + 1] !== quoteMark) return at + 1;
      at += 1;
    }
  }
  return -1;
}

/** A scalar without its quotes; undefined when they are not those of one whole text. */
function unquoted(text: string): string | undefined {
  const end = endOfQuoted(text, 0);
  if (end === undefined) return text;
  if (end !== text.length) return undefined;
  if (text[0] === "'") return text.slice(1, -1).replaceAll("''", "'");
  try {
    return String(JSON.parse(text));
  } catch {
    return undefined;
  }
}

// Lines.

interface Growing extends Block {
  readonly children: Growing[];
}

interface Level {
  readonly indent: number;
  readonly children: Growing[];
  /** The value on the key's own line: then nothing may stand below. */
  readonly raw: string;
  childIndent: number;
}

/** No lockfile nests deeper. */
const DEPTH_LIMIT = 200;
/** Longer lines than any package manager writes. */
const LINE_LIMIT = 200_000;

class BlockReader {
  readonly #documents: Growing[][] = [[]];
  readonly #remarks: Remark[] = [];
  #levels: Level[] = [];
  /** Lines indented deeper than this belong to a text of several lines; -1 when there is none. */
  #textIndent = -1;
  #number = 0;

  constructor() {
    this.#start();
  }

  line(line: string, number: number): void {
    this.#number = number;
    const indent = indentOf(line);
    if (indent === line.length || (this.#textIndent >= 0 && indent > this.#textIndent)) return;
    this.#textIndent = -1;
    if (line[indent] === '#') return;
    if (line === '---') this.#start();
    else if (line.length > LINE_LIMIT) this.#odd('the line is too long', indent);
    else if (line[indent] === '\t') this.#odd('it is indented by tabs', indent);
    else this.#part(line.slice(indent).trimEnd(), indent);
  }

  result(): Blocks {
    const documents = this.#documents.filter((document) => document.length > 0);
    return {
      documents: documents.map((document) => lastOnes(document, this.#remarks)),
      remarks: this.#remarks,
    };
  }

  #start(): void {
    if (this.#documents.at(-1)?.length !== 0) this.#documents.push([]);
    this.#levels = [{ indent: -1, children: this.#documents.at(-1) ?? [], raw: '', childIndent: -1 }];
  }

  /** A line, or what follows `- `, `? ` or `: ` on it. */
  #part(text: string, indent: number): void {
    const marker = '-?:'.includes(text[0] ?? '') ? /^[-?:](?: +|$)/.exec(text)?.[0] : undefined;
    if (marker === undefined) return void this.#pair(text, indent);
    const rest = text.slice(marker.length);
    if (marker.startsWith('?')) this.#explicitKey(rest, indent);
    else if (marker.startsWith('-')) this.#item(rest, indent, marker.length);
    else if (rest.startsWith(':')) this.#odd('a colon stands alone', indent);
    else if (rest !== '') this.#part(rest, indent + marker.length);
  }

  /** `- value`, or `- key: value` with more keys of the same item below. */
  #item(rest: string, indent: number, width: number): void {
    const nested = splitPair(rest) !== undefined || /^[-?] /.test(rest);
    if (this.#add({ key: '-', raw: nested ? '' : rest }, indent) && nested) this.#part(rest, indent + width);
  }

  /** `? key` on a line of its own: package managers write keys of more than 1,024 characters so. */
  #explicitKey(text: string, indent: number): void {
    const key = unquoted(text);
    if (key === undefined) this.#odd(`the key ${quote(text)} is not closed`, indent);
    else this.#add({ key, raw: '' }, indent);
  }

  #pair(text: string, indent: number): void {
    const pair = splitPair(text);
    if (pair === undefined) this.#odd(`expected a key and a colon, found ${quote(text)}`, indent);
    else if (!isOneLine(pair.raw))
      this.#odd(`the value of ${quote(pair.key)} is not one that lockfiles hold`, indent);
    else this.#add(pair, indent);
  }

  /** Puts a key under the nearest key that is indented less. */
  #add({ key, raw }: Pair, indent: number): boolean {
    const parent = this.#parentOf(indent);
    if (parent.childIndent === -1) parent.childIndent = indent;
    if (parent.childIndent !== indent || parent.raw !== '')
      return this.#odd(`${quote(key)} is indented as nothing around it`, indent);
    if (this.#levels.length > DEPTH_LIMIT) return this.#odd('it is nested too deep', indent);
    const block = { key, raw, children: [], line: this.#number, column: indent + 1 };
    parent.children.push(block);
    this.#levels.push({ indent, children: block.children, raw, childIndent: -1 });
    if (raw[0] === '|' || raw[0] === '>') this.#textIndent = indent;
    return true;
  }

  #parentOf(indent: number): Level {
    while (this.#levels.length > 1 && (this.#levels.at(-1)?.indent ?? -1) >= indent) this.#levels.pop();
    return this.#levels.at(-1) ?? { indent: -1, children: [], raw: '', childIndent: -1 };
  }

  /** What stands under a line that is not understood goes nowhere, rather than under its neighbour. */
  #odd(message: string, indent: number): false {
    this.#remarks.push(notUnderstood(message, { line: this.#number, column: indent + 1 }));
    this.#parentOf(indent);
    if (this.#levels.length <= DEPTH_LIMIT)
      this.#levels.push({ indent, children: [], raw: '', childIndent: -1 });
    return false;
  }
}

interface Pair {
  readonly key: string;
  readonly raw: string;
}

function splitPair(text: string): Pair | undefined {
  const quotedEnd = endOfQuoted(text, 0);
  if (quotedEnd === -1 || (quotedEnd === undefined && NO_KEY.test(text))) return undefined;
  const colon = quotedEnd ?? colonOf(text);
  const isPair = colon > 0 && text[colon] === ':' && (colon === text.length - 1 || text[colon + 1] === ' ');
  const key = isPair ? unquoted(text.slice(0, colon)) : undefined;
  return key === undefined ? undefined : { key, raw: text.slice(colon + 1).trim() };
}

/** Characters that no plain key begins with, and the key that merges another mapping in. */
const NO_KEY = /^(?:[{}[\]&*!|>%@`,#]|<<)/;

/** A plain key goes up to the first colon that a space or the end follows. */
function colonOf(text: string): number {
  const inner = text.indexOf(': ');
  if (inner !== -1) return inner;
  return text.endsWith(':') ? text.length - 1 : -1;
}

/** Values that end on their line, and that no alias, anchor or tag turns into something else. */
function isOneLine(raw: string): boolean {
  if ('&*!%@`'.includes(raw[0] ?? ' ')) return false;
  if (raw.startsWith('{')) return raw.endsWith('}');
  if (raw.startsWith('[')) return raw.endsWith(']');
  const quotedEnd = endOfQuoted(raw, 0);
  return quotedEnd === undefined || quotedEnd === raw.length;
}

function indentOf(line: string): number {
  let indent = 0;
  while (line.charCodeAt(indent) === 32) indent += 1;
  return indent;
}

/** Keys of one mapping, each once; the scanner refuses deep nesting, so this may recurse. */
function lastOnes(blocks: readonly Growing[], remarks: Remark[]): readonly Block[] {
  const last = new Map<string | Growing, Block>();
  for (const block of blocks) {
    const kept =
      block.children.length === 0 ? block : { ...block, children: lastOnes(block.children, remarks) };
    const key = block.key === '-' ? block : block.key;
    if (last.delete(key)) remarks.push(duplicateKey(block.key, block));
    last.set(key, kept);
  }
  return [...last.values()];
}
