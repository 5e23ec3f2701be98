/**
 * A diagram for a part of a formula when the good order is not known: several are raced.
 *
 * Each order in turn may use so many nodes; when all fail they may use eight times as many. On the way some are
 * improved by sifting, and what an attempt learned outlives its failure.
 */
import { BddOverflow } from './bdd.ts';
import { buildDiagram, type Diagram, type Memory } from './bdd-build.ts';
import type { Formula } from './formula.ts';
import type { Part } from './modules.ts';
import { type Order, ordersOf } from './variable-order.ts';

export interface RaceLimits {
  /** Most nodes at a time; a node is about 28 bytes. */
  readonly nodes: number;
  /** Most steps over the whole race; some millions a second. */
  readonly steps: number;
}

const FIRST = 16_000;
const FACTOR = 8;
/** Orders in the race; those improved by sifting take their place in it. */
const RUNNERS = 3;
/** Steps that an attempt may take for each node that it may make: in a fixed order, and with sifting. */
const STEPS = 2.5;
const STEPS_SIFTING = 6;
/** Nodes at which sifting begins: early, while it is cheap. */
const SIFT_AT = 2_000;

/**
 * @param memory of an earlier race whose diagram is needed no more
 * @returns null when the limits are too narrow for every order
 */
export function raceDiagram(
  formula: Formula,
  part: Part,
  limits: RaceLimits,
  memory: Memory,
): { readonly diagram: Diagram | null; readonly steps: number } {
  const orders = ordersOf(formula, part).slice(0, RUNNERS);
  let spent = 0;
  let nodes = Math.min(FIRST, limits.nodes);
  for (let round = 0; ; round++) {
    for (const { runner, sifting } of attemptsIn(round, orders.length)) {
      const steps = Math.min((sifting ? STEPS_SIFTING : STEPS) * nodes, limits.steps - spent);
      if (steps <= 0) return { diagram: null, steps: spent };
      const learned = (order: Order): void => {
        orders[runner] = order;
      };
      const siftAt = sifting ? SIFT_AT : Number.POSITIVE_INFINITY;
      const diagram = attempt(() =>
        buildDiagram(formula, part, orders[runner] as Order, { nodes, steps, siftAt, learned, memory }),
      );
      if (diagram !== null) return { diagram, steps: spent + diagram.bdd.steps };
      spent += steps;
    }
    if (nodes >= limits.nodes) return { diagram: null, steps: spent };
    nodes = Math.min(limits.nodes, FACTOR * nodes);
  }
}

interface Attempt {
  readonly runner: number;
  readonly sifting: boolean;
}

/**
 * First every order as it is. Then the second and third again, and the first with sifting, which costs several
 * times what building does and therefore comes last; what it learned has the first one's place from then on.
 */
function attemptsIn(round: number, runners: number): Attempt[] {
  const fixed = Array.from({ length: runners }, (_, runner) => ({ runner, sifting: false }));
  if (round === 0) return fixed;
  const sifted = { runner: 0, sifting: true };
  if (round === 1) return [...fixed.slice(1), sifted];
  if (round === 2) return [...fixed.slice(2), ...fixed.slice(0, 1)];
  return [...fixed.slice(2), sifted, ...fixed.slice(1, 2)];
}

/** A diagram over so many variables that a walk down it overflows the stack is too large as well. */
function attempt(build: () => Diagram): Diagram | null {
  try {
    return build();
  } catch (error) {
    if (error instanceof BddOverflow || error instanceof RangeError) return null;
    throw error;
  }
}
