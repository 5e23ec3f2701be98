/**
 * From reachability and shocks to the odds that something is lost (model.md 6): sample the walls, integrate
 * the clocks.
 *
 *     P(a lost before T) = E_w[ 1 − e^(−Λ_w(a)) ],   Λ_w(a) = T·( Σ_{s reaches a} λ_s + Σ_j λ_j(ways that reach a) )
 *
 * Exact in the shocks whatever their rates; every state needs one step only, so that what two shocks do
 * together is what each does alone.
 */
import { expm1 } from '../maths/expm1.ts';
import { type Saturating, saturated } from '../maths/saturating.ts';
import type { StateId } from '../model/attack-graph.ts';
import { LANES, union, WORDS, type Worlds } from './reach.ts';

/** Shocks that enter at the same states, as one. Rates per year, draw by draw. */
export interface EntryClass {
  readonly states: readonly StateId[];
  readonly rate: Float64Array;
}

/** Campaigns of one ecosystem: an event enters by some of the ways, several at once. */
export interface CampaignClass {
  /** Where each way enters. */
  readonly ways: readonly (readonly StateId[])[];
  /** Events a year that enter by at least one of the ways that are set. */
  readonly entering: (draw: number, set: Uint8Array) => number;
  /** Where that follows from the rates of single ways; null or left out where each set has a number of its own. */
  readonly joined?: (draw: number) => Saturating | null;
}

export interface LossQuestion {
  readonly worlds: Worlds;
  /** Which draws of the parameters are taken. */
  readonly draws: readonly number[];
  readonly classes: readonly EntryClass[];
  readonly campaigns: readonly CampaignClass[];
  /** Each target is a set of states, any of which is the loss; the first is "any asset". */
  readonly targets: readonly (readonly StateId[])[];
  readonly horizonYears: number;
  /** Walls that may stand (see `Worlds`) and do. */
  readonly standing?: readonly string[];
  /** What each class has of the first target is asked for as well. */
  readonly shared?: boolean;
  /** Other rates of the same shocks, for the first target: the worlds are the same. */
  readonly views?: readonly View[];
}

/** The same shocks under other costs, or over another time. */
export interface View {
  /** Of each class, draw by draw. */
  readonly rates: readonly Float64Array[];
  /** Campaigns a year against those of the question, draw by draw. */
  readonly campaigns: Float64Array;
  readonly years: number;
}

/** The answer for one target. */
export interface LossOdds {
  /** Λ_w for one year: `perYear[i·LANES + lane]` of the i-th draw that was asked for. */
  readonly perYear: Float64Array;
  /** Of the first target, where it is asked for; null else. */
  readonly shares: LossShares | null;
  /** P_once of each view, draw by draw; of the first target. */
  readonly views: readonly Float64Array[];
}

/** Which shocks a loss comes from; means over the draws. */
export interface LossShares {
  /** For each class: the share of worlds in which one event reaches the target. */
  readonly blast: Float64Array;
  /** For each campaign class and way: the same share. */
  readonly ways: readonly Float64Array[];
  /**
   * For each class, then each campaign class: its part of P_once, E_w[ (Λ_s/Λ_w)·(1 − e^(−Λ_w)) ]. The parts add
   * up to P_once.
   */
  readonly parts: Float64Array;
}

/**
 * @returns one answer a target, in order
 * @see [GY92] for why common uniforms make differences between plans nearly free of noise
 */
export function lossOdds(question: LossQuestion): LossOdds[] {
  const { worlds, draws, targets, classes, campaigns } = question;
  const places = classes.map(({ states }) => indices(states, worlds));
  const ways = campaigns.map((one) => one.ways.map((states) => indices(states, worlds)));
  const answers = targets.map(
    (_, t): LossOdds => ({
      perYear: new Float64Array(draws.length * LANES),
      shares: t === 0 && question.shared === true ? noShares(classes.length, ways) : null,
      views: t === 0 ? (question.views ?? []).map(() => new Float64Array(draws.length)) : [],
    }),
  );
  const goals = targets.map((states) => indices(states, worlds));
  // What campaigns bring to each lane; one list for all draws, for there are many.
  const own = campaigns.map(() => new Float64Array(LANES));
  draws.forEach((draw, i) => {
    worlds.draw(draw, question.standing);
    const rates = campaigns.map((campaign) => ratesOf(campaign, draw));
    goals.forEach((goal, t) => {
      const { perYear, shares, views } = answers[t] as LossOdds;
      if (goal.length === 0) return;
      const lanes = perYear.subarray(i * LANES, (i + 1) * LANES);
      const bits = worlds.leadsTo(goal);
      const sums = worlds.sums.fill(0);
      places.forEach((states, c) => {
        worlds.add(states, classes[c]?.rate[draw] as number);
      });
      lanes.set(sums);
      ways.forEach((list, j) => {
        const lanesOfCampaign = own[j] as Float64Array;
        fillCampaigns(lanesOfCampaign, worlds, list, rates[j] as RatesOfSets);
        addAll(lanes, lanesOfCampaign);
      });
      views.forEach((odds, v) => {
        const view = question.views?.[v] as View;
        odds[i] = viewed(view, draw, { worlds, places, own: t === 0 ? own : [] });
      });
      const leading = ways.map((list) => list.map((states) => union(bits, states)));
      if (shares === null) return;
      const weights = weightsOf(lanes, question.horizonYears, draws.length);
      places.forEach((states, c) => {
        const rate = classes[c]?.rate[draw] as number;
        countShare({ shares, at: c, rate }, union(bits, states), weights);
      });
      leading.forEach((list, j) => {
        countWays({ shares, at: j, own: own[j] as Float64Array }, list, weights);
      });
    });
  });
  const [first] = answers;
  if (first?.shares) scale([first.shares.blast, ...first.shares.ways], 1 / (LANES * draws.length));
  return answers;
}

/** P_once of one draw at other rates. What campaigns bring to each lane is in proportion to how many there are. */
function viewed(
  { rates, campaigns, years }: View,
  draw: number,
  {
    worlds,
    places,
    own,
  }: { worlds: Worlds; places: readonly (readonly number[])[]; own: readonly Float64Array[] },
): number {
  const sums = worlds.sums.fill(0);
  places.forEach((states, c) => {
    worlds.add(states, rates[c]?.[draw] as number);
  });
  const factor = campaigns[draw] as number;
  let total = 0;
  for (let lane = 0; lane < LANES; lane++) {
    let rate = sums[lane] as number;
    for (const lanes of own) rate += factor * (lanes[lane] as number);
    total -= expm1(-rate * years);
  }
  return total / LANES;
}

const noShares = (classes: number, ways: readonly (readonly unknown[])[]): LossShares => ({
  blast: new Float64Array(classes),
  ways: ways.map((list) => new Float64Array(list.length)),
  parts: new Float64Array(classes + ways.length),
});

/** Adds one draw's worlds of a class: how many lead to the target, and its part of the odds. */
function countShare(
  { shares: { blast, parts }, at, rate }: { shares: LossShares; at: number; rate: number },
  lanes: Int32Array,
  weights: Float64Array,
): void {
  if (isEmpty(lanes)) return;
  blast[at] = (blast[at] as number) + countBits(lanes);
  parts[at] = (parts[at] as number) + rate * sumOver(weights, lanes);
}

/** The same of a campaign class, whose rate differs from world to world. */
function countWays(
  { shares: { blast, ways, parts }, at, own }: { shares: LossShares; at: number; own: Float64Array },
  leading: readonly Int32Array[],
  weights: Float64Array,
): void {
  const reached = ways[at] as Float64Array;
  leading.forEach((lanes, way) => {
    reached[way] = (reached[way] as number) + countBits(lanes);
  });
  const place = blast.length + at;
  parts[place] = (parts[place] as number) + dot(own, weights);
}

function scale(lists: readonly Float64Array[], by: number): void {
  for (const list of lists) for (let i = 0; i < list.length; i++) list[i] = (list[i] as number) * by;
}

const indices = (states: readonly StateId[], worlds: Worlds): number[] =>
  states.flatMap((state) => worlds.indexOf(state) ?? []);

/** Worlds in which the same ways lead to a target have the same rate: each set is computed once a draw. */
class RatesOfSets {
  readonly #campaign: CampaignClass;
  readonly #draw: number;
  readonly #known = new Map<string | number, number>();
  readonly joined: Saturating | null;

  constructor(campaign: CampaignClass, draw: number) {
    this.#campaign = campaign;
    this.#draw = draw;
    this.joined = campaign.joined?.(draw) ?? null;
  }

  of(set: Uint8Array): number {
    const key = keyOf(set);
    const found = this.#known.get(key) ?? this.#campaign.entering(this.#draw, set);
    this.#known.set(key, found);
    return found;
  }
}

/** By campaign and draw: other targets of the same draw are asked about again. */
const asked = new WeakMap<CampaignClass, Map<number, RatesOfSets>>();

function ratesOf(campaign: CampaignClass, draw: number): RatesOfSets {
  const byDraw = asked.get(campaign) ?? new Map<number, RatesOfSets>();
  asked.set(campaign, byDraw);
  const rates = byDraw.get(draw) ?? new RatesOfSets(campaign, draw);
  byDraw.set(draw, rates);
  return rates;
}

/** A list of few ways is a number of as many bits; a longer one the text of several. */
function keyOf(set: Uint8Array): string | number {
  if (set.length <= BITS) return bitsOf(set, 0);
  let key = '';
  for (let from = 0; from < set.length; from += BITS) key += `${bitsOf(set, from)} `;
  return key;
}

const BITS = 30;

function bitsOf(set: Uint8Array, from: number): number {
  const end = Math.min(set.length, from + BITS);
  let bits = 0;
  for (let way = from; way < end; way++) bits = (bits << 1) | (set[way] as number);
  return bits;
}

/** Rates of one class of campaigns, lane by lane. Lanes with the same ways are one group, whose rate is computed once. */
function fillCampaigns(
  lanes: Float64Array,
  worlds: Worlds,
  ways: readonly (readonly number[])[],
  rates: RatesOfSets,
): void {
  if (rates.joined !== null) {
    fillJoined(lanes, worlds, ways, rates.joined);
    return;
  }
  const leading = ways.map((states) => union(worlds.rows, states));
  if (leading.every(isEmpty)) {
    lanes.fill(0);
    return;
  }
  const { group, first } = groupsOf(leading);
  const set = new Uint8Array(leading.length);
  const perGroup = first.map((lane) => {
    for (let way = 0; way < set.length; way++) set[way] = bitOf(leading[way] as Int32Array, lane);
    return set.includes(1) ? rates.of(set) : 0;
  });
  for (let lane = 0; lane < LANES; lane++) lanes[lane] = perGroup[group[lane] as number] as number;
}

/** Of many ways nearly every lane has a set of its own. */
function fillJoined(
  lanes: Float64Array,
  worlds: Worlds,
  ways: readonly (readonly number[])[],
  { single, beta }: Saturating,
): void {
  const sums = worlds.sums.fill(0);
  ways.forEach((states, way) => {
    worlds.add(states, single[way] as number);
  });
  for (let lane = 0; lane < LANES; lane++) lanes[lane] = saturated(sums[lane] as number, beta);
}

function addAll(lanes: Float64Array, more: Float64Array): void {
  for (let lane = 0; lane < LANES; lane++) lanes[lane] = (lanes[lane] as number) + (more[lane] as number);
}

const bitOf = (lanes: Int32Array, lane: number): number =>
  ((lanes[lane >>> 5] as number) >>> (lane & 31)) & 1;

/** Lanes that agree in every list are one group: its number for each lane, and a lane of each group. */
function groupsOf(lists: readonly Int32Array[]): { readonly group: Uint16Array; readonly first: number[] } {
  const group = new Uint16Array(LANES);
  let first = [0];
  for (const lanes of lists) {
    if (isEmpty(lanes) || isFull(lanes)) continue;
    // A group's lanes keep its number where they have no bit, or are a new one where they have.
    const kept = new Int32Array(first.length).fill(-1);
    const split = new Int32Array(first.length).fill(-1);
    const next: number[] = [];
    for (let lane = 0; lane < LANES; lane++) {
      const renumbered = bitOf(lanes, lane) === 0 ? kept : split;
      const old = group[lane] as number;
      if (renumbered[old] === -1) renumbered[old] = next.push(lane) - 1;
      group[lane] = renumbered[old] as number;
    }
    first = next;
  }
  return { group, first };
}

function isEmpty(lanes: Int32Array): boolean {
  let any = 0;
  for (let word = 0; word < WORDS; word++) any |= lanes[word] as number;
  return any === 0;
}

function isFull(lanes: Int32Array): boolean {
  let all = -1;
  for (let word = 0; word < WORDS; word++) all &= lanes[word] as number;
  return all === -1;
}

/** Bits set, by halving (Warren, Hacker's Delight, 5-1). */
function countBits(lanes: Int32Array): number {
  let count = 0;
  for (const word of lanes) {
    const pairs = word - ((word >>> 1) & 0x55555555);
    const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
    count += Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** (1 − e^(−Λ_w·T))/Λ_w of each lane, over the number of worlds: what a unit of rate adds to P_once. */
function weightsOf(perYear: Float64Array, years: number, draws: number): Float64Array {
  return perYear.map((rate) => (rate === 0 ? 0 : -expm1(-rate * years) / rate / (LANES * draws)));
}

function sumOver(values: Float64Array, lanes: Int32Array): number {
  let total = 0;
  for (let lane = 0; lane < LANES; lane++)
    total += (values[lane] as number) * (((lanes[lane >>> 5] as number) >>> (lane & 31)) & 1);
  return total;
}

const dot = (one: Float64Array, other: Float64Array): number =>
  one.reduce((total, value, i) => total + value * (other[i] as number), 0);

/** P_once of each draw: E_w[1 − e^(−Λ_w·T)]. */
export function oncePerDraw({ perYear }: LossOdds, years: number): Float64Array {
  return byDraw(perYear, (rate) => -expm1(-rate * years));
}

/** E_w[Λ_w] of one year, of each draw: P_anew is 1 − e^(−T·that). */
export const meanPerYear = ({ perYear }: LossOdds): Float64Array => byDraw(perYear, (rate) => rate);

function byDraw(perYear: Float64Array, value: (rate: number) => number): Float64Array {
  const out = new Float64Array(perYear.length / LANES);
  for (let draw = 0; draw < out.length; draw++) {
    let total = 0;
    for (let lane = 0; lane < LANES; lane++) total += value(perYear[draw * LANES + lane] as number);
    out[draw] = total / LANES;
  }
  return out;
}
