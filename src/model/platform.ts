/**
 * Rules of platforms and tools that change with date or version: defaults are dated facts.
 * They live in `data/platform/`; the rule in force is looked up by the assessment date and, for a
 * tool, by the version that the command runs.
 */
export interface PlatformRule {
  /** `npm.install-scripts`, `github.default-token`, … */
  readonly id: string;
  readonly title: string;
  /** What the rule is about, such as `npm` or `github`. */
  readonly subject: string;
  readonly states: readonly RuleState[];
}

export interface RuleState {
  /** The value in force: a word or a number, with the unit named by `unit`. */
  readonly value: string | number | boolean;
  readonly unit: string | null;
  /** First day in force (ISO date), null: from the beginning. */
  readonly from: string | null;
  /** First day no longer in force, null: still. */
  readonly until: string | null;
  /** Semver range of the tool that behaves so, null: whatever the version. */
  readonly versions: string | null;
  readonly source: string;
  /** `confirmed` by documentation, or `reported` and to be confirmed. */
  readonly status: 'confirmed' | 'reported';
}

/**
 * What a rule says on a day, for a version.
 *
 * - `known`: one state holds, or all that may hold say the same.
 * - `mixed`: several may hold, because the version is not known or is a range.
 * - `unknown`: the rule says nothing about that day and version.
 */
export type RuleInForce =
  | { readonly kind: 'known'; readonly state: RuleState }
  | { readonly kind: 'mixed'; readonly states: readonly RuleState[] }
  | { readonly kind: 'unknown' };

/**
 * The state of a rule that is in force.
 *
 * @param asOf ISO date; a state's first day counts, its `until` does not
 * @param version of the tool: exact (`11.11.0`), a range or a major (`10`, `>=11.3.0 <12.0.0`, `^4.10`);
 *   null or a word that is no version (`latest`): not known, so all states of that day may hold
 */
export function ruleInForce(rule: PlatformRule, asOf: string, version: string | null): RuleInForce {
  const day = asOf.slice(0, 10);
  const spans = version === null ? null : spansOf(version);
  const states = rule.states.filter(
    (state) =>
      (state.from === null || state.from <= day) &&
      (state.until === null || day < state.until) &&
      (spans === null || state.versions === null || overlap(spans, spansOf(state.versions))),
  );
  const [first] = states;
  if (first === undefined) return { kind: 'unknown' };
  const agree = states.every((state) => state.value === first.value && state.unit === first.unit);
  return agree ? { kind: 'known', state: first } : { kind: 'mixed', states };
}

/** Whether some version is in both ranges; null when one of them is no range. */
export function versionsOverlap(one: string, other: string): boolean | null {
  const a = spansOf(one);
  const b = spansOf(other);
  return a === null || b === null ? null : overlap(a, b);
}

/*
 * Versions and ranges, as far as rules need them: dotted numbers, comparators, `^`, `~`, `x`, `a - b`, `||`.
 * All prereleases of a version count as one version right below it, so that ranges stay simple spans and
 * `<12.0.0` together with `>=12.0.0` leaves nothing out.
 */

/** Major, minor, patch, and −1 for a prerelease or 0 for the release. */
type Version = readonly [number, number, number, -1 | 0];
/** From `low` (included) to `high` (excluded). */
type Span = readonly [low: Version, high: Version];

const LOWEST: Version = [0, 0, 0, -1];
const BEYOND: Version = [Number.POSITIVE_INFINITY, 0, 0, 0];

const COMPARATOR =
  /\s*(>=|<=|>|<|=|\^|~>?)?\s*v?(\d{1,15}|[xX*])(?:\.(\d{1,15}|[xX*]))?(?:\.(\d{1,15}|[xX*]))?(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?(?=\s|$)/y;

/** The spans of a range, null when the text is none. Ranges are short: longer texts are refused unread. */
function spansOf(range: string): readonly Span[] | null {
  if (range.length > 1000) return null;
  const spans: Span[] = [];
  for (const clause of range.split('||')) {
    const span = clauseSpan(clause.trim().replace(/^(\S+)\s+-\s+(\S+)$/, '>=$1 <=$2'));
    if (span === null) return null;
    if (before(span[0], span[1])) spans.push(span);
  }
  return spans;
}

/** The span where all comparators of a clause hold; an empty clause holds everywhere. */
function clauseSpan(clause: string): Span | null {
  let [low, high]: Span = [LOWEST, BEYOND];
  COMPARATOR.lastIndex = 0;
  while (COMPARATOR.lastIndex < clause.length) {
    const match = COMPARATOR.exec(clause);
    if (match === null) return null;
    const [from, to] = comparatorSpan(match);
    if (before(low, from)) low = from;
    if (before(to, high)) high = to;
  }
  return [low, high];
}

function comparatorSpan([, operator = '', ...parts]: RegExpExecArray): Span {
  const numbers = numbersOf(parts);
  const [major, minor, patch] = numbers;
  if (major === undefined) return [LOWEST, BEYOND];
  const low: Version = [
    major,
    minor ?? 0,
    patch ?? 0,
    patch !== undefined && parts[3] !== undefined ? -1 : 0,
  ];
  // The first version after all that `10`, `10.9` or `10.9.2` name.
  const next = patch === undefined ? stepAfter(numbers, numbers.length - 1) : after(low);
  switch (operator) {
    case '>=':
      return [low, BEYOND];
    case '>':
      return [next, BEYOND];
    case '<':
      return [LOWEST, low];
    case '<=':
      return [LOWEST, next];
    case '^':
      return [low, stepAfter(numbers, caretPlace(numbers))];
    case '~':
    case '~>':
      return [low, stepAfter(numbers, Math.min(1, numbers.length - 1))];
    default:
      return [low, next];
  }
}

/** The numbers before the first `x`. */
function numbersOf(parts: readonly (string | undefined)[]): readonly number[] {
  const named = parts.slice(0, 3);
  const end = named.findIndex((part) => part === undefined || /[xX*]/.test(part));
  return named.slice(0, end === -1 ? 3 : end).map(Number);
}

/** The number that `^` lets not change: the first that is not 0, else the last one named. */
function caretPlace(numbers: readonly number[]): number {
  const place = numbers.findIndex((number) => number > 0);
  return place === -1 ? numbers.length - 1 : place;
}

/** The lowest version (its prereleases) in which the number at `place` is one higher. */
function stepAfter(numbers: readonly number[], place: number): Version {
  const at = (index: number): number =>
    index > place ? 0 : (numbers[index] ?? 0) + (index === place ? 1 : 0);
  return [at(0), at(1), at(2), -1];
}

const after = ([major, minor, patch, rank]: Version): Version =>
  rank === -1 ? [major, minor, patch, 0] : [major, minor, patch + 1, -1];

function before(a: Version, b: Version): boolean {
  for (const place of [0, 1, 2, 3] as const) {
    if (a[place] !== b[place]) return a[place] < b[place];
  }
  return false;
}

/** A range that cannot be read may mean any version. */
const overlap = (a: readonly Span[], b: readonly Span[] | null): boolean =>
  b === null || a.some((one) => b.some((other) => before(one[0], other[1]) && before(other[0], one[1])));
