/** `bulkhead plan MODEL.json` in a terminal: what to build, what it brings, and how far more work would get. */
import type { ModelPlan, ModelPlanChoice, ModelPlanPoint } from '../model/plan-model.ts';
import { dollars, percent, significant, span } from './figures.ts';
import type { Style } from './report.ts';
import { bar, cell, cellRight, clip, escapeTerminal, type Paints, paints, wrap } from './terminal-text.ts';
import { hours } from './terminal-walls.ts';

/** Points of the frontier, and walls, that are shown without `-v`. */
const MOST_POINTS = 12;
const MOST_WALLS = 20;

/** @param path as the user named the file */
export function modelPlanText(plan: ModelPlan, path: string, style: Style): string {
  const paint = paints(style.color);
  const sections = [
    headline(plan, path, style, paint),
    todo(plan, style, paint),
    curve(plan, style, paint),
    notes(plan, style),
  ].filter((section) => section.length > 0);
  return `${sections.map((section) => section.join('\n')).join('\n\n')}\n`;
}

function headline(plan: ModelPlan, path: string, { width }: Style, paint: Paints): string[] {
  const { asked, before, after, horizonYears } = plan;
  const question =
    asked.effortHours === null
      ? `the least work until lost is at most ${percent(asked.anyAssetBelow ?? 0)}`
      : `the best ${hours(asked.effortHours)} of work`;
  const title = clip(`bulkhead plan · ${escapeTerminal(path)} · ${span(horizonYears)} · ${question}`, width);
  if (after === null)
    return [
      paint.bold(title),
      '',
      ...wrap(
        `Not to be reached: with every wall that can be planned more than ${percent(asked.anyAssetBelow ?? 0)} stays; today it is ${percent(before.anyAsset)}.`,
        width,
      ),
    ];
  const usd =
    before.expectedLossUsd === null || after.expectedLossUsd === null
      ? []
      : [`expected loss      ${amount(before.expectedLossUsd)} → ${amount(after.expectedLossUsd)}`];
  return [
    paint.bold(title),
    '',
    `${paint.bold('something is lost')}  ${percent(before.anyAsset)} → ${paint.bold(percent(after.anyAsset))}`,
    ...usd,
    `work               ${hours(after.hours)}; ${proof(plan)}`,
  ];
}

function proof({ method, gap, minimised, odds }: ModelPlan): string {
  const where = odds === 'sampled' ? ', on the worlds drawn' : '';
  if (method === 'exact') return `no plan is better${where}`;
  const by = { hours, anyAsset: percent, expectedLossUsd: amount }[minimised](gap);
  return `no plan is better by more than ${by}${where}`;
}

function todo({ chosen, after }: ModelPlan, { width, verbose }: Style, paint: Paints): string[] {
  if (after === null) return [];
  if (chosen.length === 0) return ['Nothing to build: no wall that fits changes anything.'];
  const room = width - 33;
  const shown = verbose ? chosen : chosen.slice(0, MOST_WALLS);
  return [
    paint.dim(
      `${cell('Build', room)} ${cellRight('work', 9)} ${cellRight('alone', 10)} ${cellRight('in the plan', 11)}`,
    ),
    ...shown.map((one) => {
      const [alone, given] = effects(one);
      return `${cell(escapeTerminal(one.id), room)} ${cellRight(hours(one.hours), 9)} ${cellRight(alone, 10)} ${cellRight(given, 11)}`;
    }),
    ...(shown.length < chosen.length ? [`and ${chosen.length - shown.length} more: -v lists them`] : []),
  ];
}

const effects = ({ alone, given }: ModelPlanChoice): readonly [string, string] =>
  alone.expectedLossUsd === null || given.expectedLossUsd === null
    ? [points(alone.anyAsset), points(given.anyAsset)]
    : [money(alone.expectedLossUsd), money(given.expectedLossUsd)];

/** Of the odds, in percentage points: `−1.3 pt`. */
const points = (difference: number): string =>
  Math.abs(difference) < 5e-7 ? '0 pt' : `${sign(difference)}${significant(100 * Math.abs(difference))} pt`;

const money = (difference: number): string =>
  Math.abs(difference) < 0.005 ? '$0' : `${sign(difference)}${amount(Math.abs(difference))}`;

/** Of a model's own losses, whose unit may be any: "under $100" would hide small ones. */
const amount = (usd: number): string => (usd < 100 ? `$${significant(usd)}` : dollars(usd));

const sign = (difference: number): string => (difference < 0 ? '−' : '+');

function curve({ frontier, before }: ModelPlan, { verbose }: Style, paint: Paints): string[] {
  const shown = verbose ? frontier : thinned(frontier);
  const most = Math.max(before.expectedLossUsd ?? before.anyAsset, 1e-300);
  return [
    paint.dim('How far work gets'),
    ...shown.map((one) => {
      const share = Math.min(1, (one.expectedLossUsd ?? one.anyAsset) / most);
      const usd = one.expectedLossUsd === null ? '' : `  ${amount(one.expectedLossUsd)}`;
      return `${cellRight(hours(one.hours), 9)}  ${bar(share, 24)} lost ${cellRight(percent(one.anyAsset), 8)}${usd}`;
    }),
  ];
}

/** At most so many points, the ends among them. */
function thinned(all: readonly ModelPlanPoint[]): ModelPlanPoint[] {
  if (all.length <= MOST_POINTS) return [...all];
  return Array.from(
    { length: MOST_POINTS },
    (_, i) => all[Math.round((i * (all.length - 1)) / (MOST_POINTS - 1))] as ModelPlanPoint,
  );
}

function notes({ remarks, unplanned }: ModelPlan, { width, verbose }: Style): string[] {
  const shown = verbose ? unplanned : unplanned.slice(0, 3);
  const more = unplanned.length - shown.length;
  return [
    ...remarks.flatMap((remark) => wrap(escapeTerminal(remark), width)),
    ...shown.flatMap(({ id, because }) => wrap(`Not planned: ${escapeTerminal(id)}: ${because}.`, width)),
    ...(more > 0 ? [`and ${more} more walls that cannot be planned: -v lists them`] : []),
  ];
}
