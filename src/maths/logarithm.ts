/** Logarithms of what is near 1 or near 0, without losing the digits. */

/**
 * ln(1 + x) − x, the deviance of a Poisson or binomial term; no cancellation near 0.
 *
 *     with r = x/(2 + x):   −x·r + 2r·( r²/3 + r⁴/5 + … )
 *
 * @param x ≥ −1
 * @see [LOA00]
 */
export function log1pLess(x: number): number {
  if (Math.abs(x) > 0.5) return Math.log1p(x) - x;
  const r = x / (2 + x);
  const square = r * r;
  let power = square;
  let series = 0;
  for (let odd = 3; odd < 33; odd += 2) {
    series += power / odd;
    power *= square;
  }
  return r * (2 * series - x);
}

/**
 * ln(1 − eˡ), whichever way keeps the digits: the logarithm of a complement.
 *
 * @param l ≤ 0, the logarithm of a probability
 * @see [MAE12]
 */
export const lnComplement = (l: number): number =>
  l > -Math.LN2 ? Math.log(-Math.expm1(l)) : Math.log1p(-Math.exp(l));

/**
 * Log-odds of a probability.
 *
 *     logit x = ln( x/(1 − x) )
 *
 * @param x in [0, 1]; near ½ by 2x − 1, which is exact
 * @see [JKB95]
 */
export const logit = (x: number): number =>
  x > 0.25 && x < 0.75 ? Math.log1p((2 * x - 1) / (1 - x)) : Math.log(x) - Math.log1p(-x);

/**
 * Probability of log-odds, the inverse of `logit`.
 *
 *     σ(y) = 1/(1 + e⁻ʸ)
 *
 * @param y any number
 * @see [JKB95]
 */
export const logistic = (y: number): number => 1 / (1 + Math.exp(-y));
