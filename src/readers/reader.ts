/** The contract of a reader: one file a format, one fixture folder, no disk, no throw. */
import { at, type Diagnostic } from '../model/diagnostic.ts';
import { type Inventory, inventory } from '../model/inventory.ts';

/** A file of the tree, as text. Byte order mark and invalid bytes are dealt with before a reader sees it. */
export interface TextFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Reader {
  readonly id: string;
  readonly title: string;
  /** Where the format is described. */
  readonly spec: string;
  /** Whether the file is of this format, by its path alone. */
  matches(path: string): boolean;
  /**
   * Facts of the file. Bad input gives a diagnostic, never a throw.
   * A promise where the parser is costly to load (`yaml`): it is imported when first needed.
   */
  read(file: TextFile): Inventory | Promise<Inventory>;
}

/** The last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The folder of a path, `.` for the root. */
export const folderOf = (path: string): string =>
  path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';

/** An inventory that says only that the file could not be read: it makes the answer partial. */
export function malformed(
  reader: string,
  file: TextFile,
  message: string,
  hint: string,
  line = 1,
  column = 1,
): Inventory {
  const diagnostic: Diagnostic = {
    code: `${reader}/malformed`,
    severity: 'error',
    message,
    at: at(file.path, line, column),
    hint,
  };
  return inventory({ diagnostics: [diagnostic] });
}
