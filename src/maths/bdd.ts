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

const START = 1 << 8;
/** Words of a node: variable, high, low, next node of the same bucket (0 ends). One cache line holds four nodes. */
const STRIDE = 4;
/** Entries of the table of results never exceed this, 16 MB: a larger one costs more in misses of the processor's caches than it saves. */
const MOST_RESULTS = 1 << 20;

export class Bdd {
  readonly variables: number;
  readonly #limit: number;
  readonly #mostSteps: number;
  #count = 1;
  #steps = 0;
  #made = 0;
  #nodes: Int32Array = new Int32Array(STRIDE * START);
  #buckets: Int32Array = new Int32Array(START);
  #bucketMask = START - 1;
  /** Lossy: (f, g, h) and the result of if-then-else. */
  #results: Int32Array = new Int32Array(4 * START).fill(-1);
  #resultMask = START - 1;

  /**
   * @param variables number of variables; the index of a variable is its place in the order
   * @param limit most nodes; passing it throws BddOverflow
   * @param mostSteps most steps of `and` and `ite`; passing it throws BddOverflow
   * @param spent a diagram that is needed no more: its memory is used again, for fresh memory costs more than
   * the work in it
   */
  constructor(variables: number, limit: number, mostSteps = Number.POSITIVE_INFINITY, spent?: Bdd) {
    this.variables = variables;
    if (spent !== undefined) this.#take(spent);
    this.#mostSteps = mostSteps;
    this.#limit = Math.max(2, limit);
    this.#nodes[0] = variables;
  }

  #take(spent: Bdd): void {
    if (spent.#nodes.length < STRIDE * START || spent.#buckets.length < START) return;
    this.#nodes = spent.#nodes;
    this.#buckets = spent.#buckets;
    this.#buckets.fill(0, 0, START);
    this.#results = spent.#results;
    this.#results.fill(-1, 0, 4 * START);
    spent.release();
  }

  /** Nodes held, the constant among them. */
  get size(): number {
    return this.#count;
  }

  /** Steps of `and` and `ite` that no table answered, a measure of time. */
  get steps(): number {
    return this.#steps;
  }

  /** Nodes ever made, those forgotten by `collect` among them. */
  get made(): number {
    return this.#made;
  }

  /** The function of one variable. */
  variable(index: number): Edge {
    return this.#find(index, TRUE, FALSE);
  }

  /** Place in the order of the top variable; `variables` for a constant. */
  topVariable(f: Edge): number {
    return this.#nodes[(f >>> 1) * STRIDE] as number;
  }

  /** f with its top variable true. */
  high(f: Edge): Edge {
    return (this.#nodes[(f >>> 1) * STRIDE + 1] as number) ^ (f & 1);
  }

  /** f with its top variable false. */
  low(f: Edge): Edge {
    return (this.#nodes[(f >>> 1) * STRIDE + 2] as number) ^ (f & 1);
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
    if (f < g) return this.#and(f, g);
    return this.#and(g, f);
  }

  /** f < g */
  #and(f: Edge, g: Edge): Edge {
    if (f <= 1) return f === TRUE ? g : FALSE;
    if (f === (g ^ 1)) return FALSE;
    const slot = (mixed(f, g) & this.#resultMask) << 2;
    const results = this.#results;
    if (results[slot] === f && results[slot + 1] === g && results[slot + 2] === FALSE)
      return results[slot + 3] as number;
    this.#steps++;
    const nodes = this.#nodes;
    const fAt = (f >>> 1) << 2;
    const gAt = (g >>> 1) << 2;
    const fVariable = nodes[fAt] as number;
    const gVariable = nodes[gAt] as number;
    let top = fVariable;
    let f1 = f;
    let f0 = f;
    let g1 = g;
    let g0 = g;
    if (fVariable <= gVariable) {
      f1 = (nodes[fAt + 1] as number) ^ (f & 1);
      f0 = (nodes[fAt + 2] as number) ^ (f & 1);
    }
    if (gVariable <= fVariable) {
      top = gVariable;
      g1 = (nodes[gAt + 1] as number) ^ (g & 1);
      g0 = (nodes[gAt + 2] as number) ^ (g & 1);
    }
    const high = f1 === g1 ? f1 : f1 < g1 ? this.#and(f1, g1) : this.#and(g1, f1);
    const low = f0 === g0 ? f0 : f0 < g0 ? this.#and(f0, g0) : this.#and(g0, f0);
    const result =
      high === low
        ? high
        : (high & 1) === 1
          ? this.#find(top, high ^ 1, low ^ 1) ^ 1
          : this.#find(top, high, low);
    // The table may have grown since the slot was looked up.
    const place = (mixed(f, g) & this.#resultMask) << 2;
    const table = this.#results;
    table[place] = f;
    table[place + 1] = g;
    table[place + 2] = FALSE;
    table[place + 3] = result;
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
    const slot = (mixed3(f, g, h) & this.#resultMask) << 2;
    const results = this.#results;
    if (results[slot] === f && results[slot + 1] === g && results[slot + 2] === h)
      return results[slot + 3] as number;
    this.#steps++;
    const top = Math.min(this.topVariable(f), this.topVariable(g), this.topVariable(h));
    const high = this.ite(this.#at(f, top, true), this.#at(g, top, true), this.#at(h, top, true));
    const low = this.ite(this.#at(f, top, false), this.#at(g, top, false), this.#at(h, top, false));
    const result =
      high === low
        ? high
        : (high & 1) === 1
          ? this.#find(top, high ^ 1, low ^ 1) ^ 1
          : this.#find(top, high, low);
    const place = (mixed3(f, g, h) & this.#resultMask) << 2;
    const table = this.#results;
    table[place] = f;
    table[place + 1] = g;
    table[place + 2] = h;
    table[place + 3] = result;
    return result;
  }

  /**
   * Forgets every node that none of `roots` rests on. Edges change: the new ones are returned, in the order of
   * the roots; any other edge held outside is void. Age stays in order.
   */
  collect(roots: readonly Edge[]): Edge[] {
    const nodes = this.#nodes;
    const kept = new Int32Array(this.#count);
    kept[0] = 1;
    for (const root of roots) kept[root >>> 1] = 1;
    for (let node = this.#count - 1; node > 0; node--) {
      if (kept[node] !== 1) continue;
      kept[(nodes[4 * node + 1] as number) >>> 1] = 1;
      kept[(nodes[4 * node + 2] as number) >>> 1] = 1;
    }
    kept[0] = 0;
    let count = 1;
    for (let node = 1; node < this.#count; node++) {
      if (kept[node] !== 1) continue;
      const high = nodes[4 * node + 1] as number;
      const low = nodes[4 * node + 2] as number;
      nodes[4 * count] = nodes[4 * node] as number;
      nodes[4 * count + 1] = (kept[high >>> 1] as number) << 1;
      nodes[4 * count + 2] = ((kept[low >>> 1] as number) << 1) | (low & 1);
      kept[node] = count++;
    }
    this.#count = count;
    this.#rehash();
    this.#results.fill(-1, 0, 4 * (this.#resultMask + 1));
    return roots.map((root) => ((kept[root >>> 1] as number) << 1) | (root & 1));
  }

  /** If the variable then `high` else `low`, both of which rest on later variables only. */
  node(variable: number, high: Edge, low: Edge): Edge {
    if (high === low) return high;
    return (high & 1) === 1 ? this.#find(variable, high ^ 1, low ^ 1) ^ 1 : this.#find(variable, high, low);
  }

  /**
   * The words of the nodes, four each: variable, high, low, and one that is the diagram's own. The caller may
   * write to them; the diagram is void afterwards.
   */
  release(): Int32Array {
    const nodes = this.#nodes;
    this.#nodes = new Int32Array(0);
    this.#buckets = new Int32Array(0);
    this.#results = new Int32Array(0);
    return nodes;
  }

  #at(f: Edge, variable: number, value: boolean): Edge {
    if (this.topVariable(f) !== variable) return f;
    return value ? this.high(f) : this.low(f);
  }

  #find(variable: number, high: Edge, low: Edge): Edge {
    const nodes = this.#nodes;
    const bucket = mixed3(variable, high, low) & this.#bucketMask;
    const first = this.#buckets[bucket] as number;
    for (let node = first; node !== 0; node = nodes[4 * node + 3] as number) {
      const at = node << 2;
      if (nodes[at + 2] === low && nodes[at + 1] === high && nodes[at] === variable) return node << 1;
    }
    if (this.#count >= this.#limit || this.#steps > this.#mostSteps) throw new BddOverflow(this.#limit);
    this.#made++;
    const node = this.#count++;
    const at = node << 2;
    if (node <= this.#bucketMask) {
      nodes[at] = variable;
      nodes[at + 1] = high;
      nodes[at + 2] = low;
      nodes[at + 3] = first;
      this.#buckets[bucket] = node;
    } else this.#grow(variable, high, low);
    return node << 1;
  }

  /** Room for twice the nodes, the newest of which is given. There are as many buckets as nodes find room. */
  #grow(variable: number, high: Edge, low: Edge): void {
    const at = STRIDE * (this.#count - 1);
    const room = 2 * (this.#bucketMask + 1);
    if (this.#nodes.length < STRIDE * room) {
      const most = Math.max(this.#limit, this.#count);
      this.#nodes = grown(this.#nodes, STRIDE * Math.min(room, most));
    }
    this.#nodes[at] = variable;
    this.#nodes[at + 1] = high;
    this.#nodes[at + 2] = low;
    if (this.#buckets.length < room) this.#buckets = new Int32Array(room);
    this.#bucketMask = room - 1;
    this.#rehash();
    if (room <= MOST_RESULTS) this.#growResults(room);
  }

  /** What was known stays where it was, or moves to the new half. */
  #growResults(entries: number): void {
    const half = 2 * entries;
    if (this.#results.length < 2 * half) this.#results = grown(this.#results.subarray(0, half), 2 * half);
    const table = this.#results;
    table.fill(-1, half, 2 * half);
    const mask = entries - 1;
    for (let from = 0; from < half; from += 4) {
      const f = table[from] as number;
      if (f < 0) continue;
      const g = table[from + 1] as number;
      const h = table[from + 2] as number;
      const to = ((h === FALSE ? mixed(f, g) : mixed3(f, g, h)) & mask) << 2;
      if (to === from) continue;
      table.copyWithin(to, from, from + 4);
      table[from] = -1;
    }
    this.#resultMask = mask;
  }

  #rehash(): void {
    const nodes = this.#nodes;
    const buckets = this.#buckets;
    const mask = this.#bucketMask;
    buckets.fill(0, 0, mask + 1);
    for (let node = 1; node < this.#count; node++) {
      const at = node << 2;
      const bucket = mixed3(nodes[at] as number, nodes[at + 1] as number, nodes[at + 2] as number) & mask;
      nodes[at + 3] = buckets[bucket] as number;
      buckets[bucket] = node;
    }
  }
}

/** Multiplicative mixing: the constants are odd 32-bit fractions of the golden ratio, √2 and √3. */
function mixed(a: number, b: number): number {
  const sum = Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x6a09e667);
  return (sum ^ (sum >>> 15)) >>> 2;
}

function mixed3(a: number, b: number, c: number): number {
  const sum = Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x6a09e667) + Math.imul(c, 0xbb67ae85);
  return (sum ^ (sum >>> 15)) >>> 2;
}

function grown(list: Int32Array, size: number): Int32Array {
  const larger = new Int32Array(size);
  larger.set(list);
  return larger;
}
