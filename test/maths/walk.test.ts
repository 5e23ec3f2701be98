import { describe, expect, test } from 'vitest';
import { kernelWalker, LANES, plainWalker, type Walker, WORDS } from '../../src/maths/kernels/walk.ts';
import fc from '../support/property.ts';

const ROWS = 6;
const word = fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constantFrom(0, -1));
const row = fc.array(word, { minLength: WORDS, maxLength: WORDS });
const walks = fc.record({
  steps: fc.array(fc.record({ tail: fc.nat(ROWS - 1), head: fc.nat(ROWS - 1), mask: row }), {
    maxLength: 12,
  }),
  rows: fc.array(row, { minLength: ROWS, maxLength: ROWS }),
  added: fc.array(fc.tuple(fc.nat(ROWS - 1), fc.double({ min: 0, max: 1e6, noNaN: true })), { maxLength: 5 }),
});
type Walk = typeof walks extends fc.Arbitrary<infer T> ? T : never;

const sizeOf = ({ steps }: Walk) => ({
  rows: ROWS,
  tails: Int32Array.from(steps, (one) => one.tail),
  heads: Int32Array.from(steps, (one) => one.head),
});

/** Fills a walker, walks all its steps once, and adds. */
function walked(walker: Walker, { steps, rows, added }: Walk) {
  walker.rows.set(rows.flat());
  walker.masks.set(steps.flatMap((one) => one.mask));
  walker.order.set(steps.map((_, i) => i));
  const changed = walker.walk(0, steps.length);
  for (const [one, value] of added) walker.add(one, value);
  return { changed, rows: [...walker.rows], sums: [...walker.sums] };
}

describe('walks over rows of worlds', () => {
  test('the kernel and its twin give the same bits and the same sums', () => {
    fc.assert(
      fc.property(walks, (made) => {
        const kernel = kernelWalker(sizeOf(made));
        if (kernel === null) throw new Error('this host has no WebAssembly');
        expect(walked(kernel, made)).toEqual(walked(plainWalker(sizeOf(made)), made));
      }),
    );
  });

  test('a world leads on where it does already, or where a step lets it to what does', () => {
    fc.assert(
      fc.property(walks, fc.nat(LANES - 1), (made, lane) => {
        const bit = (words: readonly number[]): boolean =>
          (((words[lane >>> 5] as number) >>> (lane & 31)) & 1) === 1;
        const leads = made.rows.map(bit);
        for (const { tail, head, mask } of made.steps) if (bit(mask) && leads[head]) leads[tail] = true;
        const { rows, changed } = walked(plainWalker(sizeOf(made)), made);
        const after = made.rows.map((_, one) => bit(rows.slice(one * WORDS, (one + 1) * WORDS)));
        expect(after).toEqual(leads);
        if (leads.some((one, i) => one !== bit(made.rows[i] as number[]))) expect(changed).toBe(true);
      }),
    );
  });

  test('a value is added in the worlds of its row alone', () => {
    const made: Walk = {
      steps: [],
      rows: [[5, 0, 0, 0, 0, 0, 0, -(2 ** 31)]],
      added: [
        [0, 0.25],
        [0, 1],
      ],
    };
    const { sums } = walked(plainWalker(sizeOf(made)), made);
    expect(sums.flatMap((value, lane) => (value === 0 ? [] : [[lane, value]]))).toEqual([
      [0, 1.25],
      [2, 1.25],
      [255, 1.25],
    ]);
  });
});
