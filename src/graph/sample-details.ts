/**
 * Importances of shocks, steps and walls for "any asset" (model.md 6), in the same worlds: P₁ and P₀ of a step or a
 * wall by one more look at each world with the event turned over.
 *
 * For a shock, P₁ is the odds given that it happens at least once before the horizon, P₀ those without it.
 */
import { LANES } from '../maths/kernels/sweep.ts';
import { weighted } from './sample-lanes.ts';
import { type BlockOdds, onceOf, reachedBy, type TargetWorlds } from './sample-odds.ts';
import type { Question } from './sample-question.ts';

/** Shocks that enter alike with the same hazard have the same importances: so many different ones are looked at. */
const MOST_SHOCKS = 256;
/** Numbers a shock: P₁, P₀, and how many worlds could not tell. */
const SHOCK_SUMS = 3;

export interface Details {
  /** For each shock its place among the different ones; −1 when there are too many. */
  readonly shockOf: Int32Array;
  /** One shock for each place. */
  readonly shocks: Int32Array;
  readonly events: number;
  /** How many sums: weights and P of the worlds that were looked at, then shocks, then events. */
  readonly length: number;
}

export function detailsOf({ parts, hazards, events, whatIf }: Question): Details {
  const places = new Map<string, number>();
  const shocks: number[] = [];
  const shockOf = Int32Array.from(parts, (list, s) => {
    const key = `${hazards[s]} ${list.map(({ cause, fraction }) => `${cause}:${fraction}`).join(' ')}`;
    const known = places.get(key) ?? shocks.push(s) - 1;
    places.set(key, known);
    return known;
  });
  const many = shocks.length > MOST_SHOCKS;
  const counted = whatIf ? events.length : 0;
  return {
    shockOf: many ? shockOf.fill(-1) : shockOf,
    shocks: many ? new Int32Array(0) : Int32Array.from(shocks),
    events: counted,
    length: 2 + (many ? 0 : shocks.length * SHOCK_SUMS) + counted * 2,
  };
}

/** Where the sums of a shock and of an event begin, counted from the first of the details. */
export const shockSum = (place: number): number => 2 + place * SHOCK_SUMS;
export const eventSum = ({ shocks }: Details, event: number): number =>
  2 + shocks.length * SHOCK_SUMS + event * 2;

/** Adds the block at hand to the sums, which begin with the details. */
export function addDetails(block: BlockOdds, details: Details, sums: Float64Array): void {
  const { worlds } = block;
  const { odds, bits } = block.any(true);
  const lost = onceOf(odds);
  const add = (at: number, value: number): void => {
    sums[at] = (sums[at] as number) + value;
  };
  add(
    0,
    worlds.weight.reduce((total, one) => total + one, 0),
  );
  add(1, weighted(worlds.weight, lost));
  details.shocks.forEach((s, place) => {
    const found = withAndWithout(worlds.question, s, odds, bits);
    const at = shockSum(place);
    if (found === null) {
      add(at + 2, 1);
      return;
    }
    add(at, weighted(worlds.weight, found.certain));
    add(at + 1, weighted(worlds.weight, found.without));
  });
  for (let e = 0; e < details.events; e++) {
    const row = worlds.row(worlds.question.eventRows[e] as number);
    const happens = row.slice();
    row.forEach((word, i) => {
      row[i] = ~word;
    });
    const turned = onceOf(block.any(false).odds);
    row.set(happens);
    const at = eventSum(details, e);
    for (let world = 0; world < LANES; world++) {
      const open = (((happens[world >> 5] as number) >>> (world & 31)) & 1) === 1;
      const weight = worlds.weight[world] as number;
      add(at, weight * ((open ? lost : turned)[world] as number));
      add(at + 1, weight * ((open ? turned : lost)[world] as number));
    }
  }
}

interface WithAndWithout {
  readonly certain: Float64Array;
  readonly without: Float64Array;
}

/** P given that the shock happens, and without it; null where joint ways do not tell its part. */
function withAndWithout(
  { parts, causes, hazards }: Question,
  shock: number,
  { alone, joint }: TargetWorlds,
  bits: Int32Array,
): WithAndWithout | null {
  const own = parts[shock] ?? [];
  const hazard = hazards[shock] as number;
  const reach = new Float64Array(LANES);
  for (const { cause, fraction } of own) {
    const found = reachedBy(causes[cause] as Question['causes'][number], bits);
    for (let world = 0; world < LANES; world++)
      reach[world] = (reach[world] as number) + fraction * chanceIn(found, world);
  }
  const certain = new Float64Array(LANES);
  const without = new Float64Array(LANES);
  const joined = joint === null ? NEVER : joinedBy(own, causes, hazard, joint);
  if (joined === null) return null;
  for (let world = 0; world < LANES; world++) {
    const chance = Math.min(1, reach[world] as number);
    const rest = Math.max(0, (alone[world] as number) - hazard * chance);
    const reaches = hazard > 0 ? Math.expm1(-hazard * chance) / Math.expm1(-hazard) : chance;
    const others = Math.exp(-rest);
    const never = -Math.expm1(-rest);
    certain[world] = never + others * (reaches + (1 - reaches) * joined.certain(world));
    without[world] = never + others * joined.without(world);
  }
  return { certain, without };
}

function chanceIn(found: Int32Array | Float64Array | null, world: number): number {
  if (found === null) return 0;
  if (found instanceof Float64Array) return found[world] as number;
  return ((found[world >> 5] as number) >>> (world & 31)) & 1;
}

interface Joined {
  readonly certain: (world: number) => number;
  readonly without: (world: number) => number;
}

const NEVER: Joined = { certain: () => 0, without: () => 0 };

/** J when the shock happens and when it does not: J is linear in the chance of each cause. */
function joinedBy(
  own: Question['parts'][number],
  causes: Question['causes'],
  hazard: number,
  { lost, byCause }: NonNullable<TargetWorlds['joint']>,
): Joined | null {
  const same = (world: number): number => lost[world] as number;
  const bound = own.filter(({ cause }) => causes[cause]?.bound === true);
  if (bound.length === 0) return { certain: same, without: same };
  const [only] = bound;
  if (byCause === null || only === undefined || bound.length > 1 || only.fraction !== 1) return null;
  const found = byCause.get(only.cause);
  if (found === undefined) return { certain: same, without: same };
  const left = -Math.expm1(-Math.max(0, (causes[only.cause]?.hazard ?? 0) - hazard));
  const without = (world: number): number => found.without[world] as number;
  const certain = (world: number): number => found.certain[world] as number;
  return {
    certain,
    without: (world) => without(world) + left * (certain(world) - without(world)),
  };
}
