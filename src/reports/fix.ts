/** `bulkhead fix` in a terminal: the diff, and what could not be written. */
import type { Fix, FixedChoice } from '../model/fix.ts';
import { plural } from './figures.ts';
import type { Style } from './report.ts';
import { clip, escapeTerminal, type Paints, paints } from './terminal-text.ts';

export interface FixStyle extends Style {
  /** The files have been written. */
  readonly written: boolean;
}

export function fixText({ choices, files }: Fix, { color, width, written }: FixStyle): string {
  const paint = paints(color);
  const patched = choices.filter((one) => one.outcome === 'patched');
  const left = choices.filter((one) => one.outcome !== 'patched');
  const what = `${plural(patched.length, 'wall')} in ${plural(files.length, 'file')}`;
  const end =
    files.length === 0
      ? ['Nothing to write.']
      : [
          written
            ? `Written: ${what}. Look with: git diff`
            : `Not written: ${what}. Without --dry-run it is.`,
        ];
  const lines = [
    ...files.flatMap((file) => file.diff.split('\n').slice(0, -1)).map((line) => painted(line, paint)),
    ...(files.length === 0 ? [] : ['']),
    ...patched.map((one) => clip(`standing  ${escapeTerminal(one.title)}`, width)),
    ...left.flatMap((one) => unwritten(one, width)),
    ...(choices.length === 0 ? [] : ['']),
    ...end,
  ];
  return `${lines.join('\n')}\n`;
}

const unwritten = ({ title, outcome, because }: FixedChoice, width: number): string[] => [
  clip(`${outcome === 'lacks' ? 'lacks   ' : 'by hand '}  ${escapeTerminal(title)}`, width),
  clip(`          ${escapeTerminal(because)}`, width),
];

function painted(line: string, paint: Paints): string {
  const text = escapeTerminal(line);
  if (/^(---|\+\+\+|diff )/.test(line)) return paint.bold(text);
  if (line.startsWith('@@')) return paint.cyan(text);
  if (line.startsWith('+')) return paint.yellow(text);
  return line.startsWith('-') ? paint.red(text) : text;
}
