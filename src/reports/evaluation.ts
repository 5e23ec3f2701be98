/** The answer of `bulkhead evaluate` for a person. */
import type { EvaluatedAsset, Evaluation } from '../model/evaluation.ts';
import type { Importance } from '../model/system.ts';
import { dollars, percent, significant, span } from './figures.ts';
import type { Style } from './report.ts';
import {
  bar,
  cell,
  cellRight,
  clip,
  clipPath,
  escapeTerminal,
  type Paints,
  paints,
  wrap,
} from './terminal-text.ts';

/** How many rows of each kind are shown without `-v`. */
const MOST_ASSETS = 12;
const MOST_IMPORTANT = 8;

/** @param path as the user named the file */
export function evaluationText(evaluation: Evaluation, path: string, style: Style): string {
  const paint = paints(style.color);
  const sections = [
    headline(evaluation, path, style, paint),
    assets(evaluation, style, paint),
    important(evaluation, style, paint),
    evaluation.remarks.flatMap((remark) => wrap(escapeTerminal(remark), style.width)),
  ];
  const lines = sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ['', ...section]));
  return `${lines.join('\n')}\n`;
}

function headline(evaluation: Evaluation, path: string, { width }: Style, paint: Paints): string[] {
  const { any, anyAnew, anyStandardError, containment, horizonYears } = evaluation;
  const when = `${span(horizonYears)} ahead`;
  const room = Math.max(8, width - when.length - 20);
  const error = anyStandardError > 0 ? `, standard error ${percent(anyStandardError)}` : '';
  return [
    `${paint.bold('bulkhead evaluate')} ${cell(clipPath(escapeTerminal(path), room), room)} ${paint.dim(when)}`,
    '',
    `  something is lost  ${paint.bold(percent(any))}${error}  ${bar(any, 20)}`.trimEnd(),
    ...(anyAnew > 1.1 * any
      ? [`  met anew each time ${percent(anyAnew)}, if no step or wall keeps its state`]
      : []),
    containment === null
      ? '  contained          not defined: nothing can get in'
      : `  contained          ${percent(containment)} of break-ins reach no asset`,
  ];
}

function assets({ assets: all }: Evaluation, { verbose, width }: Style, paint: Paints): string[] {
  const ranked = [...all].sort((a, b) => b.pLost - a.pLost);
  const shown = verbose ? ranked : ranked.slice(0, MOST_ASSETS);
  return [
    paint.bold('What would be lost'),
    ...shown.flatMap((asset) => assetLines(asset, verbose, width)),
    ...(shown.length < all.length ? [`  and ${all.length - shown.length} more: -v lists them`] : []),
  ];
}

function assetLines(asset: EvaluatedAsset, verbose: boolean, width: number): string[] {
  const { id, pLost, pLostBelow, expectedLossUsd, priceUsd, cheapestPath } = asset;
  const odds = pLostBelow === undefined ? percent(pLost) : `< ${percent(pLostBelow)}`;
  const price = priceUsd === null ? 'no way' : `for ${dollars(priceUsd)}`;
  const loss = expectedLossUsd === null ? '' : `, expected loss ${dollars(expectedLossUsd)}`;
  const told = `${price}${loss}`;
  const room = Math.max(8, width - told.length - 14);
  const way = cheapestPath.map(escapeTerminal).join(' → ');
  return [
    `${cellRight(odds, 9)}  ${cell(escapeTerminal(id), room)} ${told}`,
    ...(way === ''
      ? []
      : verbose
        ? wrap(way, width, ' '.repeat(11))
        : [`${' '.repeat(11)}${clip(way, width - 11)}`]),
  ];
}

/** Steps, walls and shocks by the share of the odds that needs them. */
function important({ importance }: Evaluation, { verbose, width }: Style, paint: Paints): string[] {
  const rows = [
    ...named('shock', importance.shocks),
    ...named('step', importance.edges),
    ...named('wall', importance.walls),
  ]
    .filter(({ value }) => (value.fussellVesely ?? 0) > 0 || value.birnbaum > 0)
    .sort(
      (a, b) =>
        (b.value.fussellVesely ?? 0) - (a.value.fussellVesely ?? 0) || b.value.birnbaum - a.value.birnbaum,
    );
  if (rows.length === 0) return [];
  const shown = verbose ? rows : rows.slice(0, MOST_IMPORTANT);
  const room = Math.max(12, width - 45);
  return [
    paint.bold('What the odds rest on: share that goes without it, odds if it is certain'),
    ...shown.map(({ kind, id, value }) => {
      const share = value.fussellVesely === null ? '' : percent(value.fussellVesely);
      const certain = value.riskAchievement === null ? '' : `× ${significant(value.riskAchievement)}`;
      return `${cellRight(share, 9)}  ${cellRight(certain, 10)}  ${cell(kind, 5)} ${clip(escapeTerminal(id), room)}`;
    }),
    ...(shown.length < rows.length ? [`  and ${rows.length - shown.length} more: -v lists them`] : []),
  ];
}

const named = (kind: string, values: Readonly<Record<string, Importance | null>>) =>
  Object.entries(values).flatMap(([id, value]) => (value === null ? [] : [{ kind, id, value }]));
