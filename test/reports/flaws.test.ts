/** Known flaws in a terminal. */
import { describe, expect, test } from 'vitest';
import type { Assessment, KnownFlaw } from '../../src/model/assessment.ts';
import { flawLines } from '../../src/reports/terminal-flaws.ts';
import { paints } from '../../src/reports/terminal-text.ts';

const flaw = (more: Partial<KnownFlaw>): KnownFlaw => ({
  component: 'pkg:npm/%40scope/left@1.0.0',
  record: 'GHSA-a',
  aliases: [],
  published: '2026-11-01',
  summary: '',
  production: true,
  affected: 'yes',
  fixedIn: '1.2.3',
  chance: null,
  exploited: null,
  at: null,
  ...more,
});
const lines = (flaws: readonly KnownFlaw[], verbose = false): string[] =>
  flawLines(
    { evidence: { snapshots: [], silent: [], flaws } } as unknown as Assessment,
    { color: false, width: 80, verbose },
    paints(false),
  );

describe('known flaws', () => {
  test('nothing where no record bears on the tree', () => {
    expect(lines([])).toEqual([]);
  });

  test('what runs comes first, then what was seen exploited, then the chance', () => {
    const found = lines([
      flaw({ record: 'GHSA-dev', production: false, exploited: '2026-01-01', chance: 0.9 }),
      flaw({ record: 'GHSA-low', chance: 0.01 }),
      flaw({ record: 'GHSA-kev', exploited: '2026-11-02' }),
      flaw({ record: 'GHSA-high', chance: 0.4, fixedIn: null }),
    ]);
    expect(found[0]).toContain('3 in what runs, 1 in development');
    expect(found.slice(1).map((line) => line.trim().split(' ')[0])).toEqual([
      'GHSA-kev',
      'GHSA-high',
      'GHSA-low',
      'GHSA-dev',
    ]);
    expect(found[1]).toContain('@scope/left@1.0.0');
    expect(found[2]).toContain('no fix is recorded');
  });

  test('five, or all of them with -v; no line is wider than the terminal', () => {
    const many = Array.from({ length: 9 }, (_, i) =>
      flaw({ record: `GHSA-${i}`, chance: i / 10, exploited: '2026-11-02' }),
    );
    expect(lines(many)).toHaveLength(7);
    expect(lines(many).at(-1)).toContain('and 4 more: -v');
    expect(lines(many, true)).toHaveLength(10);
    for (const line of lines(many).slice(1)) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('text of a record stays text', () => {
    const [, row] = lines([
      flaw({ record: '\u001b[31mGHSA', component: 'pkg:npm/%1b]0;x@1', fixedIn: '\u202e1' }),
    ]);
    expect(row).not.toMatch(/[\u001b\u202e]/);
  });
});
