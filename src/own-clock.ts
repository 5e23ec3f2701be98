/**
 * The project's own clock of patches in place of the population's (model.md 4): lockfiles of the past → how long flaws
 * were open → the parameter that every form of flaws takes.
 *
 *     μ ~ Gamma(k₀ + fixed, β + days open),   median = ln 2/μ,   β so that without flaws the median is the population's
 *
 * The population's clock counts as k₀ flaws (`vulnerability.clock-prior-flaws`).
 */
import { type PastLock, patchClock } from './evidence/patch-clock.ts';
import { gammaQuantile } from './maths/distributions.ts';
import type { AdvisorySnapshot } from './model/advisory.ts';
import { type FileTree, NO_HISTORY } from './model/files.ts';
import type { ParameterRecord } from './model/parameter.ts';
import { parameterRecords } from './parameters.generated.ts';
import { collect } from './readers/collect.ts';

const CLOCK = 'vulnerability.deploy-median';
const PRIOR = 'vulnerability.clock-prior-flaws';

const recordOf = (id: string): ParameterRecord =>
  parameterRecords.find((one) => one.id === id) as ParameterRecord;

export type { PastLock };

/** What was locked in a tree of the past. */
export async function lockedIn(date: string, tree: FileTree): Promise<PastLock> {
  const { inventory } = await collect(tree, NO_HISTORY);
  const locked = new Map<string, string[]>();
  for (const { name, version, resolution } of inventory.components)
    if (resolution === 'locked') locked.set(name, [...(locked.get(name) ?? []), version]);
  return { date, locked };
}

/** Null where no flaw was published and met within these trees: the population's clock stands. */
export function ownClock(
  trees: readonly PastLock[],
  snapshot: AdvisorySnapshot,
  asOf: string,
): ParameterRecord | null {
  const { fixed, open, days } = patchClock(trees, snapshot);
  const population = recordOf(CLOCK);
  const prior = recordOf(PRIOR).value;
  if (fixed + open === 0) return null;
  const shape = prior + fixed;
  // So that the prior's own median is the population's.
  const rate = (gammaQuantile(0.5, prior, 1) * population.value) / Math.LN2 + days;
  const medianAt = (p: number): number => Math.LN2 / gammaQuantile(p, shape, rate);
  return {
    ...population,
    value: medianAt(0.5),
    low: medianAt(0.95),
    high: medianAt(0.05),
    class: 'measured',
    grade: fixed + open < 5 ? 'C' : 'B',
    source: `the lockfiles of this project from ${trees[0]?.date} on: ${fixed} flaws left behind, ${open} still open, ${Math.round(days)} days open in all`,
    date: asOf,
    derivation: `Gamma posterior of the clock, the population as ${prior} flaws; until the lockfile took the fix, which deployment follows`,
  };
}
