/** What every command that assesses a tree does first: find it, read it, assess it. */
import { basename, dirname, resolve } from 'node:path';
import { kindAt, oneFile, walkDisk } from '../io/disk.ts';
import { readHistory } from '../io/git.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { NO_HISTORY } from '../model/files.ts';
import { type AssessmentRequest, type AssessmentRun, assess } from '../pipeline.ts';
import { wanted } from '../readers/collect.ts';
import type { Enriched, EnrichFlags } from './enrich.ts';
import { quote } from './options.ts';
import { progressOn } from './progress.ts';
import { type Flags, type Settings, settingsFor } from './settings.ts';
import { openSnapshot } from './snapshot.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Joint draws: the interval's ends are then good to about 3 % of themselves, the mean to far less. */
const DRAWS = 512;

export interface CommonFlags extends Flags, EnrichFlags {}

export interface Run extends AssessmentRun {
  readonly settings: Settings;
}

/** What a command asks of a tree, and how it was set. */
export interface Opened {
  readonly request: AssessmentRequest;
  readonly settings: Settings;
  /** Of what lies outside of the tree: the snapshot of public records. */
  readonly remarks: readonly Diagnostic[];
  /** The folder, resolved: never printed. */
  readonly root: string;
  readonly done: () => void;
}

/** @throws UsageError when the path does not exist (2) or nothing in it is recognised (3) */
export async function runOn(path: string, flags: CommonFlags, terminal: Terminal): Promise<Run> {
  const { request, settings, remarks, done } = await open(path, flags, terminal);
  const run = await assess(request);
  done();
  if (run.recognised === 0) throw nothingRecognised(path);
  const diagnostics = [...remarks, ...run.assessment.diagnostics];
  return { ...run, assessment: { ...run.assessment, diagnostics }, settings };
}

/** The network is read about only where it is asked for. */
async function enrichedBy(
  request: AssessmentRequest,
  root: string,
  flags: CommonFlags,
  terminal: Terminal,
): Promise<Enriched> {
  const { enriched } = await import('./enrich.ts');
  return enriched(request, root, flags, terminal);
}

export const nothingRecognised = (path: string): UsageError =>
  new UsageError(
    `nothing in ${quote(path)} was recognised`,
    'looked for lockfiles, package.json, .github/workflows, Dockerfiles and settings of package managers; give the root of a repository',
    3,
  );

/** Finds the tree and its configuration. @throws UsageError when the path does not exist (2) */
export async function open(path: string, flags: CommonFlags, terminal: Terminal): Promise<Opened> {
  const full = resolve(terminal.cwd, path);
  const kind = kindAt(full);
  if (kind === 'nothing')
    throw new UsageError(
      `${quote(path)} does not exist`,
      'give the folder of a repository, such as: bulkhead .',
    );
  if (kind === 'other')
    throw new UsageError(
      `${quote(path)} is neither a folder nor a file`,
      'give the folder of a repository, such as: bulkhead .',
    );
  const root = kind === 'folder' ? full : dirname(full);
  const settings = await settingsFor(root, flags, terminal.env, terminal.today);
  const disk = { maxFileSize: settings.maxFileSize.value, wanted };
  const tree = kind === 'folder' ? openFolder(full, path, disk) : oneFile(root, basename(full), disk);
  const progress = progressOn(terminal, flags.quiet !== true && flags.progress !== false);
  const { snapshot, diagnostics: remarks } = openSnapshot(flags, terminal);
  const request = {
    root: path,
    tree,
    history: kind === 'folder' ? readHistory(full, settings.asOf.value) : NO_HISTORY,
    asOf: settings.asOf.value,
    seed: settings.seed.value,
    horizonYears: settings.horizonYears.value,
    draws: DRAWS,
    segment: settings.segment.value,
    stated: settings.assets.value,
    attestations: settings.attestations.value,
    waivers: settings.waivers.value,
    snapshot,
    scenario: settings.scenario.value,
    progress: progress.report,
  };
  const told = flags.enrich === undefined ? null : await enrichedBy(request, root, flags, terminal);
  return {
    request:
      told === null ? request : { ...request, snapshot: told.snapshot, own: told.own, growth: told.growth },
    settings,
    remarks: [...remarks, ...(told?.diagnostics ?? [])],
    root,
    done: () => progress.done(),
  };
}

/** @throws UsageError when the folder may not be read */
export function openFolder(
  full: string,
  path: string,
  disk: Parameters<typeof walkDisk>[1],
): ReturnType<typeof walkDisk> {
  try {
    return walkDisk(full, disk);
  } catch (error) {
    throw new UsageError(
      `${quote(path)} cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
      'make the folder readable, or give a copy',
    );
  }
}
