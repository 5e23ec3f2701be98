/** Everything read is attacker-chosen: no reader throws, hangs, or lets something unread pass as safe. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_SNAPSHOT } from '../src/model/advisory.ts';
import type { FileTree } from '../src/model/files.ts';
import { NO_HISTORY } from '../src/model/files.ts';
import type { Inventory } from '../src/model/inventory.ts';
import { FROZEN } from '../src/model/scenario.ts';
import { assess } from '../src/pipeline.ts';
import { readers } from '../src/readers/index.generated.ts';
import type { Reader } from '../src/readers/reader.ts';
import fc from './support/property.ts';

const home = new URL('./readers/', import.meta.url).pathname;

/** The real and made files of all readers' fixtures. */
const samples = readers.flatMap((reader) => {
  const folder = join(home, reader.id, 'fixtures');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes('/input'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((full) => ({
      path: relative(full.slice(0, full.indexOf('/input') + 6), full),
      text: readFileSync(full, 'utf8'),
    }))
    .filter((file) => reader.matches(file.path) && file.text.length < 60_000)
    .map((file) => ({ reader, ...file }));
});

const pathOf = (reader: Reader): string =>
  samples.find((one) => one.reader === reader)?.path ?? 'package.json';

async function mustHold(reader: Reader, path: string, text: string): Promise<Inventory> {
  const started = process.hrtime.bigint();
  const found = await reader.read({ path, text });
  expect(Number(process.hrtime.bigint() - started) / 1e9, `${reader.id} took too long`).toBeLessThan(5);
  for (const one of found.diagnostics) {
    expect(one.code).toMatch(/^[a-z0-9-]+\/[a-z0-9-]+$/);
    expect(one.at.path).toBe(path);
    expect(one.at.line).toBeGreaterThanOrEqual(1);
    expect(one.at.column).toBeGreaterThanOrEqual(1);
    expect(one.hint).not.toBe('');
  }
  for (const source of found.sources) {
    const { production, development, optional, unknown } = source.scopes;
    expect(production + development + optional + unknown).toBe(source.entries);
    expect(source.distinct).toBeLessThanOrEqual(source.entries);
  }
  return found;
}

/** Cuts, doublings, flips and insertions: what a careless or hostile hand does to a file. */
const mutation = fc.record({
  kind: fc.constantFrom('cut', 'double', 'drop', 'insert', 'crlf', 'bom', 'deepen'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 200 }),
  noise: fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom(
      '\u0000',
      '\u202e',
      '__proto__',
      '{',
      '[',
      '"',
      "'",
      '#',
      ': ',
      '\n',
      '- ',
      '\t',
      '&a',
      '*a',
      '${{',
      '`',
      '$(',
      '1e999',
      'null',
      '"constructor":',
    ),
  ),
});

function mutate(
  text: string,
  { kind, at, length, noise }: { kind: string; at: number; length: number; noise: string },
): string {
  const from = Math.floor(at * text.length);
  if (kind === 'cut') return text.slice(0, from);
  if (kind === 'double') return text.slice(0, from) + text.slice(from, from + length) + text.slice(from);
  if (kind === 'drop') return text.slice(0, from) + text.slice(from + length);
  if (kind === 'insert') return text.slice(0, from) + noise + text.slice(from);
  if (kind === 'crlf') return text.replaceAll('\n', '\r\n');
  if (kind === 'bom') return `\ufeff${text}`;
  return text.slice(0, from) + noise.repeat(length) + text.slice(from);
}

describe('no reader throws', () => {
  test.each(readers.map((reader) => [reader.id, reader] as const))(
    '%s, on random text',
    async (_id, reader) => {
      const path = pathOf(reader);
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.string({ maxLength: 300 }),
            fc.string({ unit: 'binary', maxLength: 300 }),
            fc.json({ maxDepth: 4 }),
          ),
          async (text) => {
            await mustHold(reader, path, text);
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  test.each(readers.map((reader) => [reader.id, reader] as const))(
    '%s, on its own files mutated',
    async (_id, reader) => {
      const own = samples.filter((one) => one.reader === reader);
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...own),
          fc.array(mutation, { minLength: 1, maxLength: 4 }),
          async (sample, steps) => {
            await mustHold(reader, sample.path, steps.reduce(mutate, sample.text));
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  const BOMBS: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['100,000 brackets', '['.repeat(100_000)],
    ['100,000 braces with keys', '{"a":'.repeat(100_000)],
    ['100,000 dashes', '- '.repeat(100_000)],
    ['one line of a megabyte', 'a'.repeat(1_000_000)],
    ['a megabyte of quotes', '"'.repeat(1_000_000)],
    ['a megabyte of spaces', ' '.repeat(1_000_000)],
    ['a hundred thousand lines', 'a: b\n'.repeat(100_000)],
    [
      'aliases of aliases',
      `a: &a [x,x,x,x]\n${[...'bcdefgh'].map((key, k) => `${key}: &${key} [${`*${'abcdefgh'[k]},`.repeat(9)}*a]`).join('\n')}\n`,
    ],
    [
      'wrong types all over',
      '{"packages":5,"dependencies":[],"lockfileVersion":"x","name":{},"scripts":7,"on":null,"jobs":[1]}',
    ],
    [
      'prototype keys',
      '{"__proto__":{"packages":{}},"constructor":1,"lockfileVersion":3,"packages":{"__proto__":{"version":"1"},"node_modules/__proto__":{"version":"1.0.0"}}}',
    ],
    ['continued lines', 'RUN a \\\n'.repeat(50_000)],
    ['expressions', '${{ '.repeat(100_000)],
  ];
  test.each(BOMBS)('%s', async (_name, text) => {
    for (const reader of readers) await mustHold(reader, pathOf(reader), text);
    expect(({} as Record<string, unknown>).packages).toBeUndefined();
  });
});

const treeOf = (files: readonly { path: string; text: string }[]): FileTree => ({
  files: files.map(({ path, text }) => ({ path, read: () => ({ kind: 'text', text, diagnostics: [] }) })),
  skipped: [],
  diagnostics: [],
});

const assessed = async (files: readonly { path: string; text: string }[]) => {
  const { assessment } = await assess({
    root: '.',
    tree: treeOf(files),
    history: NO_HISTORY,
    asOf: '2026-11-22',
    seed: 1,
    horizonYears: 1,
    draws: 50,
    segment: 'any-size',
    stated: [],
    attestations: [],
    waivers: [],
    scenario: FROZEN,
    snapshot: NO_SNAPSHOT,
  });
  return assessment;
};

describe('whole runs on odd trees', () => {
  test('odds are numbers between 0 and 1, and never below those of two people and a host', async () => {
    const floor = (await assessed([{ path: 'package.json', text: '{}' }])).odds.anySurface.mean;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...samples), fc.array(mutation, { maxLength: 2 })), {
          minLength: 1,
          maxLength: 6,
        }),
        async (chosen) => {
          const files = new Map(
            chosen.map(([sample, steps]) => [
              sample.path,
              { path: sample.path, text: steps.reduce(mutate, sample.text) },
            ]),
          );
          const { odds, shocks, surfaces } = await assessed([...files.values()]);
          const { mean, low, median, high } = odds.anySurface;
          for (const value of [mean, low, median, high]) expect(value >= 0 && value <= 1).toBe(true);
          expect(low <= median && median <= high).toBe(true);
          expect(mean).toBeGreaterThanOrEqual(floor - 1e-12);
          expect(shocks.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 6);
          expect(surfaces.every((one) => one.share >= 0)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a file that cannot be read makes the answer partial', async () => {
    const broken = samples
      .filter((one) => /^\s*\{/.test(one.text) && one.reader.id.endsWith('lock'))
      .slice(0, 6);
    for (const { path, text } of broken) {
      const { completeness } = await assessed([{ path, text: text.slice(0, Math.floor(text.length / 2)) }]);
      expect(completeness.status).toBe('partial');
      expect(completeness.unread.map((one) => one.path)).toContain(path);
    }
  });

  test('a file that the disk could not give is unread', async () => {
    const hint = 'make it readable';
    const diagnostic = {
      code: 'disk/unreadable',
      severity: 'error',
      message: 'no',
      at: { path: 'yarn.lock', line: 1, column: 1 },
      hint,
    } as const;
    const tree: FileTree = {
      files: [{ path: 'yarn.lock', read: () => ({ kind: 'unread', reason: 'no', diagnostic }) }],
      skipped: [],
      diagnostics: [],
    };
    const { assessment } = await assess({
      root: '.',
      tree,
      history: NO_HISTORY,
      asOf: '2026-11-22',
      seed: 1,
      horizonYears: 1,
      draws: 20,
      segment: 'any-size',
      stated: [],
      attestations: [],
      waivers: [],
      scenario: FROZEN,
      snapshot: NO_SNAPSHOT,
    });
    expect(assessment.completeness.unread).toEqual([{ path: 'yarn.lock', reason: 'no' }]);
  });
});
