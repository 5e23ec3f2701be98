/**
 * Orders of nodes for a decision diagram. An atom, wall or edge gets its place in the order of variables when the
 * first node that it hits, the first edge that it stands on, the second of its ends is placed: what belongs
 * together stands together. No order is best for all graphs, so several are raced.
 */
import type { Reduced } from './exact-reduce.ts';

/** Kept nodes in the order in which they are placed. */
export type NodeOrder = readonly number[];

/** @returns at least one order, the most promising first */
export function nodeOrders(reduced: Reduced): NodeOrder[] {
  const around = neighbours(reduced);
  const entered = new Set(reduced.atoms.flatMap((atom) => atom.hits));
  const assets = [...new Set(reduced.assets)].filter((node) => node >= 0);
  const orders = [
    depthFirst(reduced, assets),
    ...(scans(around) > MOST_SCANS ? [] : [narrowest(around, assets)]),
    breadthFirst(around, [...entered]),
    breadthFirst(around, assets),
  ];
  const seen = new Set<string>();
  return orders.filter((order) => {
    const key = order.join();
    return !seen.has(key) && seen.add(key);
  });
}

/** Neighbours looked at to find the narrowest order: at most all of them at each step. */
const MOST_SCANS = 2e7;

const scans = (around: readonly (readonly number[])[]): number =>
  around.length * around.reduce((total, list) => total + list.length, 0);

function neighbours({ incoming }: Reduced): readonly (readonly number[])[] {
  const around = incoming.map(() => new Set<number>());
  incoming.forEach((edges, to) => {
    for (const { from } of edges) {
      around[to]?.add(from);
      around[from]?.add(to);
    }
  });
  return around.map((set) => [...set]);
}

/** From the assets against the edges, as a fault tree is read. */
function depthFirst({ incoming }: Reduced, starts: readonly number[]): number[] {
  const placed = new Set<number>();
  const stack = [...starts].reverse();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (placed.has(node)) continue;
    placed.add(node);
    const tails = incoming[node] ?? [];
    for (let i = tails.length - 1; i >= 0; i--) stack.push(tails[i]?.from as number);
  }
  return [...placed];
}

function breadthFirst(around: readonly (readonly number[])[], starts: readonly number[]): number[] {
  const placed = new Set<number>(starts);
  for (const node of placed) for (const next of around[node] ?? []) placed.add(next);
  return [...placed];
}

/** Next comes the node that leaves the fewest placed nodes with neighbours still to come. */
function narrowest(around: readonly (readonly number[])[], starts: readonly number[]): number[] {
  const left = Int32Array.from(around, (list) => list.length);
  const placed = new Set<number>();
  const border = new Set<number>(starts.slice(0, 1));
  while (border.size > 0) {
    const best = least(border, (node) => {
      const ahead = (around[node] ?? []).filter((next) => !placed.has(next)).length;
      const closed = (around[node] ?? []).filter((next) => placed.has(next) && left[next] === 1).length;
      return ahead * A_LITTLE - closed;
    });
    border.delete(best);
    placed.add(best);
    for (const next of around[best] ?? []) {
      left[next] = (left[next] as number) - 1;
      if (!placed.has(next)) border.add(next);
    }
    const start = starts.find((one) => !placed.has(one));
    if (border.size === 0 && start !== undefined) border.add(start);
  }
  return [...placed];
}

/** Decides between nodes that leave as many open: fewer new neighbours first. */
const A_LITTLE = 1e-3;

function least(nodes: ReadonlySet<number>, cost: (node: number) => number): number {
  let best = -1;
  let lowest = Infinity;
  for (const node of nodes) {
    const here = cost(node);
    if (here < lowest) [best, lowest] = [node, here];
  }
  return best;
}
