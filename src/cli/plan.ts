/** `bulkhead plan [PATH]`: which walls to build within some hours, or to get to some odds. */

import { type Basis, basisOf } from '../pipeline.ts';
import { planOf } from '../plan.ts';
import { planText } from '../reports/plan.ts';
import { quote } from './options.ts';
import { type CommonFlags, nothingRecognised, open } from './run.ts';
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
  const { request, done } = await open(path, flags, terminal);
  const basis = await basisOf(request);
  done();
  if (basis.facts.collected.recognised === 0) throw nothingRecognised(path);
  const given = flags.given ?? null;
  const plan = planOf(basis, { effortHours: effort, anyAssetBelow: target, given });
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
