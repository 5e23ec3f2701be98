/** When an attacker gains more than he pays. */
import { describe, expect, test } from 'vitest';
import { yearsToWorth } from '../../src/graph/prices.ts';
import { assessed, npmTree, workflow } from '../support/made-tree.ts';

const price = (median: number) => ({ mean: median, median, low: median, high: median, noWay: 0 });
const course = (halvingMonths: number | null) => ({ yearAgo: 4000, inAYear: 1000, halvingMonths });
const shares = (...list: number[]): Float64Array => Float64Array.from(list);

describe('the date at which a price falls below the worth', () => {
  test('each halving brings it down by half', () => {
    // $8,000 against $1,000: three halvings of six months.
    const years = yearsToWorth(price(8000), course(6), 10_000, shares(0.1, 0.1, 0.1));
    expect(years?.median).toBeCloseTo(1.5, 12);
  });

  test('a price that is below already has a date of now', () => {
    expect(yearsToWorth(price(50), course(6), 10_000, shares(0.1, 0.2))).toMatchObject({ mean: 0, high: 0 });
  });

  test('a larger share, an earlier date; the interval follows the share', () => {
    const few = yearsToWorth(price(8000), course(12), 1e5, shares(0.01, 0.02, 0.04));
    const many = yearsToWorth(price(8000), course(12), 1e5, shares(0.02, 0.04, 0.08));
    expect(many?.median).toBeCloseTo((few?.median ?? 0) - 1, 12);
    expect(few?.low).toBeLessThan(few?.high ?? 0);
  });

  test('a price that stands still above it has none; without a way there is none either', () => {
    expect(yearsToWorth(price(8000), course(null), 10_000, shares(0.1, 0.1))).toBeNull();
    expect(yearsToWorth(price(80), course(null), 10_000, shares(0.1, 0.1))?.high).toBe(0);
    expect(yearsToWorth(null, course(6), 10_000, shares(0.1))).toBeNull();
    expect(yearsToWorth(price(80), null, 10_000, shares(0.1))).toBeNull();
  });

  test('assets that bear loss have a course, means to an end have none', async () => {
    const release = workflow(
      'push',
      `      - run: npm ci && npm publish\n        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }\n`,
    );
    const { assets } = await assessed(
      npmTree(['a', 'b'], { '.github/workflows/r.yml': release }),
      '2026-11-22',
      64,
    );
    for (const asset of assets) {
      if (!asset.bearsLoss) expect([asset.priceCourse, asset.belowWorthInYears]).toEqual([null, null]);
      else if (asset.priceUsd !== null)
        expect(asset.priceCourse?.yearAgo).toBeGreaterThanOrEqual(asset.priceCourse?.inAYear ?? 0);
    }
    expect(assets.some((asset) => asset.belowWorthInYears !== null)).toBe(true);
  });
});
