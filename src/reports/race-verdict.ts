/** One plain sentence from the numbers, and what would change it. */
import type { RaceAnswer } from '../model/race.ts';
import { dollars, percent } from './figures.ts';

const EVEN = 0.5;

export function verdictOf(answer: Omit<RaceAnswer, 'verdict'>): string {
  const { attackerFirst } = answer.odds;
  const range = `${percent(attackerFirst.mean)} (${percent(attackerFirst.low)} to ${percent(attackerFirst.high)})`;
  return `${who(answer, range)} ${change(answer)}`;
}

function who({ odds: { attackerFirst }, budgets }: Omit<RaceAnswer, 'verdict'>, range: string): string {
  if (attackerFirst.low > EVEN)
    return budgets.defenderTokens === 0
      ? `The attacker is winning, and nobody runs against him: ${range} that he has a flaw first.`
      : `The attacker is winning: ${range} that he has a flaw first.`;
  if (attackerFirst.high < EVEN) return `The defender is ahead: ${range} that an attacker has a flaw first.`;
  return `It cannot be told, because the interval crosses even odds: ${range} that an attacker has a flaw first, and how many flaws there are and how easily they are found is not known (--findings would tell).`;
}

function change({ defenderSpendForBudget: held, turningPoint }: Omit<RaceAnswer, 'verdict'>): string {
  const hold =
    held.usd === null
      ? `No spend on tokens brings it to ${percent(held.most)}: ${percent(held.floor)} is left, for a fix takes its time`
      : `${dollars(held.usd)} of tokens a year would bring it to ${percent(held.most)}`;
  if (turningPoint.wall === null) return `${hold}.`;
  const beyond =
    turningPoint.spendUsd === null
      ? `tokens are the better buy at any spend, before the wall ${turningPoint.wall}`
      : turningPoint.spendUsd < 1
        ? `but the first dollar is better spent on the wall ${turningPoint.wall}`
        : `beyond ${dollars(turningPoint.spendUsd)} a year the next dollar is better spent on the wall ${turningPoint.wall}`;
  return `${hold}; ${beyond}.`;
}
