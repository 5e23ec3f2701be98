/** Semantic versions, as several ecosystems have them with small differences. @see https://semver.org */
import { compareDigits, compareLists, compareText, isDigits, MOST_CHARACTERS } from './order.ts';

export interface Semver {
  /** Runs of digits. */
  readonly numbers: readonly string[];
  /** Identifiers behind the hyphen; empty for a release. */
  readonly prerelease: readonly string[];
}

const SEMVER =
  /^[v=\s]*(\d+(?:\.\d+){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]*)?\s*$/;

/**
 * Numbers that are left out are 0, as records of advisories have them; build metadata is passed over.
 * @param most numbers that a version may have
 */
export function parseSemver(text: string, most = 3): Semver | null {
  if (text.length > MOST_CHARACTERS) return null;
  const match = SEMVER.exec(text);
  if (match === null) return null;
  const numbers = (match[1] as string).split('.');
  if (numbers.length > most) return null;
  return { numbers, prerelease: match[2]?.split('.') ?? [] };
}

export function compareSemver(a: Semver, b: Semver): number {
  return (
    compareLists(a.numbers, b.numbers, compareDigits, '0') || comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** A prerelease comes before its release; numbers before words; fewer identifiers before more. */
function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  return compareLists<string | null>(a, b, compareIdentifiers, null);
}

function compareIdentifiers(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const [left, right] = [isDigits(a), isDigits(b)];
  if (left !== right) return left ? -1 : 1;
  return left ? compareDigits(a, b) : compareText(a, b);
}

/** Whether all three numbers stand there. */
export const isWhole = (text: string): boolean => /^[v=\s]*\d+\.\d+\.\d+/.test(text);
