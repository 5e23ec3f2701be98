/**
 * The past of a tree out of its git objects: every commit of every local ref with what it changed among the files
 * that matter, and old contents on request. Git runs as `git.ts` runs it: nothing that the repository configures.
 */
import { isAscii } from 'node:buffer';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
  FileChange,
  HistoryCommit,
  HistoryRef,
  HistoryTag,
  OldContent,
  RepositoryHistory,
  Search,
  UnreadHistory,
} from '../model/history.ts';
import { SKIPPED_FOLDERS } from './disk.ts';
import { git, gitPieces, leadsAway, lines } from './git.ts';
import { Contents } from './git-contents.ts';
import { digestAround, searcher } from './git-search.ts';

/** Bounds: what lies beyond is said, and makes the answer uncertain. */
export interface HistoryBounds {
  readonly commits: number;
  readonly refs: number;
  readonly tags: number;
  /** Of all old contents together. */
  readonly bytes: number;
  readonly bytesOfOne: number;
}

const BOUNDS: HistoryBounds = { commits: 20_000, refs: 2000, tags: 2000, bytes: 1.5e9, bytesOfOne: 24e6 };
/** Commits whose first parent is beyond the bounds, and that are listed whole. */
const MOST_EDGES = 50;

/** Names of the files that readers know or recognise, for git to look at nothing else. */
export const HISTORY_PATHS: readonly string[] = [
  ...['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb'],
  ...[
    'package.json',
    '.npmrc',
    '.yarnrc',
    '.yarnrc.yml',
    'pnpm-workspace.yaml',
    'bunfig.toml',
    '.bunfig.toml',
  ],
  ...['action.yml', 'action.yaml', '*Dockerfile*', '*dockerfile*', 'Containerfile*', '*.Containerfile'],
  ...['.github/workflows/*.yml', '.github/workflows/*.yaml'],
  ...['*dependabot.yml', '*dependabot.yaml', '*renovate*', '.renovaterc*', 'CODEOWNERS'],
  ...[
    'app.json',
    'fly.toml',
    'fly.*.toml',
    'netlify.toml',
    'render.yaml',
    'render.yml',
    'vercel.json',
    'now.json',
  ],
  ...[
    '*compose*.yml',
    '*compose*.yaml',
    '*.lock',
    '*requirements*.txt',
    'pyproject.toml',
    'go.mod',
    'go.sum',
  ],
  ...['Cargo.toml', 'Pipfile', 'Gemfile', 'composer.json', 'pom.xml', 'build.gradle*', 'gradle.lockfile'],
  ...['.gitlab-ci.yml', 'Jenkinsfile', 'azure-pipelines.y*ml', '.travis.yml', '.circleci/*.yml'],
];

/** @param root an absolute folder */
export function readRepositoryHistory(
  root: string,
  bounds: Partial<HistoryBounds> = {},
): RepositoryHistory | UnreadHistory {
  const most = { ...BOUNDS, ...bounds };
  if (!existsSync(join(root, '.git'))) return { unread: 'there is no .git in the folder' };
  if (leadsAway(root)) return { unread: 'the history lies outside the given root' };
  const listed = refsOf(root);
  if (listed === null) return { unread: 'git could not list the refs' };
  const { head, headRef } = listed.checkedOut ?? detached(root);
  const refs = listed.refs.slice(0, most.refs);
  const tags = listed.tags.slice(0, most.tags);
  if (refs.length === 0 && tags.length === 0 && head === null) return { unread: 'there is no commit yet' };
  const tips = [...(head === null ? [] : [head]), ...[...refs, ...tags].map((ref) => ref.commit)];
  const read = commitsOf(root, [...new Set(tips)], most.commits);
  if (read === null) return { unread: 'git could not list the commits' };
  const cut = [
    ...(listed.refs.length > refs.length
      ? [`${listed.refs.length - refs.length} of ${listed.refs.length} refs were not read`]
      : []),
    ...(listed.tags.length > tags.length
      ? [`${listed.tags.length - tags.length} of ${listed.tags.length} tags were not read`]
      : []),
    ...read.cut,
  ];
  return {
    commits: read.commits,
    head,
    headRef,
    refs: [...refs, ...tags.map(({ name, commit }) => ({ name: `refs/tags/${name}`, commit }))],
    tags: tags.map(({ name, created }) => ({ name, created })),
    shallow: existsSync(join(root, '.git', 'shallow')),
    cut,
    scan: (blobs, search, visit) => scan(root, blobs, { search, visit, most }),
  };
}

type ListedTag = HistoryTag & { readonly commit: string };

interface CheckedOut {
  readonly head: string | null;
  readonly headRef: string | null;
}

/** A HEAD that names no branch, or one without a commit. */
const detached = (root: string): CheckedOut => ({
  head: lines(git(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']))[0] ?? null,
  headRef: lines(git(root, ['symbolic-ref', '--quiet', 'HEAD']))[0] ?? null,
});

interface Listed {
  readonly refs: HistoryRef[];
  readonly tags: ListedTag[];
  /** Null when no branch is checked out. */
  readonly checkedOut: CheckedOut | null;
}

function refsOf(root: string): Listed | null {
  // An annotated tag shows its commit behind `*`; the branch that is checked out has a `*` at the end.
  const format =
    '%(refname)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)%00%(creatordate:unix)%00%(HEAD)';
  const answer = git(root, ['for-each-ref', `--format=${format}`]);
  if (answer.status !== 0) return null;
  const refs: HistoryRef[] = [];
  const tags: ListedTag[] = [];
  let checkedOut: CheckedOut | null = null;
  for (const line of lines(answer)) {
    const [name = '', kind, object = '', innerKind, inner = '', created, mark] = line.split('\0');
    const commit = kind === 'commit' ? object : innerKind === 'commit' ? inner : null;
    if (commit === null) continue;
    if (mark === '*') checkedOut = { head: commit, headRef: name };
    if (name.startsWith('refs/tags/'))
      tags.push({ name: name.slice('refs/tags/'.length), commit, created: Number(created) });
    else refs.push({ name, commit });
  }
  return { refs, tags: tags.sort((a, b) => b.created - a.created), checkedOut };
}

function commitsOf(
  root: string,
  tips: readonly string[],
  most: number,
): { readonly commits: HistoryCommit[]; readonly cut: string[] } | null {
  const answer = git(
    root,
    [
      ...[
        'log',
        '--stdin',
        '--topo-order',
        '--full-history',
        '--sparse',
        `--max-count=${most + 1}`,
        '--root',
      ],
      ...[
        '--raw',
        '-z',
        '--no-abbrev',
        '--no-renames',
        '--diff-merges=first-parent',
        '--ignore-submodules=all',
      ],
      ...['--no-show-signature', '--no-notes', '--format=%x01%H%x02%P%x02%at%x02%ct%x02%an'],
    ],
    // Options end, then tips, then paths: no name of the repository is read as an option.
    `${[...tips, '--', ...HISTORY_PATHS.map((path) => `:(glob)**/${path}`)].join('\n')}\n`,
    MOST_LISTING,
  );
  if (answer.status !== 0) return null;
  const all = parseLog(answer.stdout.toString('utf8'));
  const commits = all.slice(0, most);
  const cut = all.length > most ? [`only the ${most} newest commits were read`] : [];
  return { commits: withEdges(root, commits, cut), cut };
}

const MOST_LISTING = 256e6;

/** Records begin with \1; fields of the head are parted by \2, the rest by \0: `:modes ids status`, path, … */
function parseLog(text: string): HistoryCommit[] {
  const found: HistoryCommit[] = [];
  // A path may hold a \1 as well: a head is one only with 40 hex digits behind it.
  for (const record of text.split(/(?:^|\0)\x01(?=[0-9a-f]{40,64}\x02)/)) {
    const parts = record.split('\0');
    const [hash = '', parents = '', authored, committed, ...author] = (parts[0] ?? '').split('\x02');
    if (!/^[0-9a-f]{40,64}$/.test(hash)) continue;
    found.push({
      hash,
      parents: parents === '' ? [] : parents.split(' '),
      authored: Number(authored) || 0,
      committed: Number(committed) || 0,
      author: author.join(' '),
      changes: changesOf(parts.slice(1)),
    });
  }
  return found;
}

function changesOf(parts: readonly string[]): FileChange[] {
  const changes: FileChange[] = [];
  for (let i = 0; i + 1 < parts.length; i++) {
    const match = /^\n?:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) [A-Z]/.exec(parts[i] as string);
    const path = parts[i + 1] as string;
    if (match === null) continue;
    i += 1;
    if (kept(path)) changes.push({ path, blob: match[1]?.startsWith('100') ? (match[2] as string) : null });
  }
  return changes;
}

/** Folders that the disk passes over are passed over in the past too. */
const kept = (path: string): boolean =>
  !path
    .split('/')
    .slice(0, -1)
    .some((part) => SKIPPED_FOLDERS.has(part));

/** A commit whose first parent was not read is given all its files: its own changes alone would say too little. */
function withEdges(root: string, commits: HistoryCommit[], cut: string[]): HistoryCommit[] {
  const known = new Set(commits.map((commit) => commit.hash));
  let edges = 0;
  const made = commits.map((commit) => {
    const [first] = commit.parents;
    if (first === undefined || known.has(first)) return commit;
    edges += 1;
    return edges > MOST_EDGES ? commit : { ...commit, parents: [], changes: filesOf(root, commit.hash) };
  });
  if (edges > MOST_EDGES) cut.push(`the files of ${edges - MOST_EDGES} commits are known in part`);
  return made;
}

function filesOf(root: string, commit: string): FileChange[] {
  const listing = git(root, ['ls-tree', '-r', '-z', '--full-tree', commit], '', MOST_LISTING).stdout.toString(
    'utf8',
  );
  return listing.split('\0').flatMap((line) => {
    const match = /^100\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line);
    return match?.[1] !== undefined && match[2] !== undefined && kept(match[2])
      ? [{ path: match[2], blob: match[1] }]
      : [];
  });
}

interface Scan {
  readonly search: Search;
  readonly visit: (content: OldContent) => void;
  readonly most: HistoryBounds;
}

async function scan(root: string, blobs: readonly string[], scan: Scan): Promise<string[]> {
  if (blobs.length === 0) return [];
  const { most } = scan;
  const missed = { large: 0, beyond: 0, unread: 0 };
  let total = 0;
  const wanted = sizesOf(root, blobs).filter(({ size }) => {
    if (Number.isNaN(size)) missed.unread += 1;
    else if (size > most.bytesOfOne) missed.large += 1;
    else if (total + size > most.bytes) missed.beyond += 1;
    else {
      total += size;
      return true;
    }
    return false;
  });
  if (wanted.length > 0) missed.unread += await readAll(root, wanted, scan);
  return [
    ...(missed.large > 0 ? [`${missed.large} old files are larger than ${most.bytesOfOne / 1e6} MB`] : []),
    ...(missed.beyond > 0
      ? [`${missed.beyond} old files lie beyond the ${most.bytes / 1e6} MB that are read`]
      : []),
    ...(missed.unread > 0 ? [`${missed.unread} old files could not be read`] : []),
  ];
}

interface Sized {
  readonly blob: string;
  readonly size: number;
}

function sizesOf(root: string, blobs: readonly string[]): Sized[] {
  const answer = git(
    root,
    ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)'],
    blobs.join('\n'),
  );
  const sizes = new Map(
    lines(answer).flatMap((line) => {
      const [blob = '', kind, size] = line.split(' ');
      return kind === 'blob' ? [[blob, Number(size)] as const] : [];
    }),
  );
  return blobs.map((blob) => ({ blob, size: sizes.get(blob) ?? Number.NaN }));
}

/** @returns how many are missing */
async function readAll(root: string, wanted: readonly Sized[], { search, visit }: Scan): Promise<number> {
  const find = searcher(search);
  let read = 0;
  const look = (blob: string, content: Buffer): void => {
    read += 1;
    const places = find(content);
    if (places === null) return;
    visit({
      blob,
      held: [...places.found.keys()],
      near: places.near,
      hides: places.escapes.length > 0,
      around: (names) => digestAround(content, places, names),
      text: () => textOf(content),
    });
  };
  const room = wanted.reduce((most, { size }) => Math.max(most, size), 0);
  const contents = new Contents(room, look);
  const ids = wanted.map((one) => one.blob).join('\n');
  await gitPieces(root, ['cat-file', '--batch', '--buffer'], `${ids}\n`, (piece) => contents.take(piece));
  return wanted.length - read;
}

/** Plain ASCII, which most files are, need not be decoded. */
const textOf = (content: Buffer): string =>
  isAscii(content) ? content.toString('latin1') : content.toString('utf8').replace(/^\ufeff/, '');
