/** What `bulkhead fix` would write, or has written. */

/** One choice and what became of it. */
export interface FixedChoice {
  readonly id: string;
  readonly wall: string;
  readonly title: string;
  /**
   * `patched`: its edits are in the files, and the detector says that it stands; `lacks`: something has to be known
   * first; `by hand`: the wall is no text that can be written here.
   */
  readonly outcome: 'patched' | 'lacks' | 'by hand';
  /** What is lacking, or what to do by hand; '' for `patched`. */
  readonly because: string;
}

export interface FixedFile {
  readonly path: string;
  /** Null for a file that is new. */
  readonly before: string | null;
  readonly after: string;
  /** Unified diff, as `git apply` takes it. */
  readonly diff: string;
}

export interface Fix {
  readonly choices: readonly FixedChoice[];
  /** All of them are written, or none. */
  readonly files: readonly FixedFile[];
}
