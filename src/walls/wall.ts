/** The contract of a wall: one file a control. Facts in, sites and choices out. */
import type { AttackGraph, Step } from '../model/attack-graph.ts';
import type { Attestation } from '../model/attestation.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ShockSpec } from '../model/shock.ts';
import type { Places } from '../model/surface.ts';
import type { WallChoice, WallSite } from '../model/wall.ts';

/** What a wall is told of a tree. */
export interface WallFacts {
  readonly inventory: Inventory;
  readonly places: Places;
  /** As the tree stands: walls that stand are in it. */
  readonly graph: AttackGraph;
  readonly shocks: readonly ShockSpec[];
  /** Those in force. */
  readonly attested: readonly Attestation[];
}

export interface Wall {
  readonly id: string;
  readonly title: string;
  /** The standard that names it, with the number of its practice. */
  readonly standard: string;
  /** What it acts on, and against what: words for a person. */
  readonly against: string;
  /** What it does nothing against, and what it makes worse. */
  readonly limits: string;
  /** Parameters of its failure on demand, and of its side effects. */
  readonly failure: readonly string[];
  /** Parameters of its work, hours. */
  readonly effort: readonly string[];
  /** Other walls that it works against, or that it needs beside it. */
  readonly conflicts: readonly { readonly wall: string; readonly because: string }[];
  /** Every place where it may stand, with whether it does. */
  sites(facts: WallFacts): readonly WallSite[];
  /** What could be built at the sites where it does not stand; a choice without an act would change nothing and is left out. */
  choices(facts: WallFacts, missing: readonly WallSite[]): readonly WallChoice[];
  /** How a choice is written into files; walls that are no text have none. */
  readonly patch?: (choice: WallChoice, files: PatchFiles, facts: WallFacts) => Patched;
}

/** Files of the tree as a patch reads them. */
export interface PatchFiles {
  /** The text of a file, null where there is none (or it cannot be read). */
  readonly text: (path: string) => string | null;
  /** The commit that a tag of an action stands for, where something tells: never invented. */
  readonly commitOf: (reference: string) => string | null;
}

/** Replace `text.slice(from, to)` by `with`; a new file is one edit of a path that has no text. */
export interface Edit {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly with: string;
}

/** The edits that build a wall, or what they lack: then nothing is written at all. */
export type Patched =
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  | { readonly kind: 'lacks'; readonly what: string };

/** Steps of the graph by technique and what else must hold; their ids. */
export const stepsWhere = (graph: AttackGraph, holds: (step: Step) => boolean): string[] =>
  graph.steps.filter(holds).map((step) => step.id);

/** What somebody attests of a wall that no file shows: `walls.<id>`, or `walls.<id>.<place>`. */
export function attestedState(
  { attested }: Pick<WallFacts, 'attested'>,
  key: string,
): 'standing' | 'absent' | 'unknown' {
  const value = attested.find((one) => one.fact === key)?.value;
  return value === 'standing' || value === 'absent' ? value : 'unknown';
}

/** Things by what they have in common, in the order of their first. */
export function grouped<T>(things: readonly T[], key: (thing: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const known = groups.get(key(thing));
    if (known === undefined) groups.set(key(thing), [thing]);
    else known.push(thing);
  }
  return [...groups];
}
