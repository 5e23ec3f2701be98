/** `bulkhead config`: the effective configuration, and where each value came from. */
import { resolve } from 'node:path';
import { oneOf } from './options.ts';
import { type Flags, type Setting, settingsFor } from './settings.ts';
import type { Terminal } from './terminal.ts';

export async function configCommand(
  path: string,
  flags: Flags & { readonly format: string },
  terminal: Terminal,
): Promise<number> {
  const format = oneOf('--format', flags.format, ['terminal', 'json']);
  const { file, ...settings } = await settingsFor(
    resolve(terminal.cwd, path),
    flags,
    terminal.env,
    terminal.today,
  );
  if (format === 'json') {
    terminal.out(`${JSON.stringify({ schema: 'bulkhead/config/1', file, settings }, null, 2)}\n`);
    return 0;
  }
  const rows = Object.entries(settings) as [string, Setting<unknown>][];
  const lines = rows.map(
    ([name, { value, from }]) => `  ${name.padEnd(14)} ${shown(value).padEnd(14)} ${from}`,
  );
  terminal.out(
    [
      `configuration file: ${file ?? 'none (bulkhead.yml, .github/bulkhead.yml or the bulkhead key of package.json would be read)'}`,
      ...lines,
      '',
    ].join('\n'),
  );
  return 0;
}

/** Lists are told by their length: --format json shows them whole. */
const shown = (value: unknown): string => {
  if (Array.isArray(value)) return `${value.length} stated`;
  // A scenario is told by its name.
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : String(value);
};
