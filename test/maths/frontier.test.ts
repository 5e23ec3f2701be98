import { describe, expect, test } from 'vitest';
import { reach, solve } from '../../src/maths/frontier.ts';
import {
  ALWAYS,
  type Arc,
  type Chance,
  chanceOf,
  FrontierOverflow,
  NEVER,
  type Network,
} from '../../src/maths/frontier-network.ts';
import { pairsOf } from '../../src/maths/frontier-plan.ts';
import fc from '../support/property.ts';

const LIMITS = { states: 1e6, work: 1e8 };

/** Every world of the arcs, ends included: no state, no reduction. */
function enumerate({ vertices, sources, targets, arcs, linear }: Network): {
  reached: number;
  missed: number;
} {
  const source = vertices;
  const sink = vertices + 1;
  const ends = [
    ...(linear ? [] : sources.map((chance, to) => ({ from: source, to, chance }))),
    ...targets.map((chance, from) => ({ from, to: sink, chance })),
  ];
  const all = [...arcs, ...ends].filter(({ chance }) => chance.open > 0);
  const uncertain = all.filter(({ chance }) => chance.shut > 0);
  const certain = all.filter(({ chance }) => chance.shut === 0);
  const sums = { reached: 0, missed: 0 };
  const leads = (start: number, open: readonly Arc[]): boolean => {
    const seen = new Set([start]);
    for (let grown = true; grown; ) {
      grown = false;
      for (const { from, to } of open)
        if (seen.has(from) && !seen.has(to)) {
          seen.add(to);
          grown = true;
        }
    }
    return seen.has(sink);
  };
  for (let world = 0; world < 2 ** uncertain.length; world++) {
    let weight = 1;
    const open = [...certain];
    uncertain.forEach((arc, i) => {
      weight *= (world >>> i) & 1 ? arc.chance.open : arc.chance.shut;
      if ((world >>> i) & 1) open.push(arc);
    });
    if (linear)
      sources.forEach(({ open: rate }, v) => {
        sums[leads(v, open) ? 'reached' : 'missed'] += weight * rate;
      });
    else sums[leads(source, open) ? 'reached' : 'missed'] += weight;
  }
  return sums;
}

const p = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 1, 1e-9, 1 - 1e-9, 0.5),
  fc.double({ min: -12, max: 0, noNaN: true }).map((exponent) => 10 ** exponent),
);
const rate = fc
  .double({ min: -6, max: 2, noNaN: true })
  .map((exponent) => ({ open: 10 ** exponent, shut: 1 }));

/** `twoWay`: the share of arcs whose opposite has the same chance; `ends`: chances at source and sink. */
const networks = (linear: boolean): fc.Arbitrary<Network> =>
  fc.integer({ min: 2, max: 6 }).chain((vertices) => {
    const vertex = fc.integer({ min: 0, max: vertices - 1 });
    return fc
      .record({
        links: fc.array(
          fc.record({ u: vertex, v: vertex, forward: p, backward: p, kind: fc.integer({ min: 0, max: 3 }) }),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        sources: fc.array(fc.tuple(vertex, linear ? rate : p.map(chanceOf)), { minLength: 1, maxLength: 3 }),
        targets: fc.array(fc.tuple(vertex, fc.oneof(fc.constant(1), p).map(chanceOf)), {
          minLength: 1,
          maxLength: 2,
        }),
        symmetric: fc.boolean(),
      })
      .map(({ links, sources, targets, symmetric }) => ({
        vertices,
        linear,
        sources: ends(vertices, sources),
        targets: ends(vertices, targets),
        arcs: links.flatMap(({ u, v, forward, backward, kind }) => {
          const there = { from: u, to: v, chance: chanceOf(forward) };
          if (symmetric) return [there, { from: v, to: u, chance: there.chance }];
          if (kind === 0) return [there];
          return [there, { from: v, to: u, chance: chanceOf(kind === 1 ? forward : backward) }];
        }),
      }));
  });

const ends = (vertices: number, list: readonly (readonly [number, Chance])[]): Chance[] =>
  Array.from({ length: vertices }, (_, v) => list.find(([at]) => at === v)?.[1] ?? NEVER);

/** Relative, so that neither P nor 1 − P loses digits. */
const expectSame = (
  found: { reached: number; missed: number },
  exact: { reached: number; missed: number },
): void => {
  for (const side of ['reached', 'missed'] as const)
    if (Math.abs(found[side] - exact[side]) > 1e-12 * exact[side] + 1e-300)
      throw new Error(`${side}: ${found[side]}, not ${exact[side]}`);
};

/** As one network without parallel arcs, which `solve` does not take. */
const simple = (network: Network): Network => {
  const seen = new Set<string>();
  return {
    ...network,
    arcs: network.arcs.filter(({ from, to, chance }) => {
      if (from === to || chance.open === 0 || seen.has(`${from} ${to}`)) return false;
      seen.add(`${from} ${to}`);
      return true;
    }),
  };
};

describe('the frontier method agrees with every world', () => {
  test.each([false, true])('linear %s, reduced', (linear) => {
    fc.assert(
      fc.property(networks(linear), (network) => expectSame(reach(network, LIMITS), enumerate(network))),
      {
        numRuns: 400,
      },
    );
  });

  test.each([false, true])('linear %s, as it is', (linear) => {
    let partitions = 0;
    let preorders = 0;
    fc.assert(
      fc.property(networks(linear).map(simple), (network) => {
        if (pairsOf(network).symmetric) partitions++;
        else preorders++;
        expectSame(solve(network, LIMITS), enumerate(network));
      }),
      { numRuns: 400 },
    );
    expect(Math.min(partitions, preorders)).toBeGreaterThan(40);
  });
});

/** Corner to corner, arcs with `along` to the right and down, `against` back. */
const grid = (rows: number, columns: number, along: number, against: number): Network => {
  const n = rows * columns;
  const arcs: Arc[] = [];
  for (let at = 0; at < n; at++)
    for (const other of [(at + 1) % columns === 0 ? n : at + 1, at + columns]) {
      if (other >= n) continue;
      arcs.push({ from: at, to: other, chance: chanceOf(along) });
      arcs.push({ from: other, to: at, chance: chanceOf(against) });
    }
  return {
    vertices: n,
    linear: false,
    sources: ends(n, [[0, ALWAYS]]),
    targets: ends(n, [[n - 1, ALWAYS]]),
    arcs,
  };
};

describe('known networks', () => {
  test.each([0.2, 0.7])('a vertex between two, alike to one side only: %f', (there) => {
    const half = chanceOf(0.5);
    const network: Network = {
      vertices: 3,
      linear: false,
      sources: ends(3, [
        [0, half],
        [2, half],
      ]),
      targets: ends(3, [
        [0, half],
        [2, half],
      ]),
      arcs: [
        { from: 0, to: 1, chance: half },
        { from: 1, to: 0, chance: half },
        { from: 1, to: 2, chance: chanceOf(there) },
        { from: 2, to: 1, chance: chanceOf(0.9 - there) },
      ],
    };
    expectSame(reach(network, LIMITS), enumerate(network));
  });

  test.each([
    [3, 0.97250217140700002],
    [5, 0.97555658950536928],
    [8, 0.9756612644820718],
  ])('grid of %i', (n, p) => {
    const { reached, missed } = reach(grid(n, n, 0.9, 0.9), LIMITS);
    expect(Math.abs(reached / p - 1)).toBeLessThan(1e-14);
    expect(Math.abs(reached + missed - 1)).toBeLessThan(1e-14);
  });

  test('a ring has two ways, in opposite directions', () => {
    const n = 30;
    const arcs = Array.from({ length: n }, (_, v) => [
      { from: v, to: (v + 1) % n, chance: chanceOf(0.99) },
      { from: (v + 1) % n, to: v, chance: chanceOf(0.9) },
    ]).flat();
    const { reached } = reach(
      { vertices: n, linear: false, sources: ends(n, [[0, ALWAYS]]), targets: ends(n, [[10, ALWAYS]]), arcs },
      LIMITS,
    );
    const [one, other] = [0.99 ** 10, 0.9 ** 20];
    expect(reached).toBeCloseTo(one + other - one * other, 13);
  });

  test('a ladder of 2 × 2,000 is no deeper than its rungs', () => {
    const { reached, missed } = reach(grid(2, 2000, 0.999, 0.9), LIMITS);
    expect(reached + missed).toBeCloseTo(1, 12);
    expect(reached).toBeGreaterThan(0.99);
  });
});

describe('laws', () => {
  test('one more arc never lowers P, and a likelier one neither', () => {
    fc.assert(
      fc.property(networks(false), fc.nat(), fc.nat(), p, (network, from, to, chance) => {
        const more = { from: from % network.vertices, to: to % network.vertices, chance: chanceOf(chance) };
        const { reached, missed } = reach({ ...network, arcs: [...network.arcs, more] }, LIMITS);
        const before = reach(network, LIMITS);
        expect(reached).toBeGreaterThanOrEqual(before.reached * (1 - 1e-13));
        expect(missed).toBeLessThanOrEqual(before.missed * (1 + 1e-13));
      }),
    );
  });

  test('chances that differ by one rounding go the long way, to the same answer', () => {
    const symmetric = grid(5, 5, 0.7, 0.7);
    const nearly = grid(5, 5, 0.7, 0.7 + 2 ** -52);
    expect([pairsOf(symmetric).symmetric, pairsOf(nearly).symmetric]).toEqual([true, false]);
    const one = reach(symmetric, LIMITS);
    const other = reach(nearly, LIMITS);
    expect(Math.abs(one.reached / other.reached - 1)).toBeLessThan(1e-13);
  });

  test('the answer from the other end is the same: arcs turned round', () => {
    const forward = grid(4, 6, 0.8, 0.3);
    const turned: Network = {
      ...forward,
      sources: forward.targets,
      targets: forward.sources,
      arcs: forward.arcs.map(({ from, to, chance }) => ({ from: to, to: from, chance })),
    };
    expect(reach(turned, LIMITS).reached / reach(forward, LIMITS).reached).toBeCloseTo(1, 13);
  });
});

describe('what is too large is refused', () => {
  const complete = (n: number): Network => ({
    ...grid(1, n, 0, 0),
    arcs: Array.from({ length: n * n }, (_, i) => ({
      from: Math.floor(i / n),
      to: i % n,
      chance: chanceOf(0.1 + i / 1e4),
    })).filter(({ from, to }) => from !== to),
  });

  test('a frontier that is too wide', () => {
    expect(() => reach(complete(25), LIMITS)).toThrow(FrontierOverflow);
  });

  test('too many states of one frontier, too many together', () => {
    expect(() => reach(complete(10), { states: 100, work: 1e8 })).toThrow('more than 100 states');
    expect(() => reach(grid(8, 8, 0.9, 0.9), { states: 1e6, work: 1e4 })).toThrow('more than 10000 states');
  });
});
