/** What sources say, reduced: OSV records to advisories, EPSS, CISA's catalogue. */
import { describe, expect, test } from 'vitest';
import { epssOf } from '../../src/evidence/epss.ts';
import { kevOf } from '../../src/evidence/kev.ts';
import { changesOf } from '../../src/evidence/osv.ts';
import { SourceError } from '../../src/evidence/source-error.ts';
import type { AdvisorySnapshot } from '../../src/model/advisory.ts';
import { epssTable, kevTable, osvTable, snapshotOf } from '../../src/snapshot.ts';
import { epssCsv, type Json, KEV, record } from '../support/mirror.ts';

const TODAY = '2026-11-22';

function npm(...records: readonly Json[]): AdvisorySnapshot {
  const files = records.map((one) => ({ name: `${one.id}.json`, text: JSON.stringify(one) }));
  const { bytes, ...told } = osvTable('npm', files, TODAY);
  return snapshotOf([{ source: 'osv/npm', ...told }], () => bytes);
}

describe('osv', () => {
  test('a record with its ranges, versions and severity', () => {
    const severity = [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }];
    expect(
      npm(record('GHSA-aaaa', 'left', { severity, aliases: ['CVE-2025-1'] })).advisories('npm', 'left'),
    ).toEqual([
      {
        id: 'GHSA-aaaa',
        aliases: ['CVE-2025-1'],
        published: '2025-01-02',
        modified: '2025-02-03',
        summary: 'about left',
        malicious: false,
        severity: [severity[0]?.score],
        affected: [
          {
            ecosystem: 'npm',
            name: 'left',
            versions: [],
            ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.3' }] }],
          },
        ],
      },
    ]);
  });

  test('records that share an alias are one flaw, whatever their order', () => {
    const records = [
      record('OSV-1', 'left', { aliases: ['CVE-2025-1'] }),
      record('MAL-2025-9', 'left', { aliases: ['GHSA-bbbb'], published: '2024-05-06T00:00:00Z' }),
      record('GHSA-bbbb', 'left', { aliases: ['CVE-2025-1'] }),
      record('GHSA-cccc', 'left'),
    ];
    for (const order of [records, [...records].reverse(), [...records.slice(2), ...records.slice(0, 2)]]) {
      const found = npm(...order).advisories('npm', 'left');
      expect(found.map(({ id, aliases }) => [id, ...aliases])).toEqual([
        ['GHSA-cccc'],
        ['MAL-2025-9', 'CVE-2025-1', 'GHSA-bbbb', 'OSV-1'],
      ]);
      expect(found[1]).toMatchObject({ malicious: true, published: '2024-05-06' });
      expect(found[1]?.affected).toHaveLength(3);
    }
  });

  test('a withdrawn record does not count', () => {
    const snapshot = npm(
      record('GHSA-aaaa', 'left', { withdrawn: '2025-03-01T00:00:00Z' }),
      record('GHSA-b', 'right'),
    );
    expect(snapshot.advisories('npm', 'left')).toEqual([]);
    expect(snapshot.sources[0]?.records).toBe(1);
  });

  test('ranges of commits, and packages of other ecosystems, are left out', () => {
    const affected = [
      {
        package: { ecosystem: 'npm', name: 'left' },
        ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }],
        versions: ['1.0.0'],
      },
      { package: { ecosystem: 'PyPI', name: 'left' }, versions: ['2.0.0'] },
    ];
    const [found] = npm(record('GHSA-aaaa', 'left', { affected })).advisories('npm', 'left');
    expect(found?.affected).toEqual([{ ecosystem: 'npm', name: 'left', versions: ['1.0.0'], ranges: [] }]);
  });

  test('names as the ecosystem compares them', () => {
    const file = {
      name: 'PYSEC-1.json',
      text: JSON.stringify(
        record('PYSEC-1', '', { affected: [{ package: { ecosystem: 'PyPI', name: 'My_Package' } }] }),
      ),
    };
    const { bytes, ...told } = osvTable('PyPI', [file], TODAY);
    const snapshot = snapshotOf([{ source: 'osv/PyPI', ...told }], () => bytes);
    expect(snapshot.advisories('PyPI', 'my.package')).toHaveLength(1);
    expect(snapshot.advisories('npm', 'my.package')).toEqual([]);
  });

  test('dates in the future tell of no more than today', () => {
    const late = record('GHSA-aaaa', 'left', { modified: '2027-07-09T15:54:00Z' });
    expect(npm(late).sources[0]?.asOf).toBe('2025-01-02');
  });

  test.each([
    ['no JSON', '{"id": '],
    ['a list', '[]'],
    ['null', 'null'],
    ['no id', '{"affected": []}'],
  ])('%s is refused with the name of the file', (_name, text) => {
    expect(() => osvTable('npm', [{ name: 'GHSA-x.json', text }], TODAY)).toThrow(/GHSA-x\.json/);
  });

  test('fields of the wrong kind are passed over', () => {
    const odd = record('GHSA-aaaa', 'left', {
      aliases: 'CVE-1',
      severity: {},
      summary: 7,
      published: 'never',
      modified: null,
    });
    expect(npm(odd).advisories('npm', 'left')).toMatchObject([
      { aliases: [], severity: [], summary: '', published: '' },
    ]);
    expect(npm(record('GHSA-a', 'x', { affected: [null, 3, { package: 'left' }] })).sources[0]?.records).toBe(
      0,
    );
  });

  test('the list of changes', () => {
    expect(changesOf('2025-01-02T03:04:05Z,GHSA-a\n2025-01-02T03:04:05.123Z,PYSEC-1\n')).toEqual(
      new Map([
        ['GHSA-a', '2025-01-02T03:04:05Z'],
        ['PYSEC-1', '2025-01-02T03:04:05.123Z'],
      ]),
    );
    expect(() => changesOf('2025-01-02T03:04:05Z,../../etc\n')).toThrow(/line 1/);
    expect(() => changesOf('<html>\n')).toThrow(SourceError);
  });
});

describe('epss', () => {
  test('model, date and chances', () => {
    const { bytes, ...told } = epssTable(epssCsv());
    const snapshot = snapshotOf([{ source: 'epss', ...told }], () => bytes);
    expect(snapshot.exploitChance('CVE-2021-44228')).toEqual({
      chance: 0.97,
      model: 'v5',
      asOf: '2026-11-20',
    });
    expect(snapshot.exploitChance('CVE-1999-0001')).toBeNull();
    expect(snapshot.knownExploited('CVE-2021-44228')).toBeNull();
  });

  test.each([
    ['no first line', 'cve,epss,percentile\nCVE-2020-1,0.1,0.2\n'],
    ['another second line', epssCsv().replace('cve,epss', 'cve,score')],
    ['a chance past 1', epssCsv().replace('0.97', '1.97')],
    ['no chance', epssCsv().replace('0.97', '')],
    ['no CVE', epssCsv().replace('CVE-2020-0001', 'GHSA-1')],
    ['cut off', epssCsv().slice(0, -3)],
    ['empty', ''],
  ])('%s is refused', (_name, csv) => {
    expect(() => epssOf(csv)).toThrow(SourceError);
  });
});

describe('kev', () => {
  test('when each was seen', () => {
    const { bytes, ...told } = kevTable(JSON.stringify(KEV));
    const snapshot = snapshotOf([{ source: 'kev', ...told }], () => bytes);
    expect(told).toMatchObject({ records: 1, asOf: '2026-08-07' });
    expect(snapshot.knownExploited('CVE-2021-44228')).toEqual({
      cve: 'CVE-2021-44228',
      added: '2021-12-10',
      ransomware: true,
    });
  });

  test.each([
    ['no JSON', '{'],
    ['no catalogue', '7'],
    ['no list', '{"dateReleased":"2026-08-07"}'],
    ['fewer than it says', JSON.stringify({ ...KEV, count: 2 })],
    ['an entry without a date', JSON.stringify({ ...KEV, vulnerabilities: [{ cveID: 'CVE-2021-44228' }] })],
  ])('%s is refused', (_name, text) => {
    expect(() => kevOf(text)).toThrow(SourceError);
  });
});
