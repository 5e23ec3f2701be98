/**
 * A system as networks of independent arcs.
 *
 * A wall on one edge is a part of its chance. A wall on several edges is one event for all of them: where they all
 * leave one node, or all enter one node, it is a vertex that they share; else the network is looked at twice, with
 * the wall failed and with the wall held, which doubles the work for each such wall.
 */
import {
  ALWAYS,
  type Arc,
  both,
  type Chance,
  chanceOf,
  FrontierOverflow,
  NEVER,
  type Network,
} from '../maths/frontier-network.ts';
import type { System } from '../model/system.ts';

/** Walls that are looked at both ways. */
const MOST_CONDITIONS = 6;

export interface Template {
  readonly nodes: number;
  /** Nodes, then the vertices of shared walls. */
  readonly vertices: number;
  readonly arcs: readonly ConditionedArc[];
  /** Chance that each failed, by number; both ways are looked at. */
  readonly conditions: readonly Chance[];
  /** 1 for each node on a way from a shock to an asset. */
  readonly relevant: Uint8Array;
}

interface ConditionedArc extends Arc {
  /** Conditions that must have failed, one bit each. */
  readonly needs: number;
}

/** Where an attack starts: all of `nodes` at once. */
export interface Entry {
  readonly nodes: readonly number[];
  readonly chance: Chance;
}

/** @throws FrontierOverflow when a node on a way needs several steps at once, or walls are too entangled */
export function templateOf(system: System): Template {
  const relevant = relevantNodes(system);
  const edges = system.edges.flatMap((edge) => {
    const passable = edge.probability > 0 && edge.walls.every((w) => system.walls[w]?.failureOnDemand !== 0);
    const matters = relevant[edge.from] === 1 && relevant[edge.to] === 1 && edge.from !== edge.to;
    return passable && matters ? [edge] : [];
  });
  refuseAll(system, relevant);
  const groups = groupsOf(system, edges);
  const chances = edges.map(({ probability }) => chanceOf(probability));
  for (const { chance, members } of groups) {
    const [only] = members;
    if (members.length === 1 && only !== undefined) chances[only] = both(chances[only] as Chance, chance);
  }
  const arcs = edges.map(({ from, to }, i) => ({ from, to, chance: chances[i] as Chance, needs: 0 }));
  const shared = groups.filter(({ members }) => members.length > 1);
  return { nodes: system.nodes.length, relevant, ...withShared(arcs, shared, system.nodes.length) };
}

/** The networks of a template, with the weight of each. */
export function* networksOf(
  template: Template,
  entries: readonly Entry[],
  assets: readonly number[],
  linear: boolean,
): Generator<{ readonly weight: number; readonly network: Network }> {
  const { conditions, arcs } = template;
  const entered = entriesOf(template.vertices, entries, linear);
  const targets: Chance[] = entered.sources.map(() => NEVER);
  for (const node of assets) targets[node] = ALWAYS;
  for (let failed = 0; failed < 2 ** conditions.length; failed++) {
    const weight = conditions.reduce(
      (product, chance, i) => product * ((failed >>> i) & 1 ? chance.open : chance.shut),
      1,
    );
    if (weight === 0) continue;
    const passable = arcs.filter(({ needs }) => (needs & ~failed) === 0);
    const { sources } = entered;
    const network = {
      vertices: sources.length,
      sources,
      targets,
      arcs: [...passable, ...entered.arcs],
      linear,
    };
    yield { weight, network };
  }
}

/** An entry of several nodes is a vertex that leads to them for certain, unless it is certain itself. */
function entriesOf(
  vertices: number,
  entries: readonly Entry[],
  linear: boolean,
): { readonly sources: Chance[]; readonly arcs: readonly Arc[] } {
  const sources: Chance[] = Array.from({ length: vertices }, () => (linear ? { open: 0, shut: 1 } : NEVER));
  const arcs: Arc[] = [];
  const enter = (node: number, chance: Chance): void => {
    const before = sources[node] as Chance;
    sources[node] = { open: before.open + before.shut * chance.open, shut: before.shut * chance.shut };
  };
  for (const { nodes, chance } of entries) {
    if (nodes.length === 1 || (!linear && chance.shut === 0)) {
      for (const node of nodes) enter(node, chance);
      continue;
    }
    for (const node of nodes) arcs.push({ from: sources.length, to: node, chance: ALWAYS });
    sources.push(chance);
  }
  return { sources, arcs };
}

/** Nodes that some shock may lead to and that may lead to some asset, all edges open. */
function relevantNodes({ nodes, edges, shocks, assets }: System): Uint8Array {
  const out: number[][] = nodes.map(() => []);
  const into: number[][] = nodes.map(() => []);
  for (const { from, to, probability } of edges) {
    if (probability === 0) continue;
    out[from]?.push(to);
    into[to]?.push(from);
  }
  // A shock of rate 0 counts: its blast radius is asked for.
  const hit = shocks.flatMap(({ hits }) =>
    hits.filter(({ probability }) => probability > 0).map(({ node }) => node),
  );
  const ahead = closure(out, hit);
  const back = closure(
    into,
    assets.map(({ node }) => node),
  );
  return ahead.map((one, node) => one & (back[node] as number));
}

function closure(next: readonly (readonly number[])[], start: readonly number[]): Uint8Array {
  const seen = new Uint8Array(next.length);
  const stack = [...start];
  for (const node of start) seen[node] = 1;
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    for (const to of next[node] ?? []) {
      if (seen[to] === 1) continue;
      seen[to] = 1;
      stack.push(to);
    }
  }
  return seen;
}

/** An `all` node with one edge at most is an `any` node. */
function refuseAll({ nodes, edges }: System, relevant: Uint8Array): void {
  const incoming = new Int32Array(nodes.length);
  for (const { to } of edges) incoming[to] = (incoming[to] as number) + 1;
  nodes.forEach(({ needs, id }, node) => {
    if (needs === 'all' && relevant[node] === 1 && (incoming[node] as number) > 1)
      throw new FrontierOverflow(
        `${id} needs several steps at once, and the frontier method knows no such nodes`,
      );
  });
}

/** Walls on the same edges are one wall, all of which must fail. */
interface Group {
  readonly chance: Chance;
  readonly members: readonly number[];
}

function groupsOf({ walls }: System, edges: System['edges']): Group[] {
  const on: Set<number>[] = walls.map(() => new Set());
  edges.forEach((edge, i) => {
    for (const wall of edge.walls) on[wall]?.add(i);
  });
  const groups = new Map<string, Group>();
  walls.forEach(({ failureOnDemand }, w) => {
    const members = [...(on[w] as Set<number>)];
    if (members.length === 0 || failureOnDemand === 1) return;
    const key = members.join(' ');
    const chance = both(groups.get(key)?.chance ?? ALWAYS, chanceOf(failureOnDemand));
    groups.set(key, { chance, members });
  });
  return [...groups.values()];
}

function withShared(
  plain: readonly ConditionedArc[],
  shared: readonly Group[],
  nodes: number,
): Pick<Template, 'vertices' | 'arcs' | 'conditions'> {
  const arcs = [...plain];
  const conditions: Chance[] = [];
  let vertices = nodes;
  const walls = new Int32Array(arcs.length);
  for (const { members } of shared) for (const i of members) walls[i] = (walls[i] as number) + 1;
  for (const { chance, members } of shared) {
    const own = members.map((i) => arcs[i] as ConditionedArc);
    const end = members.every((i) => walls[i] === 1) ? commonEnd(own) : null;
    const change = (by: (arc: ConditionedArc) => Partial<ConditionedArc>): void => {
      for (const i of members) arcs[i] = { ...(arcs[i] as ConditionedArc), ...by(arcs[i] as ConditionedArc) };
    };
    if (end === null) {
      const needs = 1 << conditions.length;
      change((arc) => ({ needs: arc.needs | needs }));
      if (conditions.push(chance) > MOST_CONDITIONS)
        throw new FrontierOverflow(`more than ${MOST_CONDITIONS} walls stand on several steps each`);
      continue;
    }
    const wall = vertices++;
    change(() => ({ [end.side]: wall }));
    const [from, to] = end.side === 'from' ? [end.node, wall] : [wall, end.node];
    arcs.push({ from, to, chance, needs: 0 });
  }
  return { vertices, arcs, conditions };
}

/** The node that all arcs leave, or that all enter. */
function commonEnd(
  arcs: readonly ConditionedArc[],
): { readonly side: 'from' | 'to'; readonly node: number } | null {
  for (const side of ['from', 'to'] as const) {
    const node = arcs[0]?.[side];
    if (node !== undefined && arcs.every((arc) => arc[side] === node)) return { side, node };
  }
  return null;
}
