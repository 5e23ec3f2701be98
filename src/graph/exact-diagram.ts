/**
 * A finished decision diagram of monotone functions, packed, and the sums over it.
 *
 * All functions here grow with each variable. So a node is met with one sign only on all ways from the roots, the
 * weight with which it is met is a sum of products, and every number below is: nothing is subtracted, a probability of 1e-30
 * keeps all its digits.
 */
import { type Bdd, type Edge, FALSE, TRUE } from '../maths/bdd.ts';
import type { Odds } from '../maths/bdd-probability.ts';
import { RangeSums } from '../maths/range-sums.ts';

/** P(f = 1) and P(f = 0) of each node. */
export interface Known {
  readonly isTrue: Float64Array;
  readonly isFalse: Float64Array;
}

/** Sums over one root with one variable fixed; an entry for each variable. */
export interface Fixed {
  /** P(f = 1 | variable true) */
  readonly one: Float64Array;
  /** P(f = 0 | variable true) */
  readonly oneFails: Float64Array;
  /** P(f = 1 | variable false) */
  readonly zero: Float64Array;
  /** The weights with which nodes are met, and whether complemented. */
  readonly weight: Float64Array;
  readonly sign: Uint8Array;
}

export class Diagram {
  readonly variables: number;
  readonly size: number;
  readonly roots: readonly Edge[];
  readonly variable: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;

  /** @param roots monotone functions */
  constructor(bdd: Bdd, roots: readonly Edge[]) {
    const last = roots.reduce((most, root) => Math.max(most, root >>> 1), 0);
    const place = new Int32Array(last + 1);
    for (const root of roots) place[root >>> 1] = 1;
    for (let node = last; node > 0; node--) {
      if (place[node] === 0) continue;
      place[bdd.high(node << 1) >>> 1] = 1;
      place[bdd.low(node << 1) >>> 1] = 1;
    }
    let size = 1;
    for (let node = 1; node <= last; node++) if (place[node] === 1) place[node] = size++;
    place[0] = 0;
    const moved = (edge: Edge): Edge => ((place[edge >>> 1] as number) << 1) | (edge & 1);
    this.variables = bdd.variables;
    this.size = size;
    this.roots = roots.map(moved);
    this.variable = new Int32Array(size).fill(bdd.variables);
    this.high = new Int32Array(size);
    this.low = new Int32Array(size);
    for (let node = 1; node <= last; node++) {
      const to = place[node] as number;
      if (to === 0) continue;
      this.variable[to] = bdd.topVariable(node << 1);
      this.high[to] = moved(bdd.high(node << 1));
      this.low[to] = moved(bdd.low(node << 1));
    }
  }

  /** P of every node, children first. */
  known({ p, q }: Odds): Known {
    const isTrue = new Float64Array(this.size);
    const isFalse = new Float64Array(this.size);
    isTrue[0] = 1;
    for (let node = 1; node < this.size; node++) {
      const high = (this.high[node] as number) >>> 1;
      const low = this.low[node] as number;
      const ph = p[this.variable[node] as number] as number;
      const qh = q[this.variable[node] as number] as number;
      const flipped = (low & 1) === 1;
      const lowTrue = (flipped ? isFalse : isTrue)[low >>> 1] as number;
      const lowFalse = (flipped ? isTrue : isFalse)[low >>> 1] as number;
      isTrue[node] = ph * (isTrue[high] as number) + qh * lowTrue;
      isFalse[node] = ph * (isFalse[high] as number) + qh * lowFalse;
    }
    return { isTrue, isFalse };
  }

  /**
   * One walk from a root down: each node's weight goes to its children. What fixing a variable gives is the sum over
   * its nodes, and over the ways that pass its level by; the latter are sums over ranges of levels.
   */
  fixed(root: Edge, { p, q }: Odds, known: Known): Fixed {
    const weight = new Float64Array(this.size);
    const one = new Float64Array(this.variables);
    const oneFails = new Float64Array(this.variables);
    const zero = new Float64Array(this.variables);
    const past = new RangeSums(this.variables);
    const pastFails = new RangeSums(this.variables);
    const sign = new Uint8Array(this.size);
    const pass = (edge: Edge, from: number, amount: number): void => {
      const to = this.variable[edge >>> 1] as number;
      weight[edge >>> 1] = (weight[edge >>> 1] as number) + amount;
      sign[edge >>> 1] = edge & 1;
      if (to <= from) return;
      past.add(from, to, amount * of(known, edge));
      pastFails.add(from, to, amount * of(known, edge ^ 1));
    };
    pass(root, 0, 1);
    for (let node = root >>> 1; node > 0; node--) {
      const here = weight[node] as number;
      if (here === 0) continue;
      const level = this.variable[node] as number;
      const flip = sign[node] as number;
      const high = (this.high[node] as number) ^ flip;
      const low = (this.low[node] as number) ^ flip;
      one[level] = (one[level] as number) + here * of(known, high);
      oneFails[level] = (oneFails[level] as number) + here * of(known, high ^ 1);
      zero[level] = (zero[level] as number) + here * of(known, low);
      pass(high, level + 1, here * (p[level] as number));
      pass(low, level + 1, here * (q[level] as number));
    }
    for (let level = 0; level < this.variables; level++) {
      const by = past.at(level);
      one[level] = (one[level] as number) + by;
      zero[level] = (zero[level] as number) + by;
      oneFails[level] = (oneFails[level] as number) + pastFails.at(level);
    }
    return { one, oneFails, zero, weight, sign };
  }
}

/** P(f = 1) of an edge; that of `f ^ 1` is P(f = 0). */
export const of = ({ isTrue, isFalse }: Known, f: Edge): number =>
  ((f & 1) === 1 ? isFalse : isTrue)[f >>> 1] as number;

/**
 * P(f ∧ ¬g) for g ≤ f by sums, where P(f) − P(g) would lose its digits: the two are walked together. Past a number of
 * pairs the difference is subtracted after all, and `rounded` says so. g may be taken with some variables false.
 */
export class Differences {
  readonly #diagram: Diagram;
  readonly #odds: Odds;
  readonly #known: Known;
  readonly #off: Uint8Array;
  readonly #knownOff: Known;
  readonly #lastOff: number;
  readonly #most: number;
  readonly #pairs = new Map<number, number>();
  rounded = false;

  /**
   * @param off 1 for each variable that is false in g
   * @param most pairs compared
   */
  constructor(diagram: Diagram, odds: Odds, known: Known, { off, most }: { off?: Uint8Array; most: number }) {
    this.#diagram = diagram;
    this.#odds = odds;
    this.#known = known;
    this.#off = off ?? new Uint8Array(diagram.variables);
    this.#lastOff = this.#off.lastIndexOf(1);
    this.#knownOff = off === undefined ? known : diagram.known(without(odds, off));
    this.#most = most;
  }

  /** @param f edge of the diagram @param g edge with g ≤ f */
  of(f: Edge, g: Edge): number {
    const { variable, high, low } = this.#diagram;
    if (f === FALSE || g === TRUE) return 0;
    if (f === g && (variable[f >>> 1] as number) > this.#lastOff) return 0;
    if (g === FALSE) return of(this.#known, f);
    if (f === TRUE) return of(this.#knownOff, g ^ 1);
    const key = f * 0x4000000 + g;
    const found = this.#pairs.get(key);
    if (found !== undefined) return found;
    if (this.#pairs.size >= this.#most) return this.#subtracted(f, g);
    const top = Math.min(variable[f >>> 1] as number, variable[g >>> 1] as number);
    const child = (edge: Edge, children: Int32Array): Edge =>
      variable[edge >>> 1] === top ? (children[edge >>> 1] as number) ^ (edge & 1) : edge;
    const gHigh = child(g, this.#off[top] === 1 ? low : high);
    const result =
      (this.#odds.p[top] as number) * this.of(child(f, high), gHigh) +
      (this.#odds.q[top] as number) * this.of(child(f, low), child(g, low));
    this.#pairs.set(key, result);
    return result;
  }

  #subtracted(f: Edge, g: Edge): number {
    this.rounded = true;
    const whole = of(this.#known, f);
    const difference =
      whole < 0.5 ? whole - of(this.#knownOff, g) : of(this.#knownOff, g ^ 1) - of(this.#known, f ^ 1);
    return Math.max(0, difference);
  }
}

/** The odds with some variables false. */
export function without({ p, q }: Odds, off: Uint8Array): Odds {
  return {
    p: p.map((value, v) => (off[v] === 1 ? 0 : value)),
    q: q.map((value, v) => (off[v] === 1 ? 1 : value)),
  };
}
