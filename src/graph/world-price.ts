/**
 * What the cheapest way to a loss costs an attacker, world by world (model.md 8).
 *
 * Steps are open or shut by fact, so that a cost is not divided by a chance: the price is that of the
 * cheapest way that is open in the world. Every state needs one step, so that Dijkstra's algorithm with
 * costs of entry at the fallen surfaces gives it. A campaign's floor is paid once, at the entry.
 * @see [DIJ59] in docs/references.md
 */
import type { StateId } from '../model/attack-graph.ts';
import type { Worlds } from './reach.ts';

export interface PricedEntry {
  readonly states: readonly StateId[];
  /** US dollars, draw by draw. */
  readonly cost: Float64Array;
}

export interface PriceQuestion {
  readonly worlds: Worlds;
  readonly draws: readonly number[];
  /** How many worlds of each draw are priced. */
  readonly lanes: number;
  readonly entries: readonly PricedEntry[];
  /** For each step in the order of the worlds: its cost draw by draw, null for none. */
  readonly steps: readonly (Float64Array | null)[];
  readonly targets: readonly (readonly StateId[])[];
  /** Walls that may stand (see `Worlds`) and do. */
  readonly standing?: readonly string[];
}

/** One price a world; Infinity where no way is open. */
export interface Prices {
  readonly usd: Float64Array;
  /** The states of the way that is the cheapest in more worlds than any other, from entry to loss; empty without a way. */
  readonly path: readonly number[];
}

export function worldPrices(question: PriceQuestion): Prices[] {
  const { worlds, draws, lanes, targets } = question;
  const goals = targets.map((states) => states.flatMap((state) => worlds.indexOf(state) ?? []));
  const walk = new Cheapest(question, goals);
  const prices = goals.map(() => new Float64Array(draws.length * lanes));
  const paths = goals.map(() => new Map<string, Way>());
  draws.forEach((draw, i) => {
    worlds.draw(draw, question.standing);
    for (let lane = 0; lane < lanes; lane++) {
      walk.run(draw, lane);
      goals.forEach((goal, t) => {
        const end = walk.cheapestOf(goal);
        const list = prices[t] as Float64Array;
        list[i * lanes + lane] = end < 0 ? Number.POSITIVE_INFINITY : walk.price(end);
        if (end >= 0) counted(paths[t] as Map<string, Way>, walk.pathTo(end));
      });
    }
  });
  return prices.map((usd, t) => ({ usd, path: mostFrequent(paths[t] as Map<string, Way>) }));
}

/** A path, and in how many worlds it is the cheapest. */
interface Way {
  readonly path: readonly number[];
  worlds: number;
}

function counted(ways: Map<string, Way>, path: readonly number[]): void {
  const key = path.join(' ');
  const known = ways.get(key);
  if (known === undefined) ways.set(key, { path, worlds: 1 });
  else known.worlds++;
}

/** The way that is the cheapest in more worlds than any other; of equals the one that was met first. */
function mostFrequent(ways: ReadonlyMap<string, Way>): readonly number[] {
  let best: Way = { path: [], worlds: 0 };
  for (const way of ways.values()) if (way.worlds > best.worlds) best = way;
  return best.path;
}

/** Dijkstra over the states of one world; the frontier is short, so that a list serves for the queue. */
class Cheapest {
  readonly #question: PriceQuestion;
  readonly #out: readonly (readonly { readonly step: number; readonly to: number }[])[];
  readonly #entries: readonly (readonly number[])[];
  /** The goals that a state belongs to, by their number; how many there are. */
  readonly #goalsOf: readonly (readonly number[])[];
  readonly #goals: number;
  readonly #price: Float64Array;
  readonly #before: Int32Array;

  constructor(question: PriceQuestion, goals: readonly (readonly number[])[]) {
    const { worlds, entries } = question;
    const goalsOf: number[][] = Array.from({ length: worlds.stateCount }, () => []);
    goals.forEach((states, goal) => {
      for (const state of states) goalsOf[state]?.push(goal);
    });
    this.#goalsOf = goalsOf;
    this.#goals = goals.filter((states) => states.length > 0).length;
    const out: { step: number; to: number }[][] = Array.from({ length: worlds.stateCount }, () => []);
    worlds.order.forEach(({ from, to }, step) => {
      out[from]?.push({ step, to });
    });
    this.#question = question;
    this.#out = out;
    this.#entries = entries.map(({ states }) => states.flatMap((state) => worlds.indexOf(state) ?? []));
    this.#price = new Float64Array(worlds.stateCount);
    this.#before = new Int32Array(worlds.stateCount);
  }

  /** The cheapest of these states, −1 when none can be reached. */
  cheapestOf(goal: readonly number[]): number {
    let best = -1;
    for (const state of goal)
      if (this.price(state) < (best < 0 ? Number.POSITIVE_INFINITY : this.price(best))) best = state;
    return best;
  }

  price(state: number): number {
    return this.#price[state] as number;
  }

  /** Prices of the goals' cheapest states are right after it; others may be too high. */
  run(draw: number, lane: number): void {
    const { entries, steps, worlds } = this.#question;
    const price = this.#price.fill(Number.POSITIVE_INFINITY);
    const before = this.#before.fill(-1);
    const open = new Set<number>();
    const reach = (state: number, usd: number, from: number): void => {
      if (usd >= (price[state] as number)) return;
      price[state] = usd;
      before[state] = from;
      open.add(state);
    };
    entries.forEach(({ cost }, e) => {
      for (const state of this.#entries[e] ?? []) reach(state, cost[draw] as number, -1);
    });
    const found = new Set<number>();
    while (open.size > 0) {
      let next = -1;
      for (const state of open)
        if (next < 0 || (price[state] as number) < (price[next] as number)) next = state;
      open.delete(next);
      // What is settled is as cheap as can be: nothing more is asked once each goal has such a state.
      for (const goal of this.#goalsOf[next] ?? []) found.add(goal);
      if (found.size === this.#goals) return;
      for (const { step, to } of this.#out[next] ?? []) {
        if (!worlds.isPassable(step, lane)) continue;
        reach(to, (price[next] as number) + (steps[step]?.[draw] ?? 0), next);
      }
    }
  }

  pathTo(state: number): number[] {
    const path: number[] = [];
    for (let at = state; at >= 0; at = this.#before[at] as number) path.unshift(at);
    return path;
  }
}
