import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { solveSampled } from '../../src/graph/sample.ts';
import { threadPool } from '../../src/io/pool.ts';
import { IN_PLACE, type Pool, type Work } from '../../src/model/pool.ts';
import { systemOf } from '../graph/sample-systems.ts';

let folder = '';
let entry = pathToFileURL('/nowhere');

/** Node runs no TypeScript: the worker's file is joined as the build joins it. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-pool-'));
  const bundle = await rolldown({ input: 'src/cli/worker.ts', platform: 'node', external: /^node:/ });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  writeFileSync(join(folder, 'worker.mjs'), output[0].code);
  entry = pathToFileURL(join(folder, 'worker.mjs'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const system = systemOf({
  nodes: ['any', 'any', 'any', 'any', 'any'],
  edges: [
    [0, 1, 0.5],
    [0, 2, 0.6],
    [1, 2, 0.7, 0],
    ...Array.from({ length: 13 }, (): [number, number, number] => [2, 3, 0.1]),
    [2, 4, 0.2, 1],
  ],
  walls: [0.1, 0.02],
  shocks: [
    [0.3, [0, 1]],
    [0.2, [1, 0.5], [0, 0.1]],
  ],
  assets: [3, 4],
});

const solved = (pool: Pool) =>
  solveSampled(system, { seed: 5, precision: { relative: 1e-9, worlds: 2 ** 13 }, pool });

/** Counts what is done here and not in a thread. */
function counted<Task, Answer>(work: Work<Task, Answer>): { work: Work<Task, Answer>; here: () => number } {
  let count = 0;
  const run: Work<Task, Answer>['run'] = (task, range) => {
    count++;
    return work.run(task, range);
  };
  return { work: { name: work.name, run }, here: () => count };
}

describe('a pool of threads', () => {
  test.each([1, 3])('%i workers give the bytes of none', async (size) => {
    const pool = threadPool(entry, size);
    const found = await solved(pool);
    await pool.close();
    expect(found).toEqual(await solved(IN_PLACE));
  });

  test('the threads do the work, and a later question after closing starts new ones', async () => {
    const pool = threadPool(entry, 2);
    let here = 0;
    const watching: Pool = {
      map: async (work, task, ranges) => {
        const watched = counted(work);
        const answers = await pool.map(watched.work, task, ranges);
        here += watched.here();
        return answers;
      },
    };
    await solved(watching);
    await pool.close();
    await solved(watching);
    await pool.close();
    expect(here).toBe(0);
  });

  test('a worker that cannot be loaded, or does not know the work: done in place', async () => {
    const double: Work<number, number> = { name: 'double', run: (task, { from }) => task * from };
    const ranges = [1, 2, 3].map((from) => ({ from, to: from + 1 }));
    for (const at of [new URL('missing.mjs', entry), entry]) {
      const pool = threadPool(at, 2);
      expect(await pool.map(double, 2, ranges)).toEqual([2, 4, 6]);
      await pool.close();
    }
  });
});
