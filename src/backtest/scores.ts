/**
 * How good a forecast was: proper scores, calibration, reliability. A forecast of a count is its whole distribution.
 *
 * @see [GR07] in docs/references.md for why these scores reward honesty
 */
import { lgamma } from '../maths/lgamma.ts';

/** A predictive distribution of a count: probabilities of 0, 1, 2, …; they add up to 1 but for a rest below 1e-12. */
export type CountForecast = Float64Array;

/** Counts beyond this are not looked at one by one: a forecast that reaches so far is cut, and its last entry has the rest. */
const MOST = 5000;
const REST = 1e-12;

/** A mixture of negative binomials: rate ~ Gamma(shape, rate), over so much exposure. Shape Infinity: Poisson with that mean. */
export interface MixtureTerm {
  readonly weight: number;
  readonly mean: number;
  readonly shape: number;
}

/** @param terms weights add up to 1 */
export function countForecast(terms: readonly MixtureTerm[]): CountForecast {
  const masses: number[] = [];
  let total = 0;
  for (let n = 0; n < MOST && total < 1 - REST; n++) {
    let mass = 0;
    for (const term of terms) mass += term.weight * termMass(term, n);
    masses.push(mass);
    total += mass;
    // Past the bulk of every term and with nothing to come: the rest is rounding.
    if (mass < 1e-300 && n > Math.max(...terms.map(({ mean }) => mean))) break;
  }
  masses[masses.length - 1] = (masses.at(-1) as number) + Math.max(0, 1 - total);
  return Float64Array.from(masses);
}

/** ln P(n) of a negative binomial, or of a Poisson. */
function termMass({ mean, shape }: MixtureTerm, n: number): number {
  if (mean === 0) return n === 0 ? 1 : 0;
  if (shape === Infinity) return Math.exp(n * Math.log(mean) - mean - lgamma(n + 1));
  const log =
    lgamma(n + shape) -
    lgamma(shape) -
    lgamma(n + 1) -
    shape * Math.log1p(mean / shape) -
    n * Math.log1p(shape / mean);
  return Math.exp(log);
}

/** What never was forecast is not infinitely wrong: a forecast that excludes is scored as one in a million. */
const LEAST_MASS = 1e-6;

/** −ln P(observed): less is better. */
export const logScore = (forecast: CountForecast, observed: number): number =>
  -Math.log(Math.max(LEAST_MASS, forecast[observed] ?? 0));

/** P(at least so many). */
export function atLeast(forecast: CountForecast, count: number): number {
  let below = 0;
  for (let n = 0; n < Math.min(count, forecast.length); n++) below += forecast[n] as number;
  return Math.max(0, 1 - below);
}

/** (p − happened)²: less is better. */
export const brier = (p: number, happened: boolean): number => (p - Number(happened)) ** 2;

/** The smallest counts whose distribution function reaches (1 − level)/2 and (1 + level)/2. */
export function interval(forecast: CountForecast, level: number): readonly [low: number, high: number] {
  return [quantile(forecast, (1 - level) / 2), quantile(forecast, (1 + level) / 2)];
}

function quantile(forecast: CountForecast, p: number): number {
  let below = 0;
  for (let n = 0; n < forecast.length; n++) {
    below += forecast[n] as number;
    if (below >= p) return n;
  }
  return forecast.length - 1;
}

/**
 * Randomised probability integral transform: uniform where forecasts are calibrated, for counts as well.
 * @param u uniform in (0, 1), drawn apart from everything else
 * @see [CGH09] in docs/references.md
 */
export function pit(forecast: CountForecast, observed: number, u: number): number {
  let below = 0;
  for (let n = 0; n < Math.min(observed, forecast.length); n++) below += forecast[n] as number;
  return below + u * (forecast[observed] ?? 0);
}

/** Share of transforms within the central interval of this level. */
export const coverage = (transforms: readonly number[], level: number): number =>
  transforms.filter((one) => Math.abs(one - 0.5) <= level / 2).length / transforms.length;

export interface ReliabilityBin {
  readonly forecast: number;
  readonly observed: number;
  readonly count: number;
}

/** Forecasts of an event in bins of equal size, lowest first: mean forecast against the share that happened. */
export function reliability(
  pairs: readonly { readonly p: number; readonly happened: boolean }[],
  bins: number,
): ReliabilityBin[] {
  const sorted = [...pairs].sort((a, b) => a.p - b.p);
  return Array.from({ length: bins }, (_, bin) => {
    const part = sorted.slice(
      Math.floor((bin * sorted.length) / bins),
      Math.floor(((bin + 1) * sorted.length) / bins),
    );
    return {
      forecast: part.reduce((sum, { p }) => sum + p, 0) / part.length,
      observed: part.filter(({ happened }) => happened).length / part.length,
      count: part.length,
    };
  }).filter(({ count }) => count > 0);
}
