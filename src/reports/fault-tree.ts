/** The answer of `bulkhead evaluate` for a fault tree, for a person. */
import type { FaultTreeEvaluation } from '../model/evaluation.ts';
import type { TopEvent } from '../model/fault-tree.ts';
import { grouped, percent, significant } from './figures.ts';
import type { Style } from './report.ts';
import { cell, cellRight, clipPath, escapeTerminal, paints, wrap } from './terminal-text.ts';

/** How many top events are shown without `-v`. */
const MOST = 20;
/** How many basic events, when there is one top event. */
const MOST_EVENTS = 8;

/** @param path as the user named the file */
export function faultTreeText(
  { topEvents, remarks }: FaultTreeEvaluation,
  path: string,
  style: Style,
): string {
  const { color, verbose, width } = style;
  const paint = paints(color);
  const shown = verbose ? topEvents : topEvents.slice(0, MOST);
  const room = Math.max(8, width - 52);
  const lines = [
    `${paint.bold('bulkhead evaluate')} ${clipPath(escapeTerminal(path), Math.max(8, width - 20))}`,
    '',
    paint.bold(
      `  ${cell('top event', room)} ${cellRight('probability', 22)} ${cellRight('minimal cut sets', 24)}`,
    ),
    ...shown.map(
      ({ name, probability, minimalCutSets }) =>
        `  ${cell(escapeTerminal(name), room)} ${cellRight(probability === null ? 'not computed' : String(probability), 22)} ${cellRight(countOf(minimalCutSets), 24)}`,
    ),
    ...(shown.length < topEvents.length
      ? [`  and ${topEvents.length - shown.length} more: -v lists them`]
      : []),
    ...(verbose || topEvents.length === 1 ? shown.flatMap((top) => resting(top, style)) : []),
    ...remarks.flatMap((remark) => ['', ...wrap(escapeTerminal(remark), width, '  ')]),
  ];
  return `${lines.join('\n')}\n`;
}

/** Basic events by the share of the top event's probability that goes without them. */
function resting({ name, importance }: TopEvent, { color, verbose, width }: Style): string[] {
  const rows = Object.entries(importance).sort(
    ([, a], [, b]) => (b.criticality ?? 0) - (a.criticality ?? 0) || b.birnbaum - a.birnbaum,
  );
  if (rows.length === 0) return [];
  const shown = verbose ? rows : rows.slice(0, MOST_EVENTS);
  const room = Math.max(8, width - 52);
  const ratio = (value: number | null, sign: string) =>
    value === null ? '' : `${sign} ${significant(value)}`;
  return [
    '',
    paints(color).bold(
      `  ${cell(`${escapeTerminal(name)} rests on`, room)} ${cellRight('Birnbaum', 10)} ${cellRight('criticality', 11)} ${cellRight('certain', 12)} ${cellRight('never', 12)}`,
    ),
    ...shown.map(
      ([event, one]) =>
        `  ${cell(escapeTerminal(event), room)} ${cellRight(significant(one.birnbaum), 10)} ${cellRight(one.criticality === null ? '' : percent(one.criticality), 11)} ${cellRight(ratio(one.riskAchievement, '×'), 12)} ${cellRight(ratio(one.riskReduction, '÷'), 12)}`,
    ),
    ...(shown.length < rows.length ? [`  and ${rows.length - shown.length} more: -v lists them`] : []),
  ];
}

const countOf = (count: number | string | null): string =>
  count === null ? 'not computed' : typeof count === 'number' ? grouped(count) : count;
