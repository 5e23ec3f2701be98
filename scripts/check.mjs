/**
 * Every check of the project, one after the other, each counted as one, each run even after a failure.
 * The last line is `N passed, M failed`; the exit code is 1 when anything failed. A failed build is
 * `0 passed, 1 failed`: nothing after it would mean anything.
 *
 *     npm test              all checks
 *     npm test -- lint      those whose name contains a word
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (path) => [process.execPath, join(root, 'node_modules', path)];
const script = (path) => [process.execPath, join(root, 'scripts', path)];

const build = ['build', ...script('build.mjs')];
const checks = [
  ['generated files are fresh', ...script('generate.mjs'), '--check'],
  ['types', ...bin('typescript/bin/tsc'), '-p', 'tsconfig.json'],
  ['lint and format', ...bin('@biomejs/biome/bin/biome'), 'check', '.'],
  ['dead code', ...bin('knip/bin/knip.js')],
  ['package', ...bin('publint/src/cli.js'), '--strict'],
];

function run(name, command, args, options = {}) {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256e6,
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
    ...options,
  });
  const passed = status === 0;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!passed) console.log(`${stdout}${stderr}`.slice(-20_000));
  return { passed, stdout };
}

/** Vitest's tests count one by one: its JSON report tells how many. */
function tests() {
  const { passed, stdout } = run('tests', process.execPath, [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=json',
    '--reporter=default',
    '--outputFile.json=dist/tests.json',
  ]);
  const counted = /Tests\s+(?:(\d+) failed[^\d]*)?(\d+) passed/.exec(stdout);
  const failed = Number(counted?.[1] ?? 0);
  return { passed: Number(counted?.[2] ?? 0), failed: passed ? failed : Math.max(1, failed) };
}

const words = process.argv.slice(2);
const chosen = (name) => words.length === 0 || words.some((word) => name.includes(word));

const fresh = chosen(checks[0][0]) ? run(...splitOf(checks[0])) : { passed: true };
if (!run(...splitOf(build)).passed) {
  console.log('0 passed, 1 failed');
  process.exit(1);
}
let passed = 1;
let failed = 0;
const count = (ok) => (ok ? passed++ : failed++);
if (chosen(checks[0][0])) count(fresh.passed);
for (const check of checks.slice(1)) if (chosen(check[0])) count(run(...splitOf(check)).passed);
if (chosen('tests')) {
  const result = tests();
  passed += result.passed;
  failed += result.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function splitOf([name, command, ...args]) {
  return [name, command, args];
}
