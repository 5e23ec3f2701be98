/**
 * Cuts a shell text into simple commands, in one pass and without running anything.
 *
 * It knows what matters for finding commands: quotes, continuations, comments, operators, subshells,
 * substitutions, redirections and here-documents. GitHub's `${{ … }}` is one opaque piece of a word.
 */

export interface Word {
  /** Without its quotes; substitutions stay as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Commands inside `$(…)`, backticks or `<(…)`. */
  readonly nested: readonly Command[];
}

export interface Redirect {
  readonly operator: string;
  readonly target: Word;
}

export interface Command {
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  /** Bodies of here-documents. */
  readonly heredoc: string;
  readonly start: number;
  readonly end: number;
  /** The command whose output is piped into this one. */
  readonly source: Command | null;
}

/** Commands in the order in which they end, and the borders of subshells, where `cd` is forgotten. */
export type ShellEvent =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'open' | 'close' };

type Building = { -readonly [K in keyof Command]: Command[K] } & { words: Word[]; redirects: Redirect[] };

interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
  readonly events: ShellEvent[];
  /** Here-documents whose bodies begin at the next line. */
  waiting: { readonly delimiter: string; readonly indented: boolean; readonly command: Building }[];
  /** Closers known not to occur any more, so that a search for them is not repeated. */
  readonly missing: Set<string>;
}

/** Deeper nesting is read flat: real scripts stay far below, and the stack stays safe. */
const MAX_DEPTH = 40;

export function scan(text: string): readonly ShellEvent[] {
  const cursor: Cursor = { text, at: 0, depth: 0, events: [], waiting: [], missing: new Set() };
  list(cursor, null);
  return cursor.events;
}

/** Commands up to the closer, which is eaten; or to the end. */
function list(c: Cursor, closer: ')' | '`' | null): Command[] {
  const commands: Command[] = [];
  let piped: Command | null = null;
  while (c.at < c.text.length) {
    const char = c.text[c.at] as string;
    if (char === closer) {
      c.at++;
      return commands;
    }
    if (char === '(') {
      group(c);
      piped = null;
    } else if (isSeparator(char)) {
      const isPipe: boolean = separator(c);
      piped = isPipe ? (commands.at(-1) ?? null) : null;
    } else {
      const command = simple(c, closer, piped);
      piped = null;
      if (command !== null) commands.push(command);
    }
  }
  return commands;
}

const isSeparator = (char: string): boolean => ' \t\r\n;|&)'.includes(char);

/** Eats one operator or blank; true when it is a pipe. Blanks keep a pipe waiting for its reader. */
function separator(c: Cursor): boolean {
  const char = c.text[c.at];
  if (char === '\n') {
    c.at++;
    readHeredocs(c);
    return false;
  }
  if (char !== '|') {
    c.at++;
    return false;
  }
  const double = c.text[c.at + 1] === '|';
  c.at += double ? 2 : 1;
  if (double) return false;
  if (c.text[c.at] === '&') c.at++;
  blanks(c, true);
  return true;
}

function group(c: Cursor): void {
  c.at++;
  if (c.depth >= MAX_DEPTH) return;
  c.depth++;
  c.events.push({ kind: 'open' });
  list(c, ')');
  c.events.push({ kind: 'close' });
  c.depth--;
}

function blanks(c: Cursor, lines: boolean): void {
  while (c.at < c.text.length) {
    const char = c.text[c.at];
    if (char === ' ' || char === '\t' || char === '\r') c.at++;
    else if (lines && char === '\n') {
      c.at++;
      readHeredocs(c);
    } else if (char === '\\' && c.text[c.at + 1] === '\n') c.at += 2;
    else return;
  }
}

function simple(c: Cursor, closer: ')' | '`' | null, source: Command | null): Command | null {
  const command: Building = { words: [], redirects: [], heredoc: '', start: c.at, end: c.at, source };
  while (c.at < c.text.length) {
    blanks(c, false);
    const char = c.text[c.at];
    if (char === undefined || char === '\n' || char === closer) break;
    if (char === '#') comment(c);
    else if (char === '<' || char === '>' || (char === '&' && c.text[c.at + 1] === '>'))
      redirect(c, command, closer);
    else if (';|&()'.includes(char)) break;
    else {
      if (command.words.length === 0) command.start = c.at;
      addWord(c, command, closer);
    }
  }
  if (command.words.length === 0 && command.redirects.length === 0) return null;
  c.events.push({ kind: 'command', command });
  return command;
}

function addWord(c: Cursor, command: Building, closer: ')' | '`' | null): void {
  const word = readWord(c, closer);
  command.end = word.end;
  const next = c.text[c.at];
  const isDescriptor = (next === '<' || next === '>') && /^\d{1,2}$/.test(word.text);
  if (!isDescriptor) command.words.push(word);
}

function comment(c: Cursor): void {
  const end = c.text.indexOf('\n', c.at);
  c.at = end < 0 ? c.text.length : end;
}

function redirect(c: Cursor, command: Building, closer: ')' | '`' | null): void {
  if (c.text[c.at + 1] === '(') {
    addWord(c, command, closer);
    return;
  }
  const operator =
    /^(?:<<<|<<-|<<|<&|<>|<|>>|>\||>&|>|&>>|&>)/.exec(c.text.slice(c.at, c.at + 3))?.[0] ?? '>';
  c.at += operator.length;
  blanks(c, false);
  const char = c.text[c.at];
  if (char === undefined || '\n;|&()'.includes(char) || char === closer) return;
  const target = readWord(c, closer);
  command.end = target.end;
  command.redirects.push({ operator, target });
  if (operator === '<<' || operator === '<<-')
    c.waiting.push({ delimiter: target.text, indented: operator === '<<-', command });
}

function readHeredocs(c: Cursor): void {
  const waiting = c.waiting;
  c.waiting = [];
  for (const { delimiter, indented, command } of waiting) {
    const start = c.at;
    let line = '';
    let body = start;
    do {
      if (c.at >= c.text.length) break;
      body = c.at;
      const end = c.text.indexOf('\n', c.at);
      line = c.text.slice(c.at, end < 0 ? undefined : end);
      c.at = end < 0 ? c.text.length : end + 1;
    } while ((indented ? line.trimStart() : line).trimEnd() !== delimiter);
    command.heredoc += c.text.slice(start, body);
  }
}

interface Piece {
  text: string;
  readonly nested: Command[];
}

const ENDS_WORD = new Set(' \t\r\n;|&()<>');

/** One word. Always moves on by at least one character. */
function readWord(c: Cursor, closer: ')' | '`' | null): Word {
  const start = c.at;
  const piece: Piece = { text: '', nested: [] };
  while (c.at < c.text.length) {
    const char = c.text[c.at] as string;
    const isProcess = (char === '<' || char === '>') && c.text[c.at + 1] === '(';
    if (c.at > start && (char === closer || (ENDS_WORD.has(char) && !isProcess))) break;
    if (char === "'") single(c, piece);
    else if (char === '"') double(c, piece);
    else if (isProcess) substitution(c, piece, 2, ')');
    else expansion(c, piece, char);
  }
  return { text: piece.text, start, end: c.at, nested: piece.nested };
}

/** Moves behind the next `closer`, or to the end; gives the text up to and with it. */
function upTo(c: Cursor, closer: string, from: number): string {
  const start = c.at;
  const end = c.missing.has(closer) ? -1 : c.text.indexOf(closer, from);
  if (end < 0) {
    c.missing.add(closer);
    c.at = from;
  } else c.at = end + closer.length;
  return c.text.slice(start, c.at);
}

function single(c: Cursor, piece: Piece): void {
  const whole = upTo(c, "'", c.at + 1);
  piece.text += whole.slice(1, whole.length > 1 ? -1 : undefined);
}

function double(c: Cursor, piece: Piece): void {
  c.at++;
  while (c.at < c.text.length) {
    const char = c.text[c.at] as string;
    if (char === '"') {
      c.at++;
      return;
    }
    expansion(c, piece, char, true);
  }
}

/** A character, an escape, or something that begins with `$` or a backtick. */
function expansion(c: Cursor, piece: Piece, char: string, quoted = false): void {
  const next = c.text[c.at + 1];
  if (char === '\\') {
    if (next !== '\n')
      piece.text += quoted && !'$`"\\'.includes(next ?? '') ? `\\${next ?? ''}` : (next ?? '');
    c.at += 2;
  } else if (char === '`') substitution(c, piece, 1, '`');
  else if (char !== '$') {
    piece.text += char;
    c.at++;
  } else if (next === '{')
    piece.text += c.text[c.at + 2] === '{' ? upTo(c, '}}', c.at + 3) : upTo(c, '}', c.at + 2);
  else if (next === '(' && c.text[c.at + 2] === '(') piece.text += upTo(c, '))', c.at + 3);
  else if (next === '(') substitution(c, piece, 2, ')');
  else {
    piece.text += char;
    c.at++;
  }
}

function substitution(c: Cursor, piece: Piece, opener: number, closer: ')' | '`'): void {
  const start = c.at;
  c.at += opener;
  if (c.depth < MAX_DEPTH) {
    c.depth++;
    c.events.push({ kind: 'open' });
    piece.nested.push(...list(c, closer));
    c.events.push({ kind: 'close' });
    c.depth--;
  }
  piece.text += c.text.slice(start, c.at);
}
