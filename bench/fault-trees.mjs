/**
 * Fault trees beside SCRAM, engine against engine.
 *
 *     npm run build && node bench/fault-trees.mjs FOLDER [--runs 5] [--only NAME,…] [--without NAME,…]
 *
 * FOLDER holds Open-PSA files and `reference.csv` with the columns tree, probability_exact_fixed60,
 * probability_scram and mcs_count. Ours: CPU of one warm process, system time included, from tree to answer, race
 * of orders and cut sets included; the median. SCRAM's: `scram --bdd --probability 1 -l 1`, the seconds of products
 * and probability that its report gives, and the user and system time of the process. Those seconds are its wall
 * clock: on a busy machine take the process's.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { solveFaultTree } from '../dist/graph/fault-tree.js';
import { readMef } from '../dist/readers/models/mef.js';
import { measure, median } from './measure.mjs';

const [folder, ...flags] = process.argv.slice(2);
const flag = (name, otherwise) => (flags.includes(name) ? flags[flags.indexOf(name) + 1] : otherwise);
if (folder === undefined) {
  console.error('usage: node bench/fault-trees.mjs FOLDER [--runs 5] [--only NAME,…] [--without NAME,…]');
  process.exit(2);
}
const runs = Number(flag('--runs', '5'));
const only = flag('--only', '').split(',').filter(Boolean);
const without = flag('--without', 'das9701,nus9601').split(',');

const [header, ...lines] = readFileSync(join(folder, 'reference.csv'), 'utf8').trim().split('\n');
const columns = header.split(',');
const rows = lines
  .map((line) => Object.fromEntries(line.split(',').map((cell, i) => [columns[i], cell])))
  .filter(({ tree }) => (only.length > 0 ? only.includes(tree) : !without.includes(tree)));

const scratch = mkdtempSync(join(tmpdir(), 'fault-trees-'));
const report = join(scratch, 'report.xml');
const hasScram = spawnSync('scram', ['--version']).error === undefined;

function scram(file) {
  const seen = { engine: [], cpu: [] };
  for (let run = 0; hasScram && run < runs; run++) {
    const { cpu } = measure(['scram', '--bdd', '--probability', '1', '-l', '1', file, '-o', report]);
    const text = readFileSync(report, 'utf8');
    const seconds = (name) => Number(new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? 0);
    seen.engine.push(seconds('products') + seconds('probability'));
    seen.cpu.push(cpu);
  }
  return { engine: median(seen.engine), cpu: median(seen.cpu) };
}

async function ours(file, text) {
  const tree = await readMef(text, file);
  if (!('gates' in tree)) throw new Error(`${file}: ${tree.message}`);
  const seconds = [];
  let answer;
  for (let run = 0; run <= runs; run++) {
    const before = process.cpuUsage();
    answer = solveFaultTree(tree);
    const { user, system } = process.cpuUsage(before);
    if (run > 0 || runs === 1) seconds.push((user + system) / 1e6); // the first warms up
  }
  return { engine: median(seconds), answer };
}

function check({ probability_exact_fixed60: exact, probability_scram: double, mcs_count: count }, answer) {
  const [top] = answer.topEvents;
  if (top.probability === null) return answer.remarks.join('; ');
  const wanted = exact || double;
  const off = wanted ? Math.abs(top.probability / Number(wanted) - 1) : Number.NaN;
  const within = wanted === '' || wanted === undefined || off <= (exact ? 1e-12 : 1e-9);
  const counts = count ? String(top.minimalCutSets) === count : null;
  return `P ${top.probability} off by ${off.toExponential(1)}${within ? '' : ' WRONG'}, cut sets ${top.minimalCutSets}${counts === false ? ' WRONG' : ''}`;
}

let sum = 0;
const sums = { engine: 0, cpu: 0 };
const ratios = [];
console.log(
  '| tree | ours, s | SCRAM engine, s | SCRAM process CPU, s | answer |\n| --- | --- | --- | --- | --- |',
);
for (const row of rows) {
  const file = join(folder, `${row.tree}.xml`);
  const mine = await ours(file, readFileSync(file, 'utf8'));
  const theirs = scram(file);
  sum += mine.engine;
  sums.engine += theirs.engine;
  sums.cpu += theirs.cpu;
  if (theirs.engine > 0.01) ratios.push(Math.log(mine.engine / theirs.engine));
  console.log(
    `| ${row.tree} | ${mine.engine.toFixed(4)} | ${theirs.engine?.toFixed(4)} | ${theirs.cpu?.toFixed(2)} | ${check(row, mine.answer)} |`,
  );
}
const mean = Math.exp(ratios.reduce((a, b) => a + b, 0) / ratios.length);
console.log(
  `\nsum: ours ${sum.toFixed(2)} s, SCRAM engine ${sums.engine.toFixed(2)} s (ratio ${(sum / sums.engine).toFixed(2)})`,
);
console.log(`SCRAM processes ${sums.cpu.toFixed(2)} s of CPU (ratio ${(sum / sums.cpu).toFixed(2)})`);
console.log(`geometric mean over ${ratios.length} trees of more than 10 ms: ${mean.toFixed(2)}`);
console.log(`peak memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1000)} MB`);
rmSync(scratch, { recursive: true });
