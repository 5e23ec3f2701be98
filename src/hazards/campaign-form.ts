/**
 * Takeovers come in campaigns and reach a tree through routes (model.md 5).
 *
 *     P(a campaign of class j reaches | L) = 1 − Σ_o Pr(o) · Π_c [ 1 − h_j·a_c(o) ]^(n_c)
 *     a_c(o) = 1 − Π_{r ∈ routes of c} (1 − q_cr)·(1 − o_r),     q = 1 − e^(−u·W),  W = max(0, L − gate)
 *
 * o says which routes resolved the whole tree within W: one lifetime is shared by a campaign, and one
 * refresh takes every poisoned group at once. Groups that differ in nothing the formula sees are one
 * class c of n_c members. Pure numbers: no names, no parameters.
 */
import { expm1 } from '../maths/expm1.ts';
import { HOURS_PER_YEAR } from '../model/units.ts';

/** One route in one draw. Rates per year, gate in hours. */
export interface RouteNumbers {
  /** u₀ */
  readonly refresh: number;
  readonly gate: number;
}

/** A class of groups in one draw. */
export interface ClassNumbers {
  /** n_c: how many groups; need not be whole when a number of unseen groups is drawn. */
  readonly size: number;
  /** Indices of the routes by which they arrive. */
  readonly routes: readonly number[];
  /** u_gr for each of those routes, per year. */
  readonly alone: readonly number[];
  /** Chance that what arrives also passes the pin; 1 without one. */
  readonly pass: number;
}

export interface CampaignAnswer {
  /** For each campaign: P(it reaches), the mean over lifetimes. */
  readonly reach: Float64Array;
  /** For each class: mean over lifetimes of a_c, the chance that a poisoned group arrives. */
  readonly arrive: Float64Array;
}

/** More routes with refreshes of the whole tree than this are treated as refreshing group by group. */
const MOST_PATTERNS = 8;

/**
 * @param hit h_j: chance that a campaign of class j hits a given group, in [0, 1)
 * @param hours lifetimes L, with `weights`
 */
export function campaignReach(
  hit: Float64Array,
  classes: readonly ClassNumbers[],
  routes: readonly RouteNumbers[],
  hours: Float64Array,
  weights: Float64Array,
): CampaignAnswer {
  const reach = new Float64Array(hit.length);
  const arrive = new Float64Array(classes.length);
  const together = wholeTreeRoutes(routes);
  const waits = new Float64Array(routes.length);
  const resolved = new Float64Array(together.length);
  const chance = new Float64Array(classes.length);
  for (let k = 0; k < hours.length; k++) {
    const weight = weights[k] as number;
    if (weight < NEGLIGIBLE) continue;
    // Younger than every gate: nothing arrives, and nothing would be added.
    if (!fillWaits(waits, routes, hours[k] as number)) continue;
    fillResolved(resolved, together, routes, waits);
    for (let c = 0; c < classes.length; c++) {
      arrive[c] = (arrive[c] as number) + weight * arrivalChance(classes[c] as ClassNumbers, routes, waits);
    }
    for (let pattern = 0; pattern < 1 << together.length; pattern++) {
      const likelihood = weight * patternChance(pattern, resolved);
      if (likelihood < NEGLIGIBLE) continue;
      fillChances(chance, classes, routes, together, pattern, waits);
      addReach(reach, hit, classes, chance, likelihood);
    }
  }
  return { reach, arrive };
}

/** A weight below which a point cannot show in the sixteenth digit of any rate that is printed. */
const NEGLIGIBLE = 1e-18;

/** Chance that a campaign hits at least one group of the tree, whether or not it arrives. */
export function campaignTouch(hit: Float64Array, groups: number): Float64Array {
  return hit.map((h) => -Math.expm1(groups * Math.log1p(-h)));
}

/** The routes whose common refreshes are followed one by one: those that refresh most. */
function wholeTreeRoutes(routes: readonly RouteNumbers[]): readonly number[] {
  return [...routes.keys()]
    .filter((r) => (routes[r] as RouteNumbers).refresh > 0)
    .sort((a, b) => (routes[b] as RouteNumbers).refresh - (routes[a] as RouteNumbers).refresh)
    .slice(0, MOST_PATTERNS);
}

/** W of each route, in years. @returns whether any is past its gate */
function fillWaits(waits: Float64Array, routes: readonly RouteNumbers[], age: number): boolean {
  let any = false;
  for (let r = 0; r < routes.length; r++) {
    const wait = Math.max(0, age - (routes[r] as RouteNumbers).gate) / HOURS_PER_YEAR;
    waits[r] = wait;
    any ||= wait > 0;
  }
  return any;
}

/** The chance of each route that it has resolved the whole tree within W. */
function fillResolved(
  resolved: Float64Array,
  together: readonly number[],
  routes: readonly RouteNumbers[],
  waits: Float64Array,
): void {
  for (let bit = 0; bit < together.length; bit++) {
    const r = together[bit] as number;
    resolved[bit] = -expm1(-(routes[r] as RouteNumbers).refresh * (waits[r] as number));
  }
}

/** Pr(o): the routes whose bit is set have resolved the whole tree within W, the others have not. */
function patternChance(pattern: number, resolved: Float64Array): number {
  let product = 1;
  for (let bit = 0; bit < resolved.length; bit++) {
    const q = resolved[bit] as number;
    product *= (pattern >> bit) & 1 ? q : 1 - q;
  }
  return product;
}

/** a_c over all that may happen: the exponents of whole-tree refreshes and of choices alone add up. */
function arrivalChance(one: ClassNumbers, routes: readonly RouteNumbers[], waits: Float64Array): number {
  let exponent = 0;
  for (let k = 0; k < one.routes.length; k++) {
    const r = one.routes[k] as number;
    exponent += ((routes[r] as RouteNumbers).refresh + (one.alone[k] as number)) * (waits[r] as number);
  }
  return -one.pass * expm1(-exponent);
}

/** a_c(o): whole-tree refreshes as the pattern says, the rest by chance. */
function fillChances(
  chance: Float64Array,
  classes: readonly ClassNumbers[],
  routes: readonly RouteNumbers[],
  together: readonly number[],
  pattern: number,
  waits: Float64Array,
): void {
  for (let c = 0; c < classes.length; c++) {
    const one = classes[c] as ClassNumbers;
    let exponent = 0;
    let certain = false;
    for (let k = 0; k < one.routes.length; k++) {
      const r = one.routes[k] as number;
      const bit = together.indexOf(r);
      if (bit >= 0 && (pattern >> bit) & 1) certain = true;
      const rate = (one.alone[k] as number) + (bit < 0 ? (routes[r] as RouteNumbers).refresh : 0);
      exponent += rate * (waits[r] as number);
    }
    chance[c] = certain ? one.pass : -one.pass * expm1(-exponent);
  }
}

/** Powers in the series of ln(1 − x) that are summed once for all campaigns. */
const POWERS = 6;
/** Up to this h the series leaves out less than 1e-11 of ln(1 − h·a), for every a ≤ 1. */
const SERIES_UP_TO = 0.02;

/**
 * Adds 1 − Π_c (1 − h_j·a_c)^(n_c) for each campaign.
 *
 * The exponent Σ n_c·ln(1 − h·a_c) is −Σ_m (h^m/m)·S_m with S_m = Σ n_c·a_c^m: the sums over classes do not
 * depend on the campaign, so they are made once.
 */
function addReach(
  reach: Float64Array,
  hit: Float64Array,
  classes: readonly ClassNumbers[],
  chance: Float64Array,
  weight: number,
): void {
  const sums = powerSums(classes, chance);
  for (let j = 0; j < hit.length; j++) {
    const h = hit[j] as number;
    const exponent = h <= SERIES_UP_TO ? seriesAt(h, sums) : exponentAt(h, classes, chance);
    reach[j] = (reach[j] as number) - weight * expm1(exponent);
  }
}

const POWER_SUMS = new Float64Array(POWERS);

function powerSums(classes: readonly ClassNumbers[], chance: Float64Array): Float64Array {
  POWER_SUMS.fill(0);
  for (let c = 0; c < classes.length; c++) {
    const a = chance[c] as number;
    let term = (classes[c] as ClassNumbers).size;
    for (let m = 0; m < POWERS; m++) {
      term *= a;
      POWER_SUMS[m] = (POWER_SUMS[m] as number) + term;
    }
  }
  return POWER_SUMS;
}

function seriesAt(h: number, sums: Float64Array): number {
  let total = 0;
  for (let m = POWERS - 1; m >= 0; m--) total = total * h + (sums[m] as number) / (m + 1);
  return -h * total;
}

function exponentAt(h: number, classes: readonly ClassNumbers[], chance: Float64Array): number {
  let exponent = 0;
  for (let c = 0; c < classes.length; c++) {
    exponent += (classes[c] as ClassNumbers).size * Math.log1p(-h * (chance[c] as number));
  }
  return exponent;
}

/**
 * Shapley share of one group of each class in the union over all groups hit by one campaign.
 *
 *     s_c = h_c · ∫₀¹ Π_{i ≠ one of c} (1 − h_i·u) du,     Σ n_c·s_c = 1 − Π (1 − h_i)
 *
 * @param hit effective h of each class: the chance that the campaign hits a group and that it arrives
 * @param sizes n_c
 */
export function shapleyShares(
  hit: readonly number[],
  sizes: readonly number[],
  nodes: Float64Array,
  weights: Float64Array,
): number[] {
  const shares = new Array<number>(hit.length).fill(0);
  nodes.forEach((node, k) => {
    const u = (node + 1) / 2;
    const survive = Math.exp(
      hit.reduce((total, h, c) => total + (sizes[c] as number) * Math.log1p(-h * u), 0),
    );
    hit.forEach((h, c) => {
      shares[c] = (shares[c] as number) + (((weights[k] as number) / 2) * h * survive) / (1 - h * u);
    });
  });
  return shares;
}
