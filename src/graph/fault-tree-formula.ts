/** The gates of a fault tree as literals of a formula. */
import { type Formula, type Literal, NO, YES } from '../maths/formula.ts';
import type { FaultGate, FaultTree, Term } from '../model/fault-tree.ts';

/**
 * The literal of each gate; events are variables of their index.
 *
 * @throws RangeError if a gate rests on itself, or has a wrong number of arguments
 */
export function formulaOf(tree: FaultTree, formula: Formula): Literal[] {
  const literals: Literal[] = new Array(tree.gates.length).fill(OPEN);
  for (const gate of inOrder(tree))
    literals[gate] = literalOf(tree.gates[gate] as FaultGate, formula, literals);
  return literals;
}

const OPEN = -1;

/** Gates, each after those that it refers to. No recursion: a chain of gates may be as long as the file. */
function inOrder(tree: FaultTree): number[] {
  const state = new Uint8Array(tree.gates.length);
  const next = new Int32Array(tree.gates.length);
  const order: number[] = [];
  for (let start = 0; start < tree.gates.length; start++) {
    const stack = state[start] === 0 ? [start] : [];
    while (stack.length > 0) {
      const gate = stack[stack.length - 1] as number;
      state[gate] = 1;
      const { args } = tree.gates[gate] as FaultGate;
      const place = next[gate] as number;
      if (place === args.length) {
        state[gate] = 2;
        order.push(gate);
        stack.pop();
        continue;
      }
      next[gate] = place + 1;
      const arg = args[place] as Term;
      if (arg.kind !== 'gate' || state[arg.gate] === 2) continue;
      if (state[arg.gate] === 1) throw new RangeError(`gate ${arg.gate} rests on itself`);
      stack.push(arg.gate);
    }
  }
  return order;
}

function literalOf(gate: FaultGate, formula: Formula, literals: readonly Literal[]): Literal {
  const args = gate.args.map((term) => {
    if (term.kind === 'gate') return literals[term.gate] as Literal;
    if (term.kind === 'event') return formula.variable(term.event);
    return term.value ? YES : NO;
  });
  const { connective, minimum } = gate;
  const wanted = connective === 'not' ? 1 : ['xor', 'iff', 'imply'].includes(connective) ? 2 : 0;
  if (args.length === 0 || (wanted > 0 && args.length !== wanted))
    throw new RangeError(`${connective} has ${args.length} arguments`);
  const [first = YES, second = YES] = args;
  switch (connective) {
    case 'and':
      return formula.and(args);
    case 'or':
      return formula.or(args);
    case 'not':
      return first ^ 1;
    case 'nand':
      return formula.and(args) ^ 1;
    case 'nor':
      return formula.or(args) ^ 1;
    case 'xor':
      return formula.xor(first, second);
    case 'iff':
      return formula.xor(first, second) ^ 1;
    case 'imply':
      return formula.or([first ^ 1, second]);
    case 'atleast':
      return formula.atleast(minimum, args);
  }
}
