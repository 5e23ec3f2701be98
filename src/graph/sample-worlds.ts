/** Worlds of one block: their weights, and in which of them units reach targets. */
import {
  LANES,
  type MakeSweeper,
  ROW_WORDS,
  STEP_WORDS,
  type Sweeper,
  sweeper,
} from '../maths/kernels/sweep.ts';
import { eachWorld } from './sample-lanes.ts';
import { computeRows, drawRows, load } from './sample-layout.ts';
import { limitOf, type Question, tiltedTo } from './sample-question.ts';

export class BlockWorlds {
  readonly question: Question;
  /** Of each world of the block at hand; their mean over a round is 1, or has 1 as its mean. */
  readonly weight = new Float64Array(LANES).fill(1);
  /** Rows and steps gone over so far. */
  work = 0;
  readonly #sweeper: Sweeper;

  /** @param make the kernel, or its twin */
  constructor(question: Question, make: MakeSweeper = sweeper) {
    this.question = question;
    this.#sweeper = load(question.program, question.seed, make);
    question.events.forEach(({ chance }, i) => {
      if (chance >= 1) this.row(question.eventRows[i] as number).fill(-1);
    });
  }

  get unitCount(): number {
    return this.question.unitRows.length;
  }

  get targetCount(): number {
    return this.question.targetRows.length;
  }

  /** Draws the worlds of a block; blocks of a round are `rare.blocks` in turn. */
  begin(block: number): void {
    const { rare, program } = this.question;
    const tilt = rare.tilted.length > 0 && Math.floor(block / rare.blocks) % 2 === 1;
    this.#setLimits(tilt);
    this.#sweeper.begin(block);
    drawRows(program, this.#sweeper);
    this.#dealStrata((block % rare.blocks) * LANES);
    if (rare.tilted.length > 0) this.#weighTilted();
  }

  /** A view of a row. */
  row(row: number): Int32Array {
    return this.#sweeper.rows.subarray(row * ROW_WORDS, (row + 1) * ROW_WORDS);
  }

  compute(): void {
    this.work += computeRows(this.question.program, this.#sweeper);
  }

  /**
   * Fills `bits[((target − first)·units + unit)·ROW_WORDS + word]` with the worlds in which the unit alone
   * reaches the target, for targets `first` to `end` − 1.
   */
  reach(first: number, end: number, bits: Int32Array): void {
    const { forward, unitRows, targetRows } = this.question;
    const units = unitRows.length;
    if (!forward) {
      for (let t = first; t < end; t++) {
        const source = this.row(targetRows[t] as number).fill(-1);
        this.compute();
        source.fill(0);
        for (let u = 0; u < units; u++)
          bits.set(this.row(unitRows[u] as number), ((t - first) * units + u) * ROW_WORDS);
      }
      return;
    }
    for (let u = 0; u < units; u++) {
      const source = this.row(unitRows[u] as number).fill(-1);
      this.compute();
      source.fill(0);
      for (let t = first; t < end; t++)
        bits.set(this.row(targetRows[t] as number), ((t - first) * units + u) * ROW_WORDS);
    }
  }

  /** Tilted rows are drawn: their steps come first, in the order of their rows. */
  #setLimits(tilt: boolean): void {
    const { rare, events, eventRows, program } = this.question;
    for (const i of rare.tilted) {
      const chance = events[i]?.chance ?? 0;
      const step = (eventRows[i] as number) - program.given;
      this.#sweeper.steps[step * STEP_WORDS + 1] = limitOf(tilt ? tiltedTo(chance) : chance);
    }
  }

  #dealStrata(from: number): void {
    const { rare, eventRows } = this.question;
    this.weight.set(rare.weight.subarray(from, from + LANES));
    rare.strata.forEach((i, place) => {
      const row = this.row(eventRows[i] as number);
      row.fill(0);
      for (let world = 0; world < LANES; world++)
        row[world >> 5] =
          (row[world >> 5] as number) |
          ((((rare.combination[from + world] as number) >> place) & 1) << (world & 31));
    });
  }

  /** The balance heuristic: half of the rounds are drawn as they are, half tilted. */
  #weighTilted(): void {
    const { rare, events, eventRows } = this.question;
    const ratio = new Float64Array(LANES).fill(1);
    for (const i of rare.tilted) {
      const chance = events[i]?.chance ?? 0;
      const tilted = tiltedTo(chance);
      const shut = (1 - tilted) / (1 - chance);
      const open = tilted / chance / shut;
      for (let world = 0; world < LANES; world++) ratio[world] = (ratio[world] as number) * shut;
      eachWorld(this.row(eventRows[i] as number), (world) => {
        ratio[world] = (ratio[world] as number) * open;
      });
    }
    for (let world = 0; world < LANES; world++)
      this.weight[world] = ((this.weight[world] as number) * 2) / (1 + (ratio[world] as number));
  }
}
