/** Curves as CSV. */
import { describe, expect, test } from 'vitest';
import csv from '../../src/reports/formats/csv.ts';
import { assessed, npmTree } from '../support/made-tree.ts';

const plain = await assessed(npmTree(['a', 'b']), '2026-11-22', 64);
const style = { color: false, width: 80, verbose: false };
const rows = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));

describe('csv', () => {
  test('every point of the curve and every scenario, both odds, to the last digit', () => {
    const [head, ...lines] = rows(csv.render(plain, style));
    expect(head).toEqual(['odds', 'scenario', 'years', 'mean', 'median', 'low', 'high']);
    expect(lines).toHaveLength(2 * plain.odds.curve.length + 2 * (plain.odds.scenarios.length - 1));
    const year = lines.find(
      ([odds, scenario, years]) => odds === 'lost' && scenario === '"frozen"' && years === '1',
    );
    expect(Number(year?.[3])).toBe(plain.odds.anyAsset.mean);
    expect(new Set(lines.map(([, scenario]) => scenario))).toEqual(
      new Set(['"frozen"', '"trend"', '"fast"', '"slow"', '"ramp"']),
    );
  });

  test.each(['=cmd()', 'a"b', 'a,b', 'a\nb', '+1', '@x'])(
    'the name %j is text, never a formula or a row',
    (scenario) => {
      const text = csv.render({ ...plain, scenario }, style);
      expect(text.split('\r\n')).toHaveLength(
        2 * plain.odds.curve.length + 2 * plain.odds.scenarios.length + 2,
      );
      expect(text).not.toMatch(/,"?[=+@]/);
      expect(text).not.toMatch(/[^\r]\n/);
    },
  );
});
