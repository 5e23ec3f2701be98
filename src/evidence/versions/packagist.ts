import { compareDigits, compareLists, isDigits, MOST_CHARACTERS, type VersionOrder } from './order.ts';

/** Runs of digits and words of stability. */
type Parts = readonly string[];

/** Places around a release; a number is beyond all of them but a patch. */
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
    return own.every((one) => isDigits(one) || one in STABILITIES) ? withoutZeros(own) : null;
  },
  compare: (a, b) => compareLists(a, b, compareParts, ''),
  namesOne: () => true,
};
export default packagist;

/** `1.0.0` is `1`: zeros at the end of the numbers in front say nothing, nor does `stable`. */
function withoutZeros(parts: readonly string[]): Parts {
  const word = parts.findIndex((one) => !isDigits(one));
  const numbers = word === -1 ? parts : parts.slice(0, word);
  let end = numbers.length;
  while (end > 0 && /^0+$/.test(numbers[end - 1] as string)) end -= 1;
  return [...numbers.slice(0, end), ...parts.slice(numbers.length).filter((one) => one !== 'stable')];
}

function compareParts(a: string, b: string): number {
  if (isDigits(a) && isDigits(b)) return compareDigits(a, b);
  return placeOf(a) - placeOf(b);
}

const placeOf = (part: string): number => (isDigits(part) ? 1 : (STABILITIES[part] as number));
