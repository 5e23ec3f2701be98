/** `bulkhead race` in a terminal: who is ahead, what it would take, and when a wall is the better buy. */
import type { Growth, RaceAnswer } from '../model/race.ts';
import { dollars, grouped, percent, percentRange, plural, significant, span } from './figures.ts';
import type { Style } from './report.ts';
import { bar, cell, clip, escapeTerminal, paints, wrap } from './terminal-text.ts';

export function raceText(answer: RaceAnswer, { color, width }: Style): string {
  const paint = paints(color);
  const {
    budgets,
    odds,
    horizonYears,
    headStart,
    patchLag,
    defenderSpendForBudget: held,
    turningPoint,
  } = answer;
  const spends = `attacker ${tokens(budgets.attackerTokens)}, defender ${tokens(budgets.defenderTokens)} a year`;
  const lines = [
    `${paint.bold('the token race')}  ${span(horizonYears)} ahead, ${spends}`,
    '',
    `  attacker first     ${paint.bold(percentRange(odds.attackerFirst))}  ${bar(odds.attackerFirst.mean, 20)}`,
    `  of what he would find alone, he has ${percentRange(odds.share)} first`,
    `  over time          ${odds.curve.map((one) => `${span(one.years)} ${percent(one.attackerFirst.mean)}`).join(' · ')}`,
    '',
    paint.bold('What would change it'),
    row(
      `${percent(held.most)} at most`,
      held.usd === null || held.tokens === null
        ? `no spend: ${percent(held.floor)} is left at any`
        : `${tokens(held.tokens)} of the defender a year, ${dollars(held.usd)}, and ${dollars(held.removalUsd ?? 0)} to remove what they find`,
    ),
    row(
      'head start',
      headStart.tokens === 0
        ? 'none without a budget of the defender'
        : `${tokens(headStart.tokens)} spent before: ${percentRange(headStart.with)}`,
    ),
    row(
      'half the lag',
      `${significant(patchLag.days / 2)} days instead of ${significant(patchLag.days)}: ${percentRange(patchLag.halved)}`,
    ),
    row('the next dollar', dollarText(turningPoint)),
    '',
    paint.bold('What it rests on'),
    ...codeLines(answer),
    ...growthLines(answer.growth),
    '',
    ...wrap(escapeTerminal(answer.verdict), width).map((line) => paint.bold(line)),
  ];
  return `${lines.flatMap((line) => (line.includes('\u001b') ? [line] : folded(line, width))).join('\n')}\n`;
}

/** A long row goes on below its own beginning. */
const folded = (line: string, width: number): string[] => {
  const indent = line.startsWith('  ') ? ' '.repeat(21) : '';
  const [head, rest] = [line.slice(0, 21), line.slice(21)];
  return line.length <= width || indent === '' ? [clip(line, width)] : wrap(rest, width, head, indent);
};

const row = (title: string, text: string): string => `  ${cell(title, 18)} ${text}`;

const tokens = (count: number): string => {
  if (count >= 1e9) return `${significant(count / 1e9)}B tokens`;
  return count >= 1e6 ? `${significant(count / 1e6)}M tokens` : `${grouped(count)} tokens`;
};

function dollarText({ spendUsd, wall, wallPerUsd, tokensPerUsd }: RaceAnswer['turningPoint']): string {
  const saves = `saves $${significant(tokensPerUsd)} as tokens`;
  if (wall === null || wallPerUsd === null) return `${saves}; no wall is left to build`;
  const beyond =
    spendUsd === null
      ? 'tokens at any spend'
      : spendUsd < 1
        ? 'a wall first'
        : `a wall beyond ${dollars(spendUsd)}`;
  return `${saves}, $${significant(wallPerUsd)} as ${escapeTerminal(wall)}: ${beyond}`;
}

function codeLines({ code, fit }: RaceAnswer): string[] {
  const curve =
    fit === null
      ? row('flaws', 'as judged for any project: 40 (5–500); --findings CSV fits your own')
      : row(
          'flaws',
          `${significant(fit.latent.mean)} (${significant(fit.latent.low)}–${significant(fit.latent.high)}) by ${plural(fit.found, 'find')}`,
        );
  if (code === null) return [curve, row('code', 'unknown: no git history here')];
  const churn =
    code.addedPerYear === null
      ? 'less than a year of history'
      : `${grouped(code.addedPerYear)} lines added in a year`;
  const machine =
    code.commits === 0
      ? 'no commit in a year'
      : `at least ${percent(code.machineWritten / code.commits)} of ${plural(code.commits, 'commit')} name a machine`;
  const size = code.lines === 0 ? 'no source code in the tree' : `${grouped(code.lines)} lines; ${churn}`;
  return [curve, row('code', `${size}; ${machine}`)];
}

function growthLines(growth: Growth | null): string[] {
  if (growth === null) return [row('surfaces', 'unknown: no history that tells their pace')];
  const { now, inAYear } = growth.total;
  return [
    row(
      'surfaces',
      `at this pace ${grouped(now)} become ${grouped(inAYear.mean)} in a year (${grouped(inAYear.low)}–${grouped(inAYear.high)})`,
    ),
    ...growth.kinds
      .filter(({ perYear }) => Math.abs(perYear.mean) >= 0.5)
      .sort((a, b) => Math.abs(b.perYear.mean) - Math.abs(a.perYear.mean))
      .slice(0, 4)
      .map(
        ({ kind, perYear }) =>
          `    ${cell(kind, 16)} ${perYear.mean < 0 ? '−' : '+'}${significant(Math.abs(perYear.mean))} a year`,
      ),
  ];
}
