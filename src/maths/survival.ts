/**
 * Survival: from rates to odds and back, without losing the digits of a rare event.
 *
 * `1 - Math.exp(-x)` is wrong in the fourth digit at x = 1e-13 and is 0 at 1e-17, so everything here
 * goes through `expm1` and `log1p`, and sums of hazards are compensated: a rate of 1e-17 beside a
 * rate of 10 still counts.
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

/**
 * Probability of at least one event before `t`, under a constant hazard.
 *
 *     F(t) = 1 − S(t) = 1 − e^(−λt)
 *
 * @param rate λ ≥ 0, per year; ∞ is certain at once
 * @param t horizon ≥ 0, years; F(0) = 0 whatever the rate
 * @throws RangeError if an argument is NaN or negative
 * @see [KP02] in docs/references.md
 */
export const failureBy = (rate: PerYear, t: Years): Probability =>
  probability(t === 0 ? 0 : -Math.expm1(-rate * t));

/**
 * The constant rate under which an event has probability `p` within one year.
 *
 *     λ = −ln(1 − p)
 *
 * @param p in [0, 1]; 1 gives ∞
 * @returns λ, per year
 * @throws RangeError if `p` lies outside [0, 1]
 * @see [KP02]
 */
export const rateOf = (p: Probability): PerYear => perYear(-Math.log1p(-p));

/**
 * Probability of at least one event before the horizon that Λ reaches to.
 *
 *     F = 1 − e^(−Λ)
 *
 * @param hazard Λ ≥ 0, expected events
 * @throws RangeError if Λ is NaN or negative
 * @see [KP02]
 */
export const failureOf = (hazard: CumulativeHazard): Probability => probability(-Math.expm1(-hazard));

/**
 * Probability of no event before the horizon; keeps the digits that `1 - failureOf(Λ)` loses for large Λ.
 *
 *     S = e^(−Λ)
 *
 * @param hazard Λ ≥ 0, expected events
 * @throws RangeError if Λ is NaN or negative
 * @see [KP02]
 */
export const survivalOf = (hazard: CumulativeHazard): Probability => probability(Math.exp(-hazard));

/**
 * Cumulative hazard that gives an event the probability `p`: the inverse of `failureOf`.
 *
 *     Λ = −ln(1 − p)
 *
 * @param p in [0, 1]; 1 gives ∞
 * @throws RangeError if `p` lies outside [0, 1]
 * @see [KP02]
 */
export const hazardOf = (p: Probability): CumulativeHazard => cumulativeHazard(-Math.log1p(-p));

/**
 * Probability that at least one of several independent events happens.
 *
 *     P = 1 − Π (1 − p_i) = 1 − exp( Σ ln(1 − p_i) )
 *
 * @param ps each in [0, 1]; none at all gives 0
 * @throws RangeError if one of them lies outside [0, 1]
 * @see [KP02]
 */
export const union = (ps: readonly Probability[]): Probability => unionByHazard(ps.map(hazardOf));

/**
 * The same union when the hazards are at hand: independent hazards add.
 *
 *     P = 1 − exp( −Σ Λ_i )
 *
 * @param hazards each ≥ 0, expected events; none at all gives 0
 * @throws RangeError if one of them is NaN, or the sum is negative
 * @see [KP02]
 */
export const unionByHazard = (hazards: readonly CumulativeHazard[]): Probability =>
  failureOf(cumulativeHazard(sum(hazards)));

/**
 * Each hazard's share of the odds.
 *
 *     share_i = Λ_i / Σ Λ
 *
 * Additive, and sums to 1: a "share of the odds", not the chance to come first.
 * All zero: nothing to share, so zeros. Infinite hazards: equal parts among them, nothing for the rest.
 *
 * @param hazards each ≥ 0, expected events
 * @returns shares in [0, 1], in the order of the hazards
 * @throws RangeError if a hazard is NaN
 * @see [KP02]
 */
export function shares(hazards: readonly CumulativeHazard[]): number[] {
  const total = cumulativeHazard(sum(hazards));
  if (total === 0) return hazards.map(() => 0);
  if (total < Infinity) return hazards.map((hazard) => hazard / total);
  const certain = hazards.filter((hazard) => hazard === Infinity).length;
  return hazards.map((hazard) => (hazard === Infinity ? 1 / certain : 0));
}

/**
 * Sum with Neumaier's compensation: the rounding error of every addition is carried along and added
 * at the end, so the result does not depend on the order beyond the last bit or two.
 *
 * @param values any unit; an infinity is passed on, as `+` would
 * @see [NEU74]
 */
export function sum(values: Iterable<number>): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return Number.isFinite(total) ? total + lost : total; // ∞ − ∞ would make `lost` NaN
}
