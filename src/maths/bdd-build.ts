/** The diagram of one part of a formula: in a fixed order, or with the order improved on the way. */
import { Bdd, type Edge, FALSE, TRUE } from './bdd.ts';
import { sift } from './bdd-sift.ts';
import type { Formula, FormulaNode, Literal } from './formula.ts';
import type { Part } from './modules.ts';
import type { Order } from './variable-order.ts';

export interface BuildLimits {
  /** Most nodes at a time. */
  readonly nodes: number;
  /** Most steps, those of sifting among them. */
  readonly steps: number;
  /** Number of nodes past which the order is improved; infinite for a fixed order. */
  readonly siftAt: number;
  /** Told of the number of gates built so far and of nodes made for them, after each. */
  readonly reached?: (gates: number, nodes: number) => void;
  /** Told of each diagram begun; the last one that is needed no more lends its memory to the next. */
  readonly memory?: Memory;
}

/** The latest diagram. */
export interface Memory {
  bdd: Bdd | undefined;
}

/** A function of the leaves of a part. */
export interface Diagram {
  readonly bdd: Bdd;
  readonly root: Edge;
  /** The leaf at each place of the order. */
  readonly order: Order;
}

/** @throws BddOverflow if a limit is passed */
export function buildDiagram(formula: Formula, part: Part, order: Order, limits: BuildLimits): Diagram {
  return new Builder(formula, part, order, limits).build();
}

/** Garbage is collected from this size on, whenever the nodes have doubled. */
const COLLECT_AT = 200_000;
/** Sifting looks at no more than this many times the nodes that there are. */
const SIFT_WORK = 60;

class Builder {
  readonly #formula: Formula;
  readonly #part: Part;
  readonly #limits: BuildLimits;
  readonly #values = new Map<number, Edge>();
  readonly #uses = new Map<number, number>();
  #order: Order;
  #place: Map<number, number>;
  #bdd: Bdd;
  #collectAt: number;
  #siftAt: number;
  /** Most steps of the present diagram. */
  #steps: number;

  constructor(formula: Formula, part: Part, order: Order, limits: BuildLimits) {
    this.#formula = formula;
    this.#part = part;
    this.#limits = limits;
    this.#order = order;
    this.#place = placesOf(order);
    this.#bdd = new Bdd(order.length, limits.nodes, limits.steps, limits.memory?.bdd);
    this.#lend();
    this.#siftAt = limits.siftAt;
    this.#steps = limits.steps;
    this.#collectAt = Math.min(COLLECT_AT, limits.siftAt);
    for (const gate of part.gates)
      for (const arg of (formula.nodes[gate] as FormulaNode).args)
        this.#uses.set(arg >>> 1, (this.#uses.get(arg >>> 1) ?? 0) + 1);
  }

  build(): Diagram {
    for (const [place, gate] of this.#sequence().entries()) {
      const node = this.#formula.nodes[gate] as FormulaNode;
      this.#values.set(gate, this.#gate(node));
      for (const arg of node.args) this.#used(arg >>> 1);
      this.#tidy([]);
      this.#limits.reached?.(place + 1, this.#bdd.made);
    }
    const [root] = this.#bdd.collect([this.#values.get(this.#part.gate) as Edge]);
    return { bdd: this.#bdd, root: root as Edge, order: this.#order };
  }

  /** Gates depth first, arguments first, so that few are open at a time. */
  #sequence(): number[] {
    const gates = new Set(this.#part.gates);
    const open = new Set<number>();
    const done = new Set<number>();
    const sequence: number[] = [];
    const stack = [this.#part.gate];
    while (stack.length > 0) {
      const gate = stack[stack.length - 1] as number;
      if (open.has(gate) || done.has(gate)) {
        stack.pop();
        if (!done.has(gate)) sequence.push(gate);
        done.add(gate);
        continue;
      }
      open.add(gate);
      for (const arg of (this.#formula.nodes[gate] as FormulaNode).args)
        if (gates.has(arg >>> 1) && !done.has(arg >>> 1)) stack.push(arg >>> 1);
    }
    return sequence;
  }

  #gate(node: FormulaNode): Edge {
    // Arguments whose variables come last are joined first: what is joined later then lies above them.
    const edges = node.args.map((arg) => this.#edge(arg));
    edges.sort((a, b) => this.#bdd.topVariable(b) - this.#bdd.topVariable(a));
    if (node.kind === 'xor') return this.#bdd.xor(edges[0] as Edge, edges[1] as Edge);
    return node.kind === 'and' ? this.#and(edges) : this.#atleast(node.number, edges);
  }

  #edge(literal: Literal): Edge {
    const place = this.#place.get(literal >>> 1);
    const edge = place === undefined ? (this.#values.get(literal >>> 1) as Edge) : this.#bdd.variable(place);
    return edge ^ (literal & 1);
  }

  #and(edges: Edge[]): Edge {
    let left = edges;
    let result = TRUE;
    for (let next = 0; next < left.length; next++) {
      result = this.#bdd.and(result, left[next] as Edge);
      const kept = this.#tidy([result, ...left]);
      result = kept[0] as Edge;
      left = kept.slice(1);
    }
    return result;
  }

  /** `counts[j]`: at least j of the arguments so far hold. */
  #atleast(minimum: number, edges: Edge[]): Edge {
    let left = edges;
    let counts: Edge[] = [TRUE, ...new Array<Edge>(minimum).fill(FALSE)];
    for (let next = 0; next < left.length; next++) {
      for (let j = minimum; j > 0; j--)
        counts[j] = this.#bdd.ite(left[next] as Edge, counts[j - 1] as Edge, counts[j] as Edge);
      const kept = this.#tidy([...counts, ...left]);
      counts = kept.slice(0, minimum + 1);
      left = kept.slice(minimum + 1);
    }
    return counts[minimum] as Edge;
  }

  #used(node: number): void {
    const left = (this.#uses.get(node) as number) - 1;
    this.#uses.set(node, left);
    if (left === 0) this.#values.delete(node);
  }

  /** Collects garbage and sifts when it is time to. @returns the edges given, as they are afterwards */
  #tidy(held: Edge[]): Edge[] {
    if (this.#bdd.size <= this.#collectAt) return held;
    const gates = [...this.#values.keys()];
    let roots = this.#bdd.collect([...this.#values.values(), ...held]);
    if (this.#bdd.size > this.#siftAt) roots = this.#sift(roots);
    this.#collectAt = Math.max(Math.min(COLLECT_AT, this.#limits.siftAt), 2 * this.#bdd.size);
    gates.forEach((gate, i) => {
      this.#values.set(gate, roots[i] as Edge);
    });
    return roots.slice(gates.length);
  }

  #lend(): void {
    if (this.#limits.memory !== undefined) this.#limits.memory.bdd = this.#bdd;
  }

  #sift(roots: readonly Edge[]): Edge[] {
    const { nodes, siftAt } = this.#limits;
    const steps = this.#steps - this.#bdd.steps;
    const work = Math.min(SIFT_WORK * this.#bdd.size, steps);
    const sifted = sift(this.#bdd, roots, { nodes, steps, work });
    this.#steps = sifted.steps;
    this.#bdd = sifted.bdd;
    this.#lend();
    const before = this.#order;
    this.#order = Array.from(sifted.order, (variable) => before[variable] as number);
    this.#place = placesOf(this.#order);
    this.#siftAt = Math.max(siftAt, 2 * this.#bdd.size);
    return [...sifted.roots];
  }
}

const placesOf = (order: Order): Map<number, number> => new Map(order.map((leaf, place) => [leaf, place]));
