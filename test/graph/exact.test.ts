/** The exact engine against full enumeration, against published values, and its laws. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { solveExact } from '../../src/graph/exact.ts';
import type { Importance, Solution, System } from '../../src/model/system.ts';
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
