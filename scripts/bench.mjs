/**
 * Measured work against peers and limits. Whole processes, in turn, medians of CPU time.
 *
 *     npm run bench                      1k, 2.3k, 10k and 100k packages
 *     npm run bench -- --quick           1k and 2.3k
 *     npm run bench -- --tree PATH       a tree of your own
 *     npm run bench -- --runs 11
 *
 * Exit code 1 when a limit is missed.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTree } from '../bench/make-tree.mjs';
import { inTurn, median } from '../bench/measure.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const runs = Number(option('--runs') ?? 7);

/** Limits of a tree of 2,300 packages, and of growth: seconds, megabytes, exponent. */
const LIMITS = { packages: 2300, cpu: 0.8, memory: 200, growth: 1.15 };

if (spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: ['ignore', 2, 2] }).status !== 0)
  process.exit(1);
const scratch = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
try {
  process.exitCode =
    option('--tree') === undefined
      ? madeTrees()
      : oneTree(resolve(process.env.INIT_CWD ?? '.', option('--tree')));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function madeTrees() {
  const sizes = args.includes('--quick') ? [1000, 2300] : [1000, 2300, 10_000, 100_000];
  const results = sizes.map((size) => {
    const folder = join(scratch, String(size));
    makeTree(folder, size);
    const counted = row(`${size}`, folder, size > 10_000 ? Math.min(3, runs) : runs);
    return { size, ...counted };
  });
  const limited = results.find((one) => one.size === LIMITS.packages);
  const checks = [
    verdict(
      `${LIMITS.packages} packages: CPU ${limited.cpu.toFixed(2)} s, limit ${LIMITS.cpu} s`,
      limited.cpu <= LIMITS.cpu,
    ),
    verdict(
      `${LIMITS.packages} packages: ${limited.memory.toFixed(0)} MB, limit ${LIMITS.memory} MB`,
      !(limited.memory > LIMITS.memory),
    ),
  ];
  const [small, large] = [
    results.find((one) => one.size === 10_000),
    results.find((one) => one.size === 100_000),
  ];
  if (small !== undefined && large !== undefined) {
    const growth = Math.log(large.cpu / small.cpu) / Math.log(large.size / small.size);
    checks.push(
      verdict(
        `growth from 10k to 100k packages: exponent ${growth.toFixed(2)}, limit ${LIMITS.growth}`,
        growth <= LIMITS.growth,
      ),
    );
  }
  return checks.every((one) => one) ? 0 : 1;
}

function oneTree(folder) {
  row(folder.split('/').at(-1), folder, runs);
  return 0;
}

function row(name, folder, times) {
  const lock = join(folder, 'package-lock.json');
  const entries = Object.keys(JSON.parse(readFileSync(lock, 'utf8')).packages ?? {}).length;
  const found = inTurn(
    {
      bulkhead: [process.execPath, join(root, 'dist/cli/main.js'), folder, '--format', 'json', '--no-config'],
      ...(entries <= 20_000
        ? { 'npm ls': ['npm', 'ls', '--all', '--json', '--package-lock-only', '--offline'] }
        : {}),
      'JSON.parse': [
        process.execPath,
        '-e',
        `JSON.parse(require('fs').readFileSync(${JSON.stringify(lock)},'utf8'))`,
      ],
      'node -e 0': [process.execPath, '-e', '0'],
    },
    times,
    folder,
  );
  const cpu = Object.fromEntries(
    Object.entries(found).map(([key, list]) => [key, median(list.map((one) => one.cpu))]),
  );
  const own = found.bulkhead;
  const memory = median(own.map((one) => one.memory));
  const spread = `${Math.min(...own.map((one) => one.cpu)).toFixed(2)}–${Math.max(...own.map((one) => one.cpu)).toFixed(2)}`;
  const megabytes = (statSync(lock).size / 1e6).toFixed(1);
  console.log(`${name}: ${entries} entries, ${megabytes} MB, medians of ${times}`);
  for (const key of Object.keys(cpu)) {
    const ratio =
      key === 'bulkhead'
        ? `(${spread}), ${memory.toFixed(0)} MB`
        : `bulkhead / ${key} = ${(cpu.bulkhead / cpu[key]).toFixed(2)}`;
    console.log(`  ${key.padEnd(11)} ${cpu[key].toFixed(2).padStart(6)} s CPU  ${ratio}`);
  }
  return { cpu: cpu.bulkhead, memory };
}

function verdict(text, passed) {
  console.log(`${passed ? 'ok  ' : 'MISS'} ${text}`);
  return passed;
}
