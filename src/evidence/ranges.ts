/**
 * Which versions a record means.
 *
 * A version is affected when the record lists it or one of its ranges holds it. Events of a range are put in order
 * and walked: from `introduced` on a version is affected, until `fixed`, or past the last affected one. Ranges of
 * git commits say nothing of versions and were left out when the record was read.
 *
 * @see https://ossf.github.io/osv-schema/#evaluation
 */
import type { AdvisoryEcosystem, AdvisoryRange, AffectedPackage, RangeEvent } from '../model/advisory.ts';
import type { Answer } from '../model/inventory.ts';
import { versionOrders } from './versions/index.generated.ts';
import type { VersionOrder } from './versions/order.ts';

const orders = new Map<AdvisoryEcosystem, VersionOrder>(versionOrders.map((one) => [one.ecosystem, one]));

export const orderOf = (ecosystem: AdvisoryEcosystem): VersionOrder => orders.get(ecosystem) as VersionOrder;

/**
 * Whether a version is among the affected ones.
 * @param version as the lockfile has it
 * @returns unknown where the version, or a bound of a range, has no place in the ecosystem's order: that is never
 *   read as unaffected
 */
export function covers(affected: AffectedPackage, version: string): Answer {
  const order = orderOf(affected.ecosystem);
  if (affected.versions.includes(version) || affected.ranges.some(isEverything)) return 'yes';
  const own = order.namesOne(version) ? order.parse(version) : null;
  if (own === null) return 'unknown';
  if (isListed(affected.versions, own, order)) return 'yes';
  const answers = affected.ranges.map((range) => holds(range, own, order));
  if (answers.includes('yes')) return 'yes';
  // A record with neither list nor range means every version.
  if (answers.length === 0 && affected.versions.length === 0) return 'unknown';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

/** From before every version on, without an end: so is a name that was made to harm. */
const isEverything = ({ events }: AdvisoryRange): boolean =>
  events.length > 0 && events.every((event) => 'introduced' in event && event.introduced === '0');

/** The same version may be written in several ways. */
function isListed(versions: readonly string[], own: unknown, order: VersionOrder): boolean {
  return versions.some((one) => {
    const listed = order.parse(one);
    return listed !== null && order.compare(listed, own) === 0;
  });
}

/** An event and its place; null is before every version. */
interface Placed {
  readonly event: RangeEvent;
  readonly at: unknown;
}

const boundOf = (event: RangeEvent): string => Object.values(event)[0] as string;

/** Null when a bound has no place in the order. */
function placed({ events }: AdvisoryRange, order: VersionOrder): Placed[] | null {
  const all: Placed[] = [];
  for (const event of events) {
    const bound = boundOf(event);
    const at = 'introduced' in event && bound === '0' ? null : order.parse(bound);
    if (at === null && !('introduced' in event && bound === '0')) {
      // No limit at all.
      if ('limit' in event && bound === '*') continue;
      return null;
    }
    all.push({ event, at });
  }
  return all.sort((a, b) => comparePlaces(a.at, b.at, order) || rank(a.event) - rank(b.event));
}

function comparePlaces(a: unknown, b: unknown, order: VersionOrder): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return order.compare(a, b);
}

/** At one place the end of a line comes before the beginning of the next; a last affected version is still in it. */
const rank = (event: RangeEvent): number => ('fixed' in event ? 0 : 'introduced' in event ? 1 : 2);

function holds(range: AdvisoryRange, own: unknown, order: VersionOrder): Answer {
  const events = placed(range, order);
  if (events === null) return 'unknown';
  let affected = false;
  for (const { event, at } of events) {
    const passed = comparePlaces(at, own, order);
    if ('introduced' in event && passed <= 0) affected = true;
    if ('fixed' in event && passed <= 0) affected = false;
    if ('lastAffected' in event && passed < 0) affected = false;
  }
  const limits = events.filter(({ event }) => 'limit' in event);
  const within = limits.length === 0 || limits.some(({ at }) => comparePlaces(own, at, order) < 0);
  return affected && within ? 'yes' : 'no';
}

/**
 * The least version above this one in which the flaw is fixed, as the record writes it.
 * @returns null where the record names none: nothing is known to help but to leave the package
 */
export function fixedIn(affected: AffectedPackage, version: string): string | null {
  const order = orderOf(affected.ecosystem);
  const own = order.parse(version);
  if (own === null) return null;
  let best: { readonly text: string; readonly at: unknown } | null = null;
  for (const event of affected.ranges.flatMap((range) => range.events)) {
    if (!('fixed' in event)) continue;
    const at = order.parse(event.fixed);
    if (at === null || order.compare(at, own) <= 0) continue;
    // Another line of the same record may have the flaw again there.
    if (covers(affected, event.fixed) === 'yes') continue;
    if (best === null || order.compare(at, best.at) < 0) best = { text: event.fixed, at };
  }
  return best?.text ?? null;
}
