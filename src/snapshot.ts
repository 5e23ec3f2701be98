/**
 * Where public records become a snapshot: texts of a source in, a table out; tables in, answers out.
 *
 * Files, network and dates are the caller's.
 */
import { epssOf } from './evidence/epss.ts';
import { recordFile, SOURCES, type SourceFiles } from './evidence/hosts.ts';
import { kevOf } from './evidence/kev.ts';
import { packageFactsOf } from './evidence/npm-registry.ts';
import { advisoriesOf, changesOf, OsvRecords } from './evidence/osv.ts';
import { orderOf } from './evidence/ranges.ts';
import { SourceError } from './evidence/source-error.ts';
import { encodeTable, type Table, tableOf } from './evidence/table.ts';
import type {
  Advisory,
  AdvisoryEcosystem,
  AdvisorySnapshot,
  KnownExploited,
  PackageFacts,
  SnapshotSource,
} from './model/advisory.ts';

export { changesOf, recordFile, SOURCES, SourceError, type SourceFiles };

/** A source as a table, and what is told of it. */
export interface SourceTable extends Omit<SnapshotSource, 'source'> {
  readonly bytes: Uint8Array;
}

/** A file by its name, as text. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * @param today ISO date
 * @throws SourceError when one of the files is no record: a part is never taken for the whole
 */
export function osvTable(
  ecosystem: AdvisoryEcosystem,
  files: Iterable<NamedText>,
  today: string,
): SourceTable {
  const records = new OsvRecords(ecosystem, today);
  for (const { name, text } of files) if (name.endsWith('.json')) records.add(name, text);
  return tableFrom(records);
}

/** The table with some records gone and others in their place. @throws SourceError as `osvTable` does */
export function osvTableWith(
  ecosystem: AdvisoryEcosystem,
  before: Uint8Array,
  gone: ReadonlySet<string>,
  files: Iterable<NamedText>,
  today: string,
): SourceTable {
  const records = new OsvRecords(ecosystem, today);
  records.addTable(tableOf(before));
  records.remove(gone);
  for (const { name, text } of files) records.add(name, text);
  return tableFrom(records);
}

const tableFrom = (records: OsvRecords): SourceTable => ({
  bytes: encodeTable(records.entries()),
  records: records.records,
  flaws: records.flaws,
  asOf: records.asOf,
  model: null,
});

/** @throws SourceError when it is no file of EPSS */
export function epssTable(csv: string): SourceTable {
  const { model, asOf, entries } = epssOf(csv);
  return { bytes: encodeTable(entries), records: entries.size, flaws: null, asOf, model };
}

/** @throws SourceError when it is no catalogue of CISA's */
export function kevTable(json: string): SourceTable {
  const { asOf, entries } = kevOf(json);
  return { bytes: encodeTable(entries), records: entries.size, flaws: null, asOf, model: null };
}

/**
 * A snapshot that reads a table when it is first asked.
 * @param load the bytes of a source's table, as they were written
 * @throws RangeError, when asked, for bytes that are no table
 */
export function snapshotOf(
  sources: readonly SnapshotSource[],
  load: (source: string) => Uint8Array,
): AdvisorySnapshot {
  const tables = new Map<string, Table>();
  const answers = new Map<string, readonly Advisory[]>();
  const known = new Map(sources.map((one) => [one.source, one]));
  const tableFor = (source: string): Table | null => {
    if (!known.has(source)) return null;
    const table = tables.get(source) ?? tableOf(load(source));
    tables.set(source, table);
    return table;
  };
  return {
    sources,
    advisories(ecosystem, name) {
      const key = orderOf(ecosystem).canonicalName(name);
      const id = `${ecosystem} ${key}`;
      const before = answers.get(id);
      if (before !== undefined) return before;
      const json = tableFor(`osv/${ecosystem}`)?.get(key) ?? null;
      const found = json === null ? [] : advisoriesOf(ecosystem, key, json);
      answers.set(id, found);
      return found;
    },
    exploitChance(cve) {
      const json = tableFor('epss')?.get(cve) ?? null;
      const { model, asOf } = known.get('epss') ?? { model: null, asOf: '' };
      return json === null ? null : { chance: Number(json), model: model ?? 'unknown', asOf };
    },
    knownExploited(cve) {
      const json = tableFor('kev')?.get(cve) ?? null;
      return json === null ? null : (JSON.parse(json) as KnownExploited);
    },
    packageFacts: () => null,
  };
}

/** @throws SourceError when the text is no document of that package */
export const registryFactsOf = packageFactsOf;

/** The same snapshot with what the registry of npm says. @param asOf ISO date on which it was asked */
export const withRegistry = (
  snapshot: AdvisorySnapshot,
  facts: ReadonlyMap<string, PackageFacts>,
  asOf: string,
): AdvisorySnapshot => ({
  ...snapshot,
  sources: [
    ...snapshot.sources,
    { source: 'registry/npm', asOf, records: facts.size, flaws: null, model: null },
  ].sort((a, b) => (a.source < b.source ? -1 : 1)),
  packageFacts: (name) => facts.get(name) ?? null,
});
