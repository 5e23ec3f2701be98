/** Git repositories made in a test: fixed identities and dates, nothing of the machine's configuration. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export class Repository {
  readonly root = mkdtempSync(join(tmpdir(), 'bulkhead-blast-'));

  git(args: readonly string[], date = '2026-01-01T00:00:00Z', author = 'ada', input = ''): string {
    const { status, stdout, stderr } = spawnSync(
      'git',
      [
        '-c',
        'init.defaultBranch=main',
        '-c',
        `user.name=${author}`,
        '-c',
        'user.email=x@example.org',
        ...args,
      ],
      {
        cwd: this.root,
        encoding: 'utf8',
        input,
        env: {
          PATH: process.env.PATH ?? '',
          HOME: this.root,
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_AUTHOR_DATE: date,
          GIT_COMMITTER_DATE: date,
        },
      },
    );
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  put(files: Readonly<Record<string, string>>): this {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
    return this;
  }

  /** Writes the files and commits everything. @returns the commit */
  commit(date: string, files: Readonly<Record<string, string>> = {}, author = 'ada'): string {
    this.put(files);
    this.git(['add', '-A'], date, author);
    this.git(['commit', '-q', '--allow-empty', '-m', 'x'], date, author);
    return this.git(['rev-parse', 'HEAD']);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A commit to be made: its files are those of its parent with these changes. */
export interface MadeCommit {
  readonly date: string;
  /** Null takes a file away. */
  readonly files?: Readonly<Record<string, string | null>>;
  readonly author?: string;
  /** Index of the first parent: the commit before unless it is given; null for none. */
  readonly from?: number | null;
  /** Index of the second parent: its own changes are in `files`. */
  readonly merges?: number;
}

export interface MadeHistory {
  readonly repository: Repository;
  /** Ids, in the order in which they were asked for. */
  readonly commits: readonly string[];
}

/**
 * A whole history by one process of git. The branch `main` is checked out; without a ref it is the last commit.
 *
 * @param refs full names, each with the index of its commit
 */
export function madeHistory(
  made: readonly MadeCommit[],
  refs: Readonly<Record<string, number>> = { 'refs/heads/main': made.length - 1 },
): MadeHistory {
  const repository = new Repository();
  // What `git init` makes, without its process.
  for (const folder of ['objects', 'refs'])
    mkdirSync(join(repository.root, '.git', folder), { recursive: true });
  repository.put({
    '.git/HEAD': 'ref: refs/heads/main\n',
    '.git/config': '[core]\n\trepositoryformatversion = 0\n\tbare = false\n',
  });
  const answer = repository.git(
    ['-c', 'fastimport.unpackLimit=0', 'fast-import', '--quiet', '--date-format=raw', '--force'],
    undefined,
    undefined,
    streamOf(made, refs),
  );
  const main = refs['refs/heads/main'];
  if (main !== undefined) repository.put(Object.fromEntries(filesAt(made, main)));
  return { repository, commits: answer.split('\n') };
}

function streamOf(made: readonly MadeCommit[], refs: Readonly<Record<string, number>>): string {
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const commits = made.map(({ date, files = {}, author = 'ada', from, merges }, i) => {
    const parent = parentOf(made, i);
    const who = `${author} <x@example.org> ${Date.parse(date) / 1000} +0000`;
    return [
      from === null ? `reset ${SCRATCH}\n\n` : '',
      `commit ${SCRATCH}\nmark :${i + 1}\nauthor ${who}\ncommitter ${who}\n${data('x')}`,
      parent === null ? '' : `from :${parent + 1}\n`,
      merges === undefined ? '' : `merge :${merges + 1}\n`,
      ...Object.entries(files).map(([path, text]) =>
        text === null ? `D ${quotedPath(path)}\n` : `M 100644 inline ${quotedPath(path)}\n${data(text)}`,
      ),
      `\nget-mark :${i + 1}\n`,
    ].join('');
  });
  const resets = Object.entries(refs).map(([name, index]) => `reset ${name}\nfrom :${index + 1}\n\n`);
  return `${commits.join('')}${resets.join('')}reset ${SCRATCH}\nfrom ${'0'.repeat(40)}\n\n`;
}

const SCRATCH = 'refs/made/scratch';

const parentOf = (made: readonly MadeCommit[], index: number): number | null => {
  const { from } = made[index] as MadeCommit;
  return from === undefined ? (index === 0 ? null : index - 1) : from;
};

const quotedPath = (path: string): string =>
  `"${path.replace(/["\\]/g, '\\$&').replace(/[\x00-\x1f]/g, (sign) => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`;

/** The files of a commit. */
export function filesAt(made: readonly MadeCommit[], index: number): Map<string, string> {
  const parent = parentOf(made, index);
  const files = parent === null ? new Map<string, string>() : filesAt(made, parent);
  for (const [path, text] of Object.entries(made[index]?.files ?? {})) {
    if (text === null) files.delete(path);
    else files.set(path, text);
  }
  return files;
}

/** A package-lock of version 3, laid out as npm does. */
export const npmLock = (packages: Readonly<Record<string, string | object>>): string =>
  `${JSON.stringify(
    {
      name: 'made',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': {
          name: 'made',
          dependencies: Object.fromEntries(Object.keys(packages).map((name) => [name, '*'])),
        },
        ...Object.fromEntries(
          Object.entries(packages).map(([name, entry]) => [
            `node_modules/${name}`,
            typeof entry === 'string' ? { version: entry, integrity: 'sha512-x' } : entry,
          ]),
        ),
      },
    },
    null,
    2,
  )}\n`;

export const manifest = (dependencies: Readonly<Record<string, string>>, more: object = {}): string =>
  `${JSON.stringify({ name: 'made', private: true, dependencies, ...more }, null, 2)}\n`;
