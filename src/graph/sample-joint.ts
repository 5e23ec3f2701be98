/**
 * What causes do together and none does alone.
 *
 * In a world, causes that reach the target alone are put aside: the others are switched on all at once, and where
 * the target falls then, there is a way that needs several. Its chance J is that of a monotone Boolean function of
 * independent causes, each of which happens with 1 − e^(−Λ): up to `MOST_EXACT` causes are enumerated, one sweep a
 * set of causes for all worlds at once. Past that each world draws its causes `DRAWS` times, at chances at which
 * about two of them happen, with likelihood weights (at most e² or so).
 */
import { LANES, ROW_WORDS } from '../maths/kernels/sweep.ts';
import { addWhere, eachWorld, holdsNowhere } from './sample-lanes.ts';
import type { Question } from './sample-question.ts';
import type { BlockWorlds } from './sample-worlds.ts';

/** Causes whose sets are enumerated, and sweeps of all steps of a block that this may cost, in steps. */
export const MOST_EXACT = 10;
const MOST_WORK = 2 ** 24;
export const DRAWS = 8;

export interface JointWorlds {
  /** J in each world, and 1 − J, each a sum of its own. */
  readonly lost: Float64Array;
  readonly kept: Float64Array;
  /** For each cause that takes part: J when it does not happen, and when it does; null when sampled or not asked. */
  readonly byCause: ReadonlyMap<
    number,
    { readonly without: Float64Array; readonly certain: Float64Array }
  > | null;
}

/** Causes that may take part: their units lead into a gate. */
export const takingPart = (causes: Question['causes']): number[] =>
  causes.flatMap(({ bound, hazard }, c) => (bound && hazard > 0 ? [c] : []));

export const isEnumerated = (count: number, steps: number): boolean =>
  count <= MOST_EXACT && 2 ** count * steps <= MOST_WORK;

/** At which chance a cause is drawn: about two of them happen. */
export const drawnAt = (hazard: number, count: number): number =>
  Math.min(0.99, Math.max(-Math.expm1(-hazard), Math.min(0.5, 2 / count)));

const NOWHERE = new Int32Array(ROW_WORDS);
const inverted = (bits: Int32Array): Int32Array => bits.map((word) => ~word);

interface Enumeration {
  readonly target: number;
  readonly bits: Int32Array;
  readonly taking: readonly number[];
  readonly apart: boolean;
}

export class JointWays {
  readonly #worlds: BlockWorlds;
  readonly #causes: readonly number[];
  readonly #exact: boolean;
  /** Over the whole run: a joint way was met, and it was sampled. */
  met = false;
  sampled = false;

  constructor(worlds: BlockWorlds) {
    this.#worlds = worlds;
    this.#causes = takingPart(worlds.question.causes);
    this.#exact = worlds.question.coins.length === 0;
  }

  /**
   * @param bits where each unit alone reaches the target, as `reach` fills them
   * @param apart ask for `byCause`
   */
  of(target: number, bits: Int32Array, apart: boolean): JointWorlds | null {
    if (this.#causes.length === 0) return null;
    const taking = this.#causes.filter((c) => this.#switchOn(c, bits));
    const reached = this.#fallen(target);
    this.#switchOff();
    if (holdsNowhere(reached)) return null;
    this.met = true;
    return this.#exact ? this.#enumerate({ target, bits, taking, apart }) : this.#draw(target, bits, taking);
  }

  #unitOf(cause: number): number {
    return this.#worlds.question.causes[cause]?.fixed[0] ?? 0;
  }

  #unitRow(cause: number): Int32Array {
    return this.#worlds.row(this.#worlds.question.unitRows[this.#unitOf(cause)] as number);
  }

  /** In worlds where the cause does not reach alone; false when it does everywhere. */
  #switchOn(cause: number, bits: Int32Array): boolean {
    const row = this.#unitRow(cause);
    const at = this.#unitOf(cause) * ROW_WORDS;
    for (let word = 0; word < ROW_WORDS; word++) row[word] = ~(bits[at + word] as number);
    return !holdsNowhere(row);
  }

  #switchOff(): void {
    for (const c of this.#causes) this.#unitRow(c).fill(0);
  }

  #fallen(target: number): Int32Array {
    this.#worlds.compute();
    return this.#worlds.row(this.#worlds.question.targetRows[target] as number).slice();
  }

  #enumerate({ target, bits, taking, apart }: Enumeration): JointWorlds {
    const hazards = taking.map((c) => this.#worlds.question.causes[c]?.hazard ?? 0);
    const happens = hazards.map((hazard) => -Math.expm1(-hazard));
    const stays = hazards.map((hazard) => Math.exp(-hazard));
    const lost = new Float64Array(LANES);
    const kept = new Float64Array(LANES);
    const byCause = taking.map(() => ({
      without: new Float64Array(LANES),
      certain: new Float64Array(LANES),
    }));
    for (let set = 0; set < 2 ** taking.length; set++) {
      const on = taking.map((_, i) => ((set >> i) & 1) === 1);
      const chance = (skip: number): number =>
        on.reduce((p, yes, i) => (i === skip ? p : p * ((yes ? happens[i] : stays[i]) as number)), 1);
      const fallen = this.#fallenWith(
        target,
        bits,
        taking.filter((_, i) => on[i] === true),
      );
      addWhere(kept, inverted(fallen), chance(-1));
      if (holdsNowhere(fallen)) continue;
      addWhere(lost, fallen, chance(-1));
      if (!apart) continue;
      byCause.forEach(({ without, certain }, i) => {
        addWhere(on[i] === true ? certain : without, fallen, chance(i));
      });
    }
    const ofCause = (i: number) => byCause[i] as (typeof byCause)[number];
    return { lost, kept, byCause: apart ? new Map(taking.map((c, i) => [c, ofCause(i)])) : null };
  }

  /** Where the target falls to these causes together; none of them does it alone. */
  #fallenWith(target: number, bits: Int32Array, causes: readonly number[]): Int32Array {
    if (causes.length < 2) return NOWHERE;
    for (const c of causes) this.#switchOn(c, bits);
    const fallen = this.#fallen(target);
    this.#switchOff();
    return fallen;
  }

  #draw(target: number, bits: Int32Array, taking: readonly number[]): JointWorlds {
    this.sampled = true;
    const lost = new Float64Array(LANES);
    for (let draw = 0; draw < DRAWS; draw++) {
      const weight = this.#drawCauses(draw, bits, taking);
      const fallen = this.#fallen(target);
      this.#switchOff();
      eachWorld(fallen, (world) => {
        lost[world] = (lost[world] as number) + (weight[world] as number) / DRAWS;
      });
    }
    for (let world = 0; world < LANES; world++) lost[world] = Math.min(1, lost[world] as number);
    return { lost, kept: lost.map((p) => 1 - p), byCause: null };
  }

  /** Switches causes on where their coin says so; returns the likelihood weights. */
  #drawCauses(draw: number, bits: Int32Array, taking: readonly number[]): Float64Array {
    const { causes, coins } = this.#worlds.question;
    const weight = new Float64Array(LANES).fill(1);
    for (const c of taking) {
      const hazard = causes[c]?.hazard ?? 0;
      const drawn = drawnAt(hazard, this.#causes.length);
      const open = -Math.expm1(-hazard) / drawn;
      const shut = Math.exp(-hazard) / (1 - drawn);
      const coin = this.#worlds.row(coins[this.#causes.indexOf(c) * DRAWS + draw] as number);
      this.#switchOn(c, bits);
      const row = this.#unitRow(c);
      eachWorld(row, (world) => {
        const happens = (((coin[world >> 5] as number) >>> (world & 31)) & 1) === 1;
        weight[world] = (weight[world] as number) * (happens ? open : shut);
      });
      for (let word = 0; word < ROW_WORDS; word++) row[word] = (row[word] as number) & (coin[word] as number);
    }
    return weight;
  }
}
