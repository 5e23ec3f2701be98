/** Cuts a Dockerfile into instructions, with places that survive continuations, comments and here-documents. */

export interface Instruction {
  /** Upper case. */
  readonly name: string;
  /**
   * Arguments as shell text: the first line is padded so that columns are those of the file; lines that
   * Docker leaves out (comments inside a continuation) are empty continuations, so that lines are too.
   */
  readonly text: string;
  readonly line: number;
  /** Column of the instruction's name. */
  readonly column: number;
  /** Body of a here-document, and its first line; null when there is none. */
  readonly heredoc: { readonly head: string; readonly body: string; readonly line: number } | null;
}

interface Cursor {
  readonly lines: readonly string[];
  at: number;
  readonly escape: string;
}

export function instructionsIn(text: string): readonly Instruction[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const cursor: Cursor = { lines, at: 0, escape: escapeOf(lines) };
  const found: Instruction[] = [];
  while (cursor.at < lines.length) {
    const line = lines[cursor.at] ?? '';
    const head = /^([ \t]*)([A-Za-z]{1,20})(?=[ \t]|$)/.exec(line);
    if (head === null || isComment(line)) cursor.at++;
    else found.push(instruction(cursor, head[2] ?? '', (head[1] ?? '').length));
  }
  return found;
}

const isComment = (line: string): boolean => /^[ \t]*#/.test(line);

/** `# escape=` among the first comment lines. */
function escapeOf(lines: readonly string[]): string {
  for (const line of lines.slice(0, 20)) {
    if (!isComment(line)) break;
    const declared = /^[ \t]*#[ \t]*escape[ \t]*=[ \t]*([\\`])[ \t]*$/i.exec(line)?.[1];
    if (declared !== undefined) return declared;
  }
  return '\\';
}

function instruction(cursor: Cursor, name: string, indent: number): Instruction {
  const line = cursor.at + 1;
  const first = cursor.lines[cursor.at] ?? '';
  const pad = ' '.repeat(Math.min(indent + name.length, 200));
  const parts: string[] = [];
  let rest = pad + first.slice(indent + name.length);
  let continues = true;
  while (continues) {
    continues = endsWithEscape(rest, cursor.escape);
    parts.push(continues ? `${rest.trimEnd().slice(0, -1)}\\` : rest);
    cursor.at++;
    while (continues && isSkipped(cursor)) {
      parts.push('\\');
      cursor.at++;
    }
    if (cursor.at >= cursor.lines.length) break;
    rest = cursor.lines[cursor.at] ?? '';
  }
  const text = parts.join('\n');
  const upper = name.toUpperCase();
  return {
    name: upper,
    text,
    line,
    column: indent + 1,
    heredoc: takesHeredoc(upper) ? heredoc(cursor, text) : null,
  };
}

const takesHeredoc = (name: string): boolean => name === 'RUN' || name === 'COPY' || name === 'ADD';

function endsWithEscape(line: string, mark: string): boolean {
  const end = line.trimEnd();
  return end.endsWith(mark) && !(mark === '\\' && end.endsWith('\\\\'));
}

/** Comments and empty lines inside a continuation. */
function isSkipped(cursor: Cursor): boolean {
  const line = cursor.lines[cursor.at];
  return line !== undefined && (isComment(line) || line.trim() === '');
}

function heredoc(cursor: Cursor, text: string): Instruction['heredoc'] {
  const match = /<<(-?)(["']?)([A-Za-z_]\w{0,50})\2/.exec(text.slice(0, 2000));
  if (match === null) return null;
  const [, strip = '', , delimiter = ''] = match;
  const line = cursor.at + 1;
  const body: string[] = [];
  while (cursor.at < cursor.lines.length) {
    const next = cursor.lines[cursor.at++] ?? '';
    if ((strip === '-' ? next.trimStart() : next) === delimiter) break;
    body.push(next);
  }
  return { head: text.slice(0, match.index).trim(), body: body.join('\n'), line };
}

/** Words of simple instructions; quotes and continuations taken off. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .replaceAll('\\\n', ' ')
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');

/** `--platform=…`, `--from=…`: leading flags, and the words behind them. */
export function flagsOf(text: string): {
  readonly flags: readonly (readonly [string, string])[];
  readonly words: readonly string[];
} {
  const words = wordsOf(text);
  const flags: (readonly [string, string])[] = [];
  let at = 0;
  while (words[at]?.startsWith('--') === true) {
    const [name = '', ...value] = (words[at] ?? '').split('=');
    flags.push([name, value.join('=')]);
    at++;
  }
  return { flags, words: words.slice(at) };
}
