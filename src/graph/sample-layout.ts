/**
 * Rows in an order in which each comes after what it needs.
 *
 * A plan lists rows and their steps in any order, as typed arrays: ten million steps are no objects. Laid out,
 * rows stand in topological order of the strongly connected components [TAR72], tails close before their heads,
 * and steps in the order of their rows, so that a sweep reads memory forwards. A component of several rows is
 * swept until nothing changes: from nothing, that is the least fixed point.
 */
import {
  bytesOf,
  LANES,
  type MakeSweeper,
  ROW_WORDS,
  STEP_WORDS,
  type Sweeper,
  sweeper,
} from '../maths/kernels/sweep.ts';

/** Rows that every plan is given: every world, no world. */
export const EVERY = 0;
export const NONE = 1;

/** Rows are numbered: first those given, then those drawn, then those computed. */
export interface RowPlan {
  /** Rows whose bits are set from outside, `EVERY` and `NONE` among them. */
  readonly given: number;
  /** Rows of events: open where a uniform lies below the limit. */
  readonly drawn: Draws;
  /** For each computed row: 1 when it needs all of its steps. One without steps holds in no world. */
  readonly all: Uint8Array;
  readonly steps: Steps;
}

export interface Draws {
  readonly limit: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** Lists of one length. */
export interface Steps {
  /** A computed row. */
  readonly head: Int32Array;
  readonly tail: Int32Array;
  /** As in a step of a sweep: 0 when `low` is the row of the mask. */
  readonly limit: Uint32Array;
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

export interface Program {
  readonly given: number;
  readonly drawn: number;
  /** Where each computed row of the plan went. */
  readonly rowOf: Int32Array;
  readonly heads: Uint32Array;
  readonly steps: Uint32Array;
  /** Of the computed rows, four numbers each: first row, end, first step, 1 when it is a cycle. */
  readonly segments: Int32Array;
}

/** Rows and steps of a program may take so many bytes. */
export const MOST_BYTES = 2 ** 30;

/**
 * @throws RangeError when the rows would not fit into `MOST_BYTES`
 */
export function layOut(plan: RowPlan): Program {
  const drawn = plan.drawn.limit.length;
  const fixed = plan.given + drawn;
  const count = plan.all.length;
  const size = { rows: fixed + count, steps: drawn + plan.steps.head.length };
  if (bytesOf(size) > MOST_BYTES)
    throw new RangeError(
      `${size.rows} rows of ${LANES} worlds and ${size.steps} steps need ${bytesOf(size)} bytes; the most is ${MOST_BYTES}`,
    );
  const byHead = groupByHead(plan.steps.head, fixed, count);
  const { order, components } = componentsOf(plan, byHead, fixed);
  const rowOf = new Int32Array(count);
  order.forEach((row, place) => {
    rowOf[row] = fixed + place;
  });
  const heads = new Uint32Array(size.rows);
  const steps = new Uint32Array(size.steps * STEP_WORDS);
  const { limit, low, high } = plan.drawn;
  for (let i = 0; i < drawn; i++) {
    heads[plan.given + i] = 2;
    steps.set([EVERY, limit[i] as number, low[i] as number, high[i] as number], i * STEP_WORDS);
  }
  const firstStep = placeSteps(plan, { byHead, order, rowOf, fixed }, { heads, steps });
  return {
    given: plan.given,
    drawn,
    rowOf,
    heads,
    steps,
    segments: segmentsOf(components, firstStep, fixed),
  };
}

/** A sweeper that holds the program, with `EVERY` and `NONE` filled in. */
export function load(program: Program, seed: number, make: MakeSweeper = sweeper): Sweeper {
  const made = make({ rows: program.heads.length, steps: program.steps.length / STEP_WORDS, seed });
  made.heads.set(program.heads);
  made.steps.set(program.steps);
  made.rows.fill(-1, EVERY * ROW_WORDS, (EVERY + 1) * ROW_WORDS);
  return made;
}

/** Draws the rows of events of the block at hand. */
export function drawRows(program: Program, made: Sweeper): void {
  made.sweep(program.given, program.given + program.drawn, 0);
}

/**
 * Computes all rows from what is given and drawn.
 *
 * @returns rows and steps that were gone over, each as often as it was
 */
export function computeRows(program: Program, made: Sweeper): number {
  const { segments, steps } = program;
  let work = 0;
  for (let at = 0; at < segments.length; at += 4) {
    const first = segments[at] as number;
    const end = segments[at + 1] as number;
    const step = segments[at + 2] as number;
    if (segments[at + 3] !== 0) work += settle(made, first, cycleOf(program, at));
    else {
      made.sweep(first, end, step);
      work += end - first + ((segments[at + 6] ?? steps.length / STEP_WORDS) - step);
    }
  }
  return work;
}

/** What one computation of all rows comes to: of a cycle, as many passes as most cycles take. */
export function workOf({ segments, steps }: Program): number {
  let work = 0;
  for (let at = 0; at < segments.length; at += 4) {
    const rows = (segments[at + 1] as number) - (segments[at] as number);
    const inside = (segments[at + 6] ?? steps.length / STEP_WORDS) - (segments[at + 2] as number);
    work += (rows + inside) * (segments[at + 3] === 0 ? 1 : USUAL_PASSES);
  }
  return work;
}

/** Rows of a cycle, counted from its first. */
interface Cycle {
  /** The first step of each, and the end of the last. */
  readonly firstStep: Int32Array;
  /** For each row the rows that need it: `users[start[row]]` to `users[start[row + 1] − 1]`. */
  readonly start: Int32Array;
  readonly users: Int32Array;
}

/** Most cycles are done after so many passes over all of their rows. */
const MOST_PASSES = 16;
const USUAL_PASSES = 8;

/**
 * A cycle: some passes over all of its rows, then row by row, where a row is computed anew when one that it needs
 * has changed. A row changes once a world at most, so that this ends soon whatever the cycle looks like; passes
 * alone may take as many as it has rows.
 */
function settle(made: Sweeper, first: number, { firstStep, start, users }: Cycle): number {
  const count = firstStep.length - 1;
  const whole = count + (firstStep[count] as number) - (firstStep[0] as number);
  made.rows.fill(0, first * ROW_WORDS, (first + count) * ROW_WORDS);
  for (let pass = 1; pass <= MOST_PASSES; pass++)
    if (!made.sweep(first, first + count, firstStep[0] as number)) return pass * whole;
  let work = MOST_PASSES * whole;
  const queue = Int32Array.from({ length: count }, (_, row) => row);
  const queued = new Uint8Array(count).fill(1);
  let next = 0;
  for (let waiting = count; waiting > 0; waiting--) {
    const row = queue[next] as number;
    next = (next + 1) % count;
    queued[row] = 0;
    work += SINGLE + (firstStep[row + 1] as number) - (firstStep[row] as number);
    if (!made.sweep(first + row, first + row + 1, firstStep[row] as number)) continue;
    for (let i = start[row] as number; i < (start[row + 1] as number); i++) {
      const user = users[i] as number;
      if (queued[user] === 1) continue;
      queued[user] = 1;
      queue[(next + waiting - 1) % count] = user;
      waiting++;
    }
  }
  return work;
}

/** A row that is computed by itself, in rows of a pass. */
const SINGLE = 4;

/** What was found out about the cycles of a program is kept as long as it is. */
const cycles = new WeakMap<Program, Map<number, Cycle>>();

function cycleOf(program: Program, segment: number): Cycle {
  const known = cycles.get(program) ?? new Map<number, Cycle>();
  cycles.set(program, known);
  const found = known.get(segment) ?? cycleAt(program, segment);
  known.set(segment, found);
  return found;
}

function cycleAt({ segments, heads, steps }: Program, segment: number): Cycle {
  const first = segments[segment] as number;
  const count = (segments[segment + 1] as number) - first;
  const firstStep = new Int32Array(count + 1);
  firstStep[0] = segments[segment + 2] as number;
  for (let row = 0; row < count; row++)
    firstStep[row + 1] = (firstStep[row] as number) + ((heads[first + row] as number) >>> 1);
  return { firstStep, ...usersOf(steps, firstStep, first) };
}

/** For each row of a cycle, the rows of it that need it. */
function usersOf(steps: Uint32Array, firstStep: Int32Array, first: number): Pick<Cycle, 'start' | 'users'> {
  const count = firstStep.length - 1;
  const start = new Int32Array(count + 1);
  const eachNeed = (visit: (needed: number, row: number) => void): void => {
    for (let row = 0; row < count; row++)
      for (let step = firstStep[row] as number; step < (firstStep[row + 1] as number); step++) {
        const at = step * STEP_WORDS;
        const needs = [steps[at] as number, steps[at + 1] === 0 ? (steps[at + 2] as number) : -1];
        for (const needed of needs) if (needed >= first && needed < first + count) visit(needed - first, row);
      }
  };
  eachNeed((needed) => {
    start[needed + 1] = (start[needed + 1] as number) + 1;
  });
  for (let i = 0; i < count; i++) start[i + 1] = (start[i + 1] as number) + (start[i] as number);
  const next = start.slice(0, count);
  const users = new Int32Array(start[count] as number);
  eachNeed((needed, row) => {
    const at = next[needed] as number;
    users[at] = row;
    next[needed] = at + 1;
  });
  return { start, users };
}

/** Steps by head: those of computed row i are `list[start[i]]` to `list[start[i + 1] − 1]`. */
interface ByHead {
  readonly start: Int32Array;
  readonly list: Int32Array;
}

function groupByHead(head: Int32Array, fixed: number, count: number): ByHead {
  const start = new Int32Array(count + 1);
  for (const row of head) start[row - fixed + 1] = (start[row - fixed + 1] as number) + 1;
  for (let i = 0; i < count; i++) start[i + 1] = (start[i + 1] as number) + (start[i] as number);
  const next = start.slice(0, count);
  const list = new Int32Array(head.length);
  head.forEach((row, step) => {
    const at = next[row - fixed] as number;
    list[at] = step;
    next[row - fixed] = at + 1;
  });
  return { start, list };
}

/** Components in the order in which they can be computed; `order` lists computed rows of the plan, from 0. */
interface Components {
  readonly order: Int32Array;
  /** Two numbers each: how many rows, 1 when they form a cycle. */
  readonly components: Int32Array;
}

/** Tarjan's algorithm, over what each row needs, with a stack of its own. */
function componentsOf(plan: RowPlan, { start, list }: ByHead, fixed: number): Components {
  const { tail, limit, low } = plan.steps;
  const count = plan.all.length;
  const order = new Int32Array(count);
  const components = new Int32Array(2 * count);
  const seen = new Int32Array(count);
  const least = new Int32Array(count);
  const placed = new Uint8Array(count);
  const selfish = new Uint8Array(count);
  /** Twice the step, plus one when its mask is next. */
  const next = new Int32Array(count);
  const path = new Int32Array(count);
  const waiting = new Int32Array(count);
  let clock = 0;
  let depth = 0;
  let stacked = 0;
  let done = 0;
  let found = 0;
  const enter = (row: number): void => {
    clock++;
    seen[row] = clock;
    least[row] = clock;
    next[row] = 2 * (start[row] as number);
    path[depth++] = row;
    waiting[stacked++] = row;
  };
  const needed = (at: number): number => {
    const step = list[at >>> 1] as number;
    if ((at & 1) === 0) return (tail[step] as number) - fixed;
    return limit[step] === 0 ? (low[step] as number) - fixed : -1;
  };
  const leave = (row: number): void => {
    depth--;
    const above = path[depth - 1];
    if (depth > 0 && above !== undefined)
      least[above] = Math.min(least[above] as number, least[row] as number);
    if (least[row] !== seen[row]) return;
    const first = done;
    for (let member = -1; member !== row; ) {
      member = waiting[--stacked] as number;
      placed[member] = 1;
      order[done++] = member;
    }
    components[found++] = done - first;
    components[found++] = Number(done - first > 1 || selfish[row] === 1);
  };
  for (let root = 0; root < count; root++) {
    if (seen[root] !== 0) continue;
    enter(root);
    while (depth > 0) {
      const row = path[depth - 1] as number;
      const at = next[row] as number;
      if (at === 2 * (start[row + 1] as number)) {
        leave(row);
        continue;
      }
      next[row] = at + 1;
      const other = needed(at);
      if (other < 0 || placed[other] === 1) continue;
      if (other === row) selfish[row] = 1;
      if (seen[other] === 0) enter(other);
      else least[row] = Math.min(least[row] as number, seen[other] as number);
    }
  }
  return { order, components: components.subarray(0, found) };
}

interface Placing {
  readonly byHead: ByHead;
  readonly order: Int32Array;
  readonly rowOf: Int32Array;
  readonly fixed: number;
}

/** Writes heads and steps of the computed rows; returns the first step of each, by place. */
function placeSteps(
  plan: RowPlan,
  { byHead: { start, list }, order, rowOf, fixed }: Placing,
  { heads, steps }: Pick<Program, 'heads' | 'steps'>,
): Int32Array {
  const { tail, limit, low, high } = plan.steps;
  const moved = (row: number): number => (row < fixed ? row : (rowOf[row - fixed] as number));
  const firstStep = new Int32Array(order.length);
  let at = plan.drawn.limit.length;
  order.forEach((row, place) => {
    firstStep[place] = at;
    const from = start[row] as number;
    const to = start[row + 1] as number;
    const all = to > from ? (plan.all[row] as number) : 0;
    heads[fixed + place] = 2 * (to - from) + all;
    for (let i = from; i < to; i++, at++) {
      const step = list[i] as number;
      const given = limit[step] === 0;
      steps[at * STEP_WORDS] = moved(tail[step] as number);
      steps[at * STEP_WORDS + 1] = limit[step] as number;
      steps[at * STEP_WORDS + 2] = given ? moved(low[step] as number) : (low[step] as number);
      steps[at * STEP_WORDS + 3] = high[step] as number;
    }
  });
  return firstStep;
}

/** Stretches without a cycle are one segment. */
function segmentsOf(components: Int32Array, firstStep: Int32Array, fixed: number): Int32Array {
  const segments: number[] = [];
  let place = 0;
  for (let i = 0; i < components.length; i += 2) {
    const rows = components[i] as number;
    const cyclic = components[i + 1] as number;
    const last = segments.length - 4;
    if (cyclic === 0 && segments[last + 3] === 0) segments[last + 1] = fixed + place + rows;
    else segments.push(fixed + place, fixed + place + rows, firstStep[place] as number, cyclic);
    place += rows;
  }
  return Int32Array.from(segments);
}
