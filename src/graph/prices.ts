/** What a loss costs an attacker: now, a year ago, in a year (model.md 8). */
import { quantileOf, type Summary, summarise } from '../maths/order.ts';
import type { PriceCourse, PriceEstimate } from '../model/assessment.ts';
import type { AttackGraph, StateId } from '../model/attack-graph.ts';
import type { ShockId } from '../model/ids.ts';
import type { ShockSpec } from '../model/shock.ts';
import { type EntryCost, entryCost, halvingOf } from './entry-cost.ts';
import { type CampaignsAsked, campaignClass, classesOf } from './question.ts';
import type { Worlds } from './reach.ts';
import { type PricedEntry, type Prices, worldPrices } from './world-price.ts';

/** A way in. */
export interface Entry {
  readonly states: readonly StateId[];
  /** Null for what no attacker can set out to buy. */
  readonly cost: EntryCost | null;
  /** The share of tries that walls in front of it let through, draw by draw; null without such walls. */
  readonly kept: Float64Array | null;
}

export interface PriceRequest {
  readonly graph: AttackGraph;
  readonly entries: readonly Entry[];
  readonly parameter: (id: string) => Float64Array;
  readonly worlds: Worlds;
  /** Draws of the parameters that are priced. */
  readonly draws: readonly number[];
  /** Walls that may stand (see `Worlds`) and do. */
  readonly standing?: readonly string[];
}

/** Where the shocks of a repository enter, and what that costs. */
export function entriesOf({
  specs,
  rates,
  campaigns,
}: {
  readonly specs: readonly ShockSpec[];
  readonly rates: ReadonlyMap<ShockId, Float64Array>;
  readonly campaigns: readonly CampaignsAsked[];
}): Entry[] {
  const byId = new Map(specs.map((spec) => [spec.id, spec]));
  const costOf = (id: ShockId | undefined): EntryCost | null => {
    const spec = id === undefined ? undefined : byId.get(id);
    return spec === undefined ? null : entryCost(spec);
  };
  return [
    ...classesOf(specs, rates).map(({ states, shocks }) => ({ states, cost: costOf(shocks[0]), kept: null })),
    ...campaigns.flatMap((one) =>
      campaignClass(one, byId).ways.map((states, way) => ({
        states,
        cost: costOf(one.ways[way]?.shocks[0]),
        kept: null,
      })),
    ),
  ];
}

/** Worlds of each draw that are priced: few of many draws, for costs differ more by draw than by world. */
const PRICED_LANES = 3;

/** @param years from the assessment date: costs fall at their own halving times, the floor stands still */
export function pricesOf(
  request: PriceRequest,
  targets: readonly (readonly StateId[])[],
  years = 0,
): Prices[] {
  const { graph, worlds, draws, standing = [] } = request;
  const parameter = (id: string): Float64Array => costAt(id, years, request.parameter);
  const floor = parameter('cost.floor');
  const entries = request.entries.flatMap(({ states, cost, kept }): PricedEntry[] => {
    if (cost === null) return [];
    const success = cost.success === null ? null : request.parameter(cost.success);
    // Tries go on until one succeeds, and until one comes past the walls.
    const tries = (draw: number): number => 1 / ((success?.[draw] ?? 1) * Math.min(1, kept?.[draw] ?? 1));
    return [
      { states, cost: parameter(cost.cost).map((usd, draw) => usd * tries(draw) + (floor[draw] as number)) },
    ];
  });
  const steps = worlds.order.map(({ step }) => {
    const cost = graph.steps[step]?.cost ?? null;
    return cost === null ? null : parameter(cost);
  });
  return worldPrices({ worlds, draws, lanes: PRICED_LANES, entries, steps, targets, standing });
}

/** A cost at a date: C(t) = C(0)·2^(−12·t/h), h its halving time in months. */
function costAt(id: string, years: number, parameter: (id: string) => Float64Array): Float64Array {
  const now = parameter(id);
  const halving = years === 0 ? null : halvingOf(id);
  if (halving === null) return now;
  const months = parameter(halving);
  return now.map((usd, draw) => usd * 2 ** ((-12 * years) / (months[draw] as number)));
}

export const pathOf = ({ path }: Prices, graph: AttackGraph): StateId[] =>
  path.flatMap((state) => graph.states[state]?.id ?? []);

export function priceEstimate({ usd }: Prices): PriceEstimate | null {
  const open = usd.filter((value) => Number.isFinite(value));
  return open.length === 0 ? null : { ...summarise(open), noWay: 1 - open.length / usd.length };
}

/**
 * How the price of each target moves. Worlds are the same at all dates; the cheapest way may not be.
 * @param now prices of today, in the order of the targets
 */
export function priceCourses(
  request: PriceRequest,
  targets: readonly (readonly StateId[])[],
  now: readonly Prices[],
): (PriceCourse | null)[] {
  const before = pricesOf(request, targets, -1);
  const after = pricesOf(request, targets, 1);
  return targets.map((_, t) => {
    const [yearAgo, today, inAYear] = [before, now, after].map((list) => medianOf(list[t] as Prices)) as [
      number | null,
      number | null,
      number | null,
    ];
    if (yearAgo === null || inAYear === null || today === null) return null;
    return {
      yearAgo,
      inAYear,
      halvingMonths: inAYear < today ? (12 * Math.LN2) / Math.log(today / inAYear) : null,
    };
  });
}

/**
 * Years until the price falls below what the asset is worth to an attacker, draw by draw; 0 where it has. Null where
 * the price does not fall and is above in the middle draw.
 *
 * @param lossUsd mean loss given that the asset is lost
 * @param share of the loss that an attacker gains, draw by draw
 */
export function yearsToWorth(
  price: PriceEstimate | null,
  course: PriceCourse | null,
  lossUsd: number,
  share: Float64Array,
): Summary | null {
  if (price === null || course === null) return null;
  const { halvingMonths } = course;
  const worths = share.map((part) => part * lossUsd);
  if (halvingMonths === null && price.median > summarise(worths).median) return null;
  // A price that stands still never falls below a worth that is lower: as long as anybody looks ahead.
  const perHalving = halvingMonths === null ? LONG_YEARS : halvingMonths / 12;
  return summarise(
    worths.map((worth) => Math.min(LONG_YEARS, Math.max(0, perHalving * Math.log2(price.median / worth)))),
  );
}

const LONG_YEARS = 100;

/** Over the worlds in which a way is open; null where there is none. */
export function medianOf({ usd }: Prices): number | null {
  const open = usd.filter((value) => Number.isFinite(value)).sort();
  return open.length === 0 ? null : quantileOf(open, 0.5);
}
