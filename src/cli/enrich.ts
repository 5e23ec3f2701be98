/** `--enrich`: what the registry of npm says of the packages of a tree, and what the project's own history says of it. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bring, PATIENCE, type Patience } from '../io/bring.ts';
import { pastTrees } from '../io/git-trees.ts';
import { npmRegistry } from '../io/npm-config.ts';
import { Refused } from '../io/refused.ts';
import type { AdvisorySnapshot, PackageFacts } from '../model/advisory.ts';
import { at, type Diagnostic } from '../model/diagnostic.ts';
import type { ParameterRecord } from '../model/parameter.ts';
import type { Growth } from '../model/race.ts';
import { lockedIn, ownClock, type PastLock } from '../own-clock.ts';
import { type AssessmentRequest, readFacts } from '../pipeline.ts';
import { countingDates, growthFrom } from '../race.ts';
import { wanted } from '../readers/collect.ts';
import { registryFactsOf, SourceError, withRegistry } from '../snapshot.ts';
import { oneOf } from './options.ts';
import { type CacheFlags, cacheFolder } from './snapshot.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const MOST_BYTES = 100e6;
const MOST_AT_ONCE = 8;
const FRESH_MS = 24 * 3_600_000;

export interface EnrichFlags extends CacheFlags {
  readonly enrich?: readonly string[];
  readonly offline?: boolean;
  readonly quiet?: boolean;
  readonly progress?: boolean;
}

export interface Enriched {
  readonly snapshot: AdvisorySnapshot;
  readonly own: readonly ParameterRecord[];
  readonly growth: Growth | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The request with what was asked: the registry of npm, or the project's own history.
 * @param root the folder, resolved
 * @throws UsageError where a source is not known, or cannot be asked at all
 */
export async function enriched(
  request: AssessmentRequest,
  root: string,
  flags: EnrichFlags,
  terminal: Terminal,
  patience: Patience = PATIENCE,
): Promise<Enriched> {
  const sources = new Set((flags.enrich ?? []).map((one) => oneOf('--enrich', one, ['npm', 'history'])));
  const { snapshot, diagnostics } = sources.has('npm')
    ? await registryEnriched(request, flags, terminal, patience)
    : { snapshot: request.snapshot, diagnostics: [] };
  if (!sources.has('history')) return { snapshot, diagnostics, own: [], growth: null };
  const clock = await clockOf(request, root);
  const growth = await growthFrom(pastTrees(root, countingDates(request.asOf), wanted), request.asOf);
  return { snapshot, diagnostics, own: clock === null ? [] : [clock], growth };
}

/** Lockfiles at the end of each month of two years. */
const MONTHS = 24;

async function clockOf(request: AssessmentRequest, root: string): Promise<ParameterRecord | null> {
  const today = Date.parse(request.asOf);
  const dates = Array.from({ length: MONTHS + 1 }, (_, i) =>
    new Date(today - (MONTHS - i) * 30.4375 * 86_400_000).toISOString().slice(0, 10),
  );
  const known = new Map<string, PastLock>();
  const trees: PastLock[] = [];
  for (const { date, commit, tree } of pastTrees(root, dates, isLock)) {
    const lock = known.get(commit) ?? (await lockedIn(date, tree));
    known.set(commit, lock);
    trees.push({ ...lock, date });
  }
  return ownClock(trees, request.snapshot, request.asOf);
}

const isLock = (path: string): boolean =>
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/.test(path) &&
  wanted(path);

async function registryEnriched(
  request: AssessmentRequest,
  flags: EnrichFlags,
  terminal: Terminal,
  patience: Patience,
): Promise<Pick<Enriched, 'snapshot' | 'diagnostics'>> {
  if (flags.offline === true)
    throw new UsageError('--offline opens no socket', 'leave --enrich npm or --offline out');
  const cache = cacheFolder(flags, terminal);
  if (cache === null)
    throw new UsageError('there is no folder for what is read', 'give one with --cache-dir');
  const { places } = await readFacts(request);
  const asked = new Map<string, string[]>();
  for (const one of places.surfaces)
    if (one.kind === 'package' && one.name !== '*')
      asked.set(one.name, [...(asked.get(one.name) ?? []), one.version]);
  const registry = registryOf(terminal);
  const folder = join(cache, 'registry', digest(registry).slice(0, 16));
  mkdirSync(folder, { recursive: true });
  const facts = new Map<string, PackageFacts>();
  const failed: string[] = [];
  const names = [...asked.keys()].sort();
  for (let i = 0; i < names.length; i += MOST_AT_ONCE) {
    await Promise.all(
      names.slice(i, i + MOST_AT_ONCE).map(async (name) => {
        const found = await ask({ registry, folder, name, versions: asked.get(name) ?? [], patience });
        if (found === null) failed.push(name);
        else facts.set(name, found);
      }),
    );
    if (terminal.stderrIsTerminal && flags.quiet !== true && flags.progress !== false)
      terminal.err(
        `\r\u001b[Kasking the registry: ${Math.min(names.length, i + MOST_AT_ONCE)} of ${names.length}`,
      );
  }
  if (terminal.stderrIsTerminal && flags.quiet !== true && flags.progress !== false)
    terminal.err('\r\u001b[K');
  return { snapshot: withRegistry(request.snapshot, facts, request.asOf), diagnostics: failedOf(failed) };
}

function registryOf(terminal: Terminal): string {
  try {
    return npmRegistry(terminal.env);
  } catch (error) {
    if (error instanceof Refused) throw new UsageError(error.message, error.hint);
    throw error;
  }
}

const digest = (value: string): string => createHash('sha256').update(value).digest('hex');

interface Asked {
  readonly registry: string;
  readonly folder: string;
  readonly name: string;
  readonly versions: readonly string[];
  readonly patience: Patience;
}

/** Null where the registry does not have it, or could not be asked. */
async function ask({ registry, folder, name, versions, patience }: Asked): Promise<PackageFacts | null> {
  const kept = join(folder, `${digest(`${name} ${versions.join(' ')}`).slice(0, 40)}.json`);
  const known = keptFacts(kept);
  if (known !== null) return known;
  const into = `${kept}.part`;
  try {
    const place = { kind: 'server', url: registry + name.replace('/', '%2f') } as const;
    const brought = await bring({
      place,
      into,
      before: null,
      most: MOST_BYTES,
      patience,
      progress: () => {},
    });
    if (brought.outcome !== 'here') return null;
    const facts = registryFactsOf(name, readFileSync(into, 'utf8'), versions);
    writeFileSync(kept, JSON.stringify(facts));
    return facts;
  } catch (error) {
    if (error instanceof Refused || error instanceof SourceError) return null;
    throw error;
  } finally {
    rmSync(into, { force: true });
  }
}

/** What was read within a day. */
function keptFacts(path: string): PackageFacts | null {
  try {
    if (!existsSync(path) || Date.now() - statSync(path).mtimeMs > FRESH_MS) return null;
    return JSON.parse(readFileSync(path, 'utf8')) as PackageFacts;
  } catch {
    return null;
  }
}

const failedOf = (names: readonly string[]): Diagnostic[] =>
  names.length === 0
    ? []
    : [
        {
          code: 'data/registry-silent',
          severity: 'warning',
          message: `the registry did not tell of ${names.length} packages, such as ${names[0]}: they are counted as the population`,
          at: at('.'),
          hint: 'private packages are not there; else try again',
        },
      ];
