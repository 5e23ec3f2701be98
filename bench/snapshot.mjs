/**
 * Public records: reading a mirror, and asking the snapshot, after a build.
 *
 *     node bench/snapshot.mjs MIRROR
 *
 * MIRROR is a folder as docs/data.md lays it out. Whole processes, medians. Exit code 1 when a limit is missed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTurn, measure, median } from './measure.mjs';

const LIMITS = { cpu: 20, memory: 300, disk: 60, lookUp: 0.3 };
const RUNS = 5;
const PACKAGES = 2300;
const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');

if (process.argv[2] === '--look-up') await lookUp(process.argv[3]);
else await measureAll(resolve(process.argv[2] ?? '.'));

async function measureAll(mirror) {
  const scratch = mkdtempSync(join(tmpdir(), 'bulkhead-snapshot-'));
  try {
    const cache = (i) => join(scratch, String(i));
    const update = (i) => [
      process.execPath,
      join(dist, 'cli/main.js'),
      ...['data', 'update', '--mirror', mirror, '--cache-dir', cache(i), '--offline'],
    ];
    const whole = Array.from({ length: RUNS }, (_, i) => measure(update(i)));
    const self = fileURLToPath(import.meta.url);
    const asked = spawnSync(process.execPath, [self, '--look-up', cache(0)], { stdio: ['ignore', 2, 2] });
    if (asked.status !== 0) throw new Error('the look-up failed');
    const found = inTurn(
      {
        unchanged: update(0),
        'look-up': [process.execPath, self, '--look-up', cache(0)],
        'node -e 0': [process.execPath, '-e', '0'],
      },
      RUNS,
    );
    const cpu = (list) => median(list.map((one) => one.cpu));
    const folder = join(cache(0), 'snapshot');
    const disk = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0) / 1e6;
    const memory = median(whole.map((one) => one.memory));
    console.log(
      `unchanged mirror: ${cpu(found.unchanged).toFixed(2)} s CPU; empty node ${cpu(found['node -e 0']).toFixed(2)} s`,
    );
    const checks = [
      verdict(`whole import: ${cpu(whole).toFixed(2)} s CPU, limit ${LIMITS.cpu}`, cpu(whole) <= LIMITS.cpu),
      verdict(`whole import: ${memory.toFixed(0)} MB, limit ${LIMITS.memory}`, !(memory > LIMITS.memory)),
      verdict(`on disk: ${disk.toFixed(1)} MB, limit ${LIMITS.disk}`, disk <= LIMITS.disk),
      verdict(
        `look-up of ${PACKAGES} packages, whole process: ${cpu(found['look-up']).toFixed(2)} s CPU, limit ${LIMITS.lookUp}`,
        cpu(found['look-up']) <= LIMITS.lookUp,
      ),
    ];
    process.exitCode = checks.every((one) => one) ? 0 : 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Half of the names are in the snapshot, half are not; what is there is read as advisories. */
async function lookUp(cacheDir) {
  const [{ snapshotOf }, { readManifest, readStored }] = await Promise.all([
    import(join(dist, 'snapshot.js')),
    import(join(dist, 'io/snapshot-store.js')),
  ]);
  const folder = join(cacheDir, 'snapshot');
  const { sources } = readManifest(folder);
  const bytesOf = (source) => readStored(folder, sources.find((one) => one.source === source).table);
  const there = firstNames(bytesOf('osv/npm'), PACKAGES / 2);
  const snapshot = snapshotOf(sources, bytesOf);
  const names = [...there, ...there.map((name) => `${name}-absent`)];
  const found = names.filter((name) => snapshot.advisories('npm', name).length > 0).length;
  if (found !== there.length) throw new Error(`${found} of ${there.length} were found`);
}

/** Lines of a table are name, tab, JSON. */
function firstNames(bytes, count) {
  return bytes
    .toString('utf8')
    .split('\n', count + 1)
    .slice(1)
    .map((line) => line.split('\t')[0]);
}

function verdict(text, passed) {
  console.log(`${passed ? 'ok  ' : 'MISS'} ${text}`);
  return passed;
}
