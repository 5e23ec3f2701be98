/** What an age of releases does to fixes: they come later, and so do the flaws that are exploited before them. */
import { describe, expect, test } from 'vitest';
import { delayedBy, exploitedBeforeDeployment } from '../../src/hazards/derived.ts';
import { Draws } from '../../src/hazards/draws.ts';
import { delayed, share, term } from '../../src/model/rate.ts';
import { parameterRecords } from '../../src/parameters.generated.ts';
import fc from '../support/property.ts';

const SHARES = [0.24, 0.33, 0.5, 0.59, 0.72, 0.92];
const DAYS = [0, 1, 7, 30, 90, 365];

/** ∫ F′(t)·P(T > t) dt by the midpoint rule, T the later of an exponential clock and the wait. */
function byParts(median: number, wait: number): number {
  let total = 0;
  const step = 1 / 64;
  for (let k = 1; k < DAYS.length; k++) {
    const [from, to] = [DAYS[k - 1] as number, DAYS[k] as number];
    const slope = ((SHARES[k] as number) - (SHARES[k - 1] as number)) / (to - from);
    for (let t = from + step / 2; t < to; t += step)
      total += slope * step * (t < wait ? 1 : Math.exp((-Math.LN2 * t) / median));
  }
  return total / (1 - 0.24);
}

describe('fixes that wait', () => {
  test.each([
    [43, 0],
    [43, 3],
    [43, 7],
    [5, 3],
    [2, 40],
    [90, 400],
  ])('a median of %d days and a wait of %d: as the sum by small parts', (median, wait) => {
    expect(exploitedBeforeDeployment(median, SHARES, wait)).toBeCloseTo(byParts(median, wait), 5);
  });

  test('a longer wait is never better', () => {
    const days = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(days(0.5, 400), days(0, 400), days(0, 60), (median, wait, more) => {
        const late = exploitedBeforeDeployment(median, SHARES, wait + more);
        return late >= exploitedBeforeDeployment(median, SHARES, wait) - 1e-12;
      }),
    );
  });

  test('the factor is 1 without a wait, and more with one', () => {
    const draws = new Draws(parameterRecords, 1, 50);
    expect([...delayedBy(draws, 0)].every((one) => one === 1)).toBe(true);
    const three = draws.factor(delayed(72));
    const seven = draws.factor(delayed(168));
    three.forEach((one, i) => {
      expect(one).toBeGreaterThan(1);
      expect(seven[i]).toBeGreaterThan(one);
    });
  });

  test('a share of runs is at most all of them', () => {
    const draws = new Draws(parameterRecords, 1, 50);
    const few = draws.factor(share('wall.lockfile-changes', [term('runs', 0.001)]));
    const many = draws.factor(share('wall.lockfile-changes', [term('runs', 1e6)]));
    expect([...few].every((one) => one === 1)).toBe(true);
    expect([...many].every((one) => one > 0 && one < 1e-3)).toBe(true);
  });
});
