/** Colour: the flag, then NO_COLOR and FORCE_COLOR, then whether stdout is a terminal. */
import type { Style } from '../reports/report.ts';
import { oneOf } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface ColorFlag {
  readonly color: string;
  readonly verbose?: boolean;
}

export function styleFor(flags: ColorFlag, terminal: Terminal): Style {
  return {
    color: colored(oneOf('--color', flags.color, ['auto', 'always', 'never']), terminal),
    verbose: flags.verbose === true,
    width: Math.min(120, Math.max(60, terminal.columns)),
  };
}

function colored(flag: 'auto' | 'always' | 'never', { env, stdoutIsTerminal }: Terminal): boolean {
  if (flag !== 'auto') return flag === 'always';
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') return env.FORCE_COLOR !== '0';
  return stdoutIsTerminal && env.TERM !== 'dumb';
}
