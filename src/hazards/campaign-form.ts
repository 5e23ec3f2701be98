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
 * @param hit h_j: chance that a campaign of class j hits a given group
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
  const chance = new Float64Array(classes.length);
  for (let k = 0; k < hours.length; k++) {
    const weight = weights[k] as number;
    if (weight < 1e-18) continue;
    const age = hours[k] as number;
    classes.forEach((one, c) => {
      arrive[c] = (arrive[c] as number) + weight * one.pass * arrivalChance(one, routes, age);
    });
    for (let pattern = 0; pattern < 1 << together.length; pattern++) {
      const likelihood = patternChance(pattern, together, routes, age);
      if (likelihood === 0) continue;
      fillChances(chance, classes, routes, together, pattern, age);
      addReach(reach, hit, classes, chance, weight * likelihood);
    }
  }
  return { reach, arrive };
}

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

const chosen = (rate: number, gate: number, age: number): number =>
  age <= gate ? 0 : -Math.expm1((-rate * (age - gate)) / HOURS_PER_YEAR);

function patternChance(pattern: number, together: readonly number[], routes: readonly RouteNumbers[], age: number): number {
  let product = 1;
  together.forEach((r, bit) => {
    const { refresh, gate } = routes[r] as RouteNumbers;
    const q = chosen(refresh, gate, age);
    product *= (pattern >> bit) & 1 ? q : 1 - q;
  });
  return product;
}

/** a_c over all that may happen: whole-tree refreshes and choices of the group alone. */
function arrivalChance(one: ClassNumbers, routes: readonly RouteNumbers[], age: number): number {
  let missed = 0; // Σ u·W over the routes: the exponents add
  one.routes.forEach((r, k) => {
    const { refresh, gate } = routes[r] as RouteNumbers;
    if (age > gate) missed += (refresh + (one.alone[k] as number)) * (age - gate);
  });
  return -Math.expm1(-missed / HOURS_PER_YEAR);
}

/** a_c(o): whole-tree refreshes as the pattern says, the rest by chance. */
function fillChances(
  chance: Float64Array,
  classes: readonly ClassNumbers[],
  routes: readonly RouteNumbers[],
  together: readonly number[],
  pattern: number,
  age: number,
): void {
  classes.forEach((one, c) => {
    let exponent = 0;
    let certain = false;
    one.routes.forEach((r, k) => {
      const { refresh, gate } = routes[r] as RouteNumbers;
      const bit = together.indexOf(r);
      if (bit >= 0 && (pattern >> bit) & 1) certain = true;
      const rate = (one.alone[k] as number) + (bit < 0 ? refresh : 0);
      if (age > gate) exponent += rate * (age - gate);
    });
    chance[c] = one.pass * (certain ? 1 : -Math.expm1(-exponent / HOURS_PER_YEAR));
  });
}

function addReach(
  reach: Float64Array,
  hit: Float64Array,
  classes: readonly ClassNumbers[],
  chance: Float64Array,
  weight: number,
): void {
  for (let j = 0; j < hit.length; j++) {
    const h = hit[j] as number;
    let exponent = 0;
    for (let c = 0; c < classes.length; c++) {
      exponent += (classes[c] as ClassNumbers).size * logSurvival(h * (chance[c] as number));
    }
    reach[j] = (reach[j] as number) - weight * Math.expm1(exponent);
  }
}

/** ln(1 − x). For x below .02 eight terms of its series, exact to 1e-16 relative and three times as fast. */
function logSurvival(x: number): number {
  if (x > 0.02) return Math.log1p(-x);
  return -x * (1 + x * (1 / 2 + x * (1 / 3 + x * (1 / 4 + x * (1 / 5 + x * (1 / 6 + x * (1 / 7 + x * (1 / 8 + x / 9))))))));
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
    const survive = Math.exp(hit.reduce((total, h, c) => total + (sizes[c] as number) * Math.log1p(-h * u), 0));
    hit.forEach((h, c) => {
      shares[c] = (shares[c] as number) + (((weights[k] as number) / 2) * h * survive) / (1 - h * u);
    });
  });
  return shares;
}
