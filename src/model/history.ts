/**
 * The git history of a tree, as far as questions about its past need it: commits, what each changed among the
 * files that matter, refs, and the texts of old files on request. `src/io/git-history.ts` makes one.
 */

/** A point in time, seconds since 1970-01-01 UTC. */
export type Seconds = number;

export interface HistoryCommit {
  /** 40 hex digits. */
  readonly hash: string;
  /** First parent first; empty for a root, and at the edge of a shallow clone. */
  readonly parents: readonly string[];
  readonly authored: Seconds;
  readonly committed: Seconds;
  readonly author: string;
  /** Files that differ from the first parent; all files for a commit whose first parent is not among the commits. */
  readonly changes: readonly FileChange[];
}

export interface FileChange {
  readonly path: string;
  /** Object id of the content; null where the file is gone, or is no regular file. */
  readonly blob: string | null;
}

export interface HistoryRef {
  /** Full name, such as `refs/remotes/origin/renovate/axios-1.x`. */
  readonly name: string;
  readonly commit: string;
}

export interface HistoryTag {
  /** Without `refs/tags/`. */
  readonly name: string;
  readonly created: Seconds;
}

export interface RepositoryHistory {
  /** Children before parents. */
  readonly commits: readonly HistoryCommit[];
  /** The checked-out commit, and the ref that names it; null when there is none. */
  readonly head: string | null;
  readonly headRef: string | null;
  /** Branches, remote-tracking branches and whatever else names a commit, tags apart. */
  readonly refs: readonly HistoryRef[];
  readonly tags: readonly HistoryTag[];
  readonly shallow: boolean;
  /** What was left unread, a sentence each: each makes the answer uncertain. */
  readonly cut: readonly string[];
  /**
   * Reads contents in order, and shows those that hold what is searched.
   *
   * @param blobs object ids
   * @returns why some were not read, a sentence each
   */
  scan(
    blobs: readonly string[],
    search: Search,
    visit: (content: OldContent) => void,
  ): Promise<readonly string[]>;
}

/** Plain texts to search. */
export interface Search {
  /** One of them must stand in the text; none shows all texts. */
  readonly names: readonly string[];
  /** By name, texts to look for near it; a name that is not among them needs none. Null when they do not matter. */
  readonly near: ReadonlyMap<string, readonly string[]> | null;
}

export const EVERYTHING: Search = { names: [], near: null };

/** An old content that holds a name, or in which one may hide behind an escape. Good only during the visit. */
export interface OldContent {
  /** Object id. */
  readonly blob: string;
  /** Those of the names that stand in it. */
  readonly held: readonly string[];
  /** Those of them that need no text, or have one of theirs within 8 kB. */
  readonly near: readonly string[];
  /** It holds an escape, and other names may stand behind it. */
  readonly hides: boolean;
  /** The same for contents that agree in the lines that hold one of these names or an escape, and those before and behind. */
  around(names: readonly string[]): string;
  text(): string;
}

/** A history that could not be read, with the reason. */
export interface UnreadHistory {
  readonly unread: string;
}
