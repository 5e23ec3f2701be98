/** How often campaigns enter by some of the ways alone: what the worlds of the attack graph ask. */
import { type Saturating, saturated, saturating } from '../maths/saturating.ts';
import { type ClassNumbers, campaignReach, type RouteNumbers } from './campaign-form.ts';
import type { Prepared } from './campaign-numbers.ts';

/** Rates of single ways, by way and gate, then draw: the same in all that differs by the gates of other routes. */
export type Singles = Map<string, Map<number, number>>;

/** Campaigns a year by ways. */
export interface RatesByWay {
  /** Those that come in by at least one of the ways that are set. @param set one flag a way */
  readonly entering: (draw: number, set: Uint8Array) => number;
  /** The same as a curve over the rates of single ways; null where each set has a number of its own. */
  readonly joined: (draw: number) => Saturating | null;
}

/**
 * @param entries the rate of all ways together, draw by draw; null where nobody has computed it yet
 * @param singles of the same window and tree; filled with what is asked
 */
export function ratesByWay(
  prepared: Prepared,
  entries: Float64Array | null,
  singles: Singles = new Map(),
): RatesByWay {
  const isExact = prepared.ways.length <= EXACT_WAYS;
  const numbers = lastOf((draw) => numbersOf(prepared, draw));
  const curve = lastOf((draw) =>
    saturating(
      singleRates(prepared, numbers(draw), singles),
      entries?.[draw] ?? enteringBy(prepared, numbers(draw), everyWay(prepared)),
    ),
  );
  const entering = (draw: number, set: Uint8Array): number => {
    if (entries !== null && !set.includes(0)) return entries[draw] as number;
    if (isExact) return enteringBy(prepared, numbers(draw), set);
    const { single, beta } = curve(draw);
    return saturated(
      single.reduce((total, rate, way) => total + rate * (set[way] as number), 0),
      beta,
    );
  };
  return { entering, joined: (draw) => (isExact ? null : curve(draw)) };
}

/** What was made for the last draw: all about one draw is asked one after the other. */
function lastOf<T>(make: (draw: number) => T): (draw: number) => T {
  let last: { readonly draw: number; readonly made: T } | null = null;
  return (draw) => {
    if (last?.draw !== draw) last = { draw, made: make(draw) };
    return last.made;
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
