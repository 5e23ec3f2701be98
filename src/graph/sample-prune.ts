/** What of a system can matter: steps on some way from a shock to an asset, were every event to happen. */
import type { System } from '../model/system.ts';

export interface Pruned {
  /** Steps that are left, by their index. */
  readonly edges: Int32Array;
  /** Nodes from which an asset can be reached; only these are worlds' rows. */
  readonly relevant: Uint8Array;
  /** Nodes that can fall at all. */
  readonly possible: Uint8Array;
  /** Nodes that need several of the steps that are left. */
  readonly gate: Uint8Array;
  /** Nodes that lead into a gate by one of its steps. */
  readonly bound: Uint8Array;
  readonly hasGates: boolean;
}

/**
 * @param whatIf take steps of chance 0 as possible too: importances ask what they would do
 */
export function prune(system: System, whatIf: boolean): Pruned {
  const { nodes, edges, walls } = system;
  const passable = Uint8Array.from(edges, (edge) =>
    Number(
      whatIf || (edge.probability > 0 && edge.walls.every((wall) => (walls[wall]?.failureOnDemand ?? 0) > 0)),
    ),
  );
  const out = lists(nodes.length, edges, (edge) => edge.from);
  const into = lists(nodes.length, edges, (edge) => edge.to);
  const { possible, fallable } = canFall(system, passable, out);
  /** A step from a node to itself gives an `any` node nothing; an `all` node never falls by it. */
  const usable = (e: number): boolean =>
    passable[e] === 1 &&
    edges[e]?.from !== edges[e]?.to &&
    possible[edges[e]?.from ?? 0] === 1 &&
    fallable[edges[e]?.to ?? 0] === 1;
  const relevant = backwards(
    system.assets.map((asset) => asset.node),
    into,
    (e) => (usable(e) ? (edges[e]?.from ?? -1) : -1),
  );
  const left: number[] = [];
  const needs = new Int32Array(nodes.length);
  edges.forEach(({ to }, e) => {
    if (!usable(e) || relevant[to] === 0) return;
    left.push(e);
    needs[to] = (needs[to] as number) + 1;
  });
  const gate = Uint8Array.from(nodes, (node, n) => Number(node.needs === 'all' && (needs[n] as number) > 1));
  const entries = left.flatMap((e) => (gate[edges[e]?.to ?? 0] === 1 ? [edges[e]?.from ?? 0] : []));
  const kept = new Uint8Array(edges.length);
  for (const e of left) kept[e] = 1;
  const bound = backwards(entries, into, (e) => (kept[e] === 1 ? (edges[e]?.from ?? -1) : -1));
  return {
    edges: Int32Array.from(left),
    relevant,
    possible,
    gate,
    bound,
    hasGates: entries.length > 0,
  };
}

/** Steps of each node, as a list with starts. */
interface Lists {
  readonly start: Int32Array;
  readonly list: Int32Array;
}

function lists(count: number, edges: System['edges'], end: (edge: System['edges'][number]) => number): Lists {
  const start = new Int32Array(count + 1);
  for (const edge of edges) start[end(edge) + 1] = (start[end(edge) + 1] as number) + 1;
  for (let i = 0; i < count; i++) start[i + 1] = (start[i + 1] as number) + (start[i] as number);
  const next = start.slice(0, count);
  const list = new Int32Array(edges.length);
  edges.forEach((edge, e) => {
    const at = next[end(edge)] as number;
    list[at] = e;
    next[end(edge)] = at + 1;
  });
  return { start, list };
}

/** The least fixed point with every event happening: what falls, and what falls by its steps. */
function canFall(
  { nodes, edges, shocks }: System,
  passable: Uint8Array,
  out: Lists,
): { possible: Uint8Array; fallable: Uint8Array } {
  const possible = new Uint8Array(nodes.length);
  const fallable = new Uint8Array(nodes.length);
  const unmet = new Int32Array(nodes.length);
  for (const { to } of edges) unmet[to] = (unmet[to] as number) + 1;
  const queue: number[] = [];
  const fall = (node: number): void => {
    if (possible[node] === 1) return;
    possible[node] = 1;
    queue.push(node);
  };
  for (const { hits } of shocks) for (const { node, probability } of hits) if (probability > 0) fall(node);
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at] as number;
    for (let i = out.start[node] as number; i < (out.start[node + 1] as number); i++) {
      const e = out.list[i] as number;
      const to = edges[e]?.to ?? 0;
      if (passable[e] === 0 || to === node) continue;
      unmet[to] = (unmet[to] as number) - 1;
      if (nodes[to]?.needs === 'all' && (unmet[to] as number) > 0) continue;
      fallable[to] = 1;
      fall(to);
    }
  }
  return { possible, fallable };
}

/** Nodes from which one of `goals` is reached, themselves among them. */
function backwards(goals: readonly number[], into: Lists, tailOf: (edge: number) => number): Uint8Array {
  const seen = new Uint8Array(into.start.length - 1);
  const queue: number[] = [];
  const see = (node: number): void => {
    if (node < 0 || seen[node] === 1) return;
    seen[node] = 1;
    queue.push(node);
  };
  goals.forEach(see);
  for (let at = 0; at < queue.length; at++) {
    const node = queue[at] as number;
    for (let i = into.start[node] as number; i < (into.start[node + 1] as number); i++)
      see(tailOf(into.list[i] as number));
  }
  return seen;
}
