import type { AssessedShock, Assessment, Drift } from '../../model/assessment.ts';
import { type Location, placeOf } from '../../model/diagnostic.ts';
import type { Channel } from '../../model/shock.ts';
import { dollars, grouped, percent, percentRange, plural, significant, span } from '../figures.ts';
import type { Report, Style } from '../report.ts';
import { flawLines } from '../terminal-flaws.ts';
import { lossLines, segmentWords } from '../terminal-losses.ts';
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
} from '../terminal-text.ts';
import { wallSection } from '../terminal-walls.ts';

/** The answer for a person: the first 24 lines say what is most likely, where, and what explains it. */
const terminal: Report = {
  id: 'terminal',
  title: 'text for a terminal',
  mediaType: 'text/plain',
  render(assessment, style) {
    const paint = paints(style.color);
    const sections = [
      compromised,
      headline,
      channels,
      ways,
      flawLines,
      lossLines,
      wallSection,
      course,
      incomplete,
      remarks,
      notCovered,
    ].map((section) => section(assessment, style, paint));
    const lines = sections
      .filter((section) => section.length > 0)
      .flatMap((section, index) => (index === 0 ? section : ['', ...section]));
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

const MOST_COMPROMISED = 5;

/** No odds but a fact, and so it leads. */
function compromised({ assumedCompromised, odds }: Assessment, { width }: Style, paint: Paints): string[] {
  const [first] = assumedCompromised;
  if (first === undefined) return [];
  const { anyAssetGivenCompromised: given } = odds;
  const name = first.component.replace(/^pkg:npm\//, 'npm:').replaceAll('%40', '@');
  return [
    paint.red(
      paint.bold(
        `ASSUME COMPROMISED: ${plural(assumedCompromised.length, 'recorded malicious version')} in this tree`,
      ),
    ),
    ...assumedCompromised.slice(0, MOST_COMPROMISED).map((one) => {
      const where = one.at === null ? '' : ` at ${placeOf(one.at)}`;
      return clip(`  ${escapeTerminal(`${one.component}${where}: ${one.record}, ${one.published}`)}`, width);
    }),
    ...(assumedCompromised.length > MOST_COMPROMISED
      ? [`  and ${assumedCompromised.length - MOST_COMPROMISED} more: --format json lists all`]
      : []),
    ...(given === null ? [] : [`  given that it has run, something is lost with ${percentRange(given)}`]),
    paint.cyan(`  what to do now: bulkhead blast ${quoted(escapeTerminal(name))}`),
  ];
}

function headline(assessment: Assessment, { width }: Style, paint: Paints): string[] {
  const { odds, subject, horizonYears, completeness, scenario } = assessment;
  const when = `${subject.asOf}, ${span(horizonYears)} ahead, costs ${scenario}`;
  const least = completeness.status === 'partial' ? 'at least ' : '';
  const outside = odds.outside.perYear.mean;
  return [
    `${paint.bold('bulkhead')} ${cell(clipPath(escapeTerminal(subject.root), Math.max(8, width - when.length - 11)), Math.max(8, width - when.length - 11))} ${paint.dim(when)}`,
    `  something is lost  ${paint.bold(least + percentRange(odds.anyAsset))}  ${bar(odds.anyAsset.mean, 20)}`,
    `  something gets in  ${paint.bold(least + percentRange(odds.anySurface))}  ${bar(odds.anySurface.mean, 20)}`,
    ...contained(assessment, width),
    ...attested(assessment),
    `  ${clip(`outside rate       ${percent(outside)} a year (${segmentWords(odds.outside.segment)})${farApart(odds.anySurface.mean, horizonYears, outside)}`, width - 2)}`,
    `  ${clip(counts(assessment), width - 2)}`,
    ...touches(assessment, width),
    ...afresh(assessment, width),
    ...silent(assessment, width),
  ];
}

/** The share of break-ins that stop before any asset, and what the cheapest way costs. */
function contained({ odds, losses }: Assessment, width: number): string[] {
  const price = losses.priceUsd === null ? '' : `; cheapest of any loss ${dollars(losses.priceUsd.median)}`;
  return odds.containment === null
    ? []
    : [`  ${clip(`contained          ${percentRange(odds.containment)} of break-ins${price}`, width - 2)}`];
}

/** What people state moves the odds: by how much is told, so that it can be doubted. */
function attested({ odds, completeness, waivers }: Assessment): string[] {
  if (odds.anySurfaceUnattested === null) return [];
  const mitigated = waivers.filter((one) => one.state === 'in-force' && one.effect === 'mitigated').length;
  const stated = [
    ...(completeness.attested.length > 0
      ? [`attested: ${plural(completeness.attested.length, 'fact')}`]
      : []),
    ...(mitigated > 0 ? [`mitigated: ${mitigated}`] : []),
  ];
  return [`  without attested   ${percentRange(odds.anySurfaceUnattested)}; ${stated.join('; ')}`];
}

/** More than three times apart is said: the two numbers count different things, and the reader should know. */
function farApart(p: number, years: number, outside: number): string {
  const perYear = -Math.log1p(-Math.min(p, 1 - 1e-12)) / years;
  if (perYear > 3 * outside) return '; here over 3× that';
  return perYear * 3 < outside ? '; here under a third' : '';
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
  return [`  ${clip(text, width - 2)}`];
}

/** Installs that choose versions anew at every run: where they are, they are most of the odds of a takeover. */
function afresh({ inventory }: Assessment, width: number): string[] {
  const unlocked = inventory.sources.filter((source) => source.format === UNLOCKED);
  const jobs = inventory.workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => job.installs));
  const commands = [
    ...jobs,
    ...inventory.actions.flatMap((action) => action.installs),
    ...inventory.installs,
  ];
  const places = new Set(commands.filter((one) => one.locked === false).map((one) => placeOf(one.at)));
  const parts = [
    ...(places.size > 0
      ? [
          `${plural(places.size, 'command')} ${places.size === 1 ? 'chooses' : 'choose'} versions afresh at every run`,
        ]
      : []),
    ...(unlocked.length > 0
      ? [
          `no lockfile for ${escapeTerminal(unlocked[0]?.path ?? '')}${unlocked.length > 1 ? ` and ${unlocked.length - 1} more` : ''}`,
        ]
      : []),
  ];
  return parts.length === 0 ? [] : [`  ${clip(parts.join('; '), width - 2)}`];
}

/** Records that would have spoken of this tree. */
const silent = ({ evidence }: Assessment, width: number): string[] =>
  evidence.silent.length === 0
    ? []
    : [`  ${clip(`bulkhead data update would ask: ${evidence.silent.join(', ')}`, width - 2)}`];

const UNLOCKED = 'package.json without lockfile';

function channels({ shocks }: Assessment, _style: Style, paint: Paints): string[] {
  const shares = new Map<Channel, number>();
  for (const shock of shocks) shares.set(shock.channel, (shares.get(shock.channel) ?? 0) + shock.share);
  const sorted = [...shares].sort((a, b) => b[1] - a[1]);
  const most = sorted[0]?.[1] ?? 0;
  if (most === 0) return [];
  return [
    paint.bold('Ways in, by share of the odds'),
    ...sorted.map(
      ([channel, share]) =>
        `  ${cellRight(percent(share), 7)} ${bar(share / most, 12)} ${CHANNEL_WORDS[channel]}`,
    ),
  ];
}

const TOP = 3;
/** The same with -v. */
const MOST = 40;

/** One line of the list of ways in: a shock, or all publishers of packages together. */
interface Way {
  readonly title: string;
  readonly share: number;
  readonly place: Location | undefined;
  /** What `bulkhead why` takes. */
  readonly explain: string;
}

function ways(assessment: Assessment, { width, verbose }: Style, paint: Paints): string[] {
  const sorted = waysOf(assessment).slice(0, verbose ? MOST : TOP);
  const first = sorted[0];
  if (first === undefined) return [];
  const explains = [...new Set(sorted.slice(0, 3).map((way) => way.explain))];
  return [
    paint.bold('Largest single ways in'),
    ...sorted.map((way) => wayRow(way, width)),
    ...accepted(assessment, width),
    // A command is to be copied: it is never cut.
    ...explains.map((id, index) =>
      paint.cyan(
        `  ${index === 0 ? 'explain them:' : '             '} bulkhead why ${quoted(escapeTerminal(id))}`,
      ),
    ),
  ];
}

/** A thousand publishers of packages are one way in: a malicious release by any of them. */
function waysOf({ shocks, surfaces, waivers }: Assessment): Way[] {
  const hidden = new Set(waivers.filter(isAccepted).map((one) => one.id));
  const places = new Map<string, Location | undefined>(
    surfaces.map((surface) => [surface.id, surface.at[0]]),
  );
  const single: Way[] = [];
  const publishers: AssessedShock[] = [];
  for (const shock of shocks) {
    if (shock.share === 0 || isHidden(shock, hidden)) continue;
    if (shock.id.startsWith('takeover/npm:')) publishers.push(shock);
    else
      single.push({
        title: shock.title,
        share: shock.share,
        place: places.get(shock.hits[0] ?? ''),
        explain: shock.id,
      });
  }
  const [largest] = publishers;
  if (largest !== undefined) {
    const share = publishers.reduce((sum, shock) => sum + shock.share, 0);
    const title = `a malicious release by one of ${plural(publishers.length, 'package publisher')}`;
    single.push({ title, share, place: places.get(largest.hits[0] ?? ''), explain: 'takeover' });
  }
  return single.sort((a, b) => b.share - a.share);
}

const isHidden = ({ id, hits }: AssessedShock, hidden: ReadonlySet<string>): boolean =>
  hidden.has(id) || (hits.length > 0 && hits.every((surface) => hidden.has(surface)));

const isAccepted = ({ state, effect }: Assessment['waivers'][number]): boolean =>
  state === 'in-force' && effect === 'accept';

/** What is accepted is not listed; it stays in the odds, and that is told. */
const accepted = ({ waivers }: Assessment, width: number): string[] =>
  waivers
    .filter(isAccepted)
    .map(({ id, owner, expires, share }) =>
      clip(
        `  ${cellRight(percent(share), 7)} accepted, and in the odds: ${escapeTerminal(id)} (${escapeTerminal(owner)}, until ${expires})`,
        width,
      ),
    );

function wayRow(way: Way, width: number): string {
  const where = way.place === undefined ? 'no file shows it' : escapeTerminal(placeOf(way.place));
  const whereWidth = Math.min(34, Math.floor(width * 0.42));
  const titleWidth = width - whereWidth - 11;
  return `  ${cellRight(percent(way.share), 7)} ${cell(escapeTerminal(way.title), titleWidth)} ${clipPath(where, whereWidth)}`;
}

/** A word that a shell takes as it is. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-][\w@%+=:,./#-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

function course({ odds }: Assessment, { width }: Style, paint: Paints): string[] {
  const curve = (which: 'anyAsset' | 'anySurface'): string =>
    odds.curve.map((point) => `${span(point.years)} ${percent(point[which].mean)}`).join(' · ');
  return [
    `${paint.bold('Over time')}  ${sparkline(odds.curve.map(({ anyAsset }) => anyAsset.mean))}`,
    ...wrap(`lost     ${curve('anyAsset')}`, width, '  '),
    ...wrap(`gets in  ${curve('anySurface')}`, width, '  '),
    ...wrap(`now      ${driftText(odds.drift.anyAsset)}`, width, '  ', '           '),
    ...wrap(
      `at pace  ${paces(odds)}; the share φ of a fall of costs that reaches the field is the least known number`,
      width,
      '  ',
      '           ',
    ),
  ];
}

/** ▁▂▃▄▅▆▇█ from 0 to 100 %, a character a point. */
const sparkline = (shares: readonly number[]): string =>
  shares.map((share) => '▁▂▃▄▅▆▇█'[Math.min(7, Math.floor(share * 8))]).join('');

/** `lost +2.4 points a year: attacks get cheaper +3.9, defence gets cheaper −1.5`. */
function driftText({ perYear, attackCost, defenceCost, growth }: Drift): string {
  const more =
    growth === null ? 'more surfaces: ask with --enrich history' : `more surfaces ${points(growth.mean)}`;
  return `lost ${points(perYear.mean)} points a year (${points(perYear.low)} to ${points(perYear.high)}): attacks get cheaper ${points(attackCost.mean)}, defence gets cheaper ${points(defenceCost.mean)}; ${more}`;
}

const points = (share: number): string => {
  const text = significant(Math.abs(100 * share));
  return text === '0' ? '0' : `${share < 0 ? '−' : '+'}${text}`;
};

/** What is lost over the horizon as costs move in each scenario. */
const paces = ({ scenarios }: Assessment['odds']): string =>
  scenarios.map(({ scenario, anyAsset }) => `${scenario} ${percent(anyAsset.mean)}`).join(' · ');

function incomplete({ completeness }: Assessment, { width }: Style, paint: Paints): string[] {
  const { unread, skipped, unknown } = completeness;
  const lines: string[] = [];
  if (unread.length > 0) {
    lines.push(paint.yellow(`Not read: ${plural(unread.length, 'file')}; what they hold is not in the odds`));
    const byReason = new Map<string, string[]>();
    for (const one of unread) byReason.set(one.reason, [...(byReason.get(one.reason) ?? []), one.path]);
    for (const [reason, paths] of [...byReason].slice(0, 6)) {
      lines.push(
        clip(
          `  ${escapeTerminal(reason)}: ${escapeTerminal(paths.slice(0, 3).join(', '))}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`,
          width,
        ),
      );
    }
    if (byReason.size > 6) lines.push(`  and ${byReason.size - 6} more reasons; --format json lists all`);
  }
  if (skipped.length > 0)
    lines.push(
      clip(
        `Skipped by rule: ${escapeTerminal(
          skipped
            .slice(0, 4)
            .map((one) => one.path)
            .join(', '),
        )}${skipped.length > 4 ? ` and ${skipped.length - 4} more` : ''}`,
        width,
      ),
    );
  if (unknown.length > 0)
    lines.push(
      ...wrap(
        `Unknown, counted at the population's value: ${escapeTerminal(
          unknown
            .slice(0, 4)
            .map((one) => one.fact)
            .join('; '),
        )}${unknown.length > 4 ? `; and ${unknown.length - 4} more` : ''}`,
        width,
        '',
        '  ',
      ),
    );
  return lines;
}

function remarks({ diagnostics }: Assessment, { width, verbose }: Style, paint: Paints): string[] {
  const shown = verbose ? diagnostics : diagnostics.filter((one) => one.severity !== 'info').slice(0, 8);
  if (shown.length === 0) return [];
  const lines = shown.flatMap((one) => [
    clip(
      `  ${one.severity === 'error' ? 'error' : 'note '} ${escapeTerminal(placeOf(one.at))} ${escapeTerminal(one.message)} (${one.code})`,
      width,
    ),
    paint.dim(clip(`        ${escapeTerminal(one.hint)}`, width)),
  ]);
  const more = diagnostics.length - shown.length;
  return [
    paint.bold('Remarks on the input'),
    ...lines,
    ...(more > 0 ? [`  and ${more} more: -v lists all`] : []),
  ];
}

function notCovered({ notCovered: items }: Assessment, { width }: Style, paint: Paints): string[] {
  return [paint.bold('Not covered'), ...wrap(items.join('; '), width, '  ')];
}
