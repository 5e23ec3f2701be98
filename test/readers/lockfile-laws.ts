/** Laws that every lockfile reader keeps, whatever it is given. */
import { expect } from 'vitest';
import type { Inventory } from '../../src/model/inventory.ts';
import type { Reader } from '../../src/readers/reader.ts';

/** Lockfile readers answer at once: none needs a parser that is loaded late. */
export function readAt(reader: Reader, path: string, text: string): Inventory {
  const found = reader.read({ path, text });
  if (found instanceof Promise) throw new Error('expected an answer, got a promise');
  return found;
}

export function expectLaws(found: Inventory, path: string, text: string): void {
  const lines = text.split('\n').length;
  for (const source of found.sources) {
    const { production, development, optional, unknown } = source.scopes;
    expect(production + development + optional + unknown).toBe(source.entries);
    expect(source.distinct).toBeLessThanOrEqual(source.entries);
  }
  const names = found.components.map(({ name, version }) => `${name}\n${version}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { at } of [...found.components, ...found.diagnostics]) {
    expect(at.path).toBe(path);
    expect(at.line).toBeGreaterThanOrEqual(1);
    expect(at.line).toBeLessThanOrEqual(lines);
    expect(at.column).toBeGreaterThanOrEqual(1);
  }
  for (const { message, hint } of found.diagnostics) {
    expect(message.length).toBeLessThan(500);
    expect(hint.length).toBeGreaterThan(0);
  }
  if (found.sources.length === 0)
    expect(found.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
}

/** Milliseconds that reading takes. */
export function timeOf(reader: Reader, path: string, text: string): number {
  const start = performance.now();
  readAt(reader, path, text);
  return performance.now() - start;
}

/** Real text with one part taken out, doubled or replaced. */
export function damaged(text: string, where: number, length: number, put: string): string {
  const at = where % (text.length + 1);
  return text.slice(0, at) + put + text.slice(at + length);
}

/** What a damaged file may hold. */
export const DAMAGE = [
  '',
  '"',
  "'",
  '{',
  '}',
  '[',
  ':',
  ',',
  '\n',
  '\r\n',
  '\t',
  '\u0000',
  '__proto__',
  '  ',
  '- ',
  '? ',
  '&a ',
  '|',
  '5',
  'null',
  '@',
];
