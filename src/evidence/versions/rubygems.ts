import {
  compareDigits,
  compareLists,
  compareText,
  isDigits,
  MOST_CHARACTERS,
  type VersionOrder,
} from './order.ts';

/** Runs of digits and words; zeros before the first word, and at the end, are left out. */
type Segments = readonly string[];

const rubygems: VersionOrder<Segments> = {
  ecosystem: 'RubyGems',
  reference: 'https://docs.ruby-lang.org/en/master/Gem/Version.html',
  canonicalName: (name) => name,
  parse(text) {
    const trimmed = text.trim();
    if (
      text.length > MOST_CHARACTERS ||
      !/^\d+(\.[0-9A-Za-z]+)*(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/.test(trimmed)
    )
      return null;
    const segments = trimmed.replace(/-/g, '.pre.').match(/\d+|[a-z]+/gi) ?? [];
    const word = segments.findIndex((one) => !isDigits(one));
    if (word === -1) return withoutZeros(segments);
    return [...withoutZeros(segments.slice(0, word)), ...withoutZeros(segments.slice(word))];
  },
  /** A word comes before any number: it makes a prerelease. */
  compare: (a, b) => compareLists(a, b, compareSegments, '0'),
  namesOne: () => true,
};
export default rubygems;

function withoutZeros(segments: readonly string[]): string[] {
  let end = segments.length;
  while (end > 0 && /^0+$/.test(segments[end - 1] as string)) end -= 1;
  return segments.slice(0, end);
}

function compareSegments(a: string, b: string): number {
  const [left, right] = [isDigits(a), isDigits(b)];
  if (left !== right) return left ? 1 : -1;
  return left ? compareDigits(a, b) : compareText(a, b);
}
