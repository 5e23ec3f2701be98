/**
 * The regularised incomplete gamma functions P and Q, with their inverses.
 *
 * Everything is computed in logarithms up to the last step, so a tail of 1e-300 keeps its digits, and
 * the factor xᵃe⁻ˣ/Γ(a+1) in Loader's saddle-point form, which does not subtract numbers of the size of
 * a·ln a from each other.
 */
import { HALF_LN_TWO_PI, lgammaOfOnePlus, STIRLING_FROM, stirlingRest } from './lgamma.ts';
import { lnComplement, log1pLess } from './logarithm.ts';
import { newton } from './newton.ts';
import { normalQuantile } from './normal.ts';

/** Steps that no series or fraction below needs unless its arguments exceed 1e12. */
const MANY = 10_000_000;
const EPSILON = 2 ** -54;

/**
 * Logarithm of the term that every incomplete gamma function begins with.
 *
 *     ln[ xᵃ e⁻ˣ / Γ(a + 1) ] = a·( ln(1 + δ) − δ ) − rest(a) − ½·ln(2πa),   δ = (x − a)/a
 *
 * @param a shape > 0
 * @param x > 0
 * @see [LOA00]
 */
export function lnGammaTerm(a: number, x: number): number {
  if (a < STIRLING_FROM) return a * Math.log(x) - x - lgammaOfOnePlus(a);
  const away = (x - a) / a;
  const deviance = away > -0.5 ? log1pLess(away) : Math.log(x / a) - away;
  return a * deviance - stirlingRest(a) - HALF_LN_TWO_PI - 0.5 * Math.log(a);
}

/**
 * Regularised lower incomplete gamma function, the distribution function of Gamma(a, 1).
 *
 *     P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt
 *
 * @param a shape > 0
 * @param x ≥ 0
 * @throws RangeError unless a > 0 and x ≥ 0
 * @see [DLMF] 8.2.4
 */
export const gammaP = (a: number, x: number): number => Math.exp(lnGammaP(a, x));

/**
 * Regularised upper incomplete gamma function Q = 1 − P, to full relative precision in the upper tail.
 *
 * @param a shape > 0
 * @param x ≥ 0
 * @throws RangeError unless a > 0 and x ≥ 0
 * @see [DLMF] 8.2.4
 */
export const gammaQ = (a: number, x: number): number => Math.exp(lnGammaQ(a, x));

/**
 * The x with P(a, x) = p.
 *
 * @param a shape > 0
 * @param p in [0, 1]; 1 gives ∞; 0 is returned where x is smaller than any double
 * @throws RangeError unless a > 0 and p lies in [0, 1]
 * @see [DLMF] 8.2.4
 */
export function gammaPInverse(a: number, p: number): number {
  requireShape(a);
  requireChance(p);
  if (p > 0.5) return upperRoot(a, 1 - p); // exact: p > ½
  return lowerRoot(a, p);
}

/**
 * The x with Q(a, x) = q; for upper tails that 1 − q cannot hold.
 *
 * @param a shape > 0
 * @param q in [0, 1]; 0 gives ∞
 * @throws RangeError unless a > 0 and q lies in [0, 1]
 * @see [DLMF] 8.2.4
 */
export function gammaQInverse(a: number, q: number): number {
  requireShape(a);
  requireChance(q);
  if (q > 0.5) return lowerRoot(a, 1 - q);
  return upperRoot(a, q);
}

function lnGammaP(a: number, x: number): number {
  requirePoint(a, x);
  if (x === 0) return -Infinity;
  if (x === Infinity) return 0;
  return usesSeries(a, x) ? lnGammaTerm(a, x) + Math.log(seriesP(a, x)) : lnComplement(lnFractionQ(a, x));
}

function lnGammaQ(a: number, x: number): number {
  requirePoint(a, x);
  if (x === 0) return 0;
  if (x === Infinity) return -Infinity;
  if (!usesSeries(a, x)) return lnFractionQ(a, x);
  return a < 1 ? Math.log(smallShapeQ(a, x)) : lnComplement(lnGammaP(a, x));
}

/** Left of here the series for P converges fast, right of it the continued fraction for Q. */
const usesSeries = (a: number, x: number): boolean => x < Math.max(a, 1.1);

/** P·Γ(a+1)/(xᵃe⁻ˣ) = Σ xⁿ / ((a+1)…(a+n)): all terms positive. [DLMF] 8.11.4 */
function seriesP(a: number, x: number): number {
  let term = 1;
  let total = 1;
  for (let n = 1; n < MANY && term > total * EPSILON; n++) {
    term *= x / (a + n);
    total += term;
  }
  return total;
}

/** ln Q by the continued fraction 1/(x+1−a − 1(1−a)/(x+3−a − …)), modified Lentz. [DLMF] 8.9.2 */
function lnFractionQ(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MANY; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) <= 2 * EPSILON) break;
  }
  return lnGammaTerm(a, x) + Math.log(a * fraction);
}

/**
 * Q for a < 1 and x < 1.1, where 1 − P would lose the digits of a:
 * Q = −expm1(w) − eʷ·a·Σ_{n≥1} (−x)ⁿ/(n!·(a + n)) with w = a·ln x − ln Γ(1 + a). [DLMF] 8.7.1
 */
function smallShapeQ(a: number, x: number): number {
  const w = a * Math.log(x) - lgammaOfOnePlus(a);
  let power = 1;
  let series = 0;
  for (let n = 1; n < 30; n++) {
    power *= -x / n;
    series += power / (a + n);
  }
  return -Math.expm1(w) - Math.exp(w) * a * series;
}

/**
 * Newton on ln P as a function of ln x. That function is concave, so from the left of the root no step
 * passes it, and one from the right lands on the left: it converges from anywhere.
 */
function lowerRoot(a: number, p: number): number {
  if (p === 0) return 0;
  const target = Math.log(p);
  const bound = Math.exp((target + lgammaOfOnePlus(a)) / a); // P ≤ xᵃ/Γ(a + 1)
  if (bound < 1e-280) return bound; // and there the bound is the root
  const start = Math.max(bound, wilsonHilferty(a, normalQuantile(p)));
  return newton(start, (x) => {
    const lnP = lnGammaP(a, x);
    return (target - lnP) / slope(a, x, lnP);
  });
}

/** The same on ln Q, falling and concave in ln x, from the right. */
function upperRoot(a: number, q: number): number {
  if (q === 0) return Infinity;
  const target = Math.log(q);
  const bound = a + Math.sqrt(-2 * a * target) - target; // Q there ≤ q: Chernoff
  const guess = wilsonHilferty(a, -normalQuantile(q));
  return newton(guess > 0 ? Math.min(guess, bound) : bound, (x) => {
    const lnQ = lnGammaQ(a, x);
    return (lnQ - target) / slope(a, x, lnQ);
  });
}

/** |d ln P / d ln x| or |d ln Q / d ln x|: x times the density, over P or Q. */
const slope = (a: number, x: number, lnTail: number): number => a * Math.exp(lnGammaTerm(a, x) - lnTail);

/** Cube-root normal approximation of the quantile; a start only, useless for a < 1. */
function wilsonHilferty(a: number, z: number): number {
  if (a < 1) return 0;
  return a * Math.max(0, 1 - 1 / (9 * a) + z / (3 * Math.sqrt(a))) ** 3;
}

function requirePoint(a: number, x: number): void {
  requireShape(a);
  if (!(x >= 0)) throw new RangeError(`an incomplete gamma function needs x ≥ 0, got ${x}`);
}

function requireShape(a: number): void {
  if (!(a > 0 && a < Infinity)) throw new RangeError(`a gamma shape must be positive, got ${a}`);
}

function requireChance(p: number): void {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must lie in [0, 1], got ${p}`);
}
