/**
 * Reduced ordered binary decision diagrams with complement edges [BRB90].
 *
 * An edge is a number: twice the node, plus one when the function is complemented. Node 0 is the constant
 * true. The high edge of a node is never complemented, so that each function has one diagram and `not` costs
 * nothing. Children are always older than their node: walks over the nodes in order of age need no recursion.
 */

/** A Boolean function: twice a node, plus one when complemented. */
export type Edge = number;

export const TRUE: Edge = 0;
export const FALSE: Edge = 1;

/** The diagram would pass the stated number of nodes. */
export class BddOverflow extends Error {
  constructor(limit: number) {
    super(`the decision diagram needs more than ${limit} nodes`);
    this.name = 'BddOverflow';
  }
}

const START = 1 << 12;
const EMPTY = 0;

export class Bdd {
  readonly variables: number;
  readonly #limit: number;
  #count = 1;
  #variable: Int32Array;
  #high: Int32Array;
  #low: Int32Array;
  /** Open addressing: the node, 0 for none. */
  #unique: Int32Array;
  /** Lossy: (f, g, h) and the result of if-then-else. */
  #cache: Int32Array;
  #cacheMask: number;

  /**
   * @param variables number of variables; the index of a variable is its place in the order
   * @param limit most nodes; passing it throws BddOverflow
   */
  constructor(variables: number, limit: number) {
    this.variables = variables;
    this.#limit = Math.max(2, limit);
    this.#variable = new Int32Array(START);
    this.#high = new Int32Array(START);
    this.#low = new Int32Array(START);
    this.#unique = new Int32Array(2 * START);
    this.#cache = new Int32Array(4 * START).fill(-1);
    this.#cacheMask = START - 1;
    this.#variable[0] = variables;
  }

  /** Nodes made so far, the constant among them; none is ever taken back. */
  get size(): number {
    return this.#count;
  }

  /** The function of one variable. */
  variable(index: number): Edge {
    return this.#node(index, TRUE, FALSE);
  }

  /** Place in the order of the top variable; `variables` for a constant. */
  topVariable(f: Edge): number {
    return this.#variable[f >>> 1] as number;
  }

  /** f with its top variable true. */
  high(f: Edge): Edge {
    return (this.#high[f >>> 1] as number) ^ (f & 1);
  }

  /** f with its top variable false. */
  low(f: Edge): Edge {
    return (this.#low[f >>> 1] as number) ^ (f & 1);
  }

  not(f: Edge): Edge {
    return f ^ 1;
  }

  or(f: Edge, g: Edge): Edge {
    return this.and(f ^ 1, g ^ 1) ^ 1;
  }

  xor(f: Edge, g: Edge): Edge {
    return this.ite(f, g ^ 1, g);
  }

  and(f: Edge, g: Edge): Edge {
    if (f === g) return f;
    if (f === (g ^ 1) || f === FALSE || g === FALSE) return FALSE;
    if (f === TRUE) return g;
    if (g === TRUE) return f;
    const one = f < g ? f : g;
    const other = f < g ? g : f;
    const slot = this.#slot(one, other, FALSE);
    const known = this.#known(slot, one, other, FALSE);
    if (known >= 0) return known;
    const top = Math.min(this.#variable[one >>> 1] as number, this.#variable[other >>> 1] as number);
    const oneHere = (this.#variable[one >>> 1] as number) === top;
    const otherHere = (this.#variable[other >>> 1] as number) === top;
    const high = this.and(oneHere ? this.high(one) : one, otherHere ? this.high(other) : other);
    const low = this.and(oneHere ? this.low(one) : one, otherHere ? this.low(other) : other);
    const result = this.#node(top, high, low);
    this.#remember(one, other, FALSE, result);
    return result;
  }

  /** If f then g else h. */
  ite(f: Edge, g: Edge, h: Edge): Edge {
    if (f === TRUE || g === h) return g;
    if (f === FALSE) return h;
    if ((f & 1) === 1) return this.ite(f ^ 1, h, g);
    if (g === TRUE || g === f) return this.or(f, h);
    if (h === FALSE || h === f) return this.and(f, g);
    if (g === FALSE || g === (f ^ 1)) return this.and(f ^ 1, h);
    if (h === TRUE || h === (f ^ 1)) return this.and(f, g ^ 1) ^ 1;
    if ((g & 1) === 1) return this.ite(f, g ^ 1, h ^ 1) ^ 1;
    const slot = this.#slot(f, g, h);
    const known = this.#known(slot, f, g, h);
    if (known >= 0) return known;
    const top = Math.min(this.topVariable(f), this.topVariable(g), this.topVariable(h));
    const high = this.ite(this.#at(f, top, true), this.#at(g, top, true), this.#at(h, top, true));
    const low = this.ite(this.#at(f, top, false), this.#at(g, top, false), this.#at(h, top, false));
    const result = this.#node(top, high, low);
    this.#remember(f, g, h, result);
    return result;
  }

  #at(f: Edge, variable: number, value: boolean): Edge {
    if (this.topVariable(f) !== variable) return f;
    return value ? this.high(f) : this.low(f);
  }

  #node(variable: number, high: Edge, low: Edge): Edge {
    if (high === low) return high;
    return (high & 1) === 1 ? this.#find(variable, high ^ 1, low ^ 1) ^ 1 : this.#find(variable, high, low);
  }

  #find(variable: number, high: Edge, low: Edge): Edge {
    const mask = this.#unique.length - 1;
    let slot = hash(variable, high, low) & mask;
    for (let node = this.#unique[slot] as number; node !== EMPTY; node = this.#unique[slot] as number) {
      if (this.#variable[node] === variable && this.#high[node] === high && this.#low[node] === low)
        return node << 1;
      slot = (slot + 1) & mask;
    }
    return this.#create(variable, high, low, slot);
  }

  #create(variable: number, high: Edge, low: Edge, slot: number): Edge {
    if (this.#count >= this.#limit) throw new BddOverflow(this.#limit);
    const node = this.#count++;
    if (node === this.#variable.length) this.#growNodes();
    this.#variable[node] = variable;
    this.#high[node] = high;
    this.#low[node] = low;
    this.#unique[slot] = node;
    if (2 * this.#count > this.#unique.length) this.#growTables();
    return node << 1;
  }

  #growNodes(): void {
    const size = Math.min(2 * this.#variable.length, Math.max(this.#limit, this.#variable.length + 1));
    this.#variable = grown(this.#variable, size);
    this.#high = grown(this.#high, size);
    this.#low = grown(this.#low, size);
  }

  #growTables(): void {
    const size = 2 * this.#unique.length;
    const mask = size - 1;
    const unique = new Int32Array(size);
    for (let node = 1; node < this.#count; node++) {
      let slot =
        hash(this.#variable[node] as number, this.#high[node] as number, this.#low[node] as number) & mask;
      while (unique[slot] !== EMPTY) slot = (slot + 1) & mask;
      unique[slot] = node;
    }
    this.#unique = unique;
    const entries = size >>> 1;
    this.#cache = new Int32Array(4 * entries).fill(-1);
    this.#cacheMask = entries - 1;
  }

  #slot(f: Edge, g: Edge, h: Edge): number {
    return (hash(f, g, h) & this.#cacheMask) << 2;
  }

  #known(slot: number, f: Edge, g: Edge, h: Edge): Edge {
    const cache = this.#cache;
    return cache[slot] === f && cache[slot + 1] === g && cache[slot + 2] === h
      ? (cache[slot + 3] as number)
      : -1;
  }

  #remember(f: Edge, g: Edge, h: Edge, result: Edge): void {
    // The table may have grown since the slot was looked up.
    const slot = this.#slot(f, g, h);
    this.#cache[slot] = f;
    this.#cache[slot + 1] = g;
    this.#cache[slot + 2] = h;
    this.#cache[slot + 3] = result;
  }
}

/** Multiplicative mixing of three words: the constants are odd 32-bit fractions of the golden ratio, √2 and √3. */
function hash(a: number, b: number, c: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x6a09e667) ^ Math.imul(c, 0xbb67ae85);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

function grown(list: Int32Array, size: number): Int32Array {
  const larger = new Int32Array(size);
  larger.set(list);
  return larger;
}
