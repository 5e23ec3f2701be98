/** Writes files of a tree: all of them, or none. */
import { existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { git } from './git.ts';

/**
 * Every file is written beside its place first, and put there only when all of them are written.
 * @throws Error when one of them cannot be written, is no regular file, or lies outside of the root; nothing is changed then
 */
export function writeAll(
  root: string,
  files: readonly { readonly path: string; readonly text: string }[],
): void {
  const real = realpathSync(root);
  const made: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const { path, text } of files) {
      const to = join(real, path);
      refuseOutside(real, to, path);
      mkdirSync(dirname(to), { recursive: true });
      const mode = modeOf(to, path);
      const from = `${to}.bulkhead-${made.length}.tmp`;
      writeFileSync(from, text, { flag: 'wx', ...(mode === null ? {} : { mode }) });
      made.push({ from, to });
    }
  } catch (error) {
    for (const { from } of made) rmSync(from, { force: true });
    throw error;
  }
  for (const { from, to } of made) renameSync(from, to);
}

/** A folder on the way may be a link that leads away: the nearest that is there tells. */
function refuseOutside(root: string, full: string, path: string): void {
  let folder = dirname(full);
  while (!existsSync(folder)) folder = dirname(folder);
  const way = relative(root, realpathSync(folder));
  if (way === '..' || way.startsWith(`..${sep}`)) throw new Error(`${path} leads out of the folder`);
}

function modeOf(full: string, path: string): number | null {
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (!stat.isFile()) throw new Error(`${path} is no regular file`);
  return stat.mode & 0o7777;
}

/**
 * What git says of a folder before anything is written there.
 * - `clean`: what is written can be seen and undone; `dirty`: not told from what was changed before
 * - `none`: no repository
 */
export function stateOfTree(root: string): 'clean' | 'dirty' | 'none' {
  const real = realpathSync(root);
  if (!existsSync(join(real, '.git'))) return 'none';
  // A filter of the repository's own is a program that git would run to compare files.
  const filters = git(real, ['config', '--local', '--get-regexp', '^filter\\..*\\.(clean|process)$']);
  if (filters.status === 0) return 'dirty';
  const asked = ['status', '--porcelain', '--untracked-files=normal', '--ignore-submodules=all'];
  const answer = git(real, [`--work-tree=${real}`, ...asked]);
  if (answer.status !== 0) return 'none';
  return answer.stdout.toString('utf8').trim() === '' ? 'clean' : 'dirty';
}
