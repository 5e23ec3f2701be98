/** Collects rows and steps of a plan. Until all given and drawn rows are known, computed rows are named apart. */
import type { Program, RowPlan } from './sample-layout.ts';

/** When a step may be taken, in the words of a sweep: below a limit, or where a row holds. */
export interface StepMask {
  /** 0 when `low` names a row. */
  readonly limit: number;
  readonly low: number;
  readonly high: number;
}

/** Names of computed rows begin here; those of drawn rows at half of it. */
const COMPUTED = 2 ** 30;
const DRAWN = 2 ** 29;

export class RowLists {
  /** EVERY and NONE. */
  #given = 2;
  readonly #limit = new Column();
  readonly #low = new Column();
  readonly #high = new Column();
  readonly #all = new Column();
  readonly #steps = {
    head: new Column(),
    tail: new Column(),
    limit: new Column(),
    low: new Column(),
    high: new Column(),
  };

  /** Names of `count` rows that are set from outside. */
  give(count: number): Int32Array {
    const first = this.#given;
    this.#given += count;
    return Int32Array.from({ length: count }, (_, i) => first + i);
  }

  /** The name of a row that is drawn. */
  draw(limit: number, { low, high }: { readonly low: number; readonly high: number }): number {
    this.#limit.push(limit);
    this.#low.push(low);
    this.#high.push(high);
    return DRAWN + this.#limit.length - 1;
  }

  /** The name of a row that is computed. */
  compute(all: boolean): number {
    this.#all.push(Number(all));
    return COMPUTED + this.#all.length - 1;
  }

  /** One step of a computed row. */
  step(head: number, tail: number, { limit, low, high }: StepMask): void {
    const steps = this.#steps;
    steps.head.push(head);
    steps.tail.push(tail);
    steps.limit.push(limit);
    steps.low.push(low);
    steps.high.push(high);
  }

  plan(): RowPlan {
    const { head, tail, limit, low, high } = this.#steps;
    const limits = limit.values();
    return {
      given: this.#given,
      drawn: { limit: this.#limit.values(), low: this.#low.values(), high: this.#high.values() },
      all: Uint8Array.from(this.#all.values()),
      steps: {
        head: Int32Array.from(head.values(), (row) => this.#number(row)),
        tail: Int32Array.from(tail.values(), (row) => this.#number(row)),
        limit: limits,
        low: low.values().map((value, i) => (limits[i] === 0 ? this.#number(value) : value)),
        high: high.values(),
      },
    };
  }

  /** Where a named row is once the plan is laid out; −1 stays −1. */
  placed(program: Program, row: number): number {
    if (row < COMPUTED) return row < 0 ? row : this.#number(row);
    return program.rowOf[row - COMPUTED] as number;
  }

  #number(row: number): number {
    if (row >= COMPUTED) return this.#given + this.#limit.length + row - COMPUTED;
    return row >= DRAWN ? this.#given + row - DRAWN : row;
  }
}

/** A list of 32-bit words that grows. */
class Column {
  length = 0;
  #words = new Uint32Array(64);

  push(value: number): void {
    if (this.length === this.#words.length) {
      const wider = new Uint32Array(2 * this.length);
      wider.set(this.#words);
      this.#words = wider;
    }
    this.#words[this.length++] = value;
  }

  values(): Uint32Array {
    return this.#words.slice(0, this.length);
  }
}
