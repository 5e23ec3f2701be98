/** Laws of what an assessment says of losses, on small trees. */
import { describe, expect, test } from 'vitest';
import { assessed, npmTree, workflow } from '../support/made-tree.ts';

const TREES = {
  'a package that is published': {
    ...npmTree(['lodash', 'left-pad']),
    '.github/workflows/release.yml': workflow(
      'push',
      `      - uses: some/action@v1\n      - run: npm ci && npm publish\n        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }\n`,
    ),
  },
  'a service': {
    ...npmTree(['express', 'pg']),
    Dockerfile: 'FROM node:22-alpine\nCOPY . .\nRUN npm ci\nEXPOSE 80\nCMD ["node", "."]\n',
  },
};
const runs = Promise.all(
  Object.entries(TREES).map(async ([name, files]) => [name, await assessed(files)] as const),
);

describe.each(Object.keys(TREES))('%s', (tree) => {
  const found = async () =>
    (await runs).find(([name]) => name === tree)?.[1] as never as Awaited<ReturnType<typeof assessed>>;

  test('what is lost never exceeds what gets in; once never exceeds anew', async () => {
    const { odds, assets } = await found();
    expect(odds.anyAsset.mean).toBeGreaterThan(0);
    expect(odds.anyAsset.mean).toBeLessThanOrEqual(odds.anySurface.mean);
    expect(odds.anyAsset.mean).toBeLessThanOrEqual(odds.anyAssetAnew.mean);
    for (const { pLost, pLostAnew } of assets) expect(pLost.mean).toBeLessThanOrEqual(pLostAnew.mean + 1e-15);
  });

  test('any asset is at least as likely lost as each, and at most as all together', async () => {
    const { odds, assets } = await found();
    const bearing = assets.filter((asset) => asset.bearsLoss).map((asset) => asset.pLost.mean);
    expect(odds.anyAsset.mean).toBeGreaterThanOrEqual(Math.max(...bearing) - 1e-12);
    expect(odds.anyAsset.mean).toBeLessThanOrEqual(bearing.reduce((sum, p) => sum + p, 0) + 1e-12);
  });

  test('containment lies in [0, 1], shares of the loss add up to one', async () => {
    const { odds, shocks, losses } = await found();
    expect(odds.containment?.low).toBeGreaterThanOrEqual(0);
    expect(odds.containment?.high).toBeLessThanOrEqual(1);
    expect(shocks.reduce((sum, one) => sum + one.shareOfLoss, 0)).toBeCloseTo(1, 9);
    for (const one of Object.values(losses.containment)) expect(one >= 0 && one <= 1).toBe(true);
  });

  test('expected losses of the assets add up to the whole', async () => {
    const { assets, losses } = await found();
    const parts = assets.reduce((sum, asset) => sum + (asset.expectedLossUsd?.mean ?? 0), 0);
    expect(parts / losses.expectedUsd.mean).toBeCloseTo(1, 9);
  });

  test('more dollars are less likely lost', async () => {
    const curve = (await found()).losses.exceedance.map((point) => point.probability);
    expect([...curve].sort((a, b) => b - a)).toEqual(curve);
  });

  test('a loss gets cheaper from a year ago to a year ahead', async () => {
    const { priceUsd, priceCourse } = (await found()).losses;
    if (priceUsd === null || priceCourse === null) throw new Error('there is a way');
    expect(priceCourse.yearAgo).toBeGreaterThanOrEqual(priceUsd.median);
    expect(priceCourse.inAYear).toBeLessThanOrEqual(priceUsd.median);
    const months = priceCourse.halvingMonths;
    if (months === null) expect(priceCourse.inAYear).toBe(priceUsd.median);
    else expect(priceUsd.median * 2 ** (-12 / months)).toBeCloseTo(priceCourse.inAYear, 6);
  });

  test('an asset without a sampled way has an upper bound, the others have none', async () => {
    for (const { pLost, pLostBelow } of (await found()).assets) {
      if (pLost.mean > 0) expect(pLostBelow).toBeNull();
      else expect(pLostBelow).toBeGreaterThan(0);
    }
  });
});
