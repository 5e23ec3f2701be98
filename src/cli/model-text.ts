/** The text of a file that a user named. */
import { basename, dirname, resolve } from 'node:path';
import { kindAt, oneFile } from '../io/disk.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { quote } from './options.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * @param command what is typed with such a file, for the hint
 * @throws UsageError when there is no text to be had
 */
export function textOf(path: string, maxFileSize: number, { cwd }: Terminal, command: string): string {
  const full = resolve(cwd, path);
  const kind = kindAt(full);
  if (kind !== 'file')
    throw new UsageError(
      `${quote(path)} ${kind === 'nothing' ? 'does not exist' : 'is not a file'}`,
      `give a model file, such as: bulkhead ${command} model.json`,
    );
  const [file] = oneFile(dirname(full), basename(full), { maxFileSize, wanted: () => true }).files;
  const read = file?.read();
  if (read?.kind === 'unread') throw refused({ ...read.diagnostic, at: { ...read.diagnostic.at, path } });
  const [odd] = read?.diagnostics ?? [];
  if (odd !== undefined) throw refused({ ...odd, message: 'it is not UTF-8', at: { ...odd.at, path } });
  return read?.text ?? '';
}

export const refused = ({ message, at, hint }: Diagnostic): UsageError =>
  new UsageError(`${at.path}:${at.line}:${at.column}: ${message}`, hint);
