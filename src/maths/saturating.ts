/**
 * The rate of any set of ways from those of single ways, s, and of all together, F.
 *
 *     f(S) = ( 1 − e^(−β·Σ_S s) ) / β,   β such that f(all) = F
 *
 * One event may come by several ways at once, so that rates add up to more than F. The curve is exact for all
 * ways, and for single ways as far as β·s is small; the number of sets grows as 2^ways, this with the ways.
 */
import { expm1 } from './expm1.ts';
import { sum } from './survival.ts';

export interface Saturating {
  /** s, events a year by each way alone. */
  readonly single: Float64Array;
  /** β ≥ 0, years; 0 where rates add up. */
  readonly beta: number;
}

/** @param all F, events a year by any of the ways */
export const saturating = (single: Float64Array, all: number): Saturating => ({
  single,
  beta: betaOf(sum(single), all),
});

/** f of the sum of single rates. */
export const saturated = (total: number, beta: number): number =>
  beta === 0 ? total : -expm1(-beta * total) / beta;

/** β ≥ 0 with (1 − e^(−βX))/β = F, for 0 ≤ F ≤ X: by bisection on y = βX, where (1 − e^(−y))/y falls from 1 to 0. */
function betaOf(total: number, all: number): number {
  if (!(all < total) || all <= 0) return 0;
  let low = 0;
  let high = total / all;
  for (let step = 0; step < 60; step++) {
    const y = (low + high) / 2;
    if (-Math.expm1(-y) / y > all / total) low = y;
    else high = y;
  }
  return (low + high) / 2 / total;
}

/** All rates, of single ways and of sets of them, times k ≥ 0. */
export const scaled = ({ single, beta }: Saturating, k: number): Saturating => ({
  single: single.map((rate) => k * rate),
  beta: k === 0 ? 0 : beta / k,
});
