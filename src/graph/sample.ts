/**
 * The sampling engine: sample the walls, integrate the clocks (model.md 6, docs/maths/worlds.md).
 *
 * Worlds are drawn in batches until every answer is as precise as asked. A batch is a function of the question and
 * its number: the answer is the same for any number of workers, to the last bit.
 */
import { LANES, MAX_BLOCKS } from '../maths/kernels/sweep.ts';
import type { Pool, Range } from '../model/pool.ts';
import type { Importance, Solution, SolvedOdds, System } from '../model/system.ts';
import { hitsSome } from './exact-reduce.ts';
import { type BatchLayout, batchLayout, blocksOfBatch, workOfBatch, worldsWork } from './sample-batch.ts';
import { eventSum, shockSum } from './sample-details.ts';
import { type Compiled, compile, SAVINGS } from './sample-question.ts';
import { MOST_STRATA } from './sample-rare.ts';
import { Tally } from './sample-tally.ts';

export interface SampleOptions {
  /** Integer in [0, 2⁵³): the same seed meets the same worlds whatever else changes. */
  readonly seed: number;
  readonly precision: Precision;
  readonly pool: Pool;
}

export interface Precision {
  /** Standard error wanted, relative to P; to a tenth of P(any) where an asset's odds are below that. */
  readonly relative: number;
  /** Most worlds; at least two batches are drawn all the same. */
  readonly worlds: number;
}

/** Rows and steps gone over, of `LANES` worlds each: some ten millions a second. */
const MOST_WORK = 1.2e8;
/** The same of a single batch; guessed, so that it may come to far less. */
const MOST_WORK_OF_BATCH = 2e8;
/** Batches of the first wave and of the largest. */
const FIRST_WAVE = 32;
const LARGEST_WAVE = 64;
/** Sums of the batches of a wave, in numbers; those of one batch are bounded by its work. */
const MOST_SUMS_OF_WAVE = 2 ** 24;

/**
 * @throws RangeError when the rows of the system do not fit into memory, when one batch would take too long, or for a
 *   seed that is no such integer
 */
export async function solveSampled(system: System, options: SampleOptions): Promise<Solution> {
  const { seed, pool } = options;
  if (!(Number.isSafeInteger(seed) && seed >= 0))
    throw new RangeError(`seed must be an integer in [0, 2⁵³), got ${seed}`);
  const compiled = affordable(system, seed);
  const answer = new Answer(system, compiled);
  const most = answer.exhaustive ? 1 : mostBatches(options.precision, answer.worldsOfBatch);
  for (let done = 0; done < most; done = answer.tally.batches) {
    if (done >= FIRST_WAVE && answer.isPrecise(options.precision.relative)) break;
    const wave = done === 0 ? FIRST_WAVE : Math.min(done, LARGEST_WAVE);
    const room = answer.batchesLeft();
    if (room <= 0) break;
    const end = Math.min(most, done + Math.min(wave, room, answer.batchesAtOnce));
    const ranges: Range[] = [];
    for (let batch = done; batch < end; batch++) ranges.push({ from: batch, to: batch + 1 });
    for (const sums of await pool.map(worldsWork, compiled.question, ranges)) answer.tally.add(sums);
  }
  return answer.solution(options.precision.relative);
}

/**
 * The question of which a batch does not take too long, with as little given up as may be.
 *
 * @throws RangeError when each takes too long
 */
function affordable(system: System, seed: number): Compiled {
  for (const saving of SAVINGS) {
    const compiled = compile(system, seed, saving);
    if (workOfBatch(compiled.question) <= MOST_WORK_OF_BATCH) return compiled;
  }
  throw new RangeError(
    `${system.shocks.length} shocks on ${system.assets.length} assets over ${system.edges.length} steps would take too long, even for ${LANES} worlds`,
  );
}

function mostBatches({ worlds }: Precision, worldsOfBatch: number): number {
  const wanted = Math.max(2, Math.floor(worlds / worldsOfBatch));
  return Math.min(wanted, Math.floor((MAX_BLOCKS * LANES) / worldsOfBatch));
}

class Answer {
  readonly tally: Tally;
  readonly worldsOfBatch: number;
  /** As many as memory has room for. */
  readonly batchesAtOnce: number;
  /** One batch holds every world: nothing is left to chance. */
  readonly exhaustive: boolean;
  /** Λ of everything that happens to the system. */
  readonly #hazard: number;
  readonly #system: System;
  readonly #compiled: Compiled;
  readonly #layout: BatchLayout;
  readonly #targets: number;

  constructor(system: System, compiled: Compiled) {
    const { question } = compiled;
    this.#system = system;
    this.#compiled = compiled;
    this.#layout = batchLayout(question);
    this.#targets = question.targetRows.length;
    this.batchesAtOnce = Math.max(1, Math.floor(MOST_SUMS_OF_WAVE / this.#layout.length));
    this.tally = new Tally(this.#layout, this.#targets);
    this.exhaustive = question.rare.exhaustive && question.coins.length === 0 && compiled.drawnShocks === 0;
    this.#hazard = question.hazards.reduce((total, hazard) => total + hazard, 0);
    this.worldsOfBatch = blocksOfBatch(question) * LANES;
  }

  /** Batches for which there is work left; two are drawn all the same. */
  batchesLeft(): number {
    const { batches, sums } = this.tally;
    const used = sums[this.#layout.work] as number;
    const each = batches === 0 ? workOfBatch(this.#compiled.question) : used / batches;
    return Math.max(2 - batches, Math.floor((MOST_WORK - used) / Math.max(1, each)));
  }

  isPrecise(relative: number): boolean {
    const all = this.#odds(0);
    return Array.from({ length: this.#targets }, (_, t) => this.#odds(t)).every(
      ({ once, standardError, below }) =>
        (below ?? standardError) <= relative * Math.max(once, all.once / 10),
    );
  }

  solution(relative: number): Solution {
    const { parts } = this.#compiled.question;
    const assets = this.#system.assets.map((_, a) => this.#odds(a + 1));
    const importance = this.#importance();
    return {
      method: 'sampled',
      any: this.#odds(0),
      assets,
      containment: this.#containment(),
      blast: parts.map((own) =>
        assets.map((_, a) =>
          Math.min(
            1,
            own.reduce((total, { cause, fraction }) => total + fraction * this.#blast(cause, a + 1), 0),
          ),
        ),
      ),
      importance,
      remarks: this.#remarks(relative, importance),
    };
  }

  #odds(target: number): SolvedOdds {
    if (this.#compiled.possible[target] !== true) return { once: 0, anew: 0, standardError: 0, below: null };
    const once = Math.min(1, this.tally.mean(this.#layout.once + target));
    const anew = Math.max(once, -Math.expm1(-this.tally.mean(this.#layout.anew + target)));
    if (this.exhaustive) return { once, anew, standardError: 0, below: null };
    const unseen = once === 0 && this.#hazard > 0;
    return {
      once,
      anew,
      standardError: this.tally.standardError(target) || once / this.#fewest(),
      below: unseen ? this.#bound() : null,
    };
  }

  /** No world of N had a way: 95 % of samplers would have met one that is open in so many. */
  #bound(): number {
    return Math.expm1(Math.log(0.05) / this.#counted()) * Math.expm1(-this.#hazard);
  }

  /**
   * Worlds that even the least likely combination of enumerated events has seen. Where no world differed from the
   * others one of these may have been the next to do so: what is said instead of an error of 0.
   */
  #fewest(): number {
    const { strata } = this.#compiled.question.rare;
    return Math.max(1, (this.tally.batches * this.worldsOfBatch) / 2 ** (strata.length + 1));
  }

  /** Worlds, all as heavy as the heaviest. */
  #counted(): number {
    const { rare } = this.#compiled.question;
    const heaviest = rare.weight.reduce((most, one) => Math.max(most, one), 0);
    return (this.tally.batches * this.worldsOfBatch) / (heaviest * (rare.tilted.length > 0 ? 2 : 1));
  }

  /** An event that hits nothing is no break-in. */
  #containment(): number | null {
    const breakIns = this.#system.shocks.reduce((total, shock) => total + shock.hazard * hitsSome(shock), 0);
    const lost = this.tally.mean(this.#layout.anew);
    if (!(breakIns > 0 && Number.isFinite(breakIns) && Number.isFinite(lost))) return null;
    return Math.min(1, Math.max(0, 1 - lost / breakIns));
  }

  #blast(cause: number, target: number): number {
    return this.tally.mean(this.#layout.blast + cause * this.#targets + target);
  }

  #importance(): Solution['importance'] {
    const { details, detail } = this.#layout;
    const { question } = this.#compiled;
    const { edges, walls, shocks } = this.#system;
    const weight = this.tally.sums[detail] as number;
    const at = (place: number): number => (this.tally.sums[detail + place] as number) / weight;
    const events = new Map(question.events.map(({ kind, index }, i) => [`${kind} ${index}`, i]));
    const ofEvent = (kind: 'edge' | 'wall', index: number, chance: number): Importance | null => {
      if (!question.whatIf) return null;
      const found = events.get(`${kind} ${index}`);
      if (found === undefined) return importanceOf(chance, { p: at(1), with: at(1), without: at(1) });
      const place = eventSum(details, found);
      return importanceOf(chance, { p: at(1), with: at(place), without: at(place + 1) });
    };
    return {
      edges: edges.map(({ probability }, e) => ofEvent('edge', e, probability)),
      walls: walls.map(({ failureOnDemand }, w) => ofEvent('wall', w, failureOnDemand)),
      shocks: shocks.map(({ hazard }, s) => {
        const place = shockSum(details.shockOf[s] as number);
        if ((details.shockOf[s] as number) < 0 || (this.tally.sums[detail + place + 2] as number) > 0)
          return null;
        return importanceOf(-Math.expm1(-hazard), { p: at(1), with: at(place), without: at(place + 1) });
      }),
    };
  }

  #remarks(relative: number, importance: Solution['importance']): string[] {
    const { question, drawnShocks } = this.#compiled;
    const { batches, sums } = this.tally;
    const worlds = batches * this.worldsOfBatch;
    const { once, standardError } = this.#odds(0);
    const error = once > 0 ? ` ± ${percent(standardError / once)}` : '';
    if (this.exhaustive)
      return [`Every world of the steps and walls was looked at: ${worlds} lanes, no sampling error.`];
    const stopped = this.isPrecise(relative)
      ? `the precision asked for, ${percent(relative)}, is reached`
      : `the precision asked for, ${percent(relative)}, would take more worlds than are drawn`;
    const remarks = [`Sampled: ${worlds} worlds of the steps and walls, P(any)${error}; ${stopped}.`];
    const { strata, tilted } = question.rare;
    if (strata.length > 0)
      remarks.push(
        question.rare.exhaustive
          ? `All ${strata.length} uncertain steps and walls are enumerated.`
          : `Rare openings: ${strata.length} enumerated (of at most ${MOST_STRATA}).`,
      );
    if (tilted.length > 0)
      remarks.push(`${tilted.length} more rare openings are drawn at a tilted chance, with weights.`);
    if ((sums[this.#layout.sampled] as number) > 0)
      remarks.push(
        `What several shocks do together was sampled too${question.sharedDraws ? ', with the same draws for all assets' : ''}: they are too many to enumerate. Odds met anew are understated where they do it almost surely.`,
      );
    else if ((sums[this.#layout.met] as number) > 0)
      remarks.push('In some worlds several shocks do together what none does alone; solved exactly in each.');
    if (drawnShocks > 0)
      remarks.push(
        `${drawnShocks} shocks have too many random hits on ways that need several: drawn, which may understate them by a hundredth.`,
      );
    if (!question.whatIf)
      remarks.push('Importances of steps and walls are left out: the system is too large for them.');
    if (importance.shocks.includes(null))
      remarks.push('Importances of some shocks are left out: too many differ, or they act with others.');
    return remarks;
  }
}

const percent = (part: number): string => `${Number((part * 100).toPrecision(2))} %`;

function importanceOf(
  chance: number,
  odds: { readonly p: number; readonly with: number; readonly without: number },
): Importance {
  const { p, without } = odds;
  const birnbaum = odds.with - without;
  return {
    birnbaum,
    criticality: p > 0 ? (birnbaum * chance) / p : null,
    fussellVesely: p > 0 ? (p - without) / p : null,
    riskAchievement: p > 0 ? odds.with / p : null,
    riskReduction: without > 0 ? p / without : null,
  };
}
