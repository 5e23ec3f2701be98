/** Counted events: what a count says about the rate behind it. */
import { gammaPInverse, gammaQInverse } from './gamma.ts';

/** Bounds of an expected count. */
export interface PoissonInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Exact (Garwood) interval for the expectation of a Poisson count, equal tails.
 *
 *     P(N ≥ n | low) = P(N ≤ n | high) = (1 − level)/2:   P(n, low) = Q(n + 1, high) = (1 − level)/2
 *
 * A count of 0 has low = 0. Divide by the exposure in years to get the interval of a rate.
 *
 * @param count n, an integer ≥ 0
 * @param level coverage, in (0, 1), such as 0.9
 * @throws RangeError if count is not such an integer or level lies outside (0, 1)
 * @see [GAR36]
 */
export function poissonInterval(count: number, level: number): PoissonInterval {
  if (!(Number.isSafeInteger(count) && count >= 0)) {
    throw new RangeError(`a count must be an integer ≥ 0, got ${count}`);
  }
  if (!(level > 0 && level < 1)) throw new RangeError(`level must lie in (0, 1), got ${level}`);
  const tail = (1 - level) / 2;
  return {
    low: count === 0 ? 0 : gammaPInverse(count, tail),
    high: gammaQInverse(count + 1, tail),
  };
}
