/** Commands as they stand in the text of a file: found by their place, changed word by word. */
import type { InstallSite } from '../model/install-site.ts';
import { broken } from './settings.ts';
import type { Edit, Patched, PatchFiles, WallFacts } from './wall.ts';

/** What to do with the words of one command: the new ones, or null where that cannot be told. */
export type Rewrite = (command: string, site: InstallSite) => string | null;

/** The commands of these sites rewritten; a command that runs in several places is one text. */
export function rewritten(
  sites: readonly InstallSite[],
  rewrite: Rewrite,
  { text }: PatchFiles,
  { inventory }: Pick<WallFacts, 'inventory'>,
): Patched {
  const edits = new Map<string, Edit>();
  for (const site of sites) {
    const { path, line } = site.at;
    const before = text(path);
    if (before === null) return { kind: 'lacks', what: `the text of ${path}` };
    if (broken(inventory, path))
      return { kind: 'lacks', what: `${path} does not parse: nothing is written into it` };
    const from = offsetOf(before, site);
    const after = from === null ? null : rewrite(site.command, site);
    if (from === null || after === null)
      return { kind: 'lacks', what: `\`${site.command}\` in ${path}:${line} is to be changed by hand` };
    edits.set(`${path} ${from}`, { path, from, to: from + site.command.length, with: after });
  }
  return { kind: 'edits', edits: [...edits.values()] };
}

/** Where the command begins; null where the text is not as it was read, such as a command over several lines. */
function offsetOf(text: string, { at, command }: InstallSite): number | null {
  const lines = text.split(/(?<=\n)/);
  const start = lines.slice(0, at.line - 1).join('').length;
  const line = lines[at.line - 1] ?? '';
  if (line.startsWith(command, at.column - 1)) return start + at.column - 1;
  // The place may be that of the line, or of the key above a block of lines: then the words must stand there once.
  const column = line.indexOf(command);
  return column < 0 || line.indexOf(command, column + 1) >= 0 ? null : start + column;
}
