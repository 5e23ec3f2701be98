/** What a recogniser says of one call. */
import type { InstallCommand, InstallKind } from '../../../model/install.ts';
import type { Answer } from '../../../model/inventory.ts';
import type { Word } from './scan.ts';

export type Install = Omit<InstallCommand, 'command' | 'place' | 'at'>;
export interface Script {
  readonly tool: string;
  readonly script: string;
  readonly directory: string | null;
}
export type Found = { readonly install: Install } | { readonly script: Script };

export const NOTHING: readonly Found[] = [];

/** An install with the common answers filled in. */
export const install = (
  tool: string,
  kind: InstallKind,
  locked: Answer,
  more: Partial<Install> & { readonly directory: string | null },
): readonly Found[] => [
  { install: { tool, kind, locked, names: [], global: false, scriptsOff: false, productionOnly: false, ...more } },
];

/** Names as written, each at most 200 characters, at most 100 of them: the text is hostile. */
export const namesOf = (words: readonly (Word | string)[]): readonly string[] =>
  words
    .slice(0, 100)
    .map((word) => (typeof word === 'string' ? word : word.text).slice(0, 200))
    .filter((name) => name !== '');

/** `a/b` joined to `.`, normalised; null when it cannot be told or leaves the tree. */
export function within(directory: string | null, path: string): string | null {
  const text = path.replace(/^(?:\$GITHUB_WORKSPACE|\$\{GITHUB_WORKSPACE\}|\$\{\{\s*github\.workspace\s*\}\})(?=\/|$)/, '~');
  const fromRoot = text.startsWith('~') && path !== text;
  if (/[$`*?]|^~(?!\/|$)|^-$/.test(text.slice(fromRoot ? 1 : 0))) return null;
  if (!fromRoot && (text.startsWith('/') || text.startsWith('~') || /^[A-Za-z]:/.test(text))) return null;
  const start = fromRoot ? '.' : directory;
  if (start === null) return null;
  const parts: string[] = start === '.' ? [] : start.split('/');
  for (const part of text.slice(fromRoot ? 1 : 0).split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.length > 100 ? null : parts.length === 0 ? '.' : parts.join('/');
}
