/**
 * The tables of docs/checks.md, from a folder of trees.
 *
 *     node bench/checks.mjs TREES_FOLDER
 *
 * A tree whose name ends in `@DATE…` is assessed as of that date.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: node bench/checks.mjs TREES_FOLDER');
  process.exit(2);
}

/** Campaigns that touched at least one name of the tree in the 12 months to 2026-08-17, with exact 90 % intervals. */
const COUNTED = {
  documenso: [3, 0.82, 7.8],
  axios: [2, 0.36, 6.3],
  excalidraw: [3, 0.82, 7.8],
  outline: [3, 0.82, 7.8],
  'microservices-demo/src/currencyservice': [1, 0.05, 4.7],
};

function assess(name) {
  const date = /@(\d{4}-\d{2}-\d{2})/.exec(name)?.[1];
  const args = [
    join(root, 'dist/cli/main.js'),
    join(folder, name),
    '--format',
    'json',
    '--no-config',
    '--scenario',
    'frozen',
    '--cache-dir',
    join(root, 'dist/none'),
    ...(date ? ['--as-of', date] : []),
  ];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`${name} ended with ${status}`);
  return JSON.parse(stdout);
}

const percent = (p) => `${Number((100 * p).toPrecision(2))} %`;

console.log('| lockfile | counted | 90 % interval | expected | inside |\n| --- | --- | --- | --- | --- |');
for (const [name, [count, low, high]] of Object.entries(COUNTED)) {
  const { mean } = assess(name).odds.touchesPerYear;
  console.log(
    `| ${name.split('/').at(-1)} | ${count} | ${low}–${high} | ${mean.toFixed(1)} | ${mean >= low && mean <= high ? 'yes' : 'NO'} |`,
  );
}

console.log(
  '\n| tree | gets in (90 %) | largest channel | commands that resolve afresh | manifests without lockfile |\n| --- | --- | --- | --- | --- |',
);
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const expected = existsSync(join(folder, 'expected.json'))
  ? JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
  : { lockfiles: {}, workflows: {} };
const differences = [];
const matched = { lockfiles: 0, workflows: 0 };
for (const name of names) {
  const { odds, shocks, inventory } = assess(name);
  const shares = {};
  for (const { channel, share } of shocks) shares[channel] = (shares[channel] ?? 0) + share;
  const [channel, share] = Object.entries(shares).sort((a, b) => b[1] - a[1])[0];
  const jobs = inventory.workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => job.installs));
  const installs = [
    ...jobs,
    ...inventory.installs,
    ...inventory.actions.flatMap((action) => action.installs),
  ];
  const fresh = new Set(
    installs.filter((one) => one.locked === false).map((one) => `${one.at.path}:${one.at.line}`),
  ).size;
  const lockless = inventory.sources.filter((one) => one.format.startsWith('package.json')).length;
  const { mean, low, high } = odds.anySurface;
  console.log(
    `| ${name} | ${percent(mean)} (${percent(low)}–${percent(high)}) | ${channel} ${percent(share)} | ${fresh} | ${lockless} |`,
  );
  compare(name, inventory);
}

/** Counts against those made by two other methods. */
function compare(name, inventory) {
  for (const { path, entries, distinct } of inventory.sources) {
    const known = expected.lockfiles[`${name}/${path}`];
    if (known === undefined) continue;
    if (known.entries !== entries || known.distinct !== distinct)
      differences.push(
        `${name}/${path}: ${entries}/${distinct}, expected ${known.entries}/${known.distinct}`,
      );
    else matched.lockfiles += 1;
  }
  const known = expected.workflows[name]?.uses;
  if (known === undefined) return;
  const own = {};
  for (const workflow of inventory.workflows)
    for (const job of workflow.jobs) for (const { pin } of job.uses) own[pin] = (own[pin] ?? 0) + 1;
  const pins = new Set([...Object.keys(known), ...Object.keys(own)]);
  for (const pin of pins)
    if (known[pin] !== own[pin])
      differences.push(`${name} uses by ${pin}: ${own[pin]}, expected ${known[pin]}`);
  matched.workflows += 1;
}

console.log(
  `\nCounts: ${matched.lockfiles} lockfiles and the workflows of ${matched.workflows} trees compared; differences: ${differences.length === 0 ? 'none' : differences.join('; ')}.`,
);
