/** What each ecosystem says of its versions: which comes first, and which names are the same package. */
import type { AdvisoryEcosystem } from '../../model/advisory.ts';

/**
 * The order of one ecosystem. Texts are foreign: a parse takes time linear in the text and never throws.
 * @typeParam V a version that was read, seen by this order alone
 */
export interface VersionOrder<V = unknown> {
  readonly ecosystem: AdvisoryEcosystem;
  /** Where the order is written down. */
  readonly reference: string;
  /** The name as the ecosystem compares it. */
  canonicalName(name: string): string;
  /** @returns null when the text is no version here */
  parse(text: string): V | null;
  /** Negative, 0 or positive as `a` comes before, with or after `b`. */
  compare(a: V, b: V): number;
  /** Whether the text, if it parses, names one version: the tag `v4` of an action names whatever is newest. */
  namesOne(text: string): boolean;
}

/** Longer texts are no versions, and are refused unread. */
export const MOST_CHARACTERS = 512;

/** Order of two runs of digits of any length, as numbers: zeros in front count for nothing. */
export function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')];
  return left.length - right.length || compareText(left, right);
}

/** By code units: the order of ASCII, whatever the language of the machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const isDigits = (text: string): boolean => /^\d+$/.test(text);

/** The first difference of two lists decides; where one ends, `missing` stands for what it lacks. */
export function compareLists<T>(
  a: readonly T[],
  b: readonly T[],
  compare: (a: T, b: T) => number,
  missing: T,
): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(a[i] ?? missing, b[i] ?? missing);
    if (order !== 0) return order;
  }
  return 0;
}
