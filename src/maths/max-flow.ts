/**
 * Maximum flow from several sources to several sinks, by levels and blocking flows [DIN70], with chances to go on
 * from a flow that is there: what is pushed stays, and new sources and sinks only add to it.
 *
 * Capacities are doubles. What is left of an arc below `least` counts as nothing, so every flow found is one that the
 * capacities allow: a lower bound of every cut, whatever was rounded.
 */
export class MaxFlow {
  readonly nodes: number;
  /** Capacity left: of arc a at 2a, of its reverse at 2a + 1. */
  readonly left: Float64Array;
  /** Steps from the nearest source in what is left; −1 where none leads. After `push` the source side of a least cut. */
  readonly level: Int32Array;
  /** Arcs looked at so far: what the work is counted in. */
  work = 0;
  readonly #head: Int32Array;
  readonly #first: Int32Array;
  readonly #arcs: Int32Array;
  readonly #next: Int32Array;
  readonly #queue: Int32Array;
  readonly #path: Int32Array;

  /** @param arcs from, to: nodes in [0, nodes) */
  constructor(nodes: number, arcs: readonly (readonly [number, number])[]) {
    this.nodes = nodes;
    this.left = new Float64Array(2 * arcs.length);
    this.level = new Int32Array(nodes);
    this.#head = Int32Array.from(arcs.flatMap(([from, to]) => [to, from]));
    this.#first = new Int32Array(nodes + 1);
    for (const [from, to] of arcs) {
      this.#first[from + 1] = (this.#first[from + 1] as number) + 1;
      this.#first[to + 1] = (this.#first[to + 1] as number) + 1;
    }
    for (let v = 0; v < nodes; v++)
      this.#first[v + 1] = (this.#first[v + 1] as number) + (this.#first[v] as number);
    this.#arcs = new Int32Array(2 * arcs.length);
    const place = this.#first.slice();
    arcs.forEach(([from, to], a) => {
      for (const [node, arc] of [
        [from, 2 * a],
        [to, 2 * a + 1],
      ] as const) {
        this.#arcs[place[node] as number] = arc;
        place[node] = (place[node] as number) + 1;
      }
    });
    this.#next = new Int32Array(nodes);
    this.#queue = new Int32Array(nodes);
    this.#path = new Int32Array(nodes);
  }

  /**
   * Pushes as much as can be, on top of what was.
   *
   * @param sources marks, 1 for a source; none is a sink
   * @param sinks marks, 1 for a sink
   * @param options `least`: what is left below it counts as nothing, > 0; `enough`: stops once so much is pushed
   * @returns what was added
   */
  push(
    sources: Uint8Array,
    sinks: Uint8Array,
    { least, enough }: { readonly least: number; readonly enough: number },
  ): number {
    let total = 0;
    while (total < enough && this.#levels(sources, sinks, least)) {
      this.#next.set(this.#first.subarray(0, this.nodes));
      for (let v = 0; v < this.nodes; v++) if (sources[v] === 1) total += this.#block(v, sinks, least);
    }
    return total;
  }

  #levels(sources: Uint8Array, sinks: Uint8Array, least: number): boolean {
    const level = this.level.fill(-1);
    const queue = this.#queue;
    let end = 0;
    for (let v = 0; v < this.nodes; v++) {
      if (sources[v] !== 1) continue;
      level[v] = 0;
      queue[end++] = v;
    }
    let found = false;
    for (let at = 0; at < end; at++) {
      const v = queue[at] as number;
      if (sinks[v] === 1) {
        found = true;
        continue;
      }
      for (let i = this.#first[v] as number; i < (this.#first[v + 1] as number); i++) {
        const arc = this.#arcs[i] as number;
        const to = this.#head[arc] as number;
        if (level[to] !== -1 || !((this.left[arc] as number) > least)) continue;
        level[to] = (level[v] as number) + 1;
        queue[end++] = to;
      }
    }
    for (let at = 0; at < end; at++) {
      const v = queue[at] as number;
      this.work += (this.#first[v + 1] as number) - (this.#first[v] as number);
    }
    return found;
  }

  /** All ways from one source by rising levels, with a path of its own: no depth exhausts the stack. */
  #block(source: number, sinks: Uint8Array, least: number): number {
    const { left, level } = this;
    const path = this.#path;
    let length = 0;
    let total = 0;
    let v = source;
    for (;;) {
      if (sinks[v] === 1) {
        let amount = Number.POSITIVE_INFINITY;
        for (let i = 0; i < length; i++) amount = Math.min(amount, left[path[i] as number] as number);
        total += amount;
        let shut = length;
        for (let i = length - 1; i >= 0; i--) {
          const arc = path[i] as number;
          left[arc] = (left[arc] as number) - amount;
          left[arc ^ 1] = (left[arc ^ 1] as number) + amount;
          if (!((left[arc] as number) > least)) shut = i;
        }
        length = shut;
        v = this.#head[(path[shut] as number) ^ 1] as number;
        continue;
      }
      const arc = this.#advance(v, least);
      if (arc >= 0) {
        path[length++] = arc;
        v = this.#head[arc] as number;
        continue;
      }
      if (length === 0) return total;
      level[v] = -2;
      length -= 1;
      v = this.#head[(path[length] as number) ^ 1] as number;
    }
  }

  /** The next arc of a node that leads a level on; −1 when there is none. */
  #advance(v: number, least: number): number {
    const end = this.#first[v + 1] as number;
    const wanted = (this.level[v] as number) + 1;
    for (let i = this.#next[v] as number; i < end; i++) {
      const arc = this.#arcs[i] as number;
      if ((this.left[arc] as number) > least && this.level[this.#head[arc] as number] === wanted) {
        this.#next[v] = i;
        return arc;
      }
    }
    this.#next[v] = end;
    return -1;
  }
}
