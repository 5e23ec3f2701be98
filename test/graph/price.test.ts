/** Prices against all simple paths of small systems, and examples by hand. */

import { describe, expect, test } from 'vitest';
import { prices } from '../../src/graph/price.ts';
import type { System } from '../../src/model/system.ts';
import fc from '../support/property.ts';
import { smallSystem } from './systems.ts';

type Edge = Partial<System['edges'][number]> & { from: number; to: number };

/** Nodes named by what they need; one asset at the last node. */
const system = (
  needs: readonly ('any' | 'all')[],
  edges: readonly Edge[],
  shocks: readonly { costUsd: number; hits: readonly (number | readonly [number, number])[] }[],
  walls: readonly number[] = [],
): System => ({
  nodes: needs.map((need, i) => ({ id: `n${i}`, needs: need })),
  edges: edges.map((edge, i) => ({ id: `e${i}`, probability: 1, walls: [], costUsd: 0, ...edge })),
  walls: walls.map((failureOnDemand, i) => ({ id: `w${i}`, failureOnDemand })),
  shocks: shocks.map(({ costUsd, hits }, i) => ({
    id: `s${i}`,
    hazard: 1,
    costUsd,
    hits: hits.map((hit) =>
      typeof hit === 'number' ? { node: hit, probability: 1 } : { node: hit[0], probability: hit[1] },
    ),
  })),
  assets: [{ id: 'a', node: needs.length - 1 }],
});

const priceOf = (one: System) => prices(one)[0];

/** The cheapest simple path to a node, tried one by one; only for systems of `any` nodes. */
function cheapest(one: System, target: number): number {
  const entry = one.nodes.map((_, node) =>
    one.shocks.reduce((least, shock) => {
      const hit = shock.hits.some((one) => one.node === node && one.probability > 0);
      return hit ? Math.min(least, shock.costUsd) : least;
    }, Infinity),
  );
  const to = (node: number, seen: readonly number[]): number =>
    one.edges.reduce((least, edge) => {
      if (edge.to !== node || seen.includes(edge.from)) return least;
      const success = edge.walls.reduce(
        (p, w) => p * (one.walls[w]?.failureOnDemand as number),
        edge.probability,
      );
      if (success === 0) return least;
      return Math.min(least, to(edge.from, [...seen, edge.from]) + edge.costUsd / success);
    }, entry[node] as number);
  return to(target, [target]);
}

describe('prices', () => {
  test('of any nodes are those of the cheapest simple path, and the path adds up to them', () => {
    const costs = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(smallSystem(), costs, (drawn, usd) => {
        const priced: System = {
          ...drawn,
          nodes: drawn.nodes.map((node) => ({ ...node, needs: 'any' })),
          edges: drawn.edges.map((edge, i) => ({ ...edge, costUsd: usd[i] as number })),
          shocks: drawn.shocks.map((shock, i) => ({ ...shock, costUsd: usd[10 + i] as number })),
        };
        prices(priced).forEach(({ usd: price, path }, a) => {
          const node = priced.assets[a]?.node as number;
          const wanted = cheapest(priced, node);
          if (wanted === Infinity) {
            expect({ price, path }).toEqual({ price: null, path: [] });
            return;
          }
          expect(Math.abs((price as number) - wanted)).toBeLessThanOrEqual(1e-12 * wanted);
          expect(leadsTo(priced, path, node)).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('of a larger graph are those of relaxing all edges until nothing changes', () => {
    const ends = fc.integer({ min: 0, max: 39 });
    const edge = fc.record({ from: ends, to: ends, costUsd: fc.integer({ min: 0, max: 1000 }) });
    fc.assert(
      fc.property(fc.array(edge, { minLength: 80, maxLength: 200, size: 'max' }), (edges) => {
        const drawn = system(
          Array.from({ length: 40 }, () => 'any' as const),
          edges,
          [{ costUsd: 5, hits: [0] }],
        );
        const least = drawn.nodes.map((_, node) => (node === 0 ? 5 : Infinity));
        for (let round = 0; round < 40; round++)
          for (const { from, to, costUsd } of edges)
            least[to] = Math.min(least[to] as number, (least[from] as number) + costUsd);
        const assets = drawn.nodes.map((_, node) => ({ id: `a${node}`, node }));
        expect(prices({ ...drawn, assets }).map(({ usd }) => usd ?? Infinity)).toEqual(least);
      }),
      { numRuns: 100 },
    );
  });

  test('a step costs its tries: cost over probability and failures on demand', () => {
    const one = system(
      ['any', 'any'],
      [{ from: 0, to: 1, costUsd: 3, probability: 0.5, walls: [0, 1] }],
      [{ costUsd: 7, hits: [0] }],
      [0.1, 0.2],
    );
    expect(priceOf(one)?.usd).toBeCloseTo(7 + 3 / (0.5 * 0.1 * 0.2), 9);
    expect(priceOf(one)?.path).toEqual(['s0', 'e0']);
  });

  test('a step that is shut, or behind a wall that never fails, is no way', () => {
    const shut = system(['any', 'any'], [{ from: 0, to: 1, probability: 0 }], [{ costUsd: 7, hits: [0] }]);
    const walled = system(['any', 'any'], [{ from: 0, to: 1, walls: [0] }], [{ costUsd: 7, hits: [0] }], [0]);
    for (const one of [shut, walled]) expect(priceOf(one)).toEqual({ usd: null, path: [] });
  });

  test('an all node adds its steps, parallel ones too, and what they share is paid once', () => {
    // s0 → n0 → n1 (10), n1 → n2 (1), n1 → n3 (2), n2 and n3 → n4 (3, 4, and 5 beside it).
    const one = system(
      ['any', 'any', 'any', 'any', 'all'],
      [
        { from: 0, to: 1, costUsd: 10 },
        { from: 1, to: 2, costUsd: 1 },
        { from: 1, to: 3, costUsd: 2 },
        { from: 2, to: 4, costUsd: 3 },
        { from: 3, to: 4, costUsd: 4 },
        { from: 3, to: 4, costUsd: 5 },
      ],
      [{ costUsd: 100, hits: [0] }],
    );
    expect(priceOf(one)).toEqual({ usd: 125, path: ['s0', 'e0', 'e1', 'e2', 'e3', 'e4', 'e5'] });
  });

  test('an all node that lacks one step falls by a shock alone', () => {
    const edges = [
      { from: 0, to: 2, costUsd: 1 },
      { from: 1, to: 2, costUsd: 1 },
    ];
    const lacking = system(['any', 'any', 'all'], edges, [{ costUsd: 5, hits: [0] }]);
    const hit = system(['any', 'any', 'all'], edges, [
      { costUsd: 5, hits: [0] },
      { costUsd: 90, hits: [2] },
    ]);
    const itself = system(
      ['any', 'all'],
      [
        { from: 0, to: 1 },
        { from: 1, to: 1 },
      ],
      [{ costUsd: 5, hits: [0] }],
    );
    expect(priceOf(lacking)).toEqual({ usd: null, path: [] });
    expect(priceOf(hit)).toEqual({ usd: 90, path: ['s1'] });
    expect(priceOf(itself)).toEqual({ usd: null, path: [] });
  });

  test('a sharing all node beats a dearer way beside it, though its plain sum would not', () => {
    const one = system(
      ['any', 'any', 'any', 'all', 'any'],
      [
        { from: 0, to: 1 },
        { from: 0, to: 2 },
        { from: 1, to: 3 },
        { from: 2, to: 3 },
        { from: 3, to: 4 },
      ],
      [
        { costUsd: 60, hits: [0] },
        { costUsd: 70, hits: [4] },
      ],
    );
    expect(priceOf(one)).toEqual({ usd: 60, path: ['s0', 'e0', 'e1', 'e2', 'e3', 'e4'] });
  });

  test('entering costs the shock once, by random hits too; by a hit that never comes there is no way', () => {
    const tried = system(['any'], [], [{ costUsd: 5, hits: [[0, 0.1]] }]);
    expect(priceOf(tried)).toEqual({ usd: 5, path: ['s0'] });
    const join = [
      { from: 0, to: 2 },
      { from: 1, to: 2 },
    ];
    const both = system(['any', 'any', 'all'], join, [{ costUsd: 5, hits: [0, 1] }]);
    expect(priceOf(both)?.usd).toBe(5);
    const mixed = system(['any', 'any', 'all'], join, [{ costUsd: 5, hits: [0, [1, 0.5]] }]);
    expect(priceOf(mixed)?.usd).toBe(5);
    const twice = system(['any', 'any', 'all'], join, [
      {
        costUsd: 5,
        hits: [
          [0, 0.5],
          [1, 0.5],
        ],
      },
    ]);
    expect(priceOf(twice)?.usd).toBe(5);
    const never = system(['any'], [], [{ costUsd: 5, hits: [[0, 0]] }]);
    expect(priceOf(never)).toEqual({ usd: null, path: [] });
  });

  test('a price past the largest double is no price', () => {
    const one = system(
      ['any', 'any'],
      [{ from: 0, to: 1, costUsd: 1e300, probability: 1e-300 }],
      [{ costUsd: 0, hits: [0] }],
    );
    expect(priceOf(one)).toEqual({ usd: null, path: [] });
  });
});

/** Whether ids are a path to a node: a shock, then edges, each from the node before. */
function leadsTo(one: System, [entry, ...steps]: readonly string[], target: number): boolean {
  const shock = one.shocks.find(({ id }) => id === entry);
  const hits = (shock?.hits ?? []).filter((hit) => hit.probability > 0).map((hit) => hit.node);
  const edges = steps.map((id) => one.edges.find((edge) => edge.id === id) as System['edges'][number]);
  const [first] = edges;
  if (first === undefined) return hits.includes(target);
  const joined = edges.every((edge, i) => i === 0 || edge.from === edges[i - 1]?.to);
  return joined && hits.includes(first.from) && edges.at(-1)?.to === target;
}

describe('large systems', () => {
  test('ladders of `all` nodes: what would double at each rung past all numbers is still a price', () => {
    const rungs = 4000;
    const needs = Array.from({ length: rungs }, () => 'all' as const);
    const edges = needs.slice(1).flatMap((_, i) => [
      { from: i, to: i + 1, costUsd: 1 },
      { from: Math.max(0, i - 1), to: i + 1, costUsd: 1 },
    ]);
    const price = priceOf(system(needs, edges, [{ costUsd: 1, hits: [0] }]));
    expect(price?.usd).toBe(edges.length + 1);
    expect(price?.path).toHaveLength(edges.length + 1);
  });

  test('each asset has its price, also those whose paths are left out', () => {
    const count = 3000;
    const one = system(
      Array.from({ length: count }, () => 'any' as const),
      Array.from({ length: count - 1 }, (_, i) => ({ from: i, to: i + 1, costUsd: 1 })),
      [{ costUsd: 1, hits: [0] }],
    );
    const all = prices({ ...one, assets: one.nodes.map((_, node) => ({ id: `a${node}`, node })) });
    expect(all.map(({ usd }) => usd)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    expect(all[10]?.path).toHaveLength(11);
    expect(all[count - 1]?.path).toEqual([]);
    expect(all.reduce((total, { path }) => total + path.length, 0)).toBeLessThan(1.1e6);
  });
});
