/**
 * States of the frontier of any network: which vertices are reached, which lead to the sink, and which of the others
 * lead to which.
 *
 * One row a vertex: bit j says that it leads to the vertex in slot j (rows are closed: what j leads to is in them),
 * its own bit that it is reached from the source, bit 15 that it leads to the sink. A vertex that is reached or
 * leads to the sink has nothing else in its row and stands in no other: what it adds is known. Entries that no
 * later arc can make use of are cleared, so that states with the same future are one state; in an order of the
 * vertices along the arcs of a network without cycles only the reached set is left.
 *
 * A search from the source looks at the two arcs between u and v at most once, so their joint law does not matter,
 * only the chance of each. They are drawn together, as often both open as can be: three outcomes, not four, and
 * two when the chances are equal.
 */
import type { Chance } from './frontier-network.ts';
import { PAIR, SOURCE, type Step } from './frontier-plan.ts';
import type { Expander, Sums } from './frontier-sweep.ts';
import type { StateTable } from './frontier-table.ts';

const SINK_BIT = 1 << 15;

export class Preorders implements Expander {
  readonly words: number;
  readonly #slots: number;
  readonly #rows: Int32Array;
  /** A copy to change. */
  readonly #next: Int32Array;
  readonly #key: Uint32Array;
  #held = false;

  constructor(slots: number) {
    this.words = Math.max(1, (slots + 1) >> 1);
    this.#slots = slots;
    this.#rows = new Int32Array(2 * this.words);
    this.#next = new Int32Array(2 * this.words);
    this.#key = new Uint32Array(this.words);
  }

  first(): Uint32Array {
    return new Uint32Array(this.words);
  }

  expand(from: StateTable, to: StateTable, step: Step, sums: Sums): void {
    for (let state = 0; state < from.size; state++) {
      this.#load(from.keys, state * this.words);
      const weight = from.weights[state] as number;
      if (step.kind === PAIR) this.#pair(step, weight, to, sums);
      else if (step.kind === SOURCE) this.#source(step, weight, to, sums);
      else this.#sink(step, weight, to, sums);
    }
  }

  #load(keys: Uint32Array, at: number): void {
    const rows = this.#rows;
    this.#held = false;
    for (let word = 0; word < this.words; word++) {
      const value = keys[at + word] as number;
      rows[2 * word] = value & 0xffff;
      rows[2 * word + 1] = value >>> 16;
    }
    for (let slot = 0; slot < this.#slots; slot++) if (this.#isReached(slot)) this.#held = true;
  }

  #isReached(slot: number): boolean {
    return (((this.#rows[slot] as number) >>> slot) & 1) === 1;
  }

  #pair(step: Step, weight: number, to: StateTable, sums: Sums): void {
    const { u, v, forward, backward } = step;
    const ahead = this.#helps(u, v, forward);
    const back = this.#helps(v, u, backward);
    if (!ahead && !back) this.#keep(this.#rows, step, weight, to, sums);
    else if (!back) this.#oneWay(u, v, forward, step, weight, to, sums);
    else if (!ahead) this.#oneWay(v, u, backward, step, weight, to, sums);
    else this.#twoWays(step, weight, to, sums);
  }

  /** Both arcs, the less likely open only where the other is. */
  #twoWays(step: Step, weight: number, to: StateTable, sums: Sums): void {
    const { u, v, forward, backward } = step;
    const [more, less, tail, head] =
      forward.open >= backward.open ? [forward, backward, u, v] : [backward, forward, v, u];
    this.#copy();
    this.#add(tail, head);
    const rest = between(more, less);
    if (rest > 0) this.#keep(this.#next, step, weight * rest, to, sums);
    this.#add(head, tail);
    this.#keep(this.#next, step, weight * less.open, to, sums);
    if (more.shut > 0) this.#keep(this.#rows, step, weight * more.shut, to, sums);
  }

  /** The arc tail → head would change the state. */
  #helps(tail: number, head: number, chance: Chance): boolean {
    const row = this.#rows[tail] as number;
    if (chance.open === 0 || this.#isReached(head)) return false;
    return (row & SINK_BIT) === 0 && ((row >>> head) & 1) === 0;
  }

  #oneWay(
    tail: number,
    head: number,
    chance: Chance,
    step: Step,
    weight: number,
    to: StateTable,
    sums: Sums,
  ): void {
    this.#copy();
    if (this.#add(tail, head)) sums.reach(weight * chance.open);
    else this.#keep(this.#next, step, weight * chance.open, to, sums);
    if (chance.shut > 0) this.#keep(this.#rows, step, weight * chance.shut, to, sums);
  }

  #source(step: Step, weight: number, to: StateTable, sums: Sums): void {
    const row = this.#rows[step.u] as number;
    // In a linear network the source takes one vertex only.
    if (this.#isReached(step.u) || (sums.linear && this.#held)) {
      this.#keep(this.#rows, step, weight, to, sums);
      return;
    }
    const { open, shut } = step.forward;
    if ((row & SINK_BIT) !== 0) sums.reach(weight * open);
    else {
      const held = this.#held;
      this.#held = true;
      this.#copy();
      this.#reach(row | (1 << step.u));
      this.#keep(this.#next, step, weight * open, to, sums);
      this.#held = held;
    }
    if (shut > 0) this.#keep(this.#rows, step, weight * shut, to, sums);
  }

  #sink(step: Step, weight: number, to: StateTable, sums: Sums): void {
    if (((this.#rows[step.u] as number) & SINK_BIT) !== 0) {
      this.#keep(this.#rows, step, weight, to, sums);
      return;
    }
    const { open, shut } = step.forward;
    if (this.#isReached(step.u)) sums.reach(weight * open);
    else {
      this.#copy();
      this.#leadToSink(this.#tailsOf(step.u));
      this.#keep(this.#next, step, weight * open, to, sums);
    }
    if (shut > 0) this.#keep(this.#rows, step, weight * shut, to, sums);
  }

  #copy(): void {
    for (let slot = 0; slot < this.#slots; slot++) this.#next[slot] = this.#rows[slot] as number;
  }

  /** Vertices of the copy that lead to the slot, and itself. */
  #tailsOf(slot: number): number {
    let tails = 1 << slot;
    for (let x = 0; x < this.#slots; x++) tails |= (((this.#next[x] as number) >>> slot) & 1) << x;
    return tails;
  }

  /** The arc tail → head in the copy; true when source and sink meet. */
  #add(tail: number, head: number): boolean {
    const next = this.#next;
    const beyond = next[head] as number;
    if ((((next[tail] as number) >>> tail) & 1) === 1) {
      if ((beyond & SINK_BIT) !== 0) return true;
      this.#reach(beyond | (1 << head));
      return false;
    }
    const tails = this.#tailsOf(tail);
    if ((beyond & SINK_BIT) !== 0) {
      this.#leadToSink(tails);
      return false;
    }
    const heads = beyond | (1 << head);
    for (let x = 0; x < this.#slots; x++)
      if (((tails >>> x) & 1) === 1) next[x] = (next[x] as number) | (heads & ~(1 << x));
    return false;
  }

  /** These are reached now: their rows and columns are known. */
  #reach(heads: number): void {
    const next = this.#next;
    for (let x = 0; x < this.#slots; x++)
      next[x] = ((heads >>> x) & 1) === 1 ? 1 << x : (next[x] as number) & ~heads;
  }

  /** These lead to the sink now: their rows and columns are known. */
  #leadToSink(tails: number): void {
    const next = this.#next;
    for (let x = 0; x < this.#slots; x++)
      next[x] = ((tails >>> x) & 1) === 1 ? SINK_BIT : (next[x] as number) & ~tails;
  }

  /** Clears what no later step can use, and drops what is decided. */
  #keep(rows: Int32Array, step: Step, weight: number, to: StateTable, sums: Sums): void {
    const columns = step.live & step.canLeave;
    const key = this.#key;
    key.fill(0);
    let source = false;
    let sink = false;
    for (let x = 0; x < this.#slots; x++) {
      if (((step.live >>> x) & 1) === 0) continue;
      const row = (rows[x] as number) & (columns | SINK_BIT);
      if (((row >>> x) & 1) === 1) source = true;
      else if (((step.canEnter >>> x) & 1) === 0) continue;
      if ((row & SINK_BIT) !== 0) sink = true;
      key[x >> 1] = (key[x >> 1] as number) | (row << (16 * (x & 1)));
    }
    if (sums.isDecided(weight, source, sink, step, this.#held)) return;
    to.add(key, weight);
  }
}

/** P(the likelier is open and the other is not), from the pair of numbers that keeps the digits. */
function between(more: Chance, less: Chance): number {
  return more.open < 0.5 ? more.open - less.open : less.shut - more.shut;
}
