/**
 * Records of the OSV schema, reduced to what is asked of them.
 *
 * @see https://ossf.github.io/osv-schema/
 */
import type {
  Advisory,
  AdvisoryEcosystem,
  AdvisoryRange,
  AffectedPackage,
  RangeEvent,
} from '../model/advisory.ts';
import { orderOf } from './ranges.ts';
import { SourceError } from './source-error.ts';
import type { Table } from './table.ts';

/** What one record says of one package, as a table keeps it. */
interface OsvRecord {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly published: string;
  readonly modified: string;
  readonly summary: string;
  readonly severity: readonly string[];
  readonly affected: readonly Pick<AffectedPackage, 'versions' | 'ranges'>[];
}

type Json = Readonly<Record<string, unknown>>;
const MOST_SUMMARY = 300;

/** Records of one ecosystem by package, gathered one by one. */
export class OsvRecords {
  readonly #ecosystem: AdvisoryEcosystem;
  /** By package, the records' JSON by id: text takes a third of the memory that objects do. */
  readonly #packages = new Map<string, Map<string, string>>();
  readonly #seen = new Set<string>();
  readonly #flaws = new Set<string>();
  readonly #today: string;
  #asOf = '';

  /** @param today ISO date: some records are dated in the future, and none can tell of more than today */
  constructor(ecosystem: AdvisoryEcosystem, today: string) {
    this.#ecosystem = ecosystem;
    this.#today = today;
  }

  /** Everything that a table has. */
  addTable(table: Table): void {
    for (const [name, json] of table.entries()) {
      const records = JSON.parse(json) as OsvRecord[];
      for (const record of records) this.#put(name, record);
    }
  }

  /** Takes a record out of every package. */
  remove(ids: ReadonlySet<string>): void {
    for (const [name, records] of this.#packages) {
      for (const id of ids) records.delete(id);
      if (records.size === 0) this.#packages.delete(name);
    }
    for (const id of ids) {
      this.#seen.delete(id);
      this.#flaws.delete(id);
    }
  }

  /**
   * @param file name of the file, for the message
   * @throws SourceError when it is no OSV record: an archive with one such is not taken
   */
  add(file: string, text: string): void {
    const json = parsed(file, text);
    const { id } = json;
    if (typeof id !== 'string' || id === '') throw new SourceError(`${file} has no id`);
    // What was taken back is no finding.
    if (typeof json.withdrawn === 'string') return;
    for (const [name, affected] of this.#affectedBy(json)) this.#put(name, { ...headOf(id, json), affected });
  }

  #put(name: string, record: OsvRecord): void {
    const records = this.#packages.get(name) ?? new Map<string, string>();
    records.set(record.id, JSON.stringify(record));
    this.#packages.set(name, records);
    this.#seen.add(record.id);
    if (![record.id, ...record.aliases].some(isMalicious)) this.#flaws.add(record.id);
    for (const date of [record.modified.slice(0, 10), record.published.slice(0, 10)])
      if (date > this.#asOf && date <= this.#today) this.#asOf = date;
  }

  /** What the record says of packages of this ecosystem, by name. */
  #affectedBy(json: Json): Map<string, Pick<AffectedPackage, 'versions' | 'ranges'>[]> {
    const found = new Map<string, Pick<AffectedPackage, 'versions' | 'ranges'>[]>();
    for (const one of objects(json.affected)) {
      const { ecosystem, name } = object(one.package);
      if (ecosystem !== this.#ecosystem || typeof name !== 'string' || /[\u0000-\u001f]/.test(name)) continue;
      const key = orderOf(this.#ecosystem).canonicalName(name);
      const all = found.get(key) ?? [];
      all.push({ versions: strings(one.versions), ranges: objects(one.ranges).flatMap(rangeOf) });
      found.set(key, all);
    }
    return found;
  }

  /** Number of records that say something of a package of this ecosystem. */
  get records(): number {
    return this.#seen.size;
  }

  /** Of these, records that are no malicious release. */
  get flaws(): number {
    return this.#flaws.size;
  }

  /** ISO date of the latest change, or record; empty without one. */
  get asOf(): string {
    return this.#asOf;
  }

  /** JSON of all records of each package. */
  entries(): Map<string, string> {
    return new Map(
      [...this.#packages].map(([name, records]) => [name, `[${[...records.values()].join(',')}]`] as const),
    );
  }
}

function parsed(file: string, text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  } catch (error) {
    throw new SourceError(`${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new SourceError(`${file} is no record`);
}

const headOf = (id: string, json: Json): Omit<OsvRecord, 'affected'> => ({
  id,
  aliases: strings(json.aliases).filter((alias) => alias !== id),
  published: dateOf(json.published) || dateOf(json.modified),
  modified: dateOf(json.modified),
  summary: (text(json.summary) || (text(json.details).trim().split('\n')[0] ?? '')).slice(0, MOST_SUMMARY),
  severity: objects(json.severity).map((one) => text(one.score)),
});

/** Date and time in UTC as the schema has it; anything else is no date. */
const dateOf = (value: unknown): string => (/^\d{4}-\d{2}-\d{2}/.test(text(value)) ? text(value) : '');

function rangeOf(range: Json): AdvisoryRange[] {
  const { type } = range;
  if (type !== 'SEMVER' && type !== 'ECOSYSTEM') return [];
  const events = objects(range.events).flatMap(eventOf);
  return events.length === 0 ? [] : [{ type, events }];
}

function eventOf(event: Json): RangeEvent[] {
  const { introduced, fixed, last_affected: lastAffected, limit } = event;
  if (typeof introduced === 'string') return [{ introduced }];
  if (typeof fixed === 'string') return [{ fixed }];
  if (typeof lastAffected === 'string') return [{ lastAffected }];
  return typeof limit === 'string' ? [{ limit }] : [];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : []);
const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/**
 * Records of a package as advisories: those that are aliases of each other, or share one, are one flaw.
 * @param json what the table has of the package
 */
export function advisoriesOf(ecosystem: AdvisoryEcosystem, name: string, json: string): Advisory[] {
  const records = JSON.parse(json) as OsvRecord[];
  return aliasGroups(records)
    .map((group) => merged(ecosystem, name, group))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Records joined by any id that they share. */
function aliasGroups(records: readonly OsvRecord[]): OsvRecord[][] {
  const groups = new Map<string, OsvRecord[]>();
  for (const record of records) {
    const ids = [record.id, ...record.aliases];
    const joined = [...new Set(ids.flatMap((id) => groups.get(id) ?? [])), record];
    for (const id of joined.flatMap((one) => [one.id, ...one.aliases])) groups.set(id, joined);
  }
  return [...new Set(groups.values())];
}

function merged(ecosystem: AdvisoryEcosystem, name: string, group: readonly OsvRecord[]): Advisory {
  const ids = [...new Set(group.flatMap((one) => [one.id, ...one.aliases]))].sort(
    (a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1),
  );
  const dates = group.map((one) => one.published).filter((one) => one !== '');
  return {
    id: ids[0] as string,
    aliases: ids.slice(1).sort(),
    published: (dates.sort()[0] ?? '').slice(0, 10),
    modified: (
      group
        .map((one) => one.modified)
        .sort()
        .at(-1) ?? ''
    ).slice(0, 10),
    summary: group.map((one) => one.summary).find((one) => one !== '') ?? '',
    malicious: ids.some(isMalicious),
    severity: [...new Set(group.flatMap((one) => one.severity))].sort().reverse(),
    affected: group.flatMap((one) => one.affected.map((affected) => ({ ecosystem, name, ...affected }))),
  };
}

const isMalicious = (id: string): boolean => id.startsWith('MAL-');

const rankOf = (id: string): number => {
  const rank = ['MAL-', 'GHSA-'].findIndex((prefix) => id.startsWith(prefix));
  return rank === -1 ? 2 : rank;
};

/** Rows of `modified_id.csv`: when each record last changed. @throws SourceError when it is no such list */
export function changesOf(csv: string): Map<string, string> {
  const rows = new Map<string, string>();
  csv.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const match = /^(\d{4}-\d{2}-\d{2}T[^,]{1,40}),([A-Za-z0-9][A-Za-z0-9._:-]{0,99})\r?$/.exec(line);
    if (match === null) throw new SourceError(`line ${i + 1} of the list of changes is no date and id`);
    rows.set(match[2] as string, match[1] as string);
  });
  return rows;
}
