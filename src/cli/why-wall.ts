/** `bulkhead why` for a wall that could be built: where, against what, what it is worth and on which numbers. */
import type { UsedParameter } from '../model/assessment.ts';
import { placeOf } from '../model/diagnostic.ts';
import type { WallSite } from '../model/wall.ts';
import type { ExplainedAct, ExplainedChoice, WallWhy } from '../model/why-wall.ts';
import { dollars, percent, plural, significant } from '../reports/figures.ts';
import { escapeTerminal, type Paints, wrap } from '../reports/terminal-text.ts';
import { hours, points } from '../reports/terminal-walls.ts';
import { parameterLines } from './why-numbers.ts';

/** How many sites, choices, and things that an act bears on are listed in the terminal. */
const MOST_SITES = 12;
const MOST_CHOICES = 5;
const MOST_TEXTS = 5;

export function wallLines(why: WallWhy, width: number, paint: Paints): string[] {
  const { wall, against, limits, choices } = why;
  const effect =
    wall.effect === null
      ? ['nothing of it can be built here, or nothing would change']
      : [
          `all of it: lost ${points(wall.effect.anyAsset)}, expected loss ${signed(wall.effect.expectedLossUsd)}, for ${hours(wall.effortHours)} of work`,
        ];
  const places = siteTexts(wall.sites);
  return [
    paint.bold(escapeTerminal(wall.title)),
    ...wrap(`wall ${wall.id}, ${wall.state}; ${wall.standard}`, width, '  ', '    '),
    ...wrap(`against: ${against}`, width, '  ', '    '),
    ...wrap(`limits: ${limits}`, width, '  ', '    '),
    ...wall.conflicts.flatMap(({ wall: other, because }) =>
      wrap(`conflicts with ${other}: ${because}`, width, '  ', '    '),
    ),
    ...effect.flatMap((line) => wrap(line, width, '  ', '    ')),
    ...(wall.patch === null ? [] : [`  its patch: ${wall.patch}`]),
    '',
    paint.bold(`Where it may stand: ${plural(wall.sites.length, 'place')}`),
    ...places
      .slice(0, MOST_SITES)
      .flatMap(({ text, count }) =>
        wrap(count === 1 ? text : `${text} (${count} times)`, width, '  ', '    '),
      ),
    ...more(places.slice(MOST_SITES).reduce((total, one) => total + one.count, 0)),
    ...choices.slice(0, MOST_CHOICES).flatMap((choice) => ['', ...choiceLines(choice, width, paint)]),
    ...(choices.length > MOST_CHOICES
      ? [
          '',
          `  and ${choices.length - MOST_CHOICES} more to build: bulkhead why ${quoted(choices[MOST_CHOICES]?.id ?? '')}, or --format json`,
        ]
      : []),
    ...numbers(choices.slice(0, MOST_CHOICES), width, paint),
  ];
}

const more = (count: number): string[] => (count > 0 ? [`    and ${count} more`] : []);

/** An id as one word of a command line. */
const quoted = (id: string): string => `'${escapeTerminal(id).replaceAll("'", "'\\''")}'`;

function signed(usd: number): string {
  if (Math.abs(usd) < 1) return 'unchanged';
  return usd < 0 ? `−${dollars(-usd)}` : `+${dollars(usd)}`;
}

/** What a command of a shared action says in each of its jobs is said once. */
function siteTexts(sites: readonly WallSite[]): { readonly text: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const site of sites) counts.set(siteText(site), (counts.get(siteText(site)) ?? 0) + 1);
  return [...counts].map(([text, count]) => ({ text, count }));
}

function siteText({ what, state, mode, because, at }: WallSite): string {
  const place = at === null ? '' : ` [${escapeTerminal(placeOf(at))}]`;
  const how = mode === null ? '' : ` (${escapeTerminal(mode)})`;
  return `${state}${how}: ${what.kind} ${escapeTerminal(what.text)}: ${escapeTerminal(because)}${place}`;
}

function choiceLines(choice: ExplainedChoice, width: number, paint: Paints): string[] {
  const { without, with: then } = choice;
  const line = (text: string): string[] => wrap(text, width, '  ', '    ');
  const place = choice.at === null ? '' : ` [${escapeTerminal(placeOf(choice.at))}]`;
  return [
    ...wrap(paint.bold(`${escapeTerminal(choice.title)}${place}`), width),
    ...line(
      `lost ${points(then.anyAsset - without.anyAsset)} (${percent(without.anyAsset)} → ${percent(then.anyAsset)}), expected loss ${signed(then.expectedLossUsd - without.expectedLossUsd)}: all else as it is, on the same worlds`,
    ),
    ...choice.assets
      .slice(0, MOST_TEXTS)
      .flatMap((asset) => line(`  ${points(asset.with - asset.without)}: ${escapeTerminal(asset.title)}`)),
    ...choice.acts.flatMap((act) => actLines(act, width)),
    ...(choice.fails === null
      ? []
      : [
          ...line(`it fails on demand: ${percent(choice.fails.mean)}, one event for all of these`),
          ...choice.fails.factors.flatMap(({ text }) => line(`  × ${escapeTerminal(text)}`)),
        ]),
    ...line(
      `work ${hours(choice.hours.mean)} (${significant(choice.hours.low)}–${significant(choice.hours.high)} h)`,
    ),
    ...choice.work.terms.flatMap((term) =>
      line(
        `  ${hours(term.hours)}: ${escapeTerminal(term.because)}${term.count === 1 ? '' : ` × ${significant(term.count)}`}`,
      ),
    ),
    ...(choice.attest === null
      ? []
      : line(`no file shows it: attest ${escapeTerminal(choice.attest)} once it stands`)),
  ];
}

const ACTS = {
  steps: 'must be passed on',
  apart: 'keeps apart from the rest of where it runs what comes by',
  gate: 'releases wait on',
  rate: 'changes the rate of',
} as const;

const THINGS = { steps: 'step', apart: 'step', gate: 'route', rate: 'shock' } as const;

function actLines({ kind, on, texts, hours: age, factor }: ExplainedAct, width: number): string[] {
  const by =
    factor === null
      ? age === null
        ? ''
        : `, ${significant(age / 24)} d`
      : `, × ${significant(factor.mean)}${factor.mean > 1 ? ': a side effect' : ''}`;
  return [
    ...wrap(`${ACTS[kind]} ${plural(on.length, THINGS[kind])}${by}`, width, '  ', '    '),
    ...texts.slice(0, MOST_TEXTS).flatMap((text) => wrap(escapeTerminal(text), width, '    ', '      ')),
    ...more(texts.length - MOST_TEXTS),
    ...(factor === null
      ? []
      : factor.factors.flatMap(({ text }) => wrap(`× ${escapeTerminal(text)}`, width, '    ', '      '))),
  ];
}

function numbers(choices: readonly ExplainedChoice[], width: number, paint: Paints): string[] {
  const used = choices.flatMap((choice): readonly UsedParameter[] => [
    ...(choice.fails?.parameters ?? []),
    ...choice.acts.flatMap((act) => act.factor?.parameters ?? []),
    ...choice.work.parameters,
  ]);
  const each = [...new Map(used.map((one) => [one.id, one])).values()];
  if (each.length === 0) return [];
  return [
    '',
    paint.bold('Numbers: value (5 %–95 %), class and grade, mean over the draws, source'),
    ...each.flatMap((one) => parameterLines(one, width)),
  ];
}
