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

/** Worlds of one draw, and the 32-bit words that hold one bit for each. */
export const LANES = 256;
export const WORDS = LANES / 32;
const TWO_32 = 2 ** 32;
/** Up to so many words a draw are kept: 128 draws of them are 67 MB. */
const KEPT_WORDS = 2 ** 17;

/** The draws of a product of factors; an empty product is 1 everywhere. */
export type Chances = (factors: readonly Factor[]) => Float64Array;

/** One event that is drawn once in a world: a step is open, a wall fails. */
interface Event {
  readonly chance: Float64Array;
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

export class Worlds {
  readonly #seed: number;
  readonly #index: ReadonlyMap<StateId, number>;
  readonly #events: readonly Event[];
  readonly #steps: readonly CompiledStep[];
  /** Their states, as the walk wants them. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** By draw: what `#passable` held, and the events of walls that may stand. */
  readonly #kept = new Map<number, { readonly passable: Int32Array; readonly failed: Int32Array }>();
  /** Walls that stand only where they are asked to: their event, and the steps that they stand on. */
  readonly #optional = new Map<string, { readonly event: number; readonly steps: readonly number[] }>();
  /** By targets: the steps on a way to them. */
  readonly #ways = new Map<string, Int32Array>();
  /** `happened[event·WORDS + word]`, of the draw at hand. */
  readonly #happened: Int32Array;
  readonly #passable: Int32Array;

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
    this.#steps = backwards(steps, graph.states.length);
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
    if (known === undefined) {
      this.#fill(draw);
      if (this.#passable.length <= KEPT_WORDS)
        this.#kept.set(draw, { passable: this.#passable.slice(), failed: this.#happened.slice() });
    } else {
      this.#passable.set(known.passable);
      if (standing.length > 0) this.#happened.set(known.failed);
    }
    for (const id of standing) this.#put(id);
  }

  /** A wall that stands shuts its steps in the worlds in which it does not fail. */
  #put(id: string): void {
    const wall = this.#optional.get(id);
    if (wall === undefined) return;
    const at = wall.event * WORDS;
    for (const s of wall.steps)
      for (let word = 0; word < WORDS; word++)
        this.#passable[s * WORDS + word] =
          (this.#passable[s * WORDS + word] as number) & (this.#happened[at + word] as number);
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

  #leading(targets: readonly number[]): Int32Array {
    const key = targets.join(' ');
    const known = this.#ways.get(key) ?? leadingSteps(this.#steps, targets);
    this.#ways.set(key, known);
    return known;
  }

  /**
   * Fills `bits[state·WORDS + word]` with the worlds in which the state leads to one of `targets`.
   * The least fixed point: steps are walked from the targets back, again until nothing changes.
   */
  leadsTo(targets: readonly number[], bits: Int32Array): void {
    bits.fill(0);
    for (const target of targets) bits.fill(-1, target * WORDS, (target + 1) * WORDS);
    const steps = this.#leading(targets);
    const passable = this.#passable;
    for (let changed = 1; changed !== 0; ) {
      changed = 0;
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
    }
  }
}

/** The steps on a way to one of the targets, in the same order. */
function leadingSteps(steps: readonly CompiledStep[], targets: readonly number[]): Int32Array {
  const into = new Map<number, number[]>();
  for (const { from, to } of steps) into.set(to, [...(into.get(to) ?? []), from]);
  const leads = new Set(targets);
  for (const state of leads) for (const before of into.get(state) ?? []) leads.add(before);
  return Int32Array.from(steps.flatMap(({ to }, s) => (leads.has(to) ? [s] : [])));
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
  return { chance, sorted, below, stream };
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

/** Steps whose heads are nearest to an end of the graph first, so that one walk carries most of the way. */
function backwards(steps: readonly CompiledStep[], states: number): CompiledStep[] {
  const out: number[][] = Array.from({ length: states }, () => []);
  for (const { from, to } of steps) out[from]?.push(to);
  const finished = finishOrder(out);
  return [...steps].sort((a, b) => (finished[a.from] as number) - (finished[b.from] as number));
}

/** Rank of each state in the order in which a depth-first walk leaves it: heads before tails but in cycles. */
function finishOrder(out: readonly (readonly number[])[]): Int32Array {
  const rank = new Int32Array(out.length).fill(-1);
  const next = new Int32Array(out.length);
  const seen = new Uint8Array(out.length);
  let count = 0;
  for (let root = 0; root < out.length; root++) {
    if (seen[root]) continue;
    const stack = [root];
    seen[root] = 1;
    while (stack.length > 0) {
      const state = stack[stack.length - 1] as number;
      const head = out[state]?.[next[state] as number];
      if (head === undefined) {
        rank[state] = count++;
        stack.pop();
        continue;
      }
      next[state] = (next[state] as number) + 1;
      if (seen[head]) continue;
      seen[head] = 1;
      stack.push(head);
    }
  }
  return rank;
}
