/** The runs of the frontier method that a system needs, each made once. */
import { reach } from '../maths/frontier.ts';
import { ALWAYS, type Chance, chanceOf, FrontierOverflow, type Network } from '../maths/frontier-network.ts';
import type { System } from '../model/system.ts';
import { type Cause, causesOf, eventOf, type ShockEvent } from './frontier-causes.ts';
import { type Entry, networksOf, type Template, templateOf } from './frontier-template.ts';

/** Runs cost time even when they are small: they count as so many states. */
const RUN = 1000;

/** P and its complement; or, of rates, the sums of what reaches and of what does not. */
export interface Odds {
  readonly reached: number;
  readonly missed: number;
}

/** States that may still be looked at. */
export class Budget {
  left: number;
  readonly states: number;

  constructor(states: number, work: number) {
    this.states = states;
    this.left = work;
  }
}

/** Runs of the frontier method, each made once. */
export class Runs {
  readonly events: readonly ShockEvent[];
  readonly budget: Budget;
  /** Work of the largest run. */
  largest = RUN;
  readonly #template: Template;
  readonly #causes: readonly Cause[];
  readonly #known = new Map<string, Odds>();

  constructor(system: System, budget: Budget) {
    this.budget = budget;
    this.#template = templateOf(system);
    this.events = system.shocks.map((shock) => eventOf(shock, this.#template.relevant));
    this.#causes = causesOf(this.events);
  }

  /** P(some target falls). */
  once(targets: readonly number[]): Odds {
    const [only] = this.#causes;
    if (only === undefined) return { reached: 0, missed: 1 };
    const chances = this.#causes.map(({ hazard }) => ({
      open: -Math.expm1(-hazard),
      shut: Math.exp(-hazard),
    }));
    if (this.#causes.length > 1)
      return this.#run(
        this.#causes.map(({ nodes }, i) => ({ nodes, chance: chances[i] as Chance })),
        targets,
        false,
      );
    const { open, shut } = chances[0] as Chance;
    const { reached, missed } = this.#alone(only, targets);
    return { reached: open * reached, missed: shut + open * missed };
  }

  /** Σ over the causes of Λ·P(it alone reaches some target), and of Λ·P(it does not). */
  rates(targets: readonly number[]): Odds {
    const [only] = this.#causes;
    if (only === undefined) return { reached: 0, missed: 0 };
    if (this.#causes.length === 1) {
      const { reached, missed } = this.#alone(only, targets);
      return { reached: only.hazard * reached, missed: only.hazard * missed };
    }
    const entries = this.#causes.map(({ nodes, hazard }) => ({ nodes, chance: { open: hazard, shut: 1 } }));
    return this.#run(entries, targets, true);
  }

  /** P(a node falls | one event of a shock, nothing else). */
  blast({ hits }: ShockEvent, target: number): number {
    const entries = [...hits]
      .sort(([a], [b]) => a - b)
      .map(([node, p]) => ({ nodes: [node], chance: chanceOf(p) }));
    return entries.length === 0 ? 0 : this.#run(entries, [target], false).reached;
  }

  /** What follows when the cause happens. */
  #alone({ nodes }: Cause, targets: readonly number[]): Odds {
    return this.#run(
      nodes.map((node) => ({ nodes: [node], chance: ALWAYS })),
      targets,
      false,
    );
  }

  #run(entries: readonly Entry[], targets: readonly number[], linear: boolean): Odds {
    const wanted = [...new Set(targets)]
      .filter((node) => this.#template.relevant[node] === 1)
      .sort((a, b) => a - b);
    const key = JSON.stringify([linear, wanted, entries.map(({ nodes, chance }) => [nodes, chance.open])]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const before = this.budget.left;
    let reached = 0;
    let missed = 0;
    for (const { weight, network } of networksOf(this.#template, entries, wanted, linear)) {
      const odds = this.#reach(network);
      reached += weight * odds.reached;
      missed += weight * odds.missed;
    }
    this.largest = Math.max(this.largest, before - this.budget.left);
    this.#known.set(key, { reached, missed });
    return { reached, missed };
  }

  #reach(network: Network): Odds {
    const { budget } = this;
    const found = reach(network, { states: budget.states, work: budget.left });
    budget.left -= found.states + RUN + network.vertices + network.arcs.length;
    if (budget.left <= 0) throw new FrontierOverflow('all runs together have more states than are allowed');
    return found;
  }
}
