/**
 * What a block of worlds says of the targets (model.md 6): sample the walls, integrate the clocks.
 *
 *     P_once = E_w[ 1 − e^(−Λ_w)·(1 − J_w) ],    Λ_w = Σ over causes ( Λ·chance that one event reaches )
 *
 * J_w is the chance that what no cause does alone several do together; 0 but where gates are.
 */
import { LANES, ROW_WORDS } from '../maths/kernels/sweep.ts';
import type { JointWorlds } from './sample-causes.ts';
import type { Cause } from './sample-entries.ts';
import { JointWays } from './sample-joint.ts';
import { addWhere, eachWorld, holdsNowhere, sumWhere, weighted } from './sample-lanes.ts';
import type { Question } from './sample-question.ts';
import type { BlockWorlds } from './sample-worlds.ts';

/** One target in the worlds of a block. */
export interface TargetWorlds {
  /** Λ_w, what causes do alone. */
  readonly alone: Float64Array;
  /** J_w; null when it is 0 in every world. */
  readonly joint: JointWorlds | null;
}

/** Where sums over worlds stand in a list, and how long it is. */
export interface SumsLayout {
  readonly once: number;
  readonly anew: number;
  /** `blast + cause·targets + target` */
  readonly blast: number;
  /** Importances: P of the same worlds, then P₁ and P₀ of each distinct shock, then of each event. */
  readonly detail: number;
  readonly length: number;
}

export function layoutOfSums(question: Question, details: number): SumsLayout {
  const targets = question.targetRows.length;
  const blast = 2 * targets;
  const detail = blast + question.causes.length * targets;
  return { once: 0, anew: targets, blast, detail, length: detail + details };
}

/** Bits of units and targets at hand may take so many words. */
const MOST_BITS = 2 ** 22;

/** Targets that are looked at together; each group costs sweeps of its own. */
export const targetsAtOnce = ({ unitRows, targetRows }: Question): number => {
  const perTarget = Math.max(1, unitRows.length * ROW_WORDS);
  return Math.max(1, Math.min(targetRows.length, Math.floor(MOST_BITS / perTarget)));
};

export class BlockOdds {
  readonly worlds: BlockWorlds;
  readonly #joint: JointWays;
  readonly #bits: Int32Array;
  readonly #targetsAtOnce: number;

  constructor(worlds: BlockWorlds) {
    this.worlds = worlds;
    this.#joint = new JointWays(worlds);
    this.#targetsAtOnce = targetsAtOnce(worlds.question);
    this.#bits = new Int32Array(this.#targetsAtOnce * worlds.unitCount * ROW_WORDS);
  }

  get joint(): JointWays {
    return this.#joint;
  }

  /** Adds the block at hand to the sums. */
  addTo(sums: Float64Array, layout: SumsLayout): void {
    const { targetCount, weight } = this.worlds;
    for (let first = 0; first < targetCount; first += this.#targetsAtOnce) {
      const end = Math.min(targetCount, first + this.#targetsAtOnce);
      this.worlds.reach(first, end, this.#bits);
      this.#joint.begin(first, end);
      for (let t = first; t < end; t++) {
        const bits = this.#bitsOf(t - first);
        const odds = this.#oddsOf(t, bits, {
          blast: (cause, reached) => {
            const at = layout.blast + cause * targetCount + t;
            sums[at] = (sums[at] as number) + reached;
          },
        });
        sums[layout.once + t] = (sums[layout.once + t] as number) + weighted(weight, onceOf(odds));
        sums[layout.anew + t] = (sums[layout.anew + t] as number) + weighted(weight, anewOf(odds));
      }
    }
  }

  /**
   * "Any asset" alone, with the bits of its units.
   * @param apart ask what each cause does to joint ways
   */
  any(apart: boolean): { readonly odds: TargetWorlds; readonly bits: Int32Array } {
    this.worlds.reach(0, 1, this.#bits);
    const bits = this.#bitsOf(0);
    return { odds: this.#oddsOf(0, bits, { apart }), bits };
  }

  #bitsOf(place: number): Int32Array {
    const size = this.worlds.unitCount * ROW_WORDS;
    return this.#bits.subarray(place * size, (place + 1) * size);
  }

  #oddsOf(
    target: number,
    bits: Int32Array,
    {
      blast,
      apart = false,
    }: { readonly blast?: (cause: number, reached: number) => void; readonly apart?: boolean },
  ): TargetWorlds {
    const alone = new Float64Array(LANES);
    const { weight, question } = this.worlds;
    question.causes.forEach((cause, c) => {
      const reached = reachedBy(cause, bits);
      if (reached === null) return;
      if (reached instanceof Int32Array) {
        addWhere(alone, reached, cause.hazard);
        blast?.(c, sumWhere(weight, reached));
        return;
      }
      reached.forEach((chance, world) => {
        alone[world] = (alone[world] as number) + cause.hazard * chance;
      });
      blast?.(c, weighted(weight, reached));
    });
    return { alone, joint: this.#joint.of(target, bits, apart) };
  }
}

/** Worlds in which an event of the cause reaches, or the chance in each world that it does; null: in none. */
export function reachedBy({ fixed, random }: Cause, bits: Int32Array): Int32Array | Float64Array | null {
  const always = new Int32Array(ROW_WORDS);
  for (const unit of fixed)
    for (let word = 0; word < ROW_WORDS; word++)
      always[word] = (always[word] as number) | (bits[unit * ROW_WORDS + word] as number);
  const leading = random.filter(({ unit }) => !holdsNowhere(bitsAt(bits, unit)));
  if (leading.length === 0) return holdsNowhere(always) ? null : always;
  const chance = new Float64Array(LANES);
  eachWorld(always, (world) => {
    chance[world] = 1;
  });
  for (const { unit, probability } of leading)
    eachWorld(bitsAt(bits, unit), (world) => {
      // 1 − (1 − g)(1 − h) without the loss of digits of small h.
      const known = chance[world] as number;
      chance[world] = known + probability * (1 - known);
    });
  return chance;
}

const bitsAt = (bits: Int32Array, unit: number): Int32Array =>
  bits.subarray(unit * ROW_WORDS, (unit + 1) * ROW_WORDS);

/** 1 − e^(−Λ)(1 − J) in each world. */
export function onceOf({ alone, joint }: TargetWorlds): Float64Array {
  if (joint === null) return alone.map((hazard) => -Math.expm1(-hazard));
  return alone.map(
    (hazard, world) => -Math.expm1(-hazard) + Math.exp(-hazard) * (joint.lost[world] as number),
  );
}

/** Λ_w = −ln(1 − P_w) in each world. */
export function anewOf({ alone, joint }: TargetWorlds): Float64Array {
  if (joint === null) return alone;
  return alone.map((hazard, world) => hazard + (joint.hazard[world] as number));
}
