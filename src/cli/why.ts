/** `bulkhead why ID [PATH]`: how a number came about. */
import type { AssessedShock, AssessedSurface, Derivation } from '../model/assessment.ts';
import { placeOf } from '../model/diagnostic.ts';
import type { Evidence } from '../model/evidence.ts';
import type { WallWhy } from '../model/why-wall.ts';
import { grouped, percent, percentRange, significant } from '../reports/figures.ts';
import { escapeTerminal, type Paints, paints, wrap } from '../reports/terminal-text.ts';
import { wallIds, whyWall } from '../why-wall.ts';
import { oneOf, quote } from './options.ts';
import { type CommonFlags, type Run, runOn } from './run.ts';
import { type ColorFlag, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { nearest, UsageError } from './usage-error.ts';
import { explainGraph, type GraphWhy, graphIds, graphLines } from './why-graph.ts';
import { parameterLines } from './why-numbers.ts';
import { wallLines } from './why-wall.ts';

export interface WhyFlags extends CommonFlags, ColorFlag {
  readonly format: string;
}

interface Why {
  readonly schema: 'bulkhead/why/1';
  readonly id: string;
  readonly surface: AssessedSurface | null;
  /** Set when the id is a channel. */
  readonly channel: ChannelSummary | null;
  readonly shocks: readonly (AssessedShock & { readonly derivation: Derivation })[];
  /** Set when the id names an asset, a state, a step, a technique or a wall that stands. */
  readonly graph: GraphWhy | null;
  /** Set when the id names a wall of the catalogue, one of its sites or one that could be built. */
  readonly wall: WallWhy | null;
}

interface ChannelSummary {
  readonly id: string;
  readonly shocks: number;
  readonly share: number;
  readonly largest: readonly { readonly id: string; readonly title: string; readonly share: number }[];
}

/** How many shocks of a channel are listed. */
const MOST_LISTED = 10;

/** How many shocks of one surface are derived in full. */
const MOST_SHOCKS = 5;

export async function whyCommand(
  id: string,
  path: string,
  flags: WhyFlags,
  terminal: Terminal,
): Promise<number> {
  const format = oneOf('--format', flags.format, ['terminal', 'json']);
  const run = await runOn(path, flags, terminal);
  const why = explain(id, run);
  if (format === 'json') terminal.out(`${JSON.stringify(why, null, 2)}\n`);
  else terminal.out(`${render(why, run, flags, terminal).join('\n')}\n`);
  return 0;
}

function explain(id: string, run: Run): Why {
  const { assessment, derive } = run;
  const surface = assessment.surfaces.find((one) => one.id === id) ?? null;
  const ids = new Set<string>(surface?.shocks ?? [id]);
  const matching = assessment.shocks.filter((one) => ids.has(one.id) || one.channel === id);
  const elsewhere = matching.length === 0 && surface === null;
  const graph = elsewhere ? explainGraph(id, run) : null;
  const wall = elsewhere ? whyWall(run.basis, id) : null;
  if (elsewhere && graph === null && wall === null) throw unknownId(id, run);
  const derived = matching
    .slice(0, surface === null && matching.length > 1 ? 1 : MOST_SHOCKS)
    .map((shock) => {
      const derivation = derive(shock.id);
      if (derivation === null) throw new Error(`no derivation for ${shock.id}`);
      return { ...shock, derivation };
    });
  const channel = surface === null && matching[0]?.id !== id ? channelOf(id, matching) : null;
  return { schema: 'bulkhead/why/1', id, surface, channel, shocks: derived, graph, wall };
}

const channelOf = (id: string, shocks: readonly AssessedShock[]): ChannelSummary => ({
  id,
  shocks: shocks.length,
  share: shocks.reduce((sum, shock) => sum + shock.share, 0),
  largest: shocks
    .slice(0, MOST_LISTED)
    .map((shock) => ({ id: shock.id, title: shock.title, share: shock.share })),
});

function unknownId(id: string, run: Run): UsageError {
  const { shocks, surfaces } = run.assessment;
  const known = [
    ...[...shocks, ...surfaces].map((one): string => one.id),
    ...graphIds(run),
    ...wallIds(run.basis),
  ];
  const inside = known.filter((one) => one.includes(id)).slice(0, 3);
  const near = inside.length > 0 ? inside.join(', ') : nearest(id, known);
  const hint = near === null ? 'take an id from the report, or from --format json' : `did you mean ${near}?`;
  return new UsageError(`nothing of this tree is named ${quote(id)}`, hint);
}

function render(why: Why, run: Run, flags: WhyFlags, terminal: Terminal): string[] {
  const { assessment } = run;
  const { color, width } = styleFor(flags, terminal);
  const paint = paints(color);
  if (why.graph !== null || why.wall !== null)
    return [
      ...(why.wall === null ? [] : wallLines(why.wall, width, paint)),
      ...(why.wall === null || why.graph === null ? [] : ['', paint.bold('Where it stands in the graph')]),
      ...(why.graph === null ? [] : graphLines(why.graph, run, width, paint)),
    ];
  const lines: string[] = [];
  if (why.surface !== null) {
    const { surface } = why;
    lines.push(
      paint.bold(escapeTerminal(surface.title)),
      `  surface ${escapeTerminal(surface.id)}, ${percent(surface.share)} of the odds that something gets in`,
    );
    for (const place of surface.at.slice(0, 5)) lines.push(`  ${escapeTerminal(placeOf(place))}`);
    if (surface.shocks.length > why.shocks.length)
      lines.push(`  the largest ${why.shocks.length} of ${surface.shocks.length} shocks`);
    lines.push('');
  }
  if (why.channel !== null) lines.push(...channelLines(why.channel, assessment, paint), '');
  const places = new Map(assessment.surfaces.map((surface) => [surface.id, surface]));
  for (const shock of why.shocks) {
    const hits = shock.hits.flatMap((id) => places.get(id) ?? []);
    lines.push(paint.bold(escapeTerminal(shock.title)), ...shockLines(shock, hits, width), '');
  }
  return lines.slice(0, -1);
}

function channelLines(channel: ChannelSummary, { odds }: Run['assessment'], paint: Paints): string[] {
  const { touchesPerYear: touch, entriesPerYear: entry } = odds;
  const campaigns = [
    `  campaigns that touch a package named here: ${significant(touch.mean)} a year (${significant(touch.low)}–${significant(touch.high)})`,
    `  campaigns whose release arrives: ${significant(entry.mean)} a year (${significant(entry.low)}–${significant(entry.high)})`,
  ];
  return [
    paint.bold(
      `channel ${channel.id}: ${percent(channel.share)} of the odds, ${grouped(channel.shocks)} shocks`,
    ),
    ...(channel.id === 'takeover' ? campaigns : []),
    ...channel.largest.map((one) => `  ${percent(one.share).padStart(7)}  ${escapeTerminal(one.id)}`),
    ...(channel.shocks > channel.largest.length
      ? [`  and ${grouped(channel.shocks - channel.largest.length)} more`]
      : []),
    '  The first of them in full:',
  ];
}

function shockLines(shock: Why['shocks'][number], hits: readonly AssessedSurface[], width: number): string[] {
  const rate = shock.ratePerYear;
  const overYear = {
    mean: failure(rate.mean),
    median: failure(rate.median),
    low: failure(rate.low),
    high: failure(rate.high),
  };
  const shared =
    shock.commonCause === null
      ? ''
      : `; shares its cause (${shock.commonCause}) with others, so rates overlap`;
  return [
    `  shock ${escapeTerminal(shock.id)}, channel ${shock.channel}`,
    ...wrap(
      `${percent(shock.share)} of the odds; ${percentRange(overYear)} a year by itself${shared}`,
      width,
      '  ',
    ),
    ...hits
      .slice(0, 5)
      .flatMap((surface) =>
        surface.at
          .slice(0, 3)
          .map((place) => `  hits ${escapeTerminal(surface.id)} at ${escapeTerminal(placeOf(place))}`),
      ),
    ...(hits.length > 5 ? [`  and ${hits.length - 5} more surfaces`] : []),
    '',
    '  How the rate is made',
    ...shock.derivation.formula.flatMap((line) => wrap(line, width, '    ', '      ')),
    ...shock.derivation.terms.flatMap(termLines),
    ...shock.derivation.notes.flatMap((note) => wrap(escapeTerminal(note), width, '    ', '      ')),
    '',
    '  Evidence',
    ...(shock.evidence.length === 0
      ? ['    none of this project: the population’s rate']
      : shock.evidence.flatMap((one) => wrap(escapeTerminal(evidenceText(one)), width, '    ', '      '))),
    '',
    '  Numbers: value (5 %–95 %), class and grade, mean over the draws, source',
    ...shock.derivation.parameters.flatMap((one) => parameterLines(one, width)),
  ];
}

const failure = (rate: number): number => -Math.expm1(-rate);

const termLines = (term: Derivation['terms'][number]): string[] => [
  `    ${significant(term.perYear)} a year: ${escapeTerminal(term.because)}${term.count === 1 ? '' : ` × ${significant(term.count)}`}`,
  ...term.factors.map((factor) => `      × ${factor.text}`),
];

const evidenceText = (one: Evidence): string =>
  one.outcome === 'observed'
    ? `observed (${one.source}, ${one.asOf}): ${one.statement}${one.at === null ? '' : ` [${placeOf(one.at)}]`}`
    : `unknown (${one.source}): ${one.reason}`;
