import { describe, expect, test } from 'vitest';
import { campaignWindows } from '../../src/campaigns.generated.ts';
import { campaignReach, campaignTouch } from '../../src/hazards/campaign-form.ts';
import { lifetimeGrid, lifetimeWeights } from '../../src/hazards/lifetime.ts';

const npm = campaignWindows.find((one) => one.ecosystem === 'npm');
if (npm === undefined) throw new Error('the npm campaigns are missing');

const figures = (mix: number[], names: number, gate: number, refresh: number, alone: number) => {
  const hit = Float64Array.from(npm.campaigns, (one) => one.packages.reduce((t, n, i) => t + (mix[i] as number) * n / (npm.packages[i] as number), 0));
  const grid = lifetimeGrid([gate]);
  const w = lifetimeWeights(grid, { logMedian: 1.68, sigma: 1.66, sleeperShare: .07, sleeperLogMedian: Math.log(1200), sleeperSigma: 1.2, sleeperHarm: .1 });
  const { reach } = campaignReach(hit, [{ size: names, routes: [0], alone: [alone], pass: 1 }], [{ refresh, gate }], grid.hours, w);
  return { w: w.reduce((a, b) => a + b), touch: campaignTouch(hit, names).reduce((a, b) => a + b), entry: reach.reduce((a, b) => a + b) };
};
describe('x', () => { test('figures', () => {
  for (const mix of [[.31,.6,.07],[.4,.4,.2],[.48,.48,.04]]) for (const g of [0, 72, 168]) console.log(mix, g, figures(mix, 1760, g, 1, 3), figures(mix,1760,g,365,0).entry, figures(mix, 248, g, 1, 3));
  expect(1).toBe(1);
});});
