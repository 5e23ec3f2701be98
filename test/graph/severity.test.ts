import { describe, expect, test } from 'vitest';
import { exceeds, type Severity, severityQuantile } from '../../src/graph/severity.ts';

const base = { mu: Math.log(3e6), sigma: 2 };
const SEVERITIES: Readonly<Record<string, Severity>> = {
  open: { ...base, limit: Number.POSITIVE_INFINITY, beyond: 'capped' },
  capped: { ...base, limit: 1.5e8, beyond: 'capped' },
  truncated: { mu: Math.log(1.34e5), sigma: 3.9, limit: 6e8, beyond: 'truncated' },
};

describe.each(Object.entries(SEVERITIES))('a loss, %s', (_, severity) => {
  test.each([0.05, 0.5, 0.9])('exceeds its quantile %d as often as that says', (p) => {
    expect(exceeds(severity, severityQuantile(severity, p))).toBeCloseTo(1 - p, 9);
  });
});

test('of a capped loss the highest quantiles are the cap', () => {
  expect(severityQuantile(SEVERITIES.capped as Severity, 0.999)).toBe(1.5e8);
});
