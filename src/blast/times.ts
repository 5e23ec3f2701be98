/** How long something was there, and since when. */
import type { Instant } from '../model/blast.ts';
import type { Seconds } from '../model/history.ts';
import type { Asked, FoundHere } from './scenery.ts';

export const secondsOf = (time: Instant): Seconds => Math.floor(Date.parse(time) / 1000);

/** The last second of a day. */
const endOfDay = (date: string): Seconds => secondsOf(`${date}T23:59:59Z`);

const SECONDS_PER_YEAR = 8766 * 3600;

/** How long it was there: the union of its spans, in the window; the window itself where only fresh installs may have chosen it. */
export function yearsThere({ window, asOf }: Asked, found: readonly FoundHere[]): number | null {
  const [low, high] =
    window === null ? [-Infinity, endOfDay(asOf)] : [secondsOf(window.from), secondsOf(window.to)];
  const spans = found
    .filter((one) => one.answer === 'yes')
    .flatMap((one) => one.spans)
    .filter((span) => span.kind !== 'working-tree')
    .map(
      (span) =>
        [
          Math.max(low, secondsOf(span.from)),
          Math.min(high, span.to === null ? high : secondsOf(span.to)),
        ] as const,
    )
    .filter(([from, to]) => to >= from)
    .sort((a, b) => a[0] - b[0]);
  if (spans.length === 0) return window === null ? null : (high - low) / SECONDS_PER_YEAR;
  let total = 0;
  let until = -Infinity;
  for (const [from, to] of spans) {
    total += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return total / SECONDS_PER_YEAR;
}

/** How many commits brought it in while it counts: each started the jobs that a change starts. */
export function changesThere({ window }: Asked, found: readonly FoundHere[]): number {
  const spans = found
    .filter((one) => one.answer === 'yes' && one.kind === 'locked')
    .flatMap((one) => one.spans);
  const inside = spans.filter(
    (span) => window === null || (span.from >= window.from && span.from <= window.to),
  );
  return new Set(inside.flatMap((span) => span.firstCommit ?? [])).size;
}

/** From when to when it matters: the window, else from the first moment it was there; null for never. */
export function sinceOf(
  { window }: Asked,
  found: readonly FoundHere[],
): { from: Instant; to: Instant | null } | null {
  if (window !== null) return window;
  const spans = found
    .filter((one) => one.answer === 'yes')
    .flatMap((one) => one.spans)
    .filter((span) => span.kind !== 'working-tree');
  const from = spans.map((span) => span.from).sort()[0];
  if (from === undefined) return null;
  const ends = spans.map((span) => span.to);
  return { from, to: ends.includes(null) ? null : ([...ends].sort().at(-1) ?? null) };
}
