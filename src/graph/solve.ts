/** Which engine solves a system: they are tried in turn, the cheap and exact ones first. */
import type { Solution, System, TooLarge } from '../model/system.ts';
import { solveExact } from './exact.ts';

export interface SolveOptions {
  /** For engines that sample. */
  readonly seed: number;
}

/** A method: a solution, or why the system is too much for it. */
export type Engine = (system: System, options: SolveOptions) => Solution | TooLarge;

/** Nodes of a diagram that is tried before any other engine is. */
const SMALL = 1 << 16;
/** Nodes of a diagram that is tried last: about a second and 150 MB for each order of variables. */
const LARGE = 1 << 20;

const ENGINES: readonly Engine[] = [
  (system) => solveExact(system, { nodes: SMALL }),
  (system) => solveExact(system, { nodes: LARGE, tried: SMALL }),
];

/**
 * @param engines tried in this order
 * @returns what the first engine gives that manages; its remarks begin with why the others before it did not
 */
export function solve(
  system: System,
  options: SolveOptions,
  engines: readonly Engine[] = ENGINES,
): Solution | TooLarge {
  const reasons = new Set<string>();
  for (const engine of engines) {
    const answer = engine(system, options);
    if (!('tooLarge' in answer)) return told(answer, [...reasons]);
    reasons.add(answer.tooLarge);
  }
  return { tooLarge: [...reasons].join('; ') };
}

const told = (solution: Solution, reasons: readonly string[]): Solution =>
  solution.method === 'exact' || reasons.length === 0
    ? solution
    : { ...solution, remarks: [`Not solved exactly: ${reasons.join('; ')}.`, ...solution.remarks] };
