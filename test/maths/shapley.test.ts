/** Shapley values against all orders of the players. */
import { describe, expect, test } from 'vitest';
import { shapley } from '../../src/maths/shapley.ts';
import fc from '../support/property.ts';

const orders = (list: readonly number[]): number[][] =>
  list.length < 2
    ? [[...list]]
    : list.flatMap((one) => orders(list.filter((other) => other !== one)).map((rest) => [one, ...rest]));

describe('shapley', () => {
  test('the mean over all orders of what each adds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 32, maxLength: 32 }),
        (n, v) => {
          const all = orders(Array.from({ length: n }, (_, i) => i));
          const exact = Array.from({ length: n }, (_, player) =>
            all.reduce((sum, order) => {
              const before = order.slice(0, order.indexOf(player)).reduce((set, one) => set | (1 << one), 0);
              return sum + ((v[before | (1 << player)] as number) - (v[before] as number)) / all.length;
            }, 0),
          );
          const found = shapley(n, (set) => v[set] as number);
          exact.forEach((value, i) => {
            expect(found[i]).toBeCloseTo(value, 12);
          });
          expect(found.reduce((sum, one) => sum + one, 0)).toBeCloseTo(
            (v[(1 << n) - 1] as number) - (v[0] as number),
            12,
          );
        },
      ),
    );
  });

  test('what adds nothing is worth nothing; too many players are refused', () => {
    expect([...shapley(3, (set) => (set & 1) * 2 + ((set >> 1) & 1))]).toEqual([2, 1, 0]);
    expect(() => shapley(17, () => 0)).toThrow(RangeError);
    expect(() => shapley(0, () => 0)).toThrow(RangeError);
  });
});
