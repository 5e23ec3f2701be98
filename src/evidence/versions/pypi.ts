import {
  compareDigits,
  compareLists,
  compareText,
  isDigits,
  MOST_CHARACTERS,
  type VersionOrder,
} from './order.ts';

/** A version of PEP 440. Runs of digits; null where a part is not there. */
interface Pep440 {
  readonly epoch: string;
  /** Zeros at the end left out. */
  readonly release: readonly string[];
  readonly pre: { readonly phase: string; readonly number: string } | null;
  readonly post: string | null;
  readonly dev: string | null;
  readonly local: readonly string[] | null;
}

const VERSION = new RegExp(
  '^v?(?:(\\d+)!)?(\\d+(?:\\.\\d+)*)' +
    '(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\\d*))?' +
    '(?:-(\\d+)|[-_.]?(post|rev|r)[-_.]?(\\d*))?' +
    '(?:[-_.]?(dev)[-_.]?(\\d*))?' +
    '(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$',
);
/** `a`, `b` and `rc` in their order, by the ways in which they are written. */
const PHASES: Readonly<Record<string, string>> = {
  a: 'a',
  alpha: 'a',
  b: 'b',
  beta: 'b',
  c: 'rc',
  rc: 'rc',
  pre: 'rc',
  preview: 'rc',
};

/** A number that is left out behind its word is 0. */
const numberOr = (digits: string | undefined): string =>
  digits === undefined || digits === '' ? '0' : digits;

const pypi: VersionOrder<Pep440> = {
  ecosystem: 'PyPI',
  reference: 'https://packaging.python.org/en/latest/specifications/version-specifiers/',
  canonicalName: (name) => name.toLowerCase().replace(/[-_.]+/g, '-'),
  parse(text) {
    if (text.length > MOST_CHARACTERS) return null;
    const match = VERSION.exec(text.trim().toLowerCase());
    if (match === null) return null;
    const [, epoch, release, phase, pre, implicit, post, postNumber, dev, devNumber, local] = match;
    return {
      epoch: epoch ?? '0',
      release: withoutZeros((release as string).split('.')),
      pre: phase === undefined ? null : { phase: PHASES[phase] as string, number: numberOr(pre) },
      post: implicit ?? (post === undefined ? null : numberOr(postNumber)),
      dev: dev === undefined ? null : numberOr(devNumber),
      local: local?.split(/[-_.]/) ?? null,
    };
  },
  compare(a, b) {
    return (
      compareDigits(a.epoch, b.epoch) ||
      compareLists(a.release, b.release, compareDigits, '0') ||
      comparePre(a, b) ||
      compareOr(a.post, b.post, -1) ||
      compareOr(a.dev, b.dev, 1) ||
      compareLocal(a.local, b.local)
    );
  },
  namesOne: () => true,
};
export default pypi;

function withoutZeros(numbers: readonly string[]): string[] {
  let end = numbers.length;
  while (end > 0 && /^0+$/.test(numbers[end - 1] as string)) end -= 1;
  return numbers.slice(0, end);
}

/** Development releases of a release come before its prereleases, these before the release itself. */
function comparePre(a: Pep440, b: Pep440): number {
  const [left, right] = [placeOf(a), placeOf(b)];
  if (left !== right || a.pre === null || b.pre === null) return left - right;
  return compareText(a.pre.phase, b.pre.phase) || compareDigits(a.pre.number, b.pre.number);
}

const placeOf = ({ pre, post, dev }: Pep440): number =>
  pre !== null ? 0 : post === null && dev !== null ? -1 : 1;

/** What is not there comes before (−1) or after (1) whatever is. */
function compareOr(a: string | null, b: string | null, absent: number): number {
  if (a !== null && b !== null) return compareDigits(a, b);
  return a === b ? 0 : a === null ? absent : -absent;
}

function compareLocal(a: readonly string[] | null, b: readonly string[] | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareLists<string | null>(a, b, compareSegments, null);
}

/** Fewer segments before more, words before numbers. */
function compareSegments(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const [left, right] = [isDigits(a), isDigits(b)];
  if (left !== right) return left ? 1 : -1;
  return left ? compareDigits(a, b) : compareText(a, b);
}
