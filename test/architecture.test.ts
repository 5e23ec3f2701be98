/** The house rules that a machine can read: who may import whom, sizes, names that are banned. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = new URL('..', import.meta.url).pathname;

/** Each folder of src, and the folders that it may import besides itself. Files of src/ itself are `.`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  maths: ['model'],
  readers: ['model'],
  surfaces: ['model', 'maths'],
  evidence: ['model'],
  hazards: ['model', 'maths'],
  backtest: ['maths'],
  race: ['model', 'maths'],
  graph: ['model', 'maths'],
  blast: ['model'],
  walls: ['model'],
  reports: ['model'],
  io: ['model'],
  cli: ['.', 'io', 'model', 'readers', 'reports'],
  '.': [
    'model',
    'maths',
    'readers',
    'surfaces',
    'evidence',
    'hazards',
    'graph',
    'blast',
    'walls',
    'race',
    'reports',
  ],
};

/** Packages that a folder may use; `node:` modules are for io and cli alone. */
const mayUse: Readonly<Record<string, readonly string[]>> = {
  readers: ['yaml', 'smol-toml', '@rgrove/parse-xml'],
  io: ['node:', 'ignore'],
  cli: ['node:', 'commander', 'zod'],
};

const files = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(join(root, 'src'), join(entry.parentPath, entry.name)))
  .sort();

const folderOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] as string) : '.');

/** Static, re-exporting, dynamic and type imports alike. */
const importsOf = (text: string): string[] =>
  [
    ...text.matchAll(
      /(?:^|[\s;}])(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\s;])import\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]/gm,
    ),
  ].map((match) => (match[1] ?? match[2] ?? match[3]) as string);

/** The file without its comments. */
const code = (file: string): string =>
  readFileSync(join(root, 'src', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

describe('architecture', () => {
  test('every folder of src has its row', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => !(folder in mayImport))).toEqual([]);
  });

  test.each(files)('%s imports only what its folder may', (file) => {
    const folder = folderOf(file);
    const wrong = importsOf(readFileSync(join(root, 'src', file), 'utf8')).filter((target) => {
      if (!target.startsWith('.'))
        return !(mayUse[folder] ?? []).some(
          (one) =>
            target === one || (one.endsWith(':') && target.startsWith(one)) || target.startsWith(`${one}/`),
        );
      const to = folderOf(relative('/src', join('/src', file, '..', target)));
      return to !== folder && !mayImport[folder]?.includes(to);
    });
    expect(wrong).toEqual([]);
  });

  test('stages meet in files of src/ itself alone: no other imports two of them', () => {
    const stages = ['readers', 'surfaces', 'evidence', 'hazards', 'graph', 'blast'];
    const meeting = files.filter((file) => {
      const targets = new Set(
        importsOf(readFileSync(join(root, 'src', file), 'utf8'))
          .filter((one) => one.startsWith('.'))
          .map((one) => folderOf(relative('/src', join('/src', file, '..', one)))),
      );
      return stages.filter((stage) => targets.has(stage)).length > 1;
    });
    expect(meeting).toEqual([
      'blast.ts',
      'evaluate.ts',
      'given.ts',
      'own-clock.ts',
      'pipeline.ts',
      'plan-model.ts',
      'race.ts',
    ]);
  });

  test('no file is past 400 lines', () => {
    const long = files.filter(
      (file) =>
        !file.endsWith('.generated.ts') &&
        readFileSync(join(root, 'src', file), 'utf8').split('\n').length > 400,
    );
    expect(long).toEqual([]);
  });

  test('chance and time are passed in', () => {
    const asking = files.filter(
      (file) =>
        !/^(io|cli)\//.test(file) &&
        /\bMath\.random\b|\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/.test(
          readFileSync(join(root, 'src', file), 'utf8'),
        ),
    );
    expect(asking).toEqual([]);
  });

  test('properties are drawn with a seed: no test takes fast-check itself', () => {
    const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
    const bare = tests.filter(
      (file) =>
        file.endsWith('.test.ts') &&
        /^import .* from 'fast-check'/m.test(readFileSync(join(root, 'test', file), 'utf8')),
    );
    expect(bare).toEqual([]);
  });

  test('`1 - Math.exp(…)` stands nowhere: expm1 keeps the digits', () => {
    const losing = files.filter((file) => /1 - Math\.exp\(/.test(code(file)));
    expect(losing).toEqual([]);
  });
});
