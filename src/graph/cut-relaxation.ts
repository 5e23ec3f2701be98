/**
 * Lower bounds of what a plan leaves, by minimum cuts. Nodes have labels: reached, safe, or not decided yet.
 *
 * At a price of μ for an hour the best plan without a budget is a minimum cut between what is reached and what is
 * safe, where each bundle costs μ·hours and each node that is reached its loss:
 *
 *     L(μ) = min over cuts of loss + μ·hours  − μ·budget     ≤  the least loss within the budget
 *
 * Its maximum over μ is the bound of the linear relaxation. The hours of a wall on several bundles are shared out
 * among those that may still be cut, which keeps L a lower bound; once one of them is cut for certain the wall is
 * paid, and the others are free.
 */
import { MaxFlow } from '../maths/max-flow.ts';
import type { Bundle, Bundles } from './cut-bundles.ts';

export const OPEN = 0;
export const REACHED = 1;
export const SAFE = 2;

/** What an hour and a loss cost. */
export interface Prices {
  readonly hour: number;
  readonly loss: number;
}

export interface Relaxed {
  /** The least price of a plan with these labels is no less; Infinity when there is none. */
  readonly price: number;
  /** Marks of the nodes on the reached side of the cut. */
  readonly inside: Uint8Array;
  /** Of the cut, shared out where walls stand on several bundles. */
  readonly hours: number;
  readonly loss: number;
}

/** Part of all capacities below which what is left of one counts as nothing. */
const LEAST = 1e-12;
/** Rounds of labels that follow from labels; what is left undone costs time, not truth. */
const MOST_ROUNDS = 30;

export class CutRelaxation {
  readonly #bundles: Bundles;
  readonly #flow: MaxFlow;
  readonly #sink: number;
  readonly #sources: Uint8Array;
  readonly #sinks: Uint8Array;
  /** Nodes with a loss, whose arcs to the sink come after those of the bundles. */
  readonly #losing: readonly number[];
  /** Of each wall: whether the labels make it stand, and the share of its hours that each bundle bears. */
  readonly #paid: Uint8Array;
  readonly #share: Float64Array;
  readonly #hours: Float64Array;
  readonly #kept: Float64Array;
  #paidHours = 0;
  #all = 1;

  constructor(bundles: Bundles) {
    const { nodes, losses, hours } = bundles.network;
    this.#bundles = bundles;
    this.#sink = nodes;
    this.#losing = losses.flatMap((loss, v) => (loss > 0 ? [v] : []));
    this.#flow = new MaxFlow(nodes + 1, [
      ...bundles.list.map(({ from, to }) => [from, to] as const),
      ...this.#losing.map((v) => [v, nodes] as const),
    ]);
    this.#sources = new Uint8Array(nodes + 1);
    this.#sinks = new Uint8Array(nodes + 1);
    this.#paid = new Uint8Array(hours.length);
    this.#share = new Float64Array(hours.length);
    this.#hours = new Float64Array(bundles.list.length);
    this.#kept = new Float64Array(this.#flow.left.length);
  }

  /** Arcs looked at so far. */
  get work(): number {
    return this.#flow.work;
  }

  /**
   * Completes labels by those that follow from them within the budget, and makes ready to relax them.
   *
   * @param labels changed in place
   * @param budget finite
   * @returns whether any plan within the budget may have them
   */
  settle(labels: Uint8Array, budget: number): boolean {
    const slack = budget + 1e-9 * (1 + budget);
    for (let round = 0; round < MOST_ROUNDS; round++) {
      this.#pay(labels);
      if (this.#paidHours > slack) return false;
      const follows = this.#follow(labels, slack - this.#paidHours);
      if (follows === 'nothing') break;
      if (follows === 'contradiction') return false;
    }
    this.#pay(labels);
    this.#spread(labels, slack - this.#paidHours);
    return this.#paidHours <= slack;
  }

  /** Walls of bundles from reached to safe stand; the hours of the others are shared out. */
  #pay(labels: Uint8Array): void {
    const { list, of, network } = this.#bundles;
    this.#paidHours = 0;
    of.forEach((own, wall) => {
      let alive = 0;
      let paid = 0;
      for (const b of own) {
        const { from, to } = list[b] as Bundle;
        if (labels[from] === SAFE || labels[to] === REACHED) continue;
        alive += 1;
        if (labels[from] === REACHED && labels[to] === SAFE) paid = 1;
      }
      const hours = network.hours[wall] as number;
      this.#paid[wall] = paid;
      this.#share[wall] = alive === 0 ? 0 : hours / alive;
      if (paid === 1) this.#paidHours += hours;
    });
    this.#flow.work += list.length;
  }

  /** A node behind more hours than are left is reached; one before more than are left to what is safe is safe. */
  #follow(labels: Uint8Array, left: number): 'something' | 'nothing' | 'contradiction' {
    const { list, network } = this.#bundles;
    const into = new Float64Array(network.nodes);
    const out = new Float64Array(network.nodes);
    let changed = false;
    for (const bundle of list) {
      const { from, to } = bundle;
      const [tail, head] = [labels[from], labels[to]];
      if (tail === SAFE || head === REACHED || tail === head) continue;
      const hours = this.#unpaid(bundle);
      if (tail !== OPEN && head !== OPEN) {
        if (hours > left) return 'contradiction';
        continue;
      }
      const [node, sums, label] = tail === REACHED ? [to, into, REACHED] : [from, out, SAFE];
      sums[node] = this.#together(bundle, sums[node] as number, hours);
      if ((sums[node] as number) <= left) continue;
      labels[node] = label;
      changed = true;
    }
    return changed ? 'something' : 'nothing';
  }

  /** Hours of bundles that are to be shut together: those that share a wall with others count as the dearest of them. */
  #together({ walls }: Bundle, before: number, hours: number): number {
    const own = walls.every((wall) => (this.#bundles.of[wall]?.length ?? 0) === 1);
    return own ? before + hours : Math.max(before, hours);
  }

  /** Hours to shut a bundle, besides what is paid; Infinity when it cannot be shut. */
  #unpaid({ walls, open }: Bundle): number {
    if (open) return Number.POSITIVE_INFINITY;
    let hours = 0;
    for (const wall of walls)
      if (this.#paid[wall] === 0) hours += this.#bundles.network.hours[wall] as number;
    return hours;
  }

  /** Hours of each bundle in the relaxation: Infinity when it cannot be shut within what is left, 0 when it is free. */
  #spread(labels: Uint8Array, left: number): void {
    this.#bundles.list.forEach((bundle, b) => {
      const { from, to, walls } = bundle;
      const decided = labels[from] === SAFE || labels[to] === REACHED;
      let hours = 0;
      if (!decided) {
        if (this.#unpaid(bundle) > left) hours = Number.POSITIVE_INFINITY;
        else for (const wall of walls) if (this.#paid[wall] === 0) hours += this.#share[wall] as number;
      }
      this.#hours[b] = hours;
    });
    for (let v = 0; v < labels.length; v++) {
      this.#sources[v] = labels[v] === REACHED ? 1 : 0;
      this.#sinks[v] = labels[v] === SAFE ? 1 : 0;
    }
    this.#sinks[this.#sink] = 1;
  }

  /** The least price with the labels that were settled last. */
  relax({ hour, loss }: Prices): Relaxed {
    const { losses } = this.#bundles.network;
    const { left } = this.#flow;
    let all = 0;
    left.fill(0);
    for (const hours of this.#hours) if (hours < Number.POSITIVE_INFINITY) all += hour * hours;
    this.#losing.forEach((v, i) => {
      const capacity = loss * (losses[v] as number);
      left[2 * (this.#hours.length + i)] = capacity;
      all += capacity;
    });
    const never = 2 * all + 1e-300;
    this.#hours.forEach((hours, b) => {
      left[2 * b] = hours < Number.POSITIVE_INFINITY ? hour * hours : never;
    });
    this.#all = all;
    const price = this.#push(Number.POSITIVE_INFINITY);
    this.#kept.set(left);
    return {
      price: price >= never ? Number.POSITIVE_INFINITY : price + hour * this.#paidHours,
      ...this.#cut(),
    };
  }

  #push(enough: number): number {
    return this.#flow.push(this.#sources, this.#sinks, { least: LEAST * this.#all + 1e-300, enough });
  }

  #cut(): Omit<Relaxed, 'price'> {
    const { network, list } = this.#bundles;
    const { level } = this.#flow;
    const inside = new Uint8Array(network.nodes);
    let loss = 0;
    for (let v = 0; v < network.nodes; v++) {
      if ((level[v] as number) < 0) continue;
      inside[v] = 1;
      loss += network.losses[v] as number;
    }
    let hours = this.#paidHours;
    list.forEach(({ from, to }, b) => {
      if (inside[from] === 1 && inside[to] === 0) hours += this.#hours[b] as number;
    });
    return { inside, hours, loss };
  }

  /**
   * By how much the price of the last relaxation rises at least when a node is put on the other side; as far as
   * `enough` it is looked for.
   */
  probe(node: number, inside: boolean, enough: number): number {
    this.#flow.left.set(this.#kept);
    const marks = inside ? this.#sinks : this.#sources;
    marks[node] = 1;
    const rise = this.#push(enough);
    marks[node] = 0;
    return rise;
  }
}
