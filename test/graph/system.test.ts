import { describe, expect, test } from 'vitest';
import { cumulativeHazard } from '../../src/graph/system.ts';

const curve = (...points: [number, number][]) =>
  ({ kind: 'curve', points: points.map(([years, perYear]) => ({ years, perYear })) }) as const;

describe('events expected before a horizon', () => {
  test('constant: rate times years; gamma: shape·ln(1 + T/rate)', () => {
    expect(cumulativeHazard({ kind: 'constant', perYear: 0.2 }, 2.5)).toBe(0.5);
    expect(cumulativeHazard({ kind: 'gamma', shape: 3, rate: 2 }, 2)).toBeCloseTo(3 * Math.LN2, 14);
    expect(cumulativeHazard({ kind: 'gamma', shape: 3, rate: 1e-320 }, 1e3)).toBeCloseTo(3 * 743.735, 2);
    expect(cumulativeHazard({ kind: 'gamma', shape: 0, rate: 1e-320 }, 1e3)).toBe(0);
  });

  test('a curve is constant before its first point, linear between, constant after its last', () => {
    const line = curve([1, 2], [3, 6]);
    expect(cumulativeHazard(line, 0.5)).toBe(1);
    expect(cumulativeHazard(line, 1)).toBe(2);
    expect(cumulativeHazard(line, 2)).toBe(2 + 3);
    expect(cumulativeHazard(line, 3)).toBe(2 + 8);
    expect(cumulativeHazard(line, 5)).toBe(2 + 8 + 12);
    expect(cumulativeHazard(curve([0, 1], [2, 0]), 1)).toBe(0.75);
    expect(cumulativeHazard(curve([7, 3]), 2)).toBe(6);
    expect(cumulativeHazard(curve([0, 3]), 2)).toBe(6);
  });

  test('it adds up over time, for many points', () => {
    const many = curve(...Array.from({ length: 200_000 }, (_, i): [number, number] => [i / 1e5, i % 2]));
    expect(cumulativeHazard(many, 1.5)).toBeCloseTo(0.75, 9);
  });

  test('what is too large for a number is the largest one', () => {
    expect(cumulativeHazard({ kind: 'constant', perYear: 1e308 }, 50)).toBe(Number.MAX_VALUE);
    expect(cumulativeHazard(curve([0, 1.7e308], [1, 1.7e308]), 2)).toBe(Number.MAX_VALUE);
  });
});
