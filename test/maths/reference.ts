/** The frozen values of test/reference, and the one way in which they are compared. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

type Tables = Readonly<Record<string, readonly (readonly number[])[]>>;

/** The tables of one file: rows of [argument, …, value]. */
export function tablesOf(name: string): Tables {
  return JSON.parse(readFileSync(new URL(`../reference/${name}.json`, import.meta.url), 'utf8'));
}

/** Every row of a table holds for `f` to a relative tolerance; the worst row is named. */
export function expectTable(
  tables: Tables,
  name: string,
  f: (...args: number[]) => number,
  tolerance = 1e-12,
): void {
  const rows = tables[name] ?? [];
  expect(rows.length).toBeGreaterThan(10);
  let worst = { error: 0, row: '' };
  for (const row of rows) {
    const args = row.slice(0, -1);
    const value = row.at(-1) ?? Number.NaN;
    const actual = f(...args);
    const error = relativeError(actual, value);
    if (!(error <= worst.error))
      worst = { error, row: `${name}(${args.join(', ')}) = ${actual}, not ${value}` };
    if (Number.isNaN(error)) break;
  }
  expect(worst.error, worst.row).toBeLessThan(tolerance);
}

/** |actual − value| / |value|; 0 where both are equal, infinities included. */
export const relativeError = (actual: number, value: number): number =>
  actual === value ? 0 : Math.abs(actual - value) / Math.abs(value);

/** Equal to a relative tolerance. */
export function expectNear(actual: number, value: number, tolerance = 1e-12): void {
  expect(relativeError(actual, value), `${actual}, not ${value}`).toBeLessThanOrEqual(tolerance);
}
