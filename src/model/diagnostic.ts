/** A place in a file of the tree. `path` is relative to the root, with `/`; line and column count from 1. */
export interface Location {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning' | 'info';

/**
 * A remark on the input: what is odd, where, and what to do about it.
 *
 * `error`: the file, or a part of it, could not be read (completeness becomes `partial`);
 * `warning`: read, but something in it is not as it should be; `info`: worth knowing.
 */
export interface Diagnostic {
  /** `<reader or stage>/<what>`, such as `npm-lock/malformed`. */
  readonly code: string;
  readonly severity: Severity;
  /** Plain words, one sentence; may quote text of the file, so reports escape it. */
  readonly message: string;
  readonly at: Location;
  /** Something the user can do or type. */
  readonly hint: string;
}

export const at = (path: string, line = 1, column = 1): Location => ({ path, line, column });

/** `path:line`, as editors and terminals understand it. */
export const placeOf = (location: Location): string => `${location.path}:${location.line}`;
