import type { Assessment, Estimate } from '../../model/assessment.ts';
import type { Report } from '../report.ts';

/**
 * Both odds as a table: the curve over time under the scenario of the run, then each scenario at the horizon. RFC 4180;
 * numbers are full doubles. Nothing of a tree is in it but the name of a scenario.
 */
const csv: Report = {
  id: 'csv',
  title: 'CSV of both odds: the curve over time, and each scenario',
  mediaType: 'text/csv',
  render: (assessment) => `${[HEAD, ...rowsOf(assessment)].map((row) => row.join(',')).join('\r\n')}\r\n`,
};
export default csv;

const PARTS = ['mean', 'median', 'low', 'high'] as const;
const HEAD = ['odds', 'scenario', 'years', ...PARTS];

function rowsOf({ odds, scenario, horizonYears }: Assessment): string[][] {
  const both = (
    name: string,
    years: number,
    one: { readonly anyAsset: Estimate; readonly anySurface: Estimate },
  ) => [rowOf('lost', name, years, one.anyAsset), rowOf('gets in', name, years, one.anySurface)];
  return [
    ...odds.curve.flatMap((point) => both(scenario, point.years, point)),
    ...odds.scenarios
      .filter((one) => one.scenario !== scenario)
      .flatMap((one) => both(one.scenario, horizonYears, one)),
  ];
}

const rowOf = (odds: string, scenario: string, years: number, estimate: Estimate): string[] => [
  odds,
  quoted(scenario),
  String(years),
  ...PARTS.map((part) => String(estimate[part])),
];

/** Quotes doubled; what a spreadsheet would take for a formula begins with an apostrophe. */
function quoted(text: string): string {
  const plain = text.replace(/[\u0000-\u001f\u007f]/g, ' ');
  return `"${(/^[=+\-@]/.test(plain) ? `'${plain}` : plain).replaceAll('"', '""')}"`;
}
