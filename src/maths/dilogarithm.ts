/** The dilogarithm on the negative axis: the integral of softplus. */

/** B₂ₖ/(2k + 1)!, k = 1 … 9. */
const DEBYE = [
  0.027777777777777776, -0.0002777777777777778, 4.72411186696901e-6, -9.185773074661964e-8,
  1.8978869988971e-9, -4.0647616451442256e-11, 8.921691020456452e-13, -1.9939295860721074e-14,
  4.518980029619918e-16,
];
/** π²/6 = ζ(2). */
export const ZETA_2 = 1.6449340668482264;

/**
 * Dilogarithm of a number ≤ 0, to the last few bits.
 *
 *     Li₂(z) = Σ_{k≥1} zᵏ/k² = −∫₀ᶻ ln(1 − u)/u du
 *
 * @param z in (−∞, 0]
 * @throws RangeError unless −∞ < z ≤ 0
 * @see [LEW81], [DLMF] 25.12
 */
export function dilogarithm(z: number): number {
  if (!(z > -Infinity && z <= 0)) throw new RangeError(`the dilogarithm here needs z in (-∞, 0], got ${z}`);
  if (z >= -1) return 0 - debye(Math.log1p(-z)); // 0 − 0 is 0, −0 is not
  const log = Math.log(-z);
  return debye(Math.log1p(-1 / z)) - ZETA_2 - (log * log) / 2; // Li₂(z) + Li₂(1/z) = −π²/6 − ½·ln²(−z)
}

/**
 * −Li₂(−q) for 0 ≤ q ≤ 1, given L = ln(1 + q): full digits for any small q.
 *
 *     −Li₂(−q) = L + L²/4 + Σ_{k≥1} B₂ₖ L²ᵏ⁺¹ / (2k + 1)!
 *
 * @param l L in [0, ln 2]
 * @see [LEW81] 1.12
 */
export function debye(l: number): number {
  const square = l * l;
  const series = DEBYE.reduceRight((rest, coefficient) => rest * square + coefficient, 0);
  return l + square / 4 + l * square * series;
}
