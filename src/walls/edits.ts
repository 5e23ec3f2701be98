/** Edits of texts: applied together or not at all. */
import type { Edit } from './wall.ts';

/**
 * The texts with all edits made; offsets are those of the texts as given.
 * @throws Error when two edits of a file overlap, or one lies outside of it
 */
export function applied(
  texts: Readonly<Record<string, string>>,
  edits: readonly Edit[],
): Readonly<Record<string, string>> {
  const after: Record<string, string> = { ...texts };
  for (const path of new Set(edits.map((edit) => edit.path)))
    after[path] = edited(
      texts[path] ?? '',
      edits.filter((edit) => edit.path === path),
    );
  return after;
}

function edited(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.from - b.from || a.to - b.to);
  let made = '';
  let at = 0;
  for (const edit of ordered) {
    if (edit.from < at || edit.to < edit.from || edit.to > text.length)
      throw new Error(`edits of ${edit.path} overlap or lie outside of it`);
    made += text.slice(at, edit.from) + edit.with;
    at = edit.to;
  }
  return made + text.slice(at);
}
