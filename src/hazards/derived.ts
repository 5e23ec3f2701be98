/** Numbers that follow from several parameters by a formula of their own. */
import type { DerivedId } from '../model/rate.ts';
import type { Draws } from './draws.ts';

interface DerivedFormula {
  /** The formula as `bulkhead why` prints it. */
  readonly text: string;
  readonly parameters: readonly string[];
  draws(draws: Draws): Float64Array;
}

/** Days from publication to known exploitation, and the share exploited by then (CVE-2024 in KEV, n = 117). */
const LAG_DAYS = [0, 1, 7, 30, 90, 365];
const LAG_SHARE = [0.24, 0.33, 0.5, 0.59, 0.72, 0.92];

export const derivedFormulas: Readonly<Record<DerivedId, DerivedFormula>> = {
  'vulnerability.exploited-in-time': {
    text: 'z + (1 − z)·( ν + (1 − ν)·∫ F(t) dG(t) ): exploited on or before publication, or never fixed, or before the fix is deployed',
    parameters: [
      'vulnerability.before-publication',
      'vulnerability.never-fixed',
      'vulnerability.deploy-median',
    ],
    draws(draws) {
      const z = draws.of('vulnerability.before-publication');
      const never = draws.of('vulnerability.never-fixed');
      return draws.of('vulnerability.deploy-median').map((median, draw) => {
        const before = z[draw] as number;
        const unfixed = never[draw] as number;
        return before + (1 - before) * (unfixed + (1 - unfixed) * exploitedBeforeDeployment(median, before));
      });
    },
  },
  'account.persons-at-least': {
    text: 'max(persons, 2): a floor below which no project is counted',
    parameters: ['account.persons', 'account.floor'],
    draws(draws) {
      const floor = draws.of('account.floor');
      return draws.of('account.persons').map((persons, draw) => Math.max(persons, floor[draw] as number));
    },
  },
};

/**
 * Chance that exploitation, given that it comes after publication, comes before an exponential
 * deployment clock with this median.
 *
 *     ∫ F(t) dG(t) = ∫ F′(t)·e^(−μt) dt,   μ = ln 2 / median,   F linear between its counted points
 *
 * @param median days, > 0
 * @param before share exploited on or before publication: taken out of F
 */
export function exploitedBeforeDeployment(median: number, before: number): number {
  const mu = Math.LN2 / median;
  let chance = 0;
  for (let k = 1; k < LAG_DAYS.length; k++) {
    const from = LAG_DAYS[k - 1] as number;
    const to = LAG_DAYS[k] as number;
    const slope = ((LAG_SHARE[k] as number) - (LAG_SHARE[k - 1] as number)) / (to - from);
    chance += (slope * (Math.exp(-mu * from) - Math.exp(-mu * to))) / mu;
  }
  return chance / (1 - before);
}
