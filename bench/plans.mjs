/**
 * What a plan costs: made trees of 2,300 packages with more and more workflows, or trees of your own.
 *
 *     node bench/plans.mjs                    10, 30, 100 and 300 workflows, after a build
 *     node bench/plans.mjs --tree PATH …      trees of your own
 *
 * Whole processes to JSON with frontier, prices and facts. Exit code 1 when a limit is missed: 30 workflows in
 * 5 s of CPU, and no more than linear growth from there to 300.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTree } from './make-tree.mjs';
import { inTurn, median } from './measure.mjs';

const PACKAGES = 2300;
const LIMITS = { workflows: 30, cpu: 5, growth: 1.15 };
const RUNS = 3;
const main = join(dirname(fileURLToPath(import.meta.url)), '../dist/cli/main.js');

const own = process.argv.slice(process.argv.indexOf('--tree') + 1);
if (process.argv.includes('--tree')) for (const tree of own) row(basename(tree), resolve(tree));
else process.exitCode = madeTrees();

function madeTrees() {
  const scratch = mkdtempSync(join(tmpdir(), 'bulkhead-plans-'));
  try {
    const cpu = new Map(
      [10, 30, 100, 300].map((workflows) => {
        const folder = join(scratch, String(workflows));
        makeTree(folder, PACKAGES, workflows);
        return [workflows, row(`${workflows} workflows`, folder)];
      }),
    );
    const limited = cpu.get(LIMITS.workflows);
    const growth = Math.log(cpu.get(300) / limited) / Math.log(300 / LIMITS.workflows);
    const kept = limited <= LIMITS.cpu && growth <= LIMITS.growth;
    console.log(
      `${kept ? 'ok  ' : 'MISS'} ${LIMITS.workflows} workflows ${limited.toFixed(2)} s (limit ${LIMITS.cpu}), exponent from there to 300 ${growth.toFixed(2)} (limit ${LIMITS.growth})`,
    );
    return kept ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @returns seconds of CPU of a plan, the median */
function row(name, folder) {
  const command = (...args) => [process.execPath, main, ...args, folder, '--format', 'json', '--no-config'];
  const found = inTurn({ assess: command(), plan: command('plan', '--effort', '8h') }, RUNS, folder);
  const [assess, plan] = ['assess', 'plan'].map((key) => found[key].map((one) => one.cpu));
  const memory = median(found.plan.map((one) => one.memory));
  const spread = `${Math.min(...plan).toFixed(2)}–${Math.max(...plan).toFixed(2)}`;
  console.log(
    `${name}: plan ${median(plan).toFixed(2)} s CPU (${spread}), ${memory.toFixed(0)} MB; assessment ${median(assess).toFixed(2)} s`,
  );
  return median(plan);
}
