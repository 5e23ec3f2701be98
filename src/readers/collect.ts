/** The reading half of the pipeline: every recognised file through its reader, faults told and never thrown. */
import type { Diagnostic } from '../model/diagnostic.ts';
import { at } from '../model/diagnostic.ts';
import type { FileTree, History, TreeFile } from '../model/files.ts';
import { type Inventory, inventory, merge } from '../model/inventory.ts';
import { readers } from './index.generated.ts';
import type { Reader, TextFile } from './reader.ts';
import { recognise } from './recognised.ts';

export interface Collected {
  readonly inventory: Inventory;
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
  /** Files that some reader took, whether or not it could make sense of them. */
  readonly recognised: number;
}

/** Called after each file that was read. */
export type Progress = (done: number, total: number, path: string) => void;

/** Whether a file is worth keeping for the stages. */
export const wanted = (path: string): boolean =>
  readers.some((reader) => reader.matches(path)) || recognise(path) !== null;

export async function collect(
  tree: FileTree,
  history: History,
  progress: Progress = () => {},
): Promise<Collected> {
  const found: Inventory[] = [inventory({ diagnostics: [...tree.diagnostics, ...history.diagnostics] })];
  const unread: { path: string; reason: string }[] = [];
  let recognised = 0;
  for (const [index, file] of tree.files.entries()) {
    const reader = readers.find((one) => one.matches(file.path));
    const what = reader === undefined ? recognise(file.path) : null;
    if (reader !== undefined) found.push(await readFile(reader, file));
    if (what !== null) unread.push({ path: file.path, reason: `${what}: no reader yet` });
    if (reader !== undefined || what !== null) recognised += 1;
    progress(index + 1, tree.files.length, file.path);
  }
  for (const file of history.workflows) found.push(await readRef(file));
  const whole = merge(found);
  return { inventory: whole, unread: [...unread, ...unreadBy(whole.diagnostics)], recognised };
}

async function readFile(reader: Reader, file: TreeFile): Promise<Inventory> {
  const text = file.read();
  if (text.kind === 'unread') return inventory({ diagnostics: [text.diagnostic] });
  const read = await safely(reader, { path: file.path, text: text.text });
  return text.diagnostics.length === 0 ? read : merge([inventory({ diagnostics: text.diagnostics }), read]);
}

/** A workflow of another ref: its facts, marked with the ref, without the places of the working tree. */
async function readRef(file: History['workflows'][number]): Promise<Inventory> {
  const reader = readers.find((one) => one.matches(file.path));
  if (reader === undefined) return inventory({});
  const read = await safely(reader, file);
  return inventory({ workflows: read.workflows.map((workflow) => ({ ...workflow, ref: file.ref })) });
}

/** A reader never throws; if one does all the same, its file counts as unread and the run goes on. */
async function safely(reader: Reader, file: TextFile): Promise<Inventory> {
  try {
    return await reader.read(file);
  } catch (error) {
    const message = `the reader failed: ${error instanceof Error ? error.message : String(error)}`;
    const diagnostic: Diagnostic = {
      code: `${reader.id}/failed`,
      severity: 'error',
      message,
      at: at(file.path),
      hint: 'this is a bug in bulkhead; please report it with the file',
    };
    return inventory({ diagnostics: [diagnostic] });
  }
}

/** Files of which something could not be read: each once, with the first reason. */
function unreadBy(diagnostics: readonly Diagnostic[]): { path: string; reason: string }[] {
  const reasons = new Map<string, string>();
  for (const one of diagnostics) {
    if (one.severity === 'error' && !reasons.has(one.at.path)) reasons.set(one.at.path, one.message);
  }
  return [...reasons].map(([path, reason]) => ({ path, reason }));
}
