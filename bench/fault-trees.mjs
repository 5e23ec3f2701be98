/**
 * Fault trees beside SCRAM, engine against engine.
 *
 *     npm run build && node bench/fault-trees.mjs FOLDER [--runs 5] [--only NAME,…] [--without NAME,…]
 *
 * FOLDER holds Open-PSA files and `reference.csv` with the columns tree, probability_exact_fixed60,
 * probability_scram and mcs_count. Ours: CPU of one warm process, system time included, from tree to answer, race
 * of orders included; the median. SCRAM's: the seconds of products and probability that its report gives. Those
 * seconds are its wall clock: on a busy machine take the process's.
 *
 * Two questions, each asked of both sides. The probability: ours without cut sets, SCRAM with `-l 1`, which keeps
 * cut sets of one event only. Probability and cut sets: ours counts all of them, SCRAM by default keeps those of up
 * to 20 events; its report is cut off once the seconds are read, and a run of more than 5 s is not repeated.
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

const seconds = (text) =>
  ['products', 'probability'].reduce(
    (sum, name) => sum + Number(new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? 0),
    0,
  );

/** Probability and cut sets: engine seconds. */
function scramWithCutSets(file) {
  const seen = [];
  while (hasScram && seen.length < runs && !(seen[0] > 5)) {
    const command = 'scram --bdd --probability 1 "$0" 2>/dev/null | head -c 4000';
    seen.push(seconds(spawnSync('sh', ['-c', command, file], { encoding: 'utf8' }).stdout));
  }
  return median(seen);
}

/** The probability: engine seconds, and CPU of the process. */
function scram(file) {
  const seen = { engine: [], cpu: [] };
  for (let run = 0; hasScram && run < runs; run++) {
    const { cpu } = measure(['scram', '--bdd', '--probability', '1', '-l', '1', file, '-o', report]);
    seen.engine.push(seconds(readFileSync(report, 'utf8')));
    seen.cpu.push(cpu);
  }
  return { engine: median(seen.engine), cpu: median(seen.cpu) };
}

async function ours(file, text, cutSets) {
  const tree = await readMef(text, file);
  if (!('gates' in tree)) throw new Error(`${file}: ${tree.message}`);
  const taken = [];
  let answer;
  for (let run = 0; run <= runs; run++) {
    const before = process.cpuUsage();
    answer = solveFaultTree(tree, { cutSets });
    const { user, system } = process.cpuUsage(before);
    if (run > 0 || runs === 1) taken.push((user + system) / 1e6); // the first warms up
  }
  return { engine: median(taken), answer };
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

const sums = { ours: 0, scram: 0, cpu: 0, oursAll: 0, scramAll: 0 };
const ratios = { probability: [], all: [] };
console.log(
  '| tree | P alone: ours, s | SCRAM, s | its process, s CPU | P and cut sets: ours, s | SCRAM, s | answer |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const row of rows) {
  const file = join(folder, `${row.tree}.xml`);
  const text = readFileSync(file, 'utf8');
  const alone = await ours(file, text, false);
  const all = await ours(file, text, true);
  const theirs = scram(file);
  const theirAll = scramWithCutSets(file);
  sums.ours += alone.engine;
  sums.oursAll += all.engine;
  sums.scram += theirs.engine;
  sums.scramAll += theirAll;
  sums.cpu += theirs.cpu;
  if (theirs.engine > 0.01) ratios.probability.push(Math.log(alone.engine / theirs.engine));
  if (theirs.engine > 0.01) ratios.all.push(Math.log(all.engine / theirAll));
  const cells = [alone.engine, theirs.engine, theirs.cpu, all.engine, theirAll].map((s) => s?.toFixed(4));
  console.log(`| ${[row.tree, ...cells, check(row, all.answer)].join(' | ')} |`);
}
const mean = (logs) => Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length).toFixed(2);
const against = (mine, theirs) =>
  `ours ${mine.toFixed(2)} s, SCRAM ${theirs.toFixed(2)} s (ratio ${(mine / theirs).toFixed(2)})`;
const slow = `${ratios.all.length} trees of more than 10 ms`;
console.log(
  `\nsum, P alone: ${against(sums.ours, sums.scram)}; geometric mean over ${slow}: ${mean(ratios.probability)}`,
);
console.log(
  `sum, P and cut sets: ${against(sums.oursAll, sums.scramAll)}; geometric mean over them: ${mean(ratios.all)}`,
);
console.log(`ours with all cut sets beside SCRAM without: ratio ${(sums.oursAll / sums.scram).toFixed(2)}`);
console.log(
  `SCRAM processes ${sums.cpu.toFixed(2)} s of CPU (ratio, P alone, ${(sums.ours / sums.cpu).toFixed(2)})`,
);
console.log(`peak memory of this process: ${Math.round(process.resourceUsage().maxRSS / 1000)} MB`);
rmSync(scratch, { recursive: true });
