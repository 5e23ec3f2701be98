/**
 * Commits as lines of time. Each commit belongs to one line: a branch's own (its first parents, as far as no line
 * before it has them), or what a merge brought in. On a line a commit holds from its date until the next one's.
 */

import type { Span } from '../model/blast.ts';
import type { HistoryCommit, HistoryRef, RepositoryHistory, Seconds } from '../model/history.ts';

export interface State {
  readonly commit: HistoryCommit;
  readonly line: Line;
  readonly from: Seconds;
  /** Null: it is the tip of a ref, and holds still. */
  readonly to: Seconds | null;
  /** Paths that matter, and their contents. */
  readonly files: ReadonlyMap<string, string>;
  /** A bot made the commit, as far as its author's name tells. */
  readonly bot: boolean;
}

export interface Line {
  readonly name: string;
  readonly kind: Exclude<Span['kind'], 'working-tree'>;
}

/** Seconds by which an author's date may lie before the commit's and still count: rebased and merged later. */
const MOST_REBASED = 30 * 86_400;
const BOT = /(^|[/-])(renovate|dependabot|snyk|depfu|greenkeeper|pyup|mergify|pre-commit-ci)([/-]|$)/i;
const BOT_AUTHOR = /\[bot\]$|^(renovate|dependabot|snyk|greenkeeper)/i;

/** All states of a history: those of the main line first, each line from new to old. */
export function statesOf(history: RepositoryHistory): State[] {
  const byHash = new Map(history.commits.map((commit) => [commit.hash, commit]));
  const files = filesOf(history.commits);
  const tips = new Set(history.refs.map((ref) => ref.commit));
  const states: State[] = [];
  const taken = new Set<string>();
  const follow = (tip: string, line: Line, until: Seconds | null): void => {
    let next: HistoryCommit | null = null;
    for (
      let at = byHash.get(tip);
      at !== undefined && !taken.has(at.hash);
      at = byHash.get(at.parents[0] ?? '')
    ) {
      taken.add(at.hash);
      // The tip of another ref on this line is somebody's still.
      const to = next === null ? until : tips.has(at.hash) ? null : next.committed;
      const from = startOf(at);
      const bot = line.kind === 'bot' || BOT_AUTHOR.test(at.author);
      states.push({
        commit: at,
        line,
        from,
        to: to === null ? null : Math.max(to, from),
        files: files.get(at.hash) ?? new Map(),
        bot,
      });
      next = at;
    }
  };
  for (const { name, commit, main } of orderedTips(history)) follow(commit, lineOf(name, main), null);
  // What merges brought in: newest first, until nothing is left.
  for (const merge of history.commits)
    for (const parent of merge.parents.slice(1))
      follow(parent, { name: `merged by ${merge.hash.slice(0, 8)}`, kind: 'merged' }, merge.committed);
  for (const commit of history.commits) if (!taken.has(commit.hash)) follow(commit.hash, STRAY, null);
  return states;
}

const STRAY: Line = { name: 'no branch', kind: 'branch' };

/** When it was made, where that is told and likely: a lock was resolved then, not when it was merged. */
const startOf = ({ authored, committed }: HistoryCommit): Seconds =>
  authored < committed && committed - authored <= MOST_REBASED ? authored : committed;

interface Tip {
  readonly name: string;
  readonly commit: string;
  readonly main: boolean;
}

/** The checked-out commit first, then the usual names of the main branch, then other branches, tags last. */
function orderedTips(history: RepositoryHistory): Tip[] {
  const rank = ({ name }: HistoryRef): number => {
    const place = [
      history.headRef,
      'refs/heads/main',
      'refs/heads/master',
      'refs/remotes/origin/HEAD',
      'refs/remotes/origin/main',
      'refs/remotes/origin/master',
    ].indexOf(name);
    if (place >= 0) return place;
    return name.startsWith('refs/heads/')
      ? 10
      : name.startsWith('refs/remotes/')
        ? 11
        : name.startsWith('refs/tags/')
          ? 13
          : 12;
  };
  const refs = [...history.refs].sort((a, b) => rank(a) - rank(b));
  const head = history.head === null ? [] : [{ name: history.headRef ?? 'HEAD', commit: history.head }];
  return [...head, ...refs].map((ref, index) => ({ ...ref, main: index === 0 }));
}

function lineOf(name: string, main: boolean): Line {
  const short = name.replace(/^refs\/(heads|remotes|tags)\//, '');
  if (main) return { name: short, kind: 'main' };
  if (name.startsWith('refs/tags/')) return { name: short, kind: 'tag' };
  return { name: short, kind: BOT.test(short) ? 'bot' : 'branch' };
}

/** Files of each commit: those of its first parent with its own changes. Commits without change share one map. */
function filesOf(commits: readonly HistoryCommit[]): Map<string, ReadonlyMap<string, string>> {
  const known = new Map<string, ReadonlyMap<string, string>>();
  const none: ReadonlyMap<string, string> = new Map();
  for (const { hash, parents, changes } of [...commits].reverse()) {
    const before = known.get(parents[0] ?? '') ?? none;
    if (changes.length === 0) {
      known.set(hash, before);
      continue;
    }
    const files = new Map(before);
    for (const { path, blob } of changes) {
      if (blob === null) files.delete(path);
      else files.set(path, blob);
    }
    known.set(hash, files);
  }
  return known;
}

/** Whether a state held at some moment of the window; always without one. */
export const within = (
  { from, to }: Pick<State, 'from' | 'to'>,
  window: { readonly from: Seconds; readonly to: Seconds } | null,
): boolean => window === null || (from <= window.to && (to === null || to >= window.from));

/** Times during which states of a kind held: neighbours on a line are one span. */
export function spansOf(
  states: readonly State[],
  holds: (state: State) => boolean,
): { span: Span; newest: State }[] {
  const spans: { newest: State; oldest: State; bot: boolean }[] = [];
  let open: { newest: State; oldest: State; bot: boolean } | null = null;
  let before: State | null = null;
  for (const state of states) {
    const joins = open !== null && before === open.oldest && before.line === state.line;
    if (!holds(state)) open = null;
    else if (joins && open !== null) {
      open.oldest = state;
      open.bot ||= state.bot;
    } else {
      open = { newest: state, oldest: state, bot: state.bot };
      spans.push(open);
    }
    before = state;
  }
  return spans.map(({ newest, oldest, bot }) => ({ newest, span: spanOf(newest, oldest, bot) }));
}

const spanOf = (newest: State, oldest: State, bot: boolean): Span => ({
  branch: newest.line.name,
  kind: bot && newest.line.kind !== 'main' && newest.line.kind !== 'tag' ? 'bot' : newest.line.kind,
  from: instant(oldest.from),
  to: newest.to === null ? null : instant(newest.to),
  firstCommit: oldest.commit.hash,
  lastCommit: newest.commit.hash,
});

/** Dates of a hostile commit may lie anywhere; what no calendar has is its end. */
export function instant(at: Seconds): string {
  const clamped = Math.min(253_402_300_799, Math.max(-62_135_596_800, Math.floor(at)));
  return new Date(clamped * 1000).toISOString().replace('.000Z', 'Z');
}
