/**
 * Exact reachability in a network of independent arcs, by a frontier method over the vertices.
 *
 * The vertices are taken in an order; between them and the rest stands the frontier, and of all that happened
 * behind it only what the frontier vertices have to do with source, sink and each other matters. States with the
 * same future are one state, whose weight is the sum [SIT95], [HLL07]. What can no longer reach is summed and
 * dropped, and so is what has reached: both P and 1 − P are sums of positive terms.
 */
import type { Network, Reach } from './frontier-network.ts';
import { FrontierOverflow } from './frontier-network.ts';
import { bestPlan } from './frontier-order.ts';
import { Partitions } from './frontier-partition.ts';
import { MOST_SLOTS, pairsOf } from './frontier-plan.ts';
import { Preorders } from './frontier-preorder.ts';
import { reduce } from './frontier-reduce.ts';
import { type SweepLimits, sweep } from './frontier-sweep.ts';

/**
 * P(the sink is reached) and P(it is not), both to about 1e-13 relative.
 *
 * Arcs of equal chance in both directions cost far less: states are partitions then, not preorders.
 *
 * @throws FrontierOverflow when a frontier is too wide or a limit is passed
 * @see [SIT95], [HLL07]
 */
export function reach(network: Network, limits: SweepLimits): Reach {
  const { network: reduced, direct, lost } = reduce(network);
  const rest = solve(reduced, limits);
  if (network.linear)
    return { reached: direct.open + rest.reached, missed: lost + rest.missed, states: rest.states };
  return {
    reached: direct.open + direct.shut * rest.reached,
    missed: direct.shut * rest.missed,
    states: rest.states,
  };
}

/** A network as it is, without reductions. */
export function solve(network: Network, limits: SweepLimits): Reach {
  const graph = pairsOf(network);
  const plan = bestPlan(graph);
  if (plan === null)
    throw new FrontierOverflow(
      `no order found has at most ${MOST_SLOTS} states of the network in its frontier`,
    );
  const expander = graph.symmetric ? new Partitions() : new Preorders(plan.slots);
  return sweep(plan, expander, network.linear, limits);
}
