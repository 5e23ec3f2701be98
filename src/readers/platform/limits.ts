/** Hand-written files stay far below a limit beyond which reading them would take seconds. */
import { type Inventory, inventory } from '../../model/inventory.ts';
import type { TextFile } from '../reader.ts';

export const MAX_LENGTH = 1_000_000;

export const tooLarge = (reader: string, file: TextFile): Inventory =>
  inventory({
    diagnostics: [
      {
        code: `${reader}/too-large`,
        severity: 'error',
        message: `the file has ${file.text.length} characters; at most ${MAX_LENGTH} are read`,
        at: { path: file.path, line: 1, column: 1 },
        hint: 'make the file smaller, or leave it out of the tree',
      },
    ],
  });
