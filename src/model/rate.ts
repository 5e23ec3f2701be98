/** Rates as data: sums of products of named numbers, so that they can be drawn, printed and asked why. */
import type { ParameterId } from './ids.ts';

/**
 * One factor of a rate.
 *
 * - `parameter`: the number itself; `complement`: 1 − it (for the other branch of a chance).
 * - `derived`: a number that follows from several parameters by a stated formula.
 * - `at-least`: the number, or `least` where it is smaller: a lower bound that a file gives.
 * - `fact`: 1 or 0, an unknown fact of this name that holds with the chance `id`: one for all that it bears on.
 * - `within`: the chance that one of `runs` falls into a window that is open for `id` hours on average.
 * - `share`: how many of `runs` are left where there are `id` a year, at most 1.
 * - `monthly`: the rate a year that has the chance `id`, or `least` where it is smaller, within 30 days.
 * - `disclosures`: how often a year flaws of a package are disclosed, given its own history.
 * - `delayed`: how many times as often a flaw is exploited in time where fixes wait for `hours`, `id` being the
 *   median time to their deployment: at least 1.
 */
export type Factor =
  | { readonly kind: 'parameter'; readonly id: ParameterId }
  | { readonly kind: 'complement'; readonly id: ParameterId }
  | { readonly kind: 'derived'; readonly id: DerivedId }
  | { readonly kind: 'at-least'; readonly id: ParameterId; readonly least: number }
  | { readonly kind: 'fact'; readonly id: ParameterId; readonly name: string }
  | { readonly kind: 'within'; readonly id: ParameterId; readonly runs: Rate }
  | { readonly kind: 'share'; readonly id: ParameterId; readonly runs: Rate }
  | { readonly kind: 'monthly'; readonly id: ParameterId; readonly least: number }
  | {
      readonly kind: 'disclosures';
      readonly id: ParameterId;
      /** Of each disclosure. */
      readonly yearsAgo: readonly number[];
      /** Of the package; null where nobody tells. */
      readonly ageYears: number | null;
    }
  | { readonly kind: 'delayed'; readonly id: ParameterId; readonly hours: number };

/** Formulas over parameters: see `hazards/derived.ts`. */
export type DerivedId = 'vulnerability.exploited-in-time' | 'vulnerability.open-share';

/** count · Π factors, per year. */
export interface Term {
  /** How many times the product counts: persons, runs, copies. */
  readonly count: number;
  readonly factors: readonly Factor[];
  /** Why this term is here, in a few words. */
  readonly because: string;
}

/** A rate per year: the sum of its terms; none is zero. */
export type Rate = readonly Term[];

const factorOf = (id: string): Factor => ({ kind: 'parameter', id: id as ParameterId });

/** count · Π of the named parameters. */
export const term = (because: string, count: number, ...parameters: string[]): Term => ({
  count,
  factors: parameters.map(factorOf),
  because,
});

/** The same term with further factors. */
export const times = (base: Term, ...factors: Factor[]): Term => ({
  ...base,
  factors: [...base.factors, ...factors],
});

export const parameter = factorOf;
export const complement = (id: string): Factor => ({ kind: 'complement', id: id as ParameterId });
export const derived = (id: DerivedId): Factor => ({ kind: 'derived', id });
export const atLeast = (id: string, least: number): Factor => ({
  kind: 'at-least',
  id: id as ParameterId,
  least,
});
/** An unknown fact: one variable per name. */
export const fact = (name: string, id: string): Factor => ({ kind: 'fact', id: id as ParameterId, name });
export const within = (runs: Rate, id: string): Factor => ({ kind: 'within', id: id as ParameterId, runs });
export const share = (id: string, runs: Rate): Factor => ({ kind: 'share', id: id as ParameterId, runs });
/** The rate of what has this chance within 30 days. @param least a chance that was told */
export const monthly = (id: string, least = 0): Factor => ({ kind: 'monthly', id: id as ParameterId, least });
/** Disclosures a year of a package with this history. */
export const disclosures = (yearsAgo: readonly number[], ageYears: number | null = null): Factor => ({
  kind: 'disclosures',
  id: 'vulnerability.history-half-life' as ParameterId,
  yearsAgo,
  ageYears,
});
/** What an age of so many hours does to fixes: they come later. */
export const delayed = (hours: number): Factor => ({
  kind: 'delayed',
  id: 'vulnerability.deploy-median' as ParameterId,
  hours,
});
