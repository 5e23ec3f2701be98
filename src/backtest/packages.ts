/**
 * Disclosures by package, forecast from what was public before a date: Gamma–Poisson with ageing, and a common level.
 *
 *     λ_i ~ Gamma(r, β) over packages, after y_i events in e years (older ones count 2^(−t/h)):
 *     N_i ~ NB( mean (r + y_i)/(β + e) · level · T, shape r + y_i )
 *
 * r, β and h are those that forecast the year before the cut best from what came before that year; the level is what
 * that year was against its forecast, half-way taken, with a lognormal factor for the next.
 */
import { lgamma } from '../maths/lgamma.ts';
import { normalQuantile } from '../maths/normal.ts';
import { later, yearsBetween } from './events.ts';
import { type CountForecast, countForecast } from './scores.ts';

/** Days of disclosure of each package, ISO dates in order. */
export type Histories = ReadonlyMap<string, readonly string[]>;

export interface PackageFit {
  readonly shape: number;
  /** Years. */
  readonly rate: number;
  readonly halfLife: number;
  /** What the coming year is expected to be against the fitted rates. */
  readonly level: number;
  readonly sigma: number;
}

/** Packages with one history: y, and how many there are. */
interface Weighed {
  readonly events: number;
  readonly observed: number;
  readonly count: number;
}

const HALF_LIVES = [0.5, 1, 2, 4, 8];
const SIGMA = 0.4;
const NODES = 9;

/** How often, ageing; @param from first day on record */
export const exposureOf = (from: string, cut: string, halfLife: number): number =>
  (halfLife / Math.LN2) * -Math.expm1((-Math.LN2 * yearsBetween(from, cut)) / halfLife);

export const eventsOf = (days: readonly string[], cut: string, halfLife: number): number =>
  days.reduce((sum, day) => (day < cut ? sum + 2 ** (-yearsBetween(day, cut) / halfLife) : sum), 0);

const countIn = (days: readonly string[], from: string, until: string): number =>
  days.filter((day) => day >= from && day < until).length;

/** Histories of the universe at a date, equal ones together; packages without any event before are the rest. */
function weighed(
  histories: Histories,
  universe: number,
  cut: string,
  until: string,
  halfLife: number,
): Weighed[] {
  const found = new Map<string, Weighed>();
  let seen = 0;
  let newcomers = 0;
  const add = (events: number, observed: number, count: number): void => {
    const key = `${events} ${observed}`;
    found.set(key, { events, observed, count: count + (found.get(key)?.count ?? 0) });
  };
  for (const days of histories.values()) {
    const observed = countIn(days, cut, until);
    if (days[0] !== undefined && days[0] < cut) {
      seen++;
      add(eventsOf(days, cut, halfLife), observed, 1);
    } else if (observed > 0) {
      newcomers++;
      add(0, observed, 1);
    }
  }
  add(0, 0, Math.max(0, universe - seen - newcomers));
  return [...found.values()];
}

/** −ln L of counts in T years, per package of the sample. */
function loss(
  sample: readonly Weighed[],
  shape: number,
  rate: number,
  exposure: number,
  years: number,
): number {
  let total = 0;
  for (const { events, observed, count } of sample) {
    const a = shape + events;
    const b = rate + exposure;
    total -=
      count *
      (lgamma(a + observed) -
        lgamma(a) -
        lgamma(observed + 1) +
        a * Math.log(b / (b + years)) +
        observed * Math.log(years / (b + years)));
  }
  return total;
}

/** @param universe number of packages that could have been hit */
export function fitPackages(histories: Histories, universe: number, from: string, cut: string): PackageFit {
  const before = later(cut, -1);
  let best: { fit: PackageFit; loss: number } | null = null;
  for (const halfLife of HALF_LIVES) {
    const sample = weighed(histories, universe, before, cut, halfLife);
    const exposure = exposureOf(from, before, halfLife);
    const { shape, rate, value } = minimum((s, r) => loss(sample, s, r, exposure, 1));
    if (best !== null && best.loss <= value) continue;
    const expected = sample.reduce(
      (sum, { events, count }) => sum + (count * (shape + events)) / (rate + exposure),
      0,
    );
    const observed = sample.reduce((sum, one) => sum + one.count * one.observed, 0);
    const level = expected > 0 ? Math.sqrt(Math.max(0.1, observed / expected)) : 1;
    best = { fit: { shape, rate, halfLife, level, sigma: SIGMA }, loss: value };
  }
  return (best as { fit: PackageFit }).fit;
}

/** Coordinate search in logarithms, steps halved: the surface is smooth and has one valley. */
function minimum(f: (shape: number, rate: number) => number): { shape: number; rate: number; value: number } {
  let [s, r] = [Math.log(0.05), Math.log(2)];
  let value = f(Math.exp(s), Math.exp(r));
  for (let step = 1; step > 1e-3; ) {
    const tries = [
      [s + step, r],
      [s - step, r],
      [s, r + step],
      [s, r - step],
      [s + step, r + step],
      [s - step, r - step],
    ] as const;
    const better = tries
      .map(([a, b]) => ({ a, b, v: f(Math.exp(a), Math.exp(b)) }))
      .sort((one, other) => one.v - other.v)[0];
    if (better !== undefined && better.v < value) {
      s = better.a;
      r = better.b;
      value = better.v;
    } else step /= 2;
  }
  return { shape: Math.exp(s), rate: Math.exp(r), value };
}

/** @param events discounted events of the package, 0 for one of the rest */
export function forecastPackage(
  fit: PackageFit,
  events: number,
  exposure: number,
  years: number,
): CountForecast {
  const shape = fit.shape + events;
  const mean = (shape / (fit.rate + exposure)) * fit.level * years;
  return countForecast(
    Array.from({ length: NODES }, (_, i) => {
      const factor = Math.exp(fit.sigma * normalQuantile((i + 0.5) / NODES) - (fit.sigma * fit.sigma) / 2);
      return { weight: 1 / NODES, mean: mean * factor, shape };
    }),
  );
}
