/** How often campaigns enter by some of the ways alone: what the worlds of the attack graph ask. */
import { sum } from '../maths/survival.ts';
import { type ClassNumbers, campaignReach, type RouteNumbers } from './campaign-form.ts';
import type { Prepared } from './campaign-numbers.ts';

/** Rates of single ways, by way and gate, then draw: the same in all that differs by the gates of other routes. */
export type Singles = Map<string, Map<number, number>>;

/**
 * @param entries the rate of all ways together, draw by draw; null where nobody has computed it yet
 * @param singles of the same window and tree; filled with what is asked
 */
export function enteringRates(
  prepared: Prepared,
  entries: Float64Array | null,
  singles: Singles = new Map(),
): (draw: number, set: Uint8Array) => number {
  let known: DrawNumbers | null = null;
  let joined: ((set: Uint8Array) => number) | null = null;
  return (draw, set) => {
    if (entries !== null && !set.includes(0)) return entries[draw] as number;
    if (known?.draw !== draw) {
      known = numbersOf(prepared, draw);
      joined = null;
    }
    if (prepared.ways.length <= EXACT_WAYS) return enteringBy(prepared, known, set);
    joined ??= joinedRates(
      singleRates(prepared, known, singles),
      entries?.[draw] ?? enteringBy(prepared, known, everyWay(prepared)),
    );
    return joined(set);
  };
}

const everyWay = ({ ways }: Prepared): Uint8Array => new Uint8Array(ways.length).fill(1);

/** Up to so many ways each set of them is computed by the form itself. */
const EXACT_WAYS = 6;

/** The numbers of one draw, kept while the same draw is asked about other ways. */
interface DrawNumbers {
  readonly draw: number;
  readonly hit: Float64Array;
  readonly classes: readonly ClassNumbers[];
  readonly routes: readonly RouteNumbers[];
  readonly weights: Float64Array;
}

const numbersOf = (prepared: Prepared, draw: number): DrawNumbers => ({
  draw,
  hit: Float64Array.from(prepared.hits(draw)),
  classes: prepared.numbers(draw),
  routes: prepared.routeNumbers(draw),
  weights: prepared.lifetimes(draw),
});

/**
 * The rate of any set of ways from those of single ways, s, and of all together, F.
 *
 *     f(S) = ( 1 − e^(−β·Σ_S s) ) / β,   β such that f(all) = F
 *
 * One campaign may come by several ways at once, so that rates add up to more than F. The curve is exact for
 * all ways, and for single ways as far as β·s is small; the number of sets grows as 2^ways, this with the ways.
 */
function joinedRates(single: Float64Array, all: number): (set: Uint8Array) => number {
  const beta = saturation(sum(single), all);
  return (set) => {
    const total = single.reduce((part, rate, way) => part + (set[way] === 1 ? rate : 0), 0);
    return beta === 0 ? total : -Math.expm1(-beta * total) / beta;
  };
}

/** The rate of each way alone, over lifetimes of its own: what other routes wait for does not move it in any digit. */
function singleRates(prepared: Prepared, numbers: DrawNumbers, singles: Singles): Float64Array {
  const { draw } = numbers;
  return Float64Array.from(prepared.ways, (_, way) => {
    const { key, hours, lifetimes } = prepared.alone(way);
    const byDraw = singles.get(key) ?? new Map<number, number>();
    singles.set(key, byDraw);
    const found = byDraw.get(draw);
    if (found !== undefined) return found;
    const set = new Uint8Array(prepared.ways.length);
    set[way] = 1;
    const rate = enteringBy({ ...prepared, hours }, { ...numbers, weights: lifetimes(draw) }, set);
    byDraw.set(draw, rate);
    return rate;
  });
}

/** β ≥ 0 with (1 − e^(−βX))/β = F, for 0 ≤ F ≤ X: by bisection on y = βX, where (1 − e^(−y))/y falls from 1 to 0. */
function saturation(total: number, all: number): number {
  if (!(all < total) || all <= 0) return 0;
  let low = 0;
  let high = total / all;
  for (let step = 0; step < 60; step++) {
    const y = (low + high) / 2;
    if (-Math.expm1(-y) / y > all / total) low = y;
    else high = y;
  }
  return (low + high) / 2 / total;
}

/** λ of the campaigns that enter by the given ways alone: the other routes do not count. */
function enteringBy({ wayOf, kappa, hours }: Prepared, numbers: DrawNumbers, set: Uint8Array): number {
  const used: number[] = [];
  const classes = numbers.classes.flatMap((one, c) => {
    const kept = [...one.routes.keys()].filter((k) => set[wayOf[c]?.[k] as number] === 1);
    if (kept.length === 0) return [];
    const routes = kept.map((k) => indexIn(used, one.routes[k] as number));
    return [{ ...one, routes, alone: kept.map((k) => one.alone[k] as number) }];
  });
  if (classes.length === 0) return 0;
  const routes = used.map((r) => numbers.routes[r] as RouteNumbers);
  const { reach } = campaignReach(numbers.hit, classes, routes, hours, numbers.weights);
  return reach.reduce((total, chance, j) => total + chance * (kappa[j]?.[numbers.draw] as number), 0);
}

/** The place of a value in a list, which takes it in when it is new. */
function indexIn(list: number[], value: number): number {
  const found = list.indexOf(value);
  return found >= 0 ? found : list.push(value) - 1;
}
