/**
 * Walks over rows of worlds, and sums over the worlds of a row: the two loops in which `lossOdds` spends its time.
 *
 * A row is 256 worlds, one bit each. A step takes from its head's row what its mask lets through:
 *
 *     tail := tail ∨ ( mask ∧ head )
 */
import { instantiate } from './host.ts';
import { walkBytes } from './kernels.generated.ts';

/** Worlds of a row, and its 32-bit words. */
export const LANES = 256;
export const WORDS = LANES / 32;

export interface Walker {
  /** `rows[row·WORDS + word]`; the last row is for whoever adds. */
  readonly rows: Int32Array;
  /** `masks[step·WORDS + word]`. */
  readonly masks: Int32Array;
  /** Which steps are walked, in this order. */
  readonly order: Int32Array;
  /** A number for each world, to add to. */
  readonly sums: Float64Array;
  /**
   * Takes the steps `order[first]` to `order[end − 1]` in turn.
   * @returns whether a row is other than it was
   */
  walk(first: number, end: number): boolean;
  /** Adds `value` to the sums of the worlds that are set in a row. */
  add(row: number, value: number): void;
}

export interface WalkSize {
  /** Rows, the one for adding not counted. */
  readonly rows: number;
  /** Of each step the rows of its tail and its head. */
  readonly tails: Int32Array;
  readonly heads: Int32Array;
}

/** The kernel where it can be had, else its twin; both give the same bits. */
export const walker = (size: WalkSize): Walker => kernelWalker(size) ?? plainWalker(size);

/** The twin of the kernel in plain TypeScript. */
export function plainWalker({ rows: count, tails, heads }: WalkSize): Walker {
  const rows = new Int32Array((count + 1) * WORDS);
  const masks = new Int32Array(tails.length * WORDS);
  const order = new Int32Array(tails.length);
  const sums = new Float64Array(LANES);
  return {
    rows,
    masks,
    order,
    sums,
    walk: (first, end) => {
      let changed = 0;
      for (let at = first; at < end; at++) {
        const step = order[at] as number;
        const tail = (tails[step] as number) * WORDS;
        const head = (heads[step] as number) * WORDS;
        for (let word = 0; word < WORDS; word++) {
          const old = rows[tail + word] as number;
          const fresh = (masks[step * WORDS + word] as number) & (rows[head + word] as number) & ~old;
          changed |= fresh;
          rows[tail + word] = old | fresh;
        }
      }
      return changed !== 0;
    },
    add: (row, value) => {
      for (let lane = 0; lane < LANES; lane++)
        if ((((rows[row * WORDS + (lane >>> 5)] as number) >>> (lane & 31)) & 1) === 1)
          sums[lane] = (sums[lane] as number) + value;
    },
  };
}

interface Kernel {
  readonly walk: (step: number, end: number, tails: number, heads: number, masks: number) => number;
  readonly add: (row: number, sums: number, value: number) => void;
}

/** Bytes of a row. */
const ROW = WORDS * 4;

/**
 * Memory: sums, rows, masks, then 4 bytes a step for tails, heads and order.
 * @returns null when this host cannot run the kernel
 */
export function kernelWalker({ rows: count, tails, heads }: WalkSize): Walker | null {
  const steps = tails.length;
  const rowsAt = LANES * 8;
  const masksAt = rowsAt + (count + 1) * ROW;
  const tailsAt = masksAt + steps * ROW;
  const headsAt = tailsAt + steps * 4;
  const orderAt = headsAt + steps * 4;
  const made = instantiate(walkBytes, orderAt + steps * 4);
  if (made === null) return null;
  const { walk, add } = made.exports as Kernel;
  const { buffer } = made;
  const rowAt = (row: number): number => rowsAt + row * ROW;
  new Int32Array(buffer, tailsAt, steps).set(tails.map(rowAt));
  new Int32Array(buffer, headsAt, steps).set(heads.map(rowAt));
  return {
    rows: new Int32Array(buffer, rowsAt, (count + 1) * WORDS),
    masks: new Int32Array(buffer, masksAt, steps * WORDS),
    order: new Int32Array(buffer, orderAt, steps),
    sums: new Float64Array(buffer, 0, LANES),
    walk: (first, end) => walk(orderAt + first * 4, orderAt + end * 4, tailsAt, headsAt, masksAt) !== 0,
    add: (row, value) => add(rowAt(row), 0, value),
  };
}
