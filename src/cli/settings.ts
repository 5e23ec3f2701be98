/** The effective configuration: flags > `BULKHEAD_*` > file > defaults, each value with where it came from. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Attestation } from '../model/attestation.ts';
import { SCENARIOS, type Scenario, TREND } from '../model/scenario.ts';
import type { StatedLoss } from '../model/stated-loss.ts';
import type { Waiver } from '../model/waiver.ts';
import { parse } from './configuration.ts';
import { oneOf, parseDate, parseHorizon, parseSeed, parseSize } from './options.ts';
import { UsageError } from './usage-error.ts';

/** What flags give; text as typed. */
export interface Flags {
  readonly horizon?: string;
  readonly scenario?: string;
  readonly asOf?: string;
  readonly seed?: string;
  readonly maxFileSize?: string;
  readonly config?: string | false;
}

export interface Setting<T> {
  readonly value: T;
  /** `default`, `--horizon`, `BULKHEAD_HORIZON`, or the file. */
  readonly from: string;
}

export interface Settings {
  readonly horizonYears: Setting<number>;
  readonly scenario: Setting<Scenario>;
  readonly asOf: Setting<string>;
  readonly seed: Setting<number>;
  readonly maxFileSize: Setting<number>;
  readonly segment: Setting<string>;
  readonly assets: Setting<readonly StatedLoss[]>;
  readonly attestations: Setting<readonly Attestation[]>;
  readonly waivers: Setting<readonly Waiver[]>;
  /** The file that was read, relative to the root as found; null for none. */
  readonly file: string | null;
}

export const SEGMENTS = ['any-size', 'under-25m', '25m-2b', 'over-2b'] as const;
const FILES = ['bulkhead.yml', '.github/bulkhead.yml'];
const MOST_CONFIGURATION = 1e6;

/** @param today ISO date of the clock: the default of `--as-of` */
export async function settingsFor(
  root: string,
  flags: Flags,
  env: Readonly<Record<string, string | undefined>>,
  today: string,
): Promise<Settings> {
  const file = await fileFor(root, flags.config);
  const pick = <T>(
    name: string,
    flag: string | undefined,
    parseText: (text: string) => T,
    fromFile: unknown,
    fallback: T,
  ): Setting<T> => {
    const variable = `BULKHEAD_${name.toUpperCase().replaceAll('-', '_')}`;
    const set = env[variable];
    if (flag !== undefined) return { value: parseText(flag), from: `--${name}` };
    if (set !== undefined && set !== '') return { value: parseText(set), from: variable };
    if (fromFile !== undefined) return { value: parseText(String(fromFile)), from: file.path ?? 'file' };
    return { value: fallback, from: 'default' };
  };
  return {
    horizonYears: pick('horizon', flags.horizon, parseHorizon, file.values.horizon, 1),
    scenario: pick(
      'scenario',
      flags.scenario,
      (text) => parseScenario(text, file.values.scenarios ?? []),
      file.values.scenario,
      TREND,
    ),
    asOf: pick('as-of', flags.asOf, parseDate, undefined, today),
    seed: pick('seed', flags.seed, parseSeed, file.values.seed, 1),
    maxFileSize: pick('max-file-size', flags.maxFileSize, parseSize, file.values.maxFileSize, 64e6),
    segment: pick(
      'segment',
      undefined,
      (text) => oneOf('organisation.segment', text, SEGMENTS),
      file.values.organisation?.segment,
      'any-size',
    ),
    assets: {
      value: file.values.assets ?? [],
      from: file.values.assets === undefined ? 'default' : (file.path ?? 'file'),
    },
    waivers: {
      value: file.values.waivers ?? [],
      from: file.values.waivers === undefined ? 'default' : (file.path ?? 'file'),
    },
    attestations: {
      value: file.values.attestations ?? [],
      from: file.values.attestations === undefined ? 'default' : (file.path ?? 'file'),
    },
    file: file.path,
  };
}

/** One of those that are built in, or of the file's own. */
function parseScenario(text: string, own: readonly Scenario[]): Scenario {
  const all = [...SCENARIOS, ...own];
  const id = oneOf(
    '--scenario',
    text,
    all.map((one) => one.id),
  );
  return all.find((one) => one.id === id) as Scenario;
}

async function fileFor(
  root: string,
  wanted: string | false | undefined,
): Promise<{ path: string | null; values: Awaited<ReturnType<typeof parse>> }> {
  if (wanted === false) return { path: null, values: {} };
  if (wanted !== undefined)
    return { path: wanted, values: await parse(readConfiguration(wanted, wanted), wanted) };
  for (const name of FILES) {
    const full = join(root, name);
    if (existsSync(full)) return { path: name, values: await parse(readConfiguration(full, name), name) };
  }
  const embedded = embeddedIn(join(root, 'package.json'));
  return embedded === null
    ? { path: null, values: {} }
    : { path: 'package.json', values: await parse(embedded, 'package.json') };
}

/** The `bulkhead` key of package.json as text, null without one. A manifest that does not parse has none: its reader tells. */
function embeddedIn(path: string): string | null {
  if (!existsSync(path)) return null;
  try {
    const manifest: unknown = JSON.parse(readConfiguration(path, 'package.json'));
    const own = typeof manifest === 'object' && manifest !== null && Object.hasOwn(manifest, 'bulkhead');
    return own ? JSON.stringify((manifest as { bulkhead: unknown }).bulkhead) : null;
  } catch {
    return null;
  }
}

function readConfiguration(full: string, name: string): string {
  try {
    const stat = statSync(full);
    if (!stat.isFile() || stat.size > MOST_CONFIGURATION)
      throw new Error('it is not a regular file of at most 1 MB');
    return readFileSync(full, 'utf8');
  } catch (error) {
    throw new UsageError(
      `the configuration ${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'check the path, or use --no-config',
    );
  }
}
