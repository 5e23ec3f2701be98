/** The answer of blast as a checklist to paste into the incident's channel. Nothing in it pings, links or draws. */
import type { Blast, Words } from '../../model/blast.ts';
import { escapeTerminal } from '../terminal-text.ts';
import { type Line, minute, sectionsOf } from './sections.ts';

export function renderMarkdown(blast: Blast): string {
  const window =
    blast.window === null ? 'no window' : `${minute(blast.window.from)} to ${minute(blast.window.to)}`;
  const commit = blast.subject.commit === null ? '' : `, commit ${blast.subject.commit.slice(0, 8)}`;
  const sections = sectionsOf(blast, { rows: 200, few: 20 });
  return `${[
    `# Blast radius of ${quoted(blast.subject.root)}`,
    '',
    `${window}, as of ${blast.subject.asOf}${commit}; all times UTC`,
    ...sections.flatMap(({ title, lines }) => ['', `## ${title}`, '', ...lines.flatMap(laidOut)]),
  ].join('\n')}\n`;
}

function laidOut({ words, depth, kind }: Line): string[] {
  const before = '  '.repeat(depth);
  if (kind === 'strong' && depth === 0) return [`- **${plain(words)}**`];
  return [`${before}- ${kind === 'task' || kind === 'command' ? '[ ] ' : ''}${plain(words)}`];
}

const plain = (words: Words): string =>
  words.map((part) => (typeof part === 'string' ? escapeMarkdown(part) : quoted(part.code))).join('');

/** Own words, which hold data of ours at most: signs of Markdown and HTML are taken literally. */
export const escapeMarkdown = (text: string): string =>
  escapeTerminal(text).replace(/[\\`*_{}[\]<>#|~&@]/g, (sign) => (sign === '@' ? '@\u2060' : `\\${sign}`));

/**
 * Text of files, as code: no mention, link, picture or HTML is read in it. The fence is longer than any run of
 * backticks inside; a pipe would end the cell of a table.
 */
export function quoted(text: string): string {
  const safe = escapeTerminal(text);
  if (safe === '') return '``';
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const edge = /^[`\s]|[`\s]$/.test(safe) ? ' ' : '';
  return `${fence}${edge}${safe}${edge}${fence}`;
}
