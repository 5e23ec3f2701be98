/**
 * Probabilities over decision diagrams.
 *
 * P(f) and P(not f) are both carried up, by sums of products alone: nothing is ever subtracted from one, so
 * that a probability of 1e-30 keeps all its digits.
 */
import type { Bdd, Edge } from './bdd.ts';

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

/**
 * ∂P(f)/∂p of every variable, in one walk from the top: the weight with which each node is met, times what its
 * variable changes there. For the Birnbaum importance.
 */
export function derivatives(
  bdd: Bdd,
  f: Edge,
  odds: Odds,
  known = new Probabilities(bdd, odds),
): Float64Array {
  const weight = new Float64Array((f >>> 1) + 1);
  const result = new Float64Array(bdd.variables);
  weight[f >>> 1] = (f & 1) === 1 ? -1 : 1;
  for (let node = f >>> 1; node > 0; node--) {
    const here = weight[node] as number;
    if (here === 0) continue;
    const edge = node << 1;
    const variable = bdd.topVariable(edge);
    const high = bdd.high(edge);
    const low = bdd.low(edge);
    result[variable] = (result[variable] as number) + here * (known.of(high) - known.of(low));
    const toHigh = here * (odds.p[variable] as number);
    const toLow = here * (odds.q[variable] as number);
    weight[high >>> 1] = (weight[high >>> 1] as number) + toHigh;
    weight[low >>> 1] = (weight[low >>> 1] as number) + ((low & 1) === 1 ? -toLow : toLow);
  }
  return result;
}

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
