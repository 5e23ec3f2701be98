/** Digests of images: those that the tree tells, and how one is written behind a reference. */
import type { Location } from '../model/diagnostic.ts';
import type { Edit, Patched, PatchFiles, WallFacts } from './wall.ts';
import { linesOf, startOf } from './workflow-text.ts';

const DIGEST = /@sha256:[0-9a-f]{64}$/i;

/** `node:22-alpine@sha256:…` → `node`. */
export function nameOf(reference: string): string {
  const bare = reference.replace(/@.*$/, '');
  const last = bare.lastIndexOf('/') + 1;
  return bare.slice(0, last) + bare.slice(last).replace(/:.*$/, '');
}

/** References of the tree that name a digest beside their tag: what the tag stood for. Two digests of one tag tell nothing. */
export function digestsIn({
  inventory,
  places,
}: Pick<WallFacts, 'inventory' | 'places'>): (reference: string) => string | null {
  const known = new Map<string, Set<string>>();
  const surfaces = places.surfaces.flatMap((one) => (one.kind === 'image' ? [one.reference] : []));
  for (const reference of [...surfaces, ...inventory.images.map((image) => image.reference)]) {
    const digest = DIGEST.exec(reference)?.[0];
    if (digest === undefined) continue;
    const tag = reference.slice(0, -digest.length);
    // A name alone beside a digest does not say that it was the latest.
    if (!tag.slice(tag.lastIndexOf('/') + 1).includes(':')) continue;
    known.set(tag, (known.get(tag) ?? new Set()).add(digest.toLowerCase()));
  }
  return (reference) => {
    const digests = [...(known.get(reference) ?? [])];
    return digests.length === 1 ? (digests[0] as string) : null;
  };
}

export interface Named {
  readonly reference: string;
  readonly at: Location;
}

/** The digest behind each reference, at its place; what one lacks, all lack. */
export function digested(
  places: readonly Named[],
  digestOf: (reference: string) => string | null,
  files: PatchFiles,
  facts: WallFacts,
): Patched {
  const unknown = [...new Set(places.map((one) => one.reference))].filter((one) => digestOf(one) === null);
  if (unknown.length > 0) {
    const command = `docker buildx imagetools inspect ${unknown.find((one) => !one.includes('$')) ?? 'IMAGE:TAG'}`;
    return { kind: 'lacks', what: `the digests of ${unknown.join(', ')}: \`${command}\` tells one` };
  }
  const edits = new Map<string, Edit>();
  for (const { reference, at } of places) {
    const lines = linesOf(at.path, files, facts);
    if (typeof lines === 'string') return { kind: 'lacks', what: lines };
    const line = lines.lines[at.line - 1] ?? '';
    const column = wordIn(line, reference);
    if (column === null)
      return { kind: 'lacks', what: `${reference} in ${at.path}:${at.line} is to be pinned by hand` };
    const end = startOf(lines, at.line - 1) + column + reference.length;
    edits.set(`${at.path} ${end}`, {
      path: at.path,
      from: end,
      to: end,
      with: digestOf(reference) as string,
    });
  }
  return { kind: 'edits', edits: [...edits.values()] };
}

/** Where a word stands in a line; null where it does not, or more than once: an argument or an alias gives it. */
function wordIn(line: string, word: string): number | null {
  const found: number[] = [];
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    const before = line[at - 1] ?? ' ';
    const after = line[at + word.length] ?? ' ';
    if (/[\s"'=/]/.test(before) && /[\s"',}\]]/.test(after)) found.push(at);
  }
  return found.length === 1 ? (found[0] as number) : null;
}
