/** Which vertices lie on a way from the source to the sink that repeats none. */

/**
 * The block (biconnected component) of the edge source–sink, directions forgotten, once the vertices are left out
 * that cannot be reached or cannot reach. A vertex outside it lies on no simple way [TAR72].
 *
 * @param out heads of the arcs, by vertex
 * @param entered the source leads straight to it
 * @param leaving it leads straight to the sink
 * @returns 1 for each vertex that may matter
 */
export function onSimpleWays(
  out: readonly (readonly number[])[],
  entered: readonly boolean[],
  leaving: readonly boolean[],
): Uint8Array {
  const into: number[][] = out.map(() => []);
  out.forEach((heads, v) => {
    for (const to of heads) into[to]?.push(v);
  });
  const ahead = closure(out, entered);
  const back = closure(into, leaving);
  const between = ahead.map((one, v) => one & (back[v] as number));
  return block(neighboursOf(out, between, entered, leaving), out.length);
}

/** All that `start` leads to, itself included. */
function closure(out: readonly (readonly number[])[], start: readonly boolean[]): Uint8Array {
  const seen = new Uint8Array(out.length);
  const stack: number[] = [];
  const take = (v: number): void => {
    if (seen[v] === 1) return;
    seen[v] = 1;
    stack.push(v);
  };
  start.forEach((is, v) => {
    if (is) take(v);
  });
  for (let v = stack.pop(); v !== undefined; v = stack.pop()) for (const to of out[v] ?? []) take(to);
  return seen;
}

/** Undirected; the source is vertex n, the sink n + 1, and they are neighbours. */
function neighboursOf(
  out: readonly (readonly number[])[],
  kept: Uint8Array,
  entered: readonly boolean[],
  leaving: readonly boolean[],
): number[][] {
  const source = out.length;
  const sink = source + 1;
  const neighbours: number[][] = Array.from({ length: source + 2 }, () => []);
  const join = (a: number, b: number): void => {
    neighbours[a]?.push(b);
    neighbours[b]?.push(a);
  };
  join(source, sink);
  out.forEach((heads, v) => {
    if (kept[v] === 0) return;
    for (const to of heads) if (kept[to] === 1) join(v, to);
    if (entered[v]) join(source, v);
    if (leaving[v]) join(v, sink);
  });
  return neighbours;
}

/**
 * Depth first from the source, the sink first. A child w of u shares the block of u's own edge when something
 * below w leads back above u.
 */
function block(neighbours: readonly (readonly number[])[], source: number): Uint8Array {
  const sink = source + 1;
  const { order, parent, found } = walk(neighbours, source);
  const low = Int32Array.from(found);
  for (let i = order.length - 1; i > 0; i--) {
    const v = order[i] as number;
    for (const other of neighbours[v] as readonly number[])
      if (other !== parent[v] && (found[other] as number) < (low[v] as number))
        low[v] = found[other] as number;
    const above = parent[v] as number;
    low[above] = Math.min(low[above] as number, low[v] as number);
  }
  const kept = new Uint8Array(source + 2);
  kept[sink] = 1;
  for (const v of order) {
    const above = parent[v] as number;
    if (v === source || v === sink || above === source) continue;
    if (kept[above] === 1 && (low[v] as number) < (found[above] as number)) kept[v] = 1;
  }
  return kept.subarray(0, source);
}

/** Preorder of a depth-first walk, without recursion. */
function walk(
  neighbours: readonly (readonly number[])[],
  root: number,
): { readonly order: readonly number[]; readonly parent: Int32Array; readonly found: Int32Array } {
  const found = new Int32Array(neighbours.length).fill(-1);
  const parent = new Int32Array(neighbours.length).fill(-1);
  const next = new Int32Array(neighbours.length);
  const order = [root];
  const stack = [root];
  found[root] = 0;
  while (stack.length > 0) {
    const v = stack[stack.length - 1] as number;
    const to = neighbours[v]?.[next[v] as number];
    if (to === undefined) {
      stack.pop();
      continue;
    }
    next[v] = (next[v] as number) + 1;
    if (found[to] !== -1) continue;
    found[to] = order.length;
    parent[to] = v;
    order.push(to);
    stack.push(to);
  }
  return { order, parent, found };
}
