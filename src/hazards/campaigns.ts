/** The takeover channel in numbers: campaigns over publisher groups and routes, draw by draw. */
import { gaussLegendre } from '../maths/quadrature.ts';
import { sum } from '../maths/survival.ts';
import type { CampaignWindow } from '../model/campaign.ts';
import type { ShockId } from '../model/ids.ts';
import type { ShockSpec } from '../model/shock.ts';
import type { Route } from '../model/surface.ts';
import { type ClassNumbers, campaignReach, campaignTouch, shapleyShares } from './campaign-form.ts';
import { type CampaignWay, type GroupClass, type Prepared, prepare } from './campaign-numbers.ts';
import { type RatesByWay, ratesByWay, type Singles } from './campaign-sets.ts';
import type { Draws } from './draws.ts';

export interface CampaignRates {
  /** Campaigns a year that publish a malicious release of something the tree names. */
  readonly touches: Float64Array;
  /** Campaigns a year whose release also arrives. */
  readonly entries: Float64Array;
  /** For each shock its marginal entry rate (they overlap), and its part of the mean of `entries`. */
  readonly shocks: ReadonlyMap<ShockId, { readonly rate: Float64Array; readonly part: number }>;
}

/** The campaigns of one ecosystem with their numbers, draw by draw. */
export interface Campaigns extends RatesByWay {
  readonly rates: CampaignRates;
  readonly ways: readonly CampaignWay[];
}

/** @param scale what the rate of campaigns is over the horizon, times that of now, draw by draw */
export function campaignsOf(
  window: CampaignWindow,
  specs: readonly ShockSpec[],
  routes: readonly Route[],
  draws: Draws,
  scale: Float64Array,
): Campaigns {
  const prepared = prepare(window, specs, routes, draws, scale);
  const rates = campaignRates(prepared, draws);
  return { rates, ways: prepared.ways, ...ratesByWay(prepared, rates.entries) };
}

/**
 * The same without the rates of single shocks, for who asks about one set of routes after the other: what costs
 * most is left out, and what the sets have in common is computed once.
 */
export function campaignEntries(
  window: CampaignWindow,
  specs: readonly ShockSpec[],
  draws: Draws,
  scale: Float64Array,
): (routes: readonly Route[]) => Omit<Campaigns, 'rates'> {
  const singles: Singles = new Map();
  return (routes) => {
    const prepared = prepare(window, specs, routes, draws, scale);
    return { ways: prepared.ways, ...ratesByWay(prepared, null, singles) };
  };
}

function campaignRates(prepared: Prepared, draws: Draws): CampaignRates {
  const { classes, kappa, hits } = prepared;
  const touches = new Float64Array(draws.size);
  const entries = new Float64Array(draws.size);
  const marginal = classes.map(() => new Float64Array(draws.size));
  const arrivals = new Float64Array(classes.length);
  for (let draw = 0; draw < draws.size; draw++) {
    const numbers = prepared.numbers(draw);
    const hit = hits(draw);
    const { reach, arrive } = campaignReach(
      hit,
      numbers,
      prepared.routeNumbers(draw),
      prepared.hours,
      prepared.lifetimes(draw),
    );
    const touched = campaignTouch(
      hit,
      numbers.reduce((total, one) => total + one.size, 0),
    );
    let pressure = 0;
    for (let j = 0; j < hit.length; j++) {
      const rate = kappa[j]?.[draw] as number;
      touches[draw] = (touches[draw] as number) + rate * (touched[j] as number);
      entries[draw] = (entries[draw] as number) + rate * (reach[j] as number);
      pressure += rate * (hit[j] as number);
    }
    arrive.forEach((chance, c) => {
      const rates = marginal[c] as Float64Array;
      rates[draw] = pressure * chance * (numbers[c] as ClassNumbers).size;
      arrivals[c] = (arrivals[c] as number) + chance / draws.size;
    });
  }
  const parts = partsOf(classes, kappa, hits, arrivals, sum(entries) / draws.size, draws);
  return { touches, entries, shocks: spread(classes, marginal, parts) };
}

/** Each class's part of the mean entry rate: Shapley shares at the mean of the draws, scaled to the total. */
function partsOf(
  classes: readonly GroupClass[],
  kappa: readonly Float64Array[],
  hits: (draw: number) => Float64Array,
  arrivals: Float64Array,
  total: number,
  draws: Draws,
): number[] {
  const sizes = classes.map(({ member, shocks }) =>
    member.groups === null ? shocks.length : sum(draws.rate(member.groups)) / draws.size,
  );
  const meanHit = new Float64Array(kappa.length);
  for (let draw = 0; draw < draws.size; draw++) {
    hits(draw).forEach((h, j) => {
      meanHit[j] = (meanHit[j] as number) + h / draws.size;
    });
  }
  const { nodes, weights } = gaussLegendre(64);
  const parts = classes.map(() => 0);
  kappa.forEach((values, j) => {
    const rate = sum(values) / draws.size;
    const effective = [...arrivals].map((arrive) => (meanHit[j] as number) * arrive);
    shapleyShares(effective, sizes, nodes, weights).forEach((share, c) => {
      parts[c] = (parts[c] as number) + rate * share * (sizes[c] as number);
    });
  });
  const together = sum(parts);
  return parts.map((part) => (together > 0 ? (part * total) / together : 0));
}

/** A class's numbers, given to its members: each has the same rate and an equal part. */
function spread(
  classes: readonly GroupClass[],
  marginal: readonly Float64Array[],
  parts: readonly number[],
): CampaignRates['shocks'] {
  const found = new Map<ShockId, { rate: Float64Array; part: number }>();
  classes.forEach(({ shocks }, c) => {
    const rate = (marginal[c] as Float64Array).map((value) => value / shocks.length);
    for (const id of shocks) found.set(id, { rate, part: (parts[c] as number) / shocks.length });
  });
  return found;
}
