/** Laws of decision diagrams, against truth tables. */

import { describe, expect, test } from 'vitest';
import { Bdd, BddOverflow, type Edge, FALSE, TRUE } from '../../src/maths/bdd.ts';
import { conditionals, free, Probabilities, restrict } from '../../src/maths/bdd-probability.ts';
import { sift } from '../../src/maths/bdd-sift.ts';
import fc from '../support/property.ts';

const VARIABLES = 6;
const ROWS = 1 << VARIABLES;

/** A function as the list of the rows in which it holds. */
const table = fc.bigInt({ min: 0n, max: (1n << BigInt(ROWS)) - 1n });
const FULL = (1n << BigInt(ROWS)) - 1n;

const diagram = (): Bdd => new Bdd(VARIABLES, 10_000);

/** By Shannon's expansion from the top variable, bit 0 of a row. */
function edgeOf(bdd: Bdd, rows: bigint, variable = 0, row = 0): Edge {
  if (variable === VARIABLES) return ((rows >> BigInt(row)) & 1n) === 1n ? TRUE : FALSE;
  const high = edgeOf(bdd, rows, variable + 1, row | (1 << variable));
  return bdd.ite(bdd.variable(variable), high, edgeOf(bdd, rows, variable + 1, row));
}

/** @param order the variable at each place */
function tableOf(
  bdd: Bdd,
  f: Edge,
  order: ArrayLike<number> = Array.from({ length: VARIABLES }, (_, i) => i),
) {
  let rows = 0n;
  for (let row = 0; row < ROWS; row++) {
    let edge = f;
    while (edge > 1)
      edge = ((row >>> (order[bdd.topVariable(edge)] as number)) & 1) === 1 ? bdd.high(edge) : bdd.low(edge);
    if (edge === TRUE) rows |= 1n << BigInt(row);
  }
  return rows;
}

describe('decision diagrams', () => {
  test('operations are those of truth tables, and equal functions are one edge', () => {
    fc.assert(
      fc.property(table, table, table, (a, b, c) => {
        const bdd = diagram();
        const [f, g, h] = [edgeOf(bdd, a), edgeOf(bdd, b), edgeOf(bdd, c)];
        const wanted: [Edge, bigint][] = [
          [f, a],
          [bdd.not(f), FULL ^ a],
          [bdd.and(f, g), a & b],
          [bdd.or(f, g), a | b],
          [bdd.xor(f, g), a ^ b],
          [bdd.ite(f, g, h), (a & b) | ((FULL ^ a) & c)],
        ];
        for (const [edge, rows] of wanted) {
          expect(tableOf(bdd, edge)).toBe(rows);
          expect(edgeOf(bdd, rows)).toBe(edge);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('no high edge is complemented, children are older and lie deeper', () => {
    const bdd = diagram();
    edgeOf(bdd, 0x123456789abcdefn);
    for (let edge = 2; edge < 2 * bdd.size; edge += 2) {
      expect(bdd.high(edge) & 1).toBe(0);
      for (const child of [bdd.high(edge), bdd.low(edge)]) {
        expect(child >>> 1).toBeLessThan(edge >>> 1);
        expect(bdd.topVariable(child)).toBeGreaterThan(bdd.topVariable(edge));
      }
    }
  });

  test('collecting keeps the roots, forgets the rest, and results after it are right', () => {
    fc.assert(
      fc.property(table, table, table, (a, b, c) => {
        const bdd = diagram();
        edgeOf(bdd, c);
        const [f, g] = bdd.collect([edgeOf(bdd, a), edgeOf(bdd, b)]) as [Edge, Edge];
        const alone = diagram();
        edgeOf(alone, a);
        edgeOf(alone, b);
        expect(bdd.size).toBeLessThanOrEqual(alone.size);
        expect([tableOf(bdd, f), tableOf(bdd, g)]).toEqual([a, b]);
        expect(tableOf(bdd, bdd.and(f, g))).toBe(a & b);
        expect(edgeOf(bdd, a)).toBe(f);
      }),
      { numRuns: 60 },
    );
  });

  test('tables grow without losing anything, and the limit is kept', () => {
    const bdd = new Bdd(24, 100_000);
    let parity = FALSE;
    let some = FALSE;
    for (let i = 0; i < 12; i++) {
      parity = bdd.xor(parity, bdd.variable(i));
      some = bdd.or(some, bdd.and(bdd.variable(i), bdd.variable(i + 12)));
    }
    expect(bdd.size).toBeGreaterThan(5000);
    let again = FALSE;
    for (let i = 11; i >= 0; i--) again = bdd.or(again, bdd.and(bdd.variable(i + 12), bdd.variable(i)));
    expect(again).toBe(some);
    const build = (limit: number, steps: number) => () => {
      const small = new Bdd(24, limit, steps);
      let f = FALSE;
      for (let i = 0; i < 12; i++) f = small.or(f, small.and(small.variable(i), small.variable(i + 12)));
    };
    expect(build(1000, 1e9)).toThrow(BddOverflow);
    expect(build(1e6, 1000)).toThrow(BddOverflow);
  });

  test('sifting keeps the functions and finds the small order of pairs', () => {
    fc.assert(
      fc.property(table, table, (a, b) => {
        const bdd = diagram();
        const roots = [edgeOf(bdd, a), edgeOf(bdd, b)];
        const before = new Set(roots).size;
        const sifted = sift(bdd, roots, { nodes: 10_000, steps: 1e6, work: 1e6 });
        expect(sifted.roots.map((root) => tableOf(sifted.bdd, root, sifted.order))).toEqual([a, b]);
        expect(new Set(sifted.roots).size).toBe(before);
      }),
      { numRuns: 60 },
    );
    const bdd = new Bdd(20, 100_000);
    let f = FALSE;
    for (let i = 0; i < 10; i++) f = bdd.or(f, bdd.and(bdd.variable(i), bdd.variable(i + 10)));
    const kept = bdd.collect([f]);
    expect(bdd.size).toBe(2047);
    expect(sift(bdd, kept, { nodes: 10_000, steps: 1e6, work: 1e6 }).bdd.size).toBe(21);
  });

  test('sifting functions that share no variable: each gets its small order', () => {
    const bdd = new Bdd(20, 100_000);
    const roots = [FALSE, FALSE];
    for (let i = 0; i < 10; i++)
      roots[i % 2] = bdd.or(roots[i % 2] as number, bdd.and(bdd.variable(i), bdd.variable(i + 10)));
    const kept = bdd.collect(roots);
    const sifted = sift(bdd, kept, { nodes: 10_000, steps: 1e6, work: 1e6 });
    expect(sifted.bdd.size).toBe(21);
    const half = new Float64Array(20).fill(0.5);
    const chances = new Probabilities(sifted.bdd, { p: half, q: half });
    for (const root of sifted.roots) expect(chances.of(root)).toBeCloseTo(1 - 0.75 ** 5, 14);
  });
});

describe('probabilities over diagrams', () => {
  const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
    minLength: VARIABLES,
    maxLength: VARIABLES,
  });
  const oddsOf = (p: number[]) => ({ p: Float64Array.from(p), q: Float64Array.from(p, (one) => 1 - one) });

  function enumerated(rows: bigint, { p, q }: ReturnType<typeof oddsOf>, but = -1, value = 0): number {
    let total = 0;
    for (let row = 0; row < ROWS; row++) {
      if (((rows >> BigInt(row)) & 1n) === 0n) continue;
      let chance = 1;
      for (let i = 0; i < VARIABLES; i++) {
        const set = (row >>> i) & 1;
        chance *= i === but ? Number(set === value) : ((set === 1 ? p[i] : q[i]) as number);
      }
      total += chance;
    }
    return total;
  }

  test('both signs, what each variable changes, and restriction are those of enumeration', () => {
    fc.assert(
      fc.property(table, chances, (a, p) => {
        const bdd = diagram();
        const f = edgeOf(bdd, a);
        const odds = oddsOf(p);
        const found = new Probabilities(bdd, odds);
        const near = (x: number, y: number) =>
          expect(Math.abs(x - y)).toBeLessThanOrEqual(1e-13 * Math.abs(y) + 1e-300);
        near(found.of(f), enumerated(a, odds));
        near(found.of(f ^ 1), enumerated(FULL ^ a, odds));
        const fixedAt = conditionals(bdd, f, odds);
        for (let i = 0; i < VARIABLES; i++) {
          const slope = enumerated(a, odds, i, 1) - enumerated(a, odds, i, 0);
          expect(Math.abs((fixedAt.slope[i] as number) - slope)).toBeLessThanOrEqual(1e-13);
          near(fixedAt.one[i] as number, enumerated(a, odds, i, 1));
          near(fixedAt.zero[i] as number, enumerated(a, odds, i, 0));
          near(fixedAt.oneFails[i] as number, enumerated(FULL ^ a, odds, i, 1));
          near(fixedAt.zeroFails[i] as number, enumerated(FULL ^ a, odds, i, 0));
          const fixed = restrict(bdd, f, free(bdd).fill(1, i, i + 1));
          near(new Probabilities(bdd, odds).of(fixed), enumerated(a, odds, i, 1));
        }
      }),
      { numRuns: 40 },
    );
  });
});
