/** The tree on disk. Nothing outside the root is read, no link is followed out of it, nothing is run. */
import { isUtf8 } from 'node:buffer';
import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';
import ignoreFactory from 'ignore';
import { at, type Diagnostic } from '../model/diagnostic.ts';
import type { FileText, FileTree, Skipped, TreeFile } from '../model/files.ts';

/** Folders that are never the project's own: `.git` is read through git, the others are copies. */
export const SKIPPED_FOLDERS = new Set([
  '.git',
  'node_modules',
  'vendor',
  'fixtures',
  '__fixtures__',
  'testdata',
]);
const MOST_DEPTH = 100;
const MOST_COUNTED = 10_000;

export interface DiskOptions {
  /** Larger files are not read, in bytes. */
  readonly maxFileSize: number;
  /** Whether a file is of interest, by its path. */
  readonly wanted: (path: string) => boolean;
}

interface Walk {
  readonly root: string;
  readonly options: DiskOptions;
  readonly files: TreeFile[];
  readonly skipped: Skipped[];
  readonly diagnostics: Diagnostic[];
}

/** One .gitignore: it governs its own folder and below. */
interface IgnoreRules {
  readonly folder: string;
  readonly rules: Ignore;
}

/** @param root an existing folder, absolute; @throws what `readdir` throws for the root itself */
export function walkDisk(root: string, options: DiskOptions): FileTree {
  const walk: Walk = { root: realpathSync(root), options, files: [], skipped: [], diagnostics: [] };
  readdirSync(walk.root); // a root that cannot be opened is the caller's error, not a diagnostic
  enter('', [], 0, walk);
  walk.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: walk.files, skipped: walk.skipped, diagnostics: walk.diagnostics };
}

/** A tree of one file: what `bulkhead FILE` assesses. */
export function oneFile(root: string, path: string, options: DiskOptions): FileTree {
  return { files: [fileOf(join(root, path), path, options)], skipped: [], diagnostics: [] };
}

function enter(folder: string, above: readonly IgnoreRules[], depth: number, walk: Walk): void {
  const entries = list(folder, walk);
  const ignores = [...above, ...ignoreRules(folder, entries, walk)];
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isSymbolicLink()) link(path, ignores, walk);
    else if (entry.isDirectory()) subfolder(path, entry.name, ignores, depth, walk);
    else if (entry.isFile()) file(path, ignores, walk);
  }
}

function list(folder: string, walk: Walk): Dirent[] {
  try {
    return readdirSync(join(walk.root, folder), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  } catch (error) {
    walk.diagnostics.push(
      remark(
        'disk/unreadable',
        'error',
        `the folder cannot be opened: ${codeOf(error)}`,
        folder,
        'make it readable, or assess a copy',
      ),
    );
    return [];
  }
}

function subfolder(
  path: string,
  name: string,
  ignores: readonly IgnoreRules[],
  depth: number,
  walk: Walk,
): void {
  if (SKIPPED_FOLDERS.has(name)) {
    const counted = name === '.git' || name === 'node_modules' ? null : count(join(walk.root, path));
    walk.skipped.push({ path, rule: `folders named ${name}`, files: counted });
  } else if (ignored(`${path}/`, ignores)) {
    walk.skipped.push({ path, rule: '.gitignore', files: null });
  } else if (depth >= MOST_DEPTH) {
    walk.diagnostics.push(
      remark(
        'disk/too-deep',
        'error',
        `folders are nested over ${MOST_DEPTH} deep; not read further`,
        path,
        'assess the inner folder by itself',
      ),
    );
  } else enter(path, ignores, depth + 1, walk);
}

function file(path: string, ignores: readonly IgnoreRules[], walk: Walk): void {
  if (!walk.options.wanted(path)) return;
  if (ignored(path, ignores)) walk.skipped.push({ path, rule: '.gitignore', files: 1 });
  else walk.files.push(fileOf(join(walk.root, path), path, walk.options));
}

/** A link to a file inside the root is read; folders inside are met anyway; the rest is told. */
function link(path: string, ignores: readonly IgnoreRules[], walk: Walk): void {
  const full = join(walk.root, path);
  try {
    const target = realpathSync(full);
    const inside = relative(walk.root, target);
    const outside = inside.startsWith('..') || inside.startsWith(sep);
    if (!outside) {
      if (statSync(target).isFile()) file(path, ignores, walk);
      return;
    }
    const wanted = walk.options.wanted(path) || statSync(target).isDirectory();
    if (wanted)
      walk.diagnostics.push(
        remark(
          'disk/outside-root',
          'error',
          'the link leads out of the given root and is not followed',
          path,
          'assess the folder that it leads to',
        ),
      );
  } catch (error) {
    if (walk.options.wanted(path))
      walk.diagnostics.push(
        remark(
          'disk/broken-link',
          'error',
          `the link cannot be followed: ${codeOf(error)}`,
          path,
          'mend or remove the link',
        ),
      );
  }
}

function ignoreRules(folder: string, entries: readonly Dirent[], walk: Walk): IgnoreRules[] {
  if (!entries.some((entry) => entry.name === '.gitignore' && entry.isFile())) return [];
  const found = fileOf(
    join(walk.root, folder, '.gitignore'),
    folder === '' ? '.gitignore' : `${folder}/.gitignore`,
    walk.options,
  ).read();
  if (found.kind === 'unread') return [];
  try {
    return [{ folder, rules: ignoreFactory().add(found.text) }];
  } catch {
    return []; // a pattern that no tool can read hides nothing
  }
}

const ignored = (path: string, ignores: readonly IgnoreRules[]): boolean =>
  ignores.some(({ folder, rules }) => rules.ignores(folder === '' ? path : path.slice(folder.length + 1)));

function fileOf(full: string, path: string, options: DiskOptions): TreeFile {
  return { path, read: () => readText(full, path, options) };
}

function readText(full: string, path: string, options: DiskOptions): FileText {
  const unread = (code: string, reason: string, hint: string): FileText => ({
    kind: 'unread',
    reason,
    diagnostic: remark(code, 'error', reason, path, hint),
  });
  try {
    const stat = statSync(full);
    if (!stat.isFile())
      return unread('disk/not-a-file', 'it is not a regular file', 'remove it, or assess a copy without it');
    if (stat.size > options.maxFileSize) {
      const megabytes = (size: number): string => `${Math.ceil(size / 1e6)} MB`;
      return unread(
        'disk/too-large',
        `the file has ${megabytes(stat.size)}, more than the ${megabytes(options.maxFileSize)} that are read`,
        `--max-file-size ${Math.ceil(stat.size / 1e6)}MB`,
      );
    }
    const bytes = readFileSync(full);
    const text = bytes.toString('utf8');
    const diagnostics = isUtf8(bytes)
      ? []
      : [
          remark(
            'disk/invalid-utf8',
            'warning',
            'some bytes are not UTF-8 and were replaced',
            path,
            'save the file as UTF-8',
          ),
        ];
    return { kind: 'text', text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, diagnostics };
  } catch (error) {
    return unread(
      'disk/unreadable',
      `the file cannot be read: ${codeOf(error)}`,
      'make it readable, or assess a copy',
    );
  }
}

/** Files in a folder that is passed over, up to a bound: it may hold anything. */
function count(folder: string): number | null {
  let files = 0;
  const waiting = [folder];
  while (waiting.length > 0 && files <= MOST_COUNTED) {
    const next = waiting.pop() as string;
    try {
      for (const entry of readdirSync(next, { withFileTypes: true })) {
        if (entry.isDirectory()) waiting.push(join(next, entry.name));
        else files += 1;
      }
    } catch {
      return null;
    }
  }
  return files > MOST_COUNTED ? null : files;
}

const remark = (
  code: string,
  severity: Diagnostic['severity'],
  message: string,
  path: string,
  hint: string,
): Diagnostic => ({
  code,
  severity,
  message,
  at: at(path === '' ? '.' : path),
  hint,
});

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

/** Whether something stands at the path, and what. */
export function kindAt(path: string): 'folder' | 'file' | 'other' | 'nothing' {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
  } catch {
    try {
      lstatSync(path);
      return 'other';
    } catch {
      return 'nothing';
    }
  }
}
