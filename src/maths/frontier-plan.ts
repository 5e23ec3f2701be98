/**
 * The frontier method as a list of steps: which vertices enter, which question is asked, which leave.
 *
 * A vertex enters with the first question about it and leaves after the last. Between the two it stands in the
 * frontier, in a slot of its own.
 */
import type { Chance, Network } from './frontier-network.ts';
import { NEVER, same } from './frontier-network.ts';

/** Most vertices of a frontier: 4 bits each in two words, less the labels of source and sink; 15 bits of a row. */
export const MOST_SLOTS = 14;

export const SOURCE = 0;
export const SINK = 1;
export const PAIR = 2;

export interface Step {
  /** Whether the source takes u; whether u leads to the sink; the two arcs between u and v. */
  readonly kind: typeof SOURCE | typeof SINK | typeof PAIR;
  /** Slots; v is u where the question is about one vertex. */
  readonly u: number;
  readonly v: number;
  /** Of the arc u → v, or of the question about u. */
  readonly forward: Chance;
  readonly backward: Chance;
  /** Nothing enters u but the source: unless it was taken on its own turn it never is. */
  readonly onlySource: boolean;
  /** Nothing leaves v but to the sink. */
  readonly onlySink: boolean;
  /** Slots, one bit each: those filled before the question, those still in use after it. */
  readonly entering: number;
  readonly live: number;
  /** Slots of vertices that later questions may enter, and that later questions may leave. */
  readonly canEnter: number;
  readonly canLeave: number;
  /** Σ of what the source may still take; 0 when nothing. */
  readonly moreSources: number;
  readonly moreSinks: boolean;
}

export interface Plan {
  readonly steps: readonly Step[];
  /** Slots in use, at most. */
  readonly slots: number;
}

/** A network with the arcs between two vertices side by side. */
export interface Pairs {
  readonly network: Network;
  readonly pairs: readonly Pair[];
  /** Pairs of each vertex. */
  readonly of: readonly (readonly number[])[];
  /** Arcs enter the vertex; arcs leave it. */
  readonly enters: Uint8Array;
  readonly leaves: Uint8Array;
  /** A partition of the frontier is state enough: see `frontier-partition.ts`. */
  readonly symmetric: boolean;
}

export interface Pair {
  readonly u: number;
  readonly v: number;
  readonly forward: Chance;
  readonly backward: Chance;
}

export function pairsOf(network: Network): Pairs {
  const found = new Map<number, Pair>();
  const enters = new Uint8Array(network.vertices);
  const leaves = new Uint8Array(network.vertices);
  for (const { from, to, chance } of network.arcs) {
    enters[to] = 1;
    leaves[from] = 1;
    const u = Math.min(from, to);
    const v = Math.max(from, to);
    const known = found.get(u * network.vertices + v) ?? { u, v, forward: NEVER, backward: NEVER };
    const side = from === u ? { forward: chance } : { backward: chance };
    found.set(u * network.vertices + v, { ...known, ...side });
  }
  // A one-way pair is written along its arc.
  const pairs = [...found.values()].map((pair) =>
    pair.forward.open > 0 ? pair : { u: pair.v, v: pair.u, forward: pair.backward, backward: pair.forward },
  );
  const of: number[][] = Array.from({ length: network.vertices }, () => []);
  pairs.forEach(({ u, v }, index) => {
    of[u]?.push(index);
    of[v]?.push(index);
  });
  const symmetric = pairs.every(
    ({ u, v, forward, backward }) =>
      same(forward, backward) || (backward.open === 0 && (enters[u] === 0 || leaves[v] === 0)),
  );
  return { network, pairs, of, enters, leaves, symmetric };
}

/** One question before slots are given out: `pair` is −1 for the source, −2 for the sink. */
interface Question {
  readonly vertex: number;
  readonly pair: number;
}

/** Questions in the order of the vertices: source, sink, then the pairs with earlier vertices. */
export function questionsOf({ network, pairs, of }: Pairs, order: readonly number[]): Question[] {
  const open = of.map((list) => list.length);
  const place = new Int32Array(network.vertices);
  order.forEach((v, index) => {
    place[v] = index;
  });
  const questions: Question[] = [];
  for (const v of order) {
    if ((network.sources[v] as Chance).open > 0) questions.push({ vertex: v, pair: -1 });
    if ((network.targets[v] as Chance).open > 0) questions.push({ vertex: v, pair: -2 });
    const earlier = (of[v] as readonly number[])
      .map((pair) => ({ pair, other: otherEnd(pairs[pair] as Pair, v) }))
      .filter(({ other }) => (place[other] as number) < (place[v] as number))
      // Those that can leave at once come first.
      .sort((a, b) => (open[a.other] as number) - (open[b.other] as number) || a.other - b.other);
    for (const { pair, other } of earlier) {
      questions.push({ vertex: v, pair });
      open[v] = (open[v] as number) - 1;
      open[other] = (open[other] as number) - 1;
    }
  }
  return questions;
}

export const otherEnd = ({ u, v }: Pair, end: number): number => (u === end ? v : u);

/** Vertices that a question is about. */
export const endsOf = ({ pairs }: Pairs, { vertex, pair }: Question): readonly number[] =>
  pair < 0 ? [vertex] : [(pairs[pair] as Pair).u, (pairs[pair] as Pair).v];

/** Index of the last question about each vertex. */
export function lastQuestions(graph: Pairs, questions: readonly Question[]): Int32Array {
  const last = new Int32Array(graph.network.vertices).fill(-1);
  questions.forEach((question, index) => {
    for (const v of endsOf(graph, question)) last[v] = index;
  });
  return last;
}

/**
 * The steps of an order of vertices.
 * @returns null when more than `MOST_SLOTS` vertices stand in the frontier at once
 */
export function planOf(graph: Pairs, order: readonly number[]): Plan | null {
  const questions = questionsOf(graph, order);
  const builder = new Builder(graph, lastQuestions(graph, questions), questions);
  const steps: Step[] = [];
  for (const index of questions.keys()) {
    const step = builder.step(index);
    if (step === null) return null;
    steps.push(step);
  }
  return { steps, slots: builder.slots };
}

class Builder {
  slots = 0;
  readonly #graph: Pairs;
  readonly #questions: readonly Question[];
  readonly #last: Int32Array;
  readonly #slot: Int32Array;
  readonly #occupant: number[] = [];
  /** Questions to come that may enter, or leave, each vertex. */
  readonly #toEnter: Int32Array;
  readonly #toLeave: Int32Array;
  /** Σ of what the source may take after each question: summed from the end, so that small rates keep their digits. */
  readonly #sources: Float64Array;
  #sinks: number;

  constructor(graph: Pairs, last: Int32Array, questions: readonly Question[]) {
    const { network, pairs } = graph;
    this.#graph = graph;
    this.#questions = questions;
    this.#last = last;
    this.#slot = new Int32Array(network.vertices).fill(-1);
    this.#toEnter = new Int32Array(network.vertices);
    this.#toLeave = new Int32Array(network.vertices);
    for (const { u, v, backward } of pairs) this.#count(u, v, backward.open > 0, 1);
    network.targets.forEach((chance, v) => {
      if (chance.open > 0) this.#toLeave[v] = (this.#toLeave[v] as number) + 1;
    });
    this.#sources = new Float64Array(questions.length + 1);
    for (let i = questions.length - 1; i > 0; i--) {
      const { vertex, pair } = questions[i] as Question;
      const here = pair === -1 ? (network.sources[vertex] as Chance).open : 0;
      this.#sources[i - 1] = (this.#sources[i] as number) + here;
    }
    this.#sinks = network.targets.filter((chance) => chance.open > 0).length;
  }

  step(index: number): Step | null {
    const question = this.#questions[index] as Question;
    const entering = this.#enter(endsOf(this.#graph, question));
    if (entering < 0) return null;
    const asked = this.#asked(question);
    for (const v of endsOf(this.#graph, question))
      if (this.#last[v] === index) this.#occupant[this.#slot[v] as number] = -1;
    return { ...asked, entering, ...this.#after(), moreSources: this.#sources[index] as number };
  }

  /** Slots of the vertices that come new, −1 when there are too few. */
  #enter(vertices: readonly number[]): number {
    let entering = 0;
    for (const v of vertices) {
      if ((this.#slot[v] as number) >= 0) continue;
      const free = this.#occupant.indexOf(-1);
      const slot = free < 0 ? this.#occupant.length : free;
      if (slot >= MOST_SLOTS) return -1;
      this.#occupant[slot] = v;
      this.#slot[v] = slot;
      entering |= 1 << slot;
    }
    this.slots = this.#occupant.length;
    return entering;
  }

  #asked({
    vertex,
    pair,
  }: Question): Pick<Step, 'kind' | 'u' | 'v' | 'forward' | 'backward' | 'onlySource' | 'onlySink'> {
    const { network, pairs, enters, leaves } = this.#graph;
    const slot = this.#slot[vertex] as number;
    const one = { u: slot, v: slot, backward: NEVER, onlySource: false, onlySink: false };
    if (pair === -1) {
      const forward = network.sources[vertex] as Chance;
      return { ...one, kind: SOURCE, forward };
    }
    if (pair === -2) {
      this.#sinks--;
      this.#toLeave[vertex] = (this.#toLeave[vertex] as number) - 1;
      return { ...one, kind: SINK, forward: network.targets[vertex] as Chance };
    }
    const { u, v, forward, backward } = pairs[pair] as Pair;
    this.#count(u, v, backward.open > 0, -1);
    return {
      kind: PAIR,
      u: this.#slot[u] as number,
      v: this.#slot[v] as number,
      forward,
      backward,
      onlySource: enters[u] === 0,
      onlySink: leaves[v] === 0,
    };
  }

  #count(u: number, v: number, bothWays: boolean, by: number): void {
    this.#toLeave[u] = (this.#toLeave[u] as number) + by;
    this.#toEnter[v] = (this.#toEnter[v] as number) + by;
    if (!bothWays) return;
    this.#toLeave[v] = (this.#toLeave[v] as number) + by;
    this.#toEnter[u] = (this.#toEnter[u] as number) + by;
  }

  #after(): Pick<Step, 'live' | 'canEnter' | 'canLeave' | 'moreSinks'> {
    let live = 0;
    let canEnter = 0;
    let canLeave = 0;
    this.#occupant.forEach((v, slot) => {
      if (v < 0) return;
      live |= 1 << slot;
      if ((this.#toEnter[v] as number) > 0) canEnter |= 1 << slot;
      if ((this.#toLeave[v] as number) > 0) canLeave |= 1 << slot;
    });
    return { live, canEnter, canLeave, moreSinks: this.#sinks > 0 };
  }
}
