/**
 * A lockfile cut down to the entries that name something: lines of all others are left empty, so that places stay
 * and the format's own reader can read the rest in a hundredth of the time. What is not laid out as package
 * managers write it stays whole.
 */

/**
 * @param names texts; an entry that holds one of them is kept
 * @param own keep what the lock says of the project's own packages too: its folders, and what they ask for
 */
export function reduceLock(path: string, text: string, names: readonly string[], own: boolean): string {
  // A name may hide behind an escape: then nothing is left out.
  if (/\\[ux]/.test(text)) return text;
  const file = path.slice(path.lastIndexOf('/') + 1);
  const lines = text.split('\n');
  const keeps = keeperOf(lines, text, names);
  if (file === 'yarn.lock') return reduceYarn(lines, keeps);
  if (file === 'pnpm-lock.yaml') return reducePnpm(lines, keeps, own);
  if (file === 'bun.lock') return reduceBun(lines, keeps);
  return file.endsWith('.json') ? reduceNpm(lines, keeps, own) : text;
}

/** Whether some line from `from` up to `to` holds a name. */
type Keeps = (from: number, to: number) => boolean;

function keeperOf(lines: readonly string[], text: string, names: readonly string[]): Keeps {
  const offsets = names.length > FEW_NAMES ? wordsAmong(text, names) : placesOf(text, names);
  // How many names stand before each line.
  const before = new Int32Array(lines.length + 1);
  let offset = 0;
  let count = 0;
  for (let i = 0; i < lines.length; i++) {
    before[i] = count;
    offset += (lines[i] as string).length + 1;
    while (count < offsets.length && (offsets[count] as number) < offset) count += 1;
  }
  before[lines.length] = count;
  return (from, to) => (before[Math.min(to, lines.length)] as number) > (before[from] as number);
}

/** Up to so many names are searched one by one. */
const FEW_NAMES = 8;

function placesOf(text: string, names: readonly string[]): number[] {
  const offsets: number[] = [];
  for (const name of names)
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) offsets.push(at);
  return offsets.sort((a, b) => a - b);
}

/** Where names of packages and scopes stand as words, in one pass; what is no such name is searched by itself. */
function wordsAmong(text: string, names: readonly string[]): number[] {
  const wanted = new Set(names);
  const offsets = placesOf(
    text,
    names.filter((name) => !/^(@[\w.~-]*\/)?[\w.~-]*$/.test(name)),
  );
  for (const { 0: word, index } of text.matchAll(/(?:@[\w.~-]*\/)?[\w.~-]+/g))
    if (wanted.has(word) || (word.startsWith('@') && wanted.has(word.slice(0, word.indexOf('/') + 1))))
      offsets.push(index);
  return offsets.sort((a, b) => a - b);
}

const SPACE = 32;
const TAB = 9;
const RETURN = 13;

/** Columns before the first sign; −1 for a line that is blank. */
function indentOf(line: string): number {
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code !== SPACE && code !== TAB && code !== RETURN) return i;
  }
  return -1;
}

/** Leaves the lines of a block empty, unless it is kept. */
function blank(lines: string[], from: number, to: number, keeps: Keeps): void {
  if (!keeps(from, to)) lines.fill('', from, to);
}

/** The line after a block: the next one that is not blank and not indented deeper than its head. */
function endOf(lines: readonly string[], head: number, indent: number): number {
  let end = head + 1;
  for (; end < lines.length; end++) {
    const found = indentOf(lines[end] as string);
    if (found >= 0 && found <= indent) break;
  }
  return end;
}

/** Blocks begin in the first column. */
function reduceYarn(lines: string[], keeps: Keeps): string {
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] as string;
    if (indentOf(line) !== 0 || line.startsWith('#')) {
      i += 1;
      continue;
    }
    const end = endOf(lines, i, 0);
    // Two lines in the first column that follow each other are one head, or damage: both stay.
    if (end > i + 1 && line.trimEnd().endsWith(':') && !line.startsWith('__metadata'))
      blank(lines, i, end, keeps);
    i = end;
  }
  return lines.join('\n');
}

/** Entries of a section stand two columns in; those of `importers` are dependencies, six columns in. */
const PNPM_DEPTH: Readonly<Record<string, number>> = { packages: 2, snapshots: 2, importers: 6 };

function reducePnpm(lines: string[], keeps: Keeps, own: boolean): string {
  const keepsEntry = pnpmEntries(lines, keeps);
  let section = '';
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] as string;
    const indent = indentOf(line);
    if (indent === 0) section = line.replace(/:.*$/s, '');
    const depth = own && section === 'importers' ? 0 : (PNPM_DEPTH[section] ?? 0);
    const isEntry = depth > 0 && indent === depth && /:\s*$|:\s/.test(line);
    const end = isEntry ? endOf(lines, i, indent) : i + 1;
    if (isEntry && !keepsEntry(section, i, end)) lines.fill('', i, end);
    i = end;
  }
  return lines.join('\n');
}

/** Whether an entry stays. A snapshot stays with its package: else the reader would take the file for damaged. */
function pnpmEntries(
  lines: readonly string[],
  keeps: Keeps,
): (section: string, from: number, end: number) => boolean {
  const packages = new Set<string>();
  let seen = false;
  return (section, from, end) => {
    const key = packageKey(lines[from] as string);
    if (section === 'snapshots' && seen) return packages.has(key);
    const kept = keeps(from, end);
    if (section === 'packages') {
      seen = true;
      if (kept) packages.add(key);
    }
    return kept;
  };
}

/** The key of an entry, without the peers that a snapshot adds in brackets. */
const packageKey = (line: string): string =>
  line
    .trim()
    .replace(/^['"]/, '')
    .replace(/['"]?:(\s.*)?$/s, '')
    .replace(/\(.*$/s, '');

/** One line a package, four columns in, behind `"packages": {`. */
function reduceBun(lines: string[], keeps: Keeps): string {
  const head = lines.findIndex((line) => /^ {2}"packages": \{\s*$/.test(line));
  for (let i = head + 1; head >= 0 && i < lines.length; i++)
    if (/^ {4}"[^"]*": \[.*\],?\s*$/.test(lines[i] as string)) blank(lines, i, i + 1, keeps);
  return lines.join('\n');
}

/** Entries are objects two levels in, as `JSON.stringify` lays them out with any indent. */
function reduceNpm(lines: string[], keeps: Keeps, own: boolean): string {
  const unit = indentOf(lines[1] ?? '');
  if (lines[0]?.trim() !== '{' || unit <= 0) return lines.join('\n');
  const head = own ? /^\s+"[^"]*node_modules\/[^"]*": \{\s*$/ : /^\s+"[^"]*": \{\s*$/;
  for (let i = 0; i < lines.length; ) {
    const line = lines[i] as string;
    if (indentOf(line) !== 2 * unit || !head.test(line)) {
      i += 1;
      continue;
    }
    const end = endOf(lines, i, 2 * unit) + 1;
    const last = lines[end - 1] ?? '';
    const closed = indentOf(last) === 2 * unit && /^\s+\},?\s*$/.test(last);
    if (closed) blank(lines, i, end, keeps);
    i = closed ? end : i + 1;
  }
  // The entry that now comes last may end in a comma; a line break is in no text of JSON.
  return lines.join('\n').replace(/,(?=[ \t\r]*\n\s*[}\]])/g, '');
}
