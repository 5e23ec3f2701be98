/**
 * The contest between the cost of attacking and the cost of defending: costs in, rates out.
 *
 * With effort = budget/cost the odds of success are a power of the cost ratio ρ [TUL80], so logit p moves
 * by m·φ·ln ρ; the rate −ln(1 − p) of a p = σ(y) is softplus(y). Under exponential cost curves ln ρ is linear
 * in time and the cumulative hazard is a difference of dilogarithms. `docs/maths/` has the page.
 */
import {
  type CumulativeHazard,
  cumulativeHazard,
  type PerYear,
  type Probability,
  perYear,
  probability,
  type Years,
} from '../model/units.ts';
import { debye, ZETA_2 } from './dilogarithm.ts';
import { gaussLegendre } from './quadrature.ts';

/** |κT| up to which 16 Gauss–Legendre nodes have a relative error below 5e-14. */
const QUADRATURE_UP_TO = 4;

/**
 * ln(1 + eʸ): the rate −ln(1 − p) of the probability p = σ(y).
 *
 *     softplus(y) = max(y, 0) + log1p(e^(−|y|))
 *
 * @param y log-odds, any number
 * @returns ≥ 0, per year
 * @see [DLMF] 4.2
 */
export const softplus = (y: number): number => Math.max(y, 0) + Math.log1p(Math.exp(-Math.abs(y)));

/**
 * Inverse of softplus: the log-odds x of a rate.
 *
 *     x = λ > 30 ? λ + log1p(−e^(−λ)) : ln(expm1 λ)
 *
 * @param rate λ ≥ 0, per year; 0 gives −∞
 * @see [DLMF] 4.2
 */
export const inverseSoftplus = (rate: PerYear): number =>
  rate > 30 ? rate + Math.log1p(-Math.exp(-rate)) : Math.log(Math.expm1(rate));

/**
 * The rate at time t of one elementary shock whose cost ratio moves exponentially.
 *
 *     λ(t) = softplus(x + κt),   x = ln(e^(λ₀) − 1),   κ = m·φ·( d ln C_d/dt − d ln C_a/dt )
 *
 * @param rate λ₀ = λ(0) ≥ 0, per year; 0 stays 0
 * @param kappa κ, finite, per year; negative when attacking gets dearer
 * @param t ≥ 0, years
 * @returns per year; exactly λ₀ when κt = 0
 * @throws RangeError if κ is not finite
 * @see [TUL80]
 */
export function rateAt(rate: PerYear, kappa: number, t: Years): PerYear {
  requireFinite('kappa', kappa);
  if (kappa * t === 0 || rate === 0) return rate;
  return perYear(softplus(inverseSoftplus(rate) + kappa * t));
}

/**
 * Cumulative hazard to T of that shock.
 *
 *     Λ(T) = ∫₀ᵀ softplus(x + κt) dt = [ Li₂(−eˣ) − Li₂(−e^(x+κT)) ] / κ
 *
 * 16-point Gauss–Legendre for |κT| ≤ 4, where the difference would cancel; the closed form beyond.
 *
 * @param rate λ₀ ≥ 0, per year
 * @param kappa κ, finite, per year
 * @param t T ≥ 0, years
 * @returns expected events; exactly λ₀·T when κ = 0
 * @throws RangeError if κ is not finite
 * @see [LEW81], [TUL80]
 */
export function cumulative(rate: PerYear, kappa: number, t: Years): CumulativeHazard {
  requireFinite('kappa', kappa);
  if (rate === 0 || t === 0) return cumulativeHazard(0);
  const shift = kappa * t;
  if (shift === 0 || rate === Infinity) return cumulativeHazard(rate * t);
  const x = inverseSoftplus(rate);
  const mean = Math.abs(shift) <= QUADRATURE_UP_TO ? meanByQuadrature(x, shift) : meanInClosedForm(x, shift);
  return cumulativeHazard(t * mean);
}

/**
 * Cumulative rate of campaigns, whose supply gets cheaper in proportion instead of by a contest.
 *
 *     K(T) = ∫₀ᵀ κ₀·e^(κt) dt = κ₀·expm1(κT)/κ
 *
 * @param rate κ₀ ≥ 0, campaigns a year
 * @param kappa κ = m·φ·d ln ρ/dt, finite, per year
 * @param t T ≥ 0, years
 * @returns expected campaigns; exactly κ₀·T when κ = 0
 * @throws RangeError if κ is not finite
 * @see [KP02]
 */
export function proportionalCumulative(rate: PerYear, kappa: number, t: Years): CumulativeHazard {
  requireFinite('kappa', kappa);
  if (rate === 0 || t === 0) return cumulativeHazard(0);
  if (kappa * t === 0) return cumulativeHazard(rate * t);
  return cumulativeHazard(rate * t * (Math.expm1(kappa * t) / (kappa * t)));
}

/**
 * The odds of a year at the frozen costs of another date.
 *
 *     logit p(t) = logit p(0) + m·φ·ln ρ(t),   ρ(t) = [C_d(t)/C_d(0)] / [C_a(t)/C_a(0)]
 *
 * Computed without forming logit p(0), so a p(0) of 1e-300 or of 1 − 1e-16 keeps its digits; 0 and 1 stay.
 *
 * @param p0 p(0), the odds at the costs of today
 * @param m decisiveness of the contest, ≥ 0
 * @param phi share of the cost fall that reaches the field, in [0, 1]
 * @param lnRho ln ρ(t), any number; positive when attacking has become cheaper
 * @returns p(t)
 * @throws RangeError unless m and φ are ≥ 0 and the product is a number
 * @see [TUL80]
 */
export function oddsAt(p0: Probability, m: number, phi: number, lnRho: number): Probability {
  const shift = shiftOf(m, phi, lnRho);
  if (p0 === 0 || p0 === 1 || shift === 0) return p0;
  if (shift > 0) return probability(p0 / (p0 + (1 - p0) * Math.exp(-shift)));
  const grown = p0 * Math.exp(shift);
  return probability(grown / (grown + (1 - p0)));
}

/**
 * How fast the odds move.
 *
 *     dp/dt = m·φ·p·(1 − p)·( d ln C_d/dt − d ln C_a/dt )
 *
 * @param p the odds at that date
 * @param m decisiveness of the contest, ≥ 0
 * @param phi share of the cost fall that reaches the field, in [0, 1]
 * @param slope d ln ρ/dt, per year; its sign is a result, not an assumption
 * @returns probability per year, negative when the slope is
 * @throws RangeError unless m and φ are ≥ 0 and the product is a number
 * @see [TUL80]
 */
export const sensitivity = (p: Probability, m: number, phi: number, slope: number): number =>
  shiftOf(m, phi, slope) * p * (1 - p);

/** Mean of softplus over [x, x + shift] by 16 Gauss–Legendre nodes. */
function meanByQuadrature(x: number, shift: number): number {
  const { nodes, weights } = gaussLegendre(16);
  let total = 0;
  for (const [at, node] of nodes.entries()) {
    total += (weights[at] ?? 0) * softplus(x + (shift * (1 + node)) / 2);
  }
  return total / 2;
}

/**
 * The same mean as [F(x + shift) − F(x)]/shift, the squares in F divided first: they would overflow, and
 * where both bounds are positive they would cancel.
 */
function meanInClosedForm(x: number, shift: number): number {
  const end = x + shift;
  const squares =
    x > 0 && end > 0
      ? (x + end) / 2
      : halfSquareOver(shift, Math.max(0, end)) - halfSquareOver(shift, Math.max(0, x));
  return squares + (primitiveLessSquare(end) - primitiveLessSquare(x)) / shift;
}

const halfSquareOver = (shift: number, y: number): number => (y / shift) * (y / 2);

/** F(y) = −Li₂(−eʸ), with F′ = softplus, for y ≤ 0; for y > 0 F(y) − y²/2 = π²/6 − F(−y). */
const primitiveLessSquare = (y: number): number => (y > 0 ? ZETA_2 - decaying(-y) : decaying(y));

/** F(y) for y ≤ 0, by ln(1 + eʸ); e⁻⁸⁰⁰ is simply 0. */
const decaying = (y: number): number => debye(Math.log1p(Math.exp(y)));

function shiftOf(m: number, phi: number, lnRho: number): number {
  const shift = m * phi * lnRho;
  if (m >= 0 && phi >= 0 && !Number.isNaN(shift)) return shift;
  throw new RangeError(`a contest needs m ≥ 0, φ ≥ 0 and a cost ratio, got ${m}, ${phi}, ${lnRho}`);
}

function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be finite, got ${value}`);
}
