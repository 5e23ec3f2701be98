/**
 * Workflow files as lines: blocks found by their indentation, so that an edit leaves everything else as it is.
 * What is written otherwise (flow style, tabs) is not found, and nothing is written there.
 */
import { broken } from './settings.ts';
import type { PatchFiles, WallFacts } from './wall.ts';

/** Lines with their ends, and where each begins. */
export interface Lines {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly starts: readonly number[];
}

/** Lines `[from, to)` of a key and what is below it; `indent` is the key's. */
export interface Block {
  readonly from: number;
  readonly to: number;
  readonly indent: number;
}

/** The file as lines; words that say why not where it cannot be edited. */
export function linesOf(
  path: string,
  { text }: PatchFiles,
  { inventory }: Pick<WallFacts, 'inventory'>,
): Lines | string {
  const read = text(path);
  if (read === null) return `the text of ${path}`;
  if (broken(inventory, path)) return `${path} does not parse: nothing is written into it`;
  return splitLines(path, read);
}

export function splitLines(path: string, text: string): Lines {
  const lines = text.split(/(?<=\n)/);
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length;
  }
  return { path, text, lines, starts };
}

export const endingOf = ({ text }: Pick<Lines, 'text'>): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** Where a line begins; the end of the text for the line behind the last. */
export const startOf = ({ starts, text }: Lines, line: number): number => starts[line] ?? text.length;

export const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;
const isBlank = (line: string): boolean => /^\s*(?:#.*)?$/.test(line.trimEnd());

/** The block of the key that stands at `from`: all lines below that are further in; blank ones at its end are not its own. */
export function blockAt({ lines }: Lines, from: number): Block {
  const first = lines[from] ?? '';
  const indent = indentOf(first);
  let to = from + 1;
  for (let at = from + 1; at < lines.length; at++) {
    const line = lines[at] as string;
    if (isBlank(line)) continue;
    // A list may stand as far out as its key.
    const item = /^ *- /.test(line) && !/^ *- /.test(first);
    if (indentOf(line) < indent || (indentOf(line) === indent && !item)) break;
    to = at + 1;
  }
  return { from, to, indent };
}

/** The block of a key of a mapping whose keys stand at `indent`, within lines `[from, to)`; null where it is not written so. */
export function keyIn(lines: Lines, key: string, within: Block, indent: number): Block | null {
  const pattern = new RegExp(`^ {${indent}}(["']?)${key}\\1 *:(?:\\s|$)`);
  for (let at = within.from; at < within.to; at++)
    if (pattern.test(lines.lines[at] ?? '')) return blockAt(lines, at);
  return null;
}

export const topLevel = (lines: Lines, key: string): Block | null =>
  keyIn(lines, key, { from: 0, to: lines.lines.length, indent: 0 }, 0);

/** How far in the keys below a block's own stand; null where nothing stands below it. */
export function innerIndent({ lines }: Lines, block: Block): number | null {
  for (let at = block.from + 1; at < block.to; at++)
    if (!isBlank(lines[at] ?? '')) return indentOf(lines[at] as string);
  return null;
}

/** The block of a job, found by the place of its key; null where it is not written as a block. */
export function jobBlock(lines: Lines, job: string): Block | null {
  const jobs = topLevel(lines, 'jobs');
  const indent = jobs === null ? null : innerIndent(lines, jobs);
  if (jobs === null || indent === null || indent === 0) return null;
  const block = keyIn(lines, escaped(job), { ...jobs, from: jobs.from + 1 }, indent);
  return block === null || block.to - block.from < 2 ? null : block;
}

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The steps of a job as blocks of their own, in order; empty where they are not written as a block list. */
export function stepBlocks(lines: Lines, job: Block): Block[] {
  const inner = innerIndent(lines, job);
  const steps = inner === null ? null : keyIn(lines, 'steps', job, inner);
  const indent = steps === null ? null : innerIndent(lines, steps);
  if (steps === null || indent === null) return [];
  const found: number[] = [];
  for (let at = steps.from + 1; at < steps.to; at++)
    if (new RegExp(`^ {${indent}}- `).test(lines.lines[at] ?? '')) found.push(at);
  return found.map((from, i) => {
    const end = found[i + 1] ?? steps.to;
    let to = end;
    while (to > from + 1 && isBlank(lines.lines[to - 1] ?? '')) to--;
    return { from, to, indent };
  });
}

/** The text of a block without whole-line comments. */
export const bodyOf = ({ lines }: Lines, { from, to }: Block): string =>
  lines
    .slice(from, to)
    .filter((line) => !/^\s*#/.test(line))
    .join('');

/** How far in a step's own keys stand: behind the dash. */
export const stepKeys = ({ lines }: Lines, { from }: Block): number =>
  /^ *- +/.exec(lines[from] ?? '')?.[0].length ?? 0;

/** A line below which a step's own key stands, `- key:` included; the block of that key. */
export function stepKey(lines: Lines, step: Block, key: string): Block | null {
  const indent = stepKeys(lines, step);
  const first = new RegExp(`^ *- +(["']?)${key}\\1 *:(?:\\s|$)`).test(lines.lines[step.from] ?? '');
  if (!first) return keyIn(lines, key, { ...step, from: step.from + 1 }, indent);
  let to = step.from + 1;
  while (to < step.to && (isBlank(lines.lines[to] ?? '') || indentOf(lines.lines[to] ?? '') > indent)) to++;
  return { from: step.from, to, indent };
}
