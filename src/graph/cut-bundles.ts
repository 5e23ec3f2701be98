/** A network whose arcs walls shut, as bundles: all arcs from one node to another, and the walls that shut them all. */
import type { Interdiction } from './interdiction.ts';

export interface Bundle {
  readonly from: number;
  readonly to: number;
  /** All of them must stand. */
  readonly walls: readonly number[];
  /** One of its arcs cannot be shut. */
  readonly open: boolean;
}

/** Walls that stand, and what is reached all the same. */
export interface Cut {
  readonly walls: readonly number[];
  readonly hours: number;
  readonly loss: number;
}

export class Bundles {
  readonly network: Interdiction;
  readonly list: readonly Bundle[];
  /** Of each wall: the bundles on which it stands. */
  readonly of: readonly (readonly number[])[];
  readonly #leaving: readonly (readonly number[])[];

  constructor(network: Interdiction) {
    this.network = network;
    const found = new Map<number, { from: number; to: number; walls: Set<number>; open: boolean }>();
    for (const { from, to, wall } of network.arcs) {
      if (from === to || to === network.source) continue;
      const key = from * network.nodes + to;
      const bundle = found.get(key) ?? { from, to, walls: new Set<number>(), open: false };
      found.set(key, bundle);
      if (wall < 0) bundle.open = true;
      else bundle.walls.add(wall);
    }
    this.list = [...found.values()].map(({ from, to, walls, open }) => ({
      from,
      to,
      walls: open ? [] : [...walls],
      open,
    }));
    const of: number[][] = network.hours.map(() => []);
    const leaving: number[][] = network.losses.map(() => []);
    this.list.forEach(({ from, walls }, b) => {
      leaving[from]?.push(b);
      for (const wall of walls) of[wall]?.push(b);
    });
    this.of = of;
    this.#leaving = leaving;
  }

  hours(walls: readonly number[]): number {
    return walls.reduce((total, wall) => total + (this.network.hours[wall] as number), 0);
  }

  /** What the walls leave. */
  cut(walls: readonly number[]): Cut {
    const reached = this.reached(new Set(walls));
    const loss = this.network.losses.reduce((total, one, v) => total + (reached[v] === 1 ? one : 0), 0);
    return { walls, hours: this.hours(walls), loss };
  }

  /** Marks of the nodes that are reached where these walls stand. */
  reached(standing: ReadonlySet<number>): Uint8Array {
    const reached = new Uint8Array(this.network.nodes);
    const stack = [this.network.source];
    reached[this.network.source] = 1;
    for (let v = stack.pop(); v !== undefined; v = stack.pop())
      for (const b of this.#leaving[v] ?? []) {
        const { to, walls, open } = this.list[b] as Bundle;
        if (reached[to] === 1 || !(open || walls.some((wall) => !standing.has(wall)))) continue;
        reached[to] = 1;
        stack.push(to);
      }
    return reached;
  }

  /** The walls between a set of nodes and the rest; some bundle between them may not be shut by any. */
  around(inside: Uint8Array): number[] {
    const walls = new Set<number>();
    for (const bundle of this.list)
      if (inside[bundle.from] === 1 && inside[bundle.to] !== 1)
        for (const wall of bundle.walls) walls.add(wall);
    return [...walls];
  }
}
