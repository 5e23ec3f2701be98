/** Whether an old file that is no lock names what is asked, and what of it decides how that is read. */
import type { Targets } from './findings.ts';

/** Up to so many names of packages are searched one by one. */
const FEW_NAMES = 8;
/** Lines before and behind a mention that may belong to its command or step. */
const AROUND = 8;
const AROUND_IN_JSON = 2;
/** All secrets are handed over, whatever their names. */
const ALL_SECRETS = /secrets:\s*inherit|tojson\s*\(\s*secrets|secrets\s*\[/;
const WORD = /(?:@[\w.~-]*\/)?[\w.~-]+/g;
const IS_WORD = /^(@[\w.~-]*\/)?[\w.~-]*$/;

/**
 * @returns for a path and its text, the lines that name something, each with those that it stands under and those
 * around: files that agree in them say the same. '' for none. Letters of either case are alike.
 */
export function mentionsOf(targets: Targets): (path: string, text: string) => string {
  const named = namedIn(targets);
  const vendors = targets.ofKind('vendor').length > 0;
  return (path, text) => {
    const lower = text.toLowerCase();
    // A label may come out of a matrix, far from the job that runs on it.
    if (vendors && lower.includes('runs-on')) return text;
    if (!named(lower)) return '';
    const lines = text.split('\n');
    const isJson = path.endsWith('.json');
    const parts = lower.split('\n').flatMap((line, i) => {
      if (!named(line)) return [];
      const around = /^\s*-?\s*uses:/.test(line) ? 0 : isJson ? AROUND_IN_JSON : AROUND;
      return [[...above(lines, i), ...lines.slice(Math.max(0, i - around), i + around + 1)].join('\n')];
    });
    // What stands there twice says no more than once.
    return [...new Set(parts)].join('\0');
  };
}

/** Whether a text in lower case holds a name. */
function namedIn(targets: Targets): (text: string) => boolean {
  const packages = targets.needles('package').map((name) => name.toLowerCase());
  const words = packages.length > FEW_NAMES ? new Set(packages.filter((name) => IS_WORD.test(name))) : null;
  const texts = [
    ...packages.filter((name) => words?.has(name) !== true),
    ...targets.needles('other').map((name) => name.toLowerCase()),
  ];
  const secrets = targets.ofKind('credential').length > 0;
  return (text) =>
    texts.some((one) => text.includes(one)) ||
    (secrets && ALL_SECRETS.test(text)) ||
    (words !== null &&
      (text.match(WORD) ?? []).some(
        (word) =>
          words.has(word) || (word.startsWith('@') && words.has(word.slice(0, word.indexOf('/') + 1))),
      ));
}

/** Lines above that are indented less and less: the step, job or section that a line is part of. */
function above(lines: readonly string[], index: number): string[] {
  const found: string[] = [];
  let least = indentOf(lines[index] as string);
  for (let i = index - 1; i >= 0 && least > 0; i--) {
    const line = lines[i] as string;
    const indent = indentOf(line);
    if (line.trim() === '' || indent >= least) continue;
    found.unshift(line);
    least = indent;
  }
  return found;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
