/** Counted events as the files of the record have them. */

export interface TakeoverEvent {
  readonly date: string;
  readonly campaign: string;
  /** Listed npm packages that were hit. */
  readonly listed: number;
}

export interface TakenPackage {
  readonly name: string;
  readonly campaign: string;
  readonly date: string;
  /** In the list of npm packages by downloads; null for one that is not listed. */
  readonly rank: number | null;
}

/** Rows of a CSV with a head; fields may be quoted. @throws RangeError for a row of another length */
export function rowsOf(csv: string): Readonly<Record<string, string>>[] {
  const [head, ...lines] = csv.split(/\r?\n/).filter((line) => line !== '');
  const names = fieldsOf(head ?? '');
  return lines.map((line, i) => {
    const fields = fieldsOf(line);
    if (fields.length !== names.length) throw new RangeError(`row ${i + 2} has ${fields.length} fields`);
    return Object.fromEntries(names.map((name, n) => [name, fields[n] as string]));
  });
}

function fieldsOf(line: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string;
    if (character === '"' && quoted && line[i + 1] === '"') field += line[++i];
    else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  return [...fields, field];
}

export const takeoverEvents = (csv: string): TakeoverEvent[] =>
  rowsOf(csv).map((row) => ({
    date: row.date as string,
    campaign: row.campaign as string,
    listed: Number(row.npm_listed),
  }));

/** Packages of npm. */
export const takenPackages = (csv: string): TakenPackage[] =>
  rowsOf(csv)
    .filter((row) => row.ecosystem === 'npm')
    .map((row) => ({
      name: row.package as string,
      campaign: (row.campaign as string).replace(/^\d{4}-\d{2}-\d{2} /, ''),
      date: row.date as string,
      rank: row.npm_rank_in_list === '' ? null : Number(row.npm_rank_in_list),
    }));

const DAY = 86_400_000;
const YEAR = 365.25 * DAY;

/** Years from one ISO date to another. */
export const yearsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / YEAR;

/** ISO date so many years later. */
export const later = (date: string, years: number): string =>
  new Date(Math.round((Date.parse(date) + years * YEAR) / DAY) * DAY).toISOString().slice(0, 10);

/** Shorter than this, in years, is no horizon. */
const LEAST_HORIZON = 0.35;

export interface Horizon {
  readonly years: number;
  /** First day after it. */
  readonly until: string;
}

/** Horizons after a cut as far as the record goes: one that it cuts short is taken to its end, if it is not too short. */
export function horizonsFrom(cut: string, years: readonly number[], end: string): Horizon[] {
  const found: Horizon[] = [];
  for (const one of years) {
    const until = later(cut, one);
    if (until <= end) found.push({ years: one, until });
    else if (found.length === 0 && yearsBetween(cut, end) >= LEAST_HORIZON)
      found.push({ years: yearsBetween(cut, end), until: end });
  }
  return found;
}
