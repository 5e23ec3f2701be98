/**
 * Importances of steps, walls and shocks for the top event "at least one asset is lost".
 *
 * With P₁ and P₀ the odds when one of them is certain and impossible, P = p·P₁ + (1 − p)·P₀, so that
 * P − P₀ = p·(P₁ − P₀): criticality and the Fussell–Vesely importance are one number here. For a shock "certain" means
 * at least one event before the horizon, "impossible" none: P₁ = P(lost | N ≥ 1), P₀ = P(lost | N = 0).
 */
import type { Edge } from '../maths/bdd.ts';
import type { Importance, Solution, System } from '../model/system.ts';
import { type Built, type Flip, lossesOf, passableEdge, withinLimit } from './exact-build.ts';
import { Diagram, Differences, type Fixed, type Known, of, without } from './exact-diagram.ts';
import type { Reduced, ReducedShock } from './exact-reduce.ts';

/** Pairs of functions compared for exact differences, for all of them together. */
const PAIRS = 1 << 21;
/** Nodes visited for importances that need walks of their own. */
const WORK = 3e8;
/** Edges and nodes visited to make functions again. */
const FLIP_WORK = 5e6;
/** Below this Λ two events of one shock do not change the sixteenth digit. */
const SELDOM = 1e-17;

interface Top {
  readonly system: System;
  readonly reduced: Reduced;
  readonly built: Built;
  readonly diagram: Diagram;
  readonly known: Known;
  readonly fixed: Fixed;
  readonly topEvent: Edge;
  readonly birnbaum: Float64Array;
  readonly pLost: number;
  readonly remarks: Set<string>;
}

export interface Importances {
  readonly importance: Solution['importance'];
  readonly remarks: readonly string[];
}

/** @param diagram its last root is the top event */
export function importances(system: System, reduced: Reduced, built: Built, diagram: Diagram): Importances {
  const topEvent = diagram.roots[diagram.roots.length - 1] as Edge;
  const known = diagram.known(built.layout.odds);
  const fixed = diagram.fixed(topEvent, built.layout.odds, known);
  const remarks = new Set<string>();
  const base = { system, reduced, built, diagram, known, fixed, topEvent, remarks };
  const top: Top = { ...base, birnbaum: birnbaumOf(base), pLost: of(known, topEvent) };
  const flips = new Flips(top);
  const { edges, walls } = built.layout;
  const standing = new Set(reduced.incoming.flat().map((incoming) => incoming.edge));
  const guarding = new Set([...standing].flatMap((edge) => system.edges[edge]?.walls ?? []));
  return {
    importance: {
      edges: system.edges.map(({ probability }, e) =>
        standing.has(e) ? (ofVariable(top, edges[e] as number, probability) ?? flips.edge(e)) : nothing(top),
      ),
      walls: system.walls.map(({ failureOnDemand }, w) =>
        guarding.has(w)
          ? (ofVariable(top, walls[w] as number, failureOnDemand) ?? flips.wall(w))
          : nothing(top),
      ),
      shocks: system.shocks.map((_, s) => ofShock(top, s)),
    },
    remarks: [...remarks],
  };
}

/** P₁ − P₀ of each variable: the sum over its nodes of the chance that the branch matters. */
function birnbaumOf({
  diagram,
  built,
  known,
  fixed,
  topEvent,
  remarks,
}: Omit<Top, 'birnbaum' | 'pLost'>): Float64Array {
  const result = new Float64Array(diagram.variables);
  const differences = new Differences(diagram, built.layout.odds, known, { most: PAIRS });
  for (let node = topEvent >>> 1; node > 0; node--) {
    const weight = fixed.weight[node] as number;
    if (weight === 0) continue;
    const level = diagram.variable[node] as number;
    const flip = fixed.sign[node] as number;
    const high = (diagram.high[node] as number) ^ flip;
    const low = (diagram.low[node] as number) ^ flip;
    result[level] = (result[level] as number) + weight * differences.of(high, low);
  }
  if (differences.rounded) remarks.add(ROUNDED);
  return result;
}

const ROUNDED = 'Importances far below 1e-16 of the odds may have lost digits: the diagram is large.';
const LEFT_OUT = 'Some importances were left out: they would need more work than is allowed.';

interface Parts {
  readonly p: number;
  readonly one: number;
  readonly zero: number;
  readonly birnbaum: number;
}

function importanceOf({ p, one, zero, birnbaum }: Parts, pLost: number): Importance {
  const criticality = pLost > 0 ? (birnbaum * p) / pLost : null;
  return {
    birnbaum,
    criticality,
    fussellVesely: criticality,
    riskAchievement: pLost > 0 ? one / pLost : null,
    riskReduction: zero > 0 ? pLost / zero : null,
  };
}

/** Of what no way to an asset passes. */
const nothing = ({ pLost }: Top): Importance =>
  importanceOf({ p: 0, one: pLost, zero: pLost, birnbaum: 0 }, pLost);

/** Null when it has no variable. */
function ofVariable({ fixed, birnbaum, pLost }: Top, variable: number, p: number): Importance | null {
  if (variable < 0) return null;
  const one = fixed.one[variable] as number;
  const zero = fixed.zero[variable] as number;
  return importanceOf({ p, one, zero, birnbaum: birnbaum[variable] as number }, pLost);
}

function ofShock(top: Top, s: number): Importance | null {
  const shock = top.reduced.shocks[s] as ReducedShock;
  const hazard = top.system.shocks[s]?.hazard ?? 0;
  if (shock.parts.length === 0) return nothing(top);
  const parts = shock.whole ? ofWhole(top, s, shock) : ofThinned(top, hazard, shock);
  return parts === null ? null : importanceOf({ ...parts, p: -Math.expm1(-hazard) }, top.pLost);
}

/** A shock that is an atom, perhaps with others that hit the same: they go on when it is taken away. */
function ofWhole({ reduced, built, fixed, birnbaum }: Top, s: number, { parts }: ReducedShock) {
  const atom = parts[0]?.atom as number;
  const variable = built.layout.atoms[atom] as number;
  const others = (reduced.atoms[atom]?.of ?? []).reduce(
    (total, part) => (part.shock === s ? total : total + part.hazard),
    0,
  );
  const one = fixed.one[variable] as number;
  const quiet = Math.exp(-others);
  return {
    one,
    zero: -Math.expm1(-others) * one + quiet * (fixed.zero[variable] as number),
    birnbaum: quiet * (birnbaum[variable] as number),
  };
}

/** A shock with random hits: P(lost, but not without its events) = P(N ≥ 1)·(P₁ − P₀). */
function ofThinned(top: Top, hazard: number, { parts }: ReducedShock) {
  const { system, built, diagram, topEvent, known, birnbaum, remarks } = top;
  if (diagram.size * system.shocks.length > WORK) {
    remarks.add(LEFT_OUT);
    return null;
  }
  const off = new Uint8Array(diagram.variables);
  const variables = parts.map(({ atom }) => built.layout.atoms[atom] as number);
  for (const variable of variables) off[variable] = 1;
  const zero = of(diagram.known(without(built.layout.odds, off)), topEvent);
  if (hazard < SELDOM) {
    const seldom = parts.reduce(
      (total, { weight }, i) => total + weight * (birnbaum[variables[i] as number] as number),
      0,
    );
    return { one: zero + seldom, zero, birnbaum: seldom };
  }
  const most = Math.max(1_000, PAIRS / system.shocks.length);
  const differences = new Differences(diagram, built.layout.odds, known, { off, most });
  const gain = differences.of(topEvent, topEvent) / -Math.expm1(-hazard);
  if (differences.rounded) remarks.add(ROUNDED);
  return { one: zero + gain, zero, birnbaum: gain };
}

/** Certain steps and walls without a variable: the functions behind them are made again with the other outcome. */
class Flips {
  readonly #top: Top;
  readonly #guarded: readonly number[][];
  #work = 0;

  constructor(top: Top) {
    this.#top = top;
    const { edges, walls } = top.system;
    const guarded: number[][] = walls.map(() => []);
    edges.forEach((edge, e) => {
      for (const wall of edge.walls) guarded[wall]?.push(e);
    });
    this.#guarded = guarded;
  }

  edge(e: number): Importance | null {
    return this.#flipped(this.#top.system.edges[e]?.probability as number, [e], { edge: e, wall: -1 });
  }

  wall(w: number): Importance | null {
    const p = this.#top.system.walls[w]?.failureOnDemand as number;
    return this.#flipped(p, this.#guarded[w] ?? [], { edge: -1, wall: w });
  }

  #flipped(p: number, changed: readonly number[], flip: Flip): Importance | null {
    const { built, remarks, pLost } = this.#top;
    const other = this.#work > FLIP_WORK ? null : withinLimit(() => this.#otherAny(changed, flip));
    if (other === null) {
      remarks.add(LEFT_OUT);
      return null;
    }
    const { bdd, layout, topEvent } = built;
    const diagram = new Diagram(bdd, [topEvent, other]);
    this.#work += diagram.size;
    const known = diagram.known(layout.odds);
    const [here = 1, there = 1] = diagram.roots;
    const [more, less] = p === 1 ? [here, there] : [there, here];
    const differences = new Differences(diagram, layout.odds, known, { most: PAIRS });
    const birnbaum = differences.of(more, less);
    if (differences.rounded) remarks.add(ROUNDED);
    return importanceOf({ p, one: of(known, more), zero: of(known, less), birnbaum }, pLost);
  }

  /** The top event with the other outcome. */
  #otherAny(changed: readonly number[], flip: Flip): Edge {
    const { system, reduced, built } = this.#top;
    const { bdd, layout, falling } = built;
    const passable = [...built.passable];
    for (const e of changed) passable[e] = passableEdge(bdd, system, layout, { e, flip });
    const { fall, work } = falling.again(built.fall, passable, new Set(changed));
    this.#work += work + built.fall.length + passable.length;
    return lossesOf(bdd, reduced, fall).topEvent;
  }
}
