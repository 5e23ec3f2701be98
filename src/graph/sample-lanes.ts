/** Loops over the worlds of a row: the lowest bit that is set is x ∧ −x [WAR12]. */
import { LANES, ROW_WORDS } from '../maths/kernels/sweep.ts';

/** Calls `visit` for each world whose bit is set, in order. */
export function eachWorld(bits: Int32Array, visit: (world: number) => void): void {
  for (let word = 0; word < ROW_WORDS; word++) {
    let left = bits[word] as number;
    while (left !== 0) {
      const lowest = left & -left;
      visit(word * 32 + 31 - Math.clz32(lowest));
      left ^= lowest;
    }
  }
}

/** Adds `value` in the worlds whose bit is set. */
export function addWhere(out: Float64Array, bits: Int32Array, value: number): void {
  for (let word = 0; word < ROW_WORDS; word++) {
    let left = bits[word] as number;
    if (left === -1) {
      for (let world = word * 32; world < word * 32 + 32; world++)
        out[world] = (out[world] as number) + value;
      continue;
    }
    while (left !== 0) {
      const lowest = left & -left;
      const world = word * 32 + 31 - Math.clz32(lowest);
      out[world] = (out[world] as number) + value;
      left ^= lowest;
    }
  }
}

/** Sum of the values of the worlds whose bit is set. */
export function sumWhere(values: Float64Array, bits: Int32Array): number {
  let total = 0;
  for (let word = 0; word < ROW_WORDS; word++) {
    let left = bits[word] as number;
    while (left !== 0) {
      const lowest = left & -left;
      total += values[word * 32 + 31 - Math.clz32(lowest)] as number;
      left ^= lowest;
    }
  }
  return total;
}

export const holdsNowhere = (bits: Int32Array): boolean => {
  let any = 0;
  for (let word = 0; word < ROW_WORDS; word++) any |= bits[word] as number;
  return any === 0;
};

/** Σ weight·value over the worlds of a block. */
export function weighted(weights: Float64Array, values: Float64Array): number {
  let total = 0;
  for (let world = 0; world < LANES; world++) total += (weights[world] as number) * (values[world] as number);
  return total;
}
