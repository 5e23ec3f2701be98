/** `bulkhead blast WHAT… [PATH]`: the next incident's morning. */
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type BlastRun, blast, parseList, parseTarget, type Target } from '../blast.ts';
import { kindAt, oneFile } from '../io/disk.ts';
import { readRepositoryHistory } from '../io/git-history.ts';
import type { BlastWindow, Verdict } from '../model/blast.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { wanted } from '../readers/collect.ts';
import { renderJson } from '../reports/blast/json.ts';
import { renderMarkdown } from '../reports/blast/markdown.ts';
import { renderTerminal } from '../reports/blast/terminal.ts';
import { oneOf, quote } from './options.ts';
import { openFolder } from './run.ts';
import { type Flags, settingsFor } from './settings.ts';
import { type ColorFlag, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export interface BlastFlags extends Flags, ColorFlag {
  readonly format: string;
  readonly window?: string;
  readonly list?: readonly string[];
  readonly path?: string;
}

export const BLAST_FORMATS = ['terminal', 'markdown', 'json'] as const;

export const BLAST_HELP = `
WHAT is one or more of:
  npm:axios@1.14.1                  a version; pkg:npm/axios@1.14.1 is the same
  "npm:axios@>=1.14.1 <1.15.0"      a range; "npm:axios@1.14.1 || 0.30.4"; npm:axios@*
  "npm:@scope/*"                    every package of a scope
  "action:tj-actions/changed-files@v39"   a tag, a commit, or @* for every tag
  image:node:20                     an image; image:ghcr.io/owner/name:*
  credential/NPM_TOKEN              a secret that was stolen, wherever it is used
  vendor:blacksmith                 a CI host, runner vendor or platform
  workflow:… account:…              an id as the assessment prints it
It need not be in the tree now. The last word is the PATH when it is a folder and
names no WHAT; -C PATH says it outright.

Examples:
  bulkhead blast npm:axios@1.14.1 --window 2026-03-31T00:21Z/2026-03-31T03:15Z
  bulkhead blast "action:tj-actions/changed-files@*" ../shop --window 2025-03-14/2025-03-15
  bulkhead blast --list incident.csv -C ../shop --format markdown

Exit codes: 0 not exposed by anything read, 1 exposed, 4 cannot exclude.`;

const EXIT: Readonly<Record<Verdict, number>> = { exposed: 1, 'cannot-exclude': 4, 'resolved-clean': 0 };
const MOST_LIST = 16e6;

/** @returns the exit code */
export async function blastCommand(
  words: readonly string[],
  flags: BlastFlags,
  terminal: Terminal,
): Promise<number> {
  const format = oneOf('--format', flags.format, BLAST_FORMATS);
  const style = styleFor(flags, terminal);
  const { whats, path } = pathAmong(words, flags, terminal);
  const { targets, diagnostics } = targetsOf(whats, flags.list ?? [], terminal);
  const window = flags.window === undefined ? null : parseWindow(flags.window, terminal.today);
  const run = await runBlast({ path, targets, diagnostics, window }, flags, terminal);
  if (run.recognised === 0)
    throw new UsageError(
      `nothing in ${quote(path)} was recognised`,
      'looked for lockfiles, package.json, .github/workflows, Dockerfiles and the history of these; give the root of a repository',
      3,
    );
  const { blast: answer } = run;
  if (format === 'json') terminal.out(renderJson(answer));
  else if (format === 'markdown') terminal.out(renderMarkdown(answer));
  else terminal.out(renderTerminal(answer, { ...style, width: Math.min(80, style.width) }));
  return EXIT[answer.verdict];
}

interface Question {
  readonly path: string;
  readonly targets: readonly Target[];
  readonly diagnostics: readonly Diagnostic[];
  readonly window: BlastWindow | null;
}

async function runBlast(question: Question, flags: BlastFlags, terminal: Terminal): Promise<BlastRun> {
  const { path, targets, diagnostics, window } = question;
  const full = resolve(terminal.cwd, path);
  const kind = kindAt(full);
  if (kind !== 'folder' && kind !== 'file')
    throw new UsageError(
      `${quote(path)} ${kind === 'nothing' ? 'does not exist' : 'is neither a folder nor a file'}`,
      'give the folder of a repository, such as: bulkhead blast npm:axios@1.14.1 .',
    );
  const root = kind === 'folder' ? full : dirname(full);
  const settings = await settingsFor(root, flags, terminal.env, terminal.today);
  const disk = { maxFileSize: settings.maxFileSize.value, wanted };
  return blast({
    root: path,
    tree: kind === 'folder' ? openFolder(full, path, disk) : oneFile(root, basename(full), disk),
    history: kind === 'folder' ? readRepositoryHistory(full) : { unread: 'a file was given, not a folder' },
    targets,
    window,
    asOf: settings.asOf.value,
    seed: settings.seed.value,
    attestations: settings.attestations.value,
    diagnostics,
  });
}

/** The last word is the PATH when it looks like one, or when a folder of that name is there and it names no WHAT. */
function pathAmong(
  words: readonly string[],
  flags: BlastFlags,
  terminal: Terminal,
): { readonly whats: readonly string[]; readonly path: string } {
  if (flags.path !== undefined) return { whats: words, path: flags.path };
  const last = words.at(-1);
  if (last === undefined) return { whats: [], path: '.' };
  const looksLikePath =
    /^(\.{1,2}|~|\.{0,2}\/.*|.*\/)$/.test(last) || last.startsWith('./') || last.startsWith('../');
  const isThere = kindAt(resolve(terminal.cwd, last)) === 'folder' && !('kind' in parseTarget(last));
  return looksLikePath || isThere ? { whats: words.slice(0, -1), path: last } : { whats: words, path: '.' };
}

function targetsOf(
  whats: readonly string[],
  lists: readonly string[],
  terminal: Terminal,
): { readonly targets: readonly Target[]; readonly diagnostics: readonly Diagnostic[] } {
  const named = whats.map((what) => {
    const target = parseTarget(what);
    if ('kind' in target) return target;
    throw new UsageError(target.problem, target.hint);
  });
  const read = lists.map((file) => parseList(readList(file, terminal), file));
  const targets = new Map([...named, ...read.flatMap((list) => list.targets)].map((one) => [one.text, one]));
  if (targets.size === 0)
    throw new UsageError(
      lists.length > 0 ? 'the list names nothing that can be asked about' : 'nothing is asked about',
      'give a WHAT, such as: bulkhead blast npm:axios@1.14.1; bulkhead blast --help lists the kinds',
    );
  return { targets: [...targets.values()], diagnostics: read.flatMap((list) => list.diagnostics) };
}

function readList(file: string, terminal: Terminal): string {
  try {
    const full = resolve(terminal.cwd, file);
    const stat = statSync(full);
    if (!stat.isFile() || stat.size > MOST_LIST) throw new Error('it is no regular file of at most 16 MB');
    return readFileSync(full, 'utf8');
  } catch (error) {
    throw new UsageError(
      `the list ${quote(file)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'give a file of one WHAT a line, such as --list incident.csv',
    );
  }
}

/** `FROM/TO`, dates or date-times in UTC. A date as TO means its whole day; without TO it is today. */
export function parseWindow(text: string, today: string): BlastWindow {
  const parts = text.split('/');
  const [from, to] = [
    momentOf(parts[0] ?? '', false),
    momentOf(parts[1] === '' ? today : (parts[1] ?? ''), true),
  ];
  if (parts.length !== 2 || from === null || to === null || from > to)
    throw new UsageError(
      `${quote(text)} is no window`,
      'give FROM/TO in UTC, such as --window 2026-03-31T00:21Z/2026-03-31T03:15Z or --window 2026-03-30/2026-03-31',
    );
  return { from, to };
}

function momentOf(text: string, end: boolean): string | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]00:?00)?)?$/i.exec(
    text.trim(),
  );
  if (match?.[1] === undefined) return null;
  const [, day, minutes, seconds] = match;
  const time = minutes === undefined ? (end ? '23:59:59' : '00:00:00') : `${minutes}:${seconds ?? '00'}`;
  const iso = `${day}T${time}Z`;
  const parsed = Date.parse(iso);
  // A day that no calendar has would be taken for another one.
  return Number.isNaN(parsed) || !new Date(parsed).toISOString().startsWith(`${day}T${time}`) ? null : iso;
}
