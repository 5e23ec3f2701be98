/** Which walls to build in a repository: assessment → sites and choices → losses on common worlds → plan. */

import { everything, onlyGiven } from './given.ts';
import type { LossOdds } from './graph/losses.ts';
import { meanPerYear } from './graph/losses.ts';
import { priceEstimate } from './graph/prices.ts';
import type { LossTarget } from './graph/walled.ts';
import { summarise } from './maths/order.ts';
import { sum } from './maths/survival.ts';
import type { Estimate } from './model/assessment.ts';
import type { StateId } from './model/attack-graph.ts';
import type { Planned, PlannedChoice, PlanPoint } from './model/plan.ts';
import type { WallChoice } from './model/wall.ts';
import { type Basis, provenance } from './pipeline.ts';
import {
  type Found,
  frontier,
  type Instance,
  ordered,
  type Plan,
  planFor,
  planWithin,
} from './walls/optimise.ts';
import { survey } from './walls/survey.ts';
import { assessedWall, difference, factsOf, hoursOf, PRINTED_DRAWS, type Walls, walledFor } from './worth.ts';
import { factValues } from './worth-knowing.ts';

export interface PlanRequest {
  /** Hours, > 0; null where a target is asked for. */
  readonly effortHours: number | null;
  /** The odds that something is lost are to be at most this; null where hours are given. */
  readonly anyAssetBelow: number | null;
  /** A surface or shock that has fallen: nothing else happens. Null for what may happen within the horizon. */
  readonly given: string | null;
}

/** Draws of the parameters that are followed while plans are compared. */
const SEARCH_DRAWS = 16;
/** Points of the frontier that are printed. */
const MOST_POINTS = 12;

/**
 * The plan of the least expected loss within the hours asked for, or of the least hours to the odds asked for.
 * @returns null when nothing of the tree has the id that is given
 */
export function planOf(basis: Basis, request: PlanRequest): Planned | null {
  const happening =
    request.given === null ? everything(basis) : onlyGiven(basis, (id) => id === request.given);
  if (happening === null) return null;
  const surveyed = survey(factsOf(basis.facts));
  const choices = surveyed.flatMap((one) => one.choices);
  const search = walledFor(basis, choices, SEARCH_DRAWS, happening);
  const printed = walledFor(basis, choices, PRINTED_DRAWS, happening);
  const hours = hoursOf(choices, basis);
  const hourUsd = basis.draws.record('effort.hour').value;
  const instance = instanceOf(hours, request, search, hourUsd);
  const points = frontier(instance);
  const plan = planned(instance, request, points);
  const point = pointer(basis, printed, choices, hours);
  const before = point([]);
  const after = plan === null ? null : point(plan.chosen);
  return {
    schema: 'bulkhead/plan/1',
    ...provenance(basis.request),
    asked: request,
    walls: surveyed.map((one) => assessedWall(one, choices, hours, printed)),
    frontier: thinned(points).map((one) => point(one.chosen)),
    before,
    after,
    chosen:
      plan === null
        ? []
        : ordered(instanceOf(hours, request, printed, hourUsd), plan.chosen).map((_, turn, order) =>
            plannedChoice(order, turn, choices, basis, printed),
          ),
    method: plan?.method ?? 'exact',
    gap: gapOf(plan, request),
    facts: request.given === null ? factValues(basis, choices, happening, lostWith(printed, basis)) : [],
  };
}

/** What the search minimises: loss and work in dollars, or, for a target, the odds that something is lost. */
function instanceOf(
  hours: readonly number[],
  request: PlanRequest,
  { walled }: Walls,
  hourUsd: number,
): Instance {
  if (request.effortHours === null)
    return {
      hours,
      loss: (chosen) => walled.residual(chosen).lost,
      floor: (allowed) => walled.least(allowed).lost,
    };
  // Work is a cost as well: what brings less than its hours is left.
  return {
    hours,
    loss: (chosen) => walled.residual(chosen).usd + hourUsd * sum(chosen.map((c) => hours[c] as number)),
    floor: (allowed) => walled.least(allowed).usd,
  };
}

function planned(instance: Instance, request: PlanRequest, points: readonly Found[]): Plan | null {
  if (request.effortHours !== null) return planWithin(instance, request.effortHours, points);
  return planFor(instance, request.anyAssetBelow ?? 0, points);
}

const gapOf = (plan: Plan | null, { effortHours }: PlanRequest): number =>
  plan === null || plan.method === 'exact' ? 0 : (effortHours === null ? plan.hours : plan.loss) - plan.bound;

/** At most so many points, the ends among them. */
function thinned(points: readonly Found[]): Found[] {
  if (points.length <= MOST_POINTS) return [...points];
  return Array.from(
    { length: MOST_POINTS },
    (_, i) => points[Math.round((i * (points.length - 1)) / (MOST_POINTS - 1))] as Found,
  );
}

/** Odds, loss and price of a set of choices. */
function pointer(
  basis: Basis,
  { walled, targets, given, draws }: Walls,
  choices: readonly WallChoice[],
  hours: readonly number[],
): (chosen: readonly number[]) => PlanPoint {
  const any = basis.facts.graph.assets.filter((asset) => asset.weight !== null).map((asset) => asset.state);
  const inside = entered(basis);
  const now = meanPerYear(walled.odds([], [inside])[0] as LossOdds);
  // What no longer comes further than its first step no longer gets in. The part is the same for all draws, those
  // that are not followed among them, so that what is told of no plan is what the report tells.
  const left = (falling: Float64Array) => {
    const kept = sum(now) > 0 ? sum(falling) / sum(now) : 1;
    return (rate: number): number => -Math.expm1(-rate * kept * basis.request.horizonYears);
  };
  return (chosen) => {
    const [lost, falls, ...each] = walled.odds(chosen, [any, inside, ...targets.map((one) => one.states)]);
    const falling = meanPerYear(falls as LossOdds);
    const once = walled.perDraw(lost as LossOdds);
    const losses = each.map((odds) => walled.perDraw(odds));
    const usd = once.map((_, i) =>
      sum(losses.map((odds, t) => (targets[t] as LossTarget).usd * (odds[i] as number))),
    );
    return {
      hours: sum(chosen.map((c) => hours[c] as number)),
      chosen: chosen.map((c) => (choices[c] as WallChoice).id),
      anySurface: summarise(given ? keptPerDraw(falling, now) : basis.combined.anyPerYear.map(left(falling))),
      anyAsset: summarise(once),
      expectedLossUsd: summarise(usd),
      priceUsd: priceEstimate(walled.prices(chosen, (id) => basis.draws.of(id), draws)),
    };
  };
}

const keptPerDraw = (falling: Float64Array, now: Float64Array): Float64Array =>
  falling.map((rate, i) => ((now[i] as number) > 0 ? rate / (now[i] as number) : 1));

/** States right behind what falls or arrives: there something has got in. */
const entered = ({ facts: { graph } }: Basis): StateId[] => [
  ...new Set(graph.steps.filter((step) => /^(fallen|arrives)\//.test(step.from)).map((step) => step.to)),
];

/** P(something is lost), draw by draw, with a set of choices standing. */
function lostWith({ walled }: Walls, { facts: { graph } }: Basis) {
  const any = graph.assets.filter((asset) => asset.weight !== null).map((asset) => asset.state);
  return (chosen: readonly number[]): Float64Array =>
    walled.perDraw(walled.odds(chosen, [any])[0] as LossOdds);
}

/** @param order indices of all choices of the plan in the order in which they are built; `turn` is a place in it */
function plannedChoice(
  order: readonly number[],
  turn: number,
  choices: readonly WallChoice[],
  { draws }: Basis,
  walls: Walls,
): PlannedChoice {
  const c = order[turn] as number;
  const { id, wall, title, sites, at, hours, attest } = choices[c] as WallChoice;
  const work: Estimate = summarise(draws.rate(hours));
  const then = difference(walls, [c], order.slice(0, turn));
  const others = order.filter((one) => one !== c);
  return {
    id,
    wall,
    title,
    sites,
    at,
    hours: work,
    alone: difference(walls, [c], []),
    turn: then,
    given: difference(walls, [c], others),
    usdPerHour: -then.expectedLossUsd / work.mean,
    attest,
  };
}
