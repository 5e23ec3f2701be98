/**
 * Shocks as causes. A cause is a Poisson process whose events all enter alike; shocks that enter at the same
 * nodes are one cause. What enters is a unit: a set of nodes that fall together.
 *
 * An event with random hits h reaches with 1 − Π(1 − h) over the hit nodes that lead to the asset, in closed
 * form. Where a hit leads into a gate (a node that needs several steps), several hits of one event may do what
 * none does alone: then the process is split by which nodes were hit, 2^r independent processes for r random
 * hits. Past `MOST_SPLIT` of them the process is split into copies of equal rates, each with hits drawn in each
 * world: what two events of one copy would hit apart is missed, at most a hundredth at `COPY_HAZARD`.
 */
import type { System, SystemHit } from '../model/system.ts';
import type { Pruned } from './sample-prune.ts';

export interface Entries {
  readonly units: readonly Unit[];
  readonly causes: readonly Cause[];
  /** For each shock: the causes that its events are part of, and the part of its events that is. */
  readonly parts: readonly (readonly { readonly cause: number; readonly fraction: number }[])[];
  /** Shocks whose random hits are drawn. */
  readonly drawn: number;
}

export interface Unit {
  readonly nodes: readonly number[];
  /** Hits that are drawn in each world, apart from `nodes`. */
  readonly drawn: readonly DrawnHit[];
}

export interface DrawnHit {
  readonly node: number;
  readonly probability: number;
  /** What its uniforms are keyed by. */
  readonly name: string;
}

export interface Cause {
  /** Λ of all shocks that are part of it. */
  readonly hazard: number;
  /** Units that each event brings. */
  readonly fixed: readonly number[];
  /** Units that an event brings by chance, each apart. */
  readonly random: readonly { readonly unit: number; readonly probability: number }[];
  /** Its unit leads into a gate. */
  readonly bound: boolean;
}

/** Random hits of a shock that are split exactly. */
const MOST_SPLIT = 5;
/** Λ of a copy, and how many copies there are. */
const COPY_HAZARD = 0.02;
const FEWEST_COPIES = 8;
const MOST_COPIES = 128;

export function entriesOf(system: System, pruned: Pruned): Entries {
  const made = new Entering();
  const parts = system.shocks.map(({ id, hazard, hits }) => {
    const relevant = merged(hits, pruned);
    const fixed = relevant.filter((hit) => hit.probability >= 1).map((hit) => hit.node);
    const random = relevant.filter((hit) => hit.probability < 1);
    if (relevant.length === 0) return [];
    if (!relevant.some((hit) => pruned.bound[hit.node] === 1)) return [made.free(hazard, fixed, random)];
    if (random.length <= MOST_SPLIT) return made.split(hazard, fixed, random);
    return made.copies(
      hazard,
      fixed,
      random.map((hit) => ({ ...hit, name: `${id} ${system.nodes[hit.node]?.id}` })),
    );
  });
  return { units: made.units, causes: made.causes, parts, drawn: made.drawn };
}

/** One hit a node, in order of nodes, those that lead to no asset left out. */
function merged(hits: readonly SystemHit[], pruned: Pruned): SystemHit[] {
  const found = new Map<number, number>();
  for (const { node, probability } of hits) {
    if (probability <= 0 || pruned.relevant[node] !== 1) continue;
    const known = found.get(node) ?? 0;
    found.set(node, known + probability - known * probability);
  }
  return [...found].map(([node, probability]) => ({ node, probability })).sort((a, b) => a.node - b.node);
}

type Part = { readonly cause: number; readonly fraction: number };

class Entering {
  readonly units: Unit[] = [];
  readonly causes: (Cause & { hazard: number })[] = [];
  drawn = 0;
  readonly #units = new Map<string, number>();
  readonly #causes = new Map<string, number>();

  /** Hits of which each leads to the asset alone or not at all. */
  free(hazard: number, fixed: readonly number[], random: readonly SystemHit[]): Part {
    const cause = this.#cause(hazard, {
      fixed: fixed.map((node) => this.#unit([node])),
      random: random.map(({ node, probability }) => ({ unit: this.#unit([node]), probability })),
      bound: false,
    });
    return { cause, fraction: 1 };
  }

  split(hazard: number, fixed: readonly number[], random: readonly SystemHit[]): Part[] {
    const parts: Part[] = [];
    for (let set = 0; set < 2 ** random.length; set++) {
      const hit = random.filter((_, i) => ((set >> i) & 1) === 1).map(({ node }) => node);
      const nodes = [...fixed, ...hit].sort((a, b) => a - b);
      if (nodes.length === 0) continue;
      let fraction = 1;
      random.forEach(({ probability }, i) => {
        fraction *= ((set >> i) & 1) === 1 ? probability : 1 - probability;
      });
      const unit = this.#unit(nodes);
      parts.push({
        cause: this.#cause(hazard * fraction, { fixed: [unit], random: [], bound: true }),
        fraction,
      });
    }
    return parts;
  }

  copies(hazard: number, fixed: readonly number[], random: readonly DrawnHit[]): Part[] {
    this.drawn++;
    const count = Math.min(MOST_COPIES, Math.max(FEWEST_COPIES, Math.ceil(hazard / COPY_HAZARD)));
    return Array.from({ length: count }, (_, copy) => {
      const drawn = random.map((hit) => ({ ...hit, name: `${hit.name} ${copy}` }));
      this.units.push({ nodes: fixed, drawn });
      const unit = this.units.length - 1;
      const fraction = 1 / count;
      return { cause: this.#cause(hazard * fraction, { fixed: [unit], random: [], bound: true }), fraction };
    });
  }

  #unit(nodes: readonly number[]): number {
    const key = nodes.join(' ');
    const known = this.#units.get(key) ?? this.units.push({ nodes, drawn: [] }) - 1;
    this.#units.set(key, known);
    return known;
  }

  #cause(hazard: number, cause: Omit<Cause, 'hazard'>): number {
    const key = `${cause.fixed.join(' ')}|${cause.random.map(({ unit, probability }) => `${unit}:${probability}`).join(' ')}`;
    const known = this.#causes.get(key) ?? this.causes.push({ hazard: 0, ...cause }) - 1;
    this.#causes.set(key, known);
    const found = this.causes[known];
    if (found !== undefined) found.hazard += hazard;
    return known;
  }
}
