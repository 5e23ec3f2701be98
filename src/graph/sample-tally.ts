/** Sums of batches, added up in their order: means, and standard errors from how batches differ. */
import type { BatchLayout } from './sample-batch.ts';

export class Tally {
  readonly sums: Float64Array;
  readonly #layout: BatchLayout;
  readonly #targets: number;
  /** Means and moments [WEL62] of each target's sum, and of the weight, last. */
  readonly #mean: Float64Array;
  readonly #square: Float64Array;
  /** Of each target's sum with the weight. */
  readonly #product: Float64Array;
  batches = 0;

  constructor(layout: BatchLayout, targets: number) {
    this.#layout = layout;
    this.#targets = targets;
    this.sums = new Float64Array(layout.length);
    this.#mean = new Float64Array(targets + 1);
    this.#square = new Float64Array(targets + 1);
    this.#product = new Float64Array(targets);
  }

  /** @param sums of one batch or several, one after the other */
  add(sums: Float64Array): void {
    const { length } = this.#layout;
    for (let at = 0; at < sums.length; at += length) this.#addBatch(sums.subarray(at, at + length));
  }

  /** Ratio to the weight of all worlds, which is their number or has it as its mean. */
  mean(at: number): number {
    return (this.sums[at] as number) / (this.sums[this.#layout.weight] as number);
  }

  /** Of P_once of a target. */
  standardError(target: number): number {
    if (this.batches < 2) return 0;
    const weight = this.#mean[this.#targets] as number;
    const ratio = (this.#mean[target] as number) / weight;
    const squares =
      (this.#square[target] as number) -
      2 * ratio * (this.#product[target] as number) +
      ratio * ratio * (this.#square[this.#targets] as number);
    return Math.sqrt(Math.max(0, squares) / (this.batches - 1) / this.batches) / weight;
  }

  #addBatch(sums: Float64Array): void {
    this.batches++;
    for (let i = 0; i < sums.length; i++) this.sums[i] = (this.sums[i] as number) + (sums[i] as number);
    const weights = this.#targets;
    const weight = sums[this.#layout.weight] as number;
    const weightStep = weight - (this.#mean[weights] as number);
    this.#mean[weights] = (this.#mean[weights] as number) + weightStep / this.batches;
    const weightLeft = weight - (this.#mean[weights] as number);
    this.#square[weights] = (this.#square[weights] as number) + weightStep * weightLeft;
    for (let t = 0; t < this.#targets; t++) {
      const value = sums[this.#layout.once + t] as number;
      const step = value - (this.#mean[t] as number);
      this.#mean[t] = (this.#mean[t] as number) + step / this.batches;
      this.#square[t] = (this.#square[t] as number) + step * (value - (this.#mean[t] as number));
      this.#product[t] = (this.#product[t] as number) + step * weightLeft;
    }
  }
}
