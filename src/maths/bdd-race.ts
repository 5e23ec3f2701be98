/**
 * A diagram for a part of a formula when the good order is not known: several are raced.
 *
 * Each order in turn may use so many nodes; when all fail those that kept up may use many more: all build the
 * same gates in the same sequence, so that one that failed early is unlikely to catch up. When fixed orders fail,
 * one is improved by sifting while it is built.
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

/** One pass over the orders. */
interface Round {
  /** Most nodes of an attempt. */
  readonly nodes: number;
  /** How many orders run. */
  readonly runners: number;
  readonly sifting: boolean;
}

/** How far an attempt came: gates built, and nodes made for them. */
interface Reached {
  readonly gates: number;
  readonly nodes: number;
}

/** The last one takes all nodes that are allowed. Sifting comes before it: it costs time, the last one memory. */
const ROUNDS: readonly Round[] = [
  { nodes: 16_000, runners: 5, sifting: false },
  { nodes: 128_000, runners: 4, sifting: false },
  { nodes: 4_000_000, runners: 3, sifting: false },
  { nodes: 4_000_000, runners: 1, sifting: true },
  { nodes: Number.POSITIVE_INFINITY, runners: 2, sifting: false },
];
/** Steps that an attempt in a fixed order may take for each node that it may make. */
const STEPS = 2.5;
/** Sifting may take this share of the steps that are left. */
const SIFTING_SHARE = 0.75;
/** Nodes at which sifting begins: early, while it is cheap. */
const SIFT_AT = 5_000;
/** An order drops out when it built less than this share of the gates that the median one built. */
const KEEPING_UP = 0.8;

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
  let orders: readonly Order[] = ordersOf(formula, part);
  let spent = 0;
  let tried = 0;
  for (const round of ROUNDS) {
    const nodes = Math.min(round.nodes, limits.nodes);
    if (!round.sifting && nodes <= tried) continue;
    tried = nodes;
    orders = orders.slice(0, round.runners);
    const reached = orders.map((): Reached => ({ gates: 0, nodes: 0 }));
    for (const [runner, order] of orders.entries()) {
      const left = limits.steps - spent;
      const steps = round.sifting ? SIFTING_SHARE * left : Math.min(STEPS * nodes, left);
      if (steps <= 0) return { diagram: null, steps: spent };
      const diagram = attempt(() =>
        buildDiagram(formula, part, order, {
          nodes,
          steps,
          siftAt: round.sifting ? SIFT_AT : Number.POSITIVE_INFINITY,
          reached: (gates, nodes) => {
            reached[runner] = { gates, nodes };
          },
          memory,
        }),
      );
      if (diagram !== null) return { diagram, steps: spent + diagram.bdd.steps };
      spent += steps;
    }
    if (!round.sifting) orders = ranked(orders, reached);
  }
  return { diagram: null, steps: spent };
}

/**
 * The furthest first, by gates built; among equals the one that needed fewer nodes for them. One that built much less
 * than the median drops out.
 */
function ranked(orders: readonly Order[], reached: readonly Reached[]): Order[] {
  const median =
    reached.map(({ gates }) => gates).sort((one, other) => one - other)[reached.length >>> 1] ?? 0;
  return Array.from(orders.keys())
    .filter((runner) => (reached[runner] as Reached).gates >= KEEPING_UP * median)
    .sort((a, b) => ahead(reached[a] as Reached, reached[b] as Reached))
    .map((runner) => orders[runner] as Order);
}

const ahead = (one: Reached, other: Reached): number => other.gates - one.gates || one.nodes - other.nodes;

/** A diagram over so many variables that a walk down it overflows the stack is too large as well. */
function attempt(build: () => Diagram): Diagram | null {
  try {
    return build();
  } catch (error) {
    if (error instanceof BddOverflow || error instanceof RangeError) return null;
    throw error;
  }
}
