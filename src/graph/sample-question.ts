/**
 * A system as rows of worlds: what a worker is handed.
 *
 * Without gates the rows run backwards: a node's row says in which worlds it leads to the target, and one sweep a
 * target serves all shocks. With gates, or with fewer units than targets, they run forwards: a node's row says in
 * which worlds it falls to the unit at hand.
 */
import type { System } from '../model/system.ts';
import { takingPart } from './sample-causes.ts';
import { type Cause, type Entries, entriesOf, type Unit } from './sample-entries.ts';
import { isEnumerated } from './sample-joint.ts';
import { DRAWS, drawnAt } from './sample-joint-draws.ts';
import { EVERY, layOut, NONE, type Program } from './sample-layout.ts';
import { type Pruned, prune } from './sample-prune.ts';
import { eventsOf, keyOf, RARE, type Rare, rareOf, type WorldEvent } from './sample-rare.ts';
import { RowLists, type StepMask } from './sample-rows.ts';

/** Values that can be sent to a worker. */
export interface Question {
  readonly seed: number;
  readonly program: Program;
  readonly forward: boolean;
  readonly causes: readonly Cause[];
  readonly parts: Entries['parts'];
  /** Λ of each shock. */
  readonly hazards: Float64Array;
  /** Forwards: the given row of each unit. Backwards: the row of its node. */
  readonly unitRows: Int32Array;
  /** "Any asset", then the assets. Forwards: the row of each. Backwards: its given row. */
  readonly targetRows: Int32Array;
  readonly events: readonly WorldEvent[];
  /** The row of each event; −1 when it is drawn where a step wants it. */
  readonly eventRows: Int32Array;
  readonly rare: Rare;
  /** For each cause that may take part in a joint way, `DRAWS` drawn rows; empty when sets of causes are enumerated. */
  readonly coins: Int32Array;
  /** All targets but "any asset" have these draws in common. */
  readonly sharedDraws: boolean;
  /** Importances of steps and walls are wanted: every event has a row. */
  readonly whatIf: boolean;
}

/** Rows of events may take so many bytes before steps draw their own, sweep by sweep. */
const MOST_EVENT_ROWS = 2 ** 22;
/** Steps and walls whose importances are found, and work of a block that they may cost, in steps. */
const MOST_WHAT_IF = 256;
const MOST_WHAT_IF_WORK = 2e6;

export interface Compiled {
  readonly question: Question;
  /** For each target: whether a way exists with all events happening. */
  readonly possible: readonly boolean[];
  readonly drawnShocks: number;
}

/** What is given up so that a batch does not take too long, each with those before it. */
export const SAVINGS = ['nothing', 'draws for each asset', 'many rare openings'] as const;
export type Saving = (typeof SAVINGS)[number];

/**
 * @throws RangeError when the rows of the system do not fit into memory
 */
export function compile(system: System, seed: number, saving: Saving = 'nothing'): Compiled {
  const real = prune(system, false);
  const reached = system.assets.map(({ node }) => real.possible[node] === 1);
  const whatIf = wantsImportances(system);
  const pruned = whatIf ? prune(system, true) : real;
  const entries = entriesOf(system, pruned);
  const question = new Compiler(system, pruned, entries).question(seed, whatIf, saving);
  return {
    question,
    possible: [reached.includes(true), ...reached],
    drawnShocks: entries.drawn,
  };
}

function wantsImportances({ edges, walls, shocks }: System): boolean {
  const events = edges.length + walls.length;
  return events <= MOST_WHAT_IF && events * edges.length * Math.min(shocks.length, 64) <= MOST_WHAT_IF_WORK;
}

class Compiler {
  readonly #system: System;
  readonly #pruned: Pruned;
  readonly #entries: Entries;
  readonly #rows = new RowLists();
  /** The event of each edge and of each wall; −1 for what always happens. */
  readonly #events: Readonly<Record<WorldEvent['kind'], Int32Array>>;
  #list: readonly WorldEvent[] = [];
  #eventRows = new Int32Array(0);

  constructor(system: System, pruned: Pruned, entries: Entries) {
    this.#system = system;
    this.#pruned = pruned;
    this.#entries = entries;
    this.#events = {
      edge: new Int32Array(system.edges.length).fill(-1),
      wall: new Int32Array(system.walls.length).fill(-1),
    };
  }

  question(seed: number, whatIf: boolean, saving: Saving): Question {
    const { units, causes, parts } = this.#entries;
    const targets = this.#system.assets.length + 1;
    const forward = this.#pruned.hasGates || units.length < targets;
    this.#list = eventsOf(this.#system, this.#pruned, whatIf);
    const rare = rareOf(this.#system, this.#pruned, this.#list, saving === 'many rare openings');
    const sources = this.#rows.give(forward ? units.length : targets);
    this.#placeEvents(rare, whatIf || (forward ? units.length : targets) > 1);
    const coins = this.#placeCoins(saving !== 'nothing');
    const nodeRows = this.#placeNodes();
    if (forward) this.#enterForwards(sources, nodeRows);
    else this.#enterBackwards(sources, nodeRows);
    this.#placeSteps(forward, nodeRows);
    const sinks = forward ? this.#targetSinks(nodeRows) : this.#unitSinks(nodeRows);
    const program = layOut(this.#rows.plan());
    const placed = (row: number): number => this.#rows.placed(program, row);
    return {
      seed,
      program,
      forward,
      causes,
      parts,
      hazards: Float64Array.from(this.#system.shocks, (shock) => shock.hazard),
      unitRows: (forward ? sources : sinks).map(placed),
      targetRows: (forward ? sinks : sources).map(placed),
      events: this.#list,
      eventRows: this.#eventRows.map(placed),
      rare,
      coins: coins.map(placed),
      sharedDraws: saving !== 'nothing' && coins.length > 0,
      whatIf,
    };
  }

  /** Gives rows to the events that need one. */
  #placeEvents({ strata, tilted }: Rare, many: boolean): void {
    const list = this.#list;
    const rows = new Int32Array(list.length).fill(-1);
    const own = many && list.length <= MOST_EVENT_ROWS;
    const fixed = new Set(strata);
    const tilt = new Set(tilted);
    list.forEach(({ chance }, i) => {
      if (fixed.has(i) || chance <= 0 || chance >= 1) rows[i] = this.#rows.give(1)[0] as number;
    });
    list.forEach((event, i) => {
      if ((rows[i] as number) >= 0 || !(own || tilt.has(i) || event.kind === 'wall')) return;
      rows[i] = this.#rows.draw(limitOf(event.chance), event);
    });
    list.forEach(({ kind, index }, i) => {
      this.#events[kind][index] = i;
    });
    this.#eventRows = rows;
  }

  /** Causes too many for their sets to be enumerated are drawn. */
  #placeCoins(shared: boolean): Int32Array {
    const { causes, units } = this.#entries;
    const taking = takingPart(causes);
    if (!shared && isEnumerated(taking.length, this.#pruned.edges.length)) return new Int32Array(0);
    const coins = taking.flatMap((c) => {
      const { fixed, hazard } = causes[c] as Cause;
      const unit = units[fixed[0] ?? 0];
      const name = [
        ...(unit?.nodes ?? []).map((node) => this.#system.nodes[node]?.id),
        ...(unit?.drawn ?? []).map((hit) => hit.name),
      ].join('\n');
      const limit = limitOf(drawnAt(hazard, taking.length));
      return Array.from({ length: DRAWS }, (_, draw) =>
        this.#rows.draw(limit, keyOf(`cause ${draw} ${name}`)),
      );
    });
    return Int32Array.from(coins);
  }

  /** One computed row a relevant node; −1 for the others. */
  #placeNodes(): Int32Array {
    const { relevant, possible } = this.#pruned;
    const rows = new Int32Array(relevant.length).fill(-1);
    relevant.forEach((yes, node) => {
      if (yes === 1 && possible[node] === 1) rows[node] = this.#rows.compute(false);
    });
    return rows;
  }

  #enterForwards(sources: Int32Array, nodeRows: Int32Array): void {
    this.#entries.units.forEach((unit, u) => {
      const source = sources[u] as number;
      for (const node of unit.nodes) this.#rows.step(nodeRows[node] as number, source, OPEN);
      this.#enterDrawn(unit, source, nodeRows);
    });
  }

  #enterDrawn(unit: Unit, source: number, nodeRows: Int32Array): void {
    for (const { node, probability, name } of unit.drawn)
      this.#rows.step(nodeRows[node] as number, source, {
        limit: limitOf(probability),
        ...keyOf(`hit ${name}`),
      });
  }

  #enterBackwards(sources: Int32Array, nodeRows: Int32Array): void {
    this.#system.assets.forEach(({ node }, a) => {
      const row = nodeRows[node] as number;
      if (row < 0) return;
      this.#rows.step(row, sources[0] as number, OPEN);
      this.#rows.step(row, sources[a + 1] as number, OPEN);
    });
  }

  #placeSteps(forward: boolean, nodeRows: Int32Array): void {
    const { edges } = this.#system;
    /** Where the steps into a gate meet: its row holds too where a shock hits it. */
    const meeting = new Map<number, number>();
    for (const e of this.#pruned.edges) {
      const { from, to } = edges[e] as System['edges'][number];
      const mask = this.#maskOf(e);
      const tail = nodeRows[from] as number;
      const head = nodeRows[to] as number;
      if (!forward) {
        this.#rows.step(tail, head, mask);
        continue;
      }
      if (this.#pruned.gate[to] === 0) {
        this.#rows.step(head, tail, mask);
        continue;
      }
      let all = meeting.get(to);
      if (all === undefined) {
        all = this.#rows.compute(true);
        meeting.set(to, all);
        this.#rows.step(head, all, OPEN);
      }
      this.#rows.step(all, tail, mask);
    }
  }

  /** When a step is passable: it is open and every wall on it has failed. */
  #maskOf(e: number): StepMask {
    const { walls } = this.#system.edges[e] as System['edges'][number];
    const masks = [this.#eventMask('edge', e), ...walls.map((wall) => this.#eventMask('wall', wall))].filter(
      (mask) => mask !== OPEN,
    );
    const [first = OPEN, ...more] = masks;
    if (more.length === 0) return first;
    const both = this.#rows.compute(true);
    for (const mask of masks) this.#rows.step(both, EVERY, mask);
    return { limit: 0, low: both, high: 0 };
  }

  #eventMask(kind: WorldEvent['kind'], index: number): StepMask {
    const i = this.#events[kind][index] as number;
    if (i < 0) return OPEN;
    const row = this.#eventRows[i] as number;
    const { chance, low, high } = this.#list[i] as WorldEvent;
    return row >= 0 ? { limit: 0, low: row, high: 0 } : { limit: limitOf(chance), low, high };
  }

  #targetSinks(nodeRows: Int32Array): Int32Array {
    const rows = this.#system.assets.map(({ node }) => nodeRows[node] as number);
    const any = this.#rows.compute(false);
    for (const row of rows) if (row >= 0) this.#rows.step(any, row, OPEN);
    return Int32Array.from([any, ...rows], (row) => (row < 0 ? NONE : row));
  }

  #unitSinks(nodeRows: Int32Array): Int32Array {
    return Int32Array.from(this.#entries.units, ({ nodes: [node = 0] }) => nodeRows[node] as number);
  }
}

const OPEN: StepMask = { limit: 0, low: EVERY, high: 0 };

/** A chance in (0, 1) to 32 bits: never 0, never 1. */
export const limitOf = (chance: number): number =>
  Math.min(2 ** 32 - 1, Math.max(1, Math.round(chance * 2 ** 32)));

/** At which chance a tilted event is drawn. */
export const tiltedTo = (chance: number): number => Math.max(chance, RARE);
