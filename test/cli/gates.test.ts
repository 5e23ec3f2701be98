import { describe, expect, test } from 'vitest';
import { parseLossGate, verdictOf } from '../../src/cli/gates.ts';
import type { Assessment } from '../../src/model/assessment.ts';
import { runCli, treePath } from '../support/terminal.ts';

const tree = treePath('hostile-names');

const found = (mean: number, high: number, status: 'complete' | 'partial' = 'complete'): Assessment =>
  ({
    odds: { anyAsset: { mean, median: mean, low: 0, high } },
    horizonYears: 1,
    assumedCompromised: [],
    completeness: { status, unread: [{ path: 'x', reason: 'y' }] },
  }) as unknown as Assessment;

describe('--fail-over', () => {
  test.each([
    ['5%', 'mean', 0.05],
    ['0.05', 'mean', 0.05],
    ['high:5%', 'high', 0.05],
    ['0', 'mean', 0],
    ['100 %', 'mean', 1],
  ] as const)('%s', (text, point, most) => {
    expect(parseLossGate(text)).toMatchObject({ point, most });
  });

  test.each(['5', '-1%', '101%', 'five', '', 'low:5%', '5%%', '1e-2'])('refuses %j', (text) => {
    expect(() => parseLossGate(text)).toThrow('is no gate');
  });

  test('matches above its value, not at it', () => {
    expect(verdictOf(found(0.05, 0.2), parseLossGate('5%'), false).code).toBe(0);
    expect(verdictOf(found(0.0501, 0.2), parseLossGate('5%'), false).code).toBe(1);
  });

  test('high: is held against the 95 % point', () => {
    expect(verdictOf(found(0.01, 0.2), parseLossGate('high:10%'), false).code).toBe(1);
    expect(verdictOf(found(0.15, 0.09), parseLossGate('high:10%'), false).code).toBe(0);
  });

  test('odds over a budget come before missing evidence, and the line names the gate', () => {
    const both = verdictOf(found(0.5, 0.6, 'partial'), parseLossGate('5%'), true);
    expect(both).toMatchObject({ code: 1, line: expect.stringContaining('--fail-over 5%') });
    expect(verdictOf(found(0.01, 0.6, 'partial'), parseLossGate('5%'), true).code).toBe(4);
    expect(verdictOf(found(0.01, 0.6, 'partial'), parseLossGate('5%'), false).line).toBeNull();
  });

  test('the exit code is the same in every format, and the report is printed all the same', async () => {
    for (const format of ['terminal', 'json']) {
      const { code, out, err } = await runCli([tree, '--fail-over', '0.1%', '--format', format]);
      expect(code).toBe(1);
      expect(out.length).toBeGreaterThan(1000);
      expect(err.trimEnd().split('\n').at(-1)).toMatch(/^gate --fail-over 0\.1%: the mean .* over 0\.1 %$/);
    }
    expect((await runCli([tree, '--fail-over', '99%'])).code).toBe(0);
  });
});
