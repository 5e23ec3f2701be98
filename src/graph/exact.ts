/**
 * The exact engine: the odds of a system by a decision diagram over its steps, walls and shocks.
 *
 *     P_once = E_w[1 − e^(−Λ_w)]      the probability of the diagram, shocks being variables with p_s = 1 − e^(−Λ_s)
 *     P_anew = 1 − e^(−E_w[Λ_w])
 *
 * Edges and walls are independent variables too. All sums are of positive terms (exact-diagram.ts), so answers are
 * good to some units of the last digit, whatever their size.
 */
import { sum } from '../maths/survival.ts';
import type { Solution, SolvedOdds, System, TooLarge } from '../model/system.ts';
import { eventsToLoss, oneEventIsEnough, shareOfTwo } from './exact-anew.ts';
import { type Built, build, type ExactLimits } from './exact-build.ts';
import { Diagram, of, without } from './exact-diagram.ts';
import { importances } from './exact-importance.ts';
import { type Reduced, type ReducedShock, reduce } from './exact-reduce.ts';

const LIMITS: ExactLimits = { nodes: 1 << 20 };
/** Shocks times assets: a blast radius each. */
const MOST_PAIRS = 1e7;
/** Nodes visited for the blast radii: one walk for each asset. */
const WORK = 5e8;

/** @returns why not, when a diagram within the limits does not do */
export function solveExact(system: System, limits: ExactLimits = LIMITS): Solution | TooLarge {
  if (system.shocks.length * system.assets.length > MOST_PAIRS)
    return { tooLarge: `${system.shocks.length} shocks times ${system.assets.length} assets` };
  const reduced = reduce(system);
  if ('tooLarge' in reduced) return reduced;
  const built = build(system, reduced, limits);
  if ('tooLarge' in built) return built;
  const diagram = new Diagram(built.bdd, [...built.assets, built.topEvent]);
  if (diagram.size * diagram.roots.length > WORK)
    return { tooLarge: `${system.assets.length} assets over a diagram of ${diagram.size} nodes` };
  const alone = aloneOf(system, reduced, built, diagram);
  const single = oneEventIsEnough(built, reduced);
  const events = single ? alone.events : eventsToLoss(system, reduced, limits);
  if ('tooLarge' in events) return events;
  const known = diagram.known(built.layout.odds);
  const odds = diagram.roots.map((root, r) => oddsOf(of(known, root), events[r] as number));
  const { importance, remarks } = importances(system, reduced, built, diagram);
  return {
    method: 'exact',
    any: odds[odds.length - 1] as SolvedOdds,
    assets: odds.slice(0, -1),
    containment: containmentOf(system, reduced, alone, events),
    blast: alone.blast,
    importance,
    remarks: [
      `Exact: a decision diagram of ${diagram.size} nodes over ${diagram.variables} steps, walls and shocks that matter.`,
      ...(single ? [] : twoShocks(built)),
      ...remarks,
    ],
  };
}

/** Part of the odds from which on it is said that they need two shocks. */
const WORTH_SAYING = 0.05;

function twoShocks(built: Built): string[] {
  const share = shareOfTwo(built);
  if (share !== null && share <= WORTH_SAYING) return [];
  const part = share === null ? 'Part' : `${Math.round(100 * share)} %`;
  return [
    `${part} of the odds comes from two shocks together. That overstates: what an attacker holds is thought held to the horizon.`,
  ];
}

/** @param events E_w[Λ_w], which rounding may leave below the hazard that `once` has */
function oddsOf(once: number, events: number): SolvedOdds {
  return { once, anew: Math.max(once, -Math.expm1(-events)), standardError: 0, below: null };
}

/** What each shock does alone. */
interface Alone {
  readonly blast: readonly (readonly number[])[];
  /** For each shock: P(one event hits something, and no asset is lost). */
  readonly contained: readonly number[];
  /** Σ_s Λ_s·P(one event of s reaches it) of each asset, and of "at least one" last. */
  readonly events: readonly number[];
}

/** With all atoms off nothing falls, so that fixing one of them on is that atom alone: one walk gives all of them. */
function aloneOf(system: System, reduced: Reduced, { layout }: Built, diagram: Diagram): Alone {
  const off = new Uint8Array(diagram.variables);
  for (const variable of layout.atoms) off[variable] = 1;
  const silent = without(layout.odds, off);
  const known = diagram.known(silent);
  const fixed = diagram.roots.map((root) => {
    const { one, oneFails } = diagram.fixed(root, silent, known);
    const atWhich = (sums: Float64Array) => [...layout.atoms].map((variable) => sums[variable] as number);
    return { reaches: atWhich(one), fails: atWhich(oneFails) };
  });
  const over = ({ parts }: ReducedShock, each: readonly number[]): number =>
    sum(parts.map(({ atom, weight }) => weight * (each[atom] as number)));
  const top = fixed[fixed.length - 1];
  return {
    blast: reduced.shocks.map((shock) => fixed.slice(0, -1).map(({ reaches }) => over(shock, reaches))),
    contained: reduced.shocks.map((shock) => over(shock, top?.fails ?? []) + shock.hitsOnlyElsewhere),
    events: fixed.map(({ reaches }) =>
      sum(reduced.shocks.map((shock, s) => (system.shocks[s]?.hazard ?? 0) * over(shock, reaches))),
    ),
  };
}

/**
 * 1 − E_w[Λ_w(any asset)]/Λ(any), where one event is enough as the mean share of events that hit something and reach
 * nothing. Hazards are scaled, so that their sum is a number.
 */
function containmentOf(
  { shocks }: System,
  { shocks: reduced }: Reduced,
  alone: Alone,
  events: readonly number[],
): number | null {
  const most = shocks.reduce((largest, shock) => Math.max(largest, shock.hazard), 0);
  if (most === 0) return null;
  const scaled = shocks.map((shock) => shock.hazard / most);
  const breakIns = sum(scaled.map((hazard, s) => hazard * (reduced[s]?.hitsSome ?? 0)));
  if (breakIns === 0) return null;
  const inside = (share: number): number => Math.min(1, Math.max(0, share));
  if (events === alone.events)
    return inside(sum(scaled.map((hazard, s) => hazard * (alone.contained[s] as number))) / breakIns);
  return inside(1 - (events[events.length - 1] as number) / most / breakIns);
}
