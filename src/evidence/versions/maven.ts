import { compareDigits, compareText, isDigits, MOST_CHARACTERS, type VersionOrder } from './order.ts';

/** A token and what stands before it; `.` and `-` differ in depth. */
interface Token {
  readonly separator: '.' | '-';
  /** A run of digits, or a qualifier in small letters. */
  readonly text: string;
}

/** Qualifiers that have a place; all others come behind them, by their letters. */
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const SAME: Readonly<Record<string, string>> = { ga: '', final: '', release: '', cr: 'rc' };
/** One letter before a number. */
const SHORT: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' };

const maven: VersionOrder<readonly Token[]> = {
  ecosystem: 'Maven',
  reference: 'https://maven.apache.org/pom.html#Version_Order_Specification',
  canonicalName: (name) => name,
  parse(text) {
    const trimmed = text.trim();
    if (trimmed === '' || text.length > MOST_CHARACTERS) return null;
    return trimmedTokens(tokensOf(trimmed.toLowerCase()));
  },
  compare(a, b) {
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const [left, right] = [a[i], b[i]];
      const order = compareTokens(left ?? nullLike(right as Token), right ?? nullLike(left as Token));
      if (order !== 0) return order;
    }
    return 0;
  },
  namesOne: () => true,
};
export default maven;

/** Between digits and letters stands a hyphen; what is empty is 0. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let separator: Token['separator'] = '-';
  for (const part of text.split(/([-._])/)) {
    if (part === '-' || part === '.' || part === '_') {
      separator = part === '.' ? '.' : '-';
      continue;
    }
    const runs = part === '' ? ['0'] : (part.match(/\d+|[^\d]+/g) as string[]);
    runs.forEach((run, i) => {
      const next = runs[i + 1];
      const word = next !== undefined && !isDigits(run) ? (SHORT[run] ?? run) : run;
      tokens.push({ separator: i === 0 ? separator : '-', text: SAME[word] ?? word });
    });
  }
  return tokens;
}

/** Nulls go from the end, and from before each hyphen. */
function trimmedTokens(tokens: readonly Token[]): Token[] {
  const kept: Token[] = [];
  let behind: Token['separator'] = '-';
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i] as Token;
    if (i > 0 && isNull(token) && behind === '-') continue;
    kept.push(token);
    behind = token.separator;
  }
  return kept.reverse();
}

const isNull = ({ text }: Token): boolean => text === '' || /^0+$/.test(text);

const nullLike = ({ separator, text }: Token): Token => ({ separator, text: isDigits(text) ? '0' : '' });

function compareTokens(a: Token, b: Token): number {
  const [left, right] = [isDigits(a.text), isDigits(b.text)];
  if (left !== right || (left && a.separator !== b.separator)) return depth(a) - depth(b);
  if (left) return compareDigits(a.text, b.text);
  return place(a.text) - place(b.text) || compareText(a.text, b.text);
}

/** A qualifier comes before `-number`, this before `.number`. */
const depth = ({ separator, text }: Token): number => (isDigits(text) ? (separator === '-' ? 1 : 2) : 0);

function place(qualifier: string): number {
  const known = QUALIFIERS.indexOf(qualifier);
  return known === -1 ? QUALIFIERS.length : known;
}
