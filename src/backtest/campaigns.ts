/**
 * Takeovers, forecast from what was public before a date: campaigns a year, and campaigns that touch a tree.
 *
 * The level of a rate moves: events count 2^(−t/h) t years ago, and the level of the coming year is that of the past
 * one times a lognormal factor. The half-life h and the factor's σ are chosen on earlier years alone.
 */

import { normalQuantile } from '../maths/normal.ts';
import { type TakenPackage, type TakeoverEvent, yearsBetween } from './events.ts';
import { type CountForecast, countForecast, logScore, type MixtureTerm } from './scores.ts';

/** What is chosen by looking at the past. */
export interface Level {
  /** Years. */
  readonly halfLife: number;
  /** Standard deviation of the logarithm of the level's change over a year. */
  readonly sigma: number;
}

const HALF_LIVES = [0.5, 1, 2, 4];
const SIGMAS = [0.2, 0.42, 0.8, 1.2];
/** Weak: half an event in a quarter of a year. */
const PRIOR = { events: 0.5, years: 0.25 };
const NODES = 15;

/** Equally likely factors of a lognormal with mean 1. */
const factors = (sigma: number): number[] =>
  Array.from({ length: NODES }, (_, i) =>
    Math.exp(sigma * normalQuantile((i + 0.5) / NODES) - (sigma * sigma) / 2),
  );

/** Days of events before a date as a Gamma of their rate. */
function rateOf(
  days: readonly string[],
  from: string,
  cut: string,
  halfLife: number,
): { shape: number; rate: number } {
  const events = days
    .filter((day) => day < cut)
    .reduce((sum, day) => sum + 2 ** (-yearsBetween(day, cut) / halfLife), 0);
  const span = yearsBetween(from, cut);
  const exposure = (halfLife / Math.LN2) * -Math.expm1((-Math.LN2 * span) / halfLife);
  return { shape: PRIOR.events + events, rate: PRIOR.years + exposure };
}

/** Campaigns in the years after the cut. @param from first day on record */
export function forecastCampaigns(
  days: readonly string[],
  from: string,
  cut: string,
  years: number,
  { halfLife, sigma }: Level,
): CountForecast {
  const { shape, rate } = rateOf(days, from, cut, halfLife);
  return countForecast(
    factors(sigma * Math.sqrt(years)).map(
      (factor): MixtureTerm => ({ weight: 1 / NODES, mean: ((shape * factor) / rate) * years, shape }),
    ),
  );
}

/** The half-life and σ that would have forecast each of the years before the cut best, each from what came before it. */
export function chooseLevel(days: readonly string[], from: string, cut: string): Level {
  const first = Number(from.slice(0, 4)) + 2;
  const past = Array.from(
    { length: 40 },
    (_, i) => `${first + Math.floor(i / 2)}-${i % 2 === 0 ? '01' : '07'}-01`,
  ).filter((date) => yearsBetween(date, cut) >= 0.5);
  let best: { readonly level: Level; readonly score: number } | null = null;
  for (const halfLife of HALF_LIVES)
    for (const sigma of SIGMAS) {
      const level = { halfLife, sigma };
      const score = past.reduce((sum, date) => {
        const end = past[past.indexOf(date) + 1] ?? cut;
        const observed = days.filter((day) => day >= date && day < end).length;
        return sum + logScore(forecastCampaigns(days, from, date, yearsBetween(date, end), level), observed);
      }, 0);
      if (best === null || score < best.score) best = { level, score };
    }
  return (best as { level: Level }).level;
}

/** Tiers of popularity, which exclude each other: ranks up to this. */
export const TIERS = [
  { id: 'top-1000', upTo: 1000 },
  { id: 'top-10000', upTo: 10_000 },
  { id: 'listed', upTo: Infinity },
] as const;

/** What one stolen credential can publish: the scope, else the package. */
export const groupOf = (name: string): string =>
  name.startsWith('@') && name.includes('/') ? name.slice(0, name.indexOf('/')) : name;

export interface CampaignHits {
  readonly name: string;
  readonly date: string;
  /** Listed packages by tier, and groups, each in the tier of its most popular package that was hit. */
  readonly packages: readonly number[];
  readonly groups: readonly number[];
}

/** Campaigns of a window that hit a listed package, in order of date. */
export function campaignsIn(
  events: readonly TakeoverEvent[],
  packages: readonly TakenPackage[],
  from: string,
  until: string,
): CampaignHits[] {
  return events
    .filter(({ date, listed }) => date >= from && date < until && listed > 0)
    .map(({ campaign, date }) => {
      const own = packages.filter((one) => one.campaign === campaign && one.rank !== null);
      const best = new Map<string, number>();
      for (const { name, rank } of own) {
        const group = groupOf(name);
        best.set(group, Math.min(best.get(group) ?? Infinity, rank as number));
      }
      return {
        name: campaign,
        date,
        packages: byTier(own.map(({ rank }) => rank as number)),
        groups: byTier([...best.values()]),
      };
    });
}

const byTier = (ranks: readonly number[]): number[] =>
  TIERS.map(({ upTo }, k) => ranks.filter((rank) => rank <= upTo && rank > (TIERS[k - 1]?.upTo ?? 0)).length);

/** A tree: how many groups of each tier it names. */
export interface TreeMix {
  readonly groups: readonly number[];
}

/**
 * Campaigns that touch a tree in the years after the cut: each campaign of the window may come again, and its level
 * moves as that of all.
 *
 *     rate = Σ_j (1/window)·( 1 − Π_τ (1 − h_jτ)^(n_τ) )
 *
 * @param totals groups of each tier on the list
 */
export function forecastTouches(
  campaigns: readonly CampaignHits[],
  window: number,
  { groups }: TreeMix,
  totals: readonly number[],
  years: number,
  sigma: number,
): CountForecast {
  const touched = campaigns.map((one) => {
    const exponent = groups.reduce(
      (sum, n, k) =>
        sum + n * Math.log1p(-Math.min(0.999, (one.groups[k] as number) / (totals[k] as number))),
      0,
    );
    return -Math.expm1(exponent);
  });
  const mean = touched.reduce((sum, one) => sum + one, 0) / window;
  // Of the sum of Gamma(1) weights over campaigns the effective number is that of equal parts.
  const squares = touched.reduce((sum, one) => sum + one * one, 0);
  const shape = PRIOR.events + (squares > 0 ? (mean * window) ** 2 / squares : 0);
  return countForecast(
    factors(sigma * Math.sqrt(years)).map((factor) => ({
      weight: 1 / NODES,
      mean: (mean + PRIOR.events / (window + PRIOR.years) / 10) * factor * years,
      shape,
    })),
  );
}
