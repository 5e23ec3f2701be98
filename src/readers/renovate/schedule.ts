/** Renovate's schedules and ages, as texts. */
import { cronRate } from '../syntax/cron.ts';
import { type AgeUnit, hoursOf } from '../syntax/setting.ts';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** Days in a year on which one of the schedules lets it run; null when that cannot be told. */
export function scheduleDays(schedules: readonly string[]): number | null {
  if (schedules.length === 0 || schedules.some((text) => text === 'at any time')) return null;
  const rates = schedules.map(daysOf);
  if (rates.some((days) => days === null)) return null;
  if (schedules.length === 1) return countOf(rates[0] ?? null);
  // Several windows often share their days: count days of the week once.
  if (rates.every((days) => days instanceof Set))
    return countOf(new Set(rates.flatMap((days) => (days instanceof Set ? [...days] : []))));
  return Math.min(
    365,
    rates.reduce<number>((sum, days) => sum + (countOf(days) ?? 0), 0),
  );
}

/** Days of the week, or a number of days a year. */
type Days = ReadonlySet<number> | number;

const countOf = (days: Days | null): number | null =>
  days instanceof Set ? Math.floor((days.size * 365) / 7 + 1e-9) : typeof days === 'number' ? days : null;

function daysOf(schedule: string): Days | null {
  const text = schedule.trim().toLowerCase();
  if (text.length > 200) return null;
  const cron = /^\S+ +\S+ +(\S+) +(\S+) +(\S+)$/.exec(text);
  if (cron !== null && /^[\d*]/.test(text)) {
    const rate = cronRate(text);
    // Only a limit by weekday: as a set, so that windows can be joined.
    return rate !== null && cron[1] === '*' && cron[2] === '*'
      ? weekdaysOfCron(rate.daysPerYear, text)
      : (rate?.daysPerYear ?? null);
  }
  if (/\bof the (?:month|year|quarter)\b|\bmonth|\bevery \d/.test(text)) return daysOfMonth(text);
  const named = WEEKDAYS.flatMap((day, index) => (text.includes(day) ? [index] : []));
  if (text.includes('weekday')) named.push(1, 2, 3, 4, 5);
  if (text.includes('weekend')) named.push(0, 6);
  if (named.length > 0) return new Set(named);
  // Hours alone, or every day.
  return /^(?:every day|(?:after|before) \S+(?: and before \S+)?(?: every day)?)$/.test(text)
    ? new Set([0, 1, 2, 3, 4, 5, 6])
    : null;
}

function weekdaysOfCron(daysPerYear: number, text: string): Days {
  const field = text.split(/ +/)[4] ?? '*';
  const days = [0, 1, 2, 3, 4, 5, 6].filter(
    (day) => cronRate(`0 0 * * ${field}`) !== null && coversWeekday(field, day),
  );
  return days.length > 0 ? new Set(days) : daysPerYear;
}

/** Whether a cron field of weekdays holds a day: adding the day then changes nothing. */
const coversWeekday = (field: string, day: number): boolean =>
  cronRate(`0 0 * * ${field},${day}`)?.daysPerYear === cronRate(`0 0 * * ${field}`)?.daysPerYear;

function daysOfMonth(text: string): number | null {
  if (
    /^(?:(?:after|before) \S+ )?on the (?:first|1st|last|\d{1,2}(?:st|nd|rd|th)?) day of the month$/.test(
      text,
    )
  )
    return 12;
  if (/^(?:every month|monthly)$/.test(text)) return 12;
  const every = /^every (\d{1,2}) (month|week)s?(?: on (?:the first day of the month|[a-z]+))?$/.exec(text);
  if (every === null) return null;
  const count = Number(every[1]);
  return count === 0 ? null : Math.max(1, Math.floor((every[2] === 'month' ? 12 : 52) / count));
}

const UNITS: Readonly<Record<string, readonly [AgeUnit, number]>> = {
  s: ['second', 1],
  second: ['second', 1],
  m: ['minute', 1],
  min: ['minute', 1],
  minute: ['minute', 1],
  h: ['hour', 1],
  hour: ['hour', 1],
  d: ['day', 1],
  day: ['day', 1],
  w: ['week', 1],
  week: ['week', 1],
  month: ['day', 30],
  y: ['day', 365],
  year: ['day', 365],
};

/** `3 days`, `1 week`, `36h` in hours; null when it is no such text. */
export function ageHours(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  const match = /^(\d{1,9}(?:\.\d{1,9})?) ?([a-z]{1,6}?)s?$/.exec(text.trim().toLowerCase());
  if (match === null) return null;
  const name = match[2] === '' ? 's' : (match[2] ?? '');
  const unit = Object.hasOwn(UNITS, name) ? UNITS[name] : undefined;
  return unit === undefined || /\d$/.test(text.trim()) ? null : hoursOf(Number(match[1]) * unit[1], unit[0]);
}
