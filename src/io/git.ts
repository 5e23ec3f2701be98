/**
 * What git tells of a tree: the commit, who commits, workflows of other refs.
 *
 * The repository is attacker-chosen: git is told to run none of its hooks, monitors, pagers or
 * transports, and nothing is read when `.git` points out of the root.
 */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { at, type Diagnostic } from '../model/diagnostic.ts';
import { type History, NO_HISTORY } from '../model/files.ts';

const MOST_REFS = 200;
const MOST_BYTES = 64e6;
const SETTINGS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'log.showSignature=false',
  'core.pager=cat',
  'protocol.allow=never',
  'core.alternateRefsCommand=',
];

/** Ways in which `.git` may lead out of the root. */
const LEADS_AWAY = ['commondir', 'objects/info/alternates'];

export function readHistory(root: string, asOf: string): History {
  const directory = join(root, '.git');
  if (!existsSync(directory)) return NO_HISTORY;
  if (leadsAway(root)) {
    return {
      ...NO_HISTORY,
      diagnostics: [
        remark(
          'info',
          'the history lies outside the given root and is not read',
          'assess the main checkout to have its history counted',
        ),
      ],
    };
  }
  const commit = text(git(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']));
  if (commit === null) return NO_HISTORY;
  const workflows = otherWorkflows(root, commit);
  return {
    commit,
    committers: committers(root, commit, asOf),
    workflows: workflows.found,
    diagnostics: workflows.diagnostics,
  };
}

/** People whose commits reached the branch in a year. Merges in the browser are committed by GitHub and tell nothing. */
function committers(root: string, commit: string, asOf: string): number | null {
  const year = new Date(`${asOf}T00:00:00Z`);
  year.setUTCFullYear(year.getUTCFullYear() - 1);
  const since = year.toISOString().slice(0, 10);
  const log = text(
    git(root, [
      'log',
      '--max-count=20000',
      `--since=${since}`,
      `--until=${asOf} 23:59:59`,
      '--format=%ce',
      commit,
      '--',
    ]),
  );
  if (log === null) return null;
  return new Set(log.split('\n').filter((mail) => mail !== '' && mail !== 'noreply@github.com')).size;
}

interface Blob {
  readonly ref: string;
  readonly path: string;
  readonly object: string;
}

/** Workflow files of all local refs whose content is not that of HEAD, each content once. */
function otherWorkflows(
  root: string,
  commit: string,
): { found: History['workflows']; diagnostics: Diagnostic[] } {
  const refs = lines(git(root, ['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes']));
  const read = refs.slice(0, MOST_REFS);
  // One question for all refs: which tree is their workflow folder? Most share one.
  const asked = [commit, ...read].map((ref) => `${ref}:.github/workflows`).join('\n');
  const [own, ...trees] = lines(git(root, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], asked));
  const known = new Set(
    own?.endsWith(' tree') ? blobsOf(root, own.split(' ')[0] as string, '').map((blob) => blob.object) : [],
  );
  const seen = new Set([own]);
  const others: Blob[] = [];
  trees.forEach((answer, index) => {
    if (seen.has(answer) || !answer.endsWith(' tree')) return;
    seen.add(answer);
    for (const blob of blobsOf(root, answer.split(' ')[0] as string, read[index] as string)) {
      if (known.has(blob.object)) continue;
      known.add(blob.object);
      others.push(blob);
    }
  });
  const message = `workflows of ${refs.length - MOST_REFS} of ${refs.length} refs are not read`;
  const diagnostics =
    refs.length > MOST_REFS ? [remark('warning', message, 'delete branches that are no longer needed')] : [];
  return { found: contents(root, others), diagnostics };
}

function blobsOf(root: string, tree: string, ref: string): Blob[] {
  const listing = git(root, ['ls-tree', '-z', tree]).stdout.toString('utf8');
  return listing.split('\0').flatMap((line) => {
    const match = /^\d+ blob ([0-9a-f]+)\t([^/]+\.ya?ml)$/s.exec(line);
    return match?.[1] === undefined || match[2] === undefined
      ? []
      : [{ ref, path: `.github/workflows/${match[2]}`, object: match[1] }];
  });
}

/** The texts of blobs, in one question. Answers are `<object> blob <size>`, a newline, the bytes, a newline. */
function contents(root: string, blobs: readonly Blob[]): History['workflows'] {
  if (blobs.length === 0) return [];
  const bytes = git(root, ['cat-file', '--batch'], blobs.map((blob) => blob.object).join('\n')).stdout;
  let from = 0;
  return blobs.flatMap(({ ref, path }) => {
    const end = bytes.indexOf(10, from);
    const size = end < 0 ? Number.NaN : Number(bytes.toString('latin1', from, end).split(' ')[2]);
    if (Number.isNaN(size)) return [];
    const content = bytes.toString('utf8', end + 1, end + 1 + size);
    from = end + 2 + size;
    return [{ ref, path, text: content }];
  });
}

/** Whether `.git`, which is there, is no folder of the root alone. */
export function leadsAway(root: string): boolean {
  const directory = join(root, '.git');
  return !lstatSync(directory).isDirectory() || LEADS_AWAY.some((file) => existsSync(join(directory, file)));
}

/** One question to git, with nothing of the repository run. @param most bytes of the answer */
export function git(
  root: string,
  args: readonly string[],
  input = '',
  most = MOST_BYTES,
): SpawnSyncReturns<Buffer> {
  return spawnSync('git', wordsOf(root, args), {
    ...surroundings(root),
    input,
    maxBuffer: most,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/**
 * As `git`, with the answer handed over piece by piece while git works: nothing waits, and nothing is kept.
 *
 * @param take looks at a piece; what it throws ends git, and is thrown on
 * @returns whether git ended well
 */
export function gitPieces(
  root: string,
  args: readonly string[],
  input: string,
  take: (piece: Buffer) => void,
): Promise<boolean> {
  const child = spawn('git', wordsOf(root, args), {
    ...surroundings(root),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return new Promise((resolve, reject) => {
    child.stdout.on('data', (piece: Buffer) => {
      try {
        take(piece);
      } catch (error) {
        child.stdout.destroy();
        child.kill();
        reject(error);
      }
    });
    // Git that ends early stops listening.
    child.stdin.on('error', () => {});
    child.on('error', () => resolve(false));
    child.on('close', (status) => resolve(status === 0));
    child.stdin.end(input);
  });
}

const wordsOf = (root: string, args: readonly string[]): string[] => [
  `--git-dir=${join(root, '.git')}`,
  '--no-optional-locks',
  '--no-pager',
  ...SETTINGS.flatMap((setting) => ['-c', setting]),
  ...args,
];

const surroundings = (root: string) => ({
  cwd: root,
  timeout: 20_000,
  env: {
    PATH: process.env.PATH ?? '',
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: '',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  },
});

const text = (answer: SpawnSyncReturns<Buffer>): string | null =>
  answer.status === 0 ? answer.stdout.toString('utf8').trimEnd() : null;

export const lines = (answer: SpawnSyncReturns<Buffer>): string[] =>
  (text(answer) ?? '').split('\n').filter((line) => line !== '');

const remark = (severity: Diagnostic['severity'], message: string, hint: string): Diagnostic => ({
  code: 'git/history',
  severity,
  message,
  at: at('.git'),
  hint,
});
