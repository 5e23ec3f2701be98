/**
 * An order of variables in which each stands beside its siblings.
 *
 * Depth first alone puts a variable that is met late at the end, far from those that it shares gates with. Here it
 * stands right after the last of its gate's variables that have a place already.
 */
import type { Formula, FormulaNode } from './formula.ts';
import type { Part } from './modules.ts';

/**
 * Leaves of a part, first to last. No recursion: a chain of gates may be as long as the file.
 *
 * @param arrange in which order a gate's arguments are visited
 */
export function besideSiblings(
  formula: Formula,
  { gate, leaves }: Part,
  arrange: (args: number[]) => number[],
): number[] {
  const isLeaf = new Set(leaves);
  const places = new Places();
  const seen = new Set<number>();
  const enter = (node: number): Visit => {
    seen.add(node);
    const args = arrange((formula.nodes[node] as FormulaNode).args.map((arg) => arg >>> 1));
    return { args, next: 0, last: NONE };
  };
  const stack = [enter(gate)];
  for (let visit = stack.at(-1); visit !== undefined; visit = stack.at(-1)) {
    const arg = visit.args[visit.next++];
    if (arg === undefined) stack.pop();
    else if (isLeaf.has(arg)) {
      if (!places.has(arg)) places.put(arg, visit.last);
      visit.last = places.later(visit.last, arg);
    } else if (!seen.has(arg)) stack.push(enter(arg));
  }
  return places.inOrder();
}

interface Visit {
  readonly args: readonly number[];
  next: number;
  /** The last one in the list of the gate's leaves so far; NONE before the first. */
  last: number;
}

const NONE = -1;

/** A list into which leaves are put anywhere, and whose members' places can be compared. */
class Places {
  readonly #after = new Map<number, number>();
  /** Grows along the list. */
  readonly #label = new Map<number, number>();
  #first = NONE;
  #end = NONE;

  has(leaf: number): boolean {
    return this.#label.has(leaf);
  }

  /** The later one of two, either of which may be NONE. */
  later(one: number, other: number): number {
    if (one === NONE || other === NONE) return Math.max(one, other);
    return (this.#label.get(one) as number) >= (this.#label.get(other) as number) ? one : other;
  }

  /** Right after a member; after NONE, at the end. */
  put(leaf: number, after: number): void {
    const before = after === NONE ? this.#end : after;
    const next = before === NONE ? NONE : (this.#after.get(before) as number);
    const low = before === NONE ? 0 : (this.#label.get(before) as number);
    const high = next === NONE ? low + 2 : (this.#label.get(next) as number);
    const label = low + (high - low) / 2;
    this.#after.set(leaf, next);
    if (before === NONE) this.#first = leaf;
    else this.#after.set(before, leaf);
    if (next === NONE) this.#end = leaf;
    this.#label.set(leaf, label);
    if (label === low || label === high) this.#renumber();
  }

  /** When no number is left between two neighbours: after some fifty at one place. */
  #renumber(): void {
    this.inOrder().forEach((leaf, place) => {
      this.#label.set(leaf, place + 1);
    });
  }

  inOrder(): number[] {
    const order: number[] = [];
    for (let leaf = this.#first; leaf !== NONE; leaf = this.#after.get(leaf) as number) order.push(leaf);
    return order;
  }
}
