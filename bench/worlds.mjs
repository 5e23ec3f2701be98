/**
 * The sampling engine, measured: worlds and lane-edges a second of CPU, and how much is gained by integrating the
 * clocks. A lane-edge is one step of the graph in one world; each step counts once a world, random numbers included.
 *
 *     npm run build
 *     node bench/worlds.mjs                          random graphs, variance
 *     node bench/worlds.mjs --graph FILE.json        worlds of a graph exported from a MAL model
 *     node bench/worlds.mjs --quick                  the smaller random graph alone
 */
import { readFileSync } from 'node:fs';
import { solveSampled } from '../dist/graph/sample.js';
import { computeRows, drawRows, EVERY, layOut, load } from '../dist/graph/sample-layout.js';
import { LANES, plainSweeper, ROW_WORDS } from '../dist/maths/kernels/sweep.js';
import { IN_PLACE } from '../dist/model/pool.js';
import { median } from './measure.mjs';

const args = process.argv.slice(2);
const graph = args.includes('--graph') ? args[args.indexOf('--graph') + 1] : undefined;
const quick = args.includes('--quick');

const OPEN = { limit: 0, low: EVERY, high: 0 };
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Xorshift: the same graphs on every machine. */
function random(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const noDraws = { limit: new Uint32Array(0), low: new Uint32Array(0), high: new Uint32Array(0) };

/** Median CPU seconds of a block; the first blocks, before the compiler is done, are left out. */
function blockTime(program, blocks, { make, prepare } = {}) {
  const made = load(program, 1, make);
  made.rows.fill(-1, 2 * ROW_WORDS, 3 * ROW_WORDS);
  const times = [];
  for (let block = 0; block < blocks + 2; block++) {
    const started = cpu();
    made.begin(block);
    prepare?.(made);
    drawRows(program, made);
    computeRows(program, made);
    if (block >= 2) times.push(cpu() - started);
  }
  return { seconds: median(times), made };
}

/** Share of the bits of some rows. */
function shareOf(made, rows) {
  let bits = 0;
  for (const row of rows)
    for (let word = 0; word < ROW_WORDS; word++)
      for (let left = made.rows[row * ROW_WORDS + word]; left !== 0; left &= left - 1) bits++;
  return bits / (rows.length * LANES);
}

/** A random acyclic graph: each step from an earlier to a later node of an order that is then shuffled away. */
function randomGraph(nodes, edges, limitOf) {
  const next = random(20261125);
  const name = Int32Array.from({ length: nodes }, (_, i) => i);
  for (let i = nodes - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [name[i], name[j]] = [name[j], name[i]];
  }
  const from = new Int32Array(edges);
  const to = new Int32Array(edges);
  const limit = new Uint32Array(edges);
  const indegree = new Int32Array(nodes);
  for (let e = 0; e < edges; e++) {
    const a = Math.floor(next() * nodes);
    const b = Math.floor(next() * (nodes - 1));
    const other = b >= a ? b + 1 : b;
    from[e] = name[Math.min(a, other)];
    to[e] = name[Math.max(a, other)];
    limit[e] = limitOf(next());
    indegree[to[e]]++;
  }
  return { nodes, from, to, limit, indegree };
}

/** Rows of a graph: row 2 is the source, which enters at `entries`. */
function planOf({ nodes, from, to, limit }, entries) {
  const count = from.length + entries.length;
  const steps = {
    head: new Int32Array(count),
    tail: new Int32Array(count),
    limit: new Uint32Array(count),
    low: new Uint32Array(count),
    high: new Uint32Array(count),
  };
  for (let e = 0; e < from.length; e++) {
    steps.head[e] = 3 + to[e];
    steps.tail[e] = 3 + from[e];
    steps.limit[e] = limit[e];
    steps.low[e] = e;
  }
  entries.forEach((node, i) => {
    steps.head[from.length + i] = 3 + node;
    steps.tail[from.length + i] = 2;
  });
  return { given: 3, drawn: noDraws, all: new Uint8Array(nodes), steps };
}

/** The same graph with a drawn row for each step: every random number is drawn, whether asked for or not. */
function drawnTime(graphOf, blocks) {
  const { from, limit } = graphOf;
  const drawn = { limit, low: Uint32Array.from(from, (_, e) => e), high: new Uint32Array(from.length) };
  const steps = {
    head: new Int32Array(0),
    tail: new Int32Array(0),
    limit: new Uint32Array(0),
    low: new Uint32Array(0),
    high: new Uint32Array(0),
  };
  return blockTime(layOut({ given: 3, drawn, all: new Uint8Array(0), steps }), blocks).seconds;
}

const KINDS = [
  ['p a multiple of 1/16', (u) => (1 + Math.floor(u * 15)) * 2 ** 28],
  ['p uniform to 32 bits', (u) => 1 + Math.floor(u * (2 ** 32 - 2))],
];

function randomGraphs() {
  const sizes = [
    { nodes: 1e5, edges: 5e5, targets: [2, 0.7], blocks: 11 },
    ...(quick ? [] : [{ nodes: 1e6, edges: 5e6, targets: [0.9, 0.5], blocks: 5 }]),
  ];
  for (const { nodes, edges, targets, blocks } of sizes)
    KINDS.forEach(([kind, limitOf], k) => {
      const made = randomGraph(nodes, edges, limitOf);
      const all = [...made.indegree.keys()];
      const roots = all.filter((node) => made.indegree[node] === 0);
      console.log(
        `\n${nodes} nodes, ${edges} steps, ${kind}; target ${targets[k]} G lane-edges/s of one core`,
      );
      const rate = (seconds) => (edges * LANES) / seconds / 1e9;
      const said = (what, seconds, share, target) =>
        console.log(
          `  ${what}: ${rate(seconds).toFixed(2)} G/s, ${(seconds * 1e3).toFixed(0)} ms a block${share === null ? '' : `, ${(share * 100).toFixed(0)} % of states reached`}${target === undefined ? '' : rate(seconds) >= target ? '  ok' : '  MISS'}`,
        );
      for (const [what, entries] of [
        ['every root hit (nearly everything is reached)', roots],
        ['one root hit', roots.slice(0, 1)],
      ]) {
        const program = layOut(planOf(made, entries));
        const { seconds, made: swept } = blockTime(program, blocks);
        said(what, seconds, shareOf(swept, program.rowOf), what.startsWith('every') ? targets[k] : undefined);
      }
      // A row for each step of the larger graph would take most of a gigabyte.
      if (nodes <= 1e5)
        said('nothing skipped: all random numbers, without the walk', drawnTime(made, blocks), null);
    });
}

function plainTwin() {
  const made = randomGraph(1e4, 5e4, KINDS[1][1]);
  const roots = [...made.indegree.keys()].filter((node) => made.indegree[node] === 0);
  const { seconds } = blockTime(layOut(planOf(made, roots)), 3, { make: plainSweeper });
  console.log(
    `\nplain TypeScript twin, 10000 nodes, 50000 steps, p to 32 bits: ${((5e4 * LANES) / seconds / 1e9).toFixed(3)} G lane-edges/s`,
  );
}

/** Times to compromise of the MAL language: the mean of the exponential in its name. */
const TIMES = {
  EasyAndCertain: 1,
  EasyAndUncertain: 1,
  HardAndCertain: 10,
  HardAndUncertain: 10,
  VeryHardAndCertain: 100,
  VeryHardAndUncertain: 100,
};

/**
 * As MAL's own tools have it, a defence that is off and a condition on what exists that holds are no obstacle: they
 * count as fallen from the start. In these files every defence is off (`Disabled`, or nothing told).
 */
function malGraph(path) {
  const { nodes, edges } = JSON.parse(readFileSync(path, 'utf8'));
  const indegree = new Int32Array(nodes.length);
  for (const [, to] of edges) indegree[to]++;
  const given = nodes.flatMap(([, kind], n) => (kind === 'or' || kind === 'and' ? [] : [n]));
  const open = nodes.flatMap(([, kind], n) => (kind === 'or' && indegree[n] === 0 ? [n] : []));
  console.log(`\n${path.split('/').at(-1)}: ${nodes.length} nodes, ${edges.length} steps`);
  for (const [what, entries] of [
    [`entered at ${nodes[0][0]}`, [0]],
    [`entered at all ${open.length} attack steps without a parent`, open],
  ]) {
    const head = [];
    const tail = [];
    const limit = [];
    const low = [];
    const step = (to, from, mask) => {
      head.push(to);
      tail.push(from);
      limit.push(mask.limit);
      low.push(mask.low);
    };
    const count = nodes.length;
    // Row 3 + n: the step n is taken. Row 3 + count + n: its needs are met, its time is not.
    const all = new Uint8Array(2 * count);
    nodes.forEach(([, kind, time], n) => {
      const wanted = TIMES[time?.name];
      const chance = wanted === undefined ? 1 : -Math.expm1(-1 / wanted);
      all[count + n] = Number(kind === 'and');
      step(3 + n, 3 + count + n, chance >= 1 ? OPEN : { limit: Math.round(chance * 2 ** 32), low: n });
    });
    for (const [from, to] of edges) step(3 + count + to, 3 + from, OPEN);
    for (const n of [...given, ...entries]) step(3 + n, 2, OPEN);
    const plan = {
      given: 3,
      drawn: noDraws,
      all,
      steps: {
        head: Int32Array.from(head),
        tail: Int32Array.from(tail),
        limit: Uint32Array.from(limit),
        low: Uint32Array.from(low),
        high: new Uint32Array(head.length),
      },
    };
    const program = layOut(plan);
    const { seconds, made } = blockTime(program, 40);
    const perSecond = LANES / seconds;
    const share = shareOf(made, program.rowOf.subarray(0, count));
    console.log(
      `  ${what}: ${perSecond.toFixed(0)} worlds/s, ${(share * 100).toFixed(1)} % of nodes fallen, ${((edges.length * perSecond) / 1e9).toFixed(1)} G lane-edges/s, ${Math.round(perSecond / 0.26).toLocaleString('en')} × the 0.26 a second of its own simulator${perSecond >= 260 ? '  ok' : '  MISS'}`,
    );
  }
}

/** Shocks of 1e-6 a year on a random graph: integrated, and sampled with the rest. */
async function variance() {
  const nodes = 2000;
  const next = random(7);
  const made = randomGraph(nodes, 6000, (u) => 1 + Math.floor(u * (2 ** 32 - 2)));
  const hazard = 1e-6;
  const hit = Array.from({ length: 40 }, () => Math.floor(next() * nodes));
  const lost = Array.from({ length: 5 }, () => Math.floor(next() * nodes));
  const system = {
    nodes: Array.from({ length: nodes }, (_, n) => ({ id: `n${n}`, needs: 'any' })),
    edges: Array.from(made.from, (from, e) => ({
      id: `e${e}`,
      from,
      to: made.to[e],
      probability: made.limit[e] / 2 ** 32,
      walls: [],
      costUsd: 0,
    })),
    walls: [],
    shocks: hit.map((node, s) => ({ id: `s${s}`, hazard, hits: [{ node, probability: 1 }], costUsd: 0 })),
    assets: lost.map((node, a) => ({ id: `a${a}`, node })),
  };
  const ask = () =>
    solveSampled(system, { seed: 1, precision: { relative: 1e-9, worlds: 2 ** 17 }, pool: IN_PLACE });
  await ask();
  const started = cpu();
  const { any } = await ask();
  const spent = cpu() - started;
  // The same sweeps, with a step of chance 1 − e^(−Λ) for each shock.
  const plan = planOf(made, hit);
  const low = plan.steps.low;
  hit.forEach((_, i) => {
    const at = made.from.length + i;
    plan.steps.limit[at] = Math.round(-Math.expm1(-hazard) * 2 ** 32);
    low[at] = at;
  });
  const { seconds } = blockTime(layOut(plan), 200);
  const worlds = (spent / seconds) * LANES;
  const naive = Math.sqrt((any.once * (1 - any.once)) / worlds);
  console.log(`\nvariance: ${nodes} nodes, 6000 steps, ${hit.length} shocks of ${hazard} a year, 5 assets`);
  console.log(
    `  clocks integrated: P(any) = ${any.once.toExponential(3)} ± ${any.standardError.toExponential(2)} in ${spent.toFixed(2)} s CPU`,
  );
  console.log(
    `  shocks sampled too: ± ${naive.toExponential(2)} in the same time (${worlds.toExponential(2)} worlds)`,
  );
  const gain = naive / any.standardError;
  console.log(`  standard error ${gain.toFixed(0)} × smaller${gain >= 100 ? '  ok' : '  MISS'}`);
}

if (graph !== undefined) malGraph(graph);
else {
  randomGraphs();
  plainTwin();
  await variance();
}
