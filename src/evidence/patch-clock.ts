/**
 * How long this project took to leave flaws behind, by its lockfiles of the past.
 *
 * A flaw's clock begins on the day it was published, or on the first day on which the tree had the flaw if that is
 * later; it stops between the last tree with it and the first without, and is taken to have stopped half-way. What is
 * still open counts with the time for which it has been.
 */
import type { AdvisorySnapshot } from '../model/advisory.ts';
import { covers } from './ranges.ts';

/** Locked versions of a tree at the end of a day. */
export interface PastLock {
  /** ISO date. */
  readonly date: string;
  readonly locked: ReadonlyMap<string, readonly string[]>;
}

export interface PatchClock {
  /** Flaws that were left behind. */
  readonly fixed: number;
  /** Flaws that are still in the newest tree. */
  readonly open: number;
  /** Days for which flaws were open, all together. */
  readonly days: number;
}

const DAY = 86_400_000;

/** @param trees oldest first; the last is that of today */
export function patchClock(trees: readonly PastLock[], snapshot: AdvisorySnapshot): PatchClock {
  const names = new Set(trees.flatMap(({ locked }) => [...locked.keys()]));
  const end = trees.at(-1)?.date ?? '';
  let clock: PatchClock = { fixed: 0, open: 0, days: 0 };
  for (const name of names)
    for (const advisory of snapshot.advisories('npm', name)) {
      if (advisory.malicious || advisory.published === '' || advisory.published > end) continue;
      // Older than the history: when it was found here cannot be told.
      if (advisory.published < (trees[0]?.date ?? '')) continue;
      const has = (tree: PastLock): boolean =>
        (tree.locked.get(name) ?? []).some((version) =>
          advisory.affected.some((affected) => covers(affected, version) === 'yes'),
        );
      clock = added(clock, spanOf(trees, advisory.published, has));
    }
  return clock;
}

interface Span {
  readonly days: number;
  readonly ended: boolean;
}

/** Null where no tree had it once it was published. */
function spanOf(
  trees: readonly PastLock[],
  published: string,
  has: (tree: PastLock) => boolean,
): Span | null {
  const before = trees.filter(({ date }) => date < published).at(-1);
  const later = trees.filter(({ date }) => date >= published);
  // A tree of before that had it has it on the day of publication.
  const points = [
    ...(before !== undefined && has(before) ? [{ date: published, open: true }] : []),
    ...later.map((tree) => ({ date: tree.date, open: has(tree) })),
  ];
  const first = points.findIndex(({ open }) => open);
  if (first === -1) return null;
  const gone = points.findIndex(({ open }, i) => i > first && !open);
  const since = points[first]?.date as string;
  const last = (gone === -1 ? points.at(-1)?.date : points[gone - 1]?.date) as string;
  const until = gone === -1 ? last : between(last, points[gone]?.date as string);
  return { days: Math.max(1, (Date.parse(until) - Date.parse(since)) / DAY), ended: gone !== -1 };
}

const between = (from: string, to: string): string =>
  new Date((Date.parse(from) + Date.parse(to)) / 2).toISOString();

const added = (clock: PatchClock, span: Span | null): PatchClock =>
  span === null
    ? clock
    : {
        fixed: clock.fixed + (span.ended ? 1 : 0),
        open: clock.open + (span.ended ? 0 : 1),
        days: clock.days + span.days,
      };
