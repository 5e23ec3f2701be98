/**
 * Sampled worlds of a repository's graph: in which of them a state leads to an asset.
 *
 * A world says of every step whether it is open and of every wall whether it fails, once for all attacks
 * (model.md 6). 256 worlds are drawn for each draw of the parameters (see world-events.ts). Uniforms are keyed
 * by the step's id, so that a graph with one more step, or another plan, meets the same worlds.
 */
import { LANES, type Walker, WORDS, walker } from '../maths/kernels/walk.ts';
import type { AttackGraph, StateId } from '../model/attack-graph.ts';
import type { Factor } from '../model/rate.ts';
import { components } from './components.ts';
import { eventOf, fillEvent, type WorldEvent } from './world-events.ts';

/** Worlds of one draw, and the 32-bit words that hold one bit for each. */
export { LANES, WORDS };

/** Up to so many words a draw are kept: 128 draws of them are 67 MB. */
const KEPT_WORDS = 2 ** 17;

/** The draws of a product of factors; an empty product is 1 everywhere. */
export type Chances = (factors: readonly Factor[]) => Float64Array;

interface CompiledStep {
  /** Its index in the graph. */
  readonly step: number;
  readonly from: number;
  readonly to: number;
  /** Events that must all have happened. */
  readonly events: readonly number[];
}

/** Steps on a way to some targets, and the runs in which they are walked. */
interface Way {
  readonly steps: Int32Array;
  /** Each ends before step `until` of `steps`; of states on a cycle it is walked until nothing changes. */
  readonly runs: readonly { readonly until: number; readonly cyclic: boolean }[];
}

/** Asked once. */
const ASKED: Way = { steps: new Int32Array(0), runs: [] };

/** The worlds of one draw, with the steps that lead to each of the targets that were asked about. */
interface Kept {
  readonly passable: Int32Array;
  readonly happened: Int32Array;
  readonly ways: Map<string, Way>;
}

export class Worlds {
  readonly #seed: number;
  readonly #index: ReadonlyMap<StateId, number>;
  readonly #events: readonly WorldEvent[];
  readonly #steps: readonly CompiledStep[];
  /** Of each state, its component among those that lead to each other; negative for a component of one. */
  readonly #cycle: Int32Array;
  /** By draw: worlds without any of the walls that may stand. */
  readonly #kept = new Map<number, Kept>();
  /** Walls that stand only where they are asked to: their event, and the steps that they stand on. */
  readonly #optional = new Map<string, { readonly event: number; readonly steps: readonly number[] }>();
  /** By targets: the steps on a way to them. */
  readonly #ways = new Map<string, Way>();
  /** `happened[event·WORDS + word]`, of the draw at hand. */
  readonly #happened: Int32Array;
  /** A row for each state, a mask for each step. */
  readonly #walker: Walker;
  readonly #passable: Int32Array;
  /** The draw at hand, where it is kept. */
  #now: Kept | null = null;

  /** @param optional ids of walls of the graph that stand only where `draw` is told so */
  constructor(graph: AttackGraph, chances: Chances, seed: number, optional: ReadonlySet<string> = new Set()) {
    this.#seed = seed;
    this.#index = new Map(graph.states.map((state, i) => [state.id, i]));
    const events = new Map<string, number>();
    const list: WorldEvent[] = [];
    const event = (id: string, factors: readonly Factor[]): number[] => {
      if (factors.length === 0) return [];
      const known = events.get(id);
      if (known !== undefined) return [known];
      events.set(id, list.length);
      list.push(eventOf(id, chances(factors), seed));
      return [list.length - 1];
    };
    const walls = new Map(graph.walls.map((wall) => [wall.id, wall]));
    const steps = graph.steps.map((step, s) => ({
      step: s,
      from: this.#at(step.from),
      to: this.#at(step.to),
      events: [
        ...event(step.id, step.open),
        ...step.walls
          .filter((id) => !optional.has(id))
          .flatMap((id) => event(`wall ${id}`, walls.get(id)?.fails ?? [])),
      ],
    }));
    this.#cycle = cyclesOf(steps, graph.states.length);
    this.#steps = backwards(steps, this.#cycle);
    for (const id of optional) {
      const [own] = event(`wall ${id}`, walls.get(id)?.fails ?? []);
      if (own === undefined) continue;
      const on = this.#steps.flatMap(({ step }, s) =>
        graph.steps[step]?.walls.includes(id) === true ? [s] : [],
      );
      this.#optional.set(id, { event: own, steps: on });
    }
    this.#events = list;
    this.#happened = new Int32Array(list.length * WORDS);
    this.#walker = walker({
      rows: graph.states.length,
      tails: Int32Array.from(this.#steps, (step) => step.from),
      heads: Int32Array.from(this.#steps, (step) => step.to),
    });
    this.#passable = this.#walker.masks;
  }

  #at(state: StateId): number {
    const found = this.#index.get(state);
    if (found === undefined) throw new Error(`no state is named ${state}`);
    return found;
  }

  /** Index of a state in what `leadsTo` fills; undefined for one that the graph does not have. */
  indexOf(state: StateId): number | undefined {
    return this.#index.get(state);
  }

  get stateCount(): number {
    return this.#index.size;
  }

  /**
   * Draws the worlds of one draw of the parameters. Those of a small graph are kept, for they are asked for again.
   * @param standing those of the optional walls that stand: one that fails lets pass
   */
  draw(draw: number, standing: readonly string[] = []): void {
    const known = this.#kept.get(draw);
    if (known === undefined) this.#fill(draw);
    else this.#passable.set(known.passable);
    this.#now = known ?? this.#keep(draw);
    for (const id of standing) this.#put(id);
  }

  /** Keeps the worlds just drawn; null where they are too many. */
  #keep(draw: number): Kept | null {
    if (this.#passable.length > KEPT_WORDS) return null;
    const kept = { passable: this.#passable.slice(), happened: this.#happened.slice(), ways: new Map() };
    this.#kept.set(draw, kept);
    return kept;
  }

  /** A wall that stands shuts its steps in the worlds in which it does not fail. */
  #put(id: string): void {
    const wall = this.#optional.get(id);
    if (wall === undefined) return;
    const { happened } = this.#now ?? { happened: this.#happened };
    const at = wall.event * WORDS;
    for (const s of wall.steps)
      for (let word = 0; word < WORDS; word++)
        this.#passable[s * WORDS + word] =
          (this.#passable[s * WORDS + word] as number) & (happened[at + word] as number);
  }

  #fill(draw: number): void {
    const happened = this.#happened;
    this.#events.forEach((event, e) => {
      fillEvent(happened, e * WORDS, event, { seed: this.#seed, draw });
    });
    const passable = this.#passable.fill(-1);
    this.#steps.forEach(({ events }, s) => {
      for (const e of events)
        for (let word = 0; word < WORDS; word++)
          passable[s * WORDS + word] =
            (passable[s * WORDS + word] as number) & (happened[e * WORDS + word] as number);
    });
  }

  /** Whether a step can be taken in a lane of the draw at hand; steps by their index in `order`. */
  isPassable(step: number, lane: number): boolean {
    return (((this.#passable[step * WORDS + (lane >>> 5)] as number) >>> (lane & 31)) & 1) === 1;
  }

  /** The steps in the order of `isPassable`: their index in the graph, and those of their states. */
  get order(): readonly { readonly step: number; readonly from: number; readonly to: number }[] {
    return this.#steps;
  }

  /**
   * Steps on a way to the targets; where the same is asked of the same worlds again, those alone that are open in any
   * of them: to look for them pays only then.
   */
  #leading(targets: readonly number[]): Way {
    const key = targets.join(' ');
    const known = this.#now?.ways.get(key);
    if (known !== undefined && known !== ASKED) return known;
    const all = this.#ways.get(key) ?? this.#wayOf(leadingSteps(this.#steps, targets));
    this.#ways.set(key, all);
    if (this.#now === null) return all;
    const { passable, ways } = this.#now;
    if (known === undefined) {
      ways.set(key, ASKED);
      return all;
    }
    const open = leadingSteps(
      this.#steps,
      targets,
      all.steps.filter((s) => isOpen(passable, s)),
    );
    const way = this.#wayOf(open);
    ways.set(key, way);
    return way;
  }

  #wayOf(steps: Int32Array): Way {
    const runs: { until: number; cyclic: boolean }[] = [];
    let last: number | null = null;
    steps.forEach((s, place) => {
      const cycle = this.#cycle[(this.#steps[s] as CompiledStep).from] as number;
      const run = runs.at(-1);
      // States of no cycle are one run: each is walked after all that it leads to.
      if (run !== undefined && (cycle === last || (cycle < 0 && last !== null && last < 0)))
        run.until = place + 1;
      else runs.push({ until: place + 1, cyclic: cycle >= 0 });
      last = cycle;
    });
    return { steps, runs };
  }

  /**
   * The worlds in which each state leads to one of `targets`: `[state·WORDS + word]`, until it is asked again.
   * The least fixed point: steps are walked from the targets back, those of a cycle until nothing changes.
   */
  leadsTo(targets: readonly number[]): Int32Array {
    const { rows, order } = this.#walker;
    rows.fill(0);
    for (const target of targets) rows.fill(-1, target * WORDS, (target + 1) * WORDS);
    const { steps, runs } = this.#leading(targets);
    order.set(steps);
    let start = 0;
    for (const { until, cyclic } of runs) {
      while (this.#walker.walk(start, until) && cyclic);
      start = until;
    }
    return rows;
  }

  /** What `leadsTo` gave last. */
  get rows(): Int32Array {
    return this.#walker.rows;
  }

  /** Sums over the worlds: one number for each, that `add` adds to. */
  get sums(): Float64Array {
    return this.#walker.sums;
  }

  /** Adds a value in the worlds in which one of the states leads to what was asked about last. */
  add(states: readonly number[], value: number): void {
    const [only] = states;
    if (states.length === 1 && only !== undefined) this.#walker.add(only, value);
    else {
      const all = this.#index.size;
      this.#walker.rows.set(union(this.#walker.rows, states), all * WORDS);
      this.#walker.add(all, value);
    }
  }
}

/** Worlds in which one of the states leads to the target, of the rows that `leadsTo` gives. */
export function union(rows: Int32Array, states: readonly number[]): Int32Array {
  const [only] = states;
  if (states.length === 1 && only !== undefined) return rows.subarray(only * WORDS, (only + 1) * WORDS);
  const all = new Int32Array(WORDS);
  for (const state of states)
    for (let word = 0; word < WORDS; word++)
      all[word] = (all[word] as number) | (rows[state * WORDS + word] as number);
  return all;
}

/** The steps, of those among which to look, on a way to one of the targets; in the same order. */
function leadingSteps(
  steps: readonly CompiledStep[],
  targets: readonly number[],
  among: Int32Array = Int32Array.from(steps.keys()),
): Int32Array {
  const into = new Map<number, number[]>();
  for (const s of among) {
    const { from, to } = steps[s] as CompiledStep;
    const known = into.get(to);
    if (known === undefined) into.set(to, [from]);
    else known.push(from);
  }
  const leads = new Set(targets);
  for (const state of leads) for (const before of into.get(state) ?? []) leads.add(before);
  return among.filter((s) => leads.has((steps[s] as CompiledStep).to));
}

/** Whether a step can be taken in any of the worlds. */
function isOpen(passable: Int32Array, step: number): boolean {
  let any = 0;
  for (let word = 0; word < WORDS; word++) any |= passable[step * WORDS + word] as number;
  return any !== 0;
}

/**
 * The component of each state, sinks first; −1 − it where a state leads to itself by no way.
 * The sign says whether a walk has to come back.
 */
function cyclesOf(steps: readonly CompiledStep[], states: number): Int32Array {
  const out: number[][] = Array.from({ length: states }, () => []);
  for (const { from, to } of steps) out[from]?.push(to);
  const { order, of } = components(out);
  return of.map((component) => ((order[component]?.length ?? 0) > 1 ? component : -1 - component));
}

/** Steps from the states that lead to an end first: each after all those of the states that it leads to, but in cycles. */
function backwards(steps: readonly CompiledStep[], cycle: Int32Array): CompiledStep[] {
  const component = cycle.map((one) => (one < 0 ? -1 - one : one));
  return [...steps].sort((a, b) => (component[a.from] as number) - (component[b.from] as number));
}
