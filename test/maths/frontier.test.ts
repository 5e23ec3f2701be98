import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reach, solve } from '../../src/maths/frontier.ts';
import { type Arc, type Chance, chanceOf, NEVER, type Network } from '../../src/maths/frontier-network.ts';
import { pairsOf } from '../../src/maths/frontier-plan.ts';

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
