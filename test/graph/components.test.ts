import { expect, test } from 'vitest';
import { components } from '../../src/graph/components.ts';
import fc from '../support/property.ts';

/** Nodes that can be reached from each node, itself among them. */
const reachable = (targets: readonly (readonly number[])[]): Set<number>[] =>
  targets.map((_, start) => {
    const seen = new Set([start]);
    for (const node of seen) for (const next of targets[node] ?? []) seen.add(next);
    return seen;
  });

test('nodes share a component when each reaches the other, and components come after what they point to', () => {
  const graph = fc.integer({ min: 1, max: 9 }).chain((n) =>
    fc.array(fc.array(fc.integer({ min: 0, max: n - 1 }), { maxLength: 3 }), {
      minLength: n,
      maxLength: n,
    }),
  );
  fc.assert(
    fc.property(graph, (targets) => {
      const { order, of } = components(targets);
      const reach = reachable(targets);
      expect(order.flat().sort()).toEqual(targets.map((_, node) => node));
      targets.forEach((_, a) => {
        expect(order[of[a] as number]).toContain(a);
        targets.forEach((__, b) => {
          expect(of[a] === of[b]).toBe(reach[a]?.has(b) === true && reach[b]?.has(a) === true);
          if (reach[a]?.has(b)) expect(of[a]).toBeGreaterThanOrEqual(of[b] as number);
        });
      });
    }),
  );
});

test('a chain of 100,000 nodes does not exhaust the stack', () => {
  const chain = Array.from({ length: 100_000 }, (_, i) => (i < 99_999 ? [i + 1] : [0]));
  expect(components(chain).order.length).toBe(1);
});
