/** The answer of blast for a terminal: the verdict and the first thing to do on the first screen. */
import type { Blast, Verdict } from '../../model/blast.ts';
import type { Style } from '../report.ts';
import { cell, escapeTerminal, type Paints, paints } from '../terminal-text.ts';
import { type Line, minute, sectionsOf, stepLine } from './sections.ts';

const FIRST_STEPS = 2;

export function renderTerminal(blast: Blast, { color, width, verbose }: Style): string {
  const paint = paints(color);
  const limits = verbose ? { rows: 1000, few: 50 } : { rows: 8, few: 3 };
  const [verdict, ...rest] = sectionsOf(blast, limits);
  const first = blast.steps.filter((step) => step.level >= 0).slice(0, FIRST_STEPS);
  const window =
    blast.window === null ? 'no window' : `${minute(blast.window.from)} to ${minute(blast.window.to)}`;
  const lines = [
    cell(escapeTerminal(`bulkhead blast ${blast.subject.root}`), width - 10).trimEnd(),
    `${window}, as of ${blast.subject.asOf}; all times UTC`,
    '',
    paint.bold('1 Verdict'),
    ...paintVerdict(
      (verdict?.lines ?? []).flatMap((line) => laidOut(line, width, paint)),
      blast.verdict,
      paint,
    ),
    ...(first.length > 0
      ? [
          '',
          paint.bold('Do first (all of it: part 5)'),
          ...first.flatMap((step) => laidOut(stepLine(step), width, paint)),
        ]
      : []),
    ...rest.flatMap(({ title, lines: own }) => [
      '',
      paint.bold(title),
      ...own.flatMap((line) => laidOut(line, width, paint)),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

const paintVerdict = (lines: readonly string[], verdict: Verdict, paint: Paints): string[] =>
  lines.map((line, i) =>
    i === 0
      ? verdict === 'exposed'
        ? paint.red(line)
        : verdict === 'cannot-exclude'
          ? paint.yellow(line)
          : line
      : line,
  );

const INDENT = 2;

function laidOut({ words, depth, kind }: Line, width: number, paint: Paints): string[] {
  const text = escapeTerminal(words.map((part) => (typeof part === 'string' ? part : part.code)).join(''));
  const before = ' '.repeat(INDENT * (depth + 1));
  if (kind === 'command') return shellLines(text, width, before);
  const mark = kind === 'task' ? '[ ] ' : '';
  const lines = folded(mark + text, width, before, before + ' '.repeat(mark === '' ? INDENT : mark.length));
  return kind === 'strong' ? lines.map(paint.bold) : lines;
}

/** Words folded at the width; one that is longer than a line is cut over several. */
export function folded(text: string, width: number, first: string, rest: string): string[] {
  const lines: string[] = [];
  let line = first;
  let bare = true;
  for (const word of text.split(' ')) {
    let left = word;
    const room = (): number => width - columns(line) - (bare ? 0 : 1);
    if (columns(left) > room() && !bare) {
      lines.push(line);
      [line, bare] = [rest, true];
    }
    while (columns(left) > room()) {
      const head = fitting(left, Math.max(1, room()));
      lines.push(line + head);
      left = left.slice(head.length);
      [line, bare] = [rest, true];
    }
    line += bare ? left : ` ${left}`;
    bare = false;
  }
  return [...lines, line];
}

/** East Asian wide characters and emoji take two columns. */
const columns = (text: string): number => [...text].reduce((sum, one) => sum + columnsOf(one), 0);
const columnsOf = (one: string): number =>
  /\p{Mn}|\p{Me}/u.test(one) ? 0 : (one.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;

function fitting(text: string, room: number): string {
  let head = '';
  let used = 0;
  for (const one of text) {
    used += columnsOf(one);
    if (used > room && head !== '') break;
    head += one;
  }
  return head;
}

/** A command over several lines that a shell reads as one: broken between its words, never inside quotes. */
export function shellLines(command: string, width: number, before: string): string[] {
  const words = command.match(/(?:\$'(?:\\.|[^'\\])*'|'[^']*'|\\.|[^\s'])+/g) ?? [command];
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && columns(before + line) + 1 + columns(word) > width - 2) {
      lines.push(`${before}${line} \\`);
      line = `  ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, before + line];
}
