/**
 * Modules of a formula [DR96]: gates whose variables stand nowhere else.
 *
 * A walk from the root stamps each node with the dates of its first and last visit. A gate is a module when
 * every node below it is first and last visited between the gate's own first two visits.
 */
import type { Formula, FormulaNode, Literal } from './formula.ts';

/**
 * Modules below a root, the root among them, inner ones first. Variables are not listed.
 *
 * Linear in the size of the graph; no recursion.
 */
export function modulesOf(formula: Formula, root: Literal): number[] {
  const top = root >>> 1;
  const first = new Int32Array(top + 1);
  const second = new Int32Array(top + 1);
  const last = new Int32Array(top + 1);
  const finished = visit(formula, top, { first, second, last });
  const least = new Int32Array(top + 1);
  const most = new Int32Array(top + 1);
  const found: number[] = [];
  for (const index of finished) {
    const node = formula.nodes[index] as FormulaNode;
    let low = 0x7fffffff;
    let high = 0;
    for (const arg of node.args) {
      low = Math.min(low, least[arg >>> 1] as number, first[arg >>> 1] as number);
      high = Math.max(high, most[arg >>> 1] as number, last[arg >>> 1] as number);
    }
    least[index] = low;
    most[index] = high;
    if (node.args.length > 0 && low > (first[index] as number) && high < (second[index] as number))
      found.push(index);
  }
  return found;
}

interface Dates {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly last: Int32Array;
}

/** Depth first, each gate's arguments once. @returns nodes in the order in which they were finished */
function visit(formula: Formula, top: number, { first, second, last }: Dates): number[] {
  const finished: number[] = [];
  const stack: number[] = [top];
  const next = new Int32Array(top + 1);
  let date = 1;
  first[top] = date;
  while (stack.length > 0) {
    const index = stack[stack.length - 1] as number;
    const { args } = formula.nodes[index] as FormulaNode;
    const place = next[index] as number;
    if (place === args.length) {
      stack.pop();
      finished.push(index);
      second[index] = ++date;
      last[index] = date;
      continue;
    }
    next[index] = place + 1;
    const child = (args[place] as Literal) >>> 1;
    date++;
    if (first[child] === 0) {
      first[child] = date;
      stack.push(child);
    } else last[child] = date;
  }
  return finished;
}

/** A module seen alone: inner modules stand as variables. */
export interface Part {
  /** The module's own gate. */
  readonly gate: number;
  /** Its gates down to inner modules, arguments first, itself last. */
  readonly gates: readonly number[];
  /** Variables and inner modules below them. */
  readonly leaves: readonly number[];
}

/** The modules below a root as parts, inner ones first; together linear in the size of the graph. */
export function partsOf(formula: Formula, root: Literal): Part[] {
  const modules = modulesOf(formula, root);
  const inner = new Set(modules);
  const reachedBy = new Int32Array((root >>> 1) + 1).fill(-1);
  return modules.map((gate) => {
    const gates = [gate];
    const leaves: number[] = [];
    for (let next = 0; next < gates.length; next++) {
      for (const arg of (formula.nodes[gates[next] as number] as FormulaNode).args) {
        const node = arg >>> 1;
        if (reachedBy[node] === gate) continue;
        reachedBy[node] = gate;
        const leaf = inner.has(node) || formula.node(arg).kind === 'variable';
        (leaf ? leaves : gates).push(node);
      }
    }
    return { gate, gates: gates.sort((a, b) => a - b), leaves };
  });
}

/**
 * With which sign the leaves of a part act on it: 1 it grows with the leaf, 2 it falls, 3 both may be.
 * Sure where it says 1 or 2, as seen from the signs of references alone.
 */
export function signsOf(formula: Formula, { gate, gates }: Part): Map<number, number> {
  const signs = new Map([[gate, 1]]);
  for (const index of gates.toReversed()) {
    const { kind, args } = formula.nodes[index] as FormulaNode;
    const own = signs.get(index) ?? 0;
    const turned = ((own & 1) << 1) | (own >>> 1);
    for (const arg of args) {
      const sign = kind === 'xor' ? 3 : (arg & 1) === 1 ? turned : own;
      signs.set(arg >>> 1, (signs.get(arg >>> 1) ?? 0) | sign);
    }
  }
  return signs;
}
