/** How fast surfaces grow in number: a line through counts, with the interval of its slope. */
import { studentQuantile95 } from '../maths/student.ts';
import type { Estimate } from '../model/assessment.ts';
import type { Growth, GrowthOfKind } from '../model/race.ts';

/** Surfaces of each kind at a date. */
export interface Count {
  readonly date: string;
  /** Years before the last count, ≤ 0. */
  readonly years: number;
  readonly kinds: Readonly<Record<string, number>>;
}

/** Null where there are fewer than three dates, or less than half a year: no pace is told by them. */
export function growthOf(counts: readonly Count[]): Growth | null {
  const [first] = counts;
  if (counts.length < 3 || first === undefined || first.years > -0.5) return null;
  const kinds = [...new Set(counts.flatMap(({ kinds: all }) => Object.keys(all)))].sort();
  const of = (kind: string, value: (one: Count) => number): GrowthOfKind =>
    line(
      kind,
      counts.map((one) => ({ t: one.years, n: value(one) })),
    );
  return {
    dates: counts.map(({ date }) => date),
    kinds: kinds.map((kind) => of(kind, (one) => one.kinds[kind] ?? 0)),
    total: of('all', (one) => Object.values(one.kinds).reduce((sum, n) => sum + n, 0)),
  };
}

/** Least squares; the interval of 90 % by Student's t. */
function line(kind: string, points: readonly { readonly t: number; readonly n: number }[]): GrowthOfKind {
  const count = points.length;
  const middle = points.reduce((sum, { t }) => sum + t, 0) / count;
  const level = points.reduce((sum, { n }) => sum + n, 0) / count;
  const spread = points.reduce((sum, { t }) => sum + (t - middle) ** 2, 0);
  const slope = points.reduce((sum, { t, n }) => sum + (t - middle) * (n - level), 0) / spread;
  const rest = points.reduce((sum, { t, n }) => sum + (n - level - slope * (t - middle)) ** 2, 0);
  const error = Math.sqrt(rest / (count - 2) / spread) * studentQuantile95(count - 2);
  const now = points.at(-1)?.n ?? 0;
  const perYear = { mean: slope, median: slope, low: slope - error, high: slope + error };
  const later = (step: number): number => Math.max(0, now + step);
  const inAYear: Estimate = {
    mean: later(slope),
    median: later(slope),
    low: later(perYear.low),
    high: later(perYear.high),
  };
  return { kind, now, perYear, inAYear };
}
