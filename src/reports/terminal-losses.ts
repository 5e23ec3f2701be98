/** What would be lost: the part of the terminal report behind the ways in. */
import type { AssessedAsset, Assessment, Losses } from '../model/assessment.ts';
import { dollars, grouped, percent, percentRange, plural, significant } from './figures.ts';
import type { Style } from './report.ts';
import { cell, cellRight, escapeTerminal, type Paints, wrap } from './terminal-text.ts';

const TOP = 5;
/** The same with -v. */
const MOST = 40;

/** What would be lost, and what the way there looks like. */
export function lossLines(
  { assets, losses, odds, graph }: Assessment,
  { width, verbose }: Style,
  paint: Paints,
): string[] {
  const bearing = assets.filter((asset) => asset.bearsLoss);
  const [first] = bearing;
  if (first === undefined) return [];
  const shown = bearing.slice(0, verbose ? MOST : TOP);
  const more = bearing.length - shown.length;
  const titles = new Map(graph.nodes.map((node) => [node.id, node.title]));
  return [
    paint.bold('What would be lost'),
    ...shown.map(
      (asset) =>
        `  ${cellRight(oddsOf(asset), 7)} ${cell(escapeTerminal(asset.title), width - 34)} ${cellRight(asset.priceUsd === null ? '' : `for ${dollars(asset.priceUsd.median)}`, 20)}`,
    ),
    ...(more > 0 ? [`  and ${more} more: -v lists them`] : []),
    ...wrap(
      `a cheap way to ${escapeTerminal(first.title)}: ${first.cheapestPath.map((state) => escapeTerminal(titles.get(state) ?? state)).join(' → ')}`,
      width,
      '  ',
      '    ',
    ),
    ...priceWords(losses, width),
    ...worthWords(first, width),
    ...wrap(expectedWords(losses), width, '  '),
    ...(odds.anyAssetAnew.mean > 1.1 * odds.anyAsset.mean
      ? wrap(
          `if every attack met steps and walls anew: ${percentRange(odds.anyAssetAnew)} that something is lost`,
          width,
          '  ',
        )
      : []),
    ...wrap(
      `sampled: ${grouped(losses.worlds)} worlds, standard error ${percent(losses.standardError)}`,
      width,
      '  ',
    ),
  ];
}

/** No sampled way is an upper bound, not a zero. */
const oddsOf = ({ pLost, pLostBelow }: AssessedAsset): string =>
  pLostBelow === null ? percent(pLost.mean) : `< ${percent(Math.max(pLostBelow, 1e-4)).replace(/^< /, '')}`;

function priceWords({ priceUsd, priceCourse }: Losses, width: number): string[] {
  if (priceUsd === null || priceCourse === null) return [];
  const { yearAgo, inAYear, halvingMonths } = priceCourse;
  const falls =
    halvingMonths === null ? 'it does not fall' : `it halves in ${significant(halvingMonths)} months`;
  return wrap(
    `the cheapest loss cost ${dollars(yearAgo)} a year ago, costs ${dollars(priceUsd.median)} now and ${dollars(inAYear)} in a year: ${falls}; it takes whichever asset is the cheapest in each world, so it is mostly below the price of each`,
    width,
    '  ',
  );
}

/** Whether an attacker gains more than he pays, for the likeliest loss. */
function worthWords(
  { title, belowWorthInYears: years, priceCourse }: AssessedAsset,
  width: number,
): string[] {
  if (priceCourse === null) return [];
  const name = escapeTerminal(title);
  const text =
    years === null
      ? `the price of ${name} does not fall below what it is worth to an attacker`
      : years.high === 0
        ? `the price of ${name} is below what it is worth to an attacker already`
        : `the price of ${name} falls below what it is worth to an attacker in ${significant(years.median)} years (${significant(years.low)}–${significant(years.high)})`;
  return wrap(text, width, '  ');
}

/** The quantiles of a loss before its mean: most losses are far below the mean. */
function expectedWords({ basis, expectedUsd, exceedance, segment }: Losses): string {
  const large = exceedance.find((point) => point.usd === 1e7);
  const over = large === undefined ? '' : `; more than $10M: ${percent(large.probability)}`;
  const expected = `the mean loss times the odds is ${dollars(expectedUsd.mean)} (${dollars(expectedUsd.low)} to ${dollars(expectedUsd.high)})${over}`;
  return basis.kind === 'stated'
    ? `by the dollars stated for ${plural(basis.assets.length, 'asset')}, ${expected}`
    : `a ${segmentWords(segment)} costs ${dollars(basis.medianUsd)} in the median and over ${dollars(basis.highUsd)} in one of twenty; ${expected}; yours: assets in bulkhead.yml`;
}

const SEGMENTS: Readonly<Record<string, string>> = {
  'any-size': 'public event, any size',
  'under-25m': 'insured claim, revenue under $25M',
  '25m-2b': 'event, revenue $25M to 2B',
  'over-2b': 'event, revenue over $2B',
};
export const segmentWords = (segment: string): string => SEGMENTS[segment] ?? segment;
