import { describe, expect, test } from 'vitest';
import { Formula, type Literal } from '../../src/maths/formula.ts';
import { partsOf, signsOf } from '../../src/maths/modules.ts';
import { ordersOf } from '../../src/maths/variable-order.ts';
import { besideSiblings } from '../../src/maths/variable-order-beside.ts';
import fc from '../support/property.ts';
import { formulaOf, ROWS, steps, tableOf } from './formula-cases.ts';

const asWritten = (args: number[]): number[] => args;

describe('orders of variables', () => {
  test('each holds every leaf of its part once', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { formula, root } = formulaOf(list);
        for (const part of partsOf(formula, root)) {
          const leaves = [...part.leaves].sort();
          for (const order of [...ordersOf(formula, part), besideSiblings(formula, part, asWritten)])
            expect([...order].sort()).toEqual(leaves);
        }
      }),
    );
  });

  test('a variable met late stands beside those it shares a gate with', () => {
    const formula = new Formula();
    const [a, b, c, d] = [0, 1, 2, 3].map((index) => formula.variable(index)) as [
      number,
      number,
      number,
      number,
    ];
    const early = formula.or([a, b, c]);
    const late = formula.or([a, d]);
    const root = formula.and([early, late, formula.or([b, c, d])]);
    const part = partsOf(formula, root).at(-1);
    const order = part === undefined ? [] : besideSiblings(formula, part, asWritten);
    expect(order.map((leaf) => formula.nodes[leaf]?.number)).toEqual([0, 3, 1, 2]);
  });

  test('many put at one place keep their order, and a chain of gates needs no stack', () => {
    const formula = new Formula();
    const first = formula.variable(0);
    let above: Literal = formula.variable(1);
    for (let index = 2; index < 20_000; index++)
      above = formula.or([formula.and([first, formula.variable(index)]), formula.and([above, first ^ 1])]);
    const part = partsOf(formula, above).at(-1);
    const order = part === undefined ? [] : besideSiblings(formula, part, asWritten);
    const numbers = Array.from({ length: 20_000 }, (_, index) => index);
    // The innermost gate is met last, and its first leaf has no sibling before it: the end.
    expect(order.map((leaf) => formula.nodes[leaf]?.number)).toEqual([0, ...numbers.slice(2), 1]);
  });
});

describe('signs of leaves', () => {
  test('a function never falls with a leaf of sign 1, never grows with one of sign 2', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { formula, root } = formulaOf(list);
        const part = partsOf(formula, root).at(-1);
        if (part === undefined) return;
        const signs = signsOf(formula, part);
        const table = tableOf({ formula, root: 2 * part.gate });
        for (const leaf of part.leaves) {
          const node = formula.nodes[leaf];
          const sign = signs.get(leaf);
          if (node?.kind !== 'variable' || sign === 3) continue;
          for (let row = 0; row < ROWS; row++) {
            const off = Number(table[row & ~(1 << node.number)]);
            const on = Number(table[row | (1 << node.number)]);
            expect(sign === 1 ? on - off : off - on).toBeGreaterThanOrEqual(0);
          }
        }
      }),
    );
  });
});
