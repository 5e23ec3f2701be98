/**
 * Orders of the vertices for the frontier method, and a cheap guess of what each costs.
 *
 * The states of a frontier of k vertices grow like 4^k for partitions of a planar network and like 2^k where it
 * only matters which vertices are reached, so the guess is Σ over the steps of 2 to the sum of one weight a vertex.
 */
import {
  endsOf,
  lastQuestions,
  MOST_SLOTS,
  otherEnd,
  type Pair,
  type Pairs,
  type Plan,
  planOf,
  questionsOf,
} from './frontier-plan.ts';

/** Vertices up to which every order is tried, and starts of the greedy order. */
const SMALL = 3000;
const MOST_STARTS = 48;
/** A guess past this is hopeless; the greedy order gives up at such a frontier. */
const HOPELESS = 4 * MOST_SLOTS;
/** Bits of a vertex that arcs may still enter and leave, of one that they may only enter, or only leave. */
const BITS_BOTH = 2;
const BITS_ONE = 1.2;
/** A relation between ordered pairs says more than a partition. */
const BITS_DIRECTED = 3.2;

/** A guess of so many states a question is not worth a longer search. */
const CHEAP = 32;

/** The plan of the cheapest order found, by the guess; null when no frontier is narrow enough. */
export function bestPlan(graph: Pairs): Plan | null {
  const cheap = CHEAP * (graph.pairs.length + graph.network.vertices);
  let best: Plan | null = null;
  let bestGuess = Number.POSITIVE_INFINITY;
  for (const orders of stages(graph)) {
    for (const order of orders) {
      if (!fits(graph, order)) continue;
      const guess = guessOf(graph, order);
      if (guess >= bestGuess) continue;
      const plan = planOf(graph, order);
      if (plan === null) continue;
      best = plan;
      bestGuess = guess;
    }
    if (bestGuess <= cheap) break;
  }
  return best;
}

/** Orders and their reverses, those that take the least time to make first. */
function* stages(graph: Pairs): Generator<number[][]> {
  const { network } = graph;
  const n = network.vertices;
  const sources = indices(network.sources.map((chance) => chance.open > 0));
  const sinks = indices(network.targets.map((chance) => chance.open > 0));
  const natural = Array.from({ length: n }, (_, v) => v);
  const layers = [breadthFirst(graph, sources), breadthFirst(graph, sinks)];
  yield withReverses(graph.symmetric ? [natural, ...layers] : [alongArcs(graph), natural, ...layers]);
  const far = layers.map((order) => order[n - 1] as number);
  yield withReverses(far.map((v) => breadthFirst(graph, [v])));
  if (n > SMALL) return;
  yield withReverses([greedy(graph, sources), greedy(graph, sinks)]);
  const starts = new Set([...far, ...spread(n, n <= 400 ? MOST_STARTS : 4)]);
  yield withReverses([...starts].map((v) => greedy(graph, [v])));
}

const withReverses = (orders: readonly number[][]): number[][] =>
  orders.flatMap((order) => [order, [...order].reverse()]);

const indices = (flags: readonly boolean[]): number[] => flags.flatMap((is, index) => (is ? [index] : []));

const spread = (n: number, most: number): number[] =>
  Array.from({ length: Math.min(n, most) }, (_, i) => Math.floor((i * n) / Math.min(n, most)));

/** Whether the frontier after each vertex has a slot for all that have neighbours on both sides. */
function fits(graph: Pairs, order: readonly number[]): boolean {
  const placed = new Uint8Array(order.length);
  /** Neighbours that are placed. */
  const done = new Int32Array(order.length);
  let width = 0;
  for (const v of order) {
    placed[v] = 1;
    const degree = (graph.of[v] as readonly number[]).length;
    if ((done[v] as number) > 0 && done[v] !== degree) width++;
    for (const pair of graph.of[v] as readonly number[]) {
      const other = otherEnd(graph.pairs[pair] as Pair, v);
      done[other] = (done[other] as number) + 1;
      if (placed[other] === 0) continue;
      const all = (graph.of[other] as readonly number[]).length;
      if (done[other] === 1 && all > 1) width++;
      if (done[other] === all && all > 1) width--;
    }
    if (width > MOST_SLOTS) return false;
  }
  return true;
}

/** Σ over the questions of 2^(bits of the frontier); +∞ past `HOPELESS` bits. */
function guessOf(graph: Pairs, order: readonly number[]): number {
  const questions = questionsOf(graph, order);
  const last = lastQuestions(graph, questions);
  const bits = bitsOf(graph, order);
  const inside = new Uint8Array(order.length);
  let width = 0;
  let guess = 0;
  for (const [index, question] of questions.entries()) {
    const ends = endsOf(graph, question);
    for (const v of ends) {
      if (inside[v] === 0) width += bits[v] as number;
      inside[v] = 1;
    }
    if (width > HOPELESS) return Number.POSITIVE_INFINITY;
    guess += 2 ** width;
    for (const v of ends) if (last[v] === index) width -= bits[v] as number;
  }
  return guess;
}

/** Bits that a vertex adds to a state while it stands in the frontier, by what later vertices may do to it. */
function bitsOf(graph: Pairs, order: readonly number[]): Float64Array {
  const place = new Int32Array(order.length);
  order.forEach((v, index) => {
    place[v] = index;
  });
  const toEnter = new Uint8Array(order.length);
  const toLeave = new Uint8Array(order.length);
  for (const { u, v, backward } of graph.pairs) {
    const [early, forward] = (place[u] as number) < (place[v] as number) ? [u, true] : [v, false];
    if (forward || backward.open > 0) toLeave[early] = 1;
    if (!forward || backward.open > 0) toEnter[early] = 1;
  }
  const full = graph.symmetric ? BITS_BOTH : BITS_DIRECTED;
  return Float64Array.from(order, (_, v) => {
    if (graph.enters[v] === 0 || graph.leaves[v] === 0) return 1;
    if (toEnter[v] === 1 && toLeave[v] === 1) return full;
    return graph.symmetric ? BITS_BOTH : BITS_ONE;
  });
}

/** Layer by layer; what is not connected comes last. */
function breadthFirst(graph: Pairs, starts: readonly number[]): number[] {
  const seen = new Uint8Array(graph.network.vertices);
  const order: number[] = [];
  const take = (v: number): void => {
    if (seen[v] === 1) return;
    seen[v] = 1;
    order.push(v);
  };
  for (const v of starts) take(v);
  for (let root = 0, at = 0; ; at++) {
    while (at === order.length && root < seen.length) take(root++);
    const v = order[at];
    if (v === undefined) return order;
    const next = neighboursOf(graph, v).filter((other) => seen[other] === 0);
    for (const other of next) take(other);
  }
}

const neighboursOf = ({ pairs, of }: Pairs, v: number): number[] =>
  (of[v] as readonly number[]).map((pair) => otherEnd(pairs[pair] as Pair, v));

/** Tails before heads where there are no cycles: finishing order of a depth-first walk, turned round. */
function alongArcs({ network }: Pairs): number[] {
  const out: number[][] = Array.from({ length: network.vertices }, () => []);
  for (const { from, to } of network.arcs) out[from]?.push(to);
  const seen = new Uint8Array(network.vertices);
  const next = new Int32Array(network.vertices);
  const finished: number[] = [];
  const roots = network.sources.flatMap((chance, v) => (chance.open > 0 ? [v] : []));
  for (const root of [...roots, ...out.keys()]) {
    if (seen[root] === 1) continue;
    const stack = [root];
    seen[root] = 1;
    while (stack.length > 0) {
      const v = stack[stack.length - 1] as number;
      const to = out[v]?.[next[v] as number];
      next[v] = (next[v] as number) + 1;
      if (to === undefined) finished.push(stack.pop() as number);
      else if (seen[to] === 0) {
        seen[to] = 1;
        stack.push(to);
      }
    }
  }
  return finished.reverse();
}

/**
 * Always the vertex beside the frontier that leaves the smallest frontier, among equals the one beside the vertex
 * that has stood there longest. Gives up, and takes what is left as it comes, when the frontier is hopeless.
 */
function greedy(graph: Pairs, starts: readonly number[]): number[] {
  const n = graph.network.vertices;
  const around = Array.from({ length: n }, (_, v) => neighboursOf(graph, v));
  const open = Int32Array.from(around, (list) => list.length);
  const since = new Int32Array(n).fill(-1);
  const order: number[] = [];
  const beside = new Set<number>();
  let frontier = 0;
  const place = (v: number): void => {
    since[v] = order.length;
    order.push(v);
    beside.delete(v);
    frontier += (open[v] as number) > 0 ? 1 : 0;
    for (const other of around[v] as readonly number[]) {
      open[other] = (open[other] as number) - 1;
      if (since[other] === -1) beside.add(other);
      else if (open[other] === 0) frontier--;
    }
  };
  /** Change of the frontier, then age of the oldest neighbour. */
  const rank = (v: number): number => {
    let change = (open[v] as number) > 0 ? 1 : 0;
    let oldest = n;
    for (const other of around[v] as readonly number[]) {
      if (since[other] === -1) continue;
      if (open[other] === 1) change--;
      oldest = Math.min(oldest, since[other] as number);
    }
    return change * 2 * n + oldest;
  };
  for (const v of starts.slice(0, 1)) place(v);
  for (let root = 0; order.length < n; ) {
    if (frontier > HOPELESS) return [...order, ...[...around.keys()].filter((v) => since[v] === -1)];
    if (beside.size === 0) {
      while (since[root] !== -1) root++;
      place(root);
      continue;
    }
    let best = -1;
    let bestRank = Number.POSITIVE_INFINITY;
    for (const v of beside) {
      const value = rank(v);
      if (value < bestRank) {
        best = v;
        bestRank = value;
      }
    }
    place(best);
  }
  return order;
}
