/** Numbers that follow from several parameters by a formula of their own. */
import type { DerivedId } from '../model/rate.ts';
import type { Draws } from './draws.ts';

interface DerivedFormula {
  /** The formula as `bulkhead why` prints it. */
  readonly text: string;
  readonly parameters: readonly string[];
  draws(draws: Draws): Float64Array;
}

/** Days from publication, and the parameter that says which share is exploited by then. */
const LAGS: readonly (readonly [number, string])[] = [
  [0, 'vulnerability.before-publication'],
  [1, 'vulnerability.exploited-within-1-day'],
  [7, 'vulnerability.exploited-within-7-days'],
  [30, 'vulnerability.exploited-within-30-days'],
  [90, 'vulnerability.exploited-within-90-days'],
  [365, 'vulnerability.exploited-within-365-days'],
];

export const derivedFormulas: Readonly<Record<DerivedId, DerivedFormula>> = {
  'vulnerability.exploited-in-time': {
    text: 'z + (1 − z)·( ν + (1 − ν)·∫ F(t) dG(t) ): exploited on or before publication, or never fixed, or before the fix is deployed',
    parameters: ['vulnerability.never-fixed', 'vulnerability.deploy-median', ...LAGS.map(([, id]) => id)],
    draws: (draws) => exploitedInTime(draws, 0),
  },
  'vulnerability.open-share': {
    text: 'years for which a disclosed flaw stays open: the median time to deployment over ln 2, and ν times the years of what is never fixed',
    parameters: ['vulnerability.never-fixed', 'vulnerability.deploy-median', 'vulnerability.open-years'],
    draws: (draws) => {
      const [never, years] = [draws.of('vulnerability.never-fixed'), draws.of('vulnerability.open-years')];
      return draws
        .of('vulnerability.deploy-median')
        .map(
          (median, draw) => median / Math.LN2 / 365.25 + (never[draw] as number) * (years[draw] as number),
        );
    },
  },
};

/** What a wait does to flaws, as `bulkhead why` prints it. */
export const DELAYED = 'flaws exploited in time where fixes wait for an age, against without';

/** How many times as often a flaw is exploited in time where no fix is deployed before it is so many hours old: ≥ 1. */
export function delayedBy(draws: Draws, hours: number): Float64Array {
  const without = draws.derived('vulnerability.exploited-in-time');
  return exploitedInTime(draws, hours / 24).map((chance, draw) => chance / (without[draw] as number));
}

function exploitedInTime(draws: Draws, wait: number): Float64Array {
  const never = draws.of('vulnerability.never-fixed');
  const shares = LAGS.map(([, id]) => draws.record(id).value);
  const before = shares[0] as number;
  return draws.of('vulnerability.deploy-median').map((median, draw) => {
    const unfixed = never[draw] as number;
    const late = exploitedBeforeDeployment(median, shares, wait);
    return before + (1 - before) * (unfixed + (1 - unfixed) * late);
  });
}

/**
 * Chance that exploitation, given that it comes after publication, comes before an exponential
 * deployment clock with this median.
 *
 *     ∫ F(t) dG(t) = ∫ F′(t)·e^(−μt) dt,   μ = ln 2 / median,   F linear between its counted points
 *
 * @param median days, > 0
 * A fix that must be `wait` days old first is deployed then, if the clock would have had it deployed before: up to
 * there e^(−μt) is 1.
 *
 * @param shares exploited by each of the counted lags; the first, on or before publication, is taken out of F
 * @param wait days, ≥ 0
 */
export function exploitedBeforeDeployment(median: number, shares: readonly number[], wait = 0): number {
  const mu = Math.LN2 / median;
  let chance = 0;
  for (let k = 1; k < LAGS.length; k++) {
    const from = (LAGS[k - 1] as (typeof LAGS)[number])[0];
    const to = (LAGS[k] as (typeof LAGS)[number])[0];
    const slope = ((shares[k] as number) - (shares[k - 1] as number)) / (to - from);
    const waiting = Math.min(to, Math.max(from, wait));
    chance += slope * (waiting - from);
    // e^(−μ·waiting) − e^(−μ·to), without the loss of digits when both are near 1
    chance += (slope * Math.exp(-mu * waiting) * -Math.expm1(-mu * (to - waiting))) / mu;
  }
  return chance / (1 - (shares[0] as number));
}
