/** Order statistics: what a set of draws says, in four numbers. */
import { sum } from './survival.ts';

/** A set of draws in brief, in the unit of the draws; `low` and `high` are the 5 % and 95 % points. */
export interface Summary {
  readonly mean: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Sample quantile, Hyndman and Fan's type 7: linear between the order statistics.
 *
 *     h = (n − 1)·p,   Q = x_⌊h⌋ + (h − ⌊h⌋)·(x_⌊h⌋₊₁ − x_⌊h⌋)
 *
 * @param sorted ascending, at least one value
 * @param p in [0, 1]
 * @throws RangeError if there is no value, or `p` lies outside [0, 1]
 * @see [HF96]
 */
export function quantileOf(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) throw new RangeError('a quantile needs at least one value');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must lie in [0, 1], got ${p}`);
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  if (low === high) return low; // also ∞ beside ∞, whose difference is NaN
  return low + (place - below) * (high - low);
}

/**
 * Mean, median, 5 % and 95 % point of a set of draws. The argument is left as it is.
 *
 * @param values at least one, any order, no NaN
 * @throws RangeError if there is none, or one of them is NaN
 * @see [HF96], [NEU74]
 */
export function summarise(values: Float64Array): Summary {
  if (values.length === 0) throw new RangeError('a summary needs at least one value');
  const sorted = Float64Array.from(values).sort();
  if (Number.isNaN(sorted[sorted.length - 1])) throw new RangeError('a summary needs numbers, got NaN');
  return {
    mean: sum(values) / values.length,
    median: quantileOf(sorted, 0.5),
    low: quantileOf(sorted, 0.05),
    high: quantileOf(sorted, 0.95),
  };
}

/** `count` of the numbers below `size`, evenly spaced from 0; all of them when there are no more. */
export const spaced = (size: number, count: number): number[] => {
  const least = Math.min(size, count);
  return Array.from({ length: least }, (_, i) => Math.floor((i * size) / least));
};
