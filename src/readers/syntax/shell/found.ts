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
  {
    install: {
      tool,
      kind,
      locked,
      names: [],
      global: false,
      scriptsOff: false,
      productionOnly: false,
      ...more,
    },
  },
];

/** Names as written, each at most 200 characters, at most 100 of them: the text is hostile. */
export const namesOf = (words: readonly (Word | string)[]): readonly string[] =>
  words
    .slice(0, 100)
    .map((word) => (typeof word === 'string' ? word : word.text).slice(0, 200))
    .filter((name) => name !== '');

const WORKSPACE = /^(?:\$GITHUB_WORKSPACE|\$\{GITHUB_WORKSPACE\}|\$\{\{\s*github\.workspace\s*\}\})(?=\/|$)/;

/** `a/b` joined to `.`, normalised; null when it cannot be told or leaves the tree. */
export function within(directory: string | null, path: string): string | null {
  const below = path.replace(WORKSPACE, '');
  const start = below === path ? directory : '.';
  const isAbsolute = below === path && /^(?:[/~]|[A-Za-z]:)/.test(path);
  if (start === null || isAbsolute || /[$`*?]|^-$/.test(below)) return null;
  return joined(start === '.' ? [] : start.split('/'), below);
}

function joined(start: readonly string[], path: string): string | null {
  const parts = [...start];
  for (const part of path.split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  if (parts.length > 100) return null;
  return parts.length === 0 ? '.' : parts.join('/');
}
