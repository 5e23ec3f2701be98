import { describe, expect, test } from 'vitest';
import { gaussLegendre, integrate } from '../../src/maths/quadrature.ts';
import { sum } from '../../src/maths/survival.ts';
import fc from '../support/property.ts';
import { expectNear, tablesOf } from './reference.ts';

describe('Gauss–Legendre rules', () => {
  test('nodes and weights agree with 40 digits to 1e-15', () => {
    const rows = tablesOf('distributions').legendre ?? [];
    expect(rows.length).toBeGreaterThan(60);
    for (const [n = 0, i = 0, node = 0, weight = 0] of rows) {
      const rule = gaussLegendre(n);
      expect(Math.abs((rule.nodes[n - 1 - i] ?? 9) - node)).toBeLessThan(1e-15);
      expect(Math.abs((rule.weights[n - 1 - i] ?? 9) - weight)).toBeLessThan(1e-15);
    }
  });

  test('a rule is symmetric, ascending, inside (−1, 1), and weighs 2', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (n) => {
        const { nodes, weights } = gaussLegendre(n);
        expect(Math.abs(sum(weights) - 2)).toBeLessThan(1e-14);
        for (let i = 0; i < n; i++) {
          expect(nodes[i]).toBe(0 - (nodes[n - 1 - i] ?? 9));
          expect(nodes[i]).toBeGreaterThan(nodes[i - 1] ?? -1);
          expect(nodes[i]).toBeLessThan(1);
        }
      }),
    );
  });

  test('a rule of n nodes is exact to degree 2n − 1 and not beyond', () => {
    for (const n of [1, 2, 3, 7, 16, 32]) {
      const { nodes, weights } = gaussLegendre(n);
      const power = (degree: number) => sum(nodes.map((x, i) => (weights[i] ?? 0) * x ** degree));
      for (let degree = 0; degree < 2 * n; degree += 2) expectNear(power(degree), 2 / (degree + 1), 1e-14);
      if (n < 16) expect(Math.abs(power(2 * n) - 2 / (2 * n + 1))).toBeGreaterThan(1e-12);
    }
  });

  test('the same rule is computed once; no rule has 0 or 2.5 nodes', () => {
    expect(gaussLegendre(12)).toBe(gaussLegendre(12));
    for (const bad of [0, 2.5, Number.NaN, 10_001]) expect(() => gaussLegendre(bad)).toThrow(RangeError);
  });
});

describe('composite quadrature', () => {
  const bound = fc.double({ min: -5, max: 5, noNaN: true });

  test('∫ₐᵇ + ∫ᵇᶜ = ∫ₐᶜ, and the other way round with the other sign', () => {
    fc.assert(
      fc.property(bound, bound, bound, (a, b, c) => {
        const parts = integrate(Math.cos, a, b) + integrate(Math.cos, b, c);
        expect(Math.abs(parts - integrate(Math.cos, a, c))).toBeLessThan(1e-12);
        expect(integrate(Math.cos, a, b) + integrate(Math.cos, b, a)).toBe(0);
      }),
    );
  });

  test('split at a kink, a kinked integrand is exact', () => {
    fc.assert(
      fc.property(bound, bound, (kink, other) => {
        const [a, b] = [-6, 6];
        const exact = (kink - a) ** 2 / 2 + (b - kink) ** 2 / 2;
        const area = integrate((t) => Math.abs(t - kink), a, b, { nodes: 2, kinks: [other, kink, 99, a] });
        expectNear(area, exact, 1e-13);
      }),
    );
  });

  test('a jump is never evaluated', () => {
    const step = (t: number) => (t === 1 ? Number.NaN : Number(t > 1));
    expectNear(integrate(step, 0, 3, { nodes: 3, panels: 3, kinks: [1] }), 2, 1e-15);
  });

  test('more panels, more digits', () => {
    const rough = (t: number) => 1 / (1 + 100 * t * t);
    const exact = Math.atan(10) / 5;
    const error = (panels: number) => Math.abs(integrate(rough, -1, 1, { nodes: 5, panels }) - exact);
    expect(error(8)).toBeLessThan(error(2));
    expect(error(64)).toBeLessThan(1e-11);
  });

  test('open ends and half panels are refused', () => {
    expect(() => integrate(Math.exp, 0, Infinity)).toThrow(RangeError);
    expect(() => integrate(Math.exp, 0, 1, { panels: 0 })).toThrow(RangeError);
    expect(integrate(Math.exp, 1, 1)).toBe(0);
  });
});
