/**
 * Plans without chance beside HiGHS: network interdiction, the sum of losses of the nodes that are still reached
 * within a budget of hours. Each program is a process of its own that reads its own file; CPU time is that of the
 * whole process, start included, medians, in turn.
 *
 *     node bench/interdiction.mjs FILE.lp… [--runs 5]   such files: r_v - r_u + x_e >= 0, a budget row, r0 = 1
 *     node bench/interdiction.mjs --random 12           instances of that shape by a seeded generator, both optima
 *     node bench/interdiction.mjs --convert FILE.lp     the model file on stdout
 *
 * HiGHS is the npm package `highs` 1.15.3, no part of this project: install it in a folder of its own and name that
 * folder by `--highs FOLDER` or HIGHS_FOLDER. `--limit S` stops HiGHS after S seconds (default 60).
 * Ends with 1 when the optima differ, or when a FILE is not ten times as fast.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { inTurn, median } from './measure.mjs';

const WANTED = 10;
const script = fileURLToPath(import.meta.url);
const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    random: { type: 'string' },
    convert: { type: 'string' },
    solve: { type: 'string' },
    highs: { type: 'string', default: process.env.HIGHS_FOLDER ?? '.' },
    limit: { type: 'string', default: '60' },
  },
});

/** The numbers of an interdiction LP: arcs, what shutting each costs, losses by node, the budget. */
function readLp(text) {
  const [, objective] = /obj:([\s\S]*?)Subject To/i.exec(text);
  const losses = new Map(
    [...objective.matchAll(/([\d.]+)?\s*r(\d+)/g)].map(([, loss, node]) => [Number(node), Number(loss ?? 1)]),
  );
  const arcs = [...text.matchAll(/:\s*r(\d+) - r(\d+) \+ x(\d+) >= 0/g)].map(([, to, from, x]) => ({
    from: Number(from),
    to: Number(to),
    x: Number(x),
  }));
  const [, row, budget] = /\n\s*b:([\s\S]*?)<=\s*([\d.]+)/.exec(text);
  const hours = new Map(
    [...row.matchAll(/([\d.]+)?\s*x(\d+)/g)].map(([, cost, x]) => [Number(x), Number(cost ?? 1)]),
  );
  return { losses, arcs, hours, budget: Number(budget) };
}

/** One shock that surely comes, certain edges, a wall without failure an edge, losses without spread. */
function modelOf({ losses, arcs, hours }) {
  const nodes = Math.max(...arcs.flatMap(({ from, to }) => [from, to]), ...losses.keys()) + 1;
  return {
    schema: 'bulkhead/model/1',
    shocks: [{ id: 'attack', ratePerYear: 1000, hits: ['r0'] }],
    nodes: Array.from({ length: nodes }, (_, v) => ({ id: `r${v}` })),
    edges: arcs.map(({ from, to, x }) => ({ id: `e${x}`, from: `r${from}`, to: `r${to}`, probability: 1 })),
    walls: arcs.map(({ x }) => ({
      id: `x${x}`,
      on: [`e${x}`],
      failureOnDemand: 0,
      effortHours: hours.get(x),
    })),
    assets: [...losses].map(([v, loss]) => ({
      id: `r${v}`,
      node: `r${v}`,
      lossUsd: { p5: loss, p95: loss },
    })),
  };
}

function lpOf({ losses, arcs, hours, budget }) {
  const nodes = Math.max(...arcs.flatMap(({ from, to }) => [from, to])) + 1;
  const terms = (map, name) => [...map].map(([key, value]) => `${value} ${name}${key}`).join(' + ');
  return [
    'Minimize',
    ` obj: ${terms(losses, 'r')}`,
    'Subject To',
    ...arcs.map(({ from, to, x }) => ` e${x}: r${to} - r${from} + x${x} >= 0`),
    ` b: ${terms(hours, 'x')} <= ${budget}`,
    'Bounds',
    ' r0 = 1',
    ...Array.from({ length: nodes - 1 }, (_, v) => ` 0 <= r${v + 1} <= 1`),
    'Binary',
    ` ${arcs.map(({ x }) => `x${x}`).join(' ')}`,
    'End',
    '',
  ].join('\n');
}

/** mulberry32 */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Nodes in a row, each entered by some of the ones before it, the last two fifths with a loss. Every third instance has
 * arcs back as well: cycles.
 */
function randomInstance(seed) {
  const random = generator(seed);
  const between = (low, high) => low + Math.floor(random() * (high - low + 1));
  const nodes = between(40, 120);
  const reach = between(4, 12);
  const back = seed % 3 === 0 ? 0.15 : 0;
  const arcs = [];
  for (let to = 1; to < nodes; to++)
    for (let i = between(2, 4); i > 0; i--) {
      const from = random() < back ? between(1, nodes - 1) : Math.max(0, to - between(1, reach));
      if (from !== to) arcs.push({ from, to, x: arcs.length });
    }
  const hours = new Map(arcs.map(({ x }) => [x, between(1, 20)]));
  const losses = new Map();
  for (let v = Math.floor(0.62 * nodes); v < nodes; v++) losses.set(v, between(1, 9));
  return { losses, arcs, hours, budget: between(12, 40) };
}

const ours = (model, budget) => [
  process.execPath,
  program,
  'plan',
  model,
  '--effort',
  `${budget}h`,
  '--format',
  'json',
  '--no-progress',
];
const theirs = (lp) => [
  process.execPath,
  script,
  '--solve',
  lp,
  '--highs',
  values.highs,
  '--limit',
  values.limit,
];

function answerOf(command) {
  const { stdout, stderr, status } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Both answers, and CPU times over so many runs. */
function compare(name, lpText, runs, folder) {
  const instance = readLp(lpText);
  const [lp, model] = [join(folder, `${name}.lp`), join(folder, `${name}.json`)];
  writeFileSync(lp, lpText);
  writeFileSync(model, JSON.stringify(modelOf(instance)));
  const commands = { ours: ours(model, instance.budget), theirs: theirs(lp) };
  const plan = answerOf(commands.ours);
  const peer = answerOf(commands.theirs);
  const times = inTurn(commands, runs, folder);
  const cpu = Object.fromEntries(
    Object.entries(times).map(([key, all]) => [key, median(all.map((one) => one.cpu))]),
  );
  const loss = plan.after.expectedLossUsd;
  const proven = peer.status === 'Optimal';
  const same =
    plan.method === 'exact' &&
    (proven ? Math.abs(loss - peer.objective) < 1e-6 : loss < peer.objective + 1e-6);
  const ratio = cpu.theirs / cpu.ours;
  console.log(
    [
      name.padEnd(16),
      `${instance.arcs.length} arcs`.padStart(9),
      `ours ${loss} (${plan.method}, gap ${plan.gap}, ${plan.after.hours} h)`.padEnd(34),
      `HiGHS ${peer.objective} (${peer.status})`.padEnd(30),
      `${cpu.ours.toFixed(2)} s, ${cpu.theirs.toFixed(2)} s CPU, ratio ${ratio.toFixed(1)}`,
      same ? '' : 'DIFFERENT',
    ].join('  '),
  );
  return { same, ratio, ...cpu };
}

async function solveByHighs(file) {
  const found = createRequire(pathToFileURL(join(resolve(values.highs), 'package.json'))).resolve('highs');
  const { default: load } = await import(pathToFileURL(found).href);
  const highs = await load();
  const { Status, ObjectiveValue } = highs.solve(readFileSync(file, 'utf8'), {
    time_limit: Number(values.limit),
  });
  console.log(JSON.stringify({ status: Status, objective: ObjectiveValue }));
}

if (values.solve !== undefined) await solveByHighs(values.solve);
else if (values.convert !== undefined)
  console.log(JSON.stringify(modelOf(readLp(readFileSync(values.convert, 'utf8'))), null, 1));
else {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-interdiction-'));
  let missed = false;
  try {
    for (const file of positionals) {
      const { same, ratio } = compare(
        basename(file, '.lp'),
        readFileSync(file, 'utf8'),
        Number(values.runs),
        folder,
      );
      if (!same || ratio < WANTED) missed = true;
    }
    const ratios = [];
    for (let seed = 1; seed <= Number(values.random ?? 0); seed++) {
      const { same, ratio } = compare(`random-${seed}`, lpOf(randomInstance(seed)), 1, folder);
      ratios.push(ratio);
      if (!same) missed = true;
    }
    if (ratios.length > 0) console.log(`median ratio of ${ratios.length}: ${median(ratios).toFixed(1)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = missed ? 1 : 0;
}
