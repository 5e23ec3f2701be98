/** Systems for tests: random ones and grids. */

import type { System } from '../../src/model/system.ts';
import fc from '../support/property.ts';

const probability = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: 0.01, max: 0.99, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1) },
  { weight: 1, arbitrary: fc.constantFrom(1e-3, 1e-4, 1 - 1e-4) },
);
const failure = fc.oneof(fc.constantFrom(1e-3, 1e-4, 0, 1), fc.double({ min: 0.01, max: 0.99, noNaN: true }));
const hazard = fc.oneof(
  fc.constantFrom(0, 1e-9, 1e-6, 50, 0.2),
  fc.double({ min: 1e-9, max: 5, noNaN: true }),
);

type Draft = {
  readonly nodes: readonly ('any' | 'all')[];
  readonly edges: readonly { from: number; to: number; probability: number; walls: readonly number[] }[];
  readonly walls: readonly number[];
  readonly shocks: readonly { hazard: number; hits: readonly { node: number; probability: number }[] }[];
  readonly assets: readonly number[];
};

const systemOf = (draft: Draft): System => ({
  nodes: draft.nodes.map((needs, i) => ({ id: `n${i}`, needs })),
  edges: draft.edges.map((edge, i) => ({ id: `e${i}`, costUsd: 0, ...edge })),
  walls: draft.walls.map((failureOnDemand, i) => ({ id: `w${i}`, failureOnDemand })),
  shocks: draft.shocks.map((shock, i) => ({ id: `s${i}`, costUsd: 0, ...shock })),
  assets: draft.assets.map((at, i) => ({ id: `a${i}`, node: at })),
});

interface Sizes {
  /** Least and most of each. */
  readonly nodes: readonly [number, number];
  readonly edges: readonly [number, number];
  readonly walls: readonly [number, number];
  readonly shocks: readonly [number, number];
  /** The last nodes are assets, edges mostly lead on, shocks enter at the first nodes: most ways lead somewhere. */
  readonly layered: boolean;
}

const between = ([min, max]: readonly [number, number]) => fc.integer({ min, max });

function drawn({ layered, ...sizes }: Sizes): fc.Arbitrary<System> {
  return fc
    .record({ nodes: between(sizes.nodes), walls: between(sizes.walls) })
    .chain(({ nodes, walls }) => {
      const node = fc.integer({ min: 0, max: nodes - 1 });
      const early = fc.integer({ min: 0, max: Math.min(2, nodes - 1) });
      const ends = layered
        ? fc
            .tuple(node, node, fc.integer({ min: 0, max: 5 }))
            .map(([a, b, turn]) =>
              turn === 0 ? { from: a, to: b } : { from: Math.min(a, b), to: Math.max(a, b, 1) },
            )
        : fc.record({ from: node, to: node });
      const on =
        walls === 0
          ? fc.constant([])
          : fc.uniqueArray(fc.integer({ min: 0, max: walls - 1 }), { maxLength: 2 });
      const hit = fc.record({
        node: layered ? early : node,
        probability: fc.oneof(
          { weight: 2, arbitrary: fc.constant(1) },
          { weight: 1, arbitrary: probability },
        ),
      });
      return fc.record({
        nodes: fc.array(fc.constantFrom('any' as const, 'any' as const, 'all' as const), {
          minLength: nodes,
          maxLength: nodes,
        }),
        edges: listOf(
          fc
            .record({ ends, probability, walls: on })
            .map(({ ends: { from, to }, ...edge }) => ({ from, to, ...edge })),
          sizes.edges,
        ),
        walls: listOf(failure, [walls, walls]),
        shocks: listOf(fc.record({ hazard, hits: listOf(hit, [layered ? 1 : 0, 3]) }), sizes.shocks),
        assets: layered ? fc.constant([nodes - 1, nodes - 2]) : listOf(node, [1, 3]),
      });
    })
    .map(systemOf);
}

const listOf = <T>(one: fc.Arbitrary<T>, [minLength, maxLength]: readonly [number, number]) =>
  fc.array(one, { minLength, maxLength, size: 'max' });

/** Any small system: loops, cycles, parallel edges, shared walls, random and double hits, unreachable parts. */
export const smallSystem = (): fc.Arbitrary<System> =>
  drawn({ nodes: [1, 6], edges: [0, 7], walls: [0, 2], shocks: [0, 3], layered: false });

/** Up to 16 edges, walls and shocks, most of which lead to an asset. */
export const layeredSystem = (): fc.Arbitrary<System> =>
  drawn({ nodes: [4, 6], edges: [6, 9], walls: [0, 3], shocks: [2, 4], layered: true });

/** n × n nodes, neighbours joined by two opposite edges; entered at one corner, lost at the other. */
export function grid(n: number, probability: number): System {
  const edges: System['edges'][number][] = [];
  const join = (a: number, b: number): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const)
      edges.push({ id: `${from}-${to}`, from, to, probability, walls: [], costUsd: 0 });
  };
  for (let row = 0; row < n; row++)
    for (let column = 0; column < n; column++) {
      const node = row * n + column;
      if (column + 1 < n) join(node, node + 1);
      if (row + 1 < n) join(node, node + n);
    }
  return {
    nodes: Array.from({ length: n * n }, (_, i) => ({ id: `n${i}`, needs: 'any' as const })),
    edges,
    walls: [],
    shocks: [{ id: 's', hazard: 50, hits: [{ node: 0, probability: 1 }], costUsd: 0 }],
    assets: [{ id: 'a', node: n * n - 1 }],
  };
}
