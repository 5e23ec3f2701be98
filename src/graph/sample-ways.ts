/** The likeliest way from a shock to an asset through each step: what is worth enumerating. */
import type { System } from '../model/system.ts';
import type { Pruned } from './sample-prune.ts';

/**
 * Dijkstra from both ends [DIJ59], products in place of sums; a node that needs several steps is as likely as
 * its likeliest, an upper bound.
 * @returns for each edge that is left: the chance of the likeliest way through it, shock included
 */
export function wayChances(system: System, pruned: Pruned): Float64Array {
  const { nodes, edges, walls, shocks, assets } = system;
  const chance = Float64Array.from(pruned.edges, (e) =>
    (edges[e]?.walls ?? []).reduce(
      (product, wall) => product * (walls[wall]?.failureOnDemand ?? 0),
      edges[e]?.probability ?? 0,
    ),
  );
  const from = Int32Array.from(pruned.edges, (e) => edges[e]?.from ?? 0);
  const to = Int32Array.from(pruned.edges, (e) => edges[e]?.to ?? 0);
  const entered = new Float64Array(nodes.length);
  for (const { hazard, hits } of shocks)
    for (const { node, probability } of hits)
      entered[node] = Math.max(entered[node] as number, -Math.expm1(-hazard) * probability);
  const lost = new Float64Array(nodes.length);
  for (const { node } of assets) lost[node] = 1;
  spread(entered, { from, to, chance });
  spread(lost, { from: to, to: from, chance });
  return chance.map((p, i) => (entered[from[i] as number] as number) * p * (lost[to[i] as number] as number));
}

interface Steps {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly chance: Float64Array;
}

/** Raises each node to its likeliest way, in place. */
function spread(best: Float64Array, { from, to, chance }: Steps): void {
  const start = new Int32Array(best.length + 1);
  for (const node of from) start[node + 1] = (start[node + 1] as number) + 1;
  for (let i = 0; i < best.length; i++) start[i + 1] = (start[i + 1] as number) + (start[i] as number);
  const next = start.slice(0, best.length);
  const list = new Int32Array(from.length);
  from.forEach((node, e) => {
    const at = next[node] as number;
    list[at] = e;
    next[node] = at + 1;
  });
  const heap: Entry[] = [];
  best.forEach((value, node) => {
    if (value > 0) push(heap, { value, node });
  });
  for (let top = pop(heap); top !== undefined; top = pop(heap)) {
    if (top.value < (best[top.node] as number)) continue;
    for (let i = start[top.node] as number; i < (start[top.node + 1] as number); i++) {
      const e = list[i] as number;
      const value = top.value * (chance[e] as number);
      const node = to[e] as number;
      if (value <= (best[node] as number)) continue;
      best[node] = value;
      push(heap, { value, node });
    }
  }
}

interface Entry {
  readonly value: number;
  readonly node: number;
}

/** A binary heap, the largest value first. */
function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const above = (at - 1) >> 1;
    if ((heap[above] as Entry).value >= entry.value) break;
    heap[at] = heap[above] as Entry;
    at = above;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && (heap[below + 1] as Entry).value > (heap[below] as Entry).value) below++;
    if ((heap[below] as Entry).value <= last.value) break;
    heap[at] = heap[below] as Entry;
    at = below;
  }
  heap[at] = last;
  return top;
}
