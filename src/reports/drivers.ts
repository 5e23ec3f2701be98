/** `bulkhead drivers` in a terminal: what moved the odds, part by part. */
import type { Driven, Driver, DriversAnswer } from '../model/drivers.ts';
import { percent, plural, span } from './figures.ts';
import type { Style } from './report.ts';
import { bar, cell, cellRight, clip, escapeTerminal, paints } from './terminal-text.ts';

const WORDS: Readonly<Record<Driver, string>> = {
  'surfaces-added': 'surfaces added',
  'surfaces-removed': 'surfaces removed',
  evidence: 'evidence: news of what was there',
  'cost-trend': 'costs of attack and defence',
  'walls-built': 'walls built',
  'walls-lost': 'walls lost',
  exposure: 'exposure: how often versions are taken',
  'tool-and-data': 'tool and data',
};

export function driversText(answer: DriversAnswer, { color, width }: Style): string {
  const paint = paints(color);
  const { from, to, surfaces, horizonYears } = answer;
  const when = (one: DriversAnswer['from']): string =>
    `${one.asOf}${one.commit === null ? '' : ` (${one.commit.slice(0, 8)})`}, costs ${one.scenario}`;
  const lines = [
    `${paint.bold('what moved the odds')}  ${span(horizonYears)} ahead`,
    `  from ${escapeTerminal(when(from))} to ${escapeTerminal(when(to))}`,
    `  ${plural(surfaces.added, 'surface')} came, ${surfaces.removed} went`,
    '',
    ...oneOf('something is lost', answer.anyAsset),
    '',
    ...oneOf('something gets in', answer.anySurface),
  ];
  return `${lines.map((line) => (line.includes('\u001b') ? line : clip(line, width))).join('\n')}\n`;
}

/** Points of percent with two decimals; what rounding leaves is a part of its own. */
function oneOf(title: string, { from, to, parts }: Driven): string[] {
  const rounded = (share: number): number => Math.round(share * 10_000) / 100;
  const shown = parts
    .map(({ driver, change }) => ({ text: WORDS[driver], points: rounded(change) }))
    .filter(({ points }) => points !== 0);
  const whole = Math.round((rounded(to) - rounded(from)) * 100) / 100;
  const rest = Math.round((whole - shown.reduce((sum, { points }) => sum + points, 0)) * 100) / 100;
  const all = rest === 0 ? shown : [...shown, { text: 'rounding', points: rest }];
  const most = Math.max(0, ...all.map(({ points }) => Math.abs(points)));
  return [
    `  ${cell(title, 20)} ${percent(from)} → ${percent(to)}  (${signed(whole)} points)`,
    ...all
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
      .map(
        ({ text, points }) =>
          `  ${cellRight(signed(points), 8)}  ${cell(text, 40)} ${bar(Math.abs(points) / most, 16)}`,
      ),
    ...(all.length === 0 ? ['     0.00  nothing moved'] : []),
  ];
}

const signed = (points: number): string => `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(2)}`;
