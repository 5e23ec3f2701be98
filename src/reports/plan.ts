/** `bulkhead plan` in a terminal: what to build, what it brings, and how far more work would get. */
import type { Location } from '../model/diagnostic.ts';
import type { Planned, PlannedChoice, PlanPoint } from '../model/plan.ts';
import type { AssessedWall } from '../model/wall.ts';
import { dollars, percent, percentRange, span } from './figures.ts';
import type { Style } from './report.ts';
import { bar, cell, cellRight, clip, escapeTerminal, type Paints, paints, wrap } from './terminal-text.ts';
import { hours, points } from './terminal-walls.ts';

export function planText(plan: Planned, style: Style): string {
  const paint = paints(style.color);
  const lines = [
    ...headline(plan, style, paint),
    '',
    ...(plan.chosen.length === 0 ? nothing(plan) : todo(plan, style, paint)),
    '',
    ...curve(plan, paint),
    '',
    ...standing(plan, style, paint),
    ...unknowns(plan, style, paint),
  ];
  return `${lines.join('\n')}\n`;
}

function headline(plan: Planned, { width }: Style, paint: Paints): string[] {
  const { before, after, frontier, asked, horizonYears, subject } = plan;
  const question =
    asked.effortHours === null
      ? `the least work until lost is at most ${percent(asked.anyAssetBelow ?? 0)}`
      : `the best ${hours(asked.effortHours)} of work`;
  const when = asked.given === null ? span(horizonYears) : `given ${escapeTerminal(asked.given)}`;
  const title = `bulkhead plan · ${escapeTerminal(subject.root)} · ${when} · ${question}`;
  if (after === null)
    return [
      paint.bold(clip(title, width)),
      '',
      `Not to be reached: with every wall that can be built here it is lost with ${percent(lowest(frontier, before))}.`,
    ];
  return [
    paint.bold(clip(title, width)),
    '',
    `${paint.bold('something is lost')}  ${percentRange(before.anyAsset)} → ${paint.bold(percentRange(after.anyAsset))}`,
    `something gets in  ${percentRange(before.anySurface)} → ${percentRange(after.anySurface)}`,
    `expected loss      ${dollars(before.expectedLossUsd.mean)} → ${dollars(after.expectedLossUsd.mean)}`,
    `an attacker pays   ${price(before)} → ${price(after)} for the cheapest of any loss`,
    `work               ${hours(after.hours)}; ${howGood(plan, after)}`,
  ];
}

/** A bound that says next to nothing is not told as one. */
function howGood({ method, gap, asked, before }: Planned, after: PlanPoint): string {
  if (asked.effortHours === null) {
    if (method === 'exact') return 'no plan with less work gets there';
    return gap < after.hours / 2
      ? `no plan needs ${hours(gap)} less`
      : 'less may do: not every plan was tried';
  }
  if (method === 'exact') return 'no plan within it is better';
  return gap < before.expectedLossUsd.mean - after.expectedLossUsd.mean
    ? `no plan is better by more than ${dollars(gap)}`
    : 'another may be better: not every plan was tried';
}

const price = ({ priceUsd }: PlanPoint): string =>
  priceUsd === null ? 'nothing buys it' : dollars(priceUsd.median);

const lowest = (frontier: readonly PlanPoint[], before: PlanPoint): number =>
  Math.min(before.anyAsset.mean, ...frontier.map((one) => one.anyAsset.mean));

const nothing = ({ walls }: Planned): string[] => {
  const none = walls.every((wall) => wall.effect === null);
  return none
    ? [
        'No wall of the catalogue can be built here: those that could matter stand, or have no site.',
        'bulkhead why shows what the odds come from.',
      ]
    : ['No wall fits: give more hours, such as --effort 2d.'];
};

function todo({ chosen }: Planned, { width }: Style, paint: Paints): string[] {
  const text = width - 32;
  return [
    paint.dim(
      `${cell('Build, in this order', text)} ${cellRight('work', 7)} ${cellRight('lost', 9)} ${cellRight('$/hour', 12)}`,
    ),
    ...chosen.flatMap((one) => [
      `${cell(escapeTerminal(one.title), text)} ${cellRight(hours(one.hours.mean), 7)} ${cellRight(points(one.turn.anyAsset), 9)} ${cellRight(dollars(Math.max(0, one.usdPerHour)), 12)}`,
      paint.dim(clip(`  ${one.wall} · ${place(one)}`, width)),
    ]),
  ];
}

const place = ({ at, attest, sites }: PlannedChoice): string => {
  const more = sites.length > 1 ? `, ${sites.length - 1} more` : '';
  if (at !== null) return `${where(at)}${more}`;
  return attest === null ? `no file${more}` : `no file shows it; attest ${attest} once it stands`;
};

const where = ({ path, line }: Location): string => `${escapeTerminal(path)}:${line}`;

function curve({ frontier, before }: Planned, paint: Paints): string[] {
  return [
    paint.dim(row('How far', 'work gets', ['lost', 'gets in', 'loss', 'price'])),
    ...frontier.map((one) =>
      row(hours(one.hours), bar(one.anyAsset.mean / Math.max(before.anyAsset.mean, 1e-12), 24), [
        percent(one.anyAsset.mean),
        percent(one.anySurface.mean),
        dollars(one.expectedLossUsd.mean),
        one.priceUsd === null ? 'none' : dollars(one.priceUsd.median),
      ]),
    ),
  ];
}

const row = (work: string, course: string, figures: readonly string[]): string =>
  `${cellRight(work, 9)}  ${cell(course, 24)}${figures.map((one) => cellRight(one, 10)).join('')}`;

/** Facts that would move the odds if somebody looked them up. */
function unknowns({ facts }: Planned, { width }: Style, paint: Paints): string[] {
  const shown = facts.filter((one) => one.share > 0.001).slice(0, 5);
  if (shown.length === 0) return [];
  return [
    '',
    paint.dim('Worth looking up, then attesting: the odds that something is lost would be'),
    ...shown.flatMap(({ fact, attest, answers, share }) => [
      clip(`${cellRight(percent(share), 7)}  ${escapeTerminal(fact)}`, width),
      ...wrap(
        `${escapeTerminal(attest)}: ${answers.map((one) => `${escapeTerminal(one.answer)} ${percentRange(one.anyAsset)}`).join('; ')}`,
        width,
        '         ',
      ),
    ]),
  ];
}

function standing({ walls }: Planned, { width }: Style, paint: Paints): string[] {
  const shown = walls.filter((wall) => wall.state !== 'inapplicable');
  return [paint.dim('Walls'), ...shown.map((wall) => clip(wallLine(wall), width))];
}

function wallLine({ id, state, sites, effect }: AssessedWall): string {
  const count = (of: string): number => sites.filter((site) => site.state === of).length;
  const held = `${count('standing')} of ${sites.length}`;
  const worth = effect === null ? '' : `  all of it: lost ${points(effect.anyAsset)}`;
  return `${cell(id, 24)} ${cell(state, 9)} ${cellRight(held, 12)}${worth}`;
}
