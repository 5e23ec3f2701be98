/**
 * Sampled worlds of a repository's graph: in which of them a state leads to an asset.
 *
 * A world says of every step whether it is open and of every wall whether it fails, once for all attacks
 * (model.md 6). 256 worlds are drawn for each draw of the parameters. A step is open in a world where its
 * uniform lies below its chance; the uniforms of one step over the 256 worlds are one in each 256th of
 * (0, 1), in an order of the step's own, turned by a random amount for each draw of the parameters: means
 * are unbiased, and nearly free of noise. Uniforms are keyed by the step's id, so that a graph with one
 * more step, or another plan, meets the same worlds.
 * @see [CP76] in docs/references.md for the turning
 */
import { philox, streamOf } from '../maths/philox.ts';
import type { AttackGraph, StateId } from '../model/attack-graph.ts';
import type { Factor } from '../model/rate.ts';
import { components } from './components.ts';

/** Worlds of one draw, and the 32-bit words that hold one bit for each. */
export const LANES = 256;
export const WORDS = LANES / 32;
const TWO_32 = 2 ** 32;
/** Up to so many words a draw are kept: 128 draws of them are 67 MB. */
const KEPT_WORDS = 2 ** 17;

/** The draws of a product of factors; an empty product is 1 everywhere. */
export type Chances = (factors: readonly Factor[]) => Float64Array;

/** One event that is drawn once in a world: a step is open, a wall fails. */
interface Event extends Uniforms {
  readonly chance: Float64Array;
}

interface Uniforms {
  /** Uniforms in rising order, as fractions of 2³²: the r-th lies in the r-th 256th. */
  readonly sorted: Uint32Array;
  /** `below[r·WORDS + word]`: the lanes of the first r of them. */
  readonly below: Int32Array;
  /** Stream of its random words. */
  readonly stream: number;
}

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

/** The worlds of one draw, with the steps that lead to each of the targets that were asked about. */
interface Kept {
  readonly passable: Int32Array;
  readonly happened: Int32Array;
  readonly ways: Map<string, Way>;
}

export class Worlds {
  readonly #seed: number;
  readonly #index: ReadonlyMap<StateId, number>;
  readonly #events: readonly Event[];
  readonly #steps: readonly CompiledStep[];
  /** Of each state, its component among those that lead to each other; negative for a component of one. */
  readonly #cycle: Int32Array;
  /** Their states, as the walk wants them. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** By draw: worlds without any of the walls that may stand. */
  readonly #kept = new Map<number, Kept>();
  /** Walls that stand only where they are asked to: their event, and the steps that they stand on. */
  readonly #optional = new Map<string, { readonly event: number; readonly steps: readonly number[] }>();
  /** By targets: the steps on a way to them. */
  readonly #ways = new Map<string, Way>();
  /** `happened[event·WORDS + word]`, of the draw at hand. */
  readonly #happened: Int32Array;
  readonly #passable: Int32Array;
  /** The draw at hand, where it is kept. */
  #now: Kept | null = null;

  /** @param optional ids of walls of the graph that stand only where `draw` is told so */
  constructor(graph: AttackGraph, chances: Chances, seed: number, optional: ReadonlySet<string> = new Set()) {
    this.#seed = seed;
    this.#index = new Map(graph.states.map((state, i) => [state.id, i]));
    const events = new Map<string, number>();
    const list: Event[] = [];
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
    this.#from = Int32Array.from(this.#steps, (step) => step.from * WORDS);
    this.#to = Int32Array.from(this.#steps, (step) => step.to * WORDS);
    this.#happened = new Int32Array(list.length * WORDS);
    this.#passable = new Int32Array(steps.length * WORDS);
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
    const turn = new Uint32Array(4);
    this.#events.forEach((event, e) => {
      fillWords(turn, this.#seed, event.stream, FIRST_TURN + draw);
      fillBits(happened, e * WORDS, event, { chance: event.chance[draw] as number, turn: turn[0] as number });
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

  /** Steps on a way to the targets; of worlds that are asked again, those alone that are open in any of them. */
  #leading(targets: readonly number[]): Way {
    const key = targets.join(' ');
    const known = this.#now?.ways.get(key);
    if (known !== undefined) return known;
    const all = this.#ways.get(key) ?? this.#wayOf(leadingSteps(this.#steps, targets));
    this.#ways.set(key, all);
    if (this.#now === null) return all;
    const { passable, ways } = this.#now;
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
   * Fills `bits[state·WORDS + word]` with the worlds in which the state leads to one of `targets`.
   * The least fixed point: steps are walked from the targets back, those of a cycle until nothing changes.
   */
  leadsTo(targets: readonly number[], bits: Int32Array): void {
    bits.fill(0);
    for (const target of targets) bits.fill(-1, target * WORDS, (target + 1) * WORDS);
    const { steps, runs } = this.#leading(targets);
    let start = 0;
    for (const { until, cyclic } of runs) {
      while (this.#walk(steps.subarray(start, until), bits) && cyclic);
      start = until;
    }
  }

  /** @returns whether anything changed */
  #walk(steps: Int32Array, bits: Int32Array): boolean {
    const passable = this.#passable;
    let changed = 0;
    for (const s of steps) {
      const at = s * WORDS;
      const tail = this.#from[s] as number;
      const head = this.#to[s] as number;
      for (let word = 0; word < WORDS; word++) {
        const fresh =
          (passable[at + word] as number) & (bits[head + word] as number) & ~(bits[tail + word] as number);
        changed |= fresh;
        bits[tail + word] = (bits[tail + word] as number) | fresh;
      }
    }
    return changed !== 0;
  }
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

/** Blocks of four words: one for each four lanes, then one a draw. */
const FIRST_TURN = LANES / 4;

function fillWords(words: Uint32Array, seed: number, stream: number, block: number): void {
  words[0] = block;
  words[1] = 0;
  words[2] = stream;
  words[3] = 0;
  philox(words, seed | 0, Math.floor(seed / TWO_32) | 0);
}

function eventOf(id: string, chance: Float64Array, seed: number): Event {
  const key = `${seed} ${id}`;
  const uniforms = known.get(key) ?? uniformsOf(id, seed);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, uniforms);
  return { chance, ...uniforms };
}

/** Uniforms of events met lately: graphs of one tree that differ by a wall or a fact have nearly all in common. */
const known = new Map<string, Uniforms>();
/** 9 kB each. */
const MOST_KNOWN = 4096;

function uniformsOf(id: string, seed: number): Uniforms {
  const stream = streamOf(`step ${id}`);
  const words = new Uint32Array(LANES);
  const four = new Uint32Array(4);
  for (let block = 0; block < FIRST_TURN; block++) {
    fillWords(four, seed, stream, block);
    words.set(four, 4 * block);
  }
  // The upper bits order the lanes, the lowest eight say where in its 256th each uniform lies.
  const keys = words.map((word, lane) => (word & ~0xff) | lane).sort();
  const sorted = new Uint32Array(LANES);
  const below = new Int32Array((LANES + 1) * WORDS);
  for (let rank = 0; rank < LANES; rank++) {
    const lane = (keys[rank] as number) & 0xff;
    sorted[rank] = ((rank << 24) | (((words[lane] as number) & 0xff) << 16)) >>> 0;
    const next = (rank + 1) * WORDS;
    // Eight words: a call of `copyWithin` takes longer than they do.
    for (let word = next; word < next + WORDS; word++) below[word] = below[word - WORDS] as number;
    below[next + (lane >>> 5)] = (below[next + (lane >>> 5)] as number) | (1 << (lane & 31));
  }
  return { sorted, below, stream };
}

/**
 * One bit a lane: its uniform u, turned by t, lies below the chance c. (u + t) mod 1 < c says that u lies
 * in an interval of length c that begins at 1 − t and may wrap: the lanes below its end without those below its start.
 */
function fillBits(
  bits: Int32Array,
  at: number,
  event: Event,
  { chance, turn }: { readonly chance: number; readonly turn: number },
): void {
  const { below } = event;
  if (chance >= 1) {
    bits.fill(-1, at, at + WORDS);
    return;
  }
  const start = (TWO_32 - turn) % TWO_32;
  const end = start + Math.floor(chance * TWO_32);
  const wraps = end >= TWO_32;
  const from = rankOf(event, start) * WORDS;
  const to = rankOf(event, wraps ? end - TWO_32 : end) * WORDS;
  for (let word = 0; word < WORDS; word++) {
    const before = ~(below[from + word] as number);
    const after = below[to + word] as number;
    bits[at + word] = wraps ? before | after : before & after;
  }
}

/** How many of the sorted uniforms lie below x. */
function rankOf({ sorted }: Event, x: number): number {
  const rank = Math.floor((x / TWO_32) * LANES);
  return (sorted[rank] as number) < x ? rank + 1 : rank;
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
