/** Variables of a system, and the race for a decision diagram that is small enough. */
import { Bdd, BddOverflow, type Edge, FALSE, TRUE } from '../maths/bdd.ts';
import type { Odds } from '../maths/bdd-probability.ts';
import { sum } from '../maths/survival.ts';
import type { System, TooLarge } from '../model/system.ts';
import { anyOf, Falling, TooManyRounds } from './exact-fall.ts';
import { type NodeOrder, nodeOrders } from './exact-order.ts';
import type { Atom, Reduced } from './exact-reduce.ts';

export interface ExactLimits {
  /** Nodes of one decision diagram, those that are made on the way among them. */
  readonly nodes: number;
  /** So many were not enough: smaller caps are not tried again. */
  readonly tried?: number;
}

/** Place of each edge, wall and atom in the order of variables, −1 where it has none. */
export interface Layout {
  readonly edges: Int32Array;
  readonly walls: Int32Array;
  readonly atoms: Int32Array;
  readonly odds: Odds;
}

export interface Built {
  readonly bdd: Bdd;
  readonly layout: Layout;
  readonly falling: Falling;
  /** Functions of edges of the system and of kept nodes. */
  readonly passable: readonly Edge[];
  readonly fall: readonly Edge[];
  /** Function of each asset, and of "at least one of them". */
  readonly assets: readonly Edge[];
  readonly topEvent: Edge;
  /** Steps and walls that are certain (0 or 1) have no variable. */
  readonly folded: boolean;
}

/** Operations on functions recurse once for each variable. */
const MOST_VARIABLES = 3_000;
/** Caps on nodes at which all orders are tried, before the limit itself. */
const CAPS = [1 << 13, 1 << 16];

/**
 * The functions of the assets, by the first order of variables under which they are small enough.
 *
 * @param worldsFirst edges and walls stand above all atoms in the order
 */
export function build(
  system: System,
  reduced: Reduced,
  limits: ExactLimits,
  worldsFirst = false,
): Built | TooLarge {
  const { uncertain, certain } = variablesOf(system, reduced);
  if (uncertain > MOST_VARIABLES)
    return { tooLarge: `${uncertain} steps, walls and shocks matter, more than ${MOST_VARIABLES}` };
  const modes = [
    ...(worldsFirst || uncertain + certain > MOST_VARIABLES ? [] : [false]),
    ...(worldsFirst || certain > 0 ? [true] : []),
  ];
  for (const { cap, folded, order } of attempts(reduced, limits, modes)) {
    const layout = layoutOf(system, reduced, order, { folded, worldsFirst });
    const bdd = new Bdd(layout.odds.p.length, cap);
    try {
      return { bdd, layout, folded, ...functionsOf(bdd, system, reduced, layout) };
    } catch (error) {
      if (error instanceof TooManyRounds) return { tooLarge: error.message };
      if (!(error instanceof BddOverflow)) throw error;
    }
  }
  return { tooLarge: `its decision diagram needs more than ${limits.nodes} nodes` };
}

/**
 * All orders under each cap.
 *
 * @param modes whether certain steps and walls are folded; under the last cap, where time is dear, one mode is enough
 */
function* attempts(reduced: Reduced, { nodes, tried = 0 }: ExactLimits, modes: readonly boolean[]) {
  const orders = nodeOrders(reduced);
  const caps = [...CAPS.filter((cap) => cap > tried && cap < nodes), nodes];
  for (const [round, cap] of caps.entries())
    for (const folded of round > 0 && round === caps.length - 1 ? modes.slice(-1) : modes)
      for (const order of orders) yield { cap, folded, order };
}

/** What a diagram gives, null when it needs more nodes or rounds than it may have. */
export function withinLimit<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof BddOverflow || error instanceof TooManyRounds) return null;
    throw error;
  }
}

function functionsOf(bdd: Bdd, system: System, reduced: Reduced, layout: Layout) {
  const atoms = [...layout.atoms].map((variable) => bdd.variable(variable));
  const falling = new Falling(bdd, reduced, atoms);
  const passable = system.edges.map((_, e) => passableEdge(bdd, system, layout, { e, flip: NO_FLIP }));
  const fall = falling.all(passable);
  return { falling, passable, fall, ...lossesOf(bdd, reduced, fall) };
}

export function lossesOf(bdd: Bdd, { assets: nodes }: Reduced, fall: readonly Edge[]) {
  const assets = nodes.map((node) => (node < 0 ? FALSE : (fall[node] as Edge)));
  return { assets, topEvent: anyOf(bdd, assets) };
}

/** A certain step or wall that is taken with its other outcome; −1 for none. */
export interface Flip {
  readonly edge: number;
  readonly wall: number;
}

const NO_FLIP: Flip = { edge: -1, wall: -1 };

/** When an edge can be passed: it is open, and every wall on it has failed. */
export function passableEdge(
  bdd: Bdd,
  { edges, walls }: System,
  layout: Layout,
  { e, flip }: { readonly e: number; readonly flip: Flip },
): Edge {
  const event = (variable: number, p: number, flipped: boolean): Edge =>
    variable >= 0 ? bdd.variable(variable) : p > 0 !== flipped ? TRUE : FALSE;
  const { probability, walls: on } = edges[e] as System['edges'][number];
  return on.reduce(
    (way, w) =>
      bdd.and(way, event(layout.walls[w] as number, walls[w]?.failureOnDemand ?? 0, flip.wall === w)),
    event(layout.edges[e] as number, probability, flip.edge === e),
  );
}

const isCertain = (p: number): boolean => p === 0 || p === 1;

export const hazardOf = (atom: Atom): number => sum(atom.of.map((part) => part.hazard));

/** How many atoms, steps and walls that matter are uncertain, and how many are not. */
function variablesOf({ edges, walls }: System, { incoming, atoms }: Reduced) {
  const kept = incoming.flatMap((list) => list.map(({ edge }) => edges[edge] as System['edges'][number]));
  const guarding = new Set(kept.flatMap((edge) => edge.walls));
  const chances = [
    ...kept.map((edge) => edge.probability),
    ...[...guarding].map((wall) => walls[wall]?.failureOnDemand ?? 0),
  ];
  const certain = chances.filter(isCertain).length;
  return { uncertain: chances.length - certain + atoms.length, certain };
}

/** Gives variables their places, node by node. */
function layoutOf(
  system: System,
  reduced: Reduced,
  order: NodeOrder,
  { folded, worldsFirst }: { readonly folded: boolean; readonly worldsFirst: boolean },
): Layout {
  const edges = new Int32Array(system.edges.length).fill(-1);
  const walls = new Int32Array(system.walls.length).fill(-1);
  const atoms = new Int32Array(reduced.atoms.length).fill(-1);
  const p: number[] = [];
  const q: number[] = [];
  const give = (places: Int32Array, index: number, chance: number): void => {
    if (places[index] !== -1 || (folded && isCertain(chance))) return;
    places[index] = p.length;
    p.push(chance);
    q.push(1 - chance);
  };
  const giveAtom = (index: number): void => {
    if (atoms[index] !== -1) return;
    const hazard = hazardOf(reduced.atoms[index] as Atom);
    atoms[index] = p.length;
    p.push(-Math.expm1(-hazard));
    q.push(Math.exp(-hazard));
  };
  const giveEdge = (index: number): void => {
    const { walls: on, probability } = system.edges[index] as System['edges'][number];
    for (const wall of on) give(walls, wall, system.walls[wall]?.failureOnDemand ?? 0);
    give(edges, index, probability);
  };
  const { at, between } = belongings(reduced, order);
  for (const node of order) {
    if (!worldsFirst) at[node]?.forEach(giveAtom);
    between[node]?.forEach(giveEdge);
  }
  if (worldsFirst) for (const node of order) at[node]?.forEach(giveAtom);
  return { edges, walls, atoms, odds: { p: Float64Array.from(p), q: Float64Array.from(q) } };
}

/** Atoms that hit a node, and edges between it and nodes that come before it. */
function belongings({ incoming, atoms }: Reduced, order: NodeOrder) {
  const at: number[][] = incoming.map(() => []);
  atoms.forEach(({ hits }, atom) => {
    for (const node of hits) at[node]?.push(atom);
  });
  const place = new Int32Array(incoming.length);
  order.forEach((node, i) => {
    place[node] = i;
  });
  const between: number[][] = incoming.map(() => []);
  incoming.forEach((edges, to) => {
    for (const { edge, from } of edges)
      between[(place[from] as number) > (place[to] as number) ? from : to]?.push(edge);
  });
  return { at, between };
}
