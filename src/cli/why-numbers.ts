/** A parameter as `bulkhead why` prints it: nothing is believed that cannot be looked up. */
import type { UsedParameter } from '../model/assessment.ts';
import { significant } from '../reports/figures.ts';
import { wrap } from '../reports/terminal-text.ts';

export function parameterLines(one: UsedParameter, width: number): string[] {
  const interval = one.spread === 'fixed' ? '' : ` (${significant(one.low)}–${significant(one.high)})`;
  return [
    ...wrap(
      `${one.id} ${significant(one.value)}${interval} ${one.unit}, ${one.class} ${one.grade}, mean ${significant(one.mean)}`,
      width,
      '    ',
      '      ',
    ),
    ...wrap(`${one.title}. ${one.derivation} Source: ${one.source}, ${one.date}.`, width, '      '),
  ];
}
