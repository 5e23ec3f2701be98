/**
 * Which walls to build so that least is reached, where nothing is left to chance: every step is sure or impossible,
 * and what breaks in does so all at once or not at all.
 *
 *     minimise Σ loss_v·r_v   with   r_source = 1,  r_v ≥ r_u − x_w for every arc u → v that wall w shuts,
 *                                    Σ hours_w·x_w ≤ budget,  x_w ∈ {0, 1}
 *
 * @see docs/maths/plans.md, [IW02] in docs/references.md
 */
import type { System } from '../model/system.ts';
import { reduce } from './exact-reduce.ts';

export interface Interdiction {
  readonly nodes: number;
  /** Reached whatever stands. */
  readonly source: number;
  readonly arcs: readonly InterdictionArc[];
  /** Of each wall, > 0. */
  readonly hours: readonly number[];
  /** What is lost with each node, ≥ 0. */
  readonly losses: readonly number[];
}

export interface InterdictionArc {
  readonly from: number;
  readonly to: number;
  /** The wall that shuts it; −1 when none can. */
  readonly wall: number;
}

/** What may be built in a system, and what it is worth. */
export interface PlanQuestion {
  /** Every wall in it, those that may be built among them. */
  readonly system: System;
  /** The walls that may be built. */
  readonly choices: readonly number[];
  /** Of each choice, > 0. */
  readonly hours: readonly number[];
  /** Mean loss of each asset; null where the loss is that anything is lost at all. */
  readonly losses: readonly number[] | null;
}

export interface CertainQuestion {
  readonly network: Interdiction;
  /** Chance that it comes to anything: of losses of the network, this part is expected. */
  readonly chance: number;
  /** Node of each asset, −1 where nothing leads to it. */
  readonly assets: readonly number[];
}

/** The question as a network without chance; null when chance decides more than whether anything comes at all. */
export function certainQuestion(question: PlanQuestion): CertainQuestion | null {
  const { system, choices, hours, losses } = question;
  const reduced = reduce(system);
  if ('tooLarge' in reduced) return null;
  if (reduced.all.some((all, node) => all && (reduced.incoming[node]?.length ?? 0) > 1)) return null;
  const entry = entryOf(
    reduced.atoms.map(({ hits, of }) => ({ hits, hazards: of.map((part) => part.hazard) })),
  );
  if (entry === null) return null;
  const choiceOf = new Map(choices.map((wall, c) => [wall, c]));
  const draft = new Draft(reduced.all.length);
  for (const hit of entry.hits) draft.arc(draft.source, hit, []);
  for (const [to, incoming] of reduced.incoming.entries())
    for (const { edge, from } of incoming) {
      const walls = shutBy(system, edge, choiceOf);
      if (walls === 'uncertain') return null;
      if (walls !== 'shut') draft.arc(from, to, walls);
    }
  const top = losses === null ? draft.node() : -1;
  const lost = new Map<number, number>(top >= 0 ? [[top, 1]] : []);
  reduced.assets.forEach((node, a) => {
    if (node < 0) return;
    if (losses === null) draft.arc(node, top, []);
    else lost.set(node, (lost.get(node) ?? 0) + (losses[a] as number));
  });
  return { network: draft.network(hours, lost), chance: entry.chance, assets: reduced.assets };
}

/**
 * Where everything enters at once, and with which chance; null where some may come without the others.
 *
 * What is certain to come enters together; what may come besides adds nothing where it enters there too.
 */
function entryOf(
  atoms: readonly { readonly hits: readonly number[]; readonly hazards: readonly number[] }[],
): { readonly hits: readonly number[]; readonly chance: number } | null {
  const classes = atoms
    .map(({ hits, hazards }) => ({ hits, chance: -Math.expm1(-hazards.reduce((all, one) => all + one, 0)) }))
    .filter(({ chance }) => chance > 0);
  const sure = new Set(classes.filter(({ chance }) => chance === 1).flatMap(({ hits }) => hits));
  const others = classes.filter(({ hits }) => hits.some((hit) => !sure.has(hit)));
  const [only] = others;
  if (only === undefined) return { hits: [...sure], chance: 1 };
  return others.length === 1 && sure.size === 0 ? only : null;
}

/** The choices that shut an edge, each by itself. */
function shutBy(
  { edges, walls }: System,
  edge: number,
  choiceOf: ReadonlyMap<number, number>,
): readonly number[] | 'shut' | 'uncertain' {
  const { probability, walls: on } = edges[edge] as System['edges'][number];
  const standing = on.filter((wall) => !choiceOf.has(wall));
  const chances = [probability, ...standing.map((wall) => walls[wall]?.failureOnDemand ?? 0)];
  if (chances.includes(0)) return 'shut';
  const planned = on.filter((wall) => choiceOf.has(wall) && walls[wall]?.failureOnDemand !== 1);
  if (chances.some((p) => p < 1) || planned.some((wall) => walls[wall]?.failureOnDemand !== 0))
    return 'uncertain';
  return planned.map((wall) => choiceOf.get(wall) as number);
}

class Draft {
  readonly source: number;
  #nodes: number;
  readonly #arcs: InterdictionArc[] = [];

  constructor(nodes: number) {
    this.source = nodes;
    this.#nodes = nodes + 1;
  }

  node(): number {
    this.#nodes += 1;
    return this.#nodes - 1;
  }

  /** Walls on one arc stand one behind the other. */
  arc(from: number, to: number, walls: readonly number[]): void {
    let tail = from;
    walls.forEach((wall, i) => {
      const head = i === walls.length - 1 ? to : this.node();
      this.#arcs.push({ from: tail, to: head, wall });
      tail = head;
    });
    if (walls.length === 0) this.#arcs.push({ from, to, wall: -1 });
  }

  network(hours: readonly number[], lost: ReadonlyMap<number, number>): Interdiction {
    return {
      nodes: this.#nodes,
      source: this.source,
      arcs: this.#arcs,
      hours,
      losses: Array.from({ length: this.#nodes }, (_, node) => lost.get(node) ?? 0),
    };
  }
}
