/**
 * What causes do together, sampled: each world draws its causes `DRAWS` times, at chances at which about two of them
 * happen, with likelihood weights (at most e² or so).
 *
 * Each draw gives x, the weight where the target falls and 0 where it does not: E x = J. A mean of x gives no
 * −ln(1 − J): where every draw falls it would be infinite. Of different draws the product of j has the mean J^j
 * [HOE48], so that the series
 *
 *     −ln(1 − J) = Σ_j J^j / j
 *
 * is taken as far as there are draws. What is left out, J^(j+1)/(j+1) and on, understates it where J is near 1.
 *
 * With many targets draws of their own take too long: then one sweep serves them all. The causes that reach a target
 * alone are on in it as well; draws count in which none of them happens, with 1 over the chance of that.
 */
import { LANES, ROW_WORDS } from '../maths/kernels/sweep.ts';
import type { JointWorlds, Switches } from './sample-causes.ts';
import { addWhere, eachWorld, holdsNowhere } from './sample-lanes.ts';
import type { BlockWorlds } from './sample-worlds.ts';

export const DRAWS = 8;
/** Weights of shared draws may be large, and their powers say nothing. */
const SHARED_POWERS = 2;

/** At which chance a cause is drawn: about two of them happen. */
export const drawnAt = (hazard: number, count: number): number =>
  Math.min(0.99, Math.max(-Math.expm1(-hazard), Math.min(0.5, 2 / count)));

/** One draw for all targets. */
interface SharedDraw {
  /** Likelihood weights of the worlds. */
  readonly weight: Float64Array;
  /** In which worlds each target falls, from the first of those at hand. */
  readonly fallen: Int32Array;
}

export class JointDraws {
  readonly #worlds: BlockWorlds;
  readonly #switches: Switches;
  #first = 0;
  #shared: readonly SharedDraw[] = [];

  constructor(worlds: BlockWorlds, switches: Switches) {
    this.#worlds = worlds;
    this.#switches = switches;
  }

  /** @param taking causes that do not reach the target alone in every world */
  of(target: number, bits: Int32Array, taking: readonly number[]): JointWorlds {
    const powers = new Powers(DRAWS);
    for (let draw = 0; draw < DRAWS; draw++) {
      const weight = this.#drawCauses(draw, bits, taking);
      powers.add(this.#switches.fallen(target), weight);
      this.#switches.off();
    }
    return powers.worlds();
  }

  /** Draws causes for targets `first` to `end` − 1 at once. */
  share(first: number, end: number): void {
    this.#first = first;
    const nothing = new Int32Array(this.#worlds.unitCount * ROW_WORDS);
    this.#shared = Array.from({ length: DRAWS }, (_, draw) => {
      const weight = this.#drawCauses(draw, nothing, this.#switches.causes);
      this.#worlds.compute();
      const fallen = new Int32Array((end - first) * ROW_WORDS);
      for (let t = first; t < end; t++) fallen.set(this.#switches.targetRow(t), (t - first) * ROW_WORDS);
      this.#switches.off();
      return { weight, fallen };
    });
  }

  /** From the shared draws; null when they show no joint way. */
  ofShared(target: number, bits: Int32Array): JointWorlds | null {
    const powers = new Powers(SHARED_POWERS);
    const rarer = this.#overNoneAlone(bits);
    let any = false;
    this.#shared.forEach(({ weight, fallen }, draw) => {
      const at = (target - this.#first) * ROW_WORDS;
      const together = this.#withoutAlone(fallen.slice(at, at + ROW_WORDS), draw, bits);
      if (holdsNowhere(together)) return;
      any = true;
      powers.add(
        together,
        weight.map((one, world) => one * (rarer[world] as number)),
      );
    });
    return any ? powers.worlds() : null;
  }

  /** Takes the worlds away in which the draw has a cause that reaches alone. */
  #withoutAlone(fallen: Int32Array, draw: number, bits: Int32Array): Int32Array {
    for (const cause of this.#switches.causes) {
      const coin = this.#coin(cause, draw);
      const alone = this.#switches.aloneIn(bits, cause);
      for (let word = 0; word < ROW_WORDS; word++)
        fallen[word] = (fallen[word] as number) & ~((coin[word] as number) & (alone[word] as number));
    }
    return fallen;
  }

  /** 1 over the chance that no cause happens that reaches alone: e^Λ of these. */
  #overNoneAlone(bits: Int32Array): Float64Array {
    const hazard = new Float64Array(LANES);
    for (const cause of this.#switches.causes)
      addWhere(hazard, this.#switches.aloneIn(bits, cause), this.#switches.hazardOf(cause));
    return hazard.map(Math.exp);
  }

  #coin(cause: number, draw: number): Int32Array {
    const place = this.#switches.causes.indexOf(cause);
    return this.#worlds.row(this.#worlds.question.coins[place * DRAWS + draw] as number);
  }

  /** Switches causes on where their coin says so; returns the likelihood weights. */
  #drawCauses(draw: number, bits: Int32Array, taking: readonly number[]): Float64Array {
    const weight = new Float64Array(LANES).fill(1);
    for (const c of taking) {
      const hazard = this.#switches.hazardOf(c);
      const drawn = drawnAt(hazard, this.#switches.causes.length);
      const open = -Math.expm1(-hazard) / drawn;
      const shut = Math.exp(-hazard) / (1 - drawn);
      const coin = this.#coin(c, draw);
      this.#switches.on(c, bits);
      const row = this.#switches.rowOf(c);
      eachWorld(row, (world) => {
        const happens = (((coin[world >> 5] as number) >>> (world & 31)) & 1) === 1;
        weight[world] = (weight[world] as number) * (happens ? open : shut);
      });
      for (let word = 0; word < ROW_WORDS; word++) row[word] = (row[word] as number) & (coin[word] as number);
    }
    return weight;
  }
}

/** Sums of the products of j different draws, for each j up to the most. */
class Powers {
  readonly #most: number;
  /** `sums[j·LANES + world]` */
  readonly #sums: Float64Array;

  constructor(most: number) {
    this.#most = most;
    this.#sums = new Float64Array((most + 1) * LANES).fill(1, 0, LANES);
  }

  add(fallen: Int32Array, weight: Float64Array): void {
    const sums = this.#sums;
    eachWorld(fallen, (world) => {
      for (let at = this.#most * LANES + world; at >= LANES; at -= LANES)
        sums[at] = (sums[at] as number) + (sums[at - LANES] as number) * (weight[world] as number);
    });
  }

  worlds(): JointWorlds {
    const lost = new Float64Array(LANES);
    const hazard = new Float64Array(LANES);
    let ways = 1;
    for (let j = 1; j <= this.#most; j++) {
      ways *= (DRAWS - j + 1) / j;
      for (let world = 0; world < LANES; world++) {
        const power = (this.#sums[j * LANES + world] as number) / ways;
        if (j === 1) lost[world] = power;
        hazard[world] = (hazard[world] as number) + power / j;
      }
    }
    return { lost, hazard, byCause: null };
  }
}
