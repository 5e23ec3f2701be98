/** A terminal for tests: remembers what was printed. */
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../src/cli/program.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

export const treePath = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/trees/${name}`, import.meta.url));

export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The sentence and the hint of a wrong request. */
  readonly usage: UsageError | null;
}

export const runCli = (args: readonly string[], world: Partial<Terminal> = {}): Promise<Printed> =>
  printed((terminal) => runProgram(args, terminal), world);

/** What a command prints when it is given a terminal. */
export async function printed(
  run: (terminal: Terminal) => Promise<number>,
  world: Partial<Terminal> = {},
): Promise<Printed> {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    cwd: process.cwd(),
    env: {},
    today: '2026-11-22',
    columns: 80,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    ...world,
  };
  try {
    return { code: await run(terminal), out, err, usage: null };
  } catch (error) {
    if (error instanceof UsageError) return { code: error.exitCode, out, err, usage: error };
    throw error;
  }
}
