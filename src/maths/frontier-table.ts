/** Weights of states: an open-addressing table of keys of a fixed number of 32-bit words. */
import { FrontierOverflow } from './frontier-network.ts';

const START = 1 << 10;

export class StateTable {
  /** Of the states 0, 1, …, size − 1: `words` words each. */
  keys: Uint32Array;
  weights: Float64Array;
  size = 0;
  readonly #words: number;
  readonly #limit: number;
  /** State + 1, 0 for none. */
  #slots = new Int32Array(2 * START);
  #mask = 2 * START - 1;

  /** @param limit most states; passing it throws FrontierOverflow */
  constructor(words: number, limit: number) {
    this.#words = words;
    this.#limit = limit;
    this.keys = new Uint32Array(words * START);
    this.weights = new Float64Array(START);
  }

  /** Forgets all states; about `expected` come next. */
  clear(expected: number): void {
    this.size = 0;
    let slots = 2 * START;
    while (slots < 2 * expected && slots < this.#slots.length) slots *= 2;
    this.#mask = slots - 1;
    this.#slots.fill(0, 0, slots);
  }

  /** Adds to the weight of a state. */
  add(key: Uint32Array, weight: number): void {
    const words = this.#words;
    const { keys } = this;
    let slot = hash(key, 0, words) & this.#mask;
    for (let state = this.#slots[slot] as number; state !== 0; state = this.#slots[slot] as number) {
      const at = (state - 1) * words;
      let word = 0;
      while (word < words && keys[at + word] === key[word]) word++;
      if (word === words) {
        this.weights[state - 1] = (this.weights[state - 1] as number) + weight;
        return;
      }
      slot = (slot + 1) & this.#mask;
    }
    this.#append(key, weight, slot);
  }

  #append(key: Uint32Array, weight: number, slot: number): void {
    if (this.size === this.#limit)
      throw new FrontierOverflow(`a frontier has more than ${this.#limit} states`);
    if (this.size === this.weights.length) this.#growStates();
    for (let word = 0; word < this.#words; word++)
      this.keys[this.size * this.#words + word] = key[word] as number;
    this.weights[this.size] = weight;
    this.#slots[slot] = ++this.size;
    if (2 * this.size > this.#mask) this.#growSlots();
  }

  #growStates(): void {
    const states = Math.min(2 * this.weights.length, Math.max(this.#limit, START));
    const keys = new Uint32Array(states * this.#words);
    const weights = new Float64Array(states);
    keys.set(this.keys);
    weights.set(this.weights);
    this.keys = keys;
    this.weights = weights;
  }

  #growSlots(): void {
    const slots = 2 * (this.#mask + 1);
    if (slots > this.#slots.length) this.#slots = new Int32Array(slots);
    else this.#slots.fill(0, 0, slots);
    this.#mask = slots - 1;
    for (let state = 0; state < this.size; state++) {
      let slot = hash(this.keys, state * this.#words, this.#words) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = state + 1;
    }
  }
}

/** Multiplicative mixing, word by word: the constants are odd 32-bit fractions of the golden ratio and √2. */
function hash(words: Uint32Array, from: number, count: number): number {
  let mixed = 0;
  for (let word = from; word < from + count; word++) {
    mixed = Math.imul(mixed ^ (words[word] as number), 0x9e3779b1);
    mixed ^= mixed >>> 15;
  }
  mixed = Math.imul(mixed, 0x6a09e667);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
