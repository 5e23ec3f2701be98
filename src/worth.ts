/** What walls are worth in one tree: losses with and without them, on common worlds. */
import { EVENT, everything, type Happening } from './given.ts';
import { LOSS_DRAWS } from './graph/assess.ts';
import { medianOf as medianPrice } from './graph/prices.ts';
import { meanLoss, severityOf } from './graph/severity.ts';
import { pricedAssets, statedMean } from './graph/stated-losses.ts';
import { type LossTarget, Walled } from './graph/walled.ts';
import { spaced } from './maths/order.ts';
import { sum } from './maths/survival.ts';
import type { AssessedWall, WallChoice, WallEffect } from './model/wall.ts';
import type { Basis, Facts } from './pipeline.ts';
import { type Surveyed, survey } from './walls/survey.ts';
import type { WallFacts } from './walls/wall.ts';

export const factsOf = ({ collected, places, graph, specs, held }: Facts): WallFacts => ({
  inventory: collected.inventory,
  places,
  graph,
  shocks: specs,
  attested: held,
});

/** Losses of plans on the worlds of so many draws. */
export function walledFor(
  basis: Basis,
  choices: readonly WallChoice[],
  count: number,
  happening: Happening = everything(basis),
): Walls {
  const { draws, request } = basis;
  const { graph, places } = basis.facts;
  const given = happening.specs !== basis.facts.specs;
  const targets = targetsOf(basis);
  const followed = spaced(basis.draws.size, count);
  const walled = new Walled({
    graph,
    choices,
    specs: happening.specs,
    rates: happening.rates,
    campaigns: (gates) => happening.campaigns(gated(places.routes, gates)),
    chances: (factors) => draws.product(factors),
    seed: request.seed,
    horizonYears: given ? 1 : request.horizonYears,
    events: given ? EVENT : 1,
    draws: followed,
    targets,
    any: graph.assets.filter((asset) => asset.weight !== null).map((asset) => asset.state),
  });
  return { walled, targets, draws: followed, given };
}

export interface Walls {
  readonly walled: Walled;
  readonly targets: readonly LossTarget[];
  readonly draws: readonly number[];
  /** Odds are those given that something has fallen. */
  readonly given: boolean;
}

/** A longer age than the route has now; one that stands now is not taken down. */
export const gated = (
  routes: Facts['places']['routes'],
  gates: ReadonlyMap<string, number>,
): Facts['places']['routes'] =>
  routes.map((route) => {
    const hours = gates.get(route.id) ?? 0;
    const now = route.gate.stands === 'yes' ? route.gate.hours : 0;
    return hours > now ? { ...route, gate: { hours, stands: 'yes', because: 'planned' } } : route;
  });

/** Stated losses asset by asset; else the segment's, whatever is lost. */
function targetsOf({ facts: { graph }, request, draws }: Basis): LossTarget[] {
  const bearing = graph.assets.filter((asset) => asset.weight !== null);
  const priced = pricedAssets(bearing, request.stated);
  if (priced.length > 0)
    return priced.map((one) => ({ states: [one.state].flat(), usd: statedMean(one.loss) }));
  const usd = meanLoss(severityOf(request.segment, (id) => draws.record(id).value));
  return [{ states: bearing.map((asset) => asset.state), usd }];
}

/** Draws that are followed where something is printed: those of the assessment, so that all figures agree. */
export const PRINTED_DRAWS = LOSS_DRAWS;

/** Every wall of the catalogue in a tree, with what standing wherever it can be built would change. */
export function wallsOf(basis: Basis): AssessedWall[] {
  const surveyed = survey(factsOf(basis.facts));
  const choices = surveyed.flatMap((one) => one.choices);
  const hours = hoursOf(choices, basis);
  const walls = walledFor(basis, choices, PRINTED_DRAWS);
  const assessed = surveyed.map((one) => assessedWall(one, choices, hours, walls));
  return priced(assessed, surveyed, choices, basis, walls);
}

/** A price costs as much as the odds of some draws: it is asked for so many walls. */
const MOST_PRICED = 5;
const PRICED_DRAWS = 16;

/** The same with what the walls that change most do to the price of the cheapest loss: the second number of a wall. */
function priced(
  walls: readonly AssessedWall[],
  surveyed: readonly Surveyed[],
  choices: readonly WallChoice[],
  { draws }: Basis,
  { walled }: Walls,
): AssessedWall[] {
  const most = walls
    .filter(({ effect }) => (effect?.anyAsset ?? 0) < 0)
    .sort((a, b) => (a.effect as WallEffect).anyAsset - (b.effect as WallEffect).anyAsset)
    .slice(0, MOST_PRICED);
  const followed = spaced(draws.size, PRICED_DRAWS);
  const priceWith = (chosen: readonly number[]): number | null =>
    medianPrice(walled.prices(chosen, (id) => draws.of(id), followed));
  const now = most.length === 0 ? null : priceWith([]);
  return walls.map((wall, i) => {
    if (now === null || wall.effect === null || !most.includes(wall)) return wall;
    const own = (surveyed[i] as Surveyed).choices.map((choice) => choices.indexOf(choice));
    const then = priceWith(own);
    return { ...wall, effect: { ...wall.effect, priceUsd: then === null ? null : then - now } };
  });
}

/** Hours of work of each, the mean over the draws. */
export const hoursOf = (choices: readonly WallChoice[], { draws }: Basis): number[] =>
  choices.map((choice) => mean(draws.rate(choice.hours)));

export function assessedWall(
  { wall, state, sites, choices: own }: Surveyed,
  choices: readonly WallChoice[],
  hours: readonly number[],
  walls: Walls,
): AssessedWall {
  const indices = own.map((choice) => choices.indexOf(choice));
  return {
    id: wall.id,
    title: wall.title,
    standard: wall.standard,
    state,
    sites,
    effortHours: sum(indices.map((c) => hours[c] as number)),
    effect: own.length === 0 ? null : { ...difference(walls, indices, []), priceUsd: null },
    conflicts: wall.conflicts,
    patch: wall.patch === undefined || own.length === 0 ? null : `bulkhead fix --wall ${wall.id} --dry-run`,
  };
}

/** What standing `of` changes beside `beside`. */
export function difference({ walled }: Walls, of: readonly number[], beside: readonly number[]) {
  const before = walled.residual(beside);
  const after = walled.residual([...beside, ...of]);
  return { anyAsset: after.lost - before.lost, expectedLossUsd: after.usd - before.usd };
}

const mean = (values: Float64Array): number => sum(values) / values.length;
