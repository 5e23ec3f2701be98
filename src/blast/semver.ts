/**
 * Versions and ranges as npm has them, for one question: does a range hold a version?
 * @see https://semver.org and https://docs.npmjs.com/cli/v11/using-npm/semver
 */

export interface Version {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  /** Identifiers behind the hyphen; empty for a release. */
  readonly prerelease: readonly (string | number)[];
}

type Operator = '<' | '<=' | '>' | '>=' | '=';

interface Comparator {
  readonly operator: Operator;
  readonly version: Version;
}

/** Clauses joined by `||`; a version must meet all comparators of one of them. */
export type Range = readonly (readonly Comparator[])[];

/** Longer texts are no versions, and are refused unread. */
const MOST_CHARACTERS = 2000;
const IDENTIFIERS = '(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?';
const EXACT = new RegExp(`^[v=\\s]*(\\d{1,15})\\.(\\d{1,15})\\.(\\d{1,15})${IDENTIFIERS}$`);
const PART = '(\\d{1,15}|[xX*])';
const PARTIAL = `[v=\\s]*${PART}(?:\\.${PART}(?:\\.${PART}${IDENTIFIERS})?)?`;
const SIMPLE = new RegExp(`^(~>|~|\\^|>=|<=|<|>|=)?\\s*${PARTIAL}$`);
const HYPHEN = new RegExp(`^${PARTIAL}\\s+-\\s+${PARTIAL}$`);

/** An exact version, null when the text is none. A leading `v` is passed over. */
export function parseVersion(text: string): Version | null {
  if (text.length > MOST_CHARACTERS) return null;
  const match = EXACT.exec(text.trim());
  if (match === null) return null;
  const [, major, minor, patch, prerelease] = match;
  return {
    numbers: [Number(major), Number(minor), Number(patch)],
    prerelease: identifiers(prerelease),
  };
}

const identifiers = (text: string | undefined): (string | number)[] =>
  text === undefined ? [] : text.split('.').map((one) => (/^\d+$/.test(one) ? Number(one) : one));

/** −1, 0 or 1; a prerelease comes before its release. */
export function compareVersions(a: Version, b: Version): number {
  for (const place of [0, 1, 2] as const) {
    if (a.numbers[place] !== b.numbers[place]) return a.numbers[place] < b.numbers[place] ? -1 : 1;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return Math.sign(b.prerelease.length - a.prerelease.length);
  for (let i = 0; i < Math.max(a.prerelease.length, b.prerelease.length); i++) {
    const order = compareIdentifiers(a.prerelease[i], b.prerelease[i]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers before words, fewer identifiers before more. */
function compareIdentifiers(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : 1;
}

/**
 * The range that a text names, null when it names none (a tag such as `latest`, an address).
 *
 * @param prereleases they count as any other version: `<2.0.0` holds `2.0.0-beta.1`
 */
export function parseRange(text: string, prereleases: boolean): Range | null {
  if (text.length > MOST_CHARACTERS) return null;
  const clauses: Comparator[][] = [];
  for (const clause of text.split('||')) {
    const comparators = clauseOf(clause.trim(), prereleases);
    if (comparators === null) return null;
    clauses.push(comparators);
  }
  return clauses;
}

/** Whether the range holds the version, with the meaning of `prereleases` that `parseRange` was given. */
export function inRange(version: Version, range: Range, prereleases: boolean): boolean {
  return range.some(
    (clause) =>
      clause.every((one) => meets(version, one)) &&
      // Without `prereleases` only those count whose own release some comparator names with a prerelease.
      (prereleases ||
        version.prerelease.length === 0 ||
        clause.some(
          ({ version: named }) =>
            named.prerelease.length > 0 && named.numbers.every((n, i) => n === version.numbers[i]),
        )),
  );
}

function meets(version: Version, { operator, version: named }: Comparator): boolean {
  const order = compareVersions(version, named);
  if (operator === '=') return order === 0;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function clauseOf(clause: string, prereleases: boolean): Comparator[] | null {
  const hyphen = HYPHEN.exec(clause);
  if (hyphen !== null)
    return [...from(partial(hyphen, 1), prereleases), ...upTo(partial(hyphen, 5), prereleases)];
  const found: Comparator[] = [];
  // An operator may stand apart from its version: `>= 1.2`.
  const words = clause.replace(/(~>|[<>]=?|=|~|\^)\s+/g, '$1').split(/[\s,]+/);
  for (const word of words.filter((one) => one !== '')) {
    const match = SIMPLE.exec(word);
    if (match === null) return null;
    found.push(...simple(match[1] ?? '', partial(match, 2), prereleases));
  }
  if (found.length === 0) return simple('', { numbers: [], prerelease: [] }, prereleases);
  // npm drops `>=0.0.0`: what else the clause names decides, also on prereleases of 0.0.0.
  return prereleases ? found : found.filter((one) => !holdsEveryRelease(one));
}

const holdsEveryRelease = ({ operator, version: named }: Comparator): boolean =>
  operator === '>=' && named.prerelease.length === 0 && named.numbers.every((n) => n === 0);

/** As many numbers as are named before an `x`. */
interface Partial {
  readonly numbers: readonly number[];
  readonly prerelease: readonly (string | number)[];
}

function partial(match: RegExpExecArray, at: number): Partial {
  const parts = [match[at], match[at + 1], match[at + 2]];
  const end = parts.findIndex((part) => part === undefined || /[xX*]/.test(part));
  const numbers = parts.slice(0, end === -1 ? 3 : end).map(Number);
  return { numbers, prerelease: end === -1 ? identifiers(match[at + 3]) : [] };
}

/** `-0` comes before all prereleases of a version. */
const LOWEST: readonly (string | number)[] = [0];

const version = (numbers: readonly number[], prerelease: readonly (string | number)[] = []): Version => ({
  numbers: [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0],
  prerelease,
});

const comparator = (operator: Operator, one: Version): Comparator => ({ operator, version: one });

/** The number at `place` one higher, those behind it 0. */
const stepped = (numbers: readonly number[], place: number): number[] =>
  [0, 1, 2].map((i) => (i > place ? 0 : (numbers[i] ?? 0) + (i === place ? 1 : 0)));

/** From the lowest version that a partial one names. */
const from = ({ numbers, prerelease }: Partial, prereleases: boolean): Comparator[] => {
  if (numbers.length === 0 && !prereleases) return [];
  const lowest = prerelease.length > 0 ? prerelease : prereleases ? LOWEST : [];
  return [comparator('>=', version(numbers, lowest))];
};

/** Up to the highest one. */
function upTo({ numbers, prerelease }: Partial, prereleases: boolean): Comparator[] {
  if (numbers.length === 0) return [];
  if (numbers.length < 3) return [comparator('<', version(stepped(numbers, numbers.length - 1), LOWEST))];
  if (prerelease.length > 0 || !prereleases) return [comparator('<=', version(numbers, prerelease))];
  return [comparator('<', version(stepped(numbers, 2), LOWEST))];
}

const below = (numbers: readonly number[], place: number): Comparator =>
  comparator('<', version(stepped(numbers, place), LOWEST));

function simple(operator: string, named: Partial, prereleases: boolean): Comparator[] {
  const { numbers, prerelease } = named;
  const whole = numbers.length === 3;
  const lowest = prereleases && !whole ? LOWEST : prerelease;
  if (operator === '^') {
    if (numbers.length === 0) return from(named, prereleases);
    const first = numbers.findIndex((n) => n > 0);
    const place = first === -1 ? numbers.length - 1 : first;
    return [comparator('>=', version(numbers, lowest)), below(numbers, place)];
  }
  if (operator === '~' || operator === '~>') {
    if (numbers.length === 0) return from(named, prereleases);
    return [comparator('>=', version(numbers, lowest)), below(numbers, Math.min(1, numbers.length - 1))];
  }
  return compared(operator, named, prereleases);
}

function compared(operator: string, named: Partial, prereleases: boolean): Comparator[] {
  const { numbers, prerelease } = named;
  const lowest = prereleases ? LOWEST : [];
  if (numbers.length === 0)
    return operator === '<' || operator === '>'
      ? [comparator('<', version([], LOWEST))]
      : from(named, prereleases);
  if (numbers.length === 3)
    return [comparator(operator === '' ? '=' : (operator as Operator), version(numbers, prerelease))];
  const next = stepped(numbers, numbers.length - 1);
  if (operator === '>') return [comparator('>=', version(next, lowest))];
  if (operator === '>=') return [comparator('>=', version(numbers, lowest))];
  if (operator === '<') return [comparator('<', version(numbers, LOWEST))];
  if (operator === '<=') return [comparator('<', version(next, LOWEST))];
  return [comparator('>=', version(numbers, lowest)), below(numbers, numbers.length - 1)];
}
