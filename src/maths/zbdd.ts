/**
 * Minimal cut sets as a zero-suppressed diagram [MIN93] [RAU93].
 *
 * A set of sets is a node: those with its variable (high) and those without (low). EMPTY holds no set, UNIT the
 * empty set alone. Children are older than their node.
 *
 * A cut set of f is a set of variables that, true while all others are false, makes f true. For a coherent
 * function these minimal sets are its minimal cut sets; for any other they are the minimal positive parts.
 */
import { type Bdd, BddOverflow, type Edge, FALSE, TRUE } from './bdd.ts';

export type SetNode = number;
export const EMPTY: SetNode = 0;
export const UNIT: SetNode = 1;

const START = 1 << 8;
/** More room than this is made when it is needed. */
const MOST_START = 1 << 18;
/** Entries of the table of results: so many for each node, for a pair of few nodes is met again and again. */
const RESULTS = 4;
const MOST_RESULTS = 1 << 18;

export class Zbdd {
  readonly variables: number;
  readonly #limit: number;
  readonly #mostSteps: number;
  #count = 2;
  #steps = 0;
  /** Four words a node: variable, high, low, next of the same bucket. */
  #nodes: Int32Array;
  #buckets: Int32Array;
  /** Lossy: a, b, and the result of `without`; four words each, the last one unused. */
  #results: Int32Array;
  #resultMask: number;

  /**
   * @param limit most nodes, and most steps of `without`; passing either throws BddOverflow
   * @param expected a guess of the nodes, so that tables need not grow, which costs results
   */
  constructor(
    variables: number,
    { nodes, steps }: { readonly nodes: number; readonly steps: number },
    expected = 0,
  ) {
    this.variables = variables;
    const room = Math.max(START, Math.min(MOST_START, 1 << (31 - Math.clz32(expected | 1))));
    this.#nodes = new Int32Array(4 * room);
    this.#buckets = new Int32Array(room);
    this.#results = new Int32Array(4 * RESULTS * room).fill(-1);
    this.#resultMask = RESULTS * room - 1;
    this.#mostSteps = steps;
    this.#limit = Math.max(3, nodes);
    this.#nodes[0] = variables;
    this.#nodes[4] = variables;
  }

  get size(): number {
    return this.#count;
  }

  variableOf(node: SetNode): number {
    return this.#nodes[4 * node] as number;
  }

  high(node: SetNode): SetNode {
    return this.#nodes[4 * node + 1] as number;
  }

  low(node: SetNode): SetNode {
    return this.#nodes[4 * node + 2] as number;
  }

  node(variable: number, high: SetNode, low: SetNode): SetNode {
    if (high === EMPTY) return low;
    const nodes = this.#nodes;
    const bucket = mixed(variable, high, low) & (this.#buckets.length - 1);
    for (let node = this.#buckets[bucket] as number; node !== 0; node = nodes[4 * node + 3] as number) {
      const at = 4 * node;
      if (nodes[at + 1] === high && nodes[at + 2] === low && nodes[at] === variable) return node;
    }
    return this.#create(variable, high, low);
  }

  /** The sets of `a` that hold no set of `b`. Both hold minimal sets only. */
  without(a: SetNode, b: SetNode): SetNode {
    if (a === b || a === EMPTY || b === UNIT) return EMPTY;
    if (b === EMPTY || a === UNIT) return a;
    const nodes = this.#nodes;
    const top = nodes[a << 2] as number;
    // Sets of b with a variable above those of a are subsets of none.
    let rest = b;
    while ((nodes[rest << 2] as number) < top) rest = nodes[(rest << 2) + 2] as number;
    if (a === rest || rest === UNIT) return EMPTY;
    if (rest === EMPTY) return a;
    const known = this.#results;
    const slot = (mixed(a, rest, 0) & this.#resultMask) << 2;
    if (known[slot] === a && known[slot + 1] === rest) return known[slot + 2] as number;
    const result = this.#without(a, rest);
    const place = (mixed(a, rest, 0) & this.#resultMask) << 2;
    const table = this.#results;
    table[place] = a;
    table[place + 1] = rest;
    table[place + 2] = result;
    return result;
  }

  #without(a: SetNode, b: SetNode): SetNode {
    if (++this.#steps > this.#mostSteps) throw new BddOverflow(this.#limit);
    const nodes = this.#nodes;
    const aAt = a << 2;
    const bAt = b << 2;
    const top = nodes[aAt] as number;
    const aHigh = nodes[aAt + 1] as number;
    const aLow = nodes[aAt + 2] as number;
    if (top !== nodes[bAt]) return this.node(top, this.without(aHigh, b), this.without(aLow, b));
    const bHigh = nodes[bAt + 1] as number;
    const bLow = nodes[bAt + 2] as number;
    const high = this.without(this.without(aHigh, bLow), bHigh);
    return this.node(top, high, this.without(aLow, bLow));
  }

  /**
   * The sets of `a` that do not make f true: `without` the minimal sets of f when f is monotone, with fewer calls.
   *
   * @param resting variables that are true at rest
   */
  failing(a: SetNode, bdd: Bdd, f: Edge, resting: readonly boolean[]): SetNode {
    if (a === EMPTY || f === TRUE) return EMPTY;
    if (f === FALSE) return a;
    const top = this.variableOf(a);
    let rest = f;
    for (let at = bdd.topVariable(rest); at < top && rest > 1; at = bdd.topVariable(rest))
      rest = resting[at] === true ? bdd.high(rest) : bdd.low(rest);
    if (rest <= 1) return rest === TRUE ? EMPTY : a;
    // Not to be taken for a set of sets.
    const key = ~rest;
    const slot = (mixed(a, key, 0) & this.#resultMask) << 2;
    const known = this.#results;
    if (known[slot] === a && known[slot + 1] === key) return known[slot + 2] as number;
    if (++this.#steps > this.#mostSteps) throw new BddOverflow(this.#limit);
    const here = bdd.topVariable(rest) === top;
    const turned = resting[top] === true;
    const changed = here ? (turned ? bdd.low(rest) : bdd.high(rest)) : rest;
    const kept = here ? (turned ? bdd.high(rest) : bdd.low(rest)) : rest;
    const high = this.failing(this.high(a), bdd, changed, resting);
    const result = this.node(top, high, this.failing(this.low(a), bdd, kept, resting));
    const place = (mixed(a, key, 0) & this.#resultMask) << 2;
    const table = this.#results;
    table[place] = a;
    table[place + 1] = key;
    table[place + 2] = result;
    return result;
  }

  #create(variable: number, high: SetNode, low: SetNode): SetNode {
    if (this.#count >= this.#limit) throw new BddOverflow(this.#limit);
    const node = this.#count++;
    if (4 * node >= this.#nodes.length) this.#grow();
    const nodes = this.#nodes;
    const bucket = mixed(variable, high, low) & (this.#buckets.length - 1);
    nodes[4 * node] = variable;
    nodes[4 * node + 1] = high;
    nodes[4 * node + 2] = low;
    nodes[4 * node + 3] = this.#buckets[bucket] as number;
    this.#buckets[bucket] = node;
    return node;
  }

  #grow(): void {
    const nodes = new Int32Array(2 * this.#nodes.length);
    nodes.set(this.#nodes);
    const buckets = new Int32Array(2 * this.#buckets.length);
    for (let node = 2; node < this.#count - 1; node++) {
      const at = 4 * node;
      const bucket =
        mixed(nodes[at] as number, nodes[at + 1] as number, nodes[at + 2] as number) & (buckets.length - 1);
      nodes[at + 3] = buckets[bucket] as number;
      buckets[bucket] = node;
    }
    this.#nodes = nodes;
    this.#buckets = buckets;
    const entries = Math.min(MOST_RESULTS, RESULTS * buckets.length);
    if (entries <= this.#resultMask) return;
    this.#results = new Int32Array(4 * entries).fill(-1);
    this.#resultMask = entries - 1;
  }
}

/**
 * The minimal sets of variables that make f true while every other variable is as it is at rest.
 *
 * From the bottom up: min(x·f₁ + x′·f₀) = x·(min f₁ without min f₀) + min f₀.
 *
 * @param limit with the place in the order from which on f is known to grow with every change from rest, whatever
 * the variables before: it takes less time then
 * @param resting variables that are true at rest, and are made false by standing in a set
 * @throws BddOverflow past the limits
 * @see [RAU93]
 */
export function minimalSets(
  bdd: Bdd,
  f: Edge,
  limit: { readonly nodes: number; readonly steps: number; readonly monotoneFrom?: number },
  resting: readonly boolean[] = [],
): { sets: Zbdd; root: SetNode } {
  const sets = new Zbdd(bdd.variables, limit, bdd.size);
  // Both signs of a node may be wanted: what is found stands at the edge.
  const wanted = new Uint8Array(2 * ((f >>> 1) + 1));
  wanted[f] = 1;
  for (let edge = 2 * (f >>> 1) + 1; edge > 1; edge--) {
    if (wanted[edge] !== 1) continue;
    wanted[bdd.high(edge)] = 1;
    wanted[bdd.low(edge)] = 1;
  }
  const { monotoneFrom = Number.POSITIVE_INFINITY } = limit;
  const found = new Int32Array(wanted.length);
  found[0] = UNIT;
  for (let edge = 2; edge < wanted.length; edge++) {
    if (wanted[edge] !== 1) continue;
    const variable = bdd.topVariable(edge);
    const turned = resting[variable] === true;
    const still = turned ? bdd.high(edge) : bdd.low(edge);
    const low = found[still] as number;
    const changed = found[turned ? bdd.low(edge) : bdd.high(edge)] as number;
    const high =
      variable + 1 >= monotoneFrom ? sets.failing(changed, bdd, still, resting) : sets.without(changed, low);
    found[edge] = sets.node(variable, high, low);
  }
  return { sets, root: found[f] as number };
}

/**
 * Number of sets when a variable stands for as many sets as it weighs: the product over a set's variables, summed
 * over the sets. Exact: in doubles while they hold integers, else in BigInt.
 */
export function countSets(sets: Zbdd, root: SetNode, weights: readonly bigint[]): bigint {
  if (weights.every((weight) => weight <= MOST_EXACT)) {
    const counted = inDoubles(sets, root, Float64Array.from(weights, Number));
    if (counted <= Number(MOST_EXACT)) return BigInt(counted);
  }
  const count: bigint[] = [0n, 1n];
  for (let node = 2; node <= root; node++)
    count[node] =
      (weights[sets.variableOf(node)] as bigint) * (count[sets.high(node)] as bigint) +
      (count[sets.low(node)] as bigint);
  return count[root] as bigint;
}

const MOST_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** Exact when at most 2^53 − 1, for no part of a sum is larger than the sum; NaN past the range of doubles. */
function inDoubles(sets: Zbdd, root: SetNode, weights: Float64Array): number {
  const count = new Float64Array(Math.max(2, root + 1));
  count[UNIT] = 1;
  for (let node = 2; node <= root; node++)
    count[node] =
      (weights[sets.variableOf(node)] as number) * (count[sets.high(node)] as number) +
      (count[sets.low(node)] as number);
  return count[root] as number;
}

function mixed(a: number, b: number, c: number): number {
  const sum = Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x6a09e667) + Math.imul(c, 0xbb67ae85);
  return (sum ^ (sum >>> 15)) >>> 2;
}
