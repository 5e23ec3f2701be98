/**
 * Boolean formulas as a graph of n-ary gates with signed references.
 *
 * A literal is a number: twice the node, plus one when it is negated, so that `or` is an `and` of negations
 * and a chain of either kind is one gate. Arguments are always older than their gate: walks over the nodes in
 * order of age need no recursion. Equal gates are one node.
 */

/** Twice the node, plus one when negated. */
export type Literal = number;

/** Node 0 is the constant. */
export const YES: Literal = 0;
export const NO: Literal = 1;

export type Kind = 'constant' | 'variable' | 'and' | 'xor' | 'atleast';

export interface FormulaNode {
  readonly kind: Kind;
  /** Of `and`, `xor` (two) and `atleast`, in the order given; an argument of `atleast` may stand twice. */
  readonly args: readonly Literal[];
  /** Of `atleast`: how many arguments must hold. Of a variable: its index. */
  readonly number: number;
}

export class Formula {
  readonly nodes: FormulaNode[] = [{ kind: 'constant', args: [], number: 0 }];
  readonly #known = new Map<string, number>();

  node(literal: Literal): FormulaNode {
    return this.nodes[literal >>> 1] as FormulaNode;
  }

  variable(index: number): Literal {
    return this.#find(`v${index}`, { kind: 'variable', args: [], number: index });
  }

  and(literals: readonly Literal[]): Literal {
    const seen = new Set<Literal>();
    for (const literal of literals) {
      if (literal === NO || seen.has(literal ^ 1)) return NO;
      if (literal !== YES) seen.add(literal);
    }
    const args = [...seen];
    if (args.length === 0) return YES;
    if (args.length === 1) return args[0] as Literal;
    return this.#find(`a${sorted(args).join()}`, { kind: 'and', args, number: args.length });
  }

  or(literals: readonly Literal[]): Literal {
    return this.and(literals.map((literal) => literal ^ 1)) ^ 1;
  }

  xor(a: Literal, b: Literal): Literal {
    if (a >>> 1 === b >>> 1) return a === b ? NO : YES;
    if (a >>> 1 === 0) return b ^ 1 ^ (a & 1);
    if (b >>> 1 === 0) return a ^ 1 ^ (b & 1);
    const args = [a & ~1, b & ~1];
    return this.#find(`x${sorted(args).join()}`, { kind: 'xor', args, number: 2 }) ^ ((a ^ b) & 1);
  }

  /** At least `minimum` of the literals hold, each counted as often as it stands there. */
  atleast(minimum: number, literals: readonly Literal[]): Literal {
    const { args, certain } = withoutPairs(literals);
    const wanted = minimum - certain;
    if (wanted <= 0) return YES;
    if (wanted > args.length) return NO;
    if (wanted === 1) return this.or(args);
    if (wanted === args.length) return this.and(args);
    return this.#find(`k${wanted}:${sorted(args).join()}`, { kind: 'atleast', args, number: wanted });
  }

  /** The same gate over other arguments. */
  again(node: FormulaNode, args: readonly Literal[]): Literal {
    if (node.kind === 'and') return this.and(args);
    if (node.kind === 'xor') return this.xor(args[0] as Literal, args[1] as Literal);
    if (node.kind === 'atleast') return this.atleast(node.number, args);
    return node.kind === 'variable' ? this.variable(node.number) : YES;
  }

  #find(key: string, node: FormulaNode): Literal {
    const known = this.#known.get(key);
    if (known !== undefined) return 2 * known;
    const made = this.nodes.push(node) - 1;
    this.#known.set(key, made);
    return 2 * made;
  }
}

const sorted = (literals: readonly Literal[]): Literal[] => [...literals].sort((a, b) => a - b);

/** Constants, and x beside not x (exactly one of them holds), taken out of a count. */
function withoutPairs(literals: readonly Literal[]): { args: Literal[]; certain: number } {
  const open = new Map<Literal, number>();
  let certain = 0;
  for (const literal of literals) {
    const opposite = open.get(literal ^ 1) ?? 0;
    if (literal >>> 1 === 0) certain += literal === YES ? 1 : 0;
    else if (opposite > 0) {
      certain++;
      open.set(literal ^ 1, opposite - 1);
    } else open.set(literal, (open.get(literal) ?? 0) + 1);
  }
  const args: Literal[] = [];
  for (const literal of literals) {
    const left = open.get(literal) ?? 0;
    if (left === 0) continue;
    args.push(literal);
    open.set(literal, left - 1);
  }
  return { args, certain };
}

/** Nodes that a literal rests on, itself included, arguments first. */
export function below(formula: Formula, root: Literal): number[] {
  const reached = new Uint8Array((root >>> 1) + 1);
  reached[root >>> 1] = 1;
  const found: number[] = [];
  for (let node = root >>> 1; node >= 0; node--) {
    if (reached[node] !== 1) continue;
    found.push(node);
    for (const arg of (formula.nodes[node] as FormulaNode).args) reached[arg >>> 1] = 1;
  }
  return found.reverse();
}

/** A formula and its root. */
export interface Rooted {
  readonly formula: Formula;
  readonly root: Literal;
}

/**
 * The same function with fewer gates: a gate used once inside a gate of its kind becomes part of it, save a
 * module inside a gate that is none, which would no longer be seen as one.
 * Constants and equal gates are gone by construction.
 *
 * @param modules nodes of `formula`
 */
export function coalesced(rooted: Rooted, modules: ReadonlySet<number>): Rooted {
  const { formula, root } = rooted;
  const order = below(formula, root);
  const absorbed = absorbedNodes(rooted, order, modules);
  const made = new Formula();
  const image = new Int32Array((root >>> 1) + 1);
  for (const index of order) {
    if (absorbed[index] === 1) continue;
    const args = gathered(formula, index, absorbed).map((arg) => (image[arg >>> 1] as number) ^ (arg & 1));
    image[index] = made.again(formula.nodes[index] as FormulaNode, args);
  }
  return { formula: made, root: (image[root >>> 1] as number) ^ (root & 1) };
}

/** Marks each node that becomes part of the one gate that uses it. */
function absorbedNodes(
  { formula, root }: Rooted,
  order: readonly number[],
  modules: ReadonlySet<number>,
): Uint8Array {
  const uses = new Int32Array((root >>> 1) + 1);
  for (const index of order)
    for (const arg of (formula.nodes[index] as FormulaNode).args)
      uses[arg >>> 1] = (uses[arg >>> 1] as number) + 1;
  const absorbed = new Uint8Array((root >>> 1) + 1);
  for (const index of order) {
    const node = formula.nodes[index] as FormulaNode;
    if (node.kind !== 'and') continue;
    for (const arg of node.args) {
      const fits = (arg & 1) === 0 && uses[arg >>> 1] === 1 && formula.node(arg).kind === 'and';
      if (fits && (modules.has(index) || !modules.has(arg >>> 1))) absorbed[arg >>> 1] = 1;
    }
  }
  return absorbed;
}

/** Arguments of a gate and of those that it absorbs, from left to right. */
function gathered(formula: Formula, index: number, absorbed: Uint8Array): Literal[] {
  const found: Literal[] = [];
  const stack = [...(formula.nodes[index] as FormulaNode).args].reverse();
  while (stack.length > 0) {
    const arg = stack.pop() as Literal;
    if (absorbed[arg >>> 1] !== 1) found.push(arg);
    else {
      const { args } = formula.node(arg);
      for (let i = args.length - 1; i >= 0; i--) stack.push(args[i] as Literal);
    }
  }
  return found;
}
