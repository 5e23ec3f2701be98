/**
 * Events that are drawn once in each of 256 worlds: a step is open, a wall fails.
 *
 * An event has happened in a world where its uniform lies below its chance. The uniforms of one event over the 256
 * worlds are one in each 256th of (0, 1), in an order of the event's own, turned by a random amount for each draw
 * of the parameters: means are unbiased, and nearly free of noise.
 * @see [CP76] in docs/references.md for the turning
 */
import { LANES, WORDS } from '../maths/kernels/walk.ts';
import { philox, streamOf } from '../maths/philox.ts';

const TWO_32 = 2 ** 32;

/** One event that is drawn once in a world: a step is open, a wall fails. */
export interface WorldEvent extends Uniforms {
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

/** Blocks of four words: one for each four lanes, then one a draw. */
const FIRST_TURN = LANES / 4;

/** Writes in which worlds of one draw an event has happened: `bits[at]` and the words after it. */
export function fillEvent(
  bits: Int32Array,
  at: number,
  event: WorldEvent,
  { seed, draw }: { readonly seed: number; readonly draw: number },
): void {
  const turn = new Uint32Array(4);
  fillWords(turn, seed, event.stream, FIRST_TURN + draw);
  fillBits(bits, at, event, { chance: event.chance[draw] as number, turn: turn[0] as number });
}

function fillWords(words: Uint32Array, seed: number, stream: number, block: number): void {
  words[0] = block;
  words[1] = 0;
  words[2] = stream;
  words[3] = 0;
  philox(words, seed | 0, Math.floor(seed / TWO_32) | 0);
}

export function eventOf(id: string, chance: Float64Array, seed: number): WorldEvent {
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
  event: WorldEvent,
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
function rankOf({ sorted }: WorldEvent, x: number): number {
  const rank = Math.floor((x / TWO_32) * LANES);
  return (sorted[rank] as number) < x ? rank + 1 : rank;
}
