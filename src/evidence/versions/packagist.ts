import { compareDigits, compareLists, isDigits, MOST_CHARACTERS, type VersionOrder } from './order.ts';

interface Parts {
  /** Runs of digits in front. */
  readonly numbers: readonly string[];
  /** Words of stability and the numbers behind them. */
  readonly suffix: readonly string[];
}

/** Places around a release; a number behind a word is beyond all of them but a patch. */
const STABILITIES: Readonly<Record<string, number>> = {
  dev: -4,
  alpha: -3,
  a: -3,
  beta: -2,
  b: -2,
  rc: -1,
  c: -1,
  '': 0,
  stable: 0,
  patch: 2,
  pl: 2,
  p: 2,
};

const packagist: VersionOrder<Parts> = {
  ecosystem: 'Packagist',
  reference: 'https://getcomposer.org/doc/articles/versions.md',
  canonicalName: (name) => name.toLowerCase(),
  /** Branches (`dev-main`) have no place in the order. */
  parse(text) {
    const trimmed = text.length > MOST_CHARACTERS ? '' : text.trim().toLowerCase().replace(/\+.*$/s, '');
    if (!/^v?\d+(\.\d+)*([-_.]?[a-z]+[-_.]?\d*)*([-_.]\d+)*$/.test(trimmed)) return null;
    const parts = trimmed.match(/\d+|[a-z]+/g) ?? [];
    const own = parts[0] === 'v' ? parts.slice(1) : parts;
    if (!own.every((one) => isDigits(one) || Object.hasOwn(STABILITIES, one))) return null;
    const word = own.findIndex((one) => !isDigits(one));
    const end = word === -1 ? own.length : word;
    return { numbers: own.slice(0, end), suffix: own.slice(end).filter((one) => one !== 'stable') };
  },
  compare: (a, b) =>
    compareLists(a.numbers, b.numbers, compareDigits, '0') ||
    compareLists(a.suffix, b.suffix, compareParts, ''),
  namesOne: () => true,
};
export default packagist;

function compareParts(a: string, b: string): number {
  if (isDigits(a) && isDigits(b)) return compareDigits(a, b);
  return placeOf(a) - placeOf(b);
}

const placeOf = (part: string): number => (isDigits(part) ? 1 : (STABILITIES[part] as number));
