/**
 * Losses in dollars that people state for their assets (model.md 6, Losses): each asset has a lognormal, is
 * lost at most once before the horizon, and severities are independent given what is lost. The total is the
 * sum over lost assets, and the exceedance curve is that of the sum.
 *
 * Which assets are lost together follows from the odds of sets: with A(B) = P(no asset of B is lost),
 *
 *     P(exactly S is lost) = Σ_{R ⊆ S} (−1)^|R| · A((all ∖ S) ∪ R)
 *
 * Each A(B) comes from the same worlds, so that every term of the sum is a chance in each of them.
 */
import { lognormalFromInterval, lognormalMean, lognormalQuantile } from '../maths/distributions.ts';
import { streamOf, uniforms } from '../maths/philox.ts';
import type { StateId } from '../model/attack-graph.ts';
import type { StatedLoss } from '../model/stated-loss.ts';

/** An asset with dollars that is in the graph. */
export interface PricedAsset {
  readonly id: string;
  readonly state: StateId;
  readonly loss: StatedLoss;
}

/** Sets of so many assets are 255; more would cost seconds. The largest expected losses are taken. */
export const MOST_TOGETHER = 8;

/** Severities are sampled so often: the curve is good to a percent of itself where it is above 1 %. */
const SAMPLES = 4096;

/** Mean of the lognormal whose 5 % and 95 % points are stated, US dollars. */
export function statedMean({ p5, p95 }: Omit<StatedLoss, 'asset'>): number {
  if (p5 === p95) return p5;
  const { mu, sigma } = lognormalFromInterval(p5, p95);
  return lognormalMean(mu, sigma);
}

/** Every set of `count` assets but the empty one, as a list of indices; the set's number is its mask less one. */
export const subsets = (count: number): number[][] =>
  Array.from({ length: 2 ** count - 1 }, (_, i) =>
    Array.from({ length: count }, (_, a) => a).filter((a) => (((i + 1) >>> a) & 1) === 1),
  );

/**
 * P(exactly this set is lost), by mask.
 * @param lost P(at least one of the set is lost), by mask less one, as `subsets` orders them
 */
export function exactSets(lost: readonly number[]): Float64Array {
  const size = lost.length + 1;
  const chance = new Float64Array(size);
  // A of the complement; the Möbius transform over subsets follows, one asset at a time.
  for (let mask = 0; mask < size; mask++) {
    const rest = size - 1 - mask;
    chance[mask] = rest === 0 ? 1 : 1 - (lost[rest - 1] as number);
  }
  for (let bit = 1; bit < size; bit *= 2)
    for (let mask = 0; mask < size; mask++)
      if ((mask & bit) !== 0) chance[mask] = (chance[mask] as number) - (chance[mask ^ bit] as number);
  // Differences of equal sums leave a rounding below zero.
  return chance.map((value) => Math.max(0, value));
}

/**
 * P(the total loss is more than `usd`) for each of `points`.
 * @param chances P(exactly this set is lost), by mask
 */
export function totalExceeds(
  assets: readonly StatedLoss[],
  chances: Float64Array,
  points: readonly number[],
  seed: number,
): number[] {
  const severities = assets.map((asset) => severitiesOf(asset, seed));
  const over = points.map(() => 0);
  const total = new Float64Array(SAMPLES);
  for (let mask = 1; mask < chances.length; mask++) {
    const chance = chances[mask] as number;
    if (chance === 0) continue;
    total.fill(0);
    severities.forEach((values, a) => {
      if (((mask >>> a) & 1) === 0) return;
      for (let i = 0; i < SAMPLES; i++) total[i] = (total[i] as number) + (values[i] as number);
    });
    points.forEach((usd, p) => {
      const share = total.reduce((count, value) => count + (value > usd ? 1 : 0), 0) / SAMPLES;
      over[p] = (over[p] as number) + chance * share;
    });
  }
  return over;
}

/** One severity in each 4,096th of the distribution, in an order of the asset's own. */
function severitiesOf({ asset, p5, p95 }: StatedLoss, seed: number): Float64Array {
  const random = new Float64Array(2 * SAMPLES);
  uniforms(seed, streamOf(`severity ${asset}`), 0, random);
  const values = new Float64Array(SAMPLES).fill(p5);
  if (p5 === p95) return values;
  const { mu, sigma } = lognormalFromInterval(p5, p95);
  const order = Uint32Array.from(values.keys()).sort((a, b) => (random[a] as number) - (random[b] as number));
  order.forEach((place, rank) => {
    values[place] = lognormalQuantile((rank + (random[SAMPLES + rank] as number)) / SAMPLES, mu, sigma);
  });
  return values;
}

/** The assets of the graph that have dollars, the largest stated means first. */
export const pricedAssets = (
  assets: readonly { readonly id: string; readonly state: StateId }[],
  stated: readonly StatedLoss[],
): PricedAsset[] =>
  stated
    .flatMap((loss) => {
      const asset = assets.find((one) => one.id === loss.asset);
      return asset === undefined ? [] : [{ id: asset.id, state: asset.state, loss }];
    })
    .sort((a, b) => statedMean(b.loss) - statedMean(a.loss));
