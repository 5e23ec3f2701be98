/** How often a cron line comes up in an ordinary year. Lines that use more than plain fields give null. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export interface CronRate {
  readonly runsPerYear: number;
  /** Days with at least one run. */
  readonly daysPerYear: number;
}

/** Rates of `minute hour day month weekday`; null when it is no such line. */
export function cronRate(line: string): CronRate | null {
  const fields = line.trim().split(/\s+/);
  if (fields.length !== 5 || line.length > 400) return null;
  const [minutes, hours, days, months, weekdays] = [
    fieldOf(fields[0], 0, 59, []),
    fieldOf(fields[1], 0, 23, []),
    fieldOf(fields[2], 1, 31, []),
    fieldOf(fields[3], 1, 12, MONTHS),
    fieldOf(fields[4], 0, 7, WEEKDAYS),
  ];
  if (minutes == null || hours == null || days == null || months == null || weekdays == null) return null;
  const week = new Set([...weekdays].map((day) => day % 7)).size / 7;
  // Two limited day fields mean either; a `*` in one leaves the other alone.
  const either = !fields[2]?.startsWith('*') && !fields[4]?.startsWith('*');
  let daysPerYear = 0;
  for (const month of months) {
    const length = DAYS_OF_MONTH[month - 1] ?? 0;
    const chosen = [...days].filter((day) => day <= length).length;
    daysPerYear += either ? chosen + (length - chosen) * week : chosen * week;
  }
  // Whole weeks and days, as people count: 52 Mondays, 260 working days.
  const rounded = Math.floor(daysPerYear + 1e-9);
  return { runsPerYear: rounded * minutes.size * hours.size, daysPerYear: rounded };
}

function fieldOf(
  text: string | undefined,
  low: number,
  high: number,
  names: readonly string[],
): ReadonlySet<number> | null {
  const values = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const match = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (match === null) return null;
    const [, first, last, stride] = match;
    const from = first === undefined ? low : numberOf(first, low, names);
    // `5/15` means from 5 to the end.
    const to =
      last !== undefined
        ? numberOf(last, low, names)
        : first === undefined || stride !== undefined
          ? high
          : from;
    const step = Number(stride ?? 1);
    if (from === null || to === null || from < low || to > high || from > to || step < 1) return null;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

function numberOf(text: string, low: number, names: readonly string[]): number | null {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const place = names.indexOf(text.toLowerCase());
  return place === -1 ? null : place + low;
}
