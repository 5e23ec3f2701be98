/**
 * From shocks to odds.
 *
 *     P(at least one surface falls before T) = 1 − e^(−Λ(T)),   Λ(T) = T·( Σ_s λ_s + Σ_e entries_e )
 *
 * where λ_s of a flaw that a fix will end is Λ_s(T)/T,
 * at the costs of the assessment date (scenario `frozen`). The point value of everything is the mean
 * over the joint draws; low and high are the 5 % and 95 % points.
 */
import { summarise } from '../maths/order.ts';
import { sum } from '../maths/survival.ts';
import type { Estimate } from '../model/assessment.ts';
import type { CampaignWindow } from '../model/campaign.ts';
import type { ShockId } from '../model/ids.ts';
import type { ShockSpec } from '../model/shock.ts';
import type { Route } from '../model/surface.ts';
import { type Campaigns, campaignsOf } from './campaigns.ts';
import type { Draws } from './draws.ts';
import { openFlawRate } from './open-flaw.ts';

export interface Combined {
  /** λ(any) per year, draw by draw. */
  readonly anyPerYear: Float64Array;
  /** Campaigns a year over packages: those that touch one of the tree, and those whose release arrives. */
  readonly touches: Float64Array;
  readonly entries: Float64Array;
  readonly rates: ReadonlyMap<ShockId, Float64Array>;
  /** The campaigns of each window, for those who ask by which ways they come in. */
  readonly campaigns: readonly Campaigns[];
  /** Shares of the odds; they add up to 1, or are all 0 when nothing can happen. */
  readonly shares: ReadonlyMap<ShockId, number>;
}

export function combine(
  specs: readonly ShockSpec[],
  routes: readonly Route[],
  windows: readonly CampaignWindow[],
  draws: Draws,
  years: number,
): Combined {
  const campaigns = windows.map((window) => campaignsOf(window, specs, routes, draws));
  const mean = averager();
  const rates = new Map<ShockId, Float64Array>();
  const parts = new Map<ShockId, number>();
  for (const [id, rate] of ownRates(specs, draws, years)) {
    rates.set(id, rate);
    parts.set(id, mean(rate));
  }
  for (const window of campaigns) {
    for (const [id, { rate, part }] of window.rates.shocks) {
      rates.set(id, rate);
      parts.set(id, part);
    }
  }
  const arriving = campaigns.map((one) => one.rates.entries);
  const packages = campaigns[windows.findIndex((window) => window.ecosystem === 'npm')];
  const none = new Float64Array(draws.size);
  const fixed = [...countedRates(specs, rates)].map(([rate, count]) => rate.map((value) => value * count));
  const anyPerYear = added([...fixed, ...arriving], draws.size);
  const total = sum(parts.values());
  const shares = new Map([...parts].map(([id, part]) => [id, total > 0 ? part / total : 0]));
  return {
    anyPerYear,
    touches: packages?.rates.touches ?? none,
    entries: packages?.rates.entries ?? none,
    campaigns,
    rates,
    shares,
  };
}

/** Rates of shocks that have one of their own: constant ones, or such as come to Λ(T) at T. @param years T */
export function ownRates(
  specs: readonly ShockSpec[],
  draws: Draws,
  years: number,
): Map<ShockId, Float64Array> {
  const rates = new Map<ShockId, Float64Array>();
  for (const { id, hazard } of specs) {
    if (hazard.kind === 'rate') rates.set(id, draws.rate(hazard.rate));
    if (hazard.kind === 'open-flaw') rates.set(id, openFlawRate(hazard, draws, years));
  }
  return rates;
}

/** Thousands of packages have the very same rate: each rate once, with how many shocks have it. */
function countedRates(
  specs: readonly ShockSpec[],
  rates: ReadonlyMap<ShockId, Float64Array>,
): Map<Float64Array, number> {
  const counts = new Map<Float64Array, number>();
  for (const spec of specs) {
    const rate = spec.hazard.kind === 'campaign' ? undefined : rates.get(spec.id);
    if (rate !== undefined) counts.set(rate, (counts.get(rate) ?? 0) + 1);
  }
  return counts;
}

/** Means of equal rates are made once. */
function averager(): (values: Float64Array) => number {
  const known = new Map<Float64Array, number>();
  return (values) => {
    const found = known.get(values) ?? sum(values) / values.length;
    known.set(values, found);
    return found;
  };
}

function added(lists: readonly Float64Array[], size: number): Float64Array {
  const total = new Float64Array(size);
  for (const list of lists)
    for (let draw = 0; draw < size; draw++) total[draw] = (total[draw] as number) + (list[draw] as number);
  return total;
}

/** P(something gets in before T), over the draws of λ. */
export const oddsBy = (anyPerYear: Float64Array, horizonYears: number): Estimate =>
  summarise(anyPerYear.map((rate) => -Math.expm1(-rate * horizonYears)));

/** Estimates of equal rates are made once. */
export function estimator(): (values: Float64Array) => Estimate {
  const known = new Map<Float64Array, Estimate>();
  return (values) => {
    const found = known.get(values) ?? summarise(values);
    known.set(values, found);
    return found;
  };
}
