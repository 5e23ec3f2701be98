/**
 * The gamma function and the regularised incomplete gamma functions P and Q, with their inverses.
 *
 * Everything is computed in logarithms up to the last step, so a tail of 1e-300 keeps its digits, and
 * the factor xᵃe⁻ˣ/Γ(a+1) in Loader's saddle-point form, which does not subtract numbers of the size of
 * a·ln a from each other.
 */
import { normalQuantile } from './normal.ts';

/** 1 − γ, γ Euler's constant. */
const ONE_LESS_EULER = 0.42278433509846713;
/** ζ(k) − 1 for k = 2, 3, …: the Taylor coefficients of ln Γ(2 + z), times (−1)ᵏ·k. */
const ZETA_LESS_ONE = Array.from({ length: 56 }, (_, at) => zetaLessOne(at + 2));
/** B₂ₖ/(2k(2k − 1)), k = 1 … 8: Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];
/** From here on eight terms of Stirling's series are exact to 1e-17. */
const STIRLING_FROM = 10;
const HALF_LN_TWO_PI = 0.9189385332046728;
/** Steps that no series or fraction below needs unless its arguments exceed 1e12. */
const MANY = 10_000_000;
const EPSILON = 2 ** -54;

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

/** ln(1 − eˡ) for l ≤ 0, whichever way keeps the digits. */
export const lnComplement = (l: number): number =>
  l > -Math.LN2 ? Math.log(-Math.expm1(l)) : Math.log1p(-Math.exp(l));

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

/** Repeats x ← x·e^step until the step is so small that its square is below rounding. */
export function newton(start: number, step: (x: number) => number): number {
  let x = start;
  for (let round = 0; round < 200; round++) {
    const by = step(x);
    x *= Math.exp(Math.max(-50, Math.min(50, by)));
    if (Math.abs(by) < 1e-9 || x === 0) return x;
  }
  throw new RangeError(`no convergence of a quantile from ${start}`);
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
