/**
 * Importances by two runs each: P₁ with the edge, wall or shock certain, P₀ with it impossible.
 *
 * Both are exact; birnbaum = P₁ − P₀ is taken from P or from its complement, whichever is smaller.
 */
import { FrontierOverflow } from '../maths/frontier-network.ts';
import type { Importance, Solution, System } from '../model/system.ts';
import { type Budget, type Odds, Runs } from './frontier-runs.ts';

const LEFT_OUT = 'Importances were left out: two runs for each step, wall and shock would take too long.';

/**
 * @param largest work of one run for the system as it is
 * @returns nulls and a remark when the runs would pass the budget
 */
export function importances(
  system: System,
  top: Odds,
  budget: Budget,
  largest: number,
): { readonly importance: Solution['importance']; readonly remarks: readonly string[] } {
  const { edges, walls, shocks } = system;
  const runs = 2 * (edges.length + walls.length + shocks.length);
  const none = {
    edges: edges.map(() => null),
    walls: walls.map(() => null),
    shocks: shocks.map(() => null),
  };
  if (runs * largest > budget.left) return { importance: none, remarks: [LEFT_OUT] };
  const of = (changed: (certain: boolean) => System, p: number): Importance =>
    importanceOf(top.reached, p, onceAny(changed(true), budget), onceAny(changed(false), budget));
  try {
    const importance = {
      edges: edges.map(({ probability }, e) => of((certain) => withEdge(system, e, certain), probability)),
      walls: walls.map(({ failureOnDemand }, w) =>
        of((certain) => withWall(system, w, certain), failureOnDemand),
      ),
      shocks: shocks.map((_, s) => ofShock(system, s, top, budget)),
    };
    return { importance, remarks: [] };
  } catch (error) {
    if (error instanceof FrontierOverflow) return { importance: none, remarks: [LEFT_OUT] };
    throw error;
  }
}

/** Certain is "at least one event". What random hits hit then is no fixed set, so P₁ follows from P and P₀. */
function ofShock(system: System, s: number, top: Odds, budget: Budget): Importance {
  const { hazard, hits } = system.shocks[s] as System['shocks'][number];
  const p = -Math.expm1(-hazard);
  const zero = onceAny(withHazard(system, s, 0), budget);
  const random = hits.some(({ probability }) => probability > 0 && probability < 1);
  if (!random) return importanceOf(top.reached, p, onceAny(withHazard(system, s, Infinity), budget), zero);
  if (p === 0) return importanceOf(top.reached, p, zero, zero);
  const birnbaum = difference(top, zero) / p;
  const one = { reached: zero.reached + birnbaum, missed: zero.missed - birnbaum };
  return { ...importanceOf(top.reached, p, one, zero), birnbaum };
}

function importanceOf(pLost: number, p: number, one: Odds, zero: Odds): Importance {
  const birnbaum = difference(one, zero);
  const share = pLost > 0 ? (birnbaum * p) / pLost : null;
  return {
    birnbaum,
    criticality: share,
    fussellVesely: share, // P − P₀ = p·(P₁ − P₀)
    riskAchievement: pLost > 0 ? one.reached / pLost : null,
    riskReduction: zero.reached > 0 ? pLost / zero.reached : null,
  };
}

/** More is never less: what is below zero is rounding. */
const difference = (more: Odds, less: Odds): number =>
  Math.max(0, less.reached < less.missed ? more.reached - less.reached : less.missed - more.missed);

/** P of "at least one asset". */
const onceAny = (system: System, budget: Budget): Odds =>
  new Runs(system, budget).once(system.assets.map(({ node }) => node));

const withEdge = (system: System, e: number, certain: boolean): System => ({
  ...system,
  edges: system.edges.with(e, {
    ...(system.edges[e] as System['edges'][number]),
    probability: certain ? 1 : 0,
  }),
});

const withWall = (system: System, w: number, certain: boolean): System => ({
  ...system,
  walls: system.walls.with(w, {
    ...(system.walls[w] as System['walls'][number]),
    failureOnDemand: certain ? 1 : 0,
  }),
});

const withHazard = (system: System, s: number, hazard: number): System => ({
  ...system,
  shocks: system.shocks.with(s, { ...(system.shocks[s] as System['shocks'][number]), hazard }),
});
