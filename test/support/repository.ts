/** Git repositories made in a test: fixed identities and dates, nothing of the machine's configuration. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export class Repository {
  readonly root = mkdtempSync(join(tmpdir(), 'bulkhead-blast-'));

  git(args: readonly string[], date = '2026-01-01T00:00:00Z', author = 'ada'): string {
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
