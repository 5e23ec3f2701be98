/**
 * A flaw that is public and in the tree: whoever exploits it races the deployment of the fix (model.md 4).
 *
 *     P(T) = ν·(1 − e^(−λT)) + (1 − ν)·λ/(λ+μ)·(1 − e^(−(λ+μ)T)),   Λ(T) = −ln(1 − P(T))
 *
 * μ the clock of patches, ν the share that is never fixed. That the flaw is still here after `openDays` speaks
 * against a clock that runs: ν is the share among those that are,
 *
 *     ν(open) = ν₀/( ν₀ + (1 − ν₀)·e^(−μ·open) )
 */
import type { OpenFlaw } from '../model/shock.ts';
import type { Course } from './course.ts';
import type { Draws } from './draws.ts';

/** What the form rests on beside the rate. */
export const OPEN_FLAW_PARAMETERS: readonly string[] = [
  'vulnerability.never-fixed',
  'vulnerability.deploy-median',
];

const DAYS_PER_YEAR = 365.25;

/**
 * The constant rate that comes to Λ(T) at T, draw by draw.
 *
 * Where costs move, what is never fixed has the mean rate of [0, T]; what is, the mean of the time until its fix,
 * taken as growth at a constant pace: λ₀·(λ̄/λ₀)^(1/(μT)).
 */
export function openFlawRate({ rate, openDays }: OpenFlaw, draws: Draws, course: Course): Float64Array {
  const { years } = course;
  const rates = draws.rate(rate);
  const means = course.mean('known-vulnerability', rates);
  if (openDays === null) return means;
  const never = draws.of('vulnerability.never-fixed');
  const medians = draws.of('vulnerability.deploy-median');
  return rates.map((now, draw) => {
    const mu = (Math.LN2 * DAYS_PER_YEAR) / (medians[draw] as number);
    const unfixed = stillNever(never[draw] as number, mu * (openDays / DAYS_PER_YEAR));
    const mean = means[draw] as number;
    const soon = now === 0 ? 0 : now * (mean / now) ** Math.min(1, 1 / (mu * years));
    const p =
      unfixed * exploitedFirst(mean, mu, 1, years) + (1 - unfixed) * exploitedFirst(soon, mu, 0, years);
    return -Math.log1p(-p) / years;
  });
}

/** ν among those that are still open when the clock should have rung `expected` times. */
export const stillNever = (never: number, expected: number): number =>
  never / (never + (1 - never) * Math.exp(-expected));

/** P(T). @param lambda, mu per year, ≥ 0 */
export function exploitedFirst(lambda: number, mu: number, never: number, years: number): number {
  const both = lambda + mu;
  const raced = both === 0 ? 0 : (lambda / both) * -Math.expm1(-both * years);
  return never * -Math.expm1(-lambda * years) + (1 - never) * raced;
}
