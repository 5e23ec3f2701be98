/** What was there and when, compared with the slow way: every version of every file read whole, on made histories. */

import { expect, test } from 'vitest';
import { type Finding, findingsIn, Targets } from '../../src/blast/findings.ts';
import { lookBack, type Window } from '../../src/blast/past.ts';
import { parseTarget, type Target } from '../../src/blast/target.ts';
import { spansOf, statesOf, within } from '../../src/blast/timeline.ts';
import { readRepositoryHistory } from '../../src/io/git-history.ts';
import { NO_HISTORY } from '../../src/model/files.ts';
import { EVERYTHING, type RepositoryHistory } from '../../src/model/history.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import { collect } from '../../src/readers/collect.ts';
import { fileTree } from '../support/made-tree.ts';
import fc from '../support/property.ts';
import { type MadeCommit, madeHistory, manifest, npmLock } from '../support/repository.ts';

/** Names that are the beginning, the end and the scope of others. */
const NAMES = ['axios', 'axios-retry', '@s/axios', '@s/x', 'next', 'next-auth', 'x'];
/** Far enough from each other that not every change lies near every name. */
const BETWEEN = 14;

type Versions = readonly (readonly number[])[];
type Packages = readonly (readonly [name: string, version: string])[];

const packagesOf = (versions: Versions): Packages =>
  NAMES.flatMap((name, i) => [
    ...(versions[i] ?? []).map((version) => [name, `1.0.${version}`] as const),
    ...Array.from({ length: BETWEEN }, (_, k) => [`between-${i}-${k}`, '1.14.1'] as const),
  ]);

const FORMATS: Readonly<Record<string, (packages: Packages) => string>> = {
  'package-lock.json': (all) =>
    npmLock(
      Object.fromEntries(
        all.map(([name, version], i) => {
          // A second version stands below who asks for it.
          const second = all.findIndex(([one]) => one === name) !== i;
          return [second ? `holder/node_modules/${name}` : name, { version, integrity: 'sha512-x' }];
        }),
      ),
    ),
  'yarn.lock': (all) =>
    `# yarn lockfile v1\n\n\n${all
      .map(
        ([name, version], i) =>
          `"${name}@${all.findIndex(([one]) => one === name) === i ? '^' : '~'}1.0.0":\n  version "${version}"\n  integrity sha512-x\n  dependencies:\n    next "^1.0.0"\n`,
      )
      .join('\n')}`,
  'pnpm-lock.yaml': (all) =>
    `lockfileVersion: '9.0'\n\npackages:\n\n${all
      .map(([name, version]) => `  '${name}@${version}':\n    resolution: {integrity: sha512-x}\n`)
      .join('\n')}\nsnapshots:\n\n${all
      .map(([name, version]) => `  '${name}@${version}':\n    dependencies:\n      next: 1.0.0\n`)
      .join('\n')}`,
  'bun.lock': (all) =>
    `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": { "name": "made" },\n  },\n  "packages": {\n${all
      .map(
        ([name, version], i) =>
          `    "${all.findIndex(([one]) => one === name) === i ? name : `holder/${name}`}": ["${name}@${version}", "", {}, "sha512-x"],\n`,
      )
      .join('\n')}  }\n}\n`,
};
const LOCKS = Object.keys(FORMATS);
const FOLDERS = ['', 'app/', 'moved/'];

const COMMANDS = [
  'npm ci',
  'npx axios',
  'npx next build',
  'npm install -g \\\n            axios@1.0.1',
  'npm install -g axios-retry',
  'echo \\\n            axios@1.0.1',
];
const USES = ['a/b@v1', 'a/b/sub@v1', 'a/bc@v2', 'actions/checkout@v4'];
const RUNNERS = ['ubuntu-latest', 'warp-ubuntu-latest-x64-4x', 'blacksmith-4vcpu-ubuntu-2204'];

function workflow([command, use, runner, secret]: readonly number[]): string {
  const pick = <T>(all: readonly T[], index = 0): T => all[index % all.length] as T;
  const secrets = ['', `        env:\n          T: \${{ secrets.NPM_TOKEN }}\n`];
  const called = `  call:\n    uses: ./.github/workflows/other.yml\n    secrets: inherit\n`;
  return `on: push\njobs:\n  build:\n    runs-on: ${pick(RUNNERS, runner)}\n    steps:\n      - uses: ${pick(USES, use)}\n      - run: |\n            ${pick(COMMANDS, command)}\n${pick(secrets, secret)}${(secret ?? 0) > 2 ? called : ''}`;
}

/** Most steps bump one package of a lock: all else stays as it was. */
const HOW = [
  ...['bump', 'bump', 'bump', 'bump', 'workflow', 'workflow', 'workflow'],
  ...['lock', 'delete', 'rename', 'manifest', 'merge'],
] as const;

const step = fc.record({
  lock: fc.constantFrom(...LOCKS),
  folder: fc.constantFrom(...FOLDERS),
  versions: fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }), {
    minLength: NAMES.length,
    maxLength: NAMES.length,
  }),
  how: fc.constantFrom(...HOW),
  /** How many commits back its parent is: more than none makes a branch. */
  back: fc.constantFrom(0, 0, 0, 1, 2, 5),
  odds: fc.array(fc.nat(5), { minLength: 4, maxLength: 4 }),
  author: fc.constantFrom('ada', 'renovate[bot]'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Tree {
  readonly files: ReadonlyMap<string, string>;
  /** What the locks of the files hold, by path. */
  readonly locks: ReadonlyMap<string, Versions>;
}

/** What a step writes over a tree; null takes a file away. */
function changesOf(
  { how, lock, folder, versions, odds }: Step,
  before: Tree,
): Map<string, string | Versions | null> {
  const [a = 0, b = 0, c = 0] = odds;
  const held = [...before.locks.keys()];
  const old = held[a % Math.max(1, held.length)];
  if (how === 'workflow') return new Map([['.github/workflows/ci.yml', workflow(odds)]]);
  if (how === 'manifest')
    return new Map([[`${folder}package.json`, manifest({ axios: `^1.0.${b}`, next: `1.0.${c}` })]]);
  if (how === 'merge') return new Map();
  if (how === 'lock' || old === undefined) return new Map([[folder + lock, versions]]);
  const own = before.locks.get(old) as Versions;
  if (how === 'bump')
    return new Map([[old, own.with(b % NAMES.length, versions[b % NAMES.length] as number[])]]);
  const moved = `old/${old.slice(old.lastIndexOf('/') + 1)}`;
  return new Map<string, Versions | null>([
    [old, null],
    ...(how === 'rename' ? [[moved, own] as const] : []),
  ]);
}

const BARE: Tree = { files: new Map(), locks: new Map() };

/** The tree after a step, and what the step writes. What a merge takes from the other side is written, too. */
function stepOn(
  one: Step,
  before: Tree,
  taken: Tree,
): { readonly tree: Tree; readonly written: Record<string, string | null> } {
  const written: Record<string, string | null> = Object.fromEntries(taken.files);
  const locks = new Map([...before.locks, ...taken.locks]);
  for (const [path, change] of changesOf(one, before)) {
    const format = FORMATS[path.slice(path.lastIndexOf('/') + 1)];
    written[path] =
      change === null || typeof change === 'string' ? change : (format?.(packagesOf(change)) ?? null);
    if (change === null) locks.delete(path);
    else if (typeof change !== 'string') locks.set(path, change);
  }
  const files = new Map(before.files);
  for (const [path, text] of Object.entries(written)) {
    if (text === null) files.delete(path);
    else files.set(path, text);
  }
  return { tree: { files, locks }, written };
}

function commitsOf(steps: readonly Step[]): MadeCommit[] {
  const trees: Tree[] = [];
  return steps.map((one, i): MadeCommit => {
    const from = i === 0 ? null : Math.max(0, i - 1 - one.back);
    const other = one.how === 'merge' && i > 2 ? (one.odds[3] as number) % (i - 1) : null;
    const merges = other === from ? null : other;
    const treeAt = (commit: number | null): Tree => (commit === null ? BARE : (trees[commit] as Tree));
    const { tree, written } = stepOn(one, treeAt(from), treeAt(merges));
    trees.push(tree);
    return {
      date: new Date(Date.UTC(2026, 0, 1 + i)).toISOString(),
      files: written,
      author: one.author,
      from,
      ...(merges === null ? {} : { merges }),
    };
  });
}

const QUESTIONS: readonly (readonly string[])[] = [
  ['npm:axios@1.0.1'],
  ['npm:axios@^1.0.2', 'npm:@s/*'],
  ['npm:next@*', 'npm:x@1.0.1 || 1.0.3'],
  NAMES.map((name) => `npm:${name}@1.0.1`),
  [
    ...['npm:axios@1.0.1', 'npm:next@1.0.2', 'npm:@s/x@>=1.0.2', 'npm:x@*', 'npm:axios-retry@*'],
    ...Array.from({ length: 8 }, (_, i) => `npm:other-${i}@1.0.0`),
  ],
  ['action:a/b@*', 'credential/NPM_TOKEN', 'vendor:warp', 'vendor:github'],
  [
    ...['action:a/b@v1', 'credential/NPM_TOKEN', 'vendor:blacksmith', 'npm:next@1.0.1'],
    ...Array.from({ length: 8 }, (_, i) => `action:other/name-${i}@*`),
  ],
];

const readOne = async (path: string, text: string): Promise<Inventory> =>
  (await collect(fileTree({ [path]: text }), NO_HISTORY)).inventory;

test('the same findings, places and times as reading every version of every file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 18, maxLength: 30 }),
      fc.option(fc.tuple(fc.nat(30), fc.nat(30))),
      async (steps, days) => {
        const made = commitsOf(steps);
        const last = made.length - 1;
        const { repository } = madeHistory(made, {
          'refs/heads/main': Math.max(0, last - 2),
          'refs/heads/topic': last,
          'refs/remotes/origin/renovate/axios-1.x': Math.max(0, last - 1),
          'refs/tags/v1': Math.floor(last / 2),
        });
        try {
          const history = readRepositoryHistory(repository.root);
          if (!('commits' in history)) throw new Error(history.unread);
          const window =
            days === null ? null : { from: dayAt(Math.min(...days)), to: dayAt(Math.max(...days)) };
          const whole = await readWhole(history);
          for (const asked of QUESTIONS) {
            const targets = new Targets(asked.map((one) => parseTarget(one) as Target));
            const past = await lookBack(history, targets, window, readOne);
            expect(past.cut).toEqual([]);
            const got = past.found.map(({ target: _target, production: _production, ...one }) => one);
            expect(sorted(got), asked.join(' ')).toEqual(sorted(slowly(history, { whole, targets, window })));
          }
        } finally {
          repository.remove();
        }
      },
    ),
    { numRuns: 3, seed: 3, endOnFailure: true },
  );
});

const dayAt = (day: number): number => Date.UTC(2026, 0, 1 + day) / 1000;
const sorted = (all: readonly object[]): string[] => all.map((one) => JSON.stringify(one)).sort();

/** By blob and path, what the project's readers make of the whole file. */
async function readWhole(history: RepositoryHistory): Promise<Map<string, Inventory>> {
  const pairs = new Map(
    statesOf(history).flatMap(({ files }) =>
      [...files].map(([path, blob]) => [`${blob} ${path}`, [path, blob] as const] as const),
    ),
  );
  const texts = new Map<string, string>();
  await history.scan([...new Set([...pairs.values()].map(([, blob]) => blob))], EVERYTHING, (one) => {
    texts.set(one.blob, one.text());
  });
  const found = new Map<string, Inventory>();
  for (const [key, [path, blob]] of pairs) found.set(key, await readOne(path, texts.get(blob) ?? ''));
  return found;
}

interface Slow {
  readonly whole: ReadonlyMap<string, Inventory>;
  readonly targets: Targets;
  readonly window: Window | null;
}

function slowly(history: RepositoryHistory, { whole, targets, window }: Slow): object[] {
  const states = statesOf(history).filter((state) => within(state, window));
  const findings = new Map(
    [...whole].map(([key, inventory]) => [
      key,
      findingsIn(inventory, targets).filter((one) => one.answer !== 'no'),
    ]),
  );
  const idOf = (one: Finding): string => [one.target, one.kind, one.at.path, one.text, one.answer].join('\0');
  const all = new Map([...findings.values()].flat().map((one) => [idOf(one), one]));
  return [...all].flatMap(([id, one]) => {
    const { path } = one.at;
    const at = (state: (typeof states)[number]): Finding | undefined =>
      findings.get(`${state.files.get(path)} ${path}`)?.find((other) => idOf(other) === id);
    // `npx next` runs the tree's own next where some lock holds it.
    const isOwn = (state: (typeof states)[number]): boolean =>
      one.kind === 'fetched' &&
      /^npx [a-z]+( |$)/.test(one.text) &&
      [...state.files].some(
        ([file, blob]) =>
          LOCKS.some((lock) => file.endsWith(lock)) &&
          whole.get(`${blob} ${file}`)?.components.some(({ name }) => one.text.split(' ')[1] === name),
      );
    const spans = spansOf(states, (state) => at(state) !== undefined && !isOwn(state));
    const [first] = spans;
    if (first === undefined) return [];
    const rank = ['working-tree', 'main', 'bot', 'branch', 'merged', 'tag'];
    return [
      {
        what: targets.all[one.target]?.text,
        kind: one.kind,
        text: one.text,
        answer: one.answer,
        at: at(first.newest)?.at,
        commit: first.newest.commit.hash,
        spans: spans
          .map(({ span }) => span)
          .sort((a, b) => rank.indexOf(a.kind) - rank.indexOf(b.kind) || (a.from < b.from ? 1 : -1))
          .slice(0, 12),
        more: Math.max(0, spans.length - 12),
      },
    ];
  });
}
