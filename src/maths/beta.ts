/**
 * The regularised incomplete beta function and its inverse.
 *
 * A point of [0, 1] is carried as the pair (x, y) with x + y = 1, so that points near 1 are as exact as
 * points near 0, and everything is computed in logarithms up to the last step. [DM92] has the case
 * distinctions, [LOA00] the saddle-point form of the leading term.
 */
import {
  HALF_LN_TWO_PI,
  lgamma,
  lgammaOfOnePlus,
  STIRLING_FROM,
  stirlingFall,
  stirlingRest,
} from './lgamma.ts';
import { lnComplement, log1pLess } from './logarithm.ts';
import { newton } from './newton.ts';

const EPSILON = 2 ** -54;
const MANY = 10_000_000;
/** Lentz's stand-in for a zero denominator. */
const TINY = 1e-300;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * ln B(a, b), relative to a small b as exact as to a large one.
 *
 *     ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b)
 *
 * @param a > 0
 * @param b > 0
 * @throws RangeError unless both are > 0
 * @see [DLMF] 5.12.1
 */
export function lnBeta(a: number, b: number): number {
  requireShapes(a, b);
  const small = Math.min(a, b);
  return lgamma(small) + lnGammaFall(Math.max(a, b), small);
}

/**
 * Regularised incomplete beta function, the distribution function of Beta(a, b).
 *
 *     I_x(a, b) = 1/B(a, b) ∫₀ˣ tᵃ⁻¹ (1 − t)ᵇ⁻¹ dt
 *
 * @param a > 0
 * @param b > 0
 * @param x in [0, 1]
 * @throws RangeError unless a, b > 0 and x lies in [0, 1]
 * @see [DLMF] 8.17.2
 */
export const betaI = (a: number, b: number, x: number): number => Math.exp(lnLower(a, b, pointAt(x)));

/**
 * Upper tail 1 − I_x(a, b), to full relative precision.
 *
 * @param a > 0
 * @param b > 0
 * @param x in [0, 1]
 * @throws RangeError unless a, b > 0 and x lies in [0, 1]
 * @see [DLMF] 8.17.4
 */
export const betaIUpper = (a: number, b: number, x: number): number =>
  Math.exp(lnLower(b, a, turned(pointAt(x))));

/**
 * The x with I_x(a, b) = p.
 *
 * @param a > 0
 * @param b > 0
 * @param p in [0, 1]; 0 is returned where x is smaller than any double
 * @throws RangeError unless a, b > 0 and p lies in [0, 1]
 * @see [DLMF] 8.17.2
 */
export const betaIInverse = (a: number, b: number, p: number): number =>
  p > 0.5 ? root(b, a, 1 - p).y : root(a, b, p).x;

/**
 * The x whose upper tail 1 − I_x(a, b) is q; for upper tails that 1 − q cannot hold.
 *
 * @param a > 0
 * @param b > 0
 * @param q in [0, 1]
 * @throws RangeError unless a, b > 0 and q lies in [0, 1]
 * @see [DLMF] 8.17.4
 */
export const betaIUpperInverse = (a: number, b: number, q: number): number =>
  q > 0.5 ? root(a, b, 1 - q).x : root(b, a, q).y;

/**
 * Logarithm of the term that every incomplete beta function begins with.
 *
 *     ln[ xᵃ yᵇ / B(a, b) ],   y = 1 − x
 *     a, b ≥ 10:  a·( ln(1 + δ) − δ ) + b·( ln(1 + ε) − ε ) + ½·ln( ab/(2π(a + b)) ) + rests,
 *                 δ = (xb − ya)/a,  ε = (ya − xb)/b
 *
 * @param a > 0
 * @param b > 0
 * @param x in (0, 1)
 * @throws RangeError unless a, b > 0 and x lies in [0, 1]
 * @see [LOA00], [DM92]
 */
export const lnBetaTerm = (a: number, b: number, x: number): number => lnTerm(a, b, pointAt(x));

function lnTerm(a: number, b: number, { x, y }: Point): number {
  if (Math.min(a, b) < STIRLING_FROM) {
    return a * lnOf(x, y) + b * lnOf(y, x) - lnBeta(a, b);
  }
  const away = x * b - y * a;
  const rests = stirlingRest(a + b) - stirlingRest(a) - stirlingRest(b);
  const mean = a / (a + b);
  return (
    a * deviance(away / a, x / mean) +
    b * deviance(-away / b, y / (b / (a + b))) +
    0.5 * Math.log(b * mean) -
    HALF_LN_TWO_PI +
    rests
  );
}

/** ln(1 + δ) − δ, given δ and 1 + δ: near δ = −1 the ratio still has its digits. */
const deviance = (delta: number, ratio: number): number =>
  delta > -0.5 ? log1pLess(delta) : Math.log(ratio) - delta;

/** ln x given both parts: near 1 by the other part. */
const lnOf = (part: number, rest: number): number => (part > 0.5 ? Math.log1p(-rest) : Math.log(part));

/** ln I_x(a, b). Left of the mean directly, right of it by the complement of the other tail. */
function lnLower(a: number, b: number, point: Point): number {
  requireShapes(a, b);
  if (point.x === 0) return -Infinity;
  if (point.y === 0) return 0;
  if (isLeft(a, b, point)) return lnLeft(a, b, point);
  const other = turned(point);
  return a < 1 || b >= 1 ? lnComplement(lnLeft(b, a, other)) : Math.log(smallShapeUpper(b, a, other));
}

/** Left of here the continued fraction for I converges fast. */
const isLeft = (a: number, b: number, { x }: Point): boolean => x <= (a + 1) / (a + b + 2);

/**
 * ln I left of the mean: the leading term times a continued fraction α₁/(β₁ + α₂/(β₂ + …)), modified Lentz,
 *
 *     α_{n+1} = (a+n−1)(a+b+n−1)·n(b−n)·x² / (a+2n−1)²
 *     β_{n+1} = n + n(b−n)x/(a+2n−1) + (a+n)/(a+2n+1)·(λ + 1 + n(1 + y)),   λ = ay − bx > −1
 *
 * This contraction of [DLMF] 8.17.22 needs x and y but never 1 − (a+b)x/(a+1), which cancels for large a. [DM92] (10)
 */
function lnLeft(a: number, b: number, point: Point): number {
  const { x, y } = point;
  const away = a * y - b * x + 1;
  let c = Infinity;
  let d = 1 / notZero((a / (a + 1)) * away);
  let fraction = d;
  for (let n = 1; n < MANY; n++) {
    const before = n - 1; // a + n − 1 would round away a small a
    const odd = a + (n + before);
    const lift = (n * (b - n) * x) / odd;
    const alpha = (((a + before) * (a + b + before)) / odd) * x * lift;
    const beta = n + lift + ((a + n) / (odd + 2)) * (away + n * (1 + y));
    d = 1 / notZero(beta + alpha * d);
    c = notZero(beta + alpha / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) <= 2 * EPSILON) break;
  }
  return lnTerm(a, b, point) + Math.log(fraction);
}

const notZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/**
 * 1 − I_x(a, b) for a < 1 left of the mean, where 1 − I would lose the digits of a:
 * −expm1(w) − eʷ·a·Σ_{n≥1} (1 − b)_n xⁿ/(n!·(a + n)) with w = a·ln x − ln(a·B(a, b)). [DM92] (9)
 */
function smallShapeUpper(a: number, b: number, { x, y }: Point): number {
  const w = a * lnOf(x, y) - lgammaOfOnePlus(a) - lnGammaFall(b, a);
  let power = 1;
  let series = 0;
  for (let n = 1; n < 1000; n++) {
    power *= ((n - b) * x) / n;
    series += power / (a + n);
    if (Math.abs(power) <= EPSILON * Math.abs(series)) break;
  }
  return -Math.expm1(w) - Math.exp(w) * a * series;
}

/**
 * ln Γ(b) − ln Γ(a + b) without subtracting two large logarithms: b is raised to Stirling's range by the
 * recurrence, and there Stirling's formulas are subtracted term by term.
 */
function lnGammaFall(b: number, a: number): number {
  let raised = b;
  let steps = 0;
  for (; raised < STIRLING_FROM; raised += 1) steps += Math.log1p(a / raised);
  const stirling = a - (raised - 0.5) * Math.log1p(a / raised) - a * Math.log(a + raised);
  return steps + stirling + stirlingFall(raised, a);
}

/**
 * Newton on ln I as a function of the log-odds of x: rising and concave, so from the left of the root no
 * step passes it. The start (p·a·B)^{1/a} ≥ its odds is left of it, as I ≤ (x/y)ᵃ/(a·B).
 */
function root(a: number, b: number, p: number): Point {
  requireShapes(a, b);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`p must lie in [0, 1], got ${p}`);
  if (p === 0) return { x: 0, y: 1 };
  const target = Math.log(p);
  const start = Math.exp((target + lgammaOfOnePlus(a) + lnGammaFall(b, a)) / a);
  if (start < 1e-280) return { x: start, y: 1 };
  const odds = newton(start, (at) => {
    const point = pointOfOdds(at);
    const lnI = lnLower(a, b, point);
    return (target - lnI) / Math.exp(lnTerm(a, b, point) - lnI);
  });
  return pointOfOdds(odds);
}

const pointOfOdds = (odds: number): Point => ({ x: odds / (1 + odds), y: 1 / (1 + odds) });

function pointAt(x: number): Point {
  if (x >= 0 && x <= 1) return { x, y: 1 - x };
  throw new RangeError(`an incomplete beta function needs x in [0, 1], got ${x}`);
}

const turned = ({ x, y }: Point): Point => ({ x: y, y: x });

function requireShapes(a: number, b: number): void {
  if (a > 0 && b > 0 && a < Infinity && b < Infinity) return;
  throw new RangeError(`beta shapes must be positive, got ${a} and ${b}`);
}
