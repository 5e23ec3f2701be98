/**
 * What the cheapest way to each asset costs an attacker, in a model file (model.md 8).
 *
 * All steps are priced as tries: a step costs its costUsd divided by its chance and by the failures on demand of the
 * walls that stand on it; entering costs the shock's costUsd, by a random hit too. Whether a shock
 * ever comes by itself is no matter here: the attacker pays for it. Dijkstra's algorithm in Knuth's generalisation
 * [KNU77]: an `any` node takes the minimum, an `all` node the sum of all its steps. What two branches of an `all` node
 * share is paid once along the way that is reported: there the price is an upper bound, for a way that shares more
 * may be cheaper.
 */
import type { System, SystemEdge } from '../model/system.ts';
import { oneHitPerNode } from './exact-reduce.ts';

export interface Price {
  /** US dollars; null when no way exists, or when it costs more than a number can hold. */
  readonly usd: number | null;
  /**
   * Ids of what is paid for, each after what it builds on: shocks, then edges. Empty when `usd` is
   * null, and for assets that come after paths of a million steps.
   */
  readonly path: readonly string[];
}

/** @returns a price for each asset of the system */
export function prices(system: System): Price[] {
  const search = new Search(system);
  search.run();
  return system.assets.map((asset) => search.priceOf(asset.node));
}

/** What is done last to take a node: enter by a hit, or go over edges: one, or all. */
type Last =
  | { readonly kind: 'hit'; readonly shock: number }
  | { readonly kind: 'edges'; readonly edges: readonly number[] };

/** Ways are listed to see what branches share; past so many steps listed, sums alone are taken. */
const MOST_LISTED = 5e6;
/** Steps in the paths of all assets together: further paths are left out. */
const MOST_SHOWN = 1e6;

class Search {
  readonly #system: System;
  readonly #steps: Float64Array;
  readonly #outgoing: number[][];
  readonly #incoming: number[][];
  readonly #unmet: Int32Array;
  readonly #best: Float64Array;
  readonly #last: (Last | null)[];
  readonly #settled: Uint8Array;
  readonly #queue = new Queue();
  /** The walk that came to a node last. */
  readonly #begun: Int32Array;
  #walks = 0;
  #listed = 0;
  #shown = 0;

  constructor(system: System) {
    const { nodes, edges } = system;
    this.#system = system;
    this.#steps = Float64Array.from(edges, (edge) => stepUsd(edge, system));
    this.#outgoing = nodes.map(() => []);
    this.#incoming = nodes.map(() => []);
    edges.forEach(({ from, to }, e) => {
      this.#outgoing[from]?.push(e);
      this.#incoming[to]?.push(e);
    });
    this.#unmet = Int32Array.from(this.#incoming, (list) => list.length);
    this.#best = new Float64Array(nodes.length).fill(Infinity);
    this.#last = nodes.map(() => null);
    this.#settled = new Uint8Array(nodes.length);
    this.#begun = new Int32Array(nodes.length);
  }

  run(): void {
    this.#system.shocks.forEach((one, shock) => {
      for (const { node, chance } of oneHitPerNode(one)) {
        if (chance > 0) this.#offer(node, one.costUsd, { kind: 'hit', shock });
      }
    });
    for (let node = this.#queue.pop(); node !== undefined; node = this.#queue.pop()) {
      if (this.#settled[node] === 1) continue;
      this.#settled[node] = 1;
      for (const edge of this.#outgoing[node] ?? []) this.#pass(edge);
    }
  }

  priceOf(node: number): Price {
    const usd = this.#best[node] as number;
    if (usd === Infinity || this.#shown > MOST_SHOWN) return { usd: usd === Infinity ? null : usd, path: [] };
    const way = this.#way([node]);
    this.#shown += way.length;
    const path = way.map((part) =>
      part.kind === 'hit'
        ? (this.#system.shocks[part.shock]?.id as string)
        : (this.#system.edges[part.edge]?.id as string),
    );
    // Sums alone may have paid for a part more than once.
    const paid = this.#listed > MOST_LISTED ? way.reduce((total, part) => total + part.usd, 0) : usd;
    return { usd: Math.min(usd, paid), path };
  }

  #pass(edge: number): void {
    const step = this.#steps[edge] as number;
    if (step === Infinity) return;
    const { from, to } = this.#system.edges[edge] as SystemEdge;
    if (this.#settled[to] === 1) return;
    if (this.#system.nodes[to]?.needs === 'any') {
      this.#offer(to, (this.#best[from] as number) + step, { kind: 'edges', edges: [edge] });
      return;
    }
    this.#unmet[to] = (this.#unmet[to] as number) - 1;
    if (this.#unmet[to] !== 0) return;
    const edges = this.#incoming[to] as number[];
    this.#offer(to, this.#sumOf(edges), { kind: 'edges', edges });
  }

  #offer(node: number, usd: number, last: Last): void {
    if (usd >= (this.#best[node] as number)) return;
    this.#best[node] = usd;
    this.#last[node] = last;
    this.#queue.push(node, usd);
  }

  /** What all these edges cost together with the ways to their tails, each part paid once. */
  #sumOf(edges: readonly number[]): number {
    const steps = edges.reduce((total, edge) => total + (this.#steps[edge] as number), 0);
    const tails = edges.map((edge) => this.#system.edges[edge]?.from as number);
    const apart = tails.reduce((total, tail) => total + (this.#best[tail] as number), steps);
    if (tails.length === 1) return apart;
    // What is paid for again and again soon passes all numbers: there is a way all the same.
    if (this.#listed > MOST_LISTED) return Math.min(Number.MAX_VALUE, apart);
    const way = this.#way(tails);
    this.#listed += way.length;
    return way.reduce((total, part) => total + part.usd, steps);
  }

  /** Everything that is paid to take these nodes, once each, in an order in which it can be done. */
  #way(nodes: readonly number[]): Paid[] {
    /** One event pays for all that it hits. */
    const shocks = new Set<number>();
    const steps: Paid[] = [];
    const walk = ++this.#walks;
    /** Nodes to come to, and, as ~node, nodes to leave. */
    const stack = [...nodes].reverse();
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const last = this.#last[top < 0 ? ~top : top] as Last;
      if (top < 0) {
        for (const step of this.#stepsOf(last)) steps.push(step);
        continue;
      }
      if (this.#begun[top] === walk) continue;
      this.#begun[top] = walk;
      if (last.kind === 'hit') {
        shocks.add(last.shock);
        continue;
      }
      stack.push(~top);
      for (let i = last.edges.length - 1; i >= 0; i--)
        stack.push(this.#system.edges[last.edges[i] as number]?.from as number);
    }
    const entries = [...shocks].map(
      (shock): Paid => ({ kind: 'hit', shock, usd: this.#system.shocks[shock]?.costUsd as number }),
    );
    return [...entries, ...steps];
  }

  #stepsOf(last: Last): Paid[] {
    if (last.kind === 'hit') return [];
    return last.edges.map((edge) => ({ kind: 'edge', edge, usd: this.#steps[edge] as number }));
  }
}

type Paid =
  | { readonly kind: 'hit'; readonly shock: number; readonly usd: number }
  | { readonly kind: 'edge'; readonly edge: number; readonly usd: number };

/** Per success; ∞ for a step that cannot be made. */
function stepUsd({ probability, walls, costUsd }: SystemEdge, system: System): number {
  const failures = walls.map((wall) => system.walls[wall]?.failureOnDemand ?? 1);
  if (probability === 0 || failures.includes(0)) return Infinity;
  return failures.reduce((usd, failure) => usd / failure, costUsd / probability);
}

/** A binary heap of nodes by price; a node that gets cheaper is pushed again. */
class Queue {
  readonly #nodes: number[] = [];
  readonly #keys: number[] = [];

  push(node: number, key: number): void {
    let at = this.#nodes.length;
    this.#nodes.push(node);
    this.#keys.push(key);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if ((this.#keys[parent] as number) <= key) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#nodes[at] = node;
    this.#keys[at] = key;
  }

  pop(): number | undefined {
    const first = this.#nodes[0];
    const node = this.#nodes.pop();
    const key = this.#keys.pop();
    if (node === undefined || key === undefined || this.#nodes.length === 0) return first;
    let at = 0;
    for (let child = 1; child < this.#nodes.length; child = 2 * at + 1) {
      const right = child + 1;
      const smaller =
        right < this.#nodes.length && (this.#keys[right] as number) < (this.#keys[child] as number)
          ? right
          : child;
      if ((this.#keys[smaller] as number) >= key) break;
      this.#move(smaller, at);
      at = smaller;
    }
    this.#nodes[at] = node;
    this.#keys[at] = key;
    return first;
  }

  #move(from: number, to: number): void {
    this.#nodes[to] = this.#nodes[from] as number;
    this.#keys[to] = this.#keys[from] as number;
  }
}
