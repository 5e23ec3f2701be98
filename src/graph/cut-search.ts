/**
 * Branch and bound over the labels of nodes, reached or safe, with the bounds of cut-relaxation.ts.
 *
 * At each step labels are decided that no better plan can have otherwise: by the budget, and by what putting a single
 * node on the other side of the cut would cost (a few more units of flow each). Of the rest, a node that the cheaper
 * and the dearer of the two cuts at the best price disagree on is branched on.
 */
import { Bundles, type Cut } from './cut-bundles.ts';
import { CutRelaxation, OPEN, REACHED, type Relaxed, SAFE } from './cut-relaxation.ts';
import type { Interdiction } from './interdiction.ts';

export interface BestCut extends Cut {
  /** No plan that was asked for has less loss, or, where the least hours were asked for, fewer hours. */
  readonly bound: number;
  /** Proven: none is better. */
  readonly exact: boolean;
}

/** Arcs looked at, some fifty millions a second. */
export const MOST_WORK = 1e9;
/** Nodes probed at one step. */
const MOST_PROBES = 256;
const MOST_STEPS = 40;
/** Walls of a cut that is trimmed to the budget: each that goes is compared with all others. */
const MOST_TRIMMED = 64;
/** Part of everything that is at stake, below which two plans are alike. */
const ALIKE = 1e-9;

/** The plan of the least loss within the hours. @param budget hours, ≥ 0 */
export function leastLoss(network: Interdiction, budget: number, most = MOST_WORK): BestCut {
  const bundles = new Bundles(network);
  return new Search(
    bundles,
    { kind: 'loss', budget: Math.min(budget, bundles.hours([...bundles.of.keys()])) },
    most,
  ).run();
}

/** The plan of the fewest hours with which nothing is lost; null when something is lost whatever stands. */
export function leastHours(network: Interdiction, most = MOST_WORK): BestCut | null {
  const bundles = new Bundles(network);
  const everything = bundles.cut([...bundles.of.keys()]);
  return everything.loss > 0 ? null : new Search(bundles, { kind: 'hours' }, most).run();
}

type Aim = { readonly kind: 'loss'; readonly budget: number } | { readonly kind: 'hours' };

interface Open {
  readonly labels: Uint8Array;
  /** Price of an hour to begin with. */
  readonly hour: number;
  /** No plan with these labels is better. */
  readonly bound: number;
}

/** The relaxation of a node at its best price. */
interface Bounded {
  readonly bound: number;
  readonly hour: number;
  readonly at: Relaxed;
  /** Cuts on both sides of the budget, null where none was met. */
  readonly dear: Relaxed | null;
  readonly cheap: Relaxed | null;
}

class Search {
  readonly #bundles: Bundles;
  readonly #relaxation: CutRelaxation;
  readonly #aim: Aim;
  readonly #most: number;
  /** What every value of the aim is a multiple of, 0 when there is no such number: a better plan is better by it. */
  readonly #unit: number;
  readonly #stake: number;
  #best: Cut;

  constructor(bundles: Bundles, aim: Aim, most: number) {
    const { losses, hours } = bundles.network;
    this.#bundles = bundles;
    this.#relaxation = new CutRelaxation(bundles);
    this.#aim = aim;
    this.#most = most;
    const values = aim.kind === 'loss' ? losses : hours;
    this.#stake = values.reduce((total, one) => total + one, 0);
    this.#unit = commonUnit(values);
    this.#best = bundles.cut(aim.kind === 'loss' ? [] : [...bundles.of.keys()]);
  }

  run(): BestCut {
    const labels = new Uint8Array(this.#bundles.network.nodes);
    labels[this.#bundles.network.source] = REACHED;
    if (this.#aim.kind === 'hours')
      this.#bundles.network.losses.forEach((loss, v) => {
        if (loss > 0) labels[v] = SAFE;
      });
    const stack: Open[] = [{ labels, hour: this.#firstPrice(), bound: 0 }];
    let unsolved = Number.POSITIVE_INFINITY;
    for (let open = stack.pop(); open !== undefined; open = stack.pop()) {
      if (open.bound > this.#enough()) continue;
      if (this.#relaxation.work > this.#most) unsolved = Math.min(unsolved, open.bound);
      else stack.push(...this.#children(open));
    }
    const value = this.#valueOf(this.#best);
    const exact = unsolved === Number.POSITIVE_INFINITY;
    return { ...this.#best, bound: exact ? value : Math.min(value, unsolved), exact };
  }

  #valueOf = ({ loss, hours }: Cut): number => (this.#aim.kind === 'loss' ? loss : hours);

  /** A bound above this says that no plan is better than the best that is known. */
  #enough(): number {
    const alike = ALIKE * this.#stake;
    return this.#valueOf(this.#best) - (this.#unit > 3 * alike ? this.#unit - alike : alike);
  }

  /** Everything at stake for the whole budget. */
  #firstPrice(): number {
    return this.#aim.kind === 'loss'
      ? this.#stake / Math.max(this.#aim.budget, 1e-9 * this.#stake, 1e-300)
      : 1;
  }

  get #budget(): number {
    return this.#aim.kind === 'loss' ? this.#aim.budget : this.#best.hours;
  }

  /** What is left of a node once all is decided that follows: two, better first on top; none when it holds no better plan. */
  #children({ labels, hour: first }: Open): Open[] {
    let hour = first;
    for (;;) {
      if (!this.#relaxation.settle(labels, this.#budget)) return [];
      const bounded = this.#bound(hour);
      if (bounded === null) return [];
      hour = bounded.hour;
      if (bounded.dear !== null) this.#trim(bounded.dear.inside);
      const { fixed, branch, rise } = this.#probe(labels, bounded);
      // Given back as it is: whoever counts what is left undone finds it.
      if (this.#relaxation.work > this.#most) return [{ labels, hour, bound: bounded.bound }];
      if (fixed) continue;
      if (branch < 0) return [];
      const here = bounded.at.inside[branch] === 1 ? REACHED : SAFE;
      const other = here === REACHED ? SAFE : REACHED;
      return [
        { labels: withLabel(labels, branch, other), hour, bound: bounded.bound + rise },
        { labels: withLabel(labels, branch, here), hour, bound: bounded.bound },
      ];
    }
  }

  /** The best bound over prices of an hour, the last relaxation being the one that gave it; null when it is enough. */
  #bound(first: number): Bounded | null {
    if (this.#aim.kind === 'hours') {
      const at = this.#relax(1);
      return at.price > this.#enough() ? null : { bound: at.price, hour: 1, at, dear: null, cheap: null };
    }
    const { budget } = this.#aim;
    let dear: Relaxed | null = null;
    let cheap: Relaxed | null = null;
    let best: Relaxed | null = null;
    let bound = Number.NEGATIVE_INFINITY;
    let [hour, at] = [first, first];
    for (let step = 0; step < MOST_STEPS; step++) {
      const relaxed = this.#relax(hour);
      const value = relaxed.price - hour * budget;
      if (value > this.#enough()) return null;
      if (best === null || value > bound) [best, bound, at] = [relaxed, value, hour];
      if (relaxed.hours > budget) dear = relaxed;
      else cheap = relaxed;
      const next = nextPrice(dear, cheap, hour);
      if (!(next > 0 && next < 1e300)) break;
      // L is nowhere above where the lines of both cuts cross: no more is to be found where that is no more.
      const most = dear === null || cheap === null ? Infinity : cheap.loss + next * (cheap.hours - budget);
      if (most <= bound + ALIKE * this.#stake) break;
      hour = next;
    }
    if (best === null) return null;
    if (hour !== at) best = this.#relax(at);
    return { bound, hour: at, at: best, dear, cheap };
  }

  /**
   * A plan from a cut that is too dear: the walls without which least more is lost an hour go, until the rest is within
   * the budget; of those that then fit again the best come back.
   */
  #trim(inside: Uint8Array): void {
    let cut = this.#bundles.cut(this.#bundles.around(inside));
    const dropped: number[] = [];
    while (!this.#fits(cut.hours) && cut.walls.length <= MOST_TRIMMED) {
      const without = cut.walls.map((wall) => this.#bundles.cut(cut.walls.filter((one) => one !== wall)));
      const best = without.reduce((least, one) =>
        (one.loss - cut.loss) * (cut.hours - least.hours) < (least.loss - cut.loss) * (cut.hours - one.hours)
          ? one
          : least,
      );
      dropped.push(...cut.walls.filter((wall) => !best.walls.includes(wall)));
      cut = best;
    }
    for (const wall of dropped.reverse()) {
      const more = this.#bundles.cut([...cut.walls, wall]);
      if (this.#fits(more.hours) && more.loss < cut.loss) cut = more;
    }
    this.#take(cut);
  }

  #relax(hour: number): Relaxed {
    const relaxed = this.#relaxation.relax({ hour, loss: this.#aim.kind === 'loss' ? 1 : 0 });
    if (relaxed.price < Number.POSITIVE_INFINITY) this.#consider(relaxed.inside);
    return relaxed;
  }

  #consider(inside: Uint8Array): void {
    const walls = this.#bundles.around(inside);
    if (this.#aim.kind === 'hours' || this.#fits(this.#bundles.hours(walls)))
      this.#take(this.#bundles.cut(walls));
  }

  /** Sums of hours may be a rounding above the budget that they come to. */
  #fits(hours: number): boolean {
    return hours <= this.#budget * (1 + 1e-12);
  }

  /** Keeps a plan that is better than the best so far. */
  #take(cut: Cut): void {
    if (this.#aim.kind === 'hours' ? cut.loss > 0 : !this.#fits(cut.hours)) return;
    const [was, is] = [this.#valueOf(this.#best), this.#valueOf(cut)];
    if (is < was || (is === was && cut.hours < this.#best.hours)) this.#best = cut;
  }

  /** Decides nodes that no better plan has on the other side; else says which to branch on, −1 when all are decided. */
  #probe(labels: Uint8Array, { bound, at, dear, cheap }: Bounded) {
    const torn = (v: number): boolean =>
      dear !== null && cheap !== null && dear.inside[v] !== cheap.inside[v];
    const open = [...labels.keys()].filter((v) => labels[v] === OPEN);
    const order = [...open.filter(torn), ...open.filter((v) => !torn(v))].slice(0, MOST_PROBES);
    let fixed = false;
    let branch = -1;
    let rise = -1;
    for (const v of order) {
      if (branch >= 0 && this.#relaxation.work > this.#most) break;
      const inside = at.inside[v] === 1;
      const wanted = this.#enough() - bound;
      const found = this.#relaxation.probe(v, inside, wanted + ALIKE * this.#stake);
      if (found > wanted) {
        labels[v] = inside ? REACHED : SAFE;
        fixed = true;
      } else if (branch < 0 || (torn(v) === torn(branch) && found > rise)) {
        branch = v;
        rise = found;
      }
    }
    return { fixed, branch, rise };
  }
}

/**
 * Where the lines of the two cuts cross; with one of them alone a price further on its side.
 *
 * @returns hours' price; a price that is no number > 0 when there is none
 */
function nextPrice(dear: Relaxed | null, cheap: Relaxed | null, hour: number): number {
  if (dear !== null && cheap !== null) return (cheap.loss - dear.loss) / (dear.hours - cheap.hours);
  if (dear !== null) return hour * 2;
  return hour > 1e-12 ? hour / 2 : 0;
}

const withLabel = (labels: Uint8Array, node: number, label: number): Uint8Array => {
  const copy = labels.slice();
  copy[node] = label;
  return copy;
};

/** The greatest number that all are whole multiples of, when they are whole numbers; else 0. */
function commonUnit(values: readonly number[]): number {
  let unit = 0;
  for (const value of values) {
    if (!Number.isSafeInteger(value)) return 0;
    for (let [a, b] = [unit, value]; ; [a, b] = [b, a % b])
      if (b === 0) {
        unit = a;
        break;
      }
  }
  return unit;
}
