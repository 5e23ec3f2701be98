/** What a wall is worth in a tree, and why: sites, acts, failure on demand, work, and the odds with and without it. */
import { chanceDerivation, rateDerivation } from './hazards/derivation.ts';
import { summarise } from './maths/order.ts';
import type { Rate } from './model/rate.ts';
import type { Act, WallChoice } from './model/wall.ts';
import type { ExplainedAct, ExplainedChoice, WallWhy, Work } from './model/why-wall.ts';
import type { Basis } from './pipeline.ts';
import { type Surveyed, survey } from './walls/survey.ts';
import { assessedWall, factsOf, hoursOf, PRINTED_DRAWS, type Walls, walledFor } from './worth.ts';

/** @returns null when no wall of the catalogue, none of its sites and no choice has that id */
export function whyWall(basis: Basis, id: string): WallWhy | null {
  const surveyed = survey(factsOf(basis.facts));
  const named = surveyed.find((one) => one.wall.id === id || id.startsWith(`${one.wall.id}#`));
  if (named === undefined) return null;
  const own = named.choices.filter((choice) => [named.wall.id, choice.id, ...choice.sites].includes(id));
  if (own.length === 0 && id !== named.wall.id && !named.sites.some((site) => site.id === id)) return null;
  const choices = surveyed.flatMap((one) => one.choices);
  const walls = walledFor(basis, choices, PRINTED_DRAWS);
  return {
    wall: assessedWall(named, choices, hoursOf(choices, basis), walls),
    against: named.wall.against,
    limits: named.wall.limits,
    choices: own
      .map((choice) => explained(choice, choices.indexOf(choice), { basis, walls }))
      .sort((a, b) => a.with.expectedLossUsd - b.with.expectedLossUsd),
  };
}

/** Ids that `why` takes of walls, for the hint after a wrong one. */
export const wallIds = (basis: Basis): string[] =>
  survey(factsOf(basis.facts)).flatMap(({ wall, sites, choices }: Surveyed) => [
    wall.id,
    ...sites.map((site) => site.id),
    ...choices.map((choice) => choice.id),
  ]);

interface Asked {
  readonly basis: Basis;
  readonly walls: Walls;
}

function explained(choice: WallChoice, c: number, asked: Asked): ExplainedChoice {
  const { draws } = asked.basis;
  const { id, title, sites, at, attest, acts, fails, hours } = choice;
  const now = asked.walls.walled.residual([]);
  const then = asked.walls.walled.residual([c]);
  return {
    id,
    title,
    sites,
    at,
    attest,
    acts: acts.map((act) => explainedAct(act, asked.basis)),
    fails: acts.some((act) => act.kind === 'steps' || act.kind === 'apart')
      ? chanceDerivation(fails, draws)
      : null,
    hours: summarise(draws.rate(hours)),
    work: workOf(hours, draws),
    without: { anyAsset: now.lost, expectedLossUsd: now.usd },
    with: { anyAsset: then.lost, expectedLossUsd: then.usd },
    assets: byAsset(c, asked),
  };
}

function workOf(rate: Rate, draws: Basis['draws']): Work {
  const { terms, parameters } = rateDerivation(rate, draws);
  return {
    terms: terms.map(({ because, count, perYear, factors }) => ({ because, count, hours: perYear, factors })),
    parameters,
  };
}

function explainedAct(act: Act, { facts, draws }: Basis): ExplainedAct {
  const plain = { hours: null, factor: null };
  if (act.kind === 'gate') {
    const routes = facts.places.routes.filter((route) => act.routes.includes(route.id));
    return {
      ...plain,
      kind: 'gate',
      on: act.routes,
      texts: routes.map((route) => route.title),
      hours: act.hours,
    };
  }
  if (act.kind === 'rate') {
    const shocks = facts.specs.filter((spec) => act.shocks.includes(spec.id));
    return {
      ...plain,
      kind: 'rate',
      on: act.shocks,
      texts: shocks.map((spec) => spec.title),
      factor: chanceDerivation(act.by, draws),
    };
  }
  const on = act.kind === 'steps' ? act.steps : act.entering;
  return { ...plain, kind: act.kind, on, texts: stepTexts(on, facts.graph) };
}

function stepTexts(ids: readonly string[], { steps, states }: Basis['facts']['graph']): string[] {
  const titles = new Map<string, string>(states.map((state) => [state.id, state.title]));
  const wanted = new Set(ids);
  return steps
    .filter((step) => wanted.has(step.id))
    .map((step) => `${titles.get(step.from)} → ${titles.get(step.to)}`);
}

/** Smaller differences are noise, and nothing that anyone would act on. */
const NEGLIGIBLE = 5e-6;

function byAsset(c: number, { basis, walls: { walled } }: Asked): ExplainedChoice['assets'] {
  const bearing = basis.facts.graph.assets.filter((asset) => asset.weight !== null);
  const states = bearing.map((asset) => [asset.state]);
  const [before, after] = [[], [c]].map((chosen) =>
    walled.odds(chosen, states).map((odds) => summarise(walled.perDraw(odds)).mean),
  ) as [number[], number[]];
  return bearing
    .map(({ id, title }, a) => ({ id, title, without: before[a] as number, with: after[a] as number }))
    .filter((one) => Math.abs(one.without - one.with) > NEGLIGIBLE)
    .sort((a, b) => Math.abs(b.without - b.with) - Math.abs(a.without - a.with));
}
