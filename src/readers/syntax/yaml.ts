/**
 * YAML with places. A file becomes plain nodes that know their line, column and source text; nothing
 * here throws, and an alias never makes the tree larger than the file can account for.
 *
 * `yaml` costs 70 ms to load, so it is imported when the first file needs it.
 */
import type * as Yaml from 'yaml';

interface NodeBase {
  readonly line: number;
  readonly column: number;
}

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  /** Plain scalars as written (`on`, `3.10`, `yes`); quoted and block scalars without their quoting; '' for null. */
  readonly text: string;
  readonly style: 'plain' | 'quoted' | 'block';
  /** Nothing, `~` or `null` was written. */
  readonly isNull: boolean;
  /** Source range, quotes and block header included. */
  readonly start: number;
  readonly end: number;
  /** Line and column of the first character of `text`; in a block, later lines keep the column. */
  readonly textLine: number;
  readonly textColumn: number;
}

export interface YamlEntry {
  readonly key: string;
  readonly keyLine: number;
  readonly keyColumn: number;
  readonly value: YamlNode;
}

export interface YamlMapping extends NodeBase {
  readonly kind: 'mapping';
  /** Merge keys (`<<`) resolved; of a key given twice the last holds. */
  readonly entries: ReadonlyMap<string, YamlEntry>;
}

export interface YamlSequence extends NodeBase {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

export type YamlNode = YamlScalar | YamlMapping | YamlSequence;

export interface YamlProblem {
  readonly what:
    | 'malformed'
    | 'too-large'
    | 'too-deep'
    | 'alias-bomb'
    | 'duplicate-key'
    | 'several-documents';
  /** With an error there is no tree. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface YamlFile {
  /** Null when the file is empty or could not be read. */
  readonly root: YamlNode | null;
  readonly problems: readonly YamlProblem[];
  readonly text: string;
  /** The comment behind a node on its last line, '' when none. */
  commentBehind(node: YamlScalar): string;
  /** The comment on the node's line or on the lines right above it, '' when none. */
  commentAround(node: YamlScalar): string;
}

/** Hand-written files stay far below; beyond, parsing would take seconds. */
const MAX_LENGTH = 400_000;
const MAX_DEPTH = 60;
/** Open tokens while parsing: a collection has two or three. */
const MAX_STACK = 300;
/** Nodes that aliases may add, beyond what the file itself holds. */
const MAX_ALIASED = 20_000;

/** One of a kind is enough to act on; a hostile file has a hundred thousand. */
const MAX_PROBLEMS = 100;

let loading: Promise<typeof Yaml> | undefined;

export async function readYaml(source: string): Promise<YamlFile> {
  const text = source.replaceAll('\r\n', '\n');
  if (text.length > MAX_LENGTH)
    return failed(text, {
      what: 'too-large',
      message: `the file has ${text.length} characters; at most ${MAX_LENGTH} are read`,
    });
  loading ??= import('yaml');
  const yaml = await loading;
  try {
    return parse(yaml, text);
  } catch (error) {
    const line = error instanceof TooDeep ? error.line : 1;
    return failed(text, { what: 'too-deep', message: 'the file is nested too deeply to be read' }, line);
  }
}

class TooDeep extends Error {
  readonly line: number;
  constructor(line: number) {
    super('nested too deeply');
    this.line = line;
  }
}

/**
 * The library recurses where collections nest, and a stack that runs out inside a regular expression
 * ends the process, not the call. So depth is watched while tokens are made, before anything recurses.
 */
function* tokensOf(yaml: typeof Yaml, text: string, counter: Yaml.LineCounter): Generator<Yaml.CST.Token> {
  const parser = new yaml.Parser(counter.addNewLine);
  counter.addNewLine(0);
  for (const lexeme of new yaml.Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_STACK) throw new TooDeep(counter.lineStarts.length);
  }
  yield* parser.end();
}

function firstTwo<T>(all: Iterable<T>): readonly T[] {
  const found: T[] = [];
  for (const one of all) if (found.push(one) === 2) break;
  return found;
}

function failed(
  text: string,
  problem: Pick<YamlProblem, 'what' | 'message'>,
  line = 1,
  column = 1,
): YamlFile {
  return file(text, null, [{ ...problem, severity: 'error', line, column }]);
}

function parse(yaml: typeof Yaml, text: string): YamlFile {
  const counter = new yaml.LineCounter();
  // `uniqueKeys` compares each key with each other; we look for duplicates with a map instead.
  const composer = new yaml.Composer({ uniqueKeys: false, merge: false });
  const [document, another] = firstTwo(composer.compose(tokensOf(yaml, text, counter)));
  if (document === undefined) return file(text, null, []);
  const error = document.errors[0];
  if (error !== undefined) {
    const { line, col } = counter.linePos(error.pos[0]);
    const message = error.message.split('\n')[0]?.slice(0, 200) ?? '';
    return failed(text, { what: 'malformed', message: `this is not YAML: ${message}` }, line, col);
  }
  const conversion = new Conversion(yaml, text, counter);
  const root = document.contents === null ? null : conversion.node(document.contents, 0).node;
  if (conversion.fatal !== null) return file(text, null, [conversion.fatal]);
  const problems = another === undefined ? conversion.problems : [...conversion.problems, SEVERAL];
  return file(text, root, problems, counter.lineStarts);
}

const SEVERAL: YamlProblem = {
  what: 'several-documents',
  severity: 'warning',
  message: 'the file holds several YAML documents; only the first is read',
  line: 1,
  column: 1,
};

interface Sized {
  readonly node: YamlNode;
  /** Nodes in it, those behind aliases counted each time. */
  readonly size: number;
}

/** From the library's nodes to ours. */
class Conversion {
  readonly problems: YamlProblem[] = [];
  fatal: YamlProblem | null = null;
  readonly #yaml: typeof Yaml;
  readonly #text: string;
  readonly #counter: Yaml.LineCounter;
  readonly #anchors = new Map<string, Sized>();
  #aliased = 0;

  constructor(yaml: typeof Yaml, text: string, counter: Yaml.LineCounter) {
    this.#yaml = yaml;
    this.#text = text;
    this.#counter = counter;
  }

  node(source: unknown, depth: number): Sized {
    if (depth > MAX_DEPTH && this.fatal === null)
      this.fatal = this.#problem('too-deep', `the file is nested more than ${MAX_DEPTH} deep`, source);
    if (this.fatal !== null) return { node: this.#scalar(null), size: 1 };
    if (this.#yaml.isAlias(source)) return this.#alias(source);
    const sized = this.#content(source, depth);
    if (this.#yaml.isNode(source) && 'anchor' in source && typeof source.anchor === 'string')
      this.#anchors.set(source.anchor, sized);
    return sized;
  }

  #content(source: unknown, depth: number): Sized {
    if (this.#yaml.isMap(source)) return this.#mapping(source, depth);
    if (this.#yaml.isSeq(source)) {
      const items = source.items.map((item) => this.node(item, depth + 1));
      const node: YamlSequence = {
        kind: 'sequence',
        items: items.map((item) => item.node),
        ...this.#place(source),
      };
      return { node, size: items.reduce((sum, item) => sum + item.size, 1) };
    }
    return { node: this.#scalar(this.#yaml.isScalar(source) ? source : null), size: 1 };
  }

  #alias(source: Yaml.Alias): Sized {
    const target = this.#anchors.get(source.source);
    if (target === undefined) return { node: this.#scalar(null), size: 1 };
    this.#aliased += target.size;
    if (this.#aliased > MAX_ALIASED && this.fatal === null)
      this.fatal = this.#problem('alias-bomb', 'aliases make the file many times larger than it is', source);
    return target;
  }

  #mapping(source: Yaml.YAMLMap, depth: number): Sized {
    const own = new Map<string, YamlEntry>();
    const merged = new Map<string, YamlEntry>();
    let size = 1;
    for (const pair of source.items) {
      const key = this.#scalar(this.#yaml.isScalar(pair.key) ? pair.key : null);
      const value = this.node(pair.value, depth + 1);
      size += value.size + 1;
      const isMerge = key.text === '<<' && key.style === 'plain';
      if (isMerge) mergeInto(merged, value.node);
      else {
        if (own.has(key.text) && this.problems.length < MAX_PROBLEMS) this.problems.push(duplicate(key));
        own.set(key.text, { key: key.text, keyLine: key.line, keyColumn: key.column, value: value.node });
      }
    }
    const entries = merged.size === 0 ? own : new Map([...merged, ...own]);
    this.#aliased += merged.size;
    return { node: { kind: 'mapping', entries, ...this.#place(source) }, size: size + merged.size };
  }

  #scalar(source: Yaml.Scalar | null): YamlScalar {
    const [start = 0, end = start] = source?.range ?? [];
    const place = this.#place(source);
    const value = source?.value ?? null;
    const isPlain = source === null || source.type === undefined || source.type === 'PLAIN';
    const written = isPlain ? (source?.source ?? '') : String(value ?? '');
    const isNull = isPlain && (value === null || written === '');
    const style = isPlain
      ? 'plain'
      : source.type === 'BLOCK_LITERAL' || source.type === 'BLOCK_FOLDED'
        ? 'block'
        : 'quoted';
    return {
      kind: 'scalar',
      text: isNull ? '' : written,
      style,
      isNull,
      start,
      end,
      ...place,
      ...this.#textPlace(style, start, place),
    };
  }

  #textPlace(
    style: YamlScalar['style'],
    start: number,
    place: NodeBase,
  ): { textLine: number; textColumn: number } {
    if (style !== 'block')
      return { textLine: place.line, textColumn: place.column + (style === 'quoted' ? 1 : 0) };
    const header = this.#text.indexOf('\n', start);
    const indent =
      /^(?: *\n)* */.exec(header < 0 ? '' : this.#text.slice(header + 1, header + 2000))?.[0] ?? '';
    return { textLine: place.line + 1, textColumn: indent.length - indent.lastIndexOf('\n') };
  }

  #place(source: unknown): NodeBase {
    const range = this.#yaml.isNode(source) ? source.range : undefined;
    const { line, col } = this.#counter.linePos(range?.[0] ?? 0);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  #problem(what: YamlProblem['what'], message: string, source: unknown): YamlProblem {
    return { what, severity: 'error', message, ...this.#place(source) };
  }
}

const duplicate = (key: YamlScalar): YamlProblem => ({
  what: 'duplicate-key',
  severity: 'warning',
  message: `the key "${key.text.slice(0, 100)}" is given twice; the last one is read`,
  line: key.line,
  column: key.column,
});

/** `<<: *a` or `<<: [*a, *b]`: the first that has a key gives it. */
function mergeInto(merged: Map<string, YamlEntry>, value: YamlNode): void {
  const sources = value.kind === 'sequence' ? value.items : [value];
  for (const source of sources) {
    if (source.kind !== 'mapping') continue;
    for (const [key, entry] of source.entries) if (!merged.has(key)) merged.set(key, entry);
  }
}

function file(
  text: string,
  root: YamlNode | null,
  problems: readonly YamlProblem[],
  starts: readonly number[] = [0],
): YamlFile {
  const commentBehind = (node: YamlScalar): string => {
    const rest = text.slice(node.end, node.end + 1000).split('\n', 1)[0] ?? '';
    return node.style === 'block' ? '' : (/^[\s,\]}]*#(.*)$/.exec(rest)?.[1]?.trim() ?? '');
  };
  return {
    root,
    problems,
    text,
    commentBehind,
    commentAround: (node) => commentBehind(node) || commentAbove(text, starts, node.line),
  };
}

/** Comment lines that end right above a line, in order. */
function commentAbove(text: string, starts: readonly number[], line: number): string {
  const found: string[] = [];
  for (let above = line - 1; above > 0 && found.length < 20; above--) {
    const start = starts[above - 1] ?? 0;
    const written = text.slice(start, Math.min((starts[above] ?? text.length) - 1, start + 1000)).trim();
    if (!written.startsWith('#')) break;
    found.unshift(written.replace(/^#+\s*/, ''));
  }
  return found.join(' ').slice(0, 1000);
}

/** The value of a key, null when the node is no mapping or has no such key. */
export function child(node: YamlNode | null, key: string): YamlNode | null {
  return node?.kind === 'mapping' ? (node.entries.get(key)?.value ?? null) : null;
}

/** Entries of a mapping, none for anything else. */
export const entriesOf = (node: YamlNode | null): readonly YamlEntry[] =>
  node?.kind === 'mapping' ? [...node.entries.values()] : [];

/** Items of a sequence, none for anything else. */
export const itemsOf = (node: YamlNode | null): readonly YamlNode[] =>
  node?.kind === 'sequence' ? node.items : [];

/** The text of a scalar that says something, else null. */
export const textOf = (node: YamlNode | null): string | null =>
  node?.kind === 'scalar' && !node.isNull ? node.text : null;

/** Texts of a scalar or of a sequence of scalars. */
export function textsOf(node: YamlNode | null): readonly string[] {
  if (node?.kind === 'scalar') return node.isNull ? [] : [node.text];
  return itemsOf(node).flatMap((item) => textOf(item) ?? []);
}

/** All scalars below a node, keys not counted, each with the nearest key above it. */
export function* scalarsIn(
  node: YamlNode | null,
  key = '',
): Generator<{ readonly scalar: YamlScalar; readonly key: string }> {
  if (node === null) return;
  if (node.kind === 'scalar') yield { scalar: node, key };
  else if (node.kind === 'sequence') for (const item of node.items) yield* scalarsIn(item, key);
  else for (const entry of node.entries.values()) yield* scalarsIn(entry.value, entry.key);
}
