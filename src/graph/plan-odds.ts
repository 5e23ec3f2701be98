/**
 * The odds that plans leave, for any of them: one decision diagram in which walls that may be built are variables, or
 * worlds that are the same for every plan.
 *
 * A wall that does not stand is one that has failed for certain. So the odds of a plan are one pass over the diagram,
 * with failure on demand where the wall stands and 1 where it does not.
 */
import type { System, TooLarge } from '../model/system.ts';
import { Bundles } from './cut-bundles.ts';
import { build } from './exact-build.ts';
import { Diagram, of } from './exact-diagram.ts';
import { reduce } from './exact-reduce.ts';
import type { CertainQuestion, PlanQuestion } from './interdiction.ts';
import { batchLayout, workOfBatch, worldsWork } from './sample-batch.ts';
import { type Compiled, compile, SAVINGS } from './sample-question.ts';
import { Tally } from './sample-tally.ts';

/** What is lost where some of the choices stand. */
export interface PlanOdds {
  /** P(at least one asset is lost). */
  readonly any: number;
  /** P of each asset. */
  readonly assets: readonly number[];
  /** Of `any`; 0 when exact. */
  readonly standardError: number;
}

export interface OddsOfPlans {
  readonly method: 'exact' | 'sampled';
  /** How long one plan takes, in nanoseconds or so. */
  readonly cost: number;
  /** @param standing choices by their place in the question's list */
  readonly of: (standing: readonly number[]) => PlanOdds;
  /** A sentence for a person. */
  readonly remark: string;
}

/** Nodes of the diagram: every plan is a pass over them. */
const MOST_NODES = 1 << 18;

/** @returns why not, when a diagram within the limit does not do */
export function exactOdds({ system, choices }: PlanQuestion): OddsOfPlans | TooLarge {
  // Any chance that is neither 0 nor 1 keeps the wall a variable.
  const open = withFailures(system, new Map(choices.map((wall) => [wall, 0.5])));
  const reduced = reduce(open);
  if ('tooLarge' in reduced) return reduced;
  const built = build(open, reduced, { nodes: MOST_NODES });
  if ('tooLarge' in built) return built;
  const diagram = new Diagram(built.bdd, [...built.assets, built.topEvent]);
  const { odds, walls: places } = built.layout;
  return {
    method: 'exact',
    cost: 10 * diagram.size,
    of: (standing) => {
      const stands = new Set(standing);
      const p = odds.p.slice();
      const q = odds.q.slice();
      choices.forEach((wall, c) => {
        const place = places[wall] as number;
        if (place < 0) return;
        const fails = stands.has(c) ? (system.walls[wall]?.failureOnDemand ?? 0) : 1;
        p[place] = fails;
        q[place] = 1 - fails;
      });
      const known = diagram.known({ p, q });
      const each = diagram.roots.map((root) => of(known, root));
      return { any: each.at(-1) as number, assets: each.slice(0, -1), standardError: 0 };
    },
    remark: `Odds exact: a decision diagram of ${diagram.size} nodes, asked anew for every plan.`,
  };
}

const withFailures = (system: System, failures: ReadonlyMap<number, number>): System => ({
  ...system,
  walls: system.walls.map((wall, w) => ({
    ...wall,
    failureOnDemand: failures.get(w) ?? wall.failureOnDemand,
  })),
});

/** Rows gone over for a plan, of `LANES` worlds each: some ten millions a second. */
const WORK_OF_PLAN = 2e5;
const MOST_WORK_OF_BATCH = 2e7;
const MOST_BATCHES = 64;
/** Batches before this one are looked at in detail that no plan needs. */
const FIRST_BATCH = 32;
const NANOSECONDS_A_ROW = 100;

/**
 * By sampling: the uniforms of a step or wall are keyed by its id, so that all plans meet the same worlds.
 *
 * @returns why not, when even a batch takes too long
 */
export function sampledOdds({ system, choices }: PlanQuestion, seed: number): OddsOfPlans | TooLarge {
  const none = withFailures(system, new Map(choices.map((wall) => [wall, 1])));
  const saving = SAVINGS.find((one) => workOfBatch(compile(none, seed, one).question) <= MOST_WORK_OF_BATCH);
  if (saving === undefined)
    return {
      tooLarge: `${system.edges.length} steps and ${system.shocks.length} shocks take too long for each plan`,
    };
  const work = workOfBatch(compile(none, seed, saving).question);
  const batches = Math.max(2, Math.min(MOST_BATCHES, Math.floor(WORK_OF_PLAN / Math.max(1, work))));
  return {
    method: 'sampled',
    cost: NANOSECONDS_A_ROW * work * batches,
    of: (standing) => {
      const stands = new Set(standing);
      const off = choices.filter((_, c) => !stands.has(c));
      const plan = withFailures(system, new Map(off.map((wall) => [wall, 1])));
      return oddsIn(compile(plan, seed, saving), batches);
    },
    remark: `Odds sampled: ${batches} batches of worlds, the same for every plan; better on those worlds is not proven better on all.`,
  };
}

function oddsIn({ question, possible, drawnShocks }: Compiled, batches: number): PlanOdds {
  const layout = batchLayout(question);
  const targets = question.targetRows.length;
  const tally = new Tally(layout, targets);
  const whole = question.rare.exhaustive && question.coins.length === 0 && drawnShocks === 0;
  tally.add(worldsWork.run(question, { from: FIRST_BATCH, to: FIRST_BATCH + (whole ? 1 : batches) }));
  const odds = possible.map((yes, t) => (yes ? Math.min(1, tally.mean(layout.once + t)) : 0));
  return { any: odds[0] as number, assets: odds.slice(1), standardError: whole ? 0 : tally.standardError(0) };
}

/** Where nothing is left to chance. */
export function certainOdds({ network, chance, assets }: CertainQuestion): OddsOfPlans {
  const bundles = new Bundles(network);
  return {
    method: 'exact',
    cost: 10 * bundles.list.length,
    of: (standing) => {
      const reached = bundles.reached(new Set(standing));
      const each = assets.map((node) => (node >= 0 && reached[node] === 1 ? chance : 0));
      return { any: each.includes(chance) ? chance : 0, assets: each, standardError: 0 };
    },
    remark: 'Every step is sure or impossible: plans are cuts of a network, bounds its minimum cuts.',
  };
}
