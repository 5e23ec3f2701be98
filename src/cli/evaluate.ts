/** `bulkhead evaluate FILE`: solves a model file. */
import { evaluate } from '../evaluate.ts';
import { threadPool } from '../io/pool.ts';
import { evaluationText } from '../reports/evaluation.ts';
import { faultTreeText } from '../reports/fault-tree.ts';
import { refused, textOf } from './model-text.ts';
import { oneOf } from './options.ts';
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
    text: textOf(path, maxFileSize.value, terminal, 'evaluate'),
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
