/**
 * The change of both odds between two assessments, in eight parts that add up exactly (model.md 11).
 *
 * An assessment holds what each shock has of the mean exponent: Λ_s = share·Λ, its part at the costs of today
 * (Λ_s/costFactor), and the chance that it reaches an asset. A hybrid takes each of these from the one or the other
 * assessment, as the driver that it belongs to is in the set or not. Its odds are 1 − e^(−c·ΣΛ_s): c makes of the mean
 * exponent the printed mean of the odds at either end, and moves evenly between them. Drivers are then worth their
 * Shapley values over all 256 hybrids.
 *
 * Surfaces and shocks are matched without version: a bump is evidence, not one removed and one added.
 */
import { shapley } from './maths/shapley.ts';
import { sum } from './maths/survival.ts';
import type { AssessedShock, Assessment } from './model/assessment.ts';
import { DRIVERS, type Driven, type Driver, type DriversAnswer } from './model/drivers.ts';

export function drivers(from: Assessment, to: Assessment): DriversAnswer {
  const pairs = pairsOf(from, to);
  const gone = (one: Assessment, other: Assessment): number => {
    const known = namesOf(other);
    return [...namesOf(one)].filter((name) => !known.has(name)).length;
  };
  return {
    schema: 'bulkhead/drivers/1',
    from: told(from),
    to: told(to),
    horizonYears: to.horizonYears,
    anyAsset: driven(pairs, 'lost', from.odds.anyAsset.mean, to.odds.anyAsset.mean),
    anySurface: driven(pairs, 'falls', from.odds.anySurface.mean, to.odds.anySurface.mean),
    surfaces: { added: gone(to, from), removed: gone(from, to) },
  };
}

const told = ({ subject: { asOf, commit }, scenario }: Assessment): DriversAnswer['from'] => ({
  asOf,
  commit,
  scenario,
});

/** `npm:lodash@4.17.21` → `npm:lodash`; the version of an action, of an image, of the surface in a shock's id likewise. */
export const versionless = (id: string): string =>
  id.includes('image:')
    ? id.replace(/(image:[^#]*?)(?:@[^#]*|:[^#:/]*)(?=#|$)/, '$1')
    : id.replace(/([^:/])@[^@#]*(?=#|$)/, '$1');

const namesOf = ({ surfaces }: Assessment): Set<string> => new Set(surfaces.map(({ id }) => versionless(id)));

/** What a shock has of the two exponents. */
interface Part {
  /** Of Λ(any), at the costs of today. */
  readonly now: number;
  readonly costFactor: number;
  /** P(an asset is lost | one event of it). */
  readonly reaching: number;
}

const NOTHING: Part = { now: 0, costFactor: 1, reaching: 0 };

interface Pair {
  readonly from: Part;
  readonly to: Part;
  /** What its rate at the costs of today, and whether it is there at all, belongs to. */
  readonly rate: Driver;
  readonly common: boolean;
}

function pairsOf(from: Assessment, to: Assessment): Pair[] {
  const [old, fresh] = [shocksOf(from), shocksOf(to)];
  const [oldNames, freshNames] = [namesOf(from), namesOf(to)];
  const otherTool =
    from.tool.parameters !== to.tool.parameters ||
    from.tool.model !== to.tool.model ||
    JSON.stringify(from.evidence.snapshots.map(({ asOf }) => asOf)) !==
      JSON.stringify(to.evidence.snapshots.map(({ asOf }) => asOf));
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().map((key) => {
    const [a, b] = [old.get(key), fresh.get(key)];
    if (a !== undefined && b !== undefined)
      return { from: a.part, to: b.part, common: true, rate: driverOf(a.shocks, b.shocks, otherTool) };
    const one = (a ?? b) as Known;
    const others = a === undefined ? oldNames : freshNames;
    // A shock of what was there before, or still is, is news of it.
    const isNews = one.shocks.some(({ hits }) => hits.some((id) => others.has(versionless(id))));
    const driver = isNews ? 'evidence' : a === undefined ? 'surfaces-added' : 'surfaces-removed';
    return { from: a?.part ?? NOTHING, to: b?.part ?? NOTHING, common: false, rate: driver };
  });
}

/** Why the rate of a shock that both have is another at the costs of today. */
function driverOf(a: readonly AssessedShock[], b: readonly AssessedShock[], otherTool: boolean): Driver {
  const evidence = (list: readonly AssessedShock[]): string =>
    JSON.stringify(list.map((one) => one.evidence));
  const same = evidence(a) === evidence(b);
  if (same && otherTool) return 'tool-and-data';
  const channel = b[0]?.channel;
  return channel === 'takeover' || (same && channel === 'new-vulnerability') ? 'exposure' : 'evidence';
}

interface Known {
  readonly shocks: readonly AssessedShock[];
  readonly part: Part;
}

/** Shocks by id without version: two versions of a package are one. */
function shocksOf(one: Assessment): Map<string, Known> {
  const exponent = meanExponent(one);
  const groups = new Map<string, AssessedShock[]>();
  for (const shock of one.shocks) {
    const key = versionless(shock.id);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [shock]);
    else group.push(shock);
  }
  return new Map(
    [...groups].map(([key, shocks]) => {
      const parts = shocks.map(({ share }) => share * exponent);
      const whole = sum(parts);
      const now = sum(shocks.map(({ costFactor }, i) => (parts[i] as number) / costFactor));
      const reaching = sum(shocks.map(({ reachesAsset }, i) => (parts[i] as number) * reachesAsset));
      const part = {
        now,
        costFactor: now > 0 ? whole / now : 1,
        reaching: whole > 0 ? reaching / whole : 0,
      };
      return [key, { shocks, part }];
    }),
  );
}

/**
 * Λ over the horizon in the mean over the draws. Rates of shocks of their own add up, and so do all shares: the ratio
 * of the two is the whole.
 */
function meanExponent({ shocks, odds, horizonYears }: Assessment): number {
  const own = shocks.filter(({ commonCause }) => commonCause === null);
  const shares = sum(own.map(({ share }) => share));
  if (shares <= 0) return exponentOf(odds.anySurface.mean);
  return (sum(own.map(({ ratePerYear }) => ratePerYear.mean)) / shares) * horizonYears;
}

const exponentOf = (p: number): number => -Math.log1p(-Math.min(p, 1 - 1e-15));

function driven(pairs: readonly Pair[], which: 'falls' | 'lost', from: number, to: number): Driven {
  const exponentIn = (set: number): number => {
    const has = (driver: Driver): boolean => ((set >> DRIVERS.indexOf(driver)) & 1) === 1;
    return sum(pairs.map((pair) => partIn(pair, which, has)));
  };
  const [first, last] = [exponentIn(0), exponentIn((1 << DRIVERS.length) - 1)];
  // Exponents that differ by rounding alone are the same.
  const still = Math.abs(last - first) <= 1e-9 * Math.max(first, last);
  const ends = [ratioOf(from, first), ratioOf(to, last)] as const;
  const values = shapley(DRIVERS.length, (set) => {
    const exponent = exponentIn(set);
    const along = still
      ? DRIVERS.filter((_, i) => (set >> i) & 1).length / DRIVERS.length
      : (exponent - first) / (last - first);
    return -Math.expm1(-exponent * (ends[0] + (ends[1] - ends[0]) * along));
  });
  return { from, to, parts: DRIVERS.map((driver, i) => ({ driver, change: values[i] as number })) };
}

/** c: what makes of an exponent the odds that are printed. */
const ratioOf = (odds: number, exponent: number): number => (exponent > 0 ? exponentOf(odds) / exponent : 1);

/** What a shock has of the exponent in a hybrid. */
function partIn(
  { from, to, rate, common }: Pair,
  which: 'falls' | 'lost',
  has: (driver: Driver) => boolean,
): number {
  const there = has(rate) ? to : from;
  if (there.now === 0) return 0;
  // What only one of them has brings its own costs and ways with it.
  const costs = common ? (has('cost-trend') ? to : from) : there;
  const part = there.now * costs.costFactor;
  if (which === 'falls') return part;
  if (!common) return part * there.reaching;
  const built = to.reaching < from.reaching;
  return part * (has(built ? 'walls-built' : 'walls-lost') ? to : from).reaching;
}
