/** A tree of files as stages see it: paths, and text on request. Disk, archive and browser each make one. */
import type { Diagnostic } from './diagnostic.ts';

export interface FileTree {
  /** Files that somebody may want to read, in order of path. */
  readonly files: readonly TreeFile[];
  /** Folders and files passed over by a rule. */
  readonly skipped: readonly Skipped[];
  /** What was odd while walking: loops, links that lead outside, folders that could not be opened. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface TreeFile {
  /** Relative to the root, with `/`, no leading `./`. */
  readonly path: string;
  /** The text, or why there is none. Bytes that are not UTF-8 come as U+FFFD with a diagnostic. */
  read(): FileText;
}

export type FileText =
  | { readonly kind: 'text'; readonly text: string; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'unread'; readonly reason: string; readonly diagnostic: Diagnostic };

export interface Skipped {
  readonly path: string;
  readonly rule: string;
  /** Files in it, null when not counted. */
  readonly files: number | null;
}

/** What the version history of a tree tells. */
export interface History {
  readonly commit: string | null;
  /** Distinct committers to the current branch in the year before the assessment; null when not read. */
  readonly committers: number | null;
  /** Workflow files of other local refs that differ from the working tree's. */
  readonly workflows: readonly { readonly ref: string; readonly path: string; readonly text: string }[];
  readonly diagnostics: readonly Diagnostic[];
}

export const NO_HISTORY: History = { commit: null, committers: null, workflows: [], diagnostics: [] };
