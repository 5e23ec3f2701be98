/** Snapshots of public records made in memory, from records as their sources write them. */
import type { AdvisorySnapshot } from '../../src/model/advisory.ts';
import { epssTable, kevTable, osvTable, type SourceTable, snapshotOf } from '../../src/snapshot.ts';
import type { Json } from './mirror.ts';

export interface Records {
  readonly osv?: readonly Json[];
  readonly actions?: readonly Json[];
  /** By CVE. */
  readonly epss?: Readonly<Record<string, number>>;
  readonly epssDate?: string;
  /** By CVE, when it was added. */
  readonly kev?: Readonly<Record<string, string>>;
}

const TODAY = '2026-11-22';

/** Only the sources that are named have been read. */
export function snapshotWith(records: Records): AdvisorySnapshot {
  const tables = new Map<string, SourceTable>();
  const files = (list: readonly Json[]) =>
    list.map((one) => ({ name: `${one.id}.json`, text: JSON.stringify(one) }));
  if (records.osv !== undefined) tables.set('osv/npm', osvTable('npm', files(records.osv), TODAY));
  if (records.actions !== undefined)
    tables.set('osv/GitHub Actions', osvTable('GitHub Actions', files(records.actions), TODAY));
  if (records.epss !== undefined) tables.set('epss', epssTable(epssText(records)));
  if (records.kev !== undefined) tables.set('kev', kevTable(kevText(records.kev)));
  return snapshotOf(
    [...tables].map(([source, { bytes: _, ...told }]) => ({ source, ...told })),
    (source) => (tables.get(source) as SourceTable).bytes,
  );
}

const epssText = ({ epss = {}, epssDate = TODAY }: Records): string =>
  [
    `#model_version:v5,score_date:${epssDate}T00:00:00+0000`,
    'cve,epss,percentile',
    ...Object.entries(epss).map(([cve, chance]) => `${cve},${chance},0.5`),
    '',
  ].join('\n');

const kevText = (kev: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    dateReleased: `${TODAY}T00:00:00Z`,
    vulnerabilities: Object.entries(kev).map(([cveID, dateAdded]) => ({ cveID, dateAdded })),
  });

/** A flaw of an npm package, fixed in 1.2.3 unless said otherwise, published and last changed on a day. */
export const flaw = (id: string, name: string, more: Json = {}, day = '2026-11-01'): Json => ({
  id,
  published: `${day}T00:00:00Z`,
  modified: `${day}T00:00:00Z`,
  summary: `a flaw of ${name}`,
  affected: [
    {
      package: { ecosystem: 'npm', name },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.3' }] }],
    },
  ],
  ...more,
});

/** A version of an npm package that is recorded as malicious. */
export const malicious = (id: string, name: string, versions: readonly string[], more: Json = {}): Json =>
  flaw(id, name, { affected: [{ package: { ecosystem: 'npm', name }, versions }], ...more });
