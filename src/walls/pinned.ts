/** Actions named by their commit: the tag stays behind it as a comment, for people and for bots. */
import type { Use } from '../model/workflow.ts';
import { type Edit, grouped, type Patched, type PatchFiles, type WallFacts } from './wall.ts';
import { type Lines, linesOf, startOf } from './workflow-text.ts';

/** A use with the file that holds it. */
export interface Placed {
  readonly use: Use;
  readonly file: string;
}

/** The uses pinned, each at every place; what a file or a commit lacks, all lack. */
export function pinned(uses: readonly Placed[], files: PatchFiles, facts: WallFacts): Patched {
  const unknown = [
    ...new Set(uses.map(({ use }) => use.reference).filter((one) => files.commitOf(one) === null)),
  ];
  if (unknown.length > 0) return { kind: 'lacks', what: `the commits of ${unknown.join(', ')}` };
  const edits: Edit[] = [];
  for (const [path, group] of grouped(uses, ({ file }) => file)) {
    const lines = linesOf(path, files, facts);
    if (typeof lines === 'string') return { kind: 'lacks', what: lines };
    for (const [, [one]] of grouped(group, ({ use }) => `${use.at.line} ${use.at.column}`)) {
      const { use } = one as Placed;
      const made = pin(lines, use, files.commitOf(use.reference) as string);
      if (made === null)
        return { kind: 'lacks', what: `${use.reference} in ${path}:${use.at.line} is to be pinned by hand` };
      edits.push(...made);
    }
  }
  return { kind: 'edits', edits };
}

/** Two edits of a line: the commit in place of the tag, and the tag in the comment, before what stands there. */
function pin(lines: Lines, { reference, at }: Use, commit: string): Edit[] | null {
  const { path } = lines;
  const line = (lines.lines[at.line - 1] ?? '').trimEnd();
  const start = startOf(lines, at.line - 1);
  const column = line.indexOf(reference, at.column - 1);
  const tag = reference.lastIndexOf('@') + 1;
  // An alias of a value that stands elsewhere, or a value over several lines.
  if (column < 0 || tag === 0) return null;
  const behind = column + reference.length;
  const rest = /^["']?([\s,\]}]*)(#.*)?$/.exec(line.slice(behind));
  if (rest === null) return null;
  const from = start + column + tag;
  const ref = reference.slice(tag);
  const comment = rest[2] ?? null;
  const words = comment === null ? '' : comment.replace(/^#+\s*/, '');
  const told =
    comment === null ? ` # ${ref}` : `# ${ref}${words === '' || words === ref ? '' : `, ${words}`}`;
  const until = start + line.length;
  return [
    { path, from, to: start + behind, with: commit },
    { path, from: until - (comment?.length ?? 0), to: until, with: told },
  ];
}
