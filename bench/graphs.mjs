/**
 * The table "Ways on real trees" of docs/checks.md, from a folder of trees.
 *
 *     npm run build && node bench/graphs.mjs TREES_FOLDER
 *
 * P(reached | fallen) is counted over sampled worlds of the graph in the report: steps and walls with their
 * mean chances, each by itself.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = join(dirname(fileURLToPath(import.meta.url)), '../dist/cli/main.js');
const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: node bench/graphs.mjs TREES_FOLDER');
  process.exit(2);
}
const SAMPLES = 40_000;

function report(path, asOf) {
  const args = [main, path, '--format', 'json', '--no-config', ...(asOf ? ['--as-of', asOf] : [])];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`${path} ended with ${status}`);
  return JSON.parse(stdout);
}

const dated = (name) => /@(\d{4}-\d{2}-\d{2})/.exec(name)?.[1];
const assess = (name) => report(join(folder, name), dated(name));

/** The report of a tree with one file changed, or left out when `edit` gives null. */
function changed(name, path, edit) {
  const copy = mkdtempSync(join(tmpdir(), 'tree-'));
  try {
    cpSync(join(folder, name), copy, { recursive: true });
    const text = edit(readFileSync(join(copy, path), 'utf8'));
    if (text === null) rmSync(join(copy, path));
    else writeFileSync(join(copy, path), text);
    return report(copy, dated(name));
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** mulberry32: the same worlds at every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** P(a state that matches `goal` is reached | all that match `start` are held); steps that `without` names are shut. */
function reached({ graph }, start, goal, without = () => false) {
  const next = random(1);
  const fails = new Map(graph.walls.map((wall) => [wall.id, wall.failureOnDemand]));
  const from = groups(graph.steps);
  const starts = graph.nodes.map((node) => node.id).filter((id) => start.test(id));
  let hits = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const shut = new Map();
    const stands = (id) => {
      if (!shut.has(id)) shut.set(id, next() >= fails.get(id));
      return shut.get(id);
    };
    const held = new Set(starts);
    for (const id of held)
      for (const step of from.get(id) ?? [])
        if (!held.has(step.to) && !without(step) && next() < step.probability && !step.walls.some(stands))
          held.add(step.to);
    if ([...held].some((id) => goal.test(id))) hits++;
  }
  return hits / SAMPLES;
}

function groups(steps) {
  const found = new Map();
  for (const step of steps) found.set(step.from, [...(found.get(step.from) ?? []), step]);
  return found;
}

const rows = [];
const row = (tree, asked, found, holds) => rows.push([tree, asked, found, holds ? 'yes' : 'NO']);
const round = (p) => String(Number(p.toPrecision(2)));

const median = (measure) => [1, 2, 3, 4, 5].map(measure).sort((a, b) => a - b)[2];

agentkit();
boutique();
outline();
trivy();
documenso();
console.log('| tree | what must hold | found | holds |\n| --- | --- | --- | --- |');
for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);

function agentkit() {
  const name = 'agentkit@2025-03-13-pre-tjactions';
  const path = '.github/workflows/changelog.yml';
  const action = /^fallen\/action:tj-actions/;
  const tokens = /^holds\/secret\/(NPM_TOKEN|PYPI_API_TOKEN)$/;
  const tree = assess(name);
  const inside = tree.graph.steps.filter(
    ({ from, to }) => from.startsWith(`code/job/${path}`) && to.startsWith('holds/secret/'),
  );
  row(
    'agentkit',
    'tj-actions/changed-files has no way to a secret inside its own job',
    `${inside.length} steps`,
    inside.length === 0,
  );
  const p = reached(tree, action, tokens);
  const sure = reached(tree, action, tokens, (step) => step.unknown !== null);
  row(
    'agentkit',
    'P(NPM_TOKEN or PYPI_API_TOKEN \\| action taken), by steps that rest on an unknown fact alone',
    `${round(p)}; ${round(sure)} without such steps`,
    p > 0 && sure === 0,
  );
  const beside = changed(name, path, (text) =>
    text.replaceAll(
      '    runs-on: ubuntu-latest\n',
      `    runs-on: ubuntu-latest\n    env:\n      NPM_TOKEN: \${{ secrets.NPM_TOKEN }}\n`,
    ),
  );
  const other = reached(beside, action, tokens);
  row(
    'agentkit',
    '… is at most half of that with NPM_TOKEN in the same job',
    `${round(p)} of ${round(other)}`,
    p <= other / 2,
  );
  const reading = changed(name, path, (text) =>
    text.replace('\njobs:\n', '\npermissions:\n  contents: read\njobs:\n'),
  );
  const left = reached(reading, action, tokens);
  row(
    'agentkit',
    '… and with `permissions: contents: read` at most .03 of what it was',
    `${round(left / p)}`,
    left <= 0.03 * p,
  );
}

function boutique() {
  const { shocks } = assess('microservices-demo');
  const rank = ranked(shocks).findIndex(({ id }) => id.includes('deploy-pr.yaml')) + 1;
  row(
    'microservices-demo',
    '`deploy-pr.yaml` is among the top ways to a loss',
    `rank ${rank} of ${shocks.length}`,
    rank > 0 && rank <= 3,
  );
}

function ranked(shocks) {
  return [...shocks].sort((a, b) => b.shareOfLoss - a.shareOfLoss);
}

function outline() {
  const path = '.github/workflows/close-translation-prs.yml';
  const own = assess('outline').odds.anyAsset.mean;
  const without = changed('outline', path, () => null).odds.anyAsset.mean;
  row(
    'outline',
    '`close-translation-prs.yml` adds nearly nothing',
    `lost ${round(own)} with it, ${round(without)} without`,
    Math.abs(own - without) < 0.01 * own,
  );
}

function trivy() {
  const tree = assess('trivy@2026-02-26-pre-pwnrequest');
  const entry = /^fallen\/workflow:.*apidiff\.yaml#apidiff$/;
  const token = reached(tree, entry, /^holds\/token\/.*apidiff\.yaml#apidiff$/);
  const secret = reached(tree, entry, /^holds\/secret\/ORG_REPO_TOKEN$/);
  const rank = ranked(tree.shocks).findIndex(({ id }) => id.includes('apidiff.yaml')) + 1;
  row(
    'trivy, 2026-02-26',
    '`apidiff.yaml` leads to the token of the job and of the organisation',
    `P ${round(token)} and ${round(secret)}, rank ${rank}`,
    token > 0.5 && secret > 0.5 && rank <= 3,
  );
}

function documenso() {
  const { odds } = assess('documenso');
  const parts = [odds.anySurface.mean, odds.anyAsset.mean, odds.containment.mean];
  const inside =
    parts[0] > 0.06 &&
    parts[0] < 0.3 &&
    parts[1] > 0.03 &&
    parts[1] < 0.2 &&
    parts[2] > 0.2 &&
    parts[2] < 0.6;
  row(
    'documenso',
    'inside the ranges judged by hand: gets in .06–.30, lost .03–.20, containment .2–.6',
    parts.map(round).join(', '),
    inside,
  );
  for (const name of ['documenso', 'agentkit@2025-03-13-pre-tjactions']) {
    const seconds = median(() => cpu(`"${main}" "${join(folder, name)}"`));
    const empty = median(() => cpu('-e 0'));
    row(
      name.split('@')[0],
      'under 2 s of process CPU, median of 5',
      `${seconds.toFixed(2)} s, an empty node ${empty.toFixed(2)} s`,
      seconds < 2,
    );
  }
}

/** User and system time of one whole run of node, seconds. */
function cpu(args) {
  const command = `TIMEFORMAT='%U %S'; time "${process.execPath}" ${args} > /dev/null`;
  const { stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  const [user = 0, system = 0] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return user + system;
}
