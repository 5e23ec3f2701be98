/**
 * Philox4x32-10: random numbers by counting.
 *
 * A block of four 32-bit words is a function of a 64-bit key and a 128-bit counter and of nothing
 * else: no state, so draw 1,000,000 costs what draw 0 costs, and a run is the same whatever the
 * number of workers and whoever draws first. The algorithm is that of [SAL11].
 */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
/** Key increments of Weyl's sequence: the golden ratio and √3 − 1, in 32-bit fixed point. */
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;
const TWO_32 = 2 ** 32;

/**
 * One block of Philox4x32-10, in place.
 *
 *     (c₀, c₁, c₂, c₃) ← ( hi(M₁c₂) ⊕ c₁ ⊕ k₀,  lo(M₁c₂),  hi(M₀c₀) ⊕ c₃ ⊕ k₁,  lo(M₀c₀) ),   ten times
 *
 * @param block the counter on entry, the four random words on return
 * @param key0 low word of the key
 * @param key1 high word of the key
 * @see [SAL11]
 */
export function philox(block: Uint32Array, key0: number, key1: number): void {
  let [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = block;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = highProduct(MULTIPLIER_0, c0);
    const high1 = highProduct(MULTIPLIER_1, c2);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    c0 = high1 ^ c1 ^ k0;
    c1 = Math.imul(MULTIPLIER_1, c2);
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
}

/**
 * Fills `out` with uniform numbers of the open interval (0, 1).
 *
 * Element i depends on (seed, stream, first + i) only: any split of an index range, on any number of
 * workers, gives the same doubles. Each is an odd multiple of 2⁻⁵³: 52 random bits and a half, so 0
 * and 1 never occur, u and 1 − u are both exact, and a quantile function may be applied without a guard.
 *
 * @param seed integer in [0, 2⁵³), the key
 * @param stream integer in [0, 2³²), one for each parameter: see `streamOf`
 * @param first index of `out[0]`, integer ≥ 0; the last index must stay below 2⁵³
 * @param out filled in place
 * @throws RangeError if seed, stream or first is not such an integer
 * @see [SAL11]
 */
export function uniforms(seed: number, stream: number, first: number, out: Float64Array): void {
  requireInteger('seed', seed, Number.MAX_SAFE_INTEGER);
  requireInteger('stream', stream, TWO_32 - 1);
  requireInteger('first', first, Number.MAX_SAFE_INTEGER - out.length);
  const words = new Uint32Array(4);
  const seedHigh = Math.floor(seed / TWO_32);
  let index = 0;
  while (index < out.length) {
    const position = first + index;
    const pair = Math.floor(position / 2); // a block holds two doubles
    words[0] = pair;
    words[1] = Math.floor(pair / TWO_32);
    words[2] = stream;
    words[3] = 0;
    philox(words, seed | 0, seedHigh | 0);
    if (position % 2 === 0) out[index++] = unit(words[0] ?? 0, words[1] ?? 0);
    if (index < out.length) out[index++] = unit(words[2] ?? 0, words[3] ?? 0);
  }
}

/**
 * A stream number for a name, so that each parameter draws from a stream of its own and adding one
 * parameter leaves the draws of all others as they were.
 *
 * FNV-1a of the UTF-16 code units, low byte first: 32 bits. Two names may share a stream (odds of
 * n²/2³³ among n names); who keeps the list of names checks that.
 *
 * @returns integer in [0, 2³²)
 * @see [FNV]
 */
export function streamOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    hash = Math.imul(hash ^ (code & 0xff), 0x01000193);
    if (code > 0xff) hash = Math.imul(hash ^ (code >>> 8), 0x01000193);
  }
  return hash >>> 0;
}

/** Upper half of the 64-bit product of two 32-bit words, by 16-bit halves: no step exceeds 2⁵³. */
function highProduct(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const low = a0 * b0;
  const middle = a1 * b0 + (low >>> 16);
  const cross = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + Math.floor(middle / 0x10000) + (cross >>> 16)) | 0;
}

/** (k + ½)·2⁻⁵² for the 52 bits k made of 26 of each word. */
function unit(high: number, low: number): number {
  return ((high >>> 6) * 2 ** 26 + (low >>> 6) + 0.5) * 2 ** -52;
}

function requireInteger(name: string, value: number, high: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= high) return;
  throw new RangeError(`${name} must be an integer in [0, ${high}], got ${value}`);
}
