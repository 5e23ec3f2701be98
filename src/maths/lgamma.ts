/** The logarithm of the gamma function, and what is left of it when Stirling's formula is taken off. */

/** 1 − γ, γ Euler's constant. */
const ONE_LESS_EULER = 0.42278433509846713;
/** ζ(k) − 1 for k = 2, 3, …: the Taylor coefficients of ln Γ(2 + z), times (−1)ᵏ·k. */
const ZETA_LESS_ONE = Array.from({ length: 56 }, (_, at) => zetaLessOne(at + 2));
/** B₂ₖ/(2k(2k − 1)), k = 1 … 7: Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
/** From here on seven terms of Stirling's series are exact to 3e-17. */
export const STIRLING_FROM = 10;
/** ½·ln 2π. */
export const HALF_LN_TWO_PI = 0.9189385332046728;

/**
 * ln Γ(x), relative precision kept at its zeros 1 and 2.
 *
 *     ln Γ(2 + z) = (1 − γ)·z + Σ_{k≥2} (−1)ᵏ (ζ(k) − 1) zᵏ / k,   |z| ≤ ½; recurrence and Stirling's series elsewhere
 *
 * @param x > 0
 * @throws RangeError unless x > 0
 * @see [DLMF] 5.7.3, 5.11.1
 */
export function lgamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`lgamma needs x > 0, got ${x}`);
  if (x === Infinity) return x;
  if (x >= STIRLING_FROM) return (x - 0.5) * Math.log(x) - x + HALF_LN_TWO_PI + stirlingRest(x);
  if (x < 0.5) return lgammaOfOnePlus(x) - Math.log(x);
  if (x < 1.5) return aroundTwo(x - 1) - Math.log(x);
  let product = 1;
  let reduced = x;
  while (reduced > 2.5) {
    reduced -= 1;
    product *= reduced;
  }
  return Math.log(product) + aroundTwo(reduced - 2);
}

/**
 * ln Γ(1 + x) without rounding 1 + x, for the small shapes of rare events.
 *
 * @param x > −½
 * @throws RangeError unless x > −½
 * @see [DLMF] 5.7.3
 */
export function lgammaOfOnePlus(x: number): number {
  if (!(x > -0.5)) throw new RangeError(`lgammaOfOnePlus needs x > -1/2, got ${x}`);
  return x <= 0.5 ? aroundTwo(x) - Math.log1p(x) : lgamma(1 + x);
}

/**
 * What Stirling's formula leaves over.
 *
 *     ln Γ(x) − [ (x − ½)·ln x − x + ½·ln 2π ] = Σ B₂ₖ / (2k(2k − 1)·x²ᵏ⁻¹)
 *
 * @param x ≥ 10
 * @see [DLMF] 5.11.1
 */
export function stirlingRest(x: number): number {
  const square = 1 / (x * x);
  return STIRLING.reduceRight((rest, coefficient) => rest * square + coefficient, 0) / x;
}

/**
 * stirlingRest(x) − stirlingRest(x + step), also for a step so small that the two agree to the last bit.
 *
 *     Σ B₂ₖ/(2k(2k − 1)·x²ᵏ⁻¹) · ( 1 − (1 + step/x)¹⁻²ᵏ )
 *
 * @param x ≥ 10
 * @param step ≥ 0
 * @see [DM92]
 */
export function stirlingFall(x: number, step: number): number {
  const log = Math.log1p(step / x);
  const terms = STIRLING.map(
    (coefficient, at) => -coefficient * x ** (-2 * at - 1) * Math.expm1((-2 * at - 1) * log),
  );
  return terms.reduceRight((total, term) => total + term, 0);
}

/** ln Γ(2 + z) for |z| ≤ ½. */
function aroundTwo(z: number): number {
  let series = 0;
  for (let k = ZETA_LESS_ONE.length + 1; k >= 2; k--) series = (ZETA_LESS_ONE[k - 2] ?? 0) / k - z * series;
  return z * (ONE_LESS_EULER + z * series);
}

/** ζ(k) − 1 by summing to 60 and the Euler–Maclaurin rest, the next term of which is below 1e-17. [DLMF] 25.2.9 */
function zetaLessOne(k: number): number {
  const n = 60;
  const power = n ** -k;
  let total = (power * n) / (k - 1) + power / 2 + (k * power) / (12 * n);
  total -= (k * (k + 1) * (k + 2) * power) / (720 * n ** 3);
  total += (k * (k + 1) * (k + 2) * (k + 3) * (k + 4) * power) / (30240 * n ** 5);
  for (let m = n - 1; m >= 2; m--) total += m ** -k;
  return total;
}
