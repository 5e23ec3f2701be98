/** Settings written into files: one line more, or one line changed; comments and order are kept. */
import type { Inventory } from '../model/inventory.ts';
import type { Edit, Patched, PatchFiles } from './wall.ts';

export interface SettingLine {
  readonly path: string;
  /** How the format writes settings: `key = value` (ini, and TOML in a table), or `key: value` of a YAML mapping. */
  readonly form: 'ini' | 'yaml' | 'toml' | 'yarn';
  readonly key: string;
  readonly value: string;
  /** TOML: the table that holds it. */
  readonly table?: string;
}

export const inFolder = (directory: string, name: string): string =>
  directory === '.' ? name : `${directory}/${name}`;

/** The setting with this value, whether the file has it, has it otherwise, or is not there. */
export function written(line: SettingLine, { text }: PatchFiles, inventory: Inventory): Patched {
  const { path } = line;
  const before = text(path);
  if (before !== null && broken(inventory, path))
    return { kind: 'lacks', what: `${path} does not parse: nothing is written into it` };
  if (before !== null && line.form === 'yaml' && /^\s*[{[]/.test(before.replace(/^\s*#.*$/gm, '')))
    return { kind: 'lacks', what: `${path} is in flow style: ${line.key} is to be added by hand` };
  return { kind: 'edits', edits: [before === null ? created(line) : changed(line, before)] };
}

/** A reader has said that it cannot make sense of the file. */
export const broken = ({ diagnostics }: Inventory, path: string): boolean =>
  diagnostics.some((one) => one.at.path === path && one.severity === 'error');

/** Several patches as one: what any of them lacks, all lack. */
export function together(patches: readonly Patched[]): Patched {
  const lacking = patches.find((one) => one.kind === 'lacks');
  if (lacking !== undefined) return lacking;
  return { kind: 'edits', edits: patches.flatMap((one) => (one.kind === 'edits' ? one.edits : [])) };
}

const lineOf = ({ form, key, value }: SettingLine): string =>
  form === 'yaml' ? `${key}: ${value}` : form === 'yarn' ? `${key} ${value}` : `${key} = ${value}`;

const created = (line: SettingLine): Edit => ({
  path: line.path,
  from: 0,
  to: 0,
  with: `${line.table === undefined ? '' : `[${line.table}]\n`}${lineOf(line)}\n`,
});

function changed(line: SettingLine, text: string): Edit {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const start = line.table === undefined ? 0 : tableAt(text, line.table);
  if (start === null)
    return atEnd(line.path, text, `${ending}[${line.table}]${ending}${lineOf(line)}${ending}`);
  const end = sectionEnd(text, start, line.form);
  const known = valueAt(text, start, end, line);
  if (known !== null) return { path: line.path, ...known, with: line.value };
  if (line.table !== undefined)
    return { path: line.path, from: start, to: start, with: `${lineOf(line)}${ending}` };
  if (end < text.length) return { path: line.path, from: end, to: end, with: `${lineOf(line)}${ending}` };
  return atEnd(line.path, text, `${lineOf(line)}${ending}`);
}

/** A last line without an end is given one first. */
const atEnd = (path: string, text: string, more: string): Edit => ({
  path,
  from: text.length,
  to: text.length,
  with:
    text === '' || /[\r\n]$/.test(text)
      ? more.replace(text === '' ? /^\r?\n/ : /^$/, '')
      : `${text.includes('\r\n') ? '\r\n' : '\n'}${more}`,
});

/** Behind the header of a table. */
function tableAt(text: string, table: string): number | null {
  const header = new RegExp(`^[ \\t]*\\[[ \\t]*${table}[ \\t]*\\][ \\t]*(?:#.*)?(?:\\r?\\n|$)`, 'm').exec(
    text,
  );
  return header === null ? null : header.index + header[0].length;
}

/** Where the section ends that begins at `from`: at the next header, or at the end of a YAML document. */
function sectionEnd(text: string, from: number, form: SettingLine['form']): number {
  const header = form === 'yaml' ? /^\.\.\.|^---[ \t]*$/gm : form === 'yarn' ? /(?!)/g : /^[ \t]*\[/gm;
  header.lastIndex = from;
  let found = header.exec(text);
  // The line that opens a YAML document is none that ends it.
  while (
    found !== null &&
    form === 'yaml' &&
    text.slice(from, found.index).replace(/#.*$/gm, '').trim() === ''
  )
    found = header.exec(text);
  return found?.index ?? text.length;
}

/** The value of a key that the section has; of several the last, as the tools take it. */
function valueAt(
  text: string,
  start: number,
  end: number,
  { key, form }: SettingLine,
): { from: number; to: number } | null {
  const between = form === 'yaml' ? '[ \\t]*:[ \\t]+' : form === 'yarn' ? '[ \\t]+' : '[ \\t]*=[ \\t]*';
  const indent = form === 'yaml' ? '' : '[ \\t]*';
  const pattern = new RegExp(`^(${indent}(["']?)${key}\\2${between})([^\\s#;]*)`, 'gm');
  let last: { from: number; to: number } | null = null;
  for (const match of text.slice(start, end).matchAll(pattern)) {
    const from = start + match.index + (match[1] as string).length;
    last = { from, to: from + (match[3] as string).length };
  }
  return last;
}
