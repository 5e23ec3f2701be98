import type { AssessedShock, Assessment } from '../../model/assessment.ts';
import { placeOf } from '../../model/diagnostic.ts';
import type { Channel } from '../../model/shock.ts';
import { grouped, percent, percentRange, plural, significant, span } from '../figures.ts';
import type { Report, Style } from '../report.ts';
import { bar, cell, cellRight, escapeTerminal, fit, fitPath, type Paints, paints, wrap } from '../terminal-text.ts';

/** The answer for a person: the first 24 lines say what is most likely, where, and what explains it. */
const terminal: Report = {
  id: 'terminal',
  title: 'text for a terminal',
  mediaType: 'text/plain',
  render(assessment, style) {
    const paint = paints(style.color);
    const sections = [headline, channels, ways, course, incomplete, remarks, notCovered].map((section) => section(assessment, style, paint));
    const lines = sections.filter((section) => section.length > 0).flatMap((section, index) => (index === 0 ? section : ['', ...section]));
    return `${lines.join('\n')}\n`;
  },
};
export default terminal;

const CHANNEL_WORDS: Readonly<Record<Channel, string>> = {
  takeover: 'malicious releases',
  account: 'people and bots who may push',
  credential: 'stored secrets stolen elsewhere',
  workflow: 'outsiders entering CI',
  'known-vulnerability': 'known flaws',
  'new-vulnerability': 'flaws to come',
  service: 'exposed services',
  provider: 'CI host and vendors breached',
};

function headline(assessment: Assessment, { width }: Style, paint: Paints): string[] {
  const { odds, subject, horizonYears, completeness, scenario } = assessment;
  const when = `${subject.asOf}, ${span(horizonYears)} ahead, costs ${scenario}`;
  const least = completeness.status === 'partial' ? 'at least ' : '';
  const outside = odds.outside.perYear.mean;
  return [
    `${paint.bold('bulkhead')} ${cell(escapeTerminal(subject.root), Math.max(8, width - when.length - 11))} ${paint.dim(when)}`,
    '',
    `  something is lost  ${paint.dim('not computed yet: it needs the attack graph')}`,
    `  something gets in  ${paint.bold(least + percentRange(odds.anySurface))}  ${bar(odds.anySurface.mean, 20)}`,
    `  outside rate       ${percent(outside)} a year have an event (${segmentWords(odds.outside.segment)})${farApart(odds.anySurface.mean, horizonYears, outside)}`,
    `  ${fit(counts(assessment), width - 2)}`,
    ...touches(assessment, width),
  ];
}

const SEGMENTS: Readonly<Record<string, string>> = {
  'any-size': 'significant, public, any size',
  'under-25m': 'revenue under $25M, insured',
  '25m-2b': 'revenue $25M to 2B',
  'over-2b': 'revenue over $2B',
};
const segmentWords = (segment: string): string => SEGMENTS[segment] ?? segment;

/** More than three times apart is said: the two numbers count different things, and the reader should know. */
function farApart(p: number, years: number, outside: number): string {
  const perYear = -Math.log1p(-Math.min(p, 1 - 1e-12)) / years;
  if (perYear > 3 * outside) return '; over 3× below';
  return perYear * 3 < outside ? '; over 3× above' : '';
}

function counts({ inventory }: Assessment): string {
  const entries = inventory.sources.reduce((sum, source) => sum + source.entries, 0);
  const parts = [
    `${grouped(entries)} packages in ${plural(inventory.sources.length, 'source')}`,
    plural(inventory.workflows.filter((one) => one.ref === null).length, 'workflow'),
    plural(inventory.images.length, 'image'),
    plural(inventory.credentials.length, 'secret'),
  ];
  return parts.join(', ');
}

function touches({ odds }: Assessment, width: number): string[] {
  if (odds.touchesPerYear.mean === 0) return [];
  const text = `about ${significant(odds.touchesPerYear.mean)} campaigns a year touch a package named here; ${significant(odds.entriesPerYear.mean)} a year arrive`;
  return [`  ${fit(text, width - 2)}`];
}

function channels({ shocks }: Assessment, _style: Style, paint: Paints): string[] {
  const shares = new Map<Channel, number>();
  for (const shock of shocks) shares.set(shock.channel, (shares.get(shock.channel) ?? 0) + shock.share);
  const sorted = [...shares].sort((a, b) => b[1] - a[1]);
  const most = sorted[0]?.[1] ?? 0;
  if (most === 0) return [];
  return [
    paint.bold('Ways in, by share of the odds'),
    ...sorted.map(([channel, share]) => `  ${cellRight(percent(share), 7)} ${bar(share / most, 12)} ${CHANNEL_WORDS[channel]}`),
  ];
}

const TOP = 5;

function ways({ shocks, surfaces }: Assessment, { width }: Style, paint: Paints): string[] {
  const places = new Map(surfaces.map((surface) => [surface.id, surface.at[0]]));
  const rows = shocks
    .filter((shock) => shock.share > 0)
    .slice(0, TOP)
    .map((shock) => wayRow(shock, places.get(shock.hits[0] as never), width));
  const first = shocks.find((shock) => shock.share > 0);
  if (first === undefined) return [];
  const explain = `explain the first: bulkhead why ${quoted(escapeTerminal(first.id))}`;
  return [paint.bold('Largest single ways in'), ...rows, `  ${paint.cyan(fit(explain, width - 2))}`];
}

function wayRow(shock: AssessedShock, place: Parameters<typeof placeOf>[0] | undefined, width: number): string {
  const where = place === undefined ? 'no file shows it' : escapeTerminal(placeOf(place));
  const whereWidth = Math.min(34, Math.floor(width * 0.42));
  const titleWidth = width - whereWidth - 11;
  return `  ${cellRight(percent(shock.share), 7)} ${cell(escapeTerminal(shock.title), titleWidth)} ${fitPath(where, whereWidth)}`;
}

/** A word that a shell takes as it is. */
const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

function course({ odds }: Assessment, { width }: Style, paint: Paints): string[] {
  const points = odds.curve.map((point) => `${span(point.years)} ${percent(point.anySurface.mean)}`);
  return [paint.bold('Over time'), ...wrap(points.join(' · '), width, '  ')];
}

function incomplete({ completeness }: Assessment, { width }: Style, paint: Paints): string[] {
  const { unread, skipped, unknown } = completeness;
  const lines: string[] = [];
  if (unread.length > 0) {
    lines.push(paint.yellow(`Not read: ${plural(unread.length, 'file')}; what they hold is not in the odds`));
    const byReason = new Map<string, string[]>();
    for (const one of unread) byReason.set(one.reason, [...(byReason.get(one.reason) ?? []), one.path]);
    for (const [reason, paths] of [...byReason].slice(0, 6)) {
      lines.push(fit(`  ${escapeTerminal(reason)}: ${escapeTerminal(paths.slice(0, 3).join(', '))}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`, width));
    }
    if (byReason.size > 6) lines.push(`  and ${byReason.size - 6} more reasons; --format json lists all`);
  }
  if (skipped.length > 0) lines.push(fit(`Skipped by rule: ${escapeTerminal(skipped.slice(0, 4).map((one) => one.path).join(', '))}${skipped.length > 4 ? ` and ${skipped.length - 4} more` : ''}`, width));
  if (unknown.length > 0) lines.push(...wrap(`Unknown, counted at the population's value: ${escapeTerminal(unknown.slice(0, 4).map((one) => one.fact).join('; '))}${unknown.length > 4 ? `; and ${unknown.length - 4} more` : ''}`, width, '', '  '));
  return lines;
}

function remarks({ diagnostics }: Assessment, { width }: Style, paint: Paints): string[] {
  const shown = diagnostics.filter((one) => one.severity !== 'info').slice(0, 8);
  if (shown.length === 0) return [];
  const lines = shown.flatMap((one) => [
    fit(`  ${one.severity === 'error' ? 'error' : 'note '} ${escapeTerminal(placeOf(one.at))} ${escapeTerminal(one.message)} (${one.code})`, width),
    paint.dim(fit(`        ${escapeTerminal(one.hint)}`, width)),
  ]);
  const more = diagnostics.length - shown.length;
  return [paint.bold('Remarks on the input'), ...lines, ...(more > 0 ? [`  and ${more} more; --format json lists all`] : [])];
}

function notCovered({ notCovered: items }: Assessment, { width }: Style, paint: Paints): string[] {
  return [paint.bold('Not covered'), ...wrap(items.join('; '), width, '  ')];
}
