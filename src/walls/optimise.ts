/**
 * Which choices to make within a number of hours, so that least is lost: over any function from sets to losses,
 * asked as seldom as can be.
 *
 * Small sets are solved to the end by branch and bound. Beyond, the answer is the better of two lazy greedy walks,
 * forwards from nothing and backwards from everything (walls on one way are worth something only together, and
 * that the backward walk sees), bettered by swaps, with the bound that branch and bound had come to.
 *
 * @see model.md 10; [MIN78] in docs/references.md for the lazy walk
 */

/** Choices by their index. */
export interface Instance {
  /** Hours of each, > 0. */
  readonly hours: readonly number[];
  /** Loss with a set standing; lower is better. Deterministic. */
  readonly loss: (chosen: readonly number[]) => number;
  /**
   * No set has less loss than what `floor(allowed)` says where only those allowed may stand. Where nothing makes
   * anything worse this is the loss with all of them.
   */
  readonly floor: (allowed: readonly number[]) => number;
}

export interface Found {
  /** In the order in which they were chosen. */
  readonly chosen: readonly number[];
  readonly hours: number;
  readonly loss: number;
}

export interface Plan extends Found {
  /** No plan within the hours has less loss. */
  readonly bound: number;
  readonly method: 'exact' | 'greedy';
}

/** How many sets branch and bound may ask for: fewer where there are many choices, for it will not come to an end there. */
const mostNodes = ({ hours }: Instance): number => Math.ceil(MOST_WORK / Math.max(1, hours.length));
const MOST_WORK = 12_000;

const hoursOf = ({ hours }: Instance, chosen: readonly number[]): number =>
  chosen.reduce((total, c) => total + (hours[c] as number), 0);

const found = (instance: Instance, chosen: readonly number[]): Found => ({
  chosen,
  hours: hoursOf(instance, chosen),
  loss: instance.loss(chosen),
});

/** The plans of which none has less loss for as many hours or fewer, from nothing to what helps most. */
export function frontier(instance: Instance): Found[] {
  const all = [
    ...forwards(instance, Number.POSITIVE_INFINITY),
    ...backwards(
      instance,
      instance.hours.map((_, c) => c),
    ),
  ];
  all.sort((a, b) => a.hours - b.hours || a.loss - b.loss);
  const best: Found[] = [];
  for (const one of all) if (best.length === 0 || one.loss < (best.at(-1) as Found).loss) best.push(one);
  return best;
}

/** The plan with the least loss within `budget` hours. @param known plans found before, such as the frontier */
export function planWithin(
  instance: Instance,
  budget: number,
  known: readonly Found[],
  most = mostNodes(instance),
): Plan {
  const fitting = known.filter((one) => one.hours <= budget);
  const start = [...fitting, ...forwards(instance, budget)].reduce(
    (best, one) => (one.loss < best.loss ? one : best),
    found(instance, []),
  );
  const better = swapped(instance, budget, start);
  return branch(instance, budget, better, most);
}

/** The plan of the least hours whose loss is at most `target`; null when all of them together do not get there. */
export function planFor(
  instance: Instance,
  target: number,
  known: readonly Found[],
  most = mostNodes(instance),
): Plan | null {
  const reaching = known.filter((one) => one.loss <= target).sort((a, b) => a.hours - b.hours)[0];
  if (reaching === undefined) return null;
  let best = thinned(instance, target, reaching);
  // Fewer hours, as long as some plan within them gets there.
  let asked = most;
  while (asked > 0) {
    const tighter = branchTo(instance, target, best, asked);
    if (tighter.plan === null) return { ...best, bound: tighter.bound, method: tighter.method };
    best = thinned(instance, target, tighter.plan);
    asked -= tighter.asked;
  }
  return { ...best, bound: 0, method: 'greedy' };
}

/** Lazy greedy: the most loss off an hour, as long as there are hours left. Every prefix is a plan. */
function forwards(instance: Instance, budget: number): Found[] {
  const walk: Found[] = [found(instance, [])];
  const gains = new Map<number, number>(instance.hours.map((_, c) => [c, Number.POSITIVE_INFINITY]));
  for (;;) {
    const last = walk.at(-1) as Found;
    const fits = [...gains.keys()].filter((c) => last.hours + (instance.hours[c] as number) <= budget);
    const next = steepest(
      fits,
      gains,
      (c) => (last.loss - instance.loss([...last.chosen, c])) / (instance.hours[c] as number),
    );
    if (next === null || (gains.get(next) as number) <= 0) return walk;
    gains.delete(next);
    walk.push(found(instance, [...last.chosen, next]));
  }
}

/** From these, what is worth least an hour beside the others goes first. */
function backwards(instance: Instance, from: readonly number[]): Found[] {
  const walk: Found[] = [found(instance, from)];
  const savings = new Map<number, number>(from.map((c) => [c, Number.POSITIVE_INFINITY]));
  while (savings.size > 0) {
    const last = walk.at(-1) as Found;
    const without = (c: number): number[] => last.chosen.filter((one) => one !== c);
    const next = steepest(
      [...savings.keys()],
      savings,
      (c) => (last.loss - instance.loss(without(c))) / (instance.hours[c] as number),
    );
    if (next === null) break;
    savings.delete(next);
    walk.push(found(instance, without(next)));
  }
  return walk;
}

/**
 * The chosen ones in the order in which one would build them. It is made from its end: what is worth least an hour
 * beside the others comes last, so that walls which are worth something only together stand together.
 */
export function ordered(instance: Instance, chosen: readonly number[]): number[] {
  const walk = backwards(instance, chosen);
  return walk
    .flatMap(({ chosen: now }, i) => now.filter((c) => walk[i + 1]?.chosen.includes(c) === false))
    .reverse();
}

/** How many of the best are asked anew at each step: what a choice is worth may rise as others are made. */
const ANEW = 3;

/**
 * The one with the highest value, values being asked anew only as long as an old one is higher than the best new
 * one; null for none. Fills `values` with what it asked.
 */
function steepest(
  among: readonly number[],
  values: Map<number, number>,
  value: (c: number) => number,
): number | null {
  const order = [...among].sort((a, b) => (values.get(b) as number) - (values.get(a) as number));
  let best: number | null = null;
  let asked = 0;
  for (const c of order) {
    if (best !== null && asked >= ANEW && (values.get(c) as number) <= (values.get(best) as number)) break;
    values.set(c, value(c));
    asked += 1;
    if (best === null || (values.get(c) as number) > (values.get(best) as number)) best = c;
  }
  return best;
}

/** One more that fits, or one for another, as long as that helps. */
function swapped(instance: Instance, budget: number, from: Found): Found {
  let best = from;
  for (let round = 0; round < 3; round++) {
    const before = best;
    const outside = instance.hours.flatMap((_, c) => (best.chosen.includes(c) ? [] : [c]));
    const moves = outside.flatMap((c) => [
      [...best.chosen, c],
      ...best.chosen.map((gone) => [...best.chosen.filter((one) => one !== gone), c]),
    ]);
    // Many moves are tried for small plans only: each asks for a set.
    for (const chosen of moves.slice(0, 200)) {
      if (hoursOf(instance, chosen) > budget) continue;
      const one = found(instance, chosen);
      if (one.loss < best.loss) best = one;
    }
    if (best === before) break;
  }
  return best;
}

/** What is not needed to stay at or below the target goes, the longest work first. */
function thinned(instance: Instance, target: number, from: Found): Found {
  let best = from;
  for (const gone of [...from.chosen].sort(
    (a, b) => (instance.hours[b] as number) - (instance.hours[a] as number),
  )) {
    const one = found(
      instance,
      best.chosen.filter((c) => c !== gone),
    );
    if (one.loss <= target) best = one;
  }
  return best;
}

interface Node {
  readonly taken: readonly number[];
  /** Not decided yet. */
  readonly open: readonly number[];
}

/** Depth first; a node ends where even all that still fits does not beat the best. */
function branch(instance: Instance, budget: number, start: Found, most: number): Plan {
  let best = start;
  let asked = 0;
  let unsolved = Number.POSITIVE_INFINITY;
  const stack: { node: Node; floor: number }[] = [];
  const enter = (node: Node): void => {
    const left = budget - hoursOf(instance, node.taken);
    const open = node.open.filter((c) => (instance.hours[c] as number) <= left);
    const floor = instance.floor([...node.taken, ...open]);
    asked += 1;
    if (floor < best.loss) stack.push({ node: { taken: node.taken, open }, floor });
  };
  enter({ taken: [], open: byWorth(instance) });
  const tryOut = (chosen: readonly number[]): void => {
    const one = found(instance, chosen);
    if (one.loss < best.loss) best = one;
  };
  while (stack.length > 0) {
    const { node, floor } = stack.pop() as { node: Node; floor: number };
    if (floor >= best.loss) continue;
    if (asked >= most) {
      unsolved = Math.min(unsolved, floor);
      continue;
    }
    const [next, ...open] = node.open;
    const all = [...node.taken, ...node.open];
    if (hoursOf(instance, all) <= budget) tryOut(all);
    tryOut(node.taken);
    // Where nothing makes things worse, all that fits is the best of the node; else the floor says whether to look on.
    if (next === undefined || floor >= best.loss) continue;
    enter({ taken: node.taken, open });
    enter({ taken: [...node.taken, next], open });
  }
  const exact = unsolved === Number.POSITIVE_INFINITY;
  return { ...best, bound: Math.min(unsolved, best.loss), method: exact ? 'exact' : 'greedy' };
}

/** A plan that gets to the target in fewer hours than `best`; null when there is none, or none was found. */
function branchTo(
  instance: Instance,
  target: number,
  best: Found,
  most: number,
): { plan: Found | null; asked: number; bound: number; method: Plan['method'] } {
  let asked = 0;
  let cut = false;
  let least = best.hours;
  const walk = ({ taken, open }: Node): Found | null => {
    const used = hoursOf(instance, taken);
    if (asked >= most) {
      cut = true;
      least = Math.min(least, used);
      return null;
    }
    if (used >= best.hours - 1e-9) return null;
    const fits = open.filter((c) => used + (instance.hours[c] as number) < best.hours - 1e-9);
    asked += 1;
    if (instance.floor([...taken, ...fits]) > target) return null;
    if (instance.loss(taken) <= target) return found(instance, taken);
    const [next, ...rest] = fits;
    if (next === undefined) return null;
    return walk({ taken: [...taken, next], open: rest }) ?? walk({ taken, open: rest });
  };
  const plan = walk({ taken: [], open: byWorth(instance) });
  return { plan, asked, bound: cut ? least : best.hours, method: cut ? 'greedy' : 'exact' };
}

/** Those without which most is lost come first: their branches differ most. */
function byWorth(instance: Instance): number[] {
  const all = instance.hours.map((_, c) => c);
  const worth = all.map((c) => instance.loss(all.filter((one) => one !== c)));
  return [...all].sort((a, b) => (worth[b] as number) - (worth[a] as number));
}
