/** Odds of the race, draw by draw. */
import {
  type Flaws,
  foundFirst,
  foundFirstGrowing,
  newFoundFirst,
  type Sides,
  unfound,
} from '../maths/race.ts';
import type { RaceBudgets } from '../model/race.ts';

/** Draws of the parameters, all of one length. */
export interface RaceDraws {
  readonly latent: Float64Array;
  readonly shape: Float64Array;
  /** Tokens. */
  readonly scale: Float64Array;
  /** Dollars a million tokens. */
  readonly price: Float64Array;
  /** Months in which a fixed task takes half the tokens; null where capability stands still. */
  readonly halving: Float64Array | null;
  readonly access: Float64Array;
  /** Days. */
  readonly lag: Float64Array;
  /** New flaws a year as a share of the latent ones. */
  readonly renewed: number;
}

const DAYS = 365.25;

/** Expected flaws that the attacker has first, draw by draw: Λ(T). */
export function firstPerDraw(draws: RaceDraws, budgets: RaceBudgets, years: number): Float64Array {
  return draws.latent.map((latent, draw) => {
    const flaws: Flaws = { latent, shape: draws.shape[draw] as number, scale: draws.scale[draw] as number };
    const access = draws.access[draw] as number;
    const sides: Sides = {
      attacker: budgets.attackerTokens,
      defender: budgets.defenderTokens * access,
      headStart: budgets.headStart * access,
      patchLag: (budgets.patchLagDays ?? (draws.lag[draw] as number)) / DAYS,
    };
    const fresh = newFoundFirst(draws.renewed * latent, flaws, sides, years);
    const months = draws.halving?.[draw];
    if (months === undefined) return foundFirst(flaws, sides, years) + fresh;
    const k = (12 * Math.LN2) / months;
    const curve = { growth: (t: number) => Math.exp(k * t), grown: (t: number) => Math.expm1(k * t) / k };
    return foundFirstGrowing(flaws, sides, years, curve) + fresh;
  });
}

/**
 * Flaws that the defender finds first and has to remove, draw by draw: what either side has found by the end, less
 * what the attacker had first.
 */
export function removedPerDraw(draws: RaceDraws, budgets: RaceBudgets, years: number): Float64Array {
  const won = firstPerDraw({ ...draws, renewed: 0 }, budgets, years);
  return draws.latent.map((latent, draw) => {
    const flaws = { latent, shape: draws.shape[draw] as number, scale: draws.scale[draw] as number };
    const access = draws.access[draw] as number;
    const months = draws.halving?.[draw];
    const k = months === undefined ? 0 : (12 * Math.LN2) / months;
    const grown = k === 0 ? years : Math.expm1(k * years) / k;
    const before = budgets.headStart * access;
    const spent = before + (budgets.attackerTokens + budgets.defenderTokens * access) * grown;
    const found = latent * (unfound(before, flaws) - unfound(spent, flaws));
    return Math.max(0, found - (won[draw] as number));
  });
}

export const oddsPerDraw = (expected: Float64Array): Float64Array => expected.map((one) => -Math.expm1(-one));

/** Of what either side finds, the part that the attacker has first; where nothing is found, none. */
export function sharePerDraw(draws: RaceDraws, budgets: RaceBudgets, years: number): Float64Array {
  const alone = firstPerDraw(draws, { ...budgets, defenderTokens: 0, headStart: 0 }, years);
  return firstPerDraw(draws, budgets, years).map((won, draw) =>
    (alone[draw] as number) > 0 ? won / (alone[draw] as number) : 0,
  );
}

export const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Tokens a year beyond which nothing more is asked. */
const MOST_TOKENS = 1e15;

/** The least spend at which `met` holds, by halving of the logarithm; null where none does. @param met monotone */
export function leastSpend(met: (tokens: number) => boolean): number | null {
  if (met(0)) return 0;
  if (!met(MOST_TOKENS)) return null;
  let [low, high] = [0, Math.log(MOST_TOKENS)];
  while (high - low > 1e-3) {
    const middle = (low + high) / 2;
    if (met(Math.exp(middle))) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}
