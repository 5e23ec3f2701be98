/** `bulkhead plan [PATH]`: which walls to build within some hours, or to get to some odds. */

import { resolve } from 'node:path';
import { kindAt } from '../io/disk.ts';
import { type Basis, basisOf } from '../pipeline.ts';
import { planOf } from '../plan.ts';
import { planModel } from '../plan-model.ts';
import { planText } from '../reports/plan.ts';
import { modelPlanText } from '../reports/plan-model.ts';
import { refused, textOf } from './model-text.ts';
import { quote } from './options.ts';
import { type CommonFlags, nothingRecognised, open } from './run.ts';
import { settingsFor } from './settings.ts';
import { type ColorFlag, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { nearest, UsageError } from './usage-error.ts';

export interface PlanFlags extends CommonFlags, ColorFlag {
  readonly format: string;
  readonly effort?: string;
  readonly target?: string;
  readonly given?: string;
}

/** @returns the exit code */
export async function planCommand(path: string, flags: PlanFlags, terminal: Terminal): Promise<number> {
  if (flags.effort !== undefined && flags.target !== undefined)
    throw new UsageError('--effort and --target ask two questions', 'give one of them');
  const target = flags.target === undefined ? null : parseTarget(flags.target);
  const effort = target === null ? parseEffort(flags.effort ?? '8h') : null;
  const asked = { effortHours: effort, anyAssetBelow: target };
  const ofModel = await planOfModel(path, flags, terminal, asked);
  if (ofModel !== null) return ofModel;
  const { request, done } = await open(path, flags, terminal);
  const basis = await basisOf(request);
  done();
  if (basis.facts.collected.recognised === 0) throw nothingRecognised(path);
  const given = flags.given ?? null;
  const plan = planOf(basis, { ...asked, given });
  if (plan === null) throw unknownGiven(given ?? '', basis);
  terminal.out(
    flags.format === 'json'
      ? `${JSON.stringify(plan, null, 2)}\n`
      : planText(plan, styleFor(flags, terminal)),
  );
  return plan.after === null ? 1 : 0;
}

function unknownGiven(id: string, { facts: { places, specs } }: Basis): UsageError {
  const known = [...places.surfaces.map((one): string => one.id), ...specs.map((one): string => one.id)];
  const inside = known.filter((one) => one.includes(id)).slice(0, 3);
  const near = inside.length > 0 ? inside.join(', ') : nearest(id, known);
  return new UsageError(
    `no surface and no shock of this tree is named ${quote(id)}`,
    near === null ? 'take an id from the report, or from --format json' : `did you mean ${near}?`,
  );
}

/** @returns null where the path is no model file: it is a repository then */
async function planOfModel(
  path: string,
  flags: PlanFlags,
  terminal: Terminal,
  asked: Parameters<typeof planModel>[0]['asked'],
): Promise<number | null> {
  if (kindAt(resolve(terminal.cwd, path)) !== 'file') return null;
  // The horizon is in the model file: a repository's configuration has no say.
  const { horizonYears, maxFileSize, seed } = await settingsFor(
    terminal.cwd,
    { ...flags, config: false },
    terminal.env,
    terminal.today,
  );
  const text = textOf(path, maxFileSize.value, terminal, 'plan');
  if (!isModel(text)) return null;
  const plan = planModel({
    text,
    path,
    horizonYears: horizonYears.from === 'default' ? null : horizonYears.value,
    seed: seed.value,
    asked,
  });
  if ('code' in plan) throw refused(plan);
  terminal.out(
    flags.format === 'json'
      ? `${JSON.stringify(plan, null, 2)}\n`
      : modelPlanText(plan, path, styleFor(flags, terminal)),
  );
  return plan.after === null ? 1 : 0;
}

/** A JSON file that says so; of one that does not parse, its beginning: the reader then says where it breaks. */
function isModel(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : null;
    return typeof schema === 'string' && schema.startsWith('bulkhead/model/');
  } catch {
    return /"schema"\s*:\s*"bulkhead\/model\//.test(text.slice(0, MOST_BEGINNING));
  }
}

const MOST_BEGINNING = 4096;

const HOURS: Readonly<Record<string, number>> = { m: 1 / 60, min: 1 / 60, h: 1, d: 8, w: 40 };
const FORMS = 'give hours, working days of 8 hours or weeks of 40, such as 8h, 90min, 2d or 1w';

/** Hours of work. @throws UsageError for anything else than a number above 0 with a unit */
export function parseEffort(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(m|min|h|d|w)$/.exec(text.trim());
  const hours = match === null ? Number.NaN : Number(match[1]) * (HOURS[match[2] as string] as number);
  if (Number.isNaN(hours)) throw new UsageError(`${quote(text)} is no effort`, FORMS);
  if (!(hours > 0) || hours > 1e5)
    throw new UsageError(`an effort of ${quote(text)} is not between 0 and 100,000 hours`, FORMS);
  return hours;
}

/** The odds of `lost<5%`. @throws UsageError */
export function parseTarget(text: string): number {
  const match = /^\s*lost\s*<=?\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text);
  const odds = match === null ? Number.NaN : Number(match[1]) / 100;
  if (!(odds > 0 && odds < 1))
    throw new UsageError(`${quote(text)} is no target`, "give the odds to get to, such as 'lost<5%'");
  return odds;
}
