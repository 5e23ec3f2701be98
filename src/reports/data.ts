/** `bulkhead data` in a terminal: what became of each source, what is here, which hosts. */
import type { DataAnswer, SourceOutcome, SourceStatus } from '../model/data-answer.ts';
import { grouped, plural } from './figures.ts';
import type { Style } from './report.ts';
import { cell, cellRight, clip, escapeTerminal, type Paints, paints, wrap } from './terminal-text.ts';

export function dataText(answer: DataAnswer, { color, width }: Style): string {
  const paint = paints(color);
  const lines = linesOf(answer, paint, width).map((line) => clip(line, width));
  return `${lines.join('\n')}\n`;
}

function linesOf(answer: DataAnswer, paint: Paints, width: number): string[] {
  if (answer.did === 'update') return updateLines(answer.outcomes, paint);
  const table = statusTable(answer.sources, paint);
  if (answer.did !== 'status')
    return [
      `${answer.did === 'export' ? 'Exported' : 'Imported'}: ${plural(answer.sources.length, 'source')}`,
      ...table,
    ];
  const hosts = answer.hosts.map(({ host, sources }) => `  ${cell(sources, 18)} ${host}`);
  return [
    ...(answer.sources.length === 0
      ? ['No public records are here: odds are those of the population.', 'Next: bulkhead data update']
      : table),
    ...(answer.absent.length === 0 || answer.sources.length === 0
      ? []
      : ['', ...wrap(`Never read: ${answer.absent.join(', ')}`, width, '', '  ')]),
    '',
    'Hosts that bulkhead data update contacts, unless --mirror is given:',
    ...hosts,
  ];
}

function statusTable(sources: readonly SourceStatus[], paint: Paints): string[] {
  const head = `${cell('source', 18)} ${cellRight('records', 9)} ${cellRight('size', 9)}  ${cell('known to', 11)} ${cell('read', 14)} from`;
  return [
    paint.bold(head),
    ...sources.map((one) => {
      // Figures of different models are not to be compared: the model is part of what it is.
      const name = one.model === null ? one.source : `${one.source} ${one.model}`;
      const read = one.ageDays === 0 ? 'today' : `${plural(one.ageDays, 'day')} ago`;
      return escapeTerminal(
        `${cell(name, 18)} ${cellRight(grouped(one.records), 9)} ${cellRight(sizeOf(one.bytes), 9)}  ${cell(one.asOf, 11)} ${cell(read, 14)} ${one.from}`,
      );
    }),
  ];
}

const sizeOf = (bytes: number): string =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

function updateLines(outcomes: readonly SourceOutcome[], paint: Paints): string[] {
  const read = outcomes.filter(({ outcome }) => outcome === 'updated' || outcome === 'unchanged');
  const end =
    read.length === 0
      ? ['Nothing was read: what was here before stays as it was.']
      : [`Read: ${read.length} of ${plural(outcomes.length, 'source')}. See them with: bulkhead data status`];
  return [...outcomes.flatMap((one) => outcomeLines(one, paint)), '', ...end];
}

function outcomeLines(one: SourceOutcome, paint: Paints): string[] {
  const name = cell(one.source, 18);
  switch (one.outcome) {
    case 'updated': {
      const changed = one.changed === null ? '' : `, ${grouped(one.changed)} changed`;
      return [`${name} updated    ${plural(one.records, 'record')}${changed}`];
    }
    case 'unchanged':
      return [`${name} unchanged  ${plural(one.records, 'record')}`];
    case 'absent':
      return [paint.yellow(`${name} not there  ${keptOf(one.kept)}`)];
    case 'failed':
      return [
        paint.red(`${name} failed     ${escapeTerminal(one.because)}; ${keptOf(one.kept)}`),
        `${cell('', 18)}            ${escapeTerminal(one.hint)}`,
      ];
  }
}

const keptOf = (kept: boolean): string => (kept ? 'what was here before stays' : 'none was here before');
