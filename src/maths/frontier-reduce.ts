/**
 * Exact reductions of a network before the frontier method: what is left has the same P.
 *
 * All rules rest on one fact: whether the sink is reached is decided by a search from the source, and the search
 * looks at an arc only from a vertex that is reached to one that is not.
 *
 * 1. Only vertices on a way that repeats no vertex matter: those in the block (biconnected component) of the arc
 *    source–sink, when that arc is added and directions are forgotten [TAR72].
 * 2. A vertex that is taken for certain is the source, one that leads to the sink for certain is the sink.
 * 3. If v can be entered from a alone, v → a is never looked at; if v leads to b alone, b → v never helps.
 * 4. Two steps in series through a vertex without other ways are one step, two parallel steps are one step.
 * 5. A vertex entered from a alone, for certain, is a; one that leads to b alone, for certain, is b; two that lead
 *    to each other for certain are one.
 */

import { onSimpleWays } from './frontier-blocks.ts';
import {
  ALWAYS,
  type Arc,
  both,
  type Chance,
  either,
  NEVER,
  type Network,
  same,
} from './frontier-network.ts';

/** Most arcs of one vertex that are read each time something beside it changes. */
const SCANNED = 64;

/** What is left, and what is decided already. */
export interface Reduced {
  readonly network: Network;
  /** A way from source to sink beside the network; in a linear network `open` is what was reached for certain. */
  readonly direct: Chance;
  /** Linear networks: rate that reaches nothing. */
  readonly lost: number;
}

export function reduce(network: Network): Reduced {
  const reducer = new Reducer(network);
  reducer.run();
  return reducer.result();
}

class Reducer {
  readonly #linear: boolean;
  readonly #sources: Chance[];
  readonly #targets: Chance[];
  readonly #out: Map<number, Chance>[];
  readonly #into: Set<number>[];
  readonly #alive: Uint8Array;
  readonly #queue: number[] = [];
  readonly #queued: Uint8Array;
  #direct: Chance = NEVER;
  #lost = 0;

  constructor(network: Network) {
    const { vertices } = network;
    this.#linear = network.linear;
    this.#sources = [...network.sources];
    this.#targets = [...network.targets];
    this.#out = Array.from({ length: vertices }, () => new Map());
    this.#into = Array.from({ length: vertices }, () => new Set());
    this.#alive = new Uint8Array(vertices).fill(1);
    this.#queued = new Uint8Array(vertices);
    for (const { from, to, chance } of network.arcs) this.#join(from, to, chance);
  }

  run(): void {
    do {
      this.#prune();
      this.#settle();
    } while (this.#prune());
  }

  /** The vertices that are left, with new numbers. */
  result(): Reduced {
    const left = [...this.#alive.keys()].filter((v) => this.#alive[v] === 1);
    const number = new Map(left.map((v, index) => [v, index]));
    const arcs: Arc[] = [];
    for (const v of left)
      for (const [to, chance] of this.#out[v] as Map<number, Chance>)
        arcs.push({ from: number.get(v) as number, to: number.get(to) as number, chance });
    const network: Network = {
      vertices: left.length,
      sources: left.map((v) => this.#source(v)),
      targets: left.map((v) => this.#target(v)),
      arcs,
      linear: this.#linear,
    };
    return { network, direct: this.#direct, lost: this.#lost };
  }

  #source(v: number): Chance {
    return this.#sources[v] as Chance;
  }

  #target(v: number): Chance {
    return this.#targets[v] as Chance;
  }

  /** Drops what lies on no simple way; true when something was dropped. */
  #prune(): boolean {
    const kept = onSimpleWays(
      this.#out.map((map) => [...map.keys()]),
      this.#sources.map((chance) => chance.open > 0),
      this.#targets.map((chance) => chance.open > 0),
    );
    let dropped = false;
    for (let v = 0; v < kept.length; v++) {
      if (kept[v] === 1 || this.#alive[v] === 0) continue;
      this.#remove(v);
      dropped = true;
    }
    return dropped;
  }

  #settle(): void {
    for (let v = 0; v < this.#alive.length; v++) this.#touch(v);
    this.#loneEnds();
    for (let v = this.#queue.pop(); v !== undefined; v = this.#queue.pop()) {
      this.#queued[v] = 0;
      if (this.#alive[v] === 1) this.#look(v);
    }
  }

  /** The one vertex that the source takes is entered from nowhere else first; likewise the one before the sink. */
  #loneEnds(): void {
    const entered = this.#sources.flatMap((chance, v) => (chance.open > 0 ? [v] : []));
    const leaving = this.#targets.flatMap((chance, v) => (chance.open > 0 ? [v] : []));
    if (entered.length === 1) this.#dropInto(entered[0] as number);
    if (leaving.length === 1) this.#dropOut(leaving[0] as number);
  }

  #look(v: number): void {
    if (this.#source(v).shut === 0) this.#isSource(v);
    else if (this.#target(v).shut === 0) this.#isSink(v);
    else if (!this.#narrow(v)) {
      const twin = this.#twin(v);
      const between = this.#between(v);
      if (twin >= 0) this.#merge(v, twin);
      else if (between !== null) this.#twoWays(v, between[0], between[1]);
    }
  }

  /** The rules for a vertex with one way in or one way out; true when one of them applied. */
  #narrow(v: number): boolean {
    const out = this.#out[v] as Map<number, Chance>;
    const into = this.#into[v] as Set<number>;
    const entries = into.size + (this.#source(v).open > 0 ? 1 : 0);
    const exits = out.size + (this.#target(v).open > 0 ? 1 : 0);
    const before = into.size === 1 && entries === 1 ? (first(into) as number) : -1;
    const after = out.size === 1 && exits === 1 ? (first(out.keys()) as number) : -1;
    if (entries === 0 || exits === 0) this.#remove(v);
    else if (before >= 0 && out.has(before)) this.#cut(v, before);
    else if (after >= 0 && into.has(after)) this.#cut(after, v);
    else if (entries === 1 && exits === 1) this.#bypass(v, before, after);
    else if (before >= 0 && this.#chance(before, v).shut === 0) this.#merge(v, before);
    else if (after >= 0 && this.#chance(v, after).shut === 0) this.#merge(v, after);
    else return false;
    return true;
  }

  /** A neighbour to which v leads for certain, and which leads to v for certain; −1 when there is none. */
  #twin(v: number): number {
    const out = this.#out[v] as Map<number, Chance>;
    if (out.size > SCANNED) return -1; // seen from the other end, or left as it is: a hub would be read over and over
    for (const [other, chance] of out)
      if (chance.shut === 0 && this.#chance(other, v).shut === 0) return other;
    return -1;
  }

  /** The two neighbours of a vertex without source and sink, or null. */
  #between(v: number): readonly [number, number] | null {
    if (this.#source(v).open > 0 || this.#target(v).open > 0) return null;
    const out = this.#out[v] as Map<number, Chance>;
    const into = this.#into[v] as Set<number>;
    if (out.size > 2 || into.size > 2) return null;
    const neighbours = new Set([...out.keys(), ...into]);
    if (neighbours.size !== 2) return null;
    const [a, b] = neighbours;
    return [a as number, b as number];
  }

  /** v lies between a and b in both directions: four arcs, two of them on each way, so the ways are independent. */
  #twoWays(v: number, a: number, b: number): void {
    const [av, va, vb, bv] = [this.#chance(a, v), this.#chance(v, a), this.#chance(v, b), this.#chance(b, v)];
    const forward = both(av, vb);
    // The same digits both ways, where the steps are the same both ways.
    const backward = same(av, va) && same(vb, bv) ? forward : both(bv, va);
    this.#remove(v);
    if (forward.open > 0) this.#join(a, b, forward);
    if (backward.open > 0) this.#join(b, a, backward);
  }

  /** One way in, one way out; −1 is the source or the sink. */
  #bypass(v: number, before: number, after: number): void {
    const out = after < 0 ? this.#target(v) : this.#chance(v, after);
    const source = this.#source(v);
    const into = before < 0 ? source : this.#chance(before, v);
    this.#sources[v] = NEVER; // moved on, not lost
    this.#remove(v);
    if (before >= 0 && after >= 0) this.#join(before, after, both(into, out));
    else if (before >= 0) this.#lead(before, both(into, out));
    else if (after >= 0) this.#enter(after, into, out);
    else this.#straight(into, out);
  }

  /** v is taken for certain: it is the source. */
  #isSource(v: number): void {
    const out = [...(this.#out[v] as Map<number, Chance>)];
    const target = this.#target(v);
    this.#remove(v);
    for (const [to, chance] of out) this.#enter(to, ALWAYS, chance);
    this.#straight(ALWAYS, target);
  }

  /** v leads to the sink for certain: it is the sink. */
  #isSink(v: number): void {
    const into = [...(this.#into[v] as Set<number>)].map((from) => [from, this.#chance(from, v)] as const);
    const source = this.#source(v);
    this.#sources[v] = NEVER;
    this.#remove(v);
    for (const [from, chance] of into) this.#lead(from, chance);
    this.#straight(source, ALWAYS);
  }

  /** v and `other` are one vertex: all that v has goes to `other`. */
  #merge(v: number, other: number): void {
    const out = [...(this.#out[v] as Map<number, Chance>)];
    const into = [...(this.#into[v] as Set<number>)].map((from) => [from, this.#chance(from, v)] as const);
    const source = this.#source(v);
    const target = this.#target(v);
    this.#sources[v] = NEVER;
    this.#remove(v);
    for (const [to, chance] of out) if (to !== other) this.#join(other, to, chance);
    for (const [from, chance] of into) if (from !== other) this.#join(from, other, chance);
    this.#enter(other, source, ALWAYS);
    this.#lead(other, target);
  }

  /** The source takes v by one more way: first `source`, then a step. */
  #enter(v: number, source: Chance, step: Chance): void {
    if (source.open === 0) return;
    if (this.#linear) this.#lost += source.open * step.shut;
    const more = this.#linear ? { open: source.open * step.open, shut: 1 } : both(source, step);
    this.#sources[v] = either(this.#source(v), more);
    this.#touch(v);
  }

  /** v leads to the sink by one more way. */
  #lead(v: number, chance: Chance): void {
    this.#targets[v] = either(this.#target(v), chance);
    this.#touch(v);
  }

  /** A way from source to sink that passes no vertex. */
  #straight(source: Chance, target: Chance): void {
    if (this.#linear) {
      this.#direct = { open: this.#direct.open + source.open * target.open, shut: 1 };
      this.#lost += source.open * target.shut;
    } else this.#direct = either(this.#direct, both(source, target));
  }

  #chance(from: number, to: number): Chance {
    return this.#out[from]?.get(to) ?? NEVER;
  }

  #join(from: number, to: number, chance: Chance): void {
    if (from === to || chance.open === 0) return;
    this.#out[from]?.set(to, either(this.#chance(from, to), chance));
    this.#into[to]?.add(from);
    this.#touch(from);
    this.#touch(to);
  }

  #cut(from: number, to: number): void {
    this.#out[from]?.delete(to);
    this.#into[to]?.delete(from);
    this.#touch(from);
    this.#touch(to);
  }

  #dropInto(v: number): void {
    for (const from of [...(this.#into[v] as Set<number>)]) this.#cut(from, v);
  }

  #dropOut(v: number): void {
    for (const to of [...(this.#out[v] as Map<number, Chance>).keys()]) this.#cut(v, to);
  }

  #remove(v: number): void {
    this.#alive[v] = 0;
    this.#dropInto(v);
    this.#dropOut(v);
    if (this.#linear) this.#lost += this.#source(v).open;
    this.#sources[v] = NEVER;
    this.#targets[v] = NEVER;
  }

  #touch(v: number): void {
    if (this.#queued[v] === 1 || this.#alive[v] === 0) return;
    this.#queued[v] = 1;
    this.#queue.push(v);
  }
}

function first<T>(items: Iterable<T>): T | undefined {
  for (const item of items) return item;
  return undefined;
}
