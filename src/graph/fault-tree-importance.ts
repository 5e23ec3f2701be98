/**
 * What each basic event does to a top event: through the diagram of its own module, then from module to module up to
 * the top. Modules are independent, so that probabilities given an event are sums of products along that one way.
 */

import type { Diagram } from '../maths/bdd-build.ts';
import { conditionals, type Odds, type Probabilities } from '../maths/bdd-probability.ts';
import type { Literal } from '../maths/formula.ts';
import type { Importance } from '../model/system.ts';

/** A function with one thing that it rests on fixed: true (`one`) or false (`zero`). */
export interface Fixed {
  /** That the function holds, and that it fails. */
  readonly one: number;
  readonly oneFails: number;
  readonly zero: number;
  readonly zeroFails: number;
  /** `one` − `zero`, with as many digits as can be had. */
  readonly slope: number;
}

/** What a module is with each of its leaves fixed, by the leaf's node. */
export type OfLeaves = ReadonlyMap<number, Fixed>;

/** That something holds, and that it does not. */
interface Chances {
  readonly p: number;
  readonly q: number;
}

/** Of a module that has a diagram. */
export function leavesOfDiagram({ bdd, root, order }: Diagram, odds: Odds, known: Probabilities): OfLeaves {
  const { one, oneFails, zero, zeroFails, slope } = conditionals(bdd, root, odds, known);
  const at = (values: Float64Array, place: number) => values[place] as number;
  return new Map(
    order.map((leaf, place) => [
      leaf,
      {
        one: at(one, place),
        oneFails: at(oneFails, place),
        zero: at(zero, place),
        zeroFails: at(zeroFails, place),
        slope: at(slope, place),
      },
    ]),
  );
}

/** Of a module that says that all its literals hold. @param chances of each literal */
export function leavesOfConjunction(args: readonly Literal[], chances: readonly Chances[]): OfLeaves {
  const after: Chances[] = [{ p: 1, q: 0 }];
  for (const chance of chances.toReversed()) after.push(both(chance, after[after.length - 1] as Chances));
  let before: Chances = { p: 1, q: 0 };
  return new Map(
    args.map((arg, i) => {
      const others = both(before, after[args.length - 1 - i] as Chances);
      before = both(before, chances[i] as Chances);
      const holding = { one: others.p, oneFails: others.q, zero: 0, zeroFails: 1, slope: others.p };
      return [arg >>> 1, (arg & 1) === 1 ? turned(holding) : holding];
    }),
  );
}

const both = (a: Chances, b: Chances): Chances => ({ p: a.p * b.p, q: a.q + a.p * b.q });

/** With the negation of what was fixed. */
const turned = ({ one, oneFails, zero, zeroFails, slope }: Fixed): Fixed => ({
  one: zero,
  oneFails: zeroFails,
  zero: one,
  zeroFails: oneFails,
  slope: -slope,
});

/**
 * The root with each node fixed.
 *
 * @param modules gate and leaves, inner modules first
 */
export function underRoot(root: Literal, modules: ReadonlyMap<number, OfLeaves>): OfLeaves {
  const itself = { one: 1, oneFails: 0, zero: 0, zeroFails: 1, slope: 1 };
  const found = new Map<number, Fixed>([[root >>> 1, (root & 1) === 1 ? turned(itself) : itself]]);
  for (const [gate, leaves] of Array.from(modules).reverse()) {
    const above = found.get(gate) as Fixed;
    for (const [leaf, fixed] of leaves) found.set(leaf, through(above, fixed));
  }
  return found;
}

/** The top with a leaf fixed: by the module that the leaf is in, as the top is with that module fixed. */
const through = (top: Fixed, leaf: Fixed): Fixed => ({
  one: top.one * leaf.one + top.zero * leaf.oneFails,
  oneFails: top.oneFails * leaf.one + top.zeroFails * leaf.oneFails,
  zero: top.one * leaf.zero + top.zero * leaf.zeroFails,
  zeroFails: top.oneFails * leaf.zero + top.zeroFails * leaf.zeroFails,
  slope: top.slope * leaf.slope,
});

/** @param p of the event @param pTop of the top event */
export function importanceOf({ one, zero, slope }: Fixed, p: number, pTop: number): Importance {
  const share = pTop > 0 ? (p * slope) / pTop : null;
  return {
    birnbaum: slope,
    criticality: share,
    fussellVesely: share,
    riskAchievement: pTop > 0 ? bounded(one / pTop) : null,
    riskReduction: zero > 0 ? bounded(pTop / zero) : null,
  };
}

/** A ratio past the largest double counts as that. */
const bounded = (ratio: number): number => Math.min(Number.MAX_VALUE, ratio);
