/**
 * Better orders of variables for a diagram that is there: sifting [RUD93].
 *
 * Each variable in turn, the one with most nodes first, is moved through the order by exchanges of neighbours
 * and left where the diagram was smallest. An exchange rewrites nodes in place, so that every edge keeps its
 * function.
 */
import { Bdd, type Edge } from './bdd.ts';
import { variablesTogether } from './bdd-together.ts';

export interface Sifted {
  readonly bdd: Bdd;
  readonly roots: readonly Edge[];
  /** Old variable at each place of the new order. */
  readonly order: Int32Array;
  /** Steps that are left. */
  readonly steps: number;
}

export interface SiftLimits {
  /** Most nodes of the diagram returned, and most steps; those of sifting count. */
  readonly nodes: number;
  readonly steps: number;
  /** No further variable is moved once this many nodes were looked at. */
  readonly work: number;
}

/**
 * The same functions under a better order of variables. The diagram given is used up: its edges are void.
 *
 * @param roots what to keep; everything else is forgotten
 */
export function sift(bdd: Bdd, roots: readonly Edge[], limits: SiftLimits): Sifted {
  const kept = bdd.collect(roots);
  const table = new LevelledNodes(bdd, kept);
  const byCount = Array.from({ length: bdd.variables }, (_, variable) => variable).sort(
    (a, b) => table.count(b) - table.count(a),
  );
  for (const variable of byCount) {
    if (table.work > limits.work) break;
    // Where few nodes stand there is little to gain.
    if (table.count(variable) * bdd.variables > SMALL * table.size) place(table, variable);
  }
  // A node looked at costs about a quarter of a step of the diagram.
  const steps = limits.steps - table.work / STEP;
  return { ...table.diagram(new Bdd(bdd.variables, limits.nodes, steps)), steps };
}

/** Nodes looked at that take the time of one step of `and`. */
const STEP = 4;
/** A move is given up when the diagram has grown by this much. */
const MOST_GROWTH = 1.1;
/** A variable with less than this share of the mean number of nodes stays where it is. */
const SMALL = 0.1;
/** Nodes rewritten cost more than nodes looked at, by this much. */
const REWRITE = 4;

function place(table: LevelledNodes, variable: number): void {
  const levels = table.variables;
  const start = table.levelOf(variable);
  let bestSize = table.size;
  let bestLevel = start;
  const walk = (step: 1 | -1) => {
    const end = step === 1 ? levels - 1 : 0;
    let level = table.levelOf(variable);
    while (level !== end) {
      // Everything that may go goes: if that is not enough, the rest of the way is none.
      if (table.size - table.removable(variable, step) >= bestSize) break;
      table.exchange(step === 1 ? level : level - 1);
      level += step;
      if (table.size < bestSize) {
        bestSize = table.size;
        bestLevel = level;
      } else if (table.size > MOST_GROWTH * bestSize) break;
    }
  };
  const downFirst = start > levels / 2;
  walk(downFirst ? 1 : -1);
  walk(downFirst ? -1 : 1);
  let level = table.levelOf(variable);
  for (; level < bestLevel; level++) table.exchange(level);
  for (; level > bestLevel; level--) table.exchange(level - 1);
}

/** Nodes with counts of their parents, and a hash table for each variable. */
class LevelledNodes {
  readonly variables: number;
  size: number;
  work = 0;
  #nodes: Int32Array;
  #parents: Int32Array;
  #used: number;
  #free = 0;
  readonly #roots: readonly Edge[];
  readonly #level: Int32Array;
  readonly #at: Int32Array;
  readonly #buckets: Int32Array[];
  readonly #counts: Int32Array;
  #moved = new Int32Array(1024);
  /** Variable of each node once more, packed: to look at a node's children costs no miss of the caches. */
  #variable: Uint16Array | Int32Array;
  /** Which variables stand in one function; null when that is not known. */
  readonly #together: Uint8Array | null;

  constructor(bdd: Bdd, roots: readonly Edge[]) {
    this.variables = bdd.variables;
    this.size = bdd.size - 1;
    this.#nodes = bdd.release();
    this.#used = bdd.size;
    this.#roots = roots;
    this.#level = Int32Array.from({ length: this.variables }, (_, i) => i);
    this.#at = Int32Array.from(this.#level);
    this.#counts = new Int32Array(this.variables);
    this.#parents = new Int32Array(this.#nodes.length >>> 2);
    for (const root of roots) this.#parents[root >>> 1] = (this.#parents[root >>> 1] as number) + 1;
    for (let node = 1; node < this.#used; node++) {
      const variable = this.#nodes[4 * node] as number;
      this.#counts[variable] = (this.#counts[variable] as number) + 1;
      this.#hold(this.#nodes[4 * node + 1] as number);
      this.#hold(this.#nodes[4 * node + 2] as number);
    }
    this.#variable =
      this.variables < 0xffff ? new Uint16Array(this.#parents.length) : new Int32Array(this.#parents.length);
    for (let node = 0; node < this.#used; node++) this.#variable[node] = this.#nodes[4 * node] as number;
    this.#together = variablesTogether(this.#nodes, this.#used, roots, this.variables);
    this.#buckets = Array.from(this.#counts, (count) => new Int32Array(bucketsFor(count)));
    for (let node = 1; node < this.#used; node++) this.#insert(node);
  }

  count(variable: number): number {
    return this.#counts[variable] as number;
  }

  levelOf(variable: number): number {
    return this.#level[variable] as number;
  }

  /** No more nodes than these can go while the variable moves on, down (1) or up (−1). */
  removable(variable: number, step: 1 | -1): number {
    let most = step === 1 ? 0 : this.count(variable);
    for (let level = this.levelOf(variable) + step; level >= 0 && level < this.variables; level += step) {
      const other = this.#at[level] as number;
      if (this.#meet(variable, other)) most += this.count(other);
    }
    return most;
  }

  #meet(a: number, b: number): boolean {
    return this.#together === null || this.#together[a * this.variables + b] === 1;
  }

  /** Exchanges the variable at a level with the one below it. */
  exchange(level: number): void {
    const upper = this.#at[level] as number;
    const lower = this.#at[level + 1] as number;
    if (this.#meet(upper, lower)) this.#rewrite(upper, lower);
    else this.work++;
    this.#at[level] = lower;
    this.#at[level + 1] = upper;
    this.#level[lower] = level;
    this.#level[upper] = level + 1;
  }

  #rewrite(upper: number, lower: number): void {
    const moved = this.#takeDependent(upper, lower);
    for (let i = 0; i < moved; i++) this.#turn(this.#moved[i] as number, upper, lower);
    this.work += REWRITE * moved;
  }

  /** Takes the nodes of `upper` that have a child of `lower` out of their table. */
  #takeDependent(upper: number, lower: number): number {
    const nodes = this.#nodes;
    const buckets = this.#buckets[upper] as Int32Array;
    if (this.#moved.length < (this.#counts[upper] as number))
      this.#moved = new Int32Array(2 * (this.#counts[upper] as number));
    const moved = this.#moved;
    const variables = this.#variable;
    let found = 0;
    this.work += (this.#counts[upper] as number) + (buckets.length >>> 2) + 1;
    for (let bucket = 0; bucket < buckets.length; bucket++) {
      let previous = 0;
      let node = buckets[bucket] as number;
      while (node !== 0) {
        const at = node << 2;
        const next = nodes[at + 3] as number;
        const high = (nodes[at + 1] as number) >>> 1;
        const low = (nodes[at + 2] as number) >>> 1;
        if (variables[high] === lower || variables[low] === lower) {
          moved[found++] = node;
          if (previous === 0) buckets[bucket] = next;
          else nodes[(previous << 2) + 3] = next;
        } else previous = node;
        node = next;
      }
    }
    this.#counts[upper] = (this.#counts[upper] as number) - found;
    this.size -= found;
    return found;
  }

  /** Rewrites a node of `upper` as the same function with `lower` on top. */
  #turn(node: number, upper: number, lower: number): void {
    const at = node << 2;
    const high = this.#nodes[at + 1] as number;
    const low = this.#nodes[at + 2] as number;
    const highAt = (high >>> 1) << 2;
    const lowAt = (low >>> 1) << 2;
    const sign = low & 1;
    const highHere = this.#variable[high >>> 1] === lower;
    const lowHere = this.#variable[low >>> 1] === lower;
    const high1 = highHere ? (this.#nodes[highAt + 1] as number) : high;
    const high0 = highHere ? (this.#nodes[highAt + 2] as number) : high;
    const low1 = lowHere ? (this.#nodes[lowAt + 1] as number) ^ sign : low;
    const low0 = lowHere ? (this.#nodes[lowAt + 2] as number) ^ sign : low;
    const newHigh = this.#find(upper, high1, low1);
    const newLow = this.#find(upper, high0, low0);
    this.#hold(newHigh);
    this.#hold(newLow);
    this.#let(high);
    this.#let(low);
    this.#nodes[at] = lower;
    this.#variable[node] = lower;
    this.#nodes[at + 1] = newHigh;
    this.#nodes[at + 2] = newLow;
    this.#counts[lower] = (this.#counts[lower] as number) + 1;
    this.size++;
    this.#insert(node);
  }

  #hold(edge: Edge): void {
    this.#parents[edge >>> 1] = (this.#parents[edge >>> 1] as number) + 1;
  }

  /** One parent less; without parents the node goes (its children are held by others, see `exchange`). */
  #let(edge: Edge): void {
    const node = edge >>> 1;
    const left = (this.#parents[node] as number) - 1;
    this.#parents[node] = left;
    if (left > 0 || node === 0) return;
    const nodes = this.#nodes;
    const at = node << 2;
    this.#remove(node);
    this.#let(nodes[at + 1] as number);
    this.#let(nodes[at + 2] as number);
    nodes[at + 3] = this.#free;
    this.#free = node;
  }

  #remove(node: number): void {
    const nodes = this.#nodes;
    const at = node << 2;
    const variable = nodes[at] as number;
    const buckets = this.#buckets[variable] as Int32Array;
    const bucket = mixed(nodes[at + 1] as number, nodes[at + 2] as number) & (buckets.length - 1);
    let one = buckets[bucket] as number;
    if (one === node) buckets[bucket] = nodes[at + 3] as number;
    else {
      while (nodes[(one << 2) + 3] !== node) one = nodes[(one << 2) + 3] as number;
      nodes[(one << 2) + 3] = nodes[at + 3] as number;
    }
    this.#counts[variable] = (this.#counts[variable] as number) - 1;
    this.size--;
  }

  /** The high edge of what is found is never complemented: callers give high edges that are not, or equal ones. */
  #find(variable: number, high: Edge, low: Edge): Edge {
    if (high === low) return high;
    return (high & 1) === 1
      ? this.#regular(variable, high ^ 1, low ^ 1) ^ 1
      : this.#regular(variable, high, low);
  }

  #regular(variable: number, high: Edge, low: Edge): Edge {
    const nodes = this.#nodes;
    const buckets = this.#buckets[variable] as Int32Array;
    let node = buckets[mixed(high, low) & (buckets.length - 1)] as number;
    while (node !== 0) {
      const at = node << 2;
      if (nodes[at + 1] === high && nodes[at + 2] === low) return node << 1;
      node = nodes[at + 3] as number;
    }
    return this.#create(variable, high, low) << 1;
  }

  #create(variable: number, high: Edge, low: Edge): number {
    let node = this.#free;
    if (node !== 0) this.#free = this.#nodes[(node << 2) + 3] as number;
    else {
      node = this.#used++;
      if (node << 2 >= this.#nodes.length) this.#grow();
    }
    const at = node << 2;
    this.#nodes[at] = variable;
    this.#variable[node] = variable;
    this.#nodes[at + 1] = high;
    this.#nodes[at + 2] = low;
    this.#parents[node] = 0;
    this.#hold(high);
    this.#hold(low);
    this.#counts[variable] = (this.#counts[variable] as number) + 1;
    this.size++;
    this.#insert(node);
    return node;
  }

  #grow(): void {
    const nodes = new Int32Array(Math.ceil(this.#nodes.length * 0.375) * 4);
    nodes.set(this.#nodes);
    this.#nodes = nodes;
    const parents = new Int32Array(nodes.length >>> 2);
    parents.set(this.#parents);
    this.#parents = parents;
    const variable =
      this.variables < 0xffff ? new Uint16Array(parents.length) : new Int32Array(parents.length);
    variable.set(this.#variable);
    this.#variable = variable;
  }

  #insert(node: number): void {
    const nodes = this.#nodes;
    const at = node << 2;
    const variable = nodes[at] as number;
    let buckets = this.#buckets[variable] as Int32Array;
    if ((this.#counts[variable] as number) > 2 * buckets.length) buckets = this.#widen(variable, buckets);
    const bucket = mixed(nodes[at + 1] as number, nodes[at + 2] as number) & (buckets.length - 1);
    nodes[at + 3] = buckets[bucket] as number;
    buckets[bucket] = node;
  }

  #widen(variable: number, old: Int32Array): Int32Array {
    const nodes = this.#nodes;
    const wider = new Int32Array(bucketsFor(this.#counts[variable] as number));
    for (const first of old) {
      let node = first;
      while (node !== 0) {
        const at = node << 2;
        const next = nodes[at + 3] as number;
        const bucket = mixed(nodes[at + 1] as number, nodes[at + 2] as number) & (wider.length - 1);
        nodes[at + 3] = wider[bucket] as number;
        wider[bucket] = node;
        node = next;
      }
    }
    this.#buckets[variable] = wider;
    return wider;
  }

  /** As a diagram whose variables are the levels, in one that is empty. */
  diagram(bdd: Bdd): Omit<Sifted, 'steps'> {
    const image = new Int32Array(this.#used);
    const nodes = this.#nodes;
    for (let level = this.variables - 1; level >= 0; level--) {
      for (const first of this.#buckets[this.#at[level] as number] as Int32Array) {
        for (let node = first; node !== 0; node = nodes[(node << 2) + 3] as number) {
          const high = nodes[(node << 2) + 1] as number;
          const low = nodes[(node << 2) + 2] as number;
          image[node] = bdd.node(
            level,
            image[high >>> 1] as number,
            (image[low >>> 1] as number) ^ (low & 1),
          );
        }
      }
    }
    const roots = this.#roots.map((root) => (image[root >>> 1] as number) ^ (root & 1));
    return { bdd, roots, order: Int32Array.from(this.#at) };
  }
}

/** A power of two, about one bucket a node. */
const bucketsFor = (count: number): number => 1 << Math.max(2, 32 - Math.clz32(count));

function mixed(a: number, b: number): number {
  const sum = Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x6a09e667);
  return (sum ^ (sum >>> 15)) >>> 2;
}
