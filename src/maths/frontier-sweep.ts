/** One pass over the steps of a plan: two layers of states, what is decided is summed and dropped. */
import { FrontierOverflow, type Reach } from './frontier-network.ts';
import type { Plan, Step } from './frontier-plan.ts';
import { StateTable } from './frontier-table.ts';

/** A kind of state and what a step makes of it. */
export interface Expander {
  /** 32-bit words of a state. */
  readonly words: number;
  /** The state of the empty frontier. */
  first(): Uint32Array;
  /** The states after a step, and the sums of what the step decides. */
  expand(from: StateTable, to: StateTable, step: Step, sums: Sums): void;
}

/** What is decided so far, by compensated sums: there may be a hundred million terms [NEU74]. */
export class Sums {
  readonly linear: boolean;
  #reached = 0;
  #reachedRest = 0;
  #missed = 0;
  #missedRest = 0;

  constructor(linear: boolean) {
    this.linear = linear;
  }

  get reached(): number {
    return this.#reached + this.#reachedRest;
  }

  get missed(): number {
    return this.#missed + this.#missedRest;
  }

  reach(weight: number): void {
    const sum = this.#reached + weight;
    this.#reachedRest += rounding(this.#reached, weight, sum);
    this.#reached = sum;
  }

  miss(weight: number): void {
    const sum = this.#missed + weight;
    this.#missedRest += rounding(this.#missed, weight, sum);
    this.#missed = sum;
  }

  /**
   * Whether a state after a step can no longer lead from the source to the sink; then its weight is counted.
   *
   * @param source something in the frontier hangs on the source
   * @param sink something in the frontier hangs on the sink
   * @param held the source has taken a vertex (linear networks: it takes only one)
   */
  isDecided(weight: number, source: boolean, sink: boolean, step: Step, held: boolean): boolean {
    const noSink = !sink && !step.moreSinks;
    if (this.linear) {
      if (held) {
        if (source && !noSink) return false;
        this.miss(weight);
        return true;
      }
      if (step.moreSources > 0 && !noSink) return false;
      this.miss(weight * step.moreSources);
      return true;
    }
    if (!noSink && (source || step.moreSources > 0)) return false;
    this.miss(weight);
    return true;
  }
}

/** What `sum` = fl(a + b) leaves out, exactly. */
const rounding = (a: number, b: number, sum: number): number => (a >= b ? a - sum + b : b - sum + a);

/** Most states of one layer, and of all layers together. */
export interface SweepLimits {
  readonly states: number;
  readonly work: number;
}

/** @throws FrontierOverflow when a limit is passed */
export function sweep(plan: Plan, expander: Expander, linear: boolean, limits: SweepLimits): Reach {
  let from = new StateTable(expander.words, limits.states);
  let to = new StateTable(expander.words, limits.states);
  const sums = new Sums(linear);
  from.add(expander.first(), 1);
  let states = 0;
  if (plan.steps.length === 0 && !linear) sums.miss(1); // nothing is ever taken
  for (const step of plan.steps) {
    to.clear(from.size);
    expander.expand(from, to, step, sums);
    states += from.size;
    if (states > limits.work)
      throw new FrontierOverflow(`the frontiers have more than ${limits.work} states together`);
    [from, to] = [to, from];
  }
  return { reached: sums.reached, missed: sums.missed, states };
}
