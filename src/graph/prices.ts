/** What a loss costs an attacker: now, a year ago, in a year (model.md 8). */
import { quantileOf, summarise } from '../maths/order.ts';
import type { Losses, PriceEstimate } from '../model/assessment.ts';
import type { AttackGraph, StateId } from '../model/attack-graph.ts';
import type { ShockId } from '../model/ids.ts';
import type { ShockSpec } from '../model/shock.ts';
import { entryCost, halvingOf } from './entry-cost.ts';
import { type CampaignsAsked, campaignClass, classesOf } from './question.ts';
import type { Worlds } from './reach.ts';
import { type PricedEntry, type Prices, worldPrices } from './world-price.ts';

export interface PriceRequest {
  readonly graph: AttackGraph;
  readonly specs: readonly ShockSpec[];
  readonly rates: ReadonlyMap<ShockId, Float64Array>;
  readonly campaigns: readonly CampaignsAsked[];
  readonly parameter: (id: string) => Float64Array;
  readonly worlds: Worlds;
  /** Draws of the parameters that are priced. */
  readonly draws: readonly number[];
}

/** Worlds of each draw that are priced. */
const PRICED_LANES = 12;

/** @param years from the assessment date: costs fall at their own halving times, the floor stands still */
export function pricesOf(
  request: PriceRequest,
  targets: readonly (readonly StateId[])[],
  years = 0,
): Prices[] {
  const { graph, specs, campaigns, worlds, draws } = request;
  const parameter = (id: string): Float64Array => costAt(id, years, request.parameter);
  const floor = parameter('cost.floor');
  const byId = new Map(specs.map((spec) => [spec.id, spec]));
  const priced = (states: readonly StateId[], spec: ShockSpec): PricedEntry[] => {
    const entry = entryCost(spec);
    if (entry === null) return [];
    const success = entry.success === null ? null : request.parameter(entry.success);
    const cost = parameter(entry.cost).map(
      (usd, draw) => usd / (success?.[draw] ?? 1) + (floor[draw] as number),
    );
    return [{ states, cost }];
  };
  const entries = [
    ...classesOf(specs, request.rates).flatMap(({ states, shocks }) => {
      const spec = byId.get(shocks[0] as ShockId);
      return spec === undefined ? [] : priced(states, spec);
    }),
    ...campaigns.flatMap((one) =>
      campaignClass(one, byId).ways.flatMap((states, way) => {
        const spec = byId.get(one.ways[way]?.shocks[0] as ShockId);
        return spec === undefined ? [] : priced(states, spec);
      }),
    ),
  ];
  const steps = worlds.order.map(({ step }) => {
    const cost = graph.steps[step]?.cost ?? null;
    return cost === null ? null : parameter(cost);
  });
  return worldPrices({ worlds, draws, lanes: PRICED_LANES, entries, steps, targets });
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

/** How the price of any loss moves. Worlds are the same at all dates; the cheapest way may not be. */
export function priceCourse(
  request: PriceRequest,
  target: readonly StateId[],
  now: Prices,
): Losses['priceCourse'] {
  const [before] = pricesOf(request, [target], -1);
  const [after] = pricesOf(request, [target], 1);
  const yearAgo = before === undefined ? null : medianOf(before);
  const inAYear = after === undefined ? null : medianOf(after);
  const today = medianOf(now);
  if (yearAgo === null || inAYear === null || today === null) return null;
  return {
    yearAgo,
    inAYear,
    halvingMonths: inAYear < today ? (12 * Math.LN2) / Math.log(today / inAYear) : null,
  };
}

/** Over the worlds in which a way is open. */
function medianOf({ usd }: Prices): number | null {
  const open = usd.filter((value) => Number.isFinite(value)).sort();
  return open.length === 0 ? null : quantileOf(open, 0.5);
}
