/** Random formulas over a few variables, and their truth tables, worked out plainly. */

import { Formula, type FormulaNode, type Literal, type Rooted } from '../../src/maths/formula.ts';
import fc from '../support/property.ts';

export const VARIABLES = 7;
export const ROWS = 1 << VARIABLES;

/** One gate: what it is, and its arguments as numbers that wrap around what is there already. */
interface Step {
  readonly kind: 'and' | 'or' | 'xor' | 'atleast';
  readonly minimum: number;
  readonly args: readonly number[];
}

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'and' as const,
      'and' as const,
      'or' as const,
      'or' as const,
      'xor' as const,
      'atleast' as const,
    ),
    minimum: fc.integer({ min: 1, max: 4 }),
    args: fc.array(fc.nat(), { minLength: 2, maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 14 },
);

/** The last gate; arguments are variables and earlier gates of either sign. */
export function formulaOf(list: readonly Step[]): Rooted {
  const formula = new Formula();
  const there: Literal[] = Array.from({ length: VARIABLES }, (_, index) => formula.variable(index));
  for (const { kind, minimum, args } of list) {
    // Later ones are wanted more often: otherwise most gates would be left out of the root.
    const literals = args.map((arg) => {
      const back = (arg >>> 1) % Math.min(there.length, arg % 3 === 0 ? 3 : there.length);
      return (there[there.length - 1 - back] as Literal) ^ (arg & 1);
    });
    const [first = 0, second = 0] = literals;
    if (kind === 'xor') there.push(formula.xor(first, second));
    else if (kind === 'atleast') there.push(formula.atleast(Math.min(minimum, literals.length), literals));
    else there.push(kind === 'and' ? formula.and(literals) : formula.or(literals));
  }
  return { formula, root: there.at(-1) as Literal };
}

/** Whether the literal holds when variable i has the i-th bit of `row`. Recursive, straight from the meaning. */
export function holds(formula: Formula, literal: Literal, row: number): boolean {
  const node = formula.nodes[literal >>> 1] as FormulaNode;
  const args = (): number => node.args.filter((arg) => holds(formula, arg, row)).length;
  const value =
    node.kind === 'constant' ||
    (node.kind === 'variable' && ((row >>> node.number) & 1) === 1) ||
    (node.kind === 'and' && args() === node.args.length) ||
    (node.kind === 'xor' && args() === 1) ||
    (node.kind === 'atleast' && args() >= node.number);
  return value !== ((literal & 1) === 1);
}

/** Rows in which a literal holds, as a text of zeros and ones. */
export const tableOf = ({ formula, root }: Rooted): string =>
  Array.from({ length: ROWS }, (_, row) => (holds(formula, root, row) ? '1' : '0')).join('');
