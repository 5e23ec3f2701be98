/**
 * CISA's catalogue of vulnerabilities known to have been exploited.
 *
 * @see https://www.cisa.gov/known-exploited-vulnerabilities-catalog
 */
import type { KnownExploited } from '../model/advisory.ts';
import { SourceError } from './source-error.ts';

export interface KevCatalogue {
  /** ISO date of the catalogue. */
  readonly asOf: string;
  /** By CVE id, a `KnownExploited` as JSON. */
  readonly entries: ReadonlyMap<string, string>;
}

type Json = Readonly<Record<string, unknown>>;

/** @throws SourceError when the text is no catalogue, or has fewer entries than it says */
export function kevOf(text: string): KevCatalogue {
  const { vulnerabilities, dateReleased, count } = catalogueOf(text);
  const asOf = String(dateReleased ?? '').slice(0, 10);
  if (!Array.isArray(vulnerabilities) || !/^\d{4}-\d{2}-\d{2}$/.test(asOf))
    throw new SourceError('it has no list of vulnerabilities with a date');
  if (typeof count === 'number' && count !== vulnerabilities.length)
    throw new SourceError(`it says ${count} entries and has ${vulnerabilities.length}`);
  return { asOf, entries: new Map(vulnerabilities.map((one, i) => entryOf(one, i))) };
}

function catalogueOf(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Json;
  } catch (error) {
    throw new SourceError(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new SourceError('it is no catalogue');
}

function entryOf(value: unknown, i: number): [string, string] {
  const { cveID, dateAdded, knownRansomwareCampaignUse } = (value ?? {}) as Json;
  const cve = String(cveID ?? '');
  const added = String(dateAdded ?? '');
  if (!/^CVE-\d{4}-\d{1,19}$/.test(cve) || !/^\d{4}-\d{2}-\d{2}$/.test(added))
    throw new SourceError(`entry ${i + 1} has no CVE id with a date`);
  const one: KnownExploited = { cve, added, ransomware: knownRansomwareCampaignUse === 'Known' };
  return [cve, JSON.stringify(one)];
}
