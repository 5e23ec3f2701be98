import { describe, expect, test } from 'vitest';
import { computeRows, drawRows, layOut, load, type RowPlan } from '../../src/graph/sample-layout.ts';
import {
  kernelSweeper,
  LANES,
  plainSweeper,
  ROW_WORDS,
  type Sweeper,
} from '../../src/maths/kernels/sweep.ts';
import fc from '../support/property.ts';

const ROWS = 7;
const GIVEN = 3;

interface Made {
  readonly all: readonly boolean[];
  readonly steps: readonly { readonly head: number; readonly tail: number; readonly limit: number }[];
}

const made: fc.Arbitrary<Made> = fc.record({
  all: fc.array(fc.boolean(), { minLength: ROWS, maxLength: ROWS }),
  steps: fc.array(
    fc.record({
      head: fc.nat(ROWS - 1),
      /** −1: the row that holds everywhere. */
      tail: fc.integer({ min: -1, max: ROWS - 1 }),
      limit: fc.oneof(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.constant(3 * 2 ** 30)),
    }),
    { maxLength: 16 },
  ),
});

/** Each step's mask twice: drawn as a row, and drawn by the step where it is needed. */
function planOf({ all, steps }: Made): RowPlan {
  const first = GIVEN + steps.length;
  const limit = Uint32Array.from(steps, (step) => step.limit);
  const low = Uint32Array.from(steps, (_, s) => s);
  const high = new Uint32Array(steps.length).fill(17);
  return {
    given: GIVEN,
    drawn: { limit, low, high },
    all: Uint8Array.from(all, Number),
    steps: {
      head: Int32Array.from(steps, ({ head }) => first + head),
      tail: Int32Array.from(steps, ({ tail }) => (tail < 0 ? 0 : first + tail)),
      limit,
      low,
      high,
    },
  };
}

const bit = (sweeper: Sweeper, row: number, world: number): boolean =>
  (((sweeper.rows[row * ROW_WORDS + (world >> 5)] as number) >>> (world & 31)) & 1) === 1;

/** The least fixed point in one world. */
function holds({ all, steps }: Made, open: readonly boolean[]): boolean[] {
  const found = all.map(() => false);
  for (let changed = true; changed; ) {
    changed = false;
    all.forEach((every, row) => {
      const own = steps.flatMap(({ head, tail }, s) =>
        head === row ? [open[s] === true && (tail < 0 || found[tail] === true)] : [],
      );
      const now = own.length > 0 && (every ? !own.includes(false) : own.includes(true));
      if (now === found[row]) return;
      found[row] = now;
      changed = true;
    });
  }
  return found;
}

describe('rows laid out', () => {
  test.each([
    ['kernel', (size: Parameters<typeof plainSweeper>[0]) => kernelSweeper(size) as Sweeper],
    ['twin', plainSweeper],
  ])('%s: the least fixed point of each world, cycles and all', (_, make) => {
    fc.assert(
      fc.property(made, fc.nat(1000), (graph, block) => {
        const program = layOut(planOf(graph));
        const sweeper = load(program, 99, make);
        for (const number of [block, block + 1]) {
          sweeper.begin(number);
          drawRows(program, sweeper);
          computeRows(program, sweeper);
          for (let world = 0; world < LANES; world += 37) {
            const open = graph.steps.map((_step, s) => bit(sweeper, GIVEN + s, world));
            const found = graph.all.map((_every, row) => bit(sweeper, program.rowOf[row] as number, world));
            expect(found).toEqual(holds(graph, open));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a grid with winding ways takes more than the passes, and ends at a fixed point', () => {
    const side = 30;
    const steps = Array.from({ length: side * side }, (_, at) => at).flatMap((at) =>
      [at % side < side - 1 ? at + 1 : -1, at + side].flatMap((to) =>
        to < 0 || to >= side * side
          ? []
          : [
              { head: to, tail: at, limit: 0.55 * 2 ** 32 },
              { head: at, tail: to, limit: 0.55 * 2 ** 32 },
            ],
      ),
    );
    const all = Array.from({ length: side * side }, () => false);
    const program = layOut(planOf({ all, steps: [{ head: 0, tail: -1, limit: 2 ** 32 - 1 }, ...steps] }));
    const plain = load(program, 3);
    let sweeps = 0;
    const sweeper: Sweeper = {
      ...plain,
      sweep: (...range) => {
        sweeps++;
        return plain.sweep(...range);
      },
    };
    sweeper.begin(0);
    drawRows(program, sweeper);
    computeRows(program, sweeper);
    expect(sweeps).toBeGreaterThan(side * side);
    const first = program.given + program.drawn;
    expect(plain.sweep(first, program.heads.length, program.drawn)).toBe(false);
    expect(bit(plain, program.rowOf[0] as number, 0)).toBe(true);
  });

  test('a ring of 100,000 rows, and a plan that no memory holds', () => {
    const count = 100_000;
    const ring = (rows: number): RowPlan => {
      const next = (row: number) => GIVEN + (row % rows);
      const zeros = new Uint32Array(rows + 1);
      return {
        given: GIVEN,
        drawn: { limit: new Uint32Array(0), low: new Uint32Array(0), high: new Uint32Array(0) },
        all: new Uint8Array(rows),
        steps: {
          head: Int32Array.from({ length: rows + 1 }, (_, i) => next(i + 1)),
          tail: Int32Array.from({ length: rows + 1 }, (_, i) => (i === rows ? 0 : next(i))),
          limit: zeros,
          low: zeros,
          high: zeros,
        },
      };
    };
    const program = layOut(ring(count));
    const sweeper = load(program, 1);
    sweeper.begin(0);
    computeRows(program, sweeper);
    expect(program.rowOf.every((row) => bit(sweeper, row, 5))).toBe(true);
    expect(() =>
      layOut({ ...ring(3), all: { length: 2 ** 28 } as unknown as Uint8Array<ArrayBuffer> }),
    ).toThrow(/most is/);
  });
});
