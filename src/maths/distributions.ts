/**
 * The four distributions that parameters and rates are given in: lognormal, logit-normal, gamma, beta.
 *
 * For each: density, distribution function `…Below`, upper tail `…Above` (with its own digits, not 1 − F),
 * quantile, mean. The variable comes first, then the parameters: μ and σ of the logarithm or the log-odds, α
 * and rate β (not scale) of a gamma, a and b of a beta. The first two can be had from a published interval.
 */
import { betaI, betaIInverse, betaIUpper, lnBetaTerm } from './beta.ts';
import { gammaP, gammaPInverse, gammaQ, lnGammaTerm } from './gamma.ts';
import { logistic, logit } from './logarithm.ts';
import { normalAbove, normalBelow, normalDensity, normalQuantile } from './normal.ts';
import { sum } from './survival.ts';

/** μ and σ of the logarithm (lognormal) or of the log-odds (logit-normal), which is normal. */
export interface NormalScale {
  readonly mu: number;
  readonly sigma: number;
}

/** Φ⁻¹(0.95): published intervals are 5 % to 95 %. */
const Z_95 = 1.6448536269514722;

/**
 * The lognormal with 5 % point `low` and 95 % point `high`.
 *
 *     μ = ½·ln(low·high),   σ = ln(high/low) / (2·1.6449)
 *
 * @throws RangeError unless 0 < low < high < ∞
 * @see [JKB94]
 */
export function lognormalFromInterval(low: number, high: number): NormalScale {
  requireInterval(low, high, Number.MAX_VALUE);
  const [from, to] = [Math.log(low), Math.log(high)];
  return { mu: (from + to) / 2, sigma: lnRatio(low, high) / (2 * Z_95) };
}

/**
 * Density of a lognormal: φ((ln x − μ)/σ) / (σx), per unit of x; 0 for x ≤ 0.
 *
 * @throws RangeError unless σ > 0
 * @see [JKB94]
 */
export function lognormalDensity(x: number, mu: number, sigma: number): number {
  return x > 0 ? normalDensity(standardised(Math.log(x), mu, sigma)) / (sigma * x) : outside(x, mu, sigma);
}

/**
 * P(X ≤ x) = Φ((ln x − μ)/σ).
 *
 * @throws RangeError unless σ > 0
 * @see [JKB94]
 */
export const lognormalBelow = (x: number, mu: number, sigma: number): number =>
  normalBelow(standardised(Math.log(Math.max(0, x)), mu, sigma));

/**
 * P(X > x) = Φ̄((ln x − μ)/σ).
 *
 * @throws RangeError unless σ > 0
 * @see [JKB94]
 */
export const lognormalAbove = (x: number, mu: number, sigma: number): number =>
  normalAbove(standardised(Math.log(Math.max(0, x)), mu, sigma));

/**
 * The x with P(X ≤ x) = p: e^(μ + σ·Φ⁻¹(p)).
 *
 * @param p in [0, 1]
 * @throws RangeError unless p lies in [0, 1]
 * @see [JKB94]
 */
export const lognormalQuantile = (p: number, mu: number, sigma: number): number =>
  Math.exp(mu + sigma * normalQuantile(p));

/**
 * Mean e^(μ + σ²/2).
 *
 * @see [JKB94]
 */
export const lognormalMean = (mu: number, sigma: number): number => Math.exp(mu + (sigma * sigma) / 2);

/**
 * The logit-normal with 5 % point `low` and 95 % point `high`.
 *
 *     μ = ½·(logit low + logit high),   σ = (logit high − logit low) / (2·1.6449)
 *
 * @throws RangeError unless 0 < low < high < 1
 * @see [JKB94]
 */
export function logitNormalFromInterval(low: number, high: number): NormalScale {
  requireInterval(low, high, 1 - Number.EPSILON / 2);
  const [from, to] = [logit(low), logit(high)];
  const width = lnRatio(low, high) + lnRatio(1 - high, 1 - low);
  return { mu: (from + to) / 2, sigma: width / (2 * Z_95) };
}

/**
 * Density of a logit-normal: φ((logit x − μ)/σ) / (σ·x(1 − x)); 0 outside (0, 1).
 *
 * @throws RangeError unless σ > 0
 * @see [JKB94]
 */
export function logitNormalDensity(x: number, mu: number, sigma: number): number {
  if (!(x > 0 && x < 1)) return outside(x, mu, sigma);
  return normalDensity(standardised(logit(x), mu, sigma)) / (sigma * x * (1 - x));
}

/**
 * P(X ≤ x) = Φ((logit x − μ)/σ).
 *
 * @throws RangeError unless σ > 0
 * @see [JKB94]
 */
export const logitNormalBelow = (x: number, mu: number, sigma: number): number =>
  normalBelow(standardised(logit(Math.min(1, Math.max(0, x))), mu, sigma));

/**
 * P(X > x) = Φ̄((logit x − μ)/σ).
 *
 * @throws RangeError unless σ > 0
 * @see [JKB94]
 */
export const logitNormalAbove = (x: number, mu: number, sigma: number): number =>
  normalAbove(standardised(logit(Math.min(1, Math.max(0, x))), mu, sigma));

/**
 * The x with P(X ≤ x) = p: logistic(μ + σ·Φ⁻¹(p)).
 *
 * @param p in [0, 1]
 * @throws RangeError unless p lies in [0, 1]
 * @see [JKB94]
 */
export const logitNormalQuantile = (p: number, mu: number, sigma: number): number =>
  logistic(mu + sigma * normalQuantile(p));

/**
 * Mean of a logit-normal; there is no closed form.
 *
 *     E X = ∫ logistic(μ + σz)·φ(z) dz
 *
 * Trapezoidal rule over all of the mass: its error falls like e^(−2πd/h) with the distance d = π/σ of the
 * integrand's poles from the axis, so a step of 0.4·min(1, 1/σ) is exact to rounding. The range reaches 12 to
 * either side of the integrand's peak, which lies between 0 and σ.
 *
 * @throws RangeError unless 0 ≤ σ ≤ 1000 and μ is finite
 * @see [TW14]
 */
export function logitNormalMean(mu: number, sigma: number): number {
  if (!(sigma >= 0 && sigma <= 1000 && Number.isFinite(mu))) {
    throw new RangeError(`a logit-normal needs 0 ≤ σ ≤ 1000 and a finite μ, got ${sigma} and ${mu}`);
  }
  const step = 0.4 * Math.min(1, 1 / sigma);
  const peak = Math.min(sigma, Math.max(0, -mu / sigma || 0));
  const parts: number[] = [];
  for (let at = Math.floor((peak - 12) / step); at * step <= peak + 12; at++) {
    parts.push(logistic(mu + sigma * at * step) * normalDensity(at * step));
  }
  return Math.min(1, step * sum(parts));
}

/**
 * Density of a gamma distribution: βᵃxᵃ⁻¹e^(−βx)/Γ(a), per unit of x; 0 for x < 0.
 *
 * @throws RangeError unless shape and rate are positive
 * @see [JKB94]
 */
export function gammaDensity(x: number, shape: number, rate: number): number {
  const scaled = scaledBy(x, shape, rate);
  if (x < 0 || scaled === Infinity) return 0;
  if (scaled === 0) return atZero(shape, rate);
  return Math.exp(lnGammaTerm(shape, scaled) + Math.log(shape / scaled)) * rate;
}

/**
 * P(X ≤ x) = P(α, βx).
 *
 * @throws RangeError unless shape and rate are positive
 * @see [JKB94]
 */
export const gammaBelow = (x: number, shape: number, rate: number): number =>
  gammaP(shape, scaledBy(x, shape, rate));

/**
 * P(X > x) = Q(α, βx).
 *
 * @throws RangeError unless shape and rate are positive
 * @see [JKB94]
 */
export const gammaAbove = (x: number, shape: number, rate: number): number =>
  gammaQ(shape, scaledBy(x, shape, rate));

/**
 * The x with P(X ≤ x) = p.
 *
 * @param p in [0, 1]
 * @throws RangeError unless shape and rate are positive and p lies in [0, 1]
 * @see [JKB94]
 */
export const gammaQuantile = (p: number, shape: number, rate: number): number => {
  scaledBy(0, shape, rate);
  return gammaPInverse(shape, p) / rate;
};

/**
 * Mean α/β.
 *
 * @see [JKB94]
 */
export const gammaMean = (shape: number, rate: number): number => shape / rate;

/**
 * Density of a beta distribution: xᵃ⁻¹(1 − x)ᵇ⁻¹/B(a, b); 0 outside [0, 1].
 *
 * @throws RangeError unless a and b are positive
 * @see [JKB95]
 */
export function betaDensity(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) return 0;
  if (x === 0) return atZero(a, b);
  if (x === 1) return atZero(b, a);
  return Math.exp(lnBetaTerm(a, b, x) - Math.log(x) - Math.log1p(-x));
}

/**
 * P(X ≤ x) = I_x(a, b).
 *
 * @throws RangeError unless a and b are positive
 * @see [JKB95]
 */
export const betaBelow = (x: number, a: number, b: number): number =>
  betaI(a, b, Math.min(1, Math.max(0, x)));

/**
 * P(X > x) = 1 − I_x(a, b), with its own digits.
 *
 * @throws RangeError unless a and b are positive
 * @see [JKB95]
 */
export const betaAbove = (x: number, a: number, b: number): number =>
  betaIUpper(a, b, Math.min(1, Math.max(0, x)));

/**
 * The x with P(X ≤ x) = p.
 *
 * @param p in [0, 1]
 * @throws RangeError unless a and b are positive and p lies in [0, 1]
 * @see [JKB95]
 */
export const betaQuantile = (p: number, a: number, b: number): number => betaIInverse(a, b, p);

/**
 * Mean a/(a + b).
 *
 * @see [JKB95]
 */
export const betaMean = (a: number, b: number): number => a / (a + b);

/** ln(high/low) for low < high: of a narrow interval by the difference, which is exact. */
const lnRatio = (low: number, high: number): number =>
  high < 2 * low ? Math.log1p((high - low) / low) : Math.log(high) - Math.log(low);

/** Density at the left end: infinite for a shape below 1, `at1` for 1, nothing above. */
function atZero(shape: number, at1: number): number {
  if (shape === 1) return at1;
  return shape < 1 ? Infinity : 0;
}

/** βx, 0 for x below 0. */
function scaledBy(x: number, shape: number, rate: number): number {
  if (shape > 0 && rate > 0 && rate < Infinity) return Math.max(0, x) * rate;
  throw new RangeError(`a gamma distribution needs a positive shape and rate, got ${shape} and ${rate}`);
}

function standardised(value: number, mu: number, sigma: number): number {
  if (sigma > 0) return (value - mu) / sigma;
  throw new RangeError(`sigma must be positive, got ${sigma}`);
}

/** Density where there is no mass; still refuses a bad σ. */
const outside = (x: number, mu: number, sigma: number): number =>
  0 * standardised(Number.isNaN(x) ? x : mu, mu, sigma);

function requireInterval(low: number, high: number, most: number): void {
  if (low > 0 && low < high && high <= most) return;
  throw new RangeError(`an interval needs 0 < low < high ≤ ${most}, got ${low} and ${high}`);
}
