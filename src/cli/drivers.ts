/** `bulkhead drivers A.json B.json`: why the odds moved between two assessments. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { drivers } from '../drivers.ts';
import type { Assessment } from '../model/assessment.ts';
import { driversText } from '../reports/drivers.ts';
import { oneOf, quote } from './options.ts';
import { type ColorFlag, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const MOST_BYTES = 500e6;
const MAKE = 'write one with: bulkhead --format json > A.json';

export async function driversCommand(
  files: readonly [string, string],
  flags: ColorFlag & { readonly format: string },
  terminal: Terminal,
): Promise<number> {
  const format = oneOf('--format', flags.format, ['terminal', 'json']);
  const [from, to] = files.map((file) => readAssessment(resolve(terminal.cwd, file), file)) as [
    Assessment,
    Assessment,
  ];
  if (from.horizonYears !== to.horizonYears)
    throw new UsageError(
      `the two look ${from.horizonYears} and ${to.horizonYears} years ahead`,
      'assess both over the same --horizon',
    );
  const answer = drivers(from, to);
  terminal.out(
    format === 'json'
      ? `${JSON.stringify(answer, null, 2)}\n`
      : driversText(answer, styleFor(flags, terminal)),
  );
  return 0;
}

function readAssessment(full: string, name: string): Assessment {
  let value: unknown;
  try {
    if (!statSync(full).isFile() || statSync(full).size > MOST_BYTES)
      throw new Error('no file of at most 500 MB');
    value = JSON.parse(readFileSync(full, 'utf8'));
  } catch (error) {
    throw new UsageError(
      `${quote(name)} cannot be read: ${error instanceof Error ? error.message.slice(0, 100) : 'no JSON'}`,
      MAKE,
    );
  }
  if (!isAssessment(value)) throw new UsageError(`${quote(name)} is no assessment of this version`, MAKE);
  return value;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;
const isText = (value: unknown): boolean => typeof value === 'string';

/** Everything that the split looks at has its kind: a file may come from anywhere. */
function isAssessment(value: unknown): value is Assessment {
  if (!isObject(value) || value.schema !== 'bulkhead/assessment/1') return false;
  const { subject, tool, odds, evidence, surfaces, shocks, horizonYears, scenario } = value;
  const mean = (which: string): unknown =>
    isObject(odds) && isObject(odds[which]) && (odds[which] as Json).mean;
  return (
    isObject(subject) &&
    isText(subject.asOf) &&
    (subject.commit === null || isText(subject.commit)) &&
    isText(scenario) &&
    isObject(tool) &&
    typeof horizonYears === 'number' &&
    isShare(mean('anySurface')) &&
    isShare(mean('anyAsset')) &&
    isObject(evidence) &&
    Array.isArray(evidence.snapshots) &&
    evidence.snapshots.every(isObject) &&
    Array.isArray(surfaces) &&
    surfaces.every((one) => isObject(one) && isText(one.id)) &&
    Array.isArray(shocks) &&
    shocks.every(isShock)
  );
}

const isShock = (one: unknown): boolean =>
  isObject(one) &&
  isText(one.id) &&
  isText(one.channel) &&
  isShare(one.share) &&
  isShare(one.reachesAsset) &&
  isObject(one.ratePerYear) &&
  typeof one.ratePerYear.mean === 'number' &&
  typeof one.costFactor === 'number' &&
  one.costFactor > 0 &&
  Array.isArray(one.hits) &&
  one.hits.every(isText) &&
  Array.isArray(one.evidence);
