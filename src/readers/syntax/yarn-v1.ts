/** The lines of a `yarn.lock` of version 1: blocks headed by patterns, fields of two words, lists one step further in. */
import type { Place } from './lines.ts';
import { duplicateKey, notUnderstood, quote, type Remark } from './lockfile.ts';

export interface YarnBlock extends Place {
  /** `name@range`, as the manifests ask for it. */
  readonly patterns: readonly string[];
  readonly fields: ReadonlyMap<string, string>;
}

export interface YarnBlocks {
  readonly blocks: readonly YarnBlock[];
  readonly remarks: readonly Remark[];
}

/** Longer lines than yarn writes. */
const LINE_LIMIT = 200_000;

/** Reads the text line by line. Never throws: a line of another kind is a remark. */
export function readYarnV1(text: string): YarnBlocks {
  const blocks: Growing[] = [];
  const remarks: Remark[] = [];
  let open: Growing | undefined;
  for (const [index, whole] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = whole.trimEnd();
    const content = line.trimStart();
    if (content === '' || content.startsWith('#')) continue;
    const place = { line: index + 1, column: line.length - content.length + 1 };
    const patterns = place.column === 1 && line.length <= LINE_LIMIT ? headOf(line) : undefined;
    const wasOpen = open;
    // What follows a head that is not understood belongs to nothing.
    if (place.column === 1) open = patterns && { patterns, fields: new Map(), ...place };
    if (open !== undefined && open !== wasOpen) blocks.push(open);
    else if (
      open === undefined ||
      !readInside(open, line, content, (key) => remarks.push(duplicateKey(key, place)))
    ) {
      remarks.push(notUnderstood(`the line ${quote(content)} is of no kind that yarn writes`, place));
    }
  }
  return { blocks, remarks };
}

interface Growing extends YarnBlock {
  readonly fields: Map<string, string>;
}

/** Notes a field, of which yarn takes the last; the lists of dependencies further in are passed over. */
function readInside(block: Growing, line: string, content: string, again: (key: string) => void): boolean {
  if (line.length > LINE_LIMIT) return false;
  if (line.startsWith('    ')) return readPair(content) !== undefined;
  if (!line.startsWith('  ') || line[2] === ' ' || line[2] === '\t') return false;
  const pair = readPair(content);
  if (pair === undefined) return /^[A-Za-z]{1,40}:$/.test(content);
  if (block.fields.has(pair[0])) again(pair[0]);
  block.fields.set(pair[0], pair[1]);
  return true;
}

/** `version "1.0.0"`: a word and a value, each with or without quotes. */
function readPair(content: string): readonly [string, string] | undefined {
  const key = readWord(content, 0);
  if (key === undefined) return undefined;
  const start = content[key.end] === ':' ? key.end + 1 : key.end;
  const value = content[start] === ' ' ? readWord(content, start + 1) : undefined;
  return value === undefined || value.end !== content.length ? undefined : [key.text, value.text];
}

/** `"a@^1.0.0", b@^2.0.0:` → its patterns. */
function headOf(line: string): readonly string[] | undefined {
  const patterns: string[] = [];
  let at = 0;
  for (;;) {
    const word = readWord(line, at);
    if (word === undefined) return undefined;
    patterns.push(word.text);
    if (line.slice(word.end) === ':') return patterns;
    if (!line.startsWith(', ', word.end)) return undefined;
    at = word.end + 2;
  }
}

interface Word {
  readonly text: string;
  readonly end: number;
}

/** A word at `start`: in double quotes, escaped as in JSON, or up to a space, comma or colon. */
function readWord(line: string, start: number): Word | undefined {
  if (line[start] !== '"') {
    const end = start + (/[ ,:]|$/.exec(line.slice(start))?.index ?? 0);
    return end === start ? undefined : { text: line.slice(start, end), end };
  }
  let end = start + 1;
  while (end < line.length && line[end] !== '"') end += line[end] === '\\' ? 2 : 1;
  try {
    return { text: String(JSON.parse(line.slice(start, end + 1))), end: end + 1 };
  } catch {
    return undefined;
  }
}
