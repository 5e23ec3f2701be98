/** Newton's method for quantiles. */

/**
 * Root of a rising or falling function of ln x, by steps in ln x.
 *
 *     x ← x·e^step(x), until step² is below rounding
 *
 * Meant for logarithms of tails, which are concave in ln x: there Newton's step cannot pass the root from the
 * outer side, and from the inner side lands on the outer one, so it needs no bracket. Steps are cut at ±50.
 *
 * @param start > 0
 * @param step Newton's step in ln x at x
 * @throws RangeError if 200 steps are not enough
 * @see [DLMF] 3.8.4
 */
export function newton(start: number, step: (x: number) => number): number {
  let x = start;
  for (let round = 0; round < 200; round++) {
    const by = step(x);
    x *= Math.exp(Math.max(-50, Math.min(50, by)));
    if (Math.abs(by) < 1e-9 || x === 0) return x;
  }
  throw new RangeError(`no convergence of a quantile from ${start}`);
}
