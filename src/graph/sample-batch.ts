/** One batch of worlds: the unit of work of a worker, and of the standard error. */
import type { Work } from '../model/pool.ts';
import { takingPart } from './sample-causes.ts';
import { addDetails, type Details, detailsOf } from './sample-details.ts';
import { DRAWS } from './sample-joint-draws.ts';
import { workOf } from './sample-layout.ts';
import { BlockOdds, layoutOfSums, type SumsLayout, targetsAtOnce } from './sample-odds.ts';
import type { Question } from './sample-question.ts';
import { BlockWorlds } from './sample-worlds.ts';

/** Blocks in whose worlds importances are looked at: whole batches, which have 1 to 32 blocks. */
const DETAILED_BLOCKS = 32;

/** Where the sums of a batch stand. */
export interface BatchLayout extends SumsLayout {
  readonly details: Details;
  /** Σ of the weights; blocks in which a joint way was met; and in which it was sampled. */
  readonly weight: number;
  readonly met: number;
  readonly sampled: number;
  /** Rows and steps gone over. */
  readonly work: number;
}

export function batchLayout(question: Question): BatchLayout {
  const details = detailsOf(question);
  const layout = layoutOfSums(question, details.length);
  const { length } = layout;
  return {
    ...layout,
    details,
    weight: length,
    met: length + 1,
    sampled: length + 2,
    work: length + 3,
    length: length + 4,
  };
}

/** Blocks of a batch: whole rounds, and as many tilted as not. */
export const blocksOfBatch = ({ rare }: Question): number => rare.blocks * (rare.tilted.length > 0 ? 2 : 1);

/**
 * What a batch comes to, guessed: a computation of all rows for each unit or target, more where shocks act together,
 * and a look at each pair of a target and a cause.
 */
export function workOfBatch(question: Question): number {
  const { forward, unitRows, targetRows, program } = question;
  const targets = targetRows.length;
  const groups = Math.ceil(targets / targetsAtOnce(question));
  const computations = (forward ? groups * unitRows.length : targets) + togetherOf(question, groups);
  return blocksOfBatch(question) * (computations * workOf(program) + pairsOf(question));
}

/** Computations for what shocks do together. */
function togetherOf({ causes, coins, sharedDraws, targetRows }: Question, groups: number): number {
  const joint = takingPart(causes).length;
  if (joint === 0) return 0;
  const own = 1 + (coins.length > 0 ? DRAWS : 2 ** joint);
  return sharedDraws ? own + groups * DRAWS : targetRows.length * own;
}

/** Looks at pairs of a target and a cause, in rows. */
const pairsOf = ({ causes, sharedDraws, targetRows }: Question): number =>
  targetRows.length * (causes.length * PAIR + (sharedDraws ? takingPart(causes).length * DRAWS : 0));

/** A pair of a target and a cause, in rows. */
const PAIR = 20;

/** The sums of each batch of the range, one after the other. */
export const worldsWork: Work<Question, Float64Array> = {
  name: 'worlds',
  run: (question, { from, to }) => {
    const { layout, block } = machineOf(question);
    const blocks = blocksOfBatch(question);
    const all = new Float64Array((to - from) * layout.length);
    for (let batch = from; batch < to; batch++) {
      const before = block.worlds.work;
      const sums = all.subarray((batch - from) * layout.length, (batch - from + 1) * layout.length);
      for (let i = 0; i < blocks; i++) {
        block.worlds.begin(batch * blocks + i);
        addBlock(block, sums, layout);
        if (batch < DETAILED_BLOCKS / blocks) addDetails(block, layout.details, sums.subarray(layout.detail));
      }
      sums[layout.work] = block.worlds.work - before + blocks * pairsOf(question);
    }
    return all;
  },
};

function addBlock(block: BlockOdds, sums: Float64Array, layout: BatchLayout): void {
  block.joint.met = false;
  block.joint.sampled = false;
  block.addTo(sums, layout);
  const add = (at: number, value: number): void => {
    sums[at] = (sums[at] as number) + value;
  };
  for (const weight of block.worlds.weight) add(layout.weight, weight);
  add(layout.met, Number(block.joint.met));
  add(layout.sampled, Number(block.joint.sampled));
}

interface Machine {
  readonly layout: BatchLayout;
  readonly block: BlockOdds;
}

/** A question is asked many times: what was built for it is kept as long as it is. */
const machines = new WeakMap<Question, Machine>();

function machineOf(question: Question): Machine {
  const known = machines.get(question);
  if (known !== undefined) return known;
  const made = { layout: batchLayout(question), block: new BlockOdds(new BlockWorlds(question)) };
  machines.set(question, made);
  return made;
}
