/**
 * States of the frontier of a symmetric network: partitions.
 *
 * A search from the source looks at the two arcs between u and v at most once: from the one that is reached first,
 * and then the other needs them no more. So the joint law of the two arcs does not matter, only the chance of each;
 * where the chances are equal they may be one undirected edge. The state is which vertices of the frontier hang
 * together, which hang on the source, and which on the sink: one label a vertex, 0 for the source, 1 for the sink,
 * 2, 3, … in order of appearance.
 *
 * That the sink joins assets to each other in the state is right: what hangs on the sink counts once the source
 * hangs on it too, and the search stops there. One-way arcs are right as well where nothing but the source enters
 * the tail (then it is known whether it is reached) or nothing but the sink is entered from the head.
 */
import { PAIR, SOURCE, type Step } from './frontier-plan.ts';
import type { Expander, Sums } from './frontier-sweep.ts';
import type { StateTable } from './frontier-table.ts';

const FIRST = 2;
/** Labels 16 + slot are those of vertices that have just entered: 30 at most. */
const FRESH = 16;

export class Partitions implements Expander {
  readonly words = 2;
  readonly #labels = new Uint8Array(16);
  readonly #merged = new Uint8Array(16);
  readonly #names = new Uint8Array(32);
  readonly #key = new Uint32Array(2);
  #held = false;

  first(): Uint32Array {
    return new Uint32Array(2);
  }

  expand(from: StateTable, to: StateTable, step: Step, sums: Sums): void {
    for (let state = 0; state < from.size; state++) {
      this.#load(from.keys[2 * state] as number, from.keys[2 * state + 1] as number, step);
      const weight = from.weights[state] as number;
      if (step.kind === PAIR) this.#pair(step, weight, to, sums);
      else this.#end(step, weight, to, sums);
    }
  }

  /** Labels of the slots; vertices that enter get labels of their own. Empty slots read as anything. */
  #load(low: number, high: number, step: Step): void {
    const labels = this.#labels;
    for (let slot = 0; slot < 8; slot++) {
      labels[slot] = (low >>> (4 * slot)) & 15;
      labels[slot + 8] = (high >>> (4 * slot)) & 15;
    }
    this.#held = false;
    const before = (step.live | (1 << step.u) | (1 << step.v)) & ~step.entering;
    for (let slot = 0; before >>> slot !== 0; slot++)
      if (((before >>> slot) & 1) === 1 && labels[slot] === 0) this.#held = true;
    for (let slot = 0; step.entering >>> slot !== 0; slot++)
      if (((step.entering >>> slot) & 1) === 1) labels[slot] = FRESH + slot;
  }

  /** The two arcs between u and v, as one edge. */
  #pair(step: Step, weight: number, to: StateTable, sums: Sums): void {
    const u = this.#labels[step.u] as number;
    const v = this.#labels[step.v] as number;
    const useless = u === v || (step.onlySource && u !== 0) || (step.onlySink && v !== 1);
    if (useless) this.#keep(this.#labels, step, weight, to, sums);
    else this.#either(u, v, step, weight, to, sums);
  }

  /** The source takes u, or u leads to the sink. */
  #end(step: Step, weight: number, to: StateTable, sums: Sums): void {
    const end = step.kind === SOURCE ? 0 : 1;
    const u = this.#labels[step.u] as number;
    // In a linear network the source takes one vertex only.
    if (u === end || (sums.linear && end === 0 && this.#held))
      this.#keep(this.#labels, step, weight, to, sums);
    else this.#either(u, end, step, weight, to, sums);
  }

  /** The classes a and b hang together after this question, or they do not. */
  #either(a: number, b: number, step: Step, weight: number, to: StateTable, sums: Sums): void {
    const { open, shut } = step.forward;
    const held = this.#held;
    if (step.kind === SOURCE) this.#held = true;
    if (a + b === 1) sums.reach(weight * open);
    else this.#keep(this.#joined(a, b), step, weight * open, to, sums);
    this.#held = held;
    if (shut > 0) this.#keep(this.#labels, step, weight * shut, to, sums);
  }

  #joined(a: number, b: number): Uint8Array {
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    for (let slot = 0; slot < 16; slot++) {
      const label = this.#labels[slot] as number;
      this.#merged[slot] = label === high ? low : label;
    }
    return this.#merged;
  }

  /** Writes the labels anew after vertices have left, and drops what is decided. */
  #keep(labels: Uint8Array, step: Step, weight: number, to: StateTable, sums: Sums): void {
    let low = 0;
    let high = 0;
    let next = FIRST;
    let ends = 0;
    let seen = 0;
    for (let slot = 0; step.live >>> slot !== 0; slot++) {
      if (((step.live >>> slot) & 1) === 0) continue;
      let label = labels[slot] as number;
      if (label < FIRST) ends |= 1 << label;
      else {
        if (((seen >>> label) & 1) === 0) {
          seen |= 1 << label;
          this.#names[label] = next++;
        }
        label = this.#names[label] as number;
      }
      if (slot < 8) low |= label << (4 * slot);
      else high |= label << (4 * (slot - 8));
    }
    if (sums.isDecided(weight, (ends & 1) === 1, (ends & 2) === 2, step, this.#held)) return;
    this.#key[0] = low;
    this.#key[1] = high;
    to.add(this.#key, weight);
  }
}
