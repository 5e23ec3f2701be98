/**
 * The frontier engine: exact odds of a system whose nodes are all `any`, however many cycles it has.
 *
 *     P_once = P(an asset is reached from the shocks that happen)       shocks are entries with 1 − e^(−Λ_s)
 *     P_anew = 1 − e^(−E_w[Λ_w]),   E_w[Λ_w] = Σ_s Λ_s·P(s alone reaches)
 *
 * The second sum is one run for all shocks: P is linear in hazards that are small, so the run in which exactly one
 * cause takes place, weighed with its Λ, gives it, and gives Σ_s Λ_s·P(s alone reaches nothing) by sums as well.
 * @see docs/maths/networks.md
 */
import { FrontierOverflow } from '../maths/frontier-network.ts';
import { sum } from '../maths/survival.ts';
import type { Solution, SolvedOdds, System, TooLarge } from '../model/system.ts';
import { importances } from './frontier-importance.ts';
import { Budget, Runs } from './frontier-runs.ts';

export interface FrontierLimits {
  /** Most states of one frontier: about 100 bytes each at worst. */
  readonly states: number;
  /** Most states of all frontiers of all runs, about two millions a second. */
  readonly work: number;
  /** The same for the importances, which are left out beyond. */
  readonly importanceWork: number;
}

const LIMITS: FrontierLimits = { states: 4_000_000, work: 60_000_000, importanceWork: 4_000_000 };
/** @returns why not, when a node needs several steps at once or a limit is passed */
export function solveFrontier(system: System, limits: FrontierLimits = LIMITS): Solution | TooLarge {
  try {
    return new Frontier(system, limits).solution();
  } catch (error) {
    if (error instanceof FrontierOverflow) return { tooLarge: error.message };
    throw error;
  }
}

class Frontier {
  readonly #system: System;
  readonly #limits: FrontierLimits;
  readonly #runs: Runs;
  readonly #all: readonly number[];

  constructor(system: System, limits: FrontierLimits) {
    this.#system = system;
    this.#limits = limits;
    this.#runs = new Runs(system, new Budget(limits.states, limits.work));
    this.#all = system.assets.map(({ node }) => node);
  }

  solution(): Solution {
    const { assets } = this.#system;
    const any = this.#odds(this.#all);
    const each = assets.map(({ node }) => this.#odds([node]));
    const containment = this.#containment();
    const blast = this.#runs.events.map((event) => assets.map(({ node }) => this.#runs.blast(event, node)));
    const used = this.#limits.work - this.#runs.budget.left;
    const { importance, remarks } = importances(
      this.#system,
      this.#runs.once(this.#all),
      new Budget(this.#limits.states, this.#limits.importanceWork),
      this.#runs.largest,
    );
    return {
      method: 'exact',
      any,
      assets: each,
      containment,
      blast,
      importance,
      remarks: [
        `Exact: a frontier method over the states, ${used} units of work, at most ${this.#runs.largest} in one run.`,
        ...remarks,
      ],
    };
  }

  #odds(targets: readonly number[]): SolvedOdds {
    const once = this.#runs.once(targets).reached;
    // Rounding may leave the sum of rates below the hazard that `once` has.
    const anew = Math.max(once, -Math.expm1(-this.#runs.rates(targets).reached));
    return { once, anew, standardError: 0, below: null };
  }

  /** Mean share of events that hit something and reach no asset. */
  #containment(): number | null {
    const { events } = this.#runs;
    const breakIns = sum(events.map(({ hazard, hitsSome }) => hazard * hitsSome));
    if (!(breakIns > 0)) return null;
    const aside = sum(events.map(({ hazard, hitsAside }) => hazard * hitsAside));
    return Math.min(1, (this.#runs.rates(this.#all).missed + aside) / breakIns);
  }
}
