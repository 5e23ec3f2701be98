/**
 * Orders of variables for the diagram of one part of a formula. None is best for all: the builder races them.
 */
import type { Formula, FormulaNode } from './formula.ts';
import type { Part } from './modules.ts';
import { besideSiblings } from './variable-order-beside.ts';

/** Leaves of a part, first to last. */
export type Order = readonly number[];

/** In which order a gate's arguments are visited. */
type Arrange = (args: number[]) => number[];

/**
 * Orders to try, likely ones first: depth first with the most used arguments first; the same in reverse order of
 * writing, drawn together by its gates' centres of gravity [AMS03]; light arguments first, each variable beside its
 * siblings; heavy ones first; as written; in reverse.
 */
export function ordersOf(formula: Formula, part: Part): Order[] {
  const weight = weights(formula, part);
  const byWeight =
    (sign: 1 | -1): Arrange =>
    (args) =>
      args.sort((a, b) => sign * ((weight.get(a) as number) - (weight.get(b) as number)));
  const uses = usesIn(formula, part);
  const byUses: Arrange = (args) => args.sort((a, b) => (uses.get(b) as number) - (uses.get(a) as number));
  const reverse = depthFirst(formula, part, (args) => args.reverse());
  const found = [
    depthFirst(formula, part, byUses),
    drawnTogether(formula, part, reverse),
    besideSiblings(formula, part, byWeight(1)),
    depthFirst(formula, part, byWeight(-1)),
    depthFirst(formula, part, (args) => args),
    reverse,
  ];
  const seen = new Set<string>();
  return found.filter((order) => {
    const key = order.join();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Leaves under a node, counted once for each way to them; a leaf weighs 1. */
function weights(formula: Formula, { gates, leaves }: Part): Map<number, number> {
  const weight = new Map<number, number>(leaves.map((leaf) => [leaf, 1]));
  for (const gate of gates) {
    let total = 0;
    for (const arg of (formula.nodes[gate] as FormulaNode).args) total += weight.get(arg >>> 1) as number;
    weight.set(gate, Math.min(total, Number.MAX_SAFE_INTEGER));
  }
  return weight;
}

/** How many arguments of gates each node is. */
function usesIn(formula: Formula, { gates }: Part): Map<number, number> {
  const uses = new Map<number, number>();
  for (const gate of gates)
    for (const arg of (formula.nodes[gate] as FormulaNode).args)
      uses.set(arg >>> 1, (uses.get(arg >>> 1) ?? 0) + 1);
  return uses;
}

function depthFirst(formula: Formula, { gate, leaves }: Part, arrange: Arrange): Order {
  const isLeaf = new Set(leaves);
  const seen = new Set<number>();
  const stack = [gate];
  const order: number[] = [];
  while (stack.length > 0) {
    const node = stack.pop() as number;
    if (seen.has(node)) continue;
    seen.add(node);
    if (isLeaf.has(node)) order.push(node);
    else {
      const args = arrange((formula.nodes[node] as FormulaNode).args.map((arg) => arg >>> 1));
      for (let i = args.length - 1; i >= 0; i--) stack.push(args[i] as number);
    }
  }
  return order;
}

const ROUNDS = 50;

/**
 * Every gate with its arguments is a body with a centre of gravity; every node moves to the mean centre of its
 * bodies, again and again; the arrangement with the least total extent of the bodies is kept [AMS03].
 */
function drawnTogether(formula: Formula, { gates, leaves }: Part, start: Order): Order {
  const nodes = [...leaves, ...gates];
  const index = new Map(nodes.map((node, i) => [node, i]));
  const bodies = gates.map((gate) => [
    index.get(gate) as number,
    ...(formula.nodes[gate] as FormulaNode).args.map((arg) => index.get(arg >>> 1) as number),
  ]);
  let places = startPlaces(
    bodies,
    nodes.length,
    start.map((leaf) => index.get(leaf) as number),
  );
  let best = places;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    places = moved(bodies, places);
    const extent = extentOf(bodies, places);
    if (extent < least) {
      least = extent;
      best = places;
    }
  }
  const at = (leaf: number): number => best[index.get(leaf) as number] as number;
  return [...leaves].sort((a, b) => at(a) - at(b));
}

/** Leaves where the order has them, each gate at the mean of its arguments. */
function startPlaces(bodies: readonly number[][], size: number, order: readonly number[]): Float64Array {
  const places = new Float64Array(size);
  order.forEach((leaf, place) => {
    places[leaf] = place;
  });
  for (const [gate, ...args] of bodies) places[gate as number] = meanOf(args, places);
  return places;
}

function moved(bodies: readonly number[][], places: Float64Array): Float64Array {
  const sum = new Float64Array(places.length);
  const count = new Float64Array(places.length);
  for (const body of bodies) {
    const centre = meanOf(body, places);
    for (const one of body) {
      sum[one] = (sum[one] as number) + centre;
      count[one] = (count[one] as number) + 1;
    }
  }
  const pull = sum.map((total, one) => total / (count[one] as number));
  const ranked = Array.from(pull.keys()).sort((a, b) => (pull[a] as number) - (pull[b] as number));
  const next = new Float64Array(places.length);
  ranked.forEach((one, place) => {
    next[one] = place;
  });
  return next;
}

function extentOf(bodies: readonly number[][], places: Float64Array): number {
  let total = 0;
  for (const body of bodies) {
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    for (const one of body) {
      const place = places[one] as number;
      if (place < low) low = place;
      if (place > high) high = place;
    }
    total += high - low;
  }
  return total;
}

function meanOf(list: readonly number[], places: Float64Array): number {
  let total = 0;
  for (const one of list) total += places[one] as number;
  return total / list.length;
}
