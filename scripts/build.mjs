/**
 * Makes the whole package: generated lists and data, then JavaScript and declarations in `dist/`,
 * then the program as one file.
 * Does nothing when nothing changed. Chatter goes to stderr, so that a pipe of `npm start` stays clean.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'dist', '.built-from');

const INPUTS = [
  'src',
  'data',
  'scripts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

function digest() {
  const hash = createHash('sha256');
  for (const input of INPUTS) addTo(hash, join(root, input));
  return hash.digest('hex');
}

function addTo(hash, path) {
  const entries = readdirOrNull(path);
  if (entries === null) {
    hash.update(`${path.slice(root.length)}\0`).update(readFileSync(path));
    return;
  }
  for (const name of entries.sort()) addTo(hash, join(path, name));
}

function readdirOrNull(path) {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
}

run(join(root, 'scripts/generate.mjs'));
const wanted = digest();
if (!(existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  run(join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json'));
  run(join(root, 'scripts/bundle.mjs'));
  writeFileSync(stamp, wanted);
}
