/** The exact engine against full enumeration, against published values, and its laws. */

import { describe, expect, test } from 'vitest';
import { solveExact } from '../../src/graph/exact.ts';
import type { Importance, Solution, System } from '../../src/model/system.ts';
import fc from '../support/property.ts';
import { bruteForce } from './brute-force.ts';
import { grid, layeredSystem, smallSystem } from './systems.ts';

const solved = (system: System, nodes?: number): Solution => {
  const solution = nodes === undefined ? solveExact(system) : solveExact(system, { nodes });
  if ('tooLarge' in solution) throw new Error(solution.tooLarge);
  return solution;
};

/** Within 1e-12 of each other, relative; absolute below 1e-300. */
function close(actual: number | null, wanted: number | null, what: string): void {
  if (actual === null || wanted === null) {
    expect(actual, what).toBe(wanted);
    return;
  }
  const difference = Math.abs(actual - wanted);
  if (!(difference <= 1e-12 * Math.abs(wanted) || difference <= 1e-300))
    throw new Error(`${what}: ${actual} instead of ${wanted}, off by ${difference / Math.abs(wanted)}`);
}

function closeImportance(actual: Importance | null | undefined, wanted: Importance, what: string): void {
  if (actual === null || actual === undefined) throw new Error(`${what}: no importance`);
  for (const key of Object.keys(wanted) as (keyof Importance)[])
    close(actual[key], wanted[key], `${what} ${key}`);
}

function agrees(system: System, solution = solved(system)): void {
  const wanted = bruteForce(system);
  [...solution.assets, solution.any].forEach((odds, a) => {
    close(odds.once, wanted.once[a] as number, `once ${a}`);
    close(odds.anew, wanted.anew[a] as number, `anew ${a}`);
    expect(odds.anew).toBeGreaterThanOrEqual(odds.once);
  });
  solution.blast.forEach((row, s) => {
    row.forEach((p, a) => {
      close(p, wanted.blast[s]?.[a] as number, `blast ${s} ${a}`);
    });
  });
  if (solution.containment === null || wanted.containment === null)
    expect(solution.containment).toBe(wanted.containment);
  else expect(Math.abs(solution.containment - wanted.containment)).toBeLessThan(1e-12);
  const { edges, walls, shocks } = solution.importance;
  wanted.edges.forEach((one, e) => {
    closeImportance(edges[e], one, `edge ${e}`);
  });
  wanted.walls.forEach((one, w) => {
    closeImportance(walls[w], one, `wall ${w}`);
  });
  wanted.shocks.forEach((one, s) => {
    closeImportance(shocks[s], one, `shock ${s}`);
  });
}

describe('against full enumeration', () => {
  test.each([
    ['small systems of any shape', smallSystem(), 150],
    ['systems of up to 16 edges, walls and shocks, most of which matter', layeredSystem(), 60],
  ] as const)('%s', (_, systems, numRuns) => {
    fc.assert(
      fc.property(systems, (system) => agrees(system)),
      { numRuns },
    );
  });
});

describe('published values', () => {
  test.each([
    [3, 0.97250217140700002],
    [5, 0.97555658950536928],
  ])('%i × %i grid, corner to corner', (n, wanted) => {
    const solution = solved(grid(n, 0.9));
    close(solution.any.once / -Math.expm1(-50), wanted, 'grid');
  });
});

/** Edges from names of nodes; nodes in capitals need all. Hits as [node, probability], hazard 1 unless said. */
function sketch(
  edges: readonly (readonly [from: string, to: string, probability?: number])[],
  shocks: readonly { hazard?: number; hits: readonly (string | readonly [string, number])[] }[],
  lost: readonly string[],
): System {
  const names = [...new Set([...edges.map(([from]) => from), ...edges.map(([, to]) => to), ...lost])];
  return {
    nodes: names.map((id) => ({ id, needs: id === id.toUpperCase() ? 'all' : 'any' })),
    edges: edges.map(([from, to, probability = 1], i) => ({
      id: `e${i}`,
      from: names.indexOf(from),
      to: names.indexOf(to),
      probability,
      walls: [],
      costUsd: 0,
    })),
    walls: [],
    shocks: shocks.map(({ hazard = 1, hits }, i) => ({
      id: `s${i}`,
      hazard,
      costUsd: 0,
      hits: hits.map((hit) =>
        typeof hit === 'string'
          ? { node: names.indexOf(hit), probability: 1 }
          : { node: names.indexOf(hit[0]), probability: hit[1] },
      ),
    })),
    assets: lost.map((name, i) => ({ id: `a${i}`, node: names.indexOf(name) })),
  };
}

describe('by hand', () => {
  test('one shock over one step: once and anew are the two orders of mean and exponent', () => {
    const { any, containment, blast } = solved(sketch([['x', 'y', 0.5]], [{ hits: ['x'] }], ['y']));
    close(any.once, 0.5 * -Math.expm1(-1), 'once');
    close(any.anew, -Math.expm1(-0.5), 'anew');
    expect(containment).toBe(0.5);
    expect(blast).toEqual([[0.5]]);
  });

  test('an all node met by two shocks but by none alone', () => {
    const joined = sketch(
      [
        ['x', 'J', 0.5],
        ['y', 'J'],
      ],
      [
        { hazard: 2, hits: ['x'] },
        { hazard: 3, hits: ['y'] },
      ],
      ['J'],
    );
    const both = Math.expm1(-2) * Math.expm1(-3);
    const { any, blast, containment, remarks } = solved(joined);
    expect(remarks[1]).toMatch(/^100 % of the odds comes from two shocks together/);
    close(any.once, both / 2, 'once');
    close(any.anew, -Math.expm1(Math.log1p(-both) / 2), 'anew');
    expect(blast).toEqual([[0], [0]]);
    close(containment, 1 + Math.log1p(-both) / 2 / 5, 'containment');
  });

  test('an all node met by two events of one shock with random hits', () => {
    agrees(
      sketch(
        [
          ['x', 'J', 0.5],
          ['y', 'J', 0.3],
        ],
        [
          {
            hazard: 2,
            hits: [
              ['x', 0.25],
              ['y', 0.5],
            ],
          },
          {
            hazard: 1e-20,
            hits: [
              ['x', 0.25],
              ['y', 0.5],
            ],
          },
        ],
        ['J'],
      ),
    );
  });

  test('an all node that needs its own consequence falls by a shock alone', () => {
    const circle = [
      ['x', 'J'],
      ['y', 'J'],
      ['J', 'y'],
    ] as const;
    expect(solved(sketch(circle, [{ hits: ['x'] }], ['J'])).any.once).toBe(0);
    close(solved(sketch(circle, [{ hits: ['x', 'J'] }], ['J'])).any.once, -Math.expm1(-1), 'hit');
    close(solved(sketch(circle, [{ hits: ['x', 'y'] }], ['J'])).any.once, -Math.expm1(-1), 'met');
    expect(solved(sketch([['J', 'J']], [{ hits: [] }], ['J'])).any.once).toBe(0);
  });

  test('hazards past the range of e^−Λ, and of zero', () => {
    const edges = [
      ['x', 'J', 0.5],
      ['y', 'J'],
    ] as const;
    const busy = solved(
      sketch(
        edges,
        [
          { hazard: 1e6, hits: ['x'] },
          { hazard: 2e6, hits: ['y'] },
        ],
        ['J'],
      ),
    );
    close(busy.any.once, 0.5, 'once');
    expect(busy.any.anew).toBe(1);
    close(busy.containment, 1 - 1e6 / 2 / 3e6, 'containment');
    const most = solved(
      sketch(
        [['x', 'y', 0.5]],
        [
          { hazard: 1.7e308, hits: ['x'] },
          { hazard: 1.7e308, hits: ['x'] },
        ],
        ['y'],
      ),
    );
    expect([most.any.once, most.any.anew, most.containment]).toEqual([0.5, 1, 0.5]);
    const none = solved(sketch([['x', 'y', 0.5]], [{ hazard: 0, hits: ['x'] }], ['y']));
    expect([none.any.once, none.any.anew, none.containment]).toEqual([0, 0, null]);
    expect(none.blast).toEqual([[0.5]]);
    expect(none.importance.shocks[0]).toMatchObject({
      birnbaum: 0.5,
      criticality: null,
      riskReduction: null,
    });
  });

  test('a certain step has its importance, an impossible one what it would do', () => {
    const { importance, any } = solved(
      sketch(
        [
          ['x', 'y', 0],
          ['x', 'z', 1],
          ['z', 'y', 0.25],
        ],
        [{ hits: ['x'] }],
        ['y'],
      ),
    );
    const p = -Math.expm1(-1);
    close(any.once, p / 4, 'once');
    closeImportance(
      importance.edges[0],
      { birnbaum: 0.75 * p, criticality: 0, fussellVesely: 0, riskAchievement: 4, riskReduction: 1 },
      'impossible',
    );
    closeImportance(
      importance.edges[1],
      { birnbaum: p / 4, criticality: 1, fussellVesely: 1, riskAchievement: 1, riskReduction: null },
      'certain',
    );
  });

  test('two walls of 1e-4 and two of 1e-3 in series keep all their digits', () => {
    const steps = sketch(
      [
        ['x', 'y', 1e-3],
        ['y', 'z', 1e-3],
      ],
      [{ hazard: 1e-9, hits: ['x'] }],
      ['z'],
    );
    const walled: System = {
      ...steps,
      walls: [
        { id: 'w0', failureOnDemand: 1e-4 },
        { id: 'w1', failureOnDemand: 1e-4 },
      ],
      edges: steps.edges.map((edge, i) => ({ ...edge, walls: [i] })),
    };
    const { any, importance } = solved(walled);
    close(any.once, -Math.expm1(-1e-9) * 1e-14, 'once');
    close(importance.walls[0]?.birnbaum ?? null, -Math.expm1(-1e-9) * 1e-10, 'birnbaum');
  });
});

describe('laws', () => {
  test('fewer nodes allowed: the same answer, also without variables for what is certain, or none', () => {
    let answered = 0;
    fc.assert(
      fc.property(layeredSystem(), fc.integer({ min: 8, max: 60 }), (drawn, nodes) => {
        const edges = drawn.edges.map((edge, i) => ({
          ...edge,
          probability: i % 2 === 0 ? Math.round(edge.probability) : edge.probability,
        }));
        const system = { ...drawn, edges };
        const solution = solveExact(system, { nodes });
        if ('tooLarge' in solution) return;
        if (solution.remarks.some((remark) => remark.includes('left out'))) return;
        answered += 1;
        agrees(system, solution);
      }),
      { numRuns: 60 },
    );
    expect(answered).toBeGreaterThan(10);
  });

  test('splitting a shock in two changes nothing but its own importance', () => {
    fc.assert(
      fc.property(smallSystem(), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (system, part) => {
        const [first, ...others] = system.shocks;
        if (first === undefined) return;
        const halves = [part, 1 - part].map((share, i) => ({
          ...first,
          id: `h${i}`,
          hazard: first.hazard * share,
        }));
        const [whole, split] = [solved(system), solved({ ...system, shocks: [...halves, ...others] })];
        whole.assets.forEach((odds, a) => {
          close(split.assets[a]?.once ?? null, odds.once, 'once');
          close(split.assets[a]?.anew ?? null, odds.anew, 'anew');
        });
        expect(split.blast[0]).toEqual(split.blast[1]);
      }),
      { numRuns: 60 },
    );
  });

  test('long chains and many shocks neither overflow the stack nor fill the diagram', () => {
    const chain = sketch(
      Array.from({ length: 2500 }, (_, i) => [`x${i}`, `x${i + 1}`, 0.999] as const),
      [{ hits: ['x0'] }],
      ['x2500'],
    );
    expect(solved(chain).any.once).toBeCloseTo(-Math.expm1(-1) * 0.999 ** 2500, 12);
    const star = sketch(
      Array.from({ length: 1000 }, (_, i) => [`x${i}`, 'y', 0.5] as const),
      Array.from({ length: 1000 }, (_, i) => ({ hazard: 1e-3, hits: [`x${i}`] })),
      ['y'],
    );
    close(solved(star).any.once, -Math.expm1(1000 * Math.log1p(0.5 * Math.expm1(-1e-3))), 'star');
  });

  test('too large is said, with the reason', () => {
    const many = sketch(
      [],
      [{ hits: Array.from({ length: 13 }, (_, i) => [`x${i}`, 0.5] as const) }],
      Array.from({ length: 13 }, (_, i) => `x${i}`),
    );
    expect(solveExact(many)).toEqual({ tooLarge: 'shock "s0" has 13 random hits that matter' });
    expect(solveExact(grid(5, 0.9), { nodes: 500 })).toEqual({
      tooLarge: 'its decision diagram needs more than 500 nodes',
    });
  });
});
