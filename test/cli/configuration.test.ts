import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { configurationSchema, fieldsAt, parse } from '../../src/cli/configuration.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { runCli, treePath } from '../support/terminal.ts';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bulkhead-config-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The odds of documenso under a configuration. */
async function oddsUnder(text: string, args: readonly string[] = []) {
  const file = join(scratch, 'bulkhead.yml');
  writeFileSync(file, text);
  const { out, usage } = await runCli([treePath('documenso'), '--config', file, '--format', 'json', ...args]);
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
    expect(Object.keys(properties.attestations?.items?.properties ?? {})).toEqual(fieldsAt(['attestations']));
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
