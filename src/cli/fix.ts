/** `bulkhead fix [PATH]`: writes walls into files, or shows what it would write. */

import { fix, surveyOf } from '../fix.ts';
import { stateOfTree, writeAll } from '../io/write.ts';
import type { Fix } from '../model/fix.ts';
import { basisOf } from '../pipeline.ts';
import { planOf } from '../plan.ts';
import { fixText } from '../reports/fix.ts';
import { quote } from './options.ts';
import { parseEffort } from './plan.ts';
import { type CommonFlags, nothingRecognised, type Opened, open } from './run.ts';
import { type ColorFlag, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { nearest, UsageError } from './usage-error.ts';

export interface FixFlags extends CommonFlags, ColorFlag {
  readonly format: string;
  readonly wall?: readonly string[];
  readonly plan?: boolean;
  readonly effort?: string;
  readonly dryRun?: boolean;
  readonly allowDirty?: boolean;
}

/** @returns the exit code */
export async function fixCommand(path: string, flags: FixFlags, terminal: Terminal): Promise<number> {
  const walls = flags.wall ?? [];
  if (walls.length > 0 === (flags.plan === true))
    throw new UsageError(
      'which walls?',
      'give --wall ID (repeatable), or --plan for those of bulkhead plan; bulkhead plan lists both',
    );
  const opened = await open(path, flags, terminal);
  const dry = flags.dryRun === true;
  if (!dry && flags.allowDirty !== true) refuseDirty(opened.root, path);
  const ids = flags.plan === true ? await planned(opened, flags, path) : await known(opened, walls);
  const found = await fix(opened.request, ids);
  opened.done();
  if (!dry) write(opened.root, found);
  if (flags.format === 'json')
    terminal.out(`${JSON.stringify({ schema: 'bulkhead/fix/1', written: !dry, ...found }, null, 2)}\n`);
  else if (flags.format === 'diff') terminal.out(found.files.map((file) => file.diff).join(''));
  else terminal.out(fixText(found, { ...styleFor(flags, terminal), written: !dry }));
  return 0;
}

function refuseDirty(root: string, path: string): void {
  const state = stateOfTree(root);
  if (state === 'clean') return;
  throw new UsageError(
    state === 'dirty'
      ? `${quote(path)} has changes that are not committed`
      : `${quote(path)} is no git repository, so that nothing could be undone`,
    'commit or stash first, look with --dry-run, or say --allow-dirty',
  );
}

/** The choices of the plan. */
async function planned({ request }: Opened, flags: FixFlags, path: string): Promise<string[]> {
  const basis = await basisOf(request);
  if (basis.facts.collected.recognised === 0) throw nothingRecognised(path);
  const effortHours = parseEffort(flags.effort ?? '8h');
  const plan = planOf(basis, { effortHours, anyAssetBelow: null, given: null });
  return (plan?.chosen ?? []).map((choice) => choice.id);
}

/** Ids of walls and choices, each known. @throws UsageError with the nearest for one that is not */
async function known({ request }: Opened, ids: readonly string[]): Promise<string[]> {
  const surveyed = await surveyOf(request);
  const all = surveyed.flatMap(({ wall, choices }) => [wall.id, ...choices.map((choice) => choice.id)]);
  for (const id of ids) {
    if (all.includes(id)) continue;
    const near = nearest(id, all);
    throw new UsageError(
      `no wall, and nothing that could be built here, is named ${quote(id)}`,
      near === null ? 'bulkhead plan lists them' : `did you mean ${near}?`,
    );
  }
  return [...ids];
}

function write(root: string, { files }: Fix): void {
  try {
    writeAll(
      root,
      files.map(({ path, after }) => ({ path, text: after })),
    );
  } catch (error) {
    throw new UsageError(
      `nothing was written: ${error instanceof Error ? error.message : String(error)}`,
      'look with --dry-run what it would be',
    );
  }
}
