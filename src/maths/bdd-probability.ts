/**
 * Probabilities over decision diagrams.
 *
 * P(f) and P(not f) are both carried up, by sums of products alone: nothing is ever subtracted from one, so
 * that a probability of 1e-30 keeps all its digits.
 */
import type { Bdd, Edge } from './bdd.ts';
import { RangeSums } from './range-sums.ts';

/** Probability that a variable is true, and that it is false: q is stated, not computed as 1 − p. */
export interface Odds {
  readonly p: Float64Array;
  readonly q: Float64Array;
}

/** P(f = 1) and P(f = 0) of every node, looked up by edge. */
export class Probabilities {
  readonly #true: Float64Array;
  readonly #false: Float64Array;

  constructor(bdd: Bdd, { p, q }: Odds) {
    const size = bdd.size;
    const isTrue = new Float64Array(size);
    const isFalse = new Float64Array(size);
    isTrue[0] = 1;
    for (let node = 1; node < size; node++) {
      const edge = node << 1;
      const variable = bdd.topVariable(edge);
      const high = bdd.high(edge);
      const low = bdd.low(edge);
      const ph = p[variable] as number;
      const qh = q[variable] as number;
      const lowTrue = ((low & 1) === 1 ? isFalse : isTrue)[low >>> 1] as number;
      const lowFalse = ((low & 1) === 1 ? isTrue : isFalse)[low >>> 1] as number;
      isTrue[node] = ph * (isTrue[high >>> 1] as number) + qh * lowTrue;
      isFalse[node] = ph * (isFalse[high >>> 1] as number) + qh * lowFalse;
    }
    this.#true = isTrue;
    this.#false = isFalse;
  }

  /** P(f = 1); P(f = 0) is that of `f ^ 1`. */
  of(f: Edge): number {
    return ((f & 1) === 1 ? this.#false : this.#true)[f >>> 1] as number;
  }
}

/** A function with one of its variables fixed; an entry for each variable. */
export interface Conditionals {
  /** P(f = 1) with the variable true, and P(f = 0). */
  readonly one: Float64Array;
  readonly oneFails: Float64Array;
  /** P(f = 1) with the variable false, and P(f = 0). */
  readonly zero: Float64Array;
  readonly zeroFails: Float64Array;
  /** ∂P(f)/∂p, the Birnbaum importance: `one` − `zero`, by differences at the nodes, where few digits are lost. */
  readonly slope: Float64Array;
}

/**
 * What each variable changes, in one walk from the top: the weight with which each node is met, with either sign,
 * goes to its children. Fixing a variable gives the sum over its nodes, and over the ways that pass its level by.
 */
export function conditionals(
  bdd: Bdd,
  f: Edge,
  odds: Odds,
  known = new Probabilities(bdd, odds),
): Conditionals {
  const [one, oneFails, zero, zeroFails, slope] = Array.from(
    { length: 5 },
    () => new Float64Array(bdd.variables),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const past = new RangeSums(bdd.variables);
  const pastFails = new RangeSums(bdd.variables);
  const weight = new Float64Array((f | 1) + 1);
  const pass = (edge: Edge, from: number, amount: number): void => {
    weight[edge] = (weight[edge] as number) + amount;
    const to = bdd.topVariable(edge);
    if (to <= from) return;
    past.add(from, to, amount * known.of(edge));
    pastFails.add(from, to, amount * known.of(edge ^ 1));
  };
  pass(f, 0, 1);
  for (let edge = f | 1; edge > 1; edge--) {
    const here = weight[edge] as number;
    if (here === 0) continue;
    const level = bdd.topVariable(edge);
    const high = bdd.high(edge);
    const low = bdd.low(edge);
    one[level] = (one[level] as number) + here * known.of(high);
    oneFails[level] = (oneFails[level] as number) + here * known.of(high ^ 1);
    zero[level] = (zero[level] as number) + here * known.of(low);
    zeroFails[level] = (zeroFails[level] as number) + here * known.of(low ^ 1);
    slope[level] = (slope[level] as number) + here * difference(known, high, low);
    pass(high, level + 1, here * (odds.p[level] as number));
    pass(low, level + 1, here * (odds.q[level] as number));
  }
  for (let level = 0; level < bdd.variables; level++) {
    one[level] = (one[level] as number) + past.at(level);
    zero[level] = (zero[level] as number) + past.at(level);
    oneFails[level] = (oneFails[level] as number) + pastFails.at(level);
    zeroFails[level] = (zeroFails[level] as number) + pastFails.at(level);
  }
  return { one, oneFails, zero, zeroFails, slope };
}

/** P(f) − P(g), of the two pairs of numbers from the smaller ones. */
const difference = (known: Probabilities, f: Edge, g: Edge): number =>
  known.of(f) < 0.5 ? known.of(f) - known.of(g) : known.of(g ^ 1) - known.of(f ^ 1);

/** f with some variables fixed: 1 true, 0 false, anything else free. */
export function restrict(bdd: Bdd, f: Edge, values: Int8Array): Edge {
  const known = new Map<number, Edge>();
  const walk = (edge: Edge): Edge => {
    if (edge >>> 1 === 0) return edge;
    const regular = edge & ~1;
    const found = known.get(regular);
    if (found !== undefined) return found ^ (edge & 1);
    const variable = bdd.topVariable(regular);
    const value = values[variable];
    const made =
      value === 1
        ? walk(bdd.high(regular))
        : value === 0
          ? walk(bdd.low(regular))
          : bdd.ite(bdd.variable(variable), walk(bdd.high(regular)), walk(bdd.low(regular)));
    known.set(regular, made);
    return made ^ (edge & 1);
  };
  return walk(f);
}

/** All variables free. */
export const free = (bdd: Bdd): Int8Array => new Int8Array(bdd.variables).fill(-1);
