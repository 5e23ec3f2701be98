import { expect, test } from 'vitest';
import { solve } from '../../src/graph/solve.ts';
import type { Solution } from '../../src/model/system.ts';
import { grid } from './systems.ts';

const system = grid(2, 0.5);
const options = { seed: 1 };

test('a small system is solved exactly', () => {
  const solution = solve(system, options);
  if ('tooLarge' in solution) throw new Error(solution.tooLarge);
  expect(solution.method).toBe('exact');
  // Two ways of two steps each, from corner to corner.
  expect(solution.any.once).toBeCloseTo(1 - (1 - 0.25) ** 2, 12);
  expect(solution.remarks[0]).toMatch(/^Exact:/);
});

test('engines are tried in turn, and why the exact ones did not do is said first', () => {
  const exact = solve(system, options) as Solution;
  const sampled: Solution = { ...exact, method: 'sampled', remarks: ['Sampled.'] };
  const refuse = (tooLarge: string) => () => ({ tooLarge });
  const answer = solve(system, options, [
    refuse('one reason'),
    refuse('another'),
    () => sampled,
    refuse('never'),
  ]);
  expect('remarks' in answer && answer.remarks).toEqual([
    'Not solved exactly: one reason; another.',
    'Sampled.',
  ]);
  expect(solve(system, options, [refuse('one reason'), refuse('one reason')])).toEqual({
    tooLarge: 'one reason',
  });
  expect(solve(system, options, [refuse('no'), () => exact])).toEqual(exact);
});
