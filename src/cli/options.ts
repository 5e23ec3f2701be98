/** Values of flags and settings: from text to what the pipeline takes, or a UsageError that says what to type. */
import { UsageError } from './usage-error.ts';

/** `90d`, `12w`, `6m`, `1y` or a plain number of years → years. */
export function parseHorizon(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(d|w|mo?|y)?$/.exec(text.trim());
  const value = match === null ? Number.NaN : Number(match[1]);
  const unit = match?.[2] ?? 'y';
  const years =
    value * (unit === 'd' ? 1 / 365.25 : unit === 'w' ? 7 / 365.25 : unit.startsWith('m') ? 1 / 12 : 1);
  if (!(years > 0 && years <= 50))
    throw new UsageError(
      `${quote(text)} is no horizon`,
      'give days, weeks, months or years up to 50y, such as --horizon 90d or --horizon 1y',
    );
  return years;
}

/** An ISO date that exists. */
export function parseDate(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new UsageError(`${quote(text)} is no date`, 'give year, month and day, such as --as-of 2026-02-26');
  }
  return text;
}

export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!(Number.isSafeInteger(seed) && seed >= 0 && /^\d+$/.test(text)))
    throw new UsageError(`${quote(text)} is no seed`, 'give a whole number from 0, such as --seed 1');
  return seed;
}

/** `64MB`, `500kB`, `1GB` or bytes → bytes. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?$/i.exec(text.trim());
  const factor = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9 }[(match?.[2] ?? 'b').toLowerCase()] ?? 1;
  const bytes = match === null ? Number.NaN : Number(match[1]) * factor;
  // A string in V8 holds at most some 2^29 characters: a larger file could not be read anyway.
  if (!(bytes >= 1 && bytes <= 5e8))
    throw new UsageError(
      `${quote(text)} is no file size`,
      'give bytes, kB, MB or GB up to 500MB, such as --max-file-size 64MB',
    );
  return Math.floor(bytes);
}

export function oneOf<T extends string>(flag: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined)
    throw new UsageError(`${quote(text)} is no value of ${flag}`, `one of: ${allowed.join(', ')}`);
  return found;
}

/** Text of the user's own, shown back: short and without control characters. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
