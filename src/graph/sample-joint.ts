/**
 * What causes do together and none does alone.
 *
 * In a world, causes that reach the target alone are put aside: the others are switched on all at once, and where
 * the target falls then, there is a way that needs several. Its chance J is that of a monotone Boolean function of
 * independent causes, each of which happens with 1 − e^(−Λ): up to `MOST_EXACT` causes are enumerated, one sweep a
 * set of causes for all worlds at once. Past that they are drawn (sample-joint-draws.ts).
 */
import { LANES, ROW_WORDS } from '../maths/kernels/sweep.ts';
import { type JointWorlds, Switches } from './sample-causes.ts';
import { JointDraws } from './sample-joint-draws.ts';
import { addWhere, holdsNowhere } from './sample-lanes.ts';
import type { BlockWorlds } from './sample-worlds.ts';

/** Causes whose sets are enumerated, and sweeps of all steps of a block that this may cost, in steps. */
const MOST_EXACT = 10;
const MOST_WORK = 2 ** 24;

export const isEnumerated = (count: number, steps: number): boolean =>
  count <= MOST_EXACT && 2 ** count * steps <= MOST_WORK;

const NOWHERE = new Int32Array(ROW_WORDS);
const inverted = (bits: Int32Array): Int32Array => bits.map((word) => ~word);

interface Enumeration {
  readonly target: number;
  readonly bits: Int32Array;
  readonly taking: readonly number[];
  readonly apart: boolean;
}

export class JointWays {
  readonly #switches: Switches;
  readonly #draws: JointDraws | null;
  readonly #shared: boolean;
  /** Over the whole run: a joint way was met, and it was sampled. */
  met = false;
  sampled = false;

  constructor(worlds: BlockWorlds) {
    const { coins, sharedDraws } = worlds.question;
    this.#switches = new Switches(worlds);
    this.#draws = coins.length === 0 ? null : new JointDraws(worlds, this.#switches);
    this.#shared = sharedDraws;
  }

  /** To be called before `of` for targets `first` to `end` − 1. */
  begin(first: number, end: number): void {
    if (this.#shared) this.#draws?.share(first, end);
  }

  /**
   * @param bits where each unit alone reaches the target, as `reach` fills them
   * @param apart ask for `byCause`
   */
  of(target: number, bits: Int32Array, apart: boolean): JointWorlds | null {
    const { causes } = this.#switches;
    if (causes.length === 0) return null;
    // "Any asset" comes first, and has draws of its own in any case.
    const joint =
      this.#draws !== null && this.#shared && target > 0
        ? this.#draws.ofShared(target, bits)
        : this.#apart(target, bits, apart);
    if (joint === null) return null;
    this.met = true;
    this.sampled ||= this.#draws !== null;
    return joint;
  }

  #apart(target: number, bits: Int32Array, apart: boolean): JointWorlds | null {
    const taking = this.#switches.causes.filter((c) => this.#switches.on(c, bits));
    const reached = this.#switches.fallen(target);
    this.#switches.off();
    if (holdsNowhere(reached)) return null;
    return this.#draws?.of(target, bits, taking) ?? this.#enumerate({ target, bits, taking, apart });
  }

  #enumerate({ target, bits, taking, apart }: Enumeration): JointWorlds {
    const hazards = taking.map((c) => this.#switches.hazardOf(c));
    const happens = hazards.map((hazard) => -Math.expm1(-hazard));
    const stays = hazards.map((hazard) => Math.exp(-hazard));
    const lost = new Float64Array(LANES);
    /** 1 − J, a sum of its own. */
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
    return {
      lost,
      hazard: lost.map((p, world) => (p < 0.5 ? -Math.log1p(-p) : -Math.log(kept[world] as number))),
      byCause: apart ? new Map(taking.map((c, i) => [c, ofCause(i)])) : null,
    };
  }

  /** Where the target falls to these causes together; none of them does it alone. */
  #fallenWith(target: number, bits: Int32Array, causes: readonly number[]): Int32Array {
    if (causes.length < 2) return NOWHERE;
    for (const c of causes) this.#switches.on(c, bits);
    const fallen = this.#switches.fallen(target);
    this.#switches.off();
    return fallen;
  }
}
