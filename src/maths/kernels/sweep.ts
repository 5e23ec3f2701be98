/**
 * Worlds by the row: 512 of them, one bit each.
 *
 * A row says in which worlds of a block something holds. Row i is computed from rows before it (or, in a
 * cycle, from any rows) by its steps:
 *
 *     any:  row = ⋁ over its steps ( tail ∧ mask )          all:  row = ⋀ over its steps ( tail ∧ mask )
 *
 * The mask of a step is a row, or drawn where it is needed: open in a world where the world's uniform U lies
 * below `limit`·2⁻³². U depends on (seed, key of the step, block, world) alone, bit by bit, highest first: bits
 * are drawn four at a time until every world that asks is decided, and not at all where none asks. What was
 * asked changes no answer.
 *
 * World w of block b: its quarter q = w >> 7, its block of Philox j = (w >> 5) & 3, its bit w & 31. Bits 4k to
 * 4k + 3 of U are the bits w & 31 of the four words of Philox4x32-10 at the counter
 * (key low, key high, 128·b + 32·q + 4·k + j, 1) under the key (seed low, seed high) [SAL11].
 */
import { philox } from '../philox.ts';
import { instantiate } from './host.ts';
import { sweepBytes } from './kernels.generated.ts';

/** Worlds of a block, and the 32-bit words of a row. */
export const LANES = 512;
export const ROW_WORDS = LANES / 32;
/** Words of a step: tail row; limit, 0 when the mask is a row; key low, or the mask's row; key high. */
export const STEP_WORDS = 4;
/** Blocks are numbered below this: their counter has 32 bits. */
export const MAX_BLOCKS = 2 ** 25;

const TWO_32 = 2 ** 32;
const QUARTERS = 4;
const NIBBLES = 8;
/** Sets these counters apart from those of `uniforms`. */
const DOMAIN = 1;

/** Memory that a sweep works on. */
export interface Sweeper {
  /** `rows[row·ROW_WORDS + word]`. */
  readonly rows: Int32Array;
  /** For each row: twice the number of its steps, plus one when it needs all of them. */
  readonly heads: Uint32Array;
  /** `steps[step·STEP_WORDS + …]`, in the order of their rows. */
  readonly steps: Uint32Array;
  /** Chooses the block of worlds, an integer in [0, MAX_BLOCKS). */
  begin(block: number): void;
  /**
   * Computes rows `first` to `end` − 1 in order; `step` is the first step of the first of them.
   * @returns whether a row is other than it was
   */
  sweep(first: number, end: number, step: number): boolean;
}

export interface SweepSize {
  readonly rows: number;
  readonly steps: number;
  /** Integer in [0, 2⁵³). */
  readonly seed: number;
}

export type MakeSweeper = (size: SweepSize) => Sweeper;

/** Bytes that a sweeper of this size holds. */
export const bytesOf = ({ rows, steps }: Pick<SweepSize, 'rows' | 'steps'>): number =>
  ROWS_AT + rows * (ROW_WORDS * 4 + 4) + steps * STEP_WORDS * 4;

/** The kernel where it can be had, else its twin; both give the same bits. */
export const sweeper = (size: SweepSize): Sweeper => kernelSweeper(size) ?? plainSweeper(size);

/** The twin of the kernel in plain TypeScript. */
export function plainSweeper({ rows: rowCount, steps: stepCount, seed }: SweepSize): Sweeper {
  const rows = new Int32Array(rowCount * ROW_WORDS);
  const heads = new Uint32Array(rowCount);
  const steps = new Uint32Array(stepCount * STEP_WORDS);
  const key: Key = { low: seed | 0, high: Math.floor(seed / TWO_32) | 0 };
  const work = new Int32Array(ROW_WORDS);
  let at = 0;
  const sweep = (first: number, end: number, step: number): boolean => {
    let changed = 0;
    let next = step;
    for (let row = first; row < end; row++) {
      const head = heads[row] as number;
      const flip = (head & 1) === 1 ? 0 : -1;
      const stop = next + (head >>> 1);
      work.fill(~flip);
      for (; next < stop; next++) takeStep(rows, steps.subarray(next * STEP_WORDS), { work, flip, key, at });
      for (let word = 0; word < ROW_WORDS; word++) {
        const place = row * ROW_WORDS + word;
        changed |= (rows[place] as number) ^ (work[word] as number);
        rows[place] = work[word] as number;
      }
    }
    return changed !== 0;
  };
  return {
    rows,
    heads,
    steps,
    begin: (block) => {
      at = placeOf(block);
    },
    sweep,
  };
}

interface Key {
  readonly low: number;
  readonly high: number;
}

interface RowAtWork {
  readonly work: Int32Array;
  /** 0 when the row needs all of its steps, else −1. */
  readonly flip: number;
  readonly key: Key;
  /** Counter of the block's first world. */
  readonly at: number;
}

function takeStep(rows: Int32Array, step: Uint32Array, { work, flip, key, at }: RowAtWork): void {
  const [tail = 0, limit = 0, low = 0, high = 0] = step;
  for (let word = 0; word < ROW_WORDS; word++) {
    const known = work[word] as number;
    const asked = (rows[tail * ROW_WORDS + word] as number) & (known ^ flip);
    const mask = (): number => {
      if (limit === 0) return rows[low * ROW_WORDS + word] as number;
      return below(limit, asked, { low, high, at: at + (word >>> 2) * QUARTERS * NIBBLES + (word & 3) }, key);
    };
    work[word] = (known & flip) | (asked === 0 ? 0 : asked & mask());
  }
}

const block = new Uint32Array(4);

/** Of the worlds that ask, those whose uniform lies below the limit. */
function below(limit: number, asked: number, counter: Key & { readonly at: number }, key: Key): number {
  let level = asked;
  let found = 0;
  let left = limit | 0;
  for (let place = counter.at; left !== 0 && level !== 0; place += QUARTERS) {
    block[0] = counter.low;
    block[1] = counter.high;
    block[2] = place;
    block[3] = DOMAIN;
    philox(block, key.low, key.high);
    for (let word = 0; word < 4; word++) {
      const bit = (left << word) >> 31;
      const decided = level & ((block[word] as number) ^ bit);
      found |= decided & bit;
      level ^= decided;
    }
    left <<= 4;
  }
  return found;
}

/** Where the kernel keeps things, in bytes: see sweep.wat. */
const KEYS_AT = 64;
const FIRST_KEYS_AT = 320;
const TABLE_AT = 384;
const ROWS_AT = 2048;
const MULTIPLIER_1 = 0xcd9e8d57n;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

type Kernel = (head: number, step: number, row: number, end: number, rows: number) => number;

/** @returns null when this host cannot run the kernel */
export function kernelSweeper(size: SweepSize): Sweeper | null {
  const made = instantiate(sweepBytes, bytesOf(size));
  if (made === null) return null;
  const { buffer } = made;
  const { sweep } = made.exports as { readonly sweep: Kernel };
  const headsAt = ROWS_AT + size.rows * ROW_WORDS * 4;
  const stepsAt = headsAt + size.rows * 4;
  setKeys(buffer, size.seed);
  return {
    rows: new Int32Array(buffer, ROWS_AT, size.rows * ROW_WORDS),
    heads: new Uint32Array(buffer, headsAt, size.rows),
    steps: new Uint32Array(buffer, stepsAt, size.steps * STEP_WORDS),
    begin: (number) => setTable(buffer, number),
    sweep: (first, end, step) =>
      sweep(
        headsAt + first * 4,
        stepsAt + step * STEP_WORDS * 4,
        ROWS_AT + first * ROW_WORDS * 4,
        ROWS_AT + end * ROW_WORDS * 4,
        ROWS_AT,
      ) !== 0,
  };
}

const placeOf = (number: number): number => {
  if (Number.isInteger(number) && number >= 0 && number < MAX_BLOCKS)
    return number * QUARTERS * QUARTERS * NIBBLES;
  throw new RangeError(`block must be an integer in [0, ${MAX_BLOCKS - 1}], got ${number}`);
};

function setKeys(buffer: ArrayBuffer, seed: number): void {
  let k0 = seed | 0;
  let k1 = Math.floor(seed / TWO_32) | 0;
  const keys = new Int32Array(buffer, KEYS_AT, (FIRST_KEYS_AT - KEYS_AT) / 4);
  const first = new Int32Array(buffer, FIRST_KEYS_AT, 4);
  for (let round = 0; round < 10; round++) {
    if (round < 2) first.set([k0, k1], round * 2);
    else keys.set([k0, k0, k0, k0, k1, k1, k1, k1], (round - 2) * 8);
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
}

/** M₁·c₂ of all counters of a block, high words before low words. */
function setTable(buffer: ArrayBuffer, number: number): void {
  const at = placeOf(number);
  const table = new Int32Array(buffer, TABLE_AT, QUARTERS * NIBBLES * 8);
  for (let i = 0; i < QUARTERS * NIBBLES * QUARTERS; i++) {
    const product = MULTIPLIER_1 * BigInt((at + i) >>> 0);
    const place = (i >>> 2) * 8 + (i & 3);
    table[place] = Number(BigInt.asIntN(32, product >> 32n));
    table[place + 4] = Number(BigInt.asIntN(32, product));
  }
}
