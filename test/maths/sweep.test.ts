import { describe, expect, test } from 'vitest';
import {
  kernelSweeper,
  LANES,
  plainSweeper,
  ROW_WORDS,
  type Sweeper,
} from '../../src/maths/kernels/sweep.ts';
import { philox } from '../../src/maths/philox.ts';
import fc from '../support/property.ts';

interface Step {
  readonly tail: number;
  readonly limit: number;
  readonly low: number;
  readonly high: number;
}

interface Row {
  readonly all: boolean;
  readonly steps: readonly Step[];
}

const GIVEN = 3;
const ROWS = 12;

const step: fc.Arbitrary<Step> = fc.record({
  tail: fc.nat(ROWS - 1),
  limit: fc.oneof(
    fc.constant(0),
    fc.nat(15).map((sixteenths) => (sixteenths * 2 ** 28) >>> 0),
    fc.nat(0xffffffff),
    fc.constantFrom(1, 0xffffffff),
  ),
  low: fc.nat(GIVEN - 1),
  high: fc.nat(0xffffffff),
});
const row: fc.Arbitrary<Row> = fc.record({ all: fc.boolean(), steps: fc.array(step, { maxLength: 4 }) });

/** Three given rows (all, none, every third world), then nine computed ones. */
function filled(made: Sweeper, list: readonly Row[]): Sweeper {
  made.rows.fill(-1, 0, ROW_WORDS);
  made.rows.fill(0x49249249, 2 * ROW_WORDS, 3 * ROW_WORDS);
  list.forEach(({ all, steps }, i) => {
    made.heads[GIVEN + i] = steps.length * 2 + Number(all);
  });
  list
    .flatMap(({ steps }) => steps)
    .forEach(({ tail, limit, low, high }, i) => {
      made.steps.set([tail, limit, low, high], i * 4);
    });
  return made;
}

const sized = (list: readonly Row[], seed: number) => ({
  rows: ROWS,
  steps: list.reduce((count, { steps }) => count + steps.length, 0),
  seed,
});

describe('the kernel and its twin', () => {
  test('give the same bits, and both say what changed', () => {
    const lists = fc.array(row, { minLength: ROWS - GIVEN, maxLength: ROWS - GIVEN });
    fc.assert(
      fc.property(lists, fc.maxSafeNat(), fc.nat(2 ** 25 - 1), (list, seed, block) => {
        const plain = filled(plainSweeper(sized(list, seed)), list);
        const kernel = filled(kernelSweeper(sized(list, seed)) as Sweeper, list);
        for (let turn = 0; turn < 3; turn++) {
          plain.begin(block);
          kernel.begin(block);
          expect(kernel.sweep(GIVEN, ROWS, 0)).toBe(plain.sweep(GIVEN, ROWS, 0));
          expect([...kernel.rows]).toEqual([...plain.rows]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a world is open where its uniform, read off Philox, lies below the limit', () => {
    const [seed, block, low, high, limit] = [12345678901234, 77, 5, 6, 0x9a3b7c1d];
    const one: Row = { all: false, steps: [{ tail: 0, limit, low, high }] };
    const made = filled(kernelSweeper(sized([one], seed)) as Sweeper, [one]);
    made.begin(block);
    made.sweep(GIVEN, GIVEN + 1, 0);
    for (let world = 0; world < LANES; world++) {
      let uniform = 0;
      for (let nibble = 0; nibble < 8; nibble++) {
        const place = 128 * block + 32 * (world >> 7) + 4 * nibble + ((world >> 5) & 3);
        const words = Uint32Array.of(low, high, place, 1);
        philox(words, seed | 0, Math.floor(seed / 2 ** 32));
        for (const word of words) uniform = uniform * 2 + ((word >>> (world & 31)) & 1);
      }
      const open = ((made.rows[GIVEN * ROW_WORDS + (world >> 5)] as number) >>> (world & 31)) & 1;
      expect(open).toBe(Number(uniform < limit));
    }
  });

  test('a block that the counter cannot hold is refused', () => {
    expect(() => plainSweeper({ rows: 1, steps: 0, seed: 1 }).begin(2 ** 25)).toThrow(RangeError);
    expect(() => kernelSweeper({ rows: 1, steps: 0, seed: 1 })?.begin(-1)).toThrow(RangeError);
  });
});
