/**
 * Units as types: a rate cannot be passed where a probability is meant.
 *
 * A quantity is a plain number at run time. The constructors here are the door: they check the
 * domain once and throw a RangeError, so that nothing behind them needs to check again.
 * Time is in years from the assessment date, rates are per year, money is US dollars.
 */
declare const unit: unique symbol;

/** A number that carries its unit in its type. */
export type Quantity<U extends string> = number & { readonly [unit]: U };

/** A span of time, in years of 8,766 hours; ≥ 0. */
export type Years = Quantity<'year'>;
/** Hazard rate λ: expected events per year, given none so far; ≥ 0. */
export type PerYear = Quantity<'1/year'>;
/** A probability, in [0, 1]. */
export type Probability = Quantity<'probability'>;
/** US dollars of the assessment date; ≥ 0. */
export type Usd = Quantity<'usd'>;
/** Hours of work or of exposure; ≥ 0. */
export type Hours = Quantity<'hour'>;
/** Cumulative hazard Λ(T) = ∫₀ᵀ λ(t) dt: expected events up to a horizon; ≥ 0, no unit. */
export type CumulativeHazard = Quantity<'events'>;

/** Hours in a year, 365.25 · 24. */
export const HOURS_PER_YEAR = 8766;

/** @throws RangeError unless 0 ≤ value < ∞ */
export const years = (value: number): Years => within('years', value, 0, Number.MAX_VALUE) as Years;
/** @throws RangeError unless 0 ≤ value ≤ ∞ */
export const perYear = (value: number): PerYear => within('a rate per year', value, 0, Infinity) as PerYear;
/** @throws RangeError unless 0 ≤ value ≤ 1 */
export const probability = (value: number): Probability =>
  within('a probability', value, 0, 1) as Probability;
/** @throws RangeError unless 0 ≤ value < ∞ */
export const usd = (value: number): Usd => within('US dollars', value, 0, Number.MAX_VALUE) as Usd;
/** @throws RangeError unless 0 ≤ value < ∞ */
export const hours = (value: number): Hours => within('hours', value, 0, Number.MAX_VALUE) as Hours;
/** @throws RangeError unless 0 ≤ value ≤ ∞ */
export const cumulativeHazard = (value: number): CumulativeHazard =>
  within('a cumulative hazard', value, 0, Infinity) as CumulativeHazard;

function within(name: string, value: number, low: number, high: number): number {
  if (value >= low && value <= high) return value; // NaN fails both comparisons
  throw new RangeError(`${name} must lie in [${low}, ${high}], got ${value}`);
}
