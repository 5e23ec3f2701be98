/**
 * What of a system can matter: the part of the graph that an attacker can enter and that leads to an asset,
 * with every step thought open, every wall broken and every shock possible. Impossible steps (p = 0) stay in it:
 * their importance asks what would be if they were open.
 *
 * Shocks become *atoms*: independent Poisson events that hit a fixed set of nodes. A shock with k random hits is
 * 2^k independent shocks with fixed hits, by marked thinning of its Poisson process [KIN93]:
 *
 *     Λ_T = Λ · Π_{n ∈ T} h_n · Π_{n ∉ T} (1 − h_n)
 *
 * Shocks with the same fixed hits are one atom with the sum of their Λ. Atoms of a shock with random hits stay its
 * own, so that "no event of this shock" is a statement about variables.
 */
import type { System, SystemShock, TooLarge } from '../model/system.ts';

export interface Reduced {
  /** Of each kept node: whether it needs all its steps. */
  readonly all: readonly boolean[];
  /** Steps into each kept node; `edge` is the system's, `from` a kept node. */
  readonly incoming: readonly (readonly Incoming[])[];
  /** The kept node of each asset, −1 when nothing leads to it. */
  readonly assets: readonly number[];
  readonly atoms: readonly Atom[];
  /** For each shock of the system: what one event of it may be. */
  readonly shocks: readonly ReducedShock[];
}

export interface Incoming {
  readonly edge: number;
  readonly from: number;
}

export interface Atom {
  /** Kept nodes, rising. */
  readonly hits: readonly number[];
  /** Shocks of which this is an event, with their part of Λ. More than one only when all hits are fixed. */
  readonly of: readonly { readonly shock: number; readonly hazard: number }[];
}

export interface ReducedShock {
  /** Chance that one event of the shock is one of this atom; what is missing to 1 hits no kept node. */
  readonly parts: readonly { readonly atom: number; readonly weight: number }[];
  /** The atom is all of the shock: each event is one of it. */
  readonly whole: boolean;
  /** Chance that an event hits some node at all, kept or not. */
  readonly hitsSome: number;
  /** Chance that an event hits some node, but no kept one. */
  readonly hitsOnlyElsewhere: number;
}

/** Random hits of one shock, and atoms in all, past which thinning is no way. */
const MOST_RANDOM_HITS = 12;
const MOST_ATOMS = 1 << 12;

export function reduce(system: System): Reduced | TooLarge {
  const reached = reachedAtBest(system);
  const usable = usableEdges(system, reached);
  const kept = leadingToAssets(system, usable, reached);
  const index = new Int32Array(system.nodes.length).fill(-1);
  const all: boolean[] = [];
  kept.forEach((isKept, node) => {
    if (isKept === 0) return;
    index[node] = all.length;
    all.push(system.nodes[node]?.needs === 'all');
  });
  const incoming: Incoming[][] = all.map(() => []);
  system.edges.forEach(({ from, to }, edge) => {
    const tail = index[from] as number;
    if (usable[edge] === 1 && (index[to] as number) >= 0 && tail >= 0)
      incoming[index[to] as number]?.push({ edge, from: tail });
  });
  const atoms = new Atoms(index);
  for (const [s, shock] of system.shocks.entries()) {
    const tooLarge = atoms.add(s, shock);
    if (tooLarge !== null) return tooLarge;
  }
  return {
    all,
    incoming,
    assets: system.assets.map((asset) => index[asset.node] as number),
    atoms: atoms.atoms,
    shocks: atoms.shocks,
  };
}

/** Nodes that fall when every shock comes, every step is open and no wall holds. */
function reachedAtBest({ nodes, edges, shocks }: System): Uint8Array {
  const outgoing: number[][] = nodes.map(() => []);
  const unmet = new Int32Array(nodes.length);
  for (const { from, to } of edges) {
    outgoing[from]?.push(to);
    unmet[to] = (unmet[to] as number) + 1;
  }
  const reached = new Uint8Array(nodes.length);
  const queue: number[] = [];
  const fall = (node: number): void => {
    if (reached[node] === 1) return;
    reached[node] = 1;
    queue.push(node);
  };
  for (const shock of shocks) for (const hit of shock.hits) if (hit.probability > 0) fall(hit.node);
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const to of outgoing[next] ?? []) {
      unmet[to] = (unmet[to] as number) - 1;
      if (nodes[to]?.needs === 'any' || unmet[to] === 0) fall(to);
    }
  }
  return reached;
}

/** Edges whose tail can fall; for an `all` node, none unless the tails of all its edges can. Loops change nothing. */
function usableEdges({ nodes, edges }: System, reached: Uint8Array): Uint8Array {
  const dead = new Uint8Array(nodes.length);
  for (const { from, to } of edges)
    if (nodes[to]?.needs === 'all' && (reached[from] === 0 || from === to)) dead[to] = 1;
  return Uint8Array.from(edges, ({ from, to }) =>
    from !== to && reached[from] === 1 && dead[to] === 0 ? 1 : 0,
  );
}

/** Nodes that can fall and from which usable edges lead to an asset. */
function leadingToAssets(
  { nodes, edges, assets }: System,
  usable: Uint8Array,
  reached: Uint8Array,
): Uint8Array {
  const tails: number[][] = nodes.map(() => []);
  edges.forEach(({ from, to }, edge) => {
    if (usable[edge] === 1) tails[to]?.push(from);
  });
  const kept = new Uint8Array(nodes.length);
  const stack = assets.map((asset) => asset.node);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (kept[node] === 1 || reached[node] === 0) continue;
    kept[node] = 1;
    for (const tail of tails[node] ?? []) stack.push(tail);
  }
  return kept;
}

class Atoms {
  readonly atoms: { readonly hits: readonly number[]; readonly of: { shock: number; hazard: number }[] }[] =
    [];
  readonly shocks: ReducedShock[] = [];
  readonly #index: Int32Array;
  readonly #fixed = new Map<string, number>();

  /** @param index kept node of each node of the system, −1 for none */
  constructor(index: Int32Array) {
    this.#index = index;
  }

  add(s: number, shock: SystemShock): TooLarge | null {
    const hits = oneHitPerNode(shock).map((hit) => ({ ...hit, node: this.#index[hit.node] as number }));
    const inside = hits.filter((hit) => hit.node >= 0).sort((a, b) => a.node - b.node);
    const fixed = inside.filter((hit) => hit.chance >= 1).map((hit) => hit.node);
    const random = inside.filter((hit) => hit.chance < 1);
    if (random.length > MOST_RANDOM_HITS)
      return { tooLarge: `shock "${shock.id}" has ${random.length} random hits that matter` };
    if (this.atoms.length + 2 ** random.length > MOST_ATOMS)
      return { tooLarge: `shocks and the outcomes of their random hits are more than ${MOST_ATOMS}` };
    const whole = random.length === 0 && fixed.length > 0;
    this.shocks.push({
      parts: whole
        ? [{ atom: this.#shared(s, shock.hazard, fixed), weight: 1 }]
        : this.#thinned(s, shock.hazard, fixed, random),
      whole,
      hitsSome: someOf(hits),
      hitsOnlyElsewhere: noneOf(inside) * someOf(hits.filter((hit) => hit.node < 0)),
    });
    return null;
  }

  #shared(shock: number, hazard: number, hits: readonly number[]): number {
    const key = hits.join();
    const known = this.#fixed.get(key);
    if (known === undefined) {
      this.#fixed.set(key, this.atoms.length);
      this.atoms.push({ hits, of: [{ shock, hazard }] });
      return this.atoms.length - 1;
    }
    this.atoms[known]?.of.push({ shock, hazard });
    return known;
  }

  /** One atom for each set of random hits, the empty one left out. */
  #thinned(shock: number, hazard: number, fixed: readonly number[], random: readonly Hit[]) {
    const parts: { atom: number; weight: number }[] = [];
    for (let set = 0; set < 2 ** random.length; set++) {
      const drawn = random.filter((_, i) => ((set >>> i) & 1) === 1).map((hit) => hit.node);
      if (drawn.length + fixed.length === 0) continue;
      const weight = random.reduce(
        (product, hit, i) => product * (((set >>> i) & 1) === 1 ? hit.chance : 1 - hit.chance),
        1,
      );
      parts.push({ atom: this.atoms.length, weight });
      const hits = [...fixed, ...drawn].sort((a, b) => a - b);
      this.atoms.push({ hits, of: [{ shock, hazard: hazard * weight }] });
    }
    return parts;
  }
}

interface Hit {
  readonly node: number;
  readonly chance: number;
}

/** A node named twice is hit by either draw; chances of 0 are no hits. */
export function oneHitPerNode({ hits }: SystemShock): Hit[] {
  const chances = new Map<number, number>();
  for (const { node, probability } of hits) {
    const before = chances.get(node) ?? 0;
    chances.set(node, before + (1 - before) * probability);
  }
  return [...chances].filter(([, chance]) => chance > 0).map(([node, chance]) => ({ node, chance }));
}

/** Chance that at least one of the hits is drawn. */
const someOf = (hits: readonly Hit[]): number =>
  -Math.expm1(hits.reduce((total, hit) => total + Math.log1p(-hit.chance), 0));

/** Chance that one event of a shock hits a node at all. */
export const hitsSome = (shock: SystemShock): number => someOf(oneHitPerNode(shock));

const noneOf = (hits: readonly Hit[]): number => hits.reduce((product, hit) => product * (1 - hit.chance), 1);
