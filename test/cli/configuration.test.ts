import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configurationSchema, fieldsAt, parse } from '../../src/cli/configuration.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { runCli } from '../support/terminal.ts';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bulkhead-config-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A repository with one job, which holds a token. */
const RELEASE = `on: push
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npx semantic-release
        env:
          GH_TOKEN: \${{ secrets.GH_TOKEN }}
`;

/** Its odds under a configuration. */
async function oddsUnder(text: string, args: readonly string[] = []) {
  const file = join(scratch, 'bulkhead.yml');
  const tree = join(scratch, 'tree');
  mkdirSync(join(tree, '.github/workflows'), { recursive: true });
  writeFileSync(join(tree, '.github/workflows/release.yml'), RELEASE);
  writeFileSync(file, text);
  const { out, usage } = await runCli([tree, '--config', file, '--format', 'json', ...args]);
  if (usage !== null) throw usage;
  return JSON.parse(out);
}

const refused = async (text: string): Promise<UsageError> => {
  const error = await parse(text, 'bulkhead.yml').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  return error as UsageError;
};

const stated = (fact: string, value: string | number, on = '2026-10-01'): string =>
  `attestations:\n  - fact: ${fact}\n    value: ${value}\n    by: ada\n    on: ${on}\n`;

const waiver = (id: string, effect: string, more = '', created = '2026-10-01'): string =>
  `waivers:\n  - id: ${id}\n    reason: being-fixed\n    note: soon\n    owner: ada\n    created: ${created}\n    effect: ${effect}\n${more}`;

const priced = (id: string, p5: number, p95: number): string =>
  `assets:\n  - id: ${id}\n    lossUsd: { p5: ${p5}, p95: ${p95} }\n`;

describe('the schema', () => {
  test('is published: `npx vitest run test/cli -u` rewrites it', async () => {
    const schema = { $id: 'bulkhead/config/1', ...z.toJSONSchema(await configurationSchema()) };
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../schema/config-1.json');
  });

  test('the list of its fields is complete', async () => {
    const { properties } = z.toJSONSchema(await configurationSchema()) as {
      properties: Record<string, { properties?: object; items?: { properties: object } }>;
    };
    expect(Object.keys(properties)).toEqual(fieldsAt([]));
    expect(Object.keys(properties.organisation?.properties ?? {})).toEqual(fieldsAt(['organisation']));
    expect(Object.keys(properties.assets?.items?.properties ?? {})).toEqual(fieldsAt(['assets']));
    expect(Object.keys(properties.attestations?.items?.properties ?? {})).toEqual(fieldsAt(['attestations']));
    expect(Object.keys(properties.waivers?.items?.properties ?? {})).toEqual(fieldsAt(['waivers']));
  });
});

describe('what is refused', () => {
  test.each([
    ['seed: 3\nhorizn: 2y\n', 'bulkhead.yml:2', 'did you mean horizon?'],
    ['organisation:\n  segmant: over-2b\n', 'bulkhead.yml:2', 'did you mean segment?'],
    ['seed: [1]\n', 'bulkhead.yml:1', 'schema/config-1.json'],
    [stated('poeple', 3), 'poeple', 'did you mean people?'],
    [stated('people', 0), 'people cannot be 0', 'whole number'],
    [stated('github.default-token', 'none'), 'cannot be', 'read, write'],
    [stated('people', 3, '2026-02-30'), 'no date', '2026'],
    ['a: &a [*a]\n', 'bulkhead.yml', ''],
    [`a: ${'['.repeat(100_000)}`, 'bulkhead.yml', ''],
    ['- 1\n- 2\n', 'bulkhead.yml', ''],
    [priced('production', 9, 1), 'lies below', 'swap'],
    [priced('production', 0, 1), 'p5', ''],
    [waiver('credential/GH_TOKEN', 'mitigated'), 'how often that fails', 'failureOnDemand'],
    [waiver('credential/GH_TOKEN', 'accept', '    failureOnDemand: 0.1\n'), 'lowers nothing', 'mitigated'],
    [waiver('credential/GH_TOKEN', 'mitigated', '    failureOnDemand: 0\n'), 'failureOnDemand', ''],
    [
      waiver('credential/GH_TOKEN', 'accept', '    expired: 2027-01-01\n'),
      'expired',
      'did you mean expires?',
    ],
    [`${priced('production', 1, 9)}  - { id: production, lossUsd: { p5: 1, p95: 2 } }\n`, 'twice', ''],
  ])('%j', async (text, words, hint) => {
    const error = await refused(text);
    expect(error.message).toContain(words);
    expect(error.hint).toContain(hint);
  });

  test('an empty file is an empty configuration', async () => {
    expect(await parse('', 'bulkhead.yml')).toEqual({});
  });
});

describe('attested facts', () => {
  test('change the odds, and the odds without them are told', async () => {
    const { odds, completeness } = await oddsUnder(stated('people', 2));
    expect(odds.anySurface.mean).toBeLessThan(odds.anySurfaceUnattested.mean);
    expect(completeness.attested).toEqual([
      { fact: 'people', value: 2, by: 'ada', on: '2026-10-01', until: '2027-03-30' },
    ]);
    expect(completeness.unknown.map((one: { attest: string }) => one.attest)).not.toContain('people');
  });

  test('a fine-grained token is stolen less often than a classic one', async () => {
    const rate = async (kind: string): Promise<number> => {
      const { shocks } = await oddsUnder(stated('credentials.GH_TOKEN', kind));
      return shocks.find((one: { id: string }) => one.id === 'credential/GH_TOKEN').ratePerYear.mean;
    };
    expect(await rate('fine-grained')).toBeLessThan((await rate('classic-pat')) / 2);
  });

  test('expired ones count for nothing and are told', async () => {
    const { odds, diagnostics } = await oddsUnder(stated('people', 2, '2026-01-01'));
    expect(odds.anySurfaceUnattested).toBeNull();
    expect(diagnostics.map((one: { code: string }) => one.code)).toContain('config/expired-attestation');
  });

  test('one that is in force at the assessment date counts, whatever the day of the clock', async () => {
    const { odds } = await oddsUnder(stated('people', 2, '2025-01-01'), ['--as-of', '2025-02-01']);
    expect(odds.anySurfaceUnattested).not.toBeNull();
  });
});

describe('stated losses', () => {
  test('are the dollars of the report: odds times the mean of the lognormal', async () => {
    const found = await oddsUnder(priced('repository', 1000, 1000));
    const { assets, losses } = found;
    const asset = assets.find((one: { id: string }) => one.id === 'repository');
    expect(losses.basis).toEqual({ kind: 'stated', assets: ['repository'], together: 1 });
    expect(asset.expectedLossUsd.mean).toBeCloseTo(1000 * asset.pLost.mean, 9);
    expect(losses.expectedUsd.mean).toBeCloseTo(asset.expectedLossUsd.mean, 9);
    expect(losses.exceedance[0].probability).toBe(0);
    for (const one of assets) if (one.id !== 'repository') expect(one.expectedLossUsd).toBeNull();
  });

  test('of an asset that the tree does not show are told, and count for nothing', async () => {
    const { losses, diagnostics } = await oddsUnder(priced('the-moon', 1000, 1e9));
    expect(losses.basis.kind).toBe('segment');
    const told = diagnostics.find((one: { code: string }) => one.code === 'config/unknown-asset');
    expect(told.hint).toContain('repository');
  });
});

describe('waivers', () => {
  const token = 'credential/GH_TOKEN';
  const rateOf = ({ shocks }: { shocks: { id: string; ratePerYear: { mean: number } }[] }): number =>
    shocks.find((one) => one.id === token)?.ratePerYear.mean as number;

  test('accept lowers nothing: it takes the way off the list, and is told', async () => {
    const plain = await oddsUnder('');
    const accepted = await oddsUnder(waiver(token, 'accept'));
    expect(accepted.odds).toEqual(plain.odds);
    const share = plain.shocks.find((one: { id: string }) => one.id === token).share;
    expect(accepted.waivers).toMatchObject([{ id: token, state: 'in-force', expires: '2026-12-30', share }]);
    const { out } = await runCli([join(scratch, 'tree'), '--config', join(scratch, 'bulkhead.yml')]);
    expect(out).toContain(`accepted, and in the odds: ${token} (ada, until 2026-12-30)`);
    expect(out).not.toContain('GH_TOKEN is stolen');
  });

  test('mitigated multiplies the rate by the stated failure on demand, and the odds without it are told', async () => {
    const plain = await oddsUnder('');
    const lowered = await oddsUnder(waiver(token, 'mitigated', '    failureOnDemand: 0.25\n'));
    // The contest acts on what is left, which is not quite in proportion.
    expect(rateOf(lowered) / rateOf(plain)).toBeCloseTo(0.25, 3);
    expect(lowered.odds.anySurfaceUnattested).toEqual(plain.odds.anySurface);
    expect(lowered.odds.anyAsset.mean).toBeLessThan(plain.odds.anyAsset.mean);
  });

  test('why says who states it', async () => {
    await oddsUnder(waiver(token, 'mitigated', '    failureOnDemand: 0.25\n'));
    const { out } = await runCli([
      'why',
      token,
      join(scratch, 'tree'),
      '--config',
      join(scratch, 'bulkhead.yml'),
    ]);
    expect(out).toContain('ada states: fails 0.25 of the time');
  });

  test('one that has expired hides and lowers nothing, and what it stood for is told', async () => {
    const old = waiver(token, 'mitigated', '    failureOnDemand: 0.25\n', '2026-01-01');
    const { odds, diagnostics, waivers } = await oddsUnder(old);
    expect(odds).toEqual((await oddsUnder('')).odds);
    expect(waivers[0].state).toBe('expired');
    const told = diagnostics.find((one: { code: string }) => one.code === 'config/expired-waiver');
    expect(told.message).toMatch(/\d % of the odds are told again/);
  });

  test('one of what the tree does not have is told', async () => {
    const { diagnostics } = await oddsUnder(waiver('credential/GONE', 'accept'));
    expect(diagnostics.map((one: { code: string }) => one.code)).toContain('config/unused-waiver');
  });
});

describe('scenarios', () => {
  test('one of the file, by its name', async () => {
    const text =
      'scenario: mine\nscenarios:\n  - id: mine\n    attackHalvingMonths: 3\n    defenceHalvingMonths: never\n    field: { from: 0.1, to: 0.9, years: 1 }\n';
    const { scenarios } = await parse(text, 'bulkhead.yml');
    expect(scenarios).toEqual([
      {
        id: 'mine',
        attack: 3,
        defence: 'never',
        field: { from: 0.1, to: 0.9, years: 1 },
        decisiveness: 'drawn',
      },
    ]);
  });

  test.each([
    ['    attackHalvingMonths: 0', 'attackHalvingMonths'],
    ['    attackHalvingMonths: -3', 'attackHalvingMonths'],
    ['    attackHalvingMonths: soon', 'attackHalvingMonths'],
    ['    field: 1.5', 'field'],
    ['    field: { from: 0, to: 1, years: 0 }', 'field'],
    ['    decisiveness: -1', 'decisiveness'],
    ['    atackHalvingMonths: 3', 'did you mean attackHalvingMonths'],
  ])('%s is refused', async (line, named) => {
    const error = (await parse(`scenarios:\n  - id: mine\n${line}\n`, 'bulkhead.yml').catch(
      (thrown: unknown) => thrown,
    )) as UsageError;
    expect(`${error.message} ${error.hint}`).toContain(named);
  });

  test('the name of one that is built in, or twice the same, is refused', async () => {
    await expect(parse('scenarios:\n  - id: fast\n', 'bulkhead.yml')).rejects.toThrow('there already');
    await expect(parse('scenarios:\n  - id: a\n  - id: a\n', 'bulkhead.yml')).rejects.toThrow(
      'there already',
    );
  });
});
