/** From odds to dollars: by the losses that the owner states, else by the segment's distribution (model.md 6). */
import { summarise } from '../maths/order.ts';
import { sum } from '../maths/survival.ts';
import type { Losses } from '../model/assessment.ts';
import type { Asset } from '../model/attack-graph.ts';
import { type LossOdds, type LossQuestion, lossOdds, oncePerDraw } from './losses.ts';
import { type Fixed, meanLoss, severityOf } from './severity.ts';
import {
  exactSets,
  MOST_TOGETHER,
  type PricedAsset,
  statedMean,
  subsets,
  totalExceeds,
} from './stated-losses.ts';

export interface SegmentLosses {
  readonly segment: string;
  readonly fixed: Fixed;
  readonly parameter: (id: string) => Float64Array;
  readonly horizonYears: number;
}

/** Dollars at which the exceedance curve is told. */
export const POINTS = [1e4, 1e5, 1e6, 1e7, 1e8];

/** Odds times the stated mean, draw by draw; null for an asset without dollars. */
export const statedExpected = (
  bearing: readonly Asset[],
  odds: readonly LossOdds[],
  priced: readonly PricedAsset[],
  years: number,
): (Float64Array | null)[] =>
  bearing.map((asset, a) => {
    const loss = priced.find((one) => one.id === asset.id)?.loss;
    if (loss === undefined) return null;
    return oncePerDraw(odds[a] as LossOdds, years).map((p) => p * statedMean(loss));
  });

/** The total of stated losses: its mean, and its exceedance curve from which assets are lost together. */
export function statedTotals({
  asked,
  priced,
  expected,
  fewer,
  seed,
}: {
  readonly asked: Omit<LossQuestion, 'draws' | 'targets'>;
  readonly priced: readonly PricedAsset[];
  readonly expected: readonly (Float64Array | null)[];
  readonly fewer: readonly number[];
  readonly seed: number;
}): Pick<Losses, 'basis' | 'expectedUsd' | 'exceedance'> {
  const together = priced.slice(0, MOST_TOGETHER);
  const sets = subsets(together.length).map((set) => set.flatMap((a) => together[a]?.state ?? []));
  const lost = lossOdds({ ...asked, draws: fewer, targets: sets }).map((odds) => {
    const once = oncePerDraw(odds, asked.horizonYears);
    return sum(once) / once.length;
  });
  const losses = together.map((one) => one.loss);
  const exceeding = totalExceeds(losses, exactSets(lost), POINTS, seed);
  const [first = new Float64Array(0), ...more] = expected.filter((one) => one !== null);
  const total = first.map((usd, i) => more.reduce((all, one) => all + (one[i] as number), usd));
  return {
    basis: { kind: 'stated', assets: priced.map((one) => one.id), together: together.length },
    expectedUsd: summarise(total),
    exceedance: POINTS.map((usd, i) => ({ usd, probability: exceeding[i] as number })),
  };
}

/** P(any asset) times the segment's mean loss, shared by relative weight. */
export function segmentExpected(
  bearing: readonly Asset[],
  each: readonly LossOdds[],
  once: Float64Array,
  request: SegmentLosses,
  draws: readonly number[],
): Float64Array[] {
  const loss = meanLoss(severityOf(request.segment, request.fixed));
  return lossShares(bearing, each, once, request, draws).map((one) => one.map((share) => share * loss));
}

/** Parts of P(any asset) that fall on each asset, draw by draw: by relative weight among what is likely lost. */
function lossShares(
  bearing: readonly Asset[],
  odds: readonly LossOdds[],
  any: Float64Array,
  { horizonYears, parameter }: SegmentLosses,
  draws: readonly number[],
): Float64Array[] {
  const weighed = bearing.map((asset, a) => {
    const weights = parameter(asset.weight as string);
    return oncePerDraw(odds[a] as LossOdds, horizonYears).map(
      (p, i) => p * (weights[draws[i] as number] as number),
    );
  });
  const totals = any.map((_, i) => weighed.reduce((total, one) => total + (one[i] as number), 0));
  return weighed.map((one) =>
    one.map((value, i) =>
      (totals[i] as number) > 0 ? (value / (totals[i] as number)) * (any[i] as number) : 0,
    ),
  );
}
