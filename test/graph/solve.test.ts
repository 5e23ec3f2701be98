import { expect, test } from 'vitest';
import { solve } from '../../src/graph/solve.ts';
import { IN_PLACE } from '../../src/model/pool.ts';
import type { Solution } from '../../src/model/system.ts';
import { grid } from './systems.ts';

const system = grid(2, 0.5);
const options = { seed: 1, precision: { relative: 0.01, worlds: 2 ** 16 }, pool: IN_PLACE };

async function solved(...args: Parameters<typeof solve>): Promise<Solution> {
  const solution = await solve(...args);
  if ('tooLarge' in solution) throw new Error(solution.tooLarge);
  return solution;
}

test('a small system is solved exactly', async () => {
  const solution = await solved(system, options);
  expect(solution.method).toBe('exact');
  // Two ways of two steps each, from corner to corner.
  expect(solution.any.once).toBeCloseTo(1 - (1 - 0.25) ** 2, 12);
  expect(solution.remarks[0]).toMatch(/^Exact:/);
});

test('a grid is too much for a small diagram, not for frontiers', async () => {
  const solution = await solved(grid(7, 0.9), options);
  expect(solution.method).toBe('exact');
  expect(solution.remarks[0]).toMatch(/frontier/);
});

test('what no exact engine manages is sampled, and says why', async () => {
  const base = grid(8, 0.9);
  // Every state that has two ways in wants both of them: neither frontiers nor small diagrams.
  const nodes = base.nodes.map((node, n) => ({
    ...node,
    needs: n % 3 === 0 ? ('all' as const) : node.needs,
  }));
  const edges = base.edges.map((edge, e) => ({ ...edge, to: (edge.to + 7 * (e % 5)) % nodes.length }));
  const solution = await solved({ ...base, nodes, edges }, options);
  if (solution.method === 'sampled') expect(solution.remarks[0]).toMatch(/^Not solved exactly: /);
  expect(solution.any.once).toBeLessThanOrEqual(solution.any.anew);
});

test('engines are tried in turn, and why the exact ones did not do is said first', async () => {
  const exact = await solved(system, options);
  const sampled: Solution = { ...exact, method: 'sampled', remarks: ['Sampled.'] };
  const refuse = (tooLarge: string) => async () => ({ tooLarge });
  const answer = await solve(system, options, [
    refuse('one reason'),
    refuse('another'),
    async () => sampled,
    refuse('never'),
  ]);
  expect('remarks' in answer && answer.remarks).toEqual([
    'Not solved exactly: one reason; another.',
    'Sampled.',
  ]);
  expect(await solve(system, options, [refuse('one reason'), refuse('one reason')])).toEqual({
    tooLarge: 'one reason',
  });
  expect(await solve(system, options, [refuse('no'), async () => exact])).toEqual(exact);
});

test('an engine without room is one that does not manage', async () => {
  const exact = await solved(system, options);
  const full = async () => {
    throw new RangeError('no room');
  };
  expect(await solve(system, options, [full])).toEqual({ tooLarge: 'no room' });
  expect(await solve(system, options, [full, async () => exact])).toEqual(exact);
  const broken = async () => {
    throw new TypeError('a fault of the program');
  };
  await expect(solve(system, options, [broken])).rejects.toThrow(TypeError);
});
