/**
 * The project's own clock of patches in place of the population's (model.md 4): lockfiles of the past → how long flaws
 * were open → the parameter that every form of flaws takes.
 *
 *     μ ~ Gamma(2 + fixed, β + days open),   median = ln 2/μ,   β so that without flaws the median is the population's
 *
 * The population's clock counts as two flaws.
 */
import { type PastLock, patchClock } from './evidence/patch-clock.ts';
import { gammaQuantile } from './maths/distributions.ts';
import type { AdvisorySnapshot } from './model/advisory.ts';
import { type FileTree, NO_HISTORY } from './model/files.ts';
import type { ParameterRecord } from './model/parameter.ts';
import { parameterRecords } from './parameters.generated.ts';
import { collect } from './readers/collect.ts';

const CLOCK = 'vulnerability.deploy-median';
/** How many flaws of this project's own the population's clock weighs as much as. */
const PRIOR_FLAWS = 2;

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
  const population = parameterRecords.find((one) => one.id === CLOCK) as ParameterRecord;
  if (fixed + open === 0) return null;
  const shape = PRIOR_FLAWS + fixed;
  // So that the prior's own median is the population's.
  const rate = (gammaQuantile(0.5, PRIOR_FLAWS, 1) * population.value) / Math.LN2 + days;
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
    derivation:
      'Gamma posterior of the clock, the population as two flaws; until the lockfile took the fix, which deployment follows',
  };
}
