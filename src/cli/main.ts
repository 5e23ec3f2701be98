#!/usr/bin/env node
/** The program: hands the world to a command, and turns what it throws into an exit code. */
import { escapeTerminal } from '../reports/terminal-text.ts';
import { runProgram } from './program.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const BUG = 70;

const terminal: Terminal = {
  cwd: process.cwd(),
  env: process.env,
  today: new Date().toISOString().slice(0, 10),
  columns: process.stdout.columns ?? 80,
  stdoutIsTerminal: process.stdout.isTTY === true,
  stderrIsTerminal: process.stderr.isTTY === true,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

// A reader that has seen enough (`bulkhead | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  process.exitCode = await runProgram(process.argv.slice(2), terminal);
} catch (error) {
  process.exitCode = failed(error);
}

function failed(error: unknown): number {
  if (error instanceof UsageError) {
    terminal.err(`bulkhead: ${escapeTerminal(error.message)}\n  ${escapeTerminal(error.hint)}\n`);
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(
    `bulkhead: this is a bug in bulkhead, not in your input. Please report it with these lines:\n${stack.split('\n').map(escapeTerminal).join('\n')}\n`,
  );
  return BUG;
}
