/** The dialect of ini that npm reads: `key = value`, `key[] = item`, comments by `;` and `#`, no nesting. */

export interface IniEntry {
  readonly key: string;
  /** `key[] = item`: one item of a list. */
  readonly list: boolean;
  /** Quotes and comments taken off; a key without `=` means `true`. */
  readonly value: string;
  readonly line: number;
  readonly column: number;
}

export interface Ini {
  readonly entries: readonly IniEntry[];
  /** Lines of `[section]` headings: what follows belongs to the section. */
  readonly sections: readonly number[];
  /** Lines that start with `=`. */
  readonly bad: readonly number[];
}

/** Entries before the first section: npm looks for its keys nowhere else. */
export function parseIni(text: string): Ini {
  const entries: IniEntry[] = [];
  const sections: number[] = [];
  const bad: number[] = [];
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.replace(/^\uFEFF/, '').trimEnd();
    const start = line.search(/\S/);
    if (start === -1 || line[start] === ';' || line[start] === '#') continue;
    if (/^\[[^\]]*\]$/.test(line)) sections.push(index + 1);
    else if (line[start] === '=') bad.push(index + 1);
    else if (sections.length === 0) entries.push(entryOf(line, index + 1, start + 1));
  }
  return { entries, sections, bad };
}

function entryOf(line: string, number: number, column: number): IniEntry {
  const sign = line.indexOf('=');
  const name = plain(sign === -1 ? line : line.slice(0, sign));
  const list = name.length > 2 && name.endsWith('[]');
  return {
    key: list ? name.slice(0, -2) : name,
    list,
    value: sign === -1 ? 'true' : plain(line.slice(sign + 1)),
    line: number,
    column,
  };
}

/** A value without its quotes, or up to the first `;` or `#` that no backslash guards. */
function plain(text: string): string {
  const trimmed = text.trim();
  const quote = trimmed[0];
  if (trimmed.length > 1 && (quote === '"' || quote === "'") && trimmed.endsWith(quote))
    return unquoted(trimmed);
  const parts: string[] = [];
  for (let index = 0; index < trimmed.length; index += 1) {
    const letter = trimmed[index] ?? '';
    const next = trimmed[index + 1] ?? '';
    if (letter === ';' || letter === '#') break;
    const guarded = letter === '\\' && (next === '\\' || next === ';' || next === '#');
    if (guarded) index += 1;
    parts.push(guarded ? next : letter);
  }
  return parts.join('').trim();
}

function unquoted(text: string): string {
  if (text[0] === "'") return text.slice(1, -1);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text;
  } catch {
    return text;
  }
}
