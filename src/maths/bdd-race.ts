/**
 * A diagram for a part of a formula when the good order is not known: several are raced.
 *
 * Each order in turn may use so many nodes; when all fail they may use four times as many, and past a size the
 * order is also improved on the way. The race costs a small multiple of its winner.
 */
import { BddOverflow } from './bdd.ts';
import { buildDiagram, type Diagram } from './bdd-build.ts';
import type { Formula } from './formula.ts';
import type { Part } from './modules.ts';
import { ordersOf } from './variable-order.ts';

export interface RaceLimits {
  /** Most nodes at a time; a node is about 28 bytes. */
  readonly nodes: number;
  /** Most steps over the whole race; some millions a second. */
  readonly steps: number;
}

const FIRST = 16_000;
const FACTOR = 4;
/** Steps that an attempt may take for each node that it may make. */
const STEPS_PER_NODE = 2.5;
/** From this many nodes on, sifting takes part in the race. */
const SIFT_FROM = 250_000;
const SIFT_AT = 4_000;

/** @returns null when the limits are too narrow for every order */
export function raceDiagram(
  formula: Formula,
  part: Part,
  limits: RaceLimits,
): { readonly diagram: Diagram | null; readonly steps: number } {
  const orders = ordersOf(formula, part);
  let spent = 0;
  for (let nodes = Math.min(FIRST, limits.nodes); ; nodes = Math.min(limits.nodes, FACTOR * nodes)) {
    const attempts = attemptsAt(nodes, orders.length);
    for (const { order, siftAt } of attempts) {
      const steps = Math.min(STEPS_PER_NODE * nodes, limits.steps - spent);
      if (steps <= 0) return { diagram: null, steps: spent };
      const diagram = attempt(() =>
        buildDiagram(formula, part, orders[order] as number[], { nodes, steps, siftAt }),
      );
      if (diagram !== null) return { diagram, steps: spent };
      spent += steps;
    }
    if (nodes >= limits.nodes) return { diagram: null, steps: spent };
  }
}

interface Attempt {
  readonly order: number;
  readonly siftAt: number;
}

function attemptsAt(nodes: number, orders: number): Attempt[] {
  const fixed = Array.from({ length: Math.min(orders, 3) }, (_, order) => ({
    order,
    siftAt: Number.POSITIVE_INFINITY,
  }));
  return nodes < SIFT_FROM ? fixed : [{ order: 0, siftAt: SIFT_AT }, ...fixed];
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
