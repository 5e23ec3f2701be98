/**
 * Arguments that always stand together, made a gate of their own.
 *
 * When two literals stand in the same `and` gates and nowhere else, with the same signs, their conjunction can
 * stand for both: a module that the gates alone do not show. A gate's private events are the plainest case.
 */
import { below, Formula, type FormulaNode, type Literal, type Rooted } from './formula.ts';

/** The same function with such groups as gates; applied until nothing changes. */
export function grouped(rooted: Rooted): Rooted {
  let current = rooted;
  for (let round = 0; round < ROUNDS; round++) {
    const { next, found } = groupOnce(current);
    current = next;
    if (!found) break;
  }
  return current;
}

/** Each round ends one level of nesting; deeper ones stay ungrouped, which costs time and nothing else. */
const ROUNDS = 12;

interface Uses {
  /** Gates in which a node stands; empty when it may not be grouped: both signs, or another kind of gate. */
  readonly signature: string[];
  /** The sign with which it stands there. */
  readonly first: Int8Array;
}

function groupOnce({ formula, root }: Rooted): { next: Rooted; found: boolean } {
  const order = below(formula, root);
  const { signature, first } = usesOf(formula, order, root >>> 1);
  const members = new Map<string, number[]>();
  for (const node of order) {
    const key = signature[node] as string;
    if (key === '') continue;
    const list = members.get(key);
    if (list === undefined) members.set(key, [node]);
    else list.push(node);
  }
  const made = new Formula();
  const image = new Int32Array((root >>> 1) + 1);
  const stands = new Map<string, Literal>();
  let found = false;
  for (const index of order) {
    const node = formula.nodes[index] as FormulaNode;
    const whole = node.kind === 'and' && isWhole(node, signature, members);
    const args: Literal[] = [];
    for (const arg of node.args) {
      const key = signature[arg >>> 1] as string;
      const list = members.get(key);
      if (node.kind !== 'and' || whole || list === undefined || list.length < 2) {
        args.push((image[arg >>> 1] as number) ^ (arg & 1));
        continue;
      }
      let group = stands.get(key);
      if (group === undefined) {
        group = made.and(list.map((one) => (image[one] as number) ^ (first[one] as number)));
        stands.set(key, group);
        found = true;
      }
      args.push(group);
    }
    image[index] = made.again(node, args);
  }
  return { next: { formula: made, root: (image[root >>> 1] as number) ^ (root & 1) }, found };
}

/** All arguments of the gate are one group that stands nowhere else: it is its own group already. */
function isWhole(node: FormulaNode, signature: string[], members: Map<string, number[]>): boolean {
  const key = signature[(node.args[0] as Literal) >>> 1] as string;
  return key !== '' && members.get(key)?.length === node.args.length;
}

function usesOf(formula: Formula, order: readonly number[], root: number): Uses {
  const signature: string[] = new Array(root + 1).fill('');
  const first = new Int8Array(root + 1).fill(-1);
  const barred = new Uint8Array(root + 1);
  for (const index of order) {
    const node = formula.nodes[index] as FormulaNode;
    for (const arg of node.args) {
      const at = arg >>> 1;
      if (first[at] === -1) first[at] = arg & 1;
      if (node.kind !== 'and' || (arg & 1) !== first[at]) barred[at] = 1;
      signature[at] += `${index},`;
      if ((signature[at] as string).length > LONGEST) barred[at] = 1;
    }
  }
  for (const index of order) if (barred[index] === 1) signature[index] = '';
  return { signature, first };
}

/** Of a signature, so that a node used everywhere costs no quadratic text. */
const LONGEST = 4000;
