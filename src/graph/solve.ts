/** Which engine solves a system: they are tried in turn, the cheap and exact ones first, sampling last. */
import type { Pool } from '../model/pool.ts';
import type { Solution, System, TooLarge } from '../model/system.ts';
import { solveExact } from './exact.ts';
import { solveFrontier } from './frontier.ts';
import { type Precision, solveSampled } from './sample.ts';

export interface SolveOptions {
  /** For engines that sample. */
  readonly seed: number;
  readonly precision: Precision;
  readonly pool: Pool;
}

/** A method: a solution, or why the system is too much for it. */
export type Engine = (system: System, options: SolveOptions) => Promise<Solution | TooLarge>;

/** Nodes of a diagram that is tried before any other engine is. */
const SMALL = 1 << 16;

/** A diagram that grows past `SMALL` often never ends; where every state needs one step, frontiers stay narrow. */
const ENGINES: readonly Engine[] = [
  async (system) => solveExact(system, { nodes: SMALL }),
  async (system) => solveFrontier(system),
  async (system) => solveExact(system),
  solveSampled,
];

/**
 * @param engines tried in this order
 * @returns what the first engine gives that manages; a sampled answer's remarks begin with why no exact one did. An
 *   engine that runs out of room (memory, stack, the length of an array) does not manage.
 */
export async function solve(
  system: System,
  options: SolveOptions,
  engines: readonly Engine[] = ENGINES,
): Promise<Solution | TooLarge> {
  const reasons = new Set<string>();
  for (const engine of engines) {
    const answer = await orTooLarge(engine(system, options));
    if (!('tooLarge' in answer)) return told(answer, [...reasons]);
    reasons.add(answer.tooLarge);
  }
  return { tooLarge: [...reasons].join('; ') };
}

/** What does not fit is a RangeError, whether an engine says so or the run-time system. */
async function orTooLarge(answer: ReturnType<Engine>): ReturnType<Engine> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { tooLarge: error.message };
  }
}

const told = (solution: Solution, reasons: readonly string[]): Solution =>
  solution.method === 'exact' || reasons.length === 0
    ? solution
    : { ...solution, remarks: [`Not solved exactly: ${reasons.join('; ')}.`, ...solution.remarks] };
