/** `bulkhead evaluate FILE`: solves a model file. */
import { basename, dirname, resolve } from 'node:path';
import { evaluate } from '../evaluate.ts';
import { kindAt, oneFile } from '../io/disk.ts';
import { threadPool } from '../io/pool.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { evaluationText } from '../reports/evaluation.ts';
import { faultTreeText } from '../reports/fault-tree.ts';
import { oneOf, quote } from './options.ts';
import type { CommonFlags } from './run.ts';
import { settingsFor } from './settings.ts';
import { type ColorFlag, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export interface EvaluateFlags extends CommonFlags, ColorFlag {
  readonly format: string;
  /** Of the assessment, not of this command. */
  readonly output?: readonly string[];
  readonly failOnIncomplete?: boolean;
  readonly failOver?: string;
}

export async function evaluateCommand(
  path: string,
  flags: EvaluateFlags,
  terminal: Terminal,
): Promise<number> {
  refuseOthers(flags);
  const format = oneOf('--format', flags.format, ['terminal', 'json']);
  const style = styleFor(flags, terminal);
  // The horizon is in the model file: a repository's configuration has no say.
  const { horizonYears, maxFileSize, seed } = await settingsFor(
    terminal.cwd,
    { ...flags, config: false },
    terminal.env,
    terminal.today,
  );
  const pool = threadPool(new URL('./worker.js', import.meta.url));
  const answer = await evaluate({
    text: textOf(path, maxFileSize.value, terminal),
    path,
    horizonYears: horizonYears.from === 'default' ? null : horizonYears.value,
    seed: seed.value,
    pool,
  }).finally(() => pool.close());
  if ('code' in answer) throw refused(answer);
  if (format === 'json') terminal.out(`${JSON.stringify(answer, null, 2)}\n`);
  else
    terminal.out(
      'topEvents' in answer ? faultTreeText(answer, path, style) : evaluationText(answer, path, style),
    );
  return 0;
}

/** Flags that promise something which this command does not do: better refused than passed over. */
function refuseOthers({ output, failOnIncomplete, failOver }: EvaluateFlags): void {
  const given = [
    output === undefined ? [] : '--output',
    failOnIncomplete === undefined ? [] : '--fail-on-incomplete',
    failOver === undefined ? [] : '--fail-over',
  ].flat();
  if (given[0] !== undefined)
    throw new UsageError(
      `${given[0]} is of no use with evaluate`,
      'leave it out; --format json prints the answer',
    );
}

/** @throws UsageError when there is no text to be had */
function textOf(path: string, maxFileSize: number, { cwd }: Terminal): string {
  const full = resolve(cwd, path);
  const kind = kindAt(full);
  if (kind !== 'file')
    throw new UsageError(
      `${quote(path)} ${kind === 'nothing' ? 'does not exist' : 'is not a file'}`,
      'give a model file, such as: bulkhead evaluate model.json',
    );
  const [file] = oneFile(dirname(full), basename(full), { maxFileSize, wanted: () => true }).files;
  const read = file?.read();
  if (read?.kind === 'unread') throw refused({ ...read.diagnostic, at: { ...read.diagnostic.at, path } });
  const [odd] = read?.diagnostics ?? [];
  if (odd !== undefined) throw refused({ ...odd, message: 'it is not UTF-8', at: { ...odd.at, path } });
  return read?.text ?? '';
}

const refused = ({ message, at, hint }: Diagnostic): UsageError =>
  new UsageError(`${at.path}:${at.line}:${at.column}: ${message}`, hint);
