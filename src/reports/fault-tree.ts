/** The answer of `bulkhead evaluate` for a fault tree, for a person. */
import type { FaultTreeEvaluation } from '../model/evaluation.ts';
import { grouped } from './figures.ts';
import type { Style } from './report.ts';
import { cell, cellRight, clipPath, escapeTerminal, paints, wrap } from './terminal-text.ts';

/** How many top events are shown without `-v`. */
const MOST = 20;

/** @param path as the user named the file */
export function faultTreeText(
  { topEvents, remarks }: FaultTreeEvaluation,
  path: string,
  { color, verbose, width }: Style,
): string {
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
    ...remarks.flatMap((remark) => ['', ...wrap(escapeTerminal(remark), width, '  ')]),
  ];
  return `${lines.join('\n')}\n`;
}

const countOf = (count: number | string | null): string =>
  count === null ? 'not computed' : typeof count === 'number' ? grouped(count) : count;
