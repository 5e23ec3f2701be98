/** Public records in an assessment: known answers, and what must hold when a source is missing. */
import { describe, expect, test } from 'vitest';
import { NO_SNAPSHOT } from '../../src/model/advisory.ts';
import type { Assessment } from '../../src/model/assessment.ts';
import { assessed, npmTree, workflow } from '../support/made-tree.ts';
import fc from '../support/property.ts';
import { flaw, malicious, type Records, snapshotWith } from '../support/snapshot.ts';

const DAY = '2026-11-22';
const tree = npmTree(['left', 'right', 'middle'], { Dockerfile: 'FROM node:22\nCMD ["node", "."]\n' });
const ask = (records: Records | null, files = tree): Promise<Assessment> =>
  assessed(files, DAY, 128, records === null ? NO_SNAPSHOT : snapshotWith(records));

const known = ({ shocks }: Assessment) => shocks.filter((one) => one.channel === 'known-vulnerability');
const idsOf = (assessment: Assessment): string[] =>
  known(assessment)
    .map((one) => one.id)
    .sort();
const perYear = (assessment: Assessment): number =>
  known(assessment).reduce((sum, one) => sum + one.ratePerYear.mean, 0);

/** A flaw of something that is not here: the source is one that tells flaws. */
const elsewhere = flaw('GHSA-else', 'elsewhere');

describe('malicious now', () => {
  const bad = malicious('MAL-2024-1', 'left', ['1.0.0'], { aliases: ['GHSA-m'] });

  test('a recorded version leads: no odds, a fact, with the odds given that it has run', async () => {
    const found = await ask({ osv: [bad] });
    expect(found.assumedCompromised).toEqual([
      {
        component: 'pkg:npm/left@1.0.0',
        record: 'MAL-2024-1',
        summary: 'a flaw of left',
        published: '2026-11-01',
        at: expect.objectContaining({ path: 'package-lock.json' }),
      },
    ]);
    expect(found.odds.anyAssetGivenCompromised?.mean).toBeGreaterThan(2 * found.odds.anyAsset.mean);
    expect(idsOf(found).some((id) => id.includes('MAL-'))).toBe(false);
    expect(found.evidence.flaws).toEqual([]);
  });

  test.each([
    ['another version', malicious('MAL-2024-1', 'left', ['1.0.1'])],
    ['another name', malicious('MAL-2024-1', 'lefty', ['1.0.0'])],
    ['a withdrawn record', { ...bad, withdrawn: '2026-11-03T00:00:00Z' }],
    ['a record of later', { ...bad, published: '2026-11-23T00:00:00Z' }],
  ])('%s is none', async (_name, record) => {
    const found = await ask({ osv: [record] });
    expect(found.assumedCompromised).toEqual([]);
    expect(found.odds.anyAssetGivenCompromised).toBeNull();
  });

  test('a name of which every version is malicious, where only a range is known', async () => {
    const affected = [
      {
        package: { ecosystem: 'npm', name: 'left' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
      },
    ];
    const manifest = { 'package.json': JSON.stringify({ name: 'made', dependencies: { left: '^1.0.0' } }) };
    const found = await ask({ osv: [flaw('MAL-2', 'left', { affected })] }, manifest);
    expect(found.assumedCompromised.map((one) => one.component)).toEqual(['pkg:npm/left@%5E1.0.0']);
  });

  test('an action by its version', async () => {
    const steps = '      - uses: some/action@v4.1.0\n';
    const affected = [
      { package: { ecosystem: 'GitHub Actions', name: 'some/action' }, versions: ['v4.1.0'] },
    ];
    const files = npmTree(['left'], { '.github/workflows/ci.yml': workflow('push', steps) });
    const found = await ask({ actions: [flaw('MAL-3', '', { affected })] }, files);
    expect(found.assumedCompromised.map((one) => one.component)).toEqual([
      'action:some/action@v4.1.0#.github/workflows/ci.yml',
    ]);
  });
});

describe('known flaws', () => {
  test('a flaw of a production package is a shock with its record', async () => {
    const found = await ask({
      osv: [flaw('GHSA-a', 'left', { aliases: ['CVE-2026-1'] })],
      epss: { 'CVE-2026-1': 0.02 },
      kev: {},
    });
    expect(idsOf(found)).toEqual(['known-vulnerability/GHSA-a']);
    const [shock] = known(found);
    expect(shock?.evidence[0]).toMatchObject({
      outcome: 'observed',
      source: 'osv/npm',
      statement: expect.stringMatching(
        /GHSA-a \(CVE-2026-1\).*fixed in 1\.2\.3; https:\/\/osv\.dev\/vulnerability\/GHSA-a/,
      ),
      asOf: '2026-11-01',
    });
    expect(found.evidence.flaws).toMatchObject([
      { record: 'GHSA-a', fixedIn: '1.2.3', chance: 0.02, production: true },
    ]);
  });

  test('a CVE under two ids counts once, and so does one in two packages', async () => {
    const both = [
      flaw('GHSA-a', 'left', { aliases: ['CVE-2026-1'] }),
      flaw('OSV-b', 'left', { aliases: ['CVE-2026-1'] }, '2026-10-01'),
      flaw('OSV-c', 'right', { aliases: ['CVE-2026-1'] }, '2026-09-01'),
    ];
    const found = await ask({ osv: both });
    expect(idsOf(found)).toEqual(['known-vulnerability/GHSA-a']);
    expect(known(found)[0]?.hits).toEqual(['npm:left@1.0.0', 'npm:right@1.0.0']);
  });

  test('what was disclosed of one package on one day is one event, on two days two', async () => {
    const day = [flaw('GHSA-a', 'left'), flaw('GHSA-b', 'left')];
    expect(idsOf(await ask({ osv: day }))).toEqual(['known-vulnerability/GHSA-a']);
    expect(idsOf(await ask({ osv: [...day, flaw('GHSA-c', 'left', {}, '2026-10-30')] }))).toHaveLength(2);
  });

  test('a flaw of a development dependency is told, and threatens no service', async () => {
    const lock = JSON.parse(tree['package-lock.json'] as string);
    lock.packages['node_modules/right'].dev = true;
    const files = { ...tree, 'package-lock.json': JSON.stringify(lock) };
    const found = await ask({ osv: [flaw('GHSA-a', 'right')] }, files);
    expect(idsOf(found)).toEqual([]);
    expect(found.evidence.flaws).toMatchObject([{ record: 'GHSA-a', production: false }]);
  });

  test('seen exploited is more than any small chance; no fix is more than one', async () => {
    const cve = { aliases: ['CVE-2026-1'] };
    const one = flaw('GHSA-a', 'left', cve);
    const low = perYear(await ask({ osv: [one], epss: { 'CVE-2026-1': 0.001 }, kev: {} }));
    const seen = perYear(
      await ask({ osv: [one], epss: { 'CVE-2026-1': 0.001 }, kev: { 'CVE-2026-1': '2026-11-03' } }),
    );
    expect(seen).toBeGreaterThan(100 * low);
    const unfixed = flaw('GHSA-a', 'left', {
      ...cve,
      affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['1.0.0'] }],
    });
    const open = perYear(await ask({ osv: [unfixed], epss: { 'CVE-2026-1': 0.001 }, kev: {} }));
    expect(open).toBeGreaterThan(2 * low);
  });

  test('EPSS as a world rate times reachability, targeting and deployment', async () => {
    const one = flaw('GHSA-a', 'left', {
      aliases: ['CVE-2026-1'],
      affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['1.0.0'] }],
    });
    const rate = async (chance: number): Promise<number> =>
      perYear(await ask({ osv: [one], epss: { 'CVE-2026-1': chance }, kev: {} }));
    const [low, high] = [await rate(0.01), await rate(0.3)];
    expect(high / low).toBeCloseTo(Math.log1p(-0.3) / Math.log1p(-0.01), 9);
  });
});

describe('histories', () => {
  const rateOf = ({ shocks }: Assessment, name: string): number =>
    shocks.find((one) => one.id === `new-vulnerability/npm:${name}@1.0.0`)?.ratePerYear.mean ?? Number.NaN;

  test('a package with disclosures has a higher rate than one without', async () => {
    const past = flaw(
      'GHSA-a',
      'left',
      { affected: [{ package: { ecosystem: 'npm', name: 'left' }, versions: ['0.1.0'] }] },
      '2026-01-05',
    );
    const found = await ask({ osv: [past, flaw('GHSA-else', 'elsewhere', {}, '2026-11-20')] });
    expect(rateOf(found, 'left')).toBeGreaterThan(5 * rateOf(found, 'right'));
    expect(idsOf(found)).toEqual([]);
  });

  test('a source of malicious releases alone says nothing of flaws: the population, and that is told', async () => {
    const none = await ask(null);
    const alone = await ask({ osv: [malicious('MAL-9', 'elsewhere', ['1.0.0'])] });
    expect(rateOf(alone, 'right')).toBe(rateOf(none, 'right'));
    expect(idsOf(alone)).toEqual(['known-vulnerability/unread']);
    expect(alone.evidence.silent.join()).toContain('flaws of osv/npm');
  });
});

describe('a source that is missing', () => {
  const cves = ['CVE-2026-1', 'CVE-2026-2', 'CVE-2026-3'];
  const chances = fc.constantFrom(0.0005, 0.01, 0.2, 0.9);
  const world = fc.record({
    flaws: fc.subarray([0, 1, 2]),
    epss: fc.tuple(chances, chances, chances),
    kev: fc.subarray([0, 1, 2]),
  });
  const names = ['left', 'right', 'middle'];
  const recordsOf = ({
    flaws,
    epss,
    kev,
  }: typeof world extends fc.Arbitrary<infer T> ? T : never): Records => ({
    osv: [
      elsewhere,
      ...flaws.map((i) => flaw(`GHSA-${i}`, names[i] as string, { aliases: [cves[i]] }, `2026-10-0${i + 1}`)),
    ],
    epss: Object.fromEntries(epss.map((chance, i) => [cves[i], chance])),
    kev: Object.fromEntries(kev.map((i) => [cves[i], '2026-11-02'])),
  });

  test('no channel becomes zero, and the report names what would have spoken', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.subarray(['osv', 'epss', 'kev'] as const), async (made, dropped) => {
        const records = { ...recordsOf(made) };
        for (const one of dropped) delete (records as Record<string, unknown>)[one];
        const found = await ask(records);
        const channels = new Set(
          found.shocks.filter((one) => one.ratePerYear.mean > 0).map((one) => one.channel),
        );
        expect(channels).toContain('new-vulnerability');
        if (dropped.includes('osv')) expect(channels).toContain('known-vulnerability');
        for (const one of dropped) expect(found.evidence.silent).toContain(one === 'osv' ? 'osv/npm' : one);
      }),
      { numRuns: 12 },
    );
  });

  test.each([0.0005, 0.01])(
    'no item improves by losing good news: without EPSS (%f) a flaw is the population’s',
    async (chance) => {
      const osv = [flaw('GHSA-a', 'left', { aliases: ['CVE-2026-1'] })];
      const told = perYear(await ask({ osv, epss: { 'CVE-2026-1': chance }, kev: {} }));
      expect(perYear(await ask({ osv, kev: {} }))).toBeGreaterThan(told);
    },
  );

  test('losing the sighting of a flaw is no good news: what EPSS says, or the population, stands', async () => {
    const osv = [flaw('GHSA-a', 'left', { aliases: ['CVE-2026-1'] })];
    const unseen = perYear(await ask({ osv, epss: { 'CVE-2026-1': 0.3 } }));
    expect(unseen).toBe(perYear(await ask({ osv, epss: { 'CVE-2026-1': 0.3 }, kev: {} })));
  });

  test('a chance that is out of date stays where it was bad, and is the population’s where it was good', async () => {
    const osv = [flaw('GHSA-a', 'left', { aliases: ['CVE-2026-1'] })];
    const at = async (chance: number, epssDate: string): Promise<number> =>
      perYear(await ask({ osv, epss: { 'CVE-2026-1': chance }, epssDate, kev: {} }));
    expect(await at(0.9, '2026-08-01')).toBeCloseTo(await at(0.9, '2026-11-20'), 12);
    expect(await at(0.0005, '2026-08-01')).toBeGreaterThan(10 * (await at(0.0005, '2026-11-20')));
  });

  test('no interval narrows: without records, or with old ones', async () => {
    const width = ({ low, high }: { low: number; high: number }): number => Math.log(high / low);
    const old = [flaw('GHSA-a', 'left', { aliases: ['CVE-2026-1'] }, '2026-08-01')];
    const osv = [...old, flaw('GHSA-e', 'elsewhere', {}, '2026-11-20')];
    const epss = { 'CVE-2026-1': 0.01 };
    const rate = async (records: Records) => {
      const found = known(await ask(records)).find((one) => one.id.endsWith('GHSA-a'));
      return width(found?.ratePerYear as { low: number; high: number });
    };
    const fresh = await rate({ osv, epss, kev: {} });
    expect(await rate({ osv, kev: {} })).toBeGreaterThan(fresh);
    expect(await rate({ osv: old, epss, kev: {} })).toBeGreaterThan(fresh);
  });

  test('what was disclosed since old records were read is in the odds', async () => {
    const found = await ask({ osv: [flaw('GHSA-e', 'elsewhere', {}, '2026-05-01')], epss: {}, kev: {} });
    expect(idsOf(found)).toEqual(['known-vulnerability/since-2026-05-01']);
    expect(found.evidence.snapshots.find((one) => one.source === 'osv/npm')).toMatchObject({
      asOf: '2026-05-01',
      ageDays: 205,
    });
  });

  test('the same records, seed and tree: the same bytes', async () => {
    const records = recordsOf({ flaws: [0, 2], epss: [0.01, 0.2, 0.9], kev: [2] });
    expect(JSON.stringify(await ask(records))).toBe(JSON.stringify(await ask(records)));
  });
});
