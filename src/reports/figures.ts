/** Numbers in words: two significant digits at most, open ends said as such. */
import type { Estimate } from '../model/assessment.ts';

/** `14 %`, `3.2 %`, `< 0.01 %`, `> 99 %`. @param p in [0, 1] */
export function percent(p: number): string {
  if (p > 0.99) return '> 99 %';
  if (p > 0 && p < 0.0001) return '< 0.01 %';
  return `${significant(p * 100)} %`;
}

/** `14 % (6–30 %)`: the mean, and the 5 % and 95 % points. */
export function percentRange({ mean, low, high }: Estimate): string {
  const [from, to] = [percent(low), percent(high)];
  const open = /^[<>]/;
  if (open.test(from) || open.test(to)) return `${percent(mean)} (${from} to ${to})`;
  return `${percent(mean)} (${from.replace(' %', '')}–${to})`;
}

/** Two significant digits, without exponent between 0.001 and 999,999. */
export function significant(value: number): string {
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(2));
  const size = Math.abs(rounded);
  if (size >= 1000) return grouped(rounded);
  return size < 0.001 ? rounded.toExponential() : String(rounded);
}

/** `under $100`, `$250`, `$3,200`, `$15k`, `$3.1M`, `$2B`. @param usd ≥ 0 */
export function dollars(usd: number): string {
  if (usd < 100) return 'under $100';
  const rounded = Number(usd.toPrecision(2));
  if (rounded >= 1e9) return `$${significant(rounded / 1e9)}B`;
  if (rounded >= 1e6) return `$${significant(rounded / 1e6)}M`;
  return rounded >= 1e4 ? `$${significant(rounded / 1e3)}k` : `$${grouped(rounded)}`;
}

/** `2,346` */
export const grouped = (value: number): string =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 lockfile`, `2 lockfiles`; words in -y, -x and -s as English has them. */
export function plural(count: number, word: string): string {
  const many = /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
  return `${grouped(count)} ${count === 1 ? word : many}`;
}

/** `1 year`, `6 months`, `90 days`, `2.5 years`. */
export function span(years: number): string {
  const months = Math.round(years * 12);
  if (years >= 1 && Number.isInteger(years)) return plural(years, 'year');
  if (Math.abs(years * 12 - months) < 1e-9) return plural(months, 'month');
  return years < 1 ? plural(Math.round(years * 365.25), 'day') : `${significant(years)} years`;
}
