/**
 * Grids of the frontier engine: n × n nodes, an edge between neighbours in both directions, one certain shock at a
 * corner and one asset at the opposite one. Each case is a process of its own; CPU time and memory are those of the
 * whole process, start included.
 *
 *     node bench/grid.mjs                      the sizes with known answers, and 12 × 12
 *     node bench/grid.mjs ROWS COLUMNS P BACK  one grid in this process: P along, BACK against the arcs
 *
 * Ends with 1 when an answer is off by 1e-12 or the 10 × 10 grid takes 6 s of CPU.
 */
import { fileURLToPath } from 'node:url';
import { solveFrontier } from '../dist/graph/frontier.js';
import { measure, median } from './measure.mjs';

/** P at 0.9, both ways. */
const KNOWN = {
  3: 0.97250217140700002,
  5: 0.97555658950536928,
  8: 0.9756612644820718,
  10: 0.97566162314155802,
};
const CPU_LIMIT = 6;
const RUNS = 3;
const script = fileURLToPath(import.meta.url);

function grid(rows, columns, along, against) {
  const nodes = Array.from({ length: rows * columns }, (_, i) => ({ id: `n${i}`, needs: 'any' }));
  const edges = [];
  const join = (from, to, probability) =>
    edges.push({ id: `e${edges.length}`, from, to, probability, walls: [], costUsd: 0 });
  for (let at = 0; at < nodes.length; at++) {
    const beside = [
      ...((at + 1) % columns === 0 ? [] : [at + 1]),
      ...(at + columns < nodes.length ? [at + columns] : []),
    ];
    for (const other of beside) {
      join(at, other, along);
      join(other, at, against);
    }
  }
  const shocks = [{ id: 's', hazard: 1000, hits: [{ node: 0, probability: 1 }], costUsd: 0 }];
  return { nodes, edges, walls: [], shocks, assets: [{ id: 'a', node: nodes.length - 1 }] };
}

if (process.argv.length > 2) {
  const [rows, columns, along, against] = process.argv.slice(2).map(Number);
  const solution = solveFrontier(grid(rows, columns, along, against));
  console.log(`${rows} × ${columns}, ${along}/${against}: ${solution.tooLarge ?? solution.any.once}`);
  for (const remark of solution.remarks ?? []) console.log(`  ${remark}`);
  const { user, system } = process.cpuUsage();
  console.log(
    `  ${((user + system) / 1e6).toFixed(2)} s CPU, ${Math.round(process.resourceUsage().maxRSS / 1000)} MB`,
  );
} else {
  let missed = false;
  for (const size of [3, 5, 8, 10, 12]) {
    const { once } = solveFrontier(grid(size, size, 0.9, 0.9)).any;
    const command = [process.execPath, script, `${size}`, `${size}`, '0.9', '0.9'];
    const runs = Array.from({ length: RUNS }, () => measure(command, process.cwd()));
    const cpu = median(runs.map((run) => run.cpu));
    const error = size in KNOWN ? Math.abs(once / KNOWN[size] - 1) : null;
    if (error > 1e-12 || (size === 10 && cpu >= CPU_LIMIT)) missed = true;
    const off = error === null ? '' : `, ${error.toExponential(1)} from the known value`;
    console.log(
      `${size} × ${size}: ${once}${off}, ${cpu.toFixed(2)} s CPU, ${Math.round(median(runs.map((run) => run.memory)))} MB`,
    );
  }
  process.exitCode = missed ? 1 : 0;
}
