/** Sums over ranges of places. */

/** Adds to ranges, reads at points, by a tree of sums: no prefix is ever subtracted. */
export class RangeSums {
  readonly #leaves: number;
  readonly #sums: Float64Array;

  constructor(length: number) {
    this.#leaves = 1 << Math.ceil(Math.log2(Math.max(2, length)));
    this.#sums = new Float64Array(2 * this.#leaves);
  }

  /** Adds to [from, to). */
  add(from: number, to: number, amount: number): void {
    const sums = this.#sums;
    for (let a = from + this.#leaves, b = to + this.#leaves; a < b; a >>>= 1, b >>>= 1) {
      if ((a & 1) === 1) sums[a] = (sums[a++] as number) + amount;
      if ((b & 1) === 1) sums[--b] = (sums[b] as number) + amount;
    }
  }

  at(index: number): number {
    let total = 0;
    for (let node = index + this.#leaves; node > 0; node >>>= 1) total += this.#sums[node] as number;
    return total;
  }
}
