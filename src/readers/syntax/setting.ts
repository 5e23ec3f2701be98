/** What the readers of settings share: remarks with a limit, ages in hours, hosts, switches. */
import { at, type Diagnostic, type Location, type Severity } from '../../model/diagnostic.ts';
import type { TextFile } from '../reader.ts';
import type { YamlNode, YamlProblem } from './yaml.ts';

/** Remarks of one file. After a hundred only their number is kept: a file may hold a million odd lines. */
export interface Remarks {
  /** A warning unless said: read, but something is not as it should be. */
  add(what: string, message: string, where: Location, hint: string, severity?: Severity): void;
  list(): readonly Diagnostic[];
}

const MOST_REMARKS = 100;

export function remarksOn(reader: string, file: TextFile): Remarks {
  const kept: Diagnostic[] = [];
  let dropped = 0;
  return {
    add(what, message, where, hint, severity = 'warning') {
      if (kept.length >= MOST_REMARKS) dropped += 1;
      else kept.push({ code: `${reader}/${what}`, severity, message, at: where, hint });
    },
    list() {
      if (dropped === 0) return kept;
      const more: Diagnostic = {
        code: `${reader}/more`,
        severity: 'warning',
        message: `${dropped} more remarks on this file are left out`,
        at: at(file.path),
        hint: 'look at the first remarks: the file may not be what its name says',
      };
      return [...kept, more];
    },
  };
}

/** Text of a file, cut so that a remark or a setting stays short. */
export const clip = (text: string, length = 200): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

export type AgeUnit = 'second' | 'minute' | 'hour' | 'day' | 'week';

const HOURS: Readonly<Record<AgeUnit, number>> = {
  second: 1 / 3600,
  minute: 1 / 60,
  hour: 1,
  day: 24,
  week: 168,
};

/** Ages above this are typing errors or tricks: npm cannot even count back that far. */
const LONGEST_HOURS = 100 * 365 * 24;

/** An age in hours; null unless it is a number from 0 to a hundred years. */
export function hoursOf(value: unknown, unit: AgeUnit): number | null {
  if (typeof value !== 'number' || !(value >= 0)) return null;
  // Division keeps 90 minutes at 1.5 hours; multiplication by 1/60 would not.
  const hours = HOURS[unit] < 1 ? value / Math.round(1 / HOURS[unit]) : value * HOURS[unit];
  return hours <= LONGEST_HOURS ? hours : null;
}

/** A plain decimal number, as people write ages; null for anything else (`1e9`, `0x7`, `-1`, `7d`). */
export const decimal = (text: string): number | null =>
  /^\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : null;

/** `true` or `false`, as a value or as text; null for anything else. */
export function switchOf(value: unknown): boolean | null {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  return null;
}

/** Host (with port) of an address; null when there is none or a variable stands in its place. */
export function hostOf(address: unknown): string | null {
  if (typeof address !== 'string' || address.length > 2000) return null;
  const match =
    /^(?:https?:)?\/\/(?:[^/?#\\]*@)?([A-Za-z0-9.-]{1,253}(?::\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?)(?=[/?#\\]|$)/.exec(
      address,
    );
  return match?.[1]?.toLowerCase() ?? null;
}

/** Whether an address carries a password or token in the text itself, not by a variable. */
export function holdsPassword(address: unknown): boolean {
  if (typeof address !== 'string') return false;
  const user = /^(?:https?:)?\/\/([^/?#\\]*)@/.exec(address.slice(0, 2000))?.[1];
  return user !== undefined && user !== '' && !user.includes('$');
}

/** A text as a list: itself when it is one, its text alone, else null. */
export function textList(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return null;
  return value.filter((item): item is string => typeof item === 'string' && item !== '');
}

/** Texts of a YAML list, or of one text in its place, each with its own place. */
export function placedTexts(
  node: YamlNode,
  path: string,
): readonly { readonly text: string; readonly at: Location }[] {
  const items = node.kind === 'sequence' ? node.items : [node];
  return items.flatMap((item) =>
    item.kind === 'scalar' && item.text !== ''
      ? [{ text: item.text, at: at(path, item.line, item.column) }]
      : [],
  );
}

/** What the YAML parser found odd, as remarks. */
export function remarkProblems(remarks: Remarks, file: TextFile, problems: readonly YamlProblem[]): void {
  for (const { what, message, line, column, severity } of problems) {
    remarks.add(what, message, at(file.path, line, column), PROBLEM_HINTS[what], severity);
  }
}

const PROBLEM_HINTS: Readonly<Record<YamlProblem['what'], string>> = {
  malformed: 'compare the line with https://yaml.org/spec/1.2.2',
  'too-large': 'split the file, or remove what is not configuration',
  'too-deep': 'remove the nesting: no setting needs it',
  'alias-bomb': 'write the values out instead of `*aliases`',
  'duplicate-key': 'remove one of the two keys',
  'several-documents': 'remove the `---` line and what follows it',
};
