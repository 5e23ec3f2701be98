/**
 * From shocks to odds.
 *
 *     P(at least one surface falls before T) = 1 − e^(−Λ(T)),   Λ(T) = T·( Σ_s λ_s + Σ_e entries_e )
 *
 * where λ_s is the mean over the horizon, Λ_s(T)/T, under the scenario's costs. The point value of everything is the mean
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
import type { Course } from './course.ts';
import type { Draws } from './draws.ts';
import { openFlawRate } from './open-flaw.ts';

export interface Combined {
  /** λ(any) per year, draw by draw. */
  readonly anyPerYear: Float64Array;
  /** What of it comes with campaigns, of all ecosystems. */
  readonly arriving: Float64Array;
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
  course: Course,
): Combined {
  const scale = course.campaigns('takeover');
  const campaigns = windows.map((window) => campaignsOf(window, specs, routes, draws, scale));
  const mean = averager();
  const rates = new Map<ShockId, Float64Array>();
  const parts = new Map<ShockId, number>();
  for (const [id, rate] of ownRates(specs, draws, course)) {
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
  const together = added(arriving, draws.size);
  const anyPerYear = added([ratesTogether(specs, rates, draws.size), together], draws.size);
  const total = sum(parts.values());
  const shares = new Map([...parts].map(([id, part]) => [id, total > 0 ? part / total : 0]));
  return {
    anyPerYear,
    arriving: together,
    touches: packages?.rates.touches ?? none,
    entries: packages?.rates.entries ?? none,
    campaigns,
    rates,
    shares,
  };
}

/** Λ(T)/T of shocks that have a rate of their own. */
export function ownRates(
  specs: readonly ShockSpec[],
  draws: Draws,
  course: Course,
): Map<ShockId, Float64Array> {
  const rates = new Map<ShockId, Float64Array>();
  for (const { id, channel, hazard } of specs) {
    if (hazard.kind === 'rate') rates.set(id, course.mean(channel, draws.rate(hazard.rate)));
    if (hazard.kind === 'many') {
      const each = course.mean(channel, draws.rate(hazard.rate));
      rates.set(
        id,
        each.map((rate) => rate * hazard.count),
      );
    }
    if (hazard.kind === 'open-flaw') rates.set(id, openFlawRate(hazard, draws, course));
  }
  return rates;
}

/** Mean of a shock's rate over the horizon, against that at the costs of today. Equal rates are looked at once. */
export function costFactors(draws: Draws, course: Course): (spec: ShockSpec) => number {
  const known = new Map<Float64Array, Map<string, number>>();
  const campaigns = sum(course.campaigns('takeover')) / draws.size;
  return ({ channel, hazard }) => {
    if (hazard.kind === 'campaign') return campaigns;
    const now = draws.rate(hazard.rate);
    const byChannel = known.get(now) ?? new Map<string, number>();
    known.set(now, byChannel);
    const total = sum(now);
    const factor = byChannel.get(channel) ?? (total > 0 ? sum(course.mean(channel, now)) / total : 1);
    byChannel.set(channel, factor);
    return factor;
  };
}

/** Σ of rates of their own. Thousands of packages have the very same one: each is added once, times its number. */
export function ratesTogether(
  specs: readonly ShockSpec[],
  rates: ReadonlyMap<ShockId, Float64Array>,
  size: number,
): Float64Array {
  const counts = new Map<Float64Array, number>();
  for (const spec of specs) {
    const rate = spec.hazard.kind === 'campaign' ? undefined : rates.get(spec.id);
    if (rate !== undefined) counts.set(rate, (counts.get(rate) ?? 0) + 1);
  }
  const total = new Float64Array(size);
  for (const [rate, count] of counts)
    for (let draw = 0; draw < size; draw++)
      total[draw] = (total[draw] as number) + count * (rate[draw] as number);
  return total;
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
