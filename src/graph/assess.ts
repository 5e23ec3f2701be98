/** The part of the assessment that the attack graph computes: odds and containment, assets, losses, price. */
import { type Summary, spaced, summarise } from '../maths/order.ts';
import { sum } from '../maths/survival.ts';
import type { AssessedAsset, AssessedGraph, Losses, PriceCourse } from '../model/assessment.ts';
import type { Asset, AttackGraph, StateId } from '../model/attack-graph.ts';
import type { ShockId } from '../model/ids.ts';
import type { RateView, ShockSpec } from '../model/shock.ts';
import type { StatedLoss } from '../model/stated-loss.ts';
import { POINTS, segmentExpected, statedExpected, statedTotals } from './dollars.ts';
import { type LossOdds, type LossShares, lossOdds, meanPerYear, oncePerDraw } from './losses.ts';
import { entriesOf, pathOf, priceCourses, priceEstimate, pricesOf, yearsToWorth } from './prices.ts';
import { type CampaignsAsked, type ClassOfShocks, campaignClass, classesOf } from './question.ts';
import { type Chances, Worlds } from './reach.ts';
import { exceeds, type Fixed, meanLoss, severityOf, severityQuantile } from './severity.ts';
import { pricedAssets } from './stated-losses.ts';
import type { Prices } from './world-price.ts';

export interface LossRequest {
  readonly graph: AttackGraph;
  readonly specs: readonly ShockSpec[];
  /** λ of shocks with a rate of their own, draw by draw. */
  readonly rates: ReadonlyMap<ShockId, Float64Array>;
  /** Shares of the odds that something gets in. */
  readonly shares: ReadonlyMap<ShockId, number>;
  readonly anyPerYear: Float64Array;
  readonly campaigns: readonly CampaignsAsked[];
  readonly chances: Chances;
  readonly parameter: (id: string) => Float64Array;
  readonly fixed: Fixed;
  /** States that are held already: what entered by them has happened. */
  readonly fallen: readonly StateId[];
  readonly segment: string;
  /** Dollars of assets, as the owner states them; when there are any, they are the losses. */
  readonly stated: readonly StatedLoss[];
  readonly horizonYears: number;
  /** The same shocks under other costs, or over another time. */
  readonly views: readonly RateView[];
  readonly seed: number;
}

export interface LossResult {
  readonly anyAsset: Summary;
  readonly anyAssetAnew: Summary;
  /** P(any asset) given that the states of `fallen` are held; null without any. */
  readonly anyAssetGivenFallen: Summary | null;
  readonly containment: Summary | null;
  /** P(any asset) of each view, for each draw that was followed. */
  readonly views: readonly Float64Array[];
  readonly assets: readonly AssessedAsset[];
  readonly losses: Losses;
  readonly graph: AssessedGraph;
  /** For each shock: P(any asset | one event), and its share of the odds that something is lost. */
  readonly shocks: ReadonlyMap<ShockId, { readonly reaches: number; readonly share: number }>;
}

/** Worlds cost more than rates: of the joint draws so many are followed through the graph. */
export const LOSS_DRAWS = 128;
/** Draws for states that are means to an end. */
const FEWER_DRAWS = 32;

export function assessLosses(request: LossRequest): LossResult {
  const { graph, anyPerYear, horizonYears, chances, seed } = request;
  const worlds = new Worlds(graph, chances, seed);
  const asked = questionOf(request, worlds);
  const draws = spaced(anyPerYear.length, LOSS_DRAWS);
  const bearing = graph.assets.filter((asset) => asset.weight !== null);
  const means = graph.assets.filter((asset) => asset.weight === null);
  const all = bearing.map((asset) => asset.state);
  const targets = [all, ...bearing.map((asset) => [asset.state])];
  const views = request.views.map(({ rates, campaigns, years }) => ({
    rates: classesOf(request.specs, rates).map(({ rate }) => rate),
    campaigns,
    years,
  }));
  const [whole, ...each] = lossOdds({ ...asked, draws, targets, shared: true, views }) as [
    LossOdds,
    ...LossOdds[],
  ];
  const shares = whole.shares as LossShares;
  const fewer = spaced(anyPerYear.length, FEWER_DRAWS);
  const eachMeans = lossOdds({ ...asked, draws: fewer, targets: means.map((asset) => [asset.state]) });
  const once = oncePerDraw(whole, horizonYears);
  const lambda = meanPerYear(whole);
  const pricing = { graph, parameter: request.parameter, entries: entriesOf(request), worlds, draws };
  const prices = pricesOf(pricing, [...targets, ...means.map((asset) => [asset.state])]);
  const courses = priceCourses(pricing, targets, prices);
  const share = request.parameter('price.attacker-share');
  const priced = pricedAssets(bearing, request.stated);
  const expected = priced.length > 0 ? statedExpected(bearing, each, priced, horizonYears) : null;
  const weighed = expected ?? segmentExpected(bearing, each, once, request, draws);
  const assets = [
    ...bearing.map((asset, a) =>
      worthFalling(
        assessedAsset(asset, each[a] as LossOdds, prices[a + 1] as Prices, request, weighed[a] ?? null),
        courses[a + 1] ?? null,
        share,
      ),
    ),
    ...means.map((asset, a) =>
      assessedAsset(asset, eachMeans[a] as LossOdds, prices[bearing.length + 1 + a] as Prices, request, null),
    ),
  ];
  return {
    anyAsset: summarise(once),
    anyAssetAnew: summarise(lambda.map((rate) => -Math.expm1(-rate * horizonYears))),
    anyAssetGivenFallen: givenFallen(request, asked, all, draws),
    containment: containmentOf(lambda, anyPerYear, draws),
    views: whole.views,
    assets: assets.sort((a, b) => Number(b.bearsLoss) - Number(a.bearsLoss) || b.pLost.mean - a.pLost.mean),
    losses: {
      ...lossesOf(request, once, prices[0] as Prices, whole, asked.classes),
      priceCourse: courses[0] ?? null,
      ...(expected === null ? {} : statedTotals({ asked, priced, expected, fewer, seed })),
    },
    graph: assessedGraph(graph, chances),
    shocks: shocksOf(request, shares, asked.classes),
  };
}

function questionOf(request: LossRequest, worlds: Worlds) {
  const byId = new Map(request.specs.map((spec) => [spec.id, spec]));
  return {
    worlds,
    classes: classesOf(request.specs, request.rates),
    campaigns: request.campaigns.map((one) => campaignClass(one, byId)),
    horizonYears: request.horizonYears,
  };
}

/** An event so frequent that it has happened: odds then differ from 1 by less than a double can hold. */
const CERTAIN = 1e6;

function givenFallen(
  { fallen, horizonYears }: LossRequest,
  asked: ReturnType<typeof questionOf>,
  targets: readonly StateId[],
  draws: readonly number[],
): Summary | null {
  if (fallen.length === 0) return null;
  const size = Math.max(...draws) + 1;
  const held = { states: fallen, rate: new Float64Array(size).fill(CERTAIN / horizonYears) };
  const [odds] = lossOdds({ ...asked, classes: [...asked.classes, held], draws, targets: [targets] });
  return summarise(oncePerDraw(odds as LossOdds, horizonYears));
}

/** 1 − E_w[Λ_w(any asset)]/Λ(any), draw by draw. */
function containmentOf(lost: Float64Array, falls: Float64Array, draws: readonly number[]): Summary | null {
  const values = draws.map((draw, i) => {
    const all = falls[draw] as number;
    return all > 0 ? Math.max(0, 1 - (lost[i] as number) / all) : Number.NaN;
  });
  const defined = Float64Array.from(values.filter((value) => !Number.isNaN(value)));
  return defined.length === 0 ? null : summarise(defined);
}

/** The same with how its price moves, and when an attacker gains more than he pays. */
function worthFalling(
  asset: AssessedAsset,
  priceCourse: PriceCourse | null,
  share: Float64Array,
): AssessedAsset {
  const { expectedLossUsd, pLost, priceUsd } = asset;
  if (expectedLossUsd === null || pLost.mean === 0) return { ...asset, priceCourse };
  const lossUsd = expectedLossUsd.mean / pLost.mean;
  return { ...asset, priceCourse, belowWorthInYears: yearsToWorth(priceUsd, priceCourse, lossUsd, share) };
}

function assessedAsset(
  { id, title, at, weight, state }: Asset,
  odds: LossOdds,
  prices: Prices,
  { horizonYears, graph, anyPerYear }: LossRequest,
  expectedUsd: Float64Array | null,
): AssessedAsset {
  const seen = odds.perYear.some((rate) => rate > 0);
  const once = oncePerDraw(odds, horizonYears);
  const anew = meanPerYear(odds).map((rate) => -Math.expm1(-rate * horizonYears));
  return {
    id,
    title,
    at: at ?? graph.states.find((one) => one.id === state)?.at ?? null,
    bearsLoss: weight !== null,
    pLost: summarise(once),
    pLostAnew: summarise(anew),
    pLostBelow: seen ? null : unseen(odds.perYear.length, anyPerYear, horizonYears),
    expectedLossUsd: expectedUsd === null ? null : summarise(expectedUsd),
    priceUsd: priceEstimate(prices),
    priceCourse: null,
    belowWorthInYears: null,
    cheapestPath: pathOf(prices, graph),
    method: 'sampled',
    standardError: standardError(once),
  };
}

/** No sampled way is not zero: (1 − 0.05^(1/N))·P(anything falls), an upper bound at 95 % (model.md 6). */
function unseen(worlds: number, anyPerYear: Float64Array, years: number): number {
  const falls = sum(anyPerYear.map((rate) => -Math.expm1(-rate * years))) / anyPerYear.length;
  return -Math.expm1(Math.log(0.05) / worlds) * falls;
}

/** Of the mean over the draws: what is left of both the draws' and the worlds' chance. */
function standardError(values: Float64Array): number {
  if (values.length < 2) return 0;
  const mean = sum(values) / values.length;
  const square = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return Math.sqrt(square / (values.length - 1) / values.length);
}

function lossesOf(
  { segment, fixed, graph, specs }: LossRequest,
  once: Float64Array,
  prices: Prices,
  whole: LossOdds,
  classes: readonly ClassOfShocks[],
): Omit<Losses, 'priceCourse'> {
  const severity = severityOf(segment, fixed);
  const mean = meanLoss(severity);
  const p = sum(once) / once.length;
  return {
    segment,
    basis: {
      kind: 'segment',
      medianUsd: severityQuantile(severity, 0.5),
      highUsd: severityQuantile(severity, 0.95),
    },
    expectedUsd: summarise(once.map((value) => value * mean)),
    exceedance: POINTS.map((usd) => ({ usd, probability: p * exceeds(severity, usd) })),
    priceUsd: priceEstimate(prices),
    cheapestPath: pathOf(prices, graph),
    containment: channelContainment(whole.shares as LossShares, classes, specs),
    standardError: standardError(once),
    worlds: whole.perYear.length,
  };
}

/** 1 − the share of a channel's break-ins that reach an asset, for channels with rates of their own. */
function channelContainment(
  { blast }: LossShares,
  classes: readonly ClassOfShocks[],
  specs: readonly ShockSpec[],
): Record<string, number> {
  const channels = new Map(specs.map((spec) => [spec.id, spec.channel]));
  const totals = new Map<string, { all: number; lost: number }>();
  classes.forEach(({ shocks, rate }, c) => {
    const channel = channels.get(shocks[0] as ShockId) as string;
    const known = totals.get(channel) ?? { all: 0, lost: 0 };
    const mean = sum(rate) / rate.length;
    known.all += mean;
    known.lost += mean * (blast[c] as number);
    totals.set(channel, known);
  });
  return Object.fromEntries(
    [...totals]
      .filter(([, { all }]) => all > 0)
      .map(([channel, { all, lost }]) => [channel, Math.max(0, 1 - lost / all)]),
  );
}

/** What each shock does to the assets. The part of the campaigns is split by what each would bring alone. */
function shocksOf(
  { campaigns, shares, rates }: LossRequest,
  { blast, ways, parts }: LossShares,
  classes: readonly ClassOfShocks[],
): LossResult['shocks'] {
  const found = new Map<ShockId, { reaches: number; share: number }>();
  const total = sum(parts);
  classes.forEach(({ shocks, rate }, c) => {
    const perClass = sum(rate);
    const part = total > 0 ? (parts[c] as number) / total : 0;
    for (const id of shocks) {
      const own = sum(rates.get(id) ?? []);
      found.set(id, { reaches: blast[c] as number, share: perClass > 0 ? (part * own) / perClass : 0 });
    }
  });
  campaigns.forEach((one, j) => {
    const reaches = reachOfShocks(one, ways[j] ?? new Float64Array(0));
    const weighed = [...reaches].map(([id, reach]) => [id, reach, reach * (shares.get(id) ?? 0)] as const);
    const all = weighed.reduce((all, [, , weight]) => all + weight, 0);
    const part = total > 0 ? (parts[classes.length + j] as number) / total : 0;
    for (const [id, reach, weight] of weighed)
      found.set(id, { reaches: reach, share: all > 0 ? (part * weight) / all : 0 });
  });
  return found;
}

/** P(any asset | a release of the shock arrives): the mean over the ways by which it may. */
function reachOfShocks({ ways }: CampaignsAsked, reached: Float64Array): Map<ShockId, number> {
  const sums = new Map<ShockId, { total: number; count: number }>();
  ways.forEach(({ shocks }, way) => {
    for (const id of shocks) {
      const known = sums.get(id) ?? { total: 0, count: 0 };
      known.total += reached[way] as number;
      known.count++;
      sums.set(id, known);
    }
  });
  return new Map([...sums].map(([id, { total, count }]) => [id, total / count]));
}

function assessedGraph(graph: AttackGraph, chances: Chances): AssessedGraph {
  const mean = (factors: Parameters<Chances>[0]): number => {
    if (factors.length === 0) return 1;
    const values = chances(factors);
    return sum(values) / values.length;
  };
  return {
    nodes: graph.states.map(({ id, title, at }) => ({ id, title, at })),
    steps: graph.steps.map(({ id, technique, from, to, open, walls, because, at, unknown }) => ({
      id,
      technique,
      from,
      to,
      probability: mean(open),
      walls,
      because,
      at,
      unknown,
    })),
    walls: graph.walls.map(({ id, wall, fails, because, at }) => ({
      id,
      wall,
      failureOnDemand: mean(fails),
      because,
      at,
    })),
  };
}
