/**
 * Conjunctions of independent parts, taken apart.
 *
 * The arguments of a module that is an `and` fall into classes that share no variable; each class of two or
 * more becomes a gate of its own, so that it is solved by itself. (A class that is the whole gate stays.)
 */
import { below, Formula, type FormulaNode, type Literal, type Rooted } from './formula.ts';
import { modulesOf } from './modules.ts';

/** The same function; linear in the size of the graph. */
export function split({ formula, root }: Rooted): Rooted {
  const order = below(formula, root);
  const modules = new Set(modulesOf(formula, root));
  const owners = new Owners((root >>> 1) + 1);
  const made = new Formula();
  const image = new Int32Array((root >>> 1) + 1);
  for (const index of order) {
    const node = formula.nodes[index] as FormulaNode;
    const args = node.args.map((arg) => (image[arg >>> 1] as number) ^ (arg & 1));
    const parts = modules.has(index) && node.kind === 'and' ? owners.classes(formula, index, modules) : [];
    image[index] = made.again(
      node,
      parts.length < 2 ? args : parts.map((part) => made.and(part.map((place) => args[place] as Literal))),
    );
  }
  return { formula: made, root: (image[root >>> 1] as number) ^ (root & 1) };
}

/** Which argument first reached a node, with classes of arguments by union and find. */
class Owners {
  readonly #owner: Int32Array;
  readonly #gate: Int32Array;

  constructor(size: number) {
    this.#owner = new Int32Array(size);
    this.#gate = new Int32Array(size).fill(-1);
  }

  /** Places of the arguments, by class, in the order of their first. */
  classes(formula: Formula, gate: number, modules: ReadonlySet<number>): number[][] {
    const { args } = formula.nodes[gate] as FormulaNode;
    const leader = args.map((_, place) => place);
    const find = (place: number): number => {
      let at = place;
      while (leader[at] !== at) {
        leader[at] = leader[leader[at] as number] as number;
        at = leader[at] as number;
      }
      return at;
    };
    args.forEach((arg, place) => {
      const stack = [arg >>> 1];
      while (stack.length > 0) {
        const node = stack.pop() as number;
        if (this.#gate[node] === gate) {
          leader[find(place)] = find(this.#owner[node] as number);
          continue;
        }
        this.#gate[node] = gate;
        this.#owner[node] = place;
        if (modules.has(node)) continue;
        for (const one of (formula.nodes[node] as FormulaNode).args) stack.push(one >>> 1);
      }
    });
    const parts = new Map<number, number[]>();
    args.forEach((_, place) => {
      const list = parts.get(find(place));
      if (list === undefined) parts.set(find(place), [place]);
      else list.push(place);
    });
    return [...parts.values()];
  }
}
