/** Causes that may do together what none does alone, switched on and off in the worlds of a block. */
import { ROW_WORDS } from '../maths/kernels/sweep.ts';
import { holdsNowhere } from './sample-lanes.ts';
import type { Question } from './sample-question.ts';
import type { BlockWorlds } from './sample-worlds.ts';

/** What causes do together, in each world of a block, to a target that none of them reaches alone. */
export interface JointWorlds {
  /** J, the chance that the target falls. */
  readonly lost: Float64Array;
  /** −ln(1 − J) */
  readonly hazard: Float64Array;
  /** For each cause that takes part: J when it does not happen, and when it does; null when sampled or not asked. */
  readonly byCause: ReadonlyMap<
    number,
    { readonly without: Float64Array; readonly certain: Float64Array }
  > | null;
}

/** Causes that may take part: their units lead into a gate. */
export const takingPart = (causes: Question['causes']): number[] =>
  causes.flatMap(({ bound, hazard }, c) => (bound && hazard > 0 ? [c] : []));

export class Switches {
  readonly causes: readonly number[];
  readonly #worlds: BlockWorlds;

  constructor(worlds: BlockWorlds) {
    this.#worlds = worlds;
    this.causes = takingPart(worlds.question.causes);
  }

  /** Λ of a cause. */
  hazardOf(cause: number): number {
    return this.#worlds.question.causes[cause]?.hazard ?? 0;
  }

  /** In which worlds the cause happens. */
  rowOf(cause: number): Int32Array {
    return this.#worlds.row(this.#worlds.question.unitRows[this.#unitOf(cause)] as number);
  }

  /** In which worlds the cause alone reaches a target, of the bits that `reach` fills for it. */
  aloneIn(bits: Int32Array, cause: number): Int32Array {
    const at = this.#unitOf(cause) * ROW_WORDS;
    return bits.subarray(at, at + ROW_WORDS);
  }

  /** In worlds where the cause does not reach alone; false when it does everywhere. */
  on(cause: number, bits: Int32Array): boolean {
    const row = this.rowOf(cause);
    const alone = this.aloneIn(bits, cause);
    for (let word = 0; word < ROW_WORDS; word++) row[word] = ~(alone[word] as number);
    return !holdsNowhere(row);
  }

  off(): void {
    for (const cause of this.causes) this.rowOf(cause).fill(0);
  }

  /** Where the target falls to the causes that are on. */
  fallen(target: number): Int32Array {
    this.#worlds.compute();
    return this.targetRow(target).slice();
  }

  targetRow(target: number): Int32Array {
    return this.#worlds.row(this.#worlds.question.targetRows[target] as number);
  }

  #unitOf(cause: number): number {
    return this.#worlds.question.causes[cause]?.fixed[0] ?? 0;
  }
}
