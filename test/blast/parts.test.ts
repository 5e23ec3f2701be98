/** Parts of blast by themselves: cut-down locks against whole ones, lines of time, names in bytes, forward reach. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findingsIn, Targets } from '../../src/blast/findings.ts';
import { parseList } from '../../src/blast/list.ts';
import { reduceLock } from '../../src/blast/reduce.ts';
import { shellWord } from '../../src/blast/shell.ts';
import { parseTarget } from '../../src/blast/target.ts';
import { instant, spansOf, statesOf, within } from '../../src/blast/timeline.ts';
import { reachedFrom } from '../../src/graph/forward.ts';
import { nameSearch } from '../../src/io/name-search.ts';
import { type AttackGraph, stateId } from '../../src/model/attack-graph.ts';
import { NO_HISTORY } from '../../src/model/files.ts';
import type { HistoryCommit, RepositoryHistory } from '../../src/model/history.ts';
import type { Component } from '../../src/model/inventory.ts';
import { collect } from '../../src/readers/collect.ts';
import { escapeMarkdown, quoted } from '../../src/reports/blast/markdown.ts';
import { shellLines } from '../../src/reports/blast/terminal.ts';
import { fileTree, inventoryOf, workflow } from '../support/made-tree.ts';
import fc from '../support/property.ts';
import { npmLock } from '../support/repository.ts';
import { treePath } from '../support/terminal.ts';

const key = ({ name, version, at }: Component): string => `${name}@${version}:${at.line}`;

describe('a lock that is cut down says the same of the names', () => {
  // The copy kept here has lost its indentation: npm writes two columns.
  const kept = readFileSync(`${treePath('documenso')}/package-lock.json`, 'utf8');
  const whole = JSON.stringify(JSON.parse(kept), null, 2);
  test('of a real package-lock, for names, scopes and pairs', async () => {
    const all = (await inventoryOf({ 'package-lock.json': whole })).components;
    for (const names of [['posthog-node'], ['@babel/'], ['turbo', 'next'], ['not-there']]) {
      const reduced = reduceLock('package-lock.json', whole, names, false);
      expect(reduced.split('\n').length).toBe(whole.split('\n').length);
      const read = await collect(fileTree({ 'package-lock.json': reduced }), NO_HISTORY);
      expect(read.unread).toEqual([]);
      const named = (one: Component): boolean =>
        names.some((name) => one.name === name || one.name.startsWith(name));
      expect(read.inventory.components.filter(named).map(key).sort()).toEqual(
        all.filter(named).map(key).sort(),
      );
      expect(read.inventory.components.length).toBeLessThan(all.length);
    }
  });

  const version = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9)).map((parts) => parts.join('.'));
  const packages = fc.dictionary(
    fc.constantFrom('axios', 'axios-retry', '@s/axios', 'b', '@s/c', 'x.y'),
    version,
  );
  const formats: Readonly<Record<string, (packages: Readonly<Record<string, string>>) => string>> = {
    'package-lock.json': npmLock,
    'yarn.lock': (all) =>
      `# yarn lockfile v1\n\n\n${Object.entries(all)
        .map(([name, one]) => `"${name}@^1.0.0":\n  version "${one}"\n  dependencies:\n    b "^1.0.0"\n`)
        .join('\n')}`,
    'pnpm-lock.yaml': (all) =>
      `lockfileVersion: '9.0'\n\npackages:\n\n${Object.entries(all)
        .map(([name, one]) => `  '${name}@${one}':\n    resolution: {integrity: sha512-x}\n`)
        .join('\n')}\nsnapshots:\n\n${Object.entries(all)
        .map(([name, one]) => `  '${name}@${one}':\n    dependencies:\n      b: 1.0.0\n`)
        .join('\n')}`,
    'bun.lock': (all) =>
      `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": { "name": "made" },\n  },\n  "packages": {\n${Object.entries(
        all,
      )
        .map(([name, one]) => `    "${name}": ["${name}@${one}", "", {}, "sha512-x"],\n`)
        .join('\n')}  }\n}\n`,
  };
  test.each(Object.entries(formats))('%s: whatever it holds', async (path, make) => {
    await fc.assert(
      fc.asyncProperty(packages, fc.constantFrom('axios', '@s/', 'b', 'x.y'), async (all, name) => {
        const text = make(all);
        const find = async (one: string): Promise<string[]> =>
          (await inventoryOf({ [path]: one })).components
            .filter((found) => found.name.includes(name))
            .map(key)
            .sort();
        expect(await find(reduceLock(path, text, [name], false))).toEqual(await find(text));
      }),
      { numRuns: 60 },
    );
  });

  test('conflict marks, damage and hidden names stay', () => {
    const hidden =
      '{\n  "packages": {\n    "node_modules/\\u0061xios": {\n      "version": "1.0.0"\n    }\n  }\n}\n';
    expect(reduceLock('package-lock.json', hidden, ['axios'], false)).toBe(hidden);
    const oneLine = '{"packages":{"node_modules/axios":{"version":"1.0.0"}}}';
    expect(reduceLock('package-lock.json', oneLine, ['other'], false)).toBe(oneLine);
    const torn = `<<<<<<< ours\n${npmLock({ a: '1.0.0' })}`;
    expect(reduceLock('package-lock.json', torn, ['other'], false)).toContain('<<<<<<< ours');
  });

  test('a hundred thousand lines take no time', () => {
    const many = npmLock(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`p${i}`, '1.0.0'])));
    const started = process.cpuUsage().user;
    expect(reduceLock('package-lock.json', many, ['p77'], false).replace(/\n+/g, '\n').length).toBeLessThan(
      many.length / 2,
    );
    expect(process.cpuUsage().user - started).toBeLessThan(3e6);
  });
});

const commit = (
  hash: string,
  parents: readonly string[],
  at: number,
  blob: string | null,
  more = {},
): HistoryCommit => ({
  hash,
  parents,
  authored: at,
  committed: at,
  author: 'ada',
  changes: blob === null ? [] : [{ path: 'lock', blob }],
  ...more,
});

const historyOf = (
  commits: readonly HistoryCommit[],
  refs: Readonly<Record<string, string>>,
): RepositoryHistory => ({
  commits,
  head: refs['refs/heads/main'] ?? null,
  headRef: 'refs/heads/main',
  refs: Object.entries(refs).map(([name, one]) => ({ name, commit: one })),
  tags: [],
  shallow: false,
  cut: [],
  scan: async () => [],
});

describe('lines of time', () => {
  // main: a – b – m – e; topic: a – t – u, merged as m; renovate: b – r, still open.
  const history = historyOf(
    [
      commit('e', ['m'], 60, null),
      commit('m', ['b', 'u'], 50, 'good'),
      commit('u', ['t'], 40, 'good'),
      commit('r', ['b'], 35, 'bad'),
      commit('t', ['a'], 30, 'bad'),
      commit('b', ['a'], 20, null),
      commit('a', [], 10, 'old'),
    ],
    { 'refs/heads/main': 'e', 'refs/remotes/origin/renovate/x': 'r' },
  );
  const states = statesOf(history);

  test('every commit is on one line, and holds until the next one of it', () => {
    const told = states.map(({ commit: { hash }, line, from, to }) => [hash, line.name, line.kind, from, to]);
    expect(told).toEqual([
      ['e', 'main', 'main', 60, null],
      ['m', 'main', 'main', 50, 60],
      ['b', 'main', 'main', 20, 50],
      ['a', 'main', 'main', 10, 20],
      ['r', 'origin/renovate/x', 'bot', 35, null],
      ['u', 'merged by m', 'merged', 40, 50],
      ['t', 'merged by m', 'merged', 30, 40],
    ]);
  });

  test('files come from the first parent', () => {
    const files = Object.fromEntries(
      states.map(({ commit: { hash }, files: own }) => [hash, own.get('lock')]),
    );
    expect(files).toEqual({ a: 'old', b: 'old', t: 'bad', u: 'good', r: 'bad', m: 'good', e: 'good' });
  });

  test('spans are joined along a line, and never across two', () => {
    const spans = spansOf(states, (state) => state.files.get('lock') === 'good').map(({ span }) => [
      span.branch,
      span.from,
      span.to,
      span.firstCommit,
      span.lastCommit,
    ]);
    expect(spans).toEqual([
      ['main', instant(50), null, 'm', 'e'],
      ['merged by m', instant(40), instant(50), 'u', 'u'],
    ]);
  });

  test('a window takes what held at some moment of it, ends included', () => {
    const held = (from: number, to: number): string[] =>
      states.filter((state) => within(state, { from, to })).map(({ commit: { hash } }) => hash);
    expect(held(61, 70)).toEqual(['e', 'r']);
    expect(held(12, 15)).toEqual(['a']);
    expect(held(0, 9)).toEqual([]);
    expect(held(31, 32)).toEqual(['b', 't']);
  });

  test('a commit counts from its author’s date, unless that is long before', () => {
    const day = 86_400;
    const from = (authored: number): number | undefined =>
      statesOf(historyOf([commit('a', [], 100 * day, 'x', { authored })], { 'refs/heads/main': 'a' }))[0]
        ?.from;
    expect(from(99 * day)).toBe(99 * day);
    expect(from(1)).toBe(100 * day);
    expect(from(200 * day)).toBe(100 * day);
  });

  test('dates beyond the calendar are no crash', () => {
    expect(instant(1e15)).toBe('9999-12-31T23:59:59Z');
    expect(instant(-1e15)).toMatch(/^0001-01-01/);
  });
});

describe('many names in one pass', () => {
  const word = fc.constantFrom('axios', 'lodash', '@s/x', '@t/', 'b.c', 'zed');
  const between = fc.constantFrom('"', '/', ' ', ':', '@1.0.0', '"node_modules/', "'", '\n', '-x', 'x');
  const search = (names: readonly string[], text: string) => nameSearch(names)(Buffer.from(text));
  test('finds every name that stands as a word, with its places, and no other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(between, word, between)),
        fc.array(word as fc.Arbitrary<string>, { minLength: 1 }),
        (parts, names) => {
          const text = parts.map((part) => part.join('')).join('');
          const expected = new Map<string, Set<number>>();
          for (const { 0: one, index } of text.matchAll(/(?:@[\w.~-]*\/)?[\w.~-]+|@[\w.~-]*\//g))
            for (const name of new Set([one, one.slice(0, one.indexOf('/') + 1)]))
              if (names.includes(name)) expected.set(name, (expected.get(name) ?? new Set()).add(index));
          const found = [...search(names, text)].map(([name, places]) => [name, new Set(places)] as const);
          expect(new Map(found), text).toEqual(expected);
        },
      ),
    );
    expect(search(['axios'], 'taxios axios2 @s/other').size).toBe(0);
  });
});

describe('forward reach', () => {
  const factor = { kind: 'parameter', id: 'half' } as never;
  const graph = (steps: readonly (readonly [string, string, boolean])[]): AttackGraph => ({
    states: [...new Set(steps.flatMap(([from, to]) => [from as string, to]))].map((id) => ({
      id: stateId(id),
      needs: 'any',
      title: id,
      at: null,
    })),
    steps: steps.map(([from, to, sure]) => ({
      id: `${from}>${to}`,
      technique: 't',
      from: stateId(from),
      to: stateId(to),
      open: sure ? [] : [factor],
      walls: [],
      cost: null,
      because: '',
      at: null,
      unknown: null,
    })),
    walls: [],
    assets: [],
  });
  const ask = (steps: readonly (readonly [string, string, boolean])[], entry = 'a') =>
    reachedFrom(graph(steps), new Set([stateId(entry)]), {
      chances: () => new Float64Array(32).fill(0.5),
      draws: 32,
      seed: 1,
    });

  test('chains multiply, parallel ways add up, cycles end, what lies behind is not reached', () => {
    const chain = ask([
      ['a', 'b', false],
      ['b', 'c', false],
      ['c', 'a', true],
      ['d', 'e', true],
    ]);
    expect(chain.get(stateId('a'))).toBe(1);
    expect(chain.get(stateId('b'))).toBeCloseTo(0.5, 2);
    expect(chain.get(stateId('c'))).toBeCloseTo(0.25, 1);
    expect(chain.has(stateId('e'))).toBe(false);
    const parallel = ask([
      ['a', 'b', false],
      ['a', 'c', false],
      ['b', 'd', true],
      ['c', 'd', true],
    ]);
    expect(parallel.get(stateId('d'))).toBeCloseTo(0.75, 1);
  });
});

describe('a use of an action', () => {
  const SHA = '0123456789abcdef0123456789abcdef01234567';
  test.each([
    ['tj-actions/changed-files@v39', 'action:tj-actions/changed-files@v39', 'yes'],
    ['tj-actions/changed-files@v39', 'tj-actions/changed-files@*', 'yes'],
    ['Tj-Actions/Changed-Files@main', 'tj-actions/changed-files@*', 'yes'],
    ['tj-actions/changed-files@v45', 'action:tj-actions/changed-files@v39', 'no'],
    ['tj-actions/changed-files@v45', 'action:tj-actions/changed-files@<=45.0.7', 'yes'],
    ['tj-actions/changed-files@v45', 'action:tj-actions/changed-files@v45.0.3', 'maybe'],
    [`tj-actions/changed-files@${SHA} # v39`, 'tj-actions/changed-files@*', 'no'],
    [`tj-actions/changed-files@${SHA} # v39`, `tj-actions/changed-files@${SHA.slice(0, 12)}`, 'yes'],
    ['tj-actions/changed-files@v39', `tj-actions/changed-files@${SHA}`, 'maybe'],
    ['actions/checkout@v4', 'tj-actions/changed-files@*', null],
    ['github/codeql-action/init@v3', 'pkg:githubactions/github/codeql-action@v3', 'yes'],
    ['tj-actions/changed-files@v39', 'action:tj-actions/*', 'yes'],
  ])('used as %s, asked %s: %s', async (used, asked, answer) => {
    const target = parseTarget(asked);
    if (!('kind' in target)) throw new Error(target.problem);
    const inventory = await inventoryOf({
      '.github/workflows/ci.yml': workflow('push', `      - uses: ${used}\n`),
    });
    const [finding] = findingsIn(inventory, new Targets([target]));
    expect(finding?.answer ?? null).toBe(answer);
    if (finding !== undefined)
      expect(finding.at).toMatchObject({ path: '.github/workflows/ci.yml', line: 6 });
  });
});

describe('targets and lists', () => {
  test('any text is a target or a sentence, and never a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const target = parseTarget(text);
        expect('kind' in target || target.problem.length > 0).toBe(true);
        expect(parseList(text, 'x').targets.length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
  test.each([
    ['pkg:npm/%40scope/x@1.0.0', 'npm:@scope/x@1.0.0'],
    ['pkg:npm/x', 'npm:x@*'],
    ['takeover/npm:@tanstack', 'npm:@tanstack/*@*'],
    ['pkg:docker/node@20', 'image:node:20'],
    ['provider/github', 'vendor:github'],
    ['account/maintainers', 'account:maintainers'],
    ['owner/repo/path@v1', 'action:owner/repo/path@v1'],
    ['@s/x@1.2.3', 'npm:@s/x@1.2.3'],
  ])('%s is %s', (typed, text) => expect(parseTarget(typed)).toMatchObject({ text }));
  test.each(['', 'two words', '@', 'npm:', 'npm:@*', 'action:x', 'image:', 'credential/', '../x', 'x@y@z@'])(
    '%j is refused',
    (typed) => expect('kind' in parseTarget(typed)).toBe(false),
  );
  test.each([
    ['axios 1.14.1', 'npm:axios@1.14.1'],
    ['axios (v1.14.1, v0.30.4)', 'npm:axios@v1.14.1 || v0.30.4'],
    ['npm,axios,1.14.1,2026-03-31', 'npm:axios@1.14.1'],
    ['`@s/x@1.0.0`', 'npm:@s/x@1.0.0'],
    ['axios;1.14.1;https://example.org/x', 'npm:axios@1.14.1'],
    ['axios@1.14.1 # why', 'npm:axios@1.14.1'],
  ])('a line %j names %s', (line, text) => expect(parseList(line, 'x').targets).toMatchObject([{ text }]));
});

describe('escaping', () => {
  test('code of Markdown holds any text: its fence is longer than what is inside', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('`', 'a', ' ', '@', '|', '<', '\n', '\u202e') }),
        (text) => {
          const made = quoted(text);
          const fence = /^`+/.exec(made)?.[0] ?? '';
          expect(made.endsWith(fence)).toBe(true);
          if (text !== '')
            expect(made.slice(fence.length, -fence.length).split(/[^`]+/)).not.toContain(fence);
          expect(made).not.toMatch(/[\n\u202e]/);
        },
      ),
    );
    expect(escapeMarkdown('@ada <b> [x](y) a|b')).not.toMatch(/@a|(?<!\\)[<[|]/);
  });
  test('a command is broken between words of the shell only', () => {
    const command = `gh run list --workflow=${shellWord("a b'c")} --created=2026-01-01..2026-01-02 --limit=1000`;
    const lines = shellLines(command, 40, '  ');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.map((line) => line.trim().replace(/ \\$/, '')).join(' ')).toBe(command);
  });
});
