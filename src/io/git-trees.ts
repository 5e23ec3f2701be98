/** Trees of the past, and how much code there is: for questions of pace, not of single commits. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { at } from '../model/diagnostic.ts';
import type { FileTree, TreeFile } from '../model/files.ts';
import type { CodeSize } from '../model/race.ts';
import { git, leadsAway, lines } from './git.ts';

export interface PastTree {
  /** ISO date that was asked for. */
  readonly date: string;
  readonly commit: string;
  readonly tree: FileTree;
}

const MOST_FILE = 64e6;

/**
 * The first-parent tree as it was at the end of each date, files of interest alone; dates before the first commit are
 * left out. Empty without a repository.
 */
export function pastTrees(
  root: string,
  dates: readonly string[],
  wanted: (path: string) => boolean,
): PastTree[] {
  if (!isOwn(root)) return [];
  return dates.flatMap((date) => {
    const found = git(root, ['rev-list', '-1', '--first-parent', `--before=${date}T23:59:59Z`, 'HEAD']);
    const [commit] = found.status === 0 ? lines(found) : [];
    if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return [];
    return [{ date, commit, tree: { files: filesOf(root, commit, wanted), skipped: [], diagnostics: [] } }];
  });
}

/** A repository of the root's own. */
const isOwn = (root: string): boolean => existsSync(join(root, '.git')) && !leadsAway(root);

function filesOf(root: string, commit: string, wanted: (path: string) => boolean): TreeFile[] {
  const listed = git(root, ['ls-tree', '-r', '-z', '-l', commit]);
  if (listed.status !== 0) return [];
  return listed.stdout
    .toString('utf8')
    .split('\0')
    .flatMap((entry): TreeFile[] => {
      const match = /^100\d{3} blob ([0-9a-f]{40,64}) +(\d+)\t([\s\S]+)$/.exec(entry);
      if (match === null) return [];
      const [, blob = '', size = '0', path = ''] = match;
      if (Number(size) > MOST_FILE || !wanted(path)) return [];
      return [{ path, read: () => contentOf(root, blob, path) }];
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function contentOf(root: string, blob: string, path: string): ReturnType<TreeFile['read']> {
  const content = git(root, ['cat-file', 'blob', blob]);
  if (content.status === 0) return { kind: 'text', text: content.stdout.toString('utf8'), diagnostics: [] };
  const reason = 'git could not read it';
  return {
    kind: 'unread',
    reason,
    diagnostic: {
      code: 'git/unread',
      severity: 'warning',
      message: `${path} of an old commit: ${reason}`,
      at: at(path),
      hint: 'fetch the whole history: git fetch --unshallow, and without a filter',
    },
  };
}

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
/** Files that people write: what counts as first-party code. */
const CODE =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|go|rs|java|kt|kts|scala|php|cs|fs|swift|m|mm|c|h|cc|cpp|hpp|sh|sql|ex|exs|erl|clj|lua|dart)$/i;
const OURS = /(^|\/)(node_modules|vendor|third_party|dist|build|fixtures|__fixtures__|testdata)\//;
/** Words of a commit that say that a machine wrote it with; easily left out, so their share is a lower bound. */
const MACHINE =
  /^(?:co-authored-by|generated-by|assisted-by): *(?:.*\b(?:copilot|claude|codex|cursor|devin|gemini|aider|chatgpt|gpt-\d|jules|windsurf)\b.*)$|generated (?:with|by) \[?(?:claude|copilot|codex|cursor|devin|gemini|aider)/im;

/** Lines of first-party code now, and what the year before `asOf` added; null without a repository. */
export function codeSize(root: string, asOf: string): CodeSize | null {
  if (!isOwn(root)) return null;
  const all = git(root, ['diff', '--numstat', '-z', '--no-renames', EMPTY_TREE, 'HEAD']);
  if (all.status !== 0) return null;
  const since = `${Number(asOf.slice(0, 4)) - 1}${asOf.slice(4)}T00:00:00Z`;
  const span = [`--since=${since}`, `--before=${asOf}T23:59:59Z`];
  const log = git(root, ['log', '--no-merges', '--no-renames', '--numstat', '--format=', ...span, 'HEAD']);
  const messages = git(root, ['log', '--no-merges', '--format=%B%x00', ...span, 'HEAD']);
  const bodies = messages.stdout.toString('utf8').split('\0').slice(0, -1);
  const older = git(root, ['rev-list', '-1', `--before=${since}`, 'HEAD']);
  return {
    lines: added(all.stdout.toString('utf8').split('\0')),
    addedPerYear: log.status === 0 && lines(older).length > 0 ? added(lines(log)) : null,
    commits: bodies.length,
    machineWritten: bodies.filter((body) => MACHINE.test(body)).length,
  };
}

/** Sum of the first column of `--numstat` over files of code; `-` is a binary file. */
const added = (rows: readonly string[]): number =>
  rows.reduce((sum, row) => {
    const match = /^(\d+)\t\d+\t(.+)$/.exec(row);
    return match !== null && CODE.test(match[2] as string) && !OURS.test(match[2] as string)
      ? sum + Number(match[1])
      : sum;
  }, 0);
