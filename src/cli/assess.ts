/** `bulkhead [PATH]`: the assessment. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { reports } from '../reports/formats/index.generated.ts';
import type { Report } from '../reports/report.ts';
import { wallsOf } from '../worth.ts';
import { parseLossGate, verdictOf } from './gates.ts';
import { oneOf, quote } from './options.ts';
import { type CommonFlags, runOn } from './run.ts';
import { type ColorFlag, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export interface AssessFlags extends CommonFlags, ColorFlag {
  readonly format: string;
  readonly output?: readonly string[];
  readonly failOnIncomplete?: boolean;
  readonly failOver?: string;
}

/** @returns the exit code */
export async function assessCommand(path: string, flags: AssessFlags, terminal: Terminal): Promise<number> {
  const gate = flags.failOver === undefined ? null : parseLossGate(flags.failOver);
  const report = reportNamed(flags.format);
  const outputs = (flags.output ?? []).map(outputOf);
  const run = await runOn(path, flags, terminal);
  const assessment = { ...run.assessment, walls: wallsOf(run.basis) };
  for (const output of outputs)
    save(output, output.report.render(assessment, { color: false, width: 100, verbose: false }), terminal);
  terminal.out(report.render(assessment, styleFor(flags, terminal)));
  const verdict = verdictOf(assessment, gate, flags.failOnIncomplete === true);
  if (verdict.line !== null) terminal.err(`${verdict.line}\n`);
  return verdict.code;
}

const reportNamed = (id: string): Report => {
  const known = reports.map((report) => report.id);
  const found = oneOf('--format', id, known);
  return reports.find((report) => report.id === found) as Report;
};

interface Output {
  readonly report: Report;
  readonly file: string;
}

function outputOf(text: string): Output {
  const split = text.indexOf('=');
  if (split < 1 || split === text.length - 1)
    throw new UsageError(
      `${quote(text)} is no output`,
      'give FORMAT=FILE, such as --output json=assessment.json',
    );
  return { report: reportNamed(text.slice(0, split)), file: text.slice(split + 1) };
}

function save(output: Output, text: string, terminal: Terminal): void {
  try {
    writeFileSync(resolve(terminal.cwd, output.file), text);
  } catch (error) {
    throw new UsageError(
      `${quote(output.file)} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      'give a file in a folder that exists and may be written',
    );
  }
}
