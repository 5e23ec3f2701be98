/** Small systems for tests: written in a few words, or made at random. */

import type { System } from '../../src/model/system.ts';
import fc from '../support/property.ts';

export interface Sketch {
  readonly nodes: readonly ('any' | 'all')[];
  /** From, to, probability, walls. */
  readonly edges: readonly (readonly [number, number, number, ...number[]])[];
  readonly walls?: readonly number[];
  /** Λ, then node and chance of each hit. */
  readonly shocks: readonly (readonly [number, ...(readonly [number, number])[]])[];
  readonly assets: readonly number[];
}

export function systemOf({ nodes, edges, walls = [], shocks, assets }: Sketch): System {
  return {
    nodes: nodes.map((needs, n) => ({ id: `n${n}`, needs })),
    edges: edges.map(([from, to, probability, ...on], e) => ({
      id: `e${e}`,
      from,
      to,
      probability,
      walls: on,
      costUsd: 0,
    })),
    walls: walls.map((failureOnDemand, w) => ({ id: `w${w}`, failureOnDemand })),
    shocks: shocks.map(([hazard, ...hits], s) => ({
      id: `s${s}`,
      hazard,
      hits: hits.map(([node, probability]) => ({ node, probability })),
      costUsd: 0,
    })),
    assets: assets.map((node, a) => ({ id: `a${a}`, node })),
  };
}

const NODES = 6;
const node = fc.nat(NODES - 1);
const chance = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 5, max: 95 }).map((percent) => percent / 100) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 1, 0.001, 0.02) },
);
const hit = fc.tuple(node, fc.constantFrom(1, 1, 0.3, 0.02));
const shock = fc
  .tuple(fc.constantFrom(0.5, 0.1, 1e-6, 2, 0), fc.array(hit, { minLength: 1, maxLength: 2 }))
  .map(([hazard, hits]): [number, ...[number, number][]] => [hazard, ...hits]);

/** With cycles, parallel edges, `all` nodes, shared walls, random hits, rare and impossible steps. */
export const anySystem: fc.Arbitrary<System> = fc
  .record({
    nodes: fc.array(fc.constantFrom<'any' | 'all'>('any', 'any', 'all'), {
      minLength: NODES,
      maxLength: NODES,
    }),
    edges: fc.array(
      fc
        .tuple(node, node, chance, fc.subarray([0, 1]))
        .map(([from, to, p, on]): [number, number, number, ...number[]] => [from, to, p, ...on]),
      { minLength: 3, maxLength: 8 },
    ),
    walls: fc.tuple(chance, chance),
    shocks: fc.array(shock, { minLength: 1, maxLength: 3 }),
    assets: fc.uniqueArray(node, { minLength: 1, maxLength: 3 }),
  })
  .map(systemOf);
