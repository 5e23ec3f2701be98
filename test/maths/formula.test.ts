/** Formulas: rewriting keeps the meaning, modules are modules. */

import { describe, expect, test } from 'vitest';
import { below, Formula, type FormulaNode, NO, YES } from '../../src/maths/formula.ts';
import { modular } from '../../src/maths/formula-modular.ts';
import { modulesOf, partsOf } from '../../src/maths/modules.ts';
import fc from '../support/property.ts';
import { formulaOf, steps, tableOf, VARIABLES } from './formula-cases.ts';

describe('formulas', () => {
  test('equal gates are one, constants and opposites are gone', () => {
    const f = new Formula();
    const [a, b, c] = [f.variable(0), f.variable(1), f.variable(2)];
    expect(f.and([a, b])).toBe(f.and([b, a, YES, a]));
    expect(f.and([a, b, a ^ 1])).toBe(NO);
    expect(f.or([a, a ^ 1])).toBe(YES);
    expect(f.xor(a, b)).toBe(f.xor(b ^ 1, a ^ 1));
    expect(f.xor(a, a ^ 1)).toBe(YES);
    expect(f.xor(a, YES)).toBe(a ^ 1);
    expect(f.atleast(1, [a, b, c])).toBe(f.or([a, b, c]));
    expect(f.atleast(3, [a, b, c])).toBe(f.and([a, b, c]));
    expect(f.atleast(2, [a, a ^ 1, b, c])).toBe(f.or([b, c]));
    expect(f.atleast(2, [a, YES, b, c])).toBe(f.or([a, b, c]));
    expect(f.atleast(4, [a, b, c])).toBe(NO);
  });

  test('making it modular keeps the function', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const rooted = formulaOf(list);
        expect(tableOf(modular(rooted))).toBe(tableOf(rooted));
      }),
      { numRuns: 300 },
    );
  });

  test('events that always stand together become a module, independent parts are split', () => {
    const f = new Formula();
    const v = Array.from({ length: 8 }, (_, i) => f.variable(i));
    const at = (i: number) => v[i] as number;
    const one = f.and([at(0), at(1), at(2)]);
    const other = f.and([at(0), at(1), at(3)]);
    const parts = (root: number) => {
      const rooted = modular({ formula: f, root });
      return partsOf(rooted.formula, rooted.root).map(({ gates, leaves }) => [gates.length, leaves.length]);
    };
    expect(parts(f.or([one, other]))).toEqual([
      [1, 2],
      [3, 3],
    ]);
    const third = f.and([at(4), at(5)]);
    const fourth = f.and([at(4), at(6)]);
    expect(parts(f.or([one, other, third, fourth])).filter(([gates]) => gates === 3)).toHaveLength(2);
  });
});

describe('modules', () => {
  test('are exactly the gates whose nodes are reached through them alone', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { formula, root } = formulaOf(list);
        const order = below(formula, root);
        const gates = order.filter((node) => (formula.nodes[node] as FormulaNode).args.length > 0);
        const brute = gates.filter((gate) => {
          const inside = new Set(below(formula, 2 * gate));
          inside.delete(gate);
          return gates.every(
            (other) =>
              other === gate ||
              inside.has(other) ||
              (formula.nodes[other] as FormulaNode).args.every((arg) => !inside.has(arg >>> 1)),
          );
        });
        expect([...modulesOf(formula, root)].sort((a, b) => a - b)).toEqual(brute);
      }),
      { numRuns: 300 },
    );
  });

  test('parts share out the gates, and every variable is a leaf of one part', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { formula, root } = formulaOf(list);
        const parts = partsOf(formula, root);
        const order = below(formula, root);
        const gates = parts.flatMap((part) => part.gates).sort((a, b) => a - b);
        expect(gates).toEqual(order.filter((node) => (formula.nodes[node] as FormulaNode).args.length > 0));
        const leaves = parts.flatMap((part) => part.leaves);
        expect(new Set(leaves).size).toBe(leaves.length);
        expect(leaves.length).toBeLessThanOrEqual(VARIABLES + parts.length);
      }),
      { numRuns: 100 },
    );
  });
});
