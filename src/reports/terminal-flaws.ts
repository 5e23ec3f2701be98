/** Known flaws: what public records say of this tree, those that are seen exploited or likeliest first. */
import type { Assessment, KnownFlaw } from '../model/assessment.ts';
import { percent } from './figures.ts';
import type { Style } from './report.ts';
import { cell, clip, escapeTerminal, type Paints } from './terminal-text.ts';

const TOP = 5;
/** The same with -v. */
const MOST = 100;

/** Empty where no record bears on the tree. */
export function flawLines({ evidence }: Assessment, { width, verbose }: Style, paint: Paints): string[] {
  const { flaws } = evidence;
  if (flaws.length === 0) return [];
  const running = flaws.filter(({ production }) => production).length;
  const shown = [...flaws].sort(worseFirst).slice(0, verbose ? MOST : TOP);
  const more = flaws.length - shown.length;
  return [
    `${paint.bold('Known flaws')}  ${running} in what runs, ${flaws.length - running} in development dependencies`,
    ...shown.map((one) => clip(`  ${rowOf(one)}`, width)),
    ...(more > 0 ? [`  and ${more} more: ${verbose ? '--format json' : '-v'} lists them`] : []),
  ];
}

/** What runs before what does not; seen exploited, then the chance. */
function worseFirst(a: KnownFlaw, b: KnownFlaw): number {
  const weight = (one: KnownFlaw): number =>
    (one.production ? 4 : 0) + (one.exploited === null ? 0 : 2) + (one.chance ?? 0);
  return weight(b) - weight(a) || (a.record < b.record ? -1 : 1);
}

function rowOf({ component, record, affected, fixedIn, chance, exploited, production }: KnownFlaw): string {
  const name = decode(component.replace(/^pkg:npm\//, ''));
  const remarks = [
    fixedIn === null ? 'no fix is recorded' : `fixed in ${fixedIn}`,
    ...(exploited === null ? [] : [`exploited ${exploited}`]),
    ...(chance === null ? [] : [`EPSS ${percent(chance)}`]),
    ...(affected === 'unknown' ? ['version not told'] : []),
    ...(production ? [] : ['development']),
  ];
  return escapeTerminal(`${cell(record, 20)} ${cell(name, 24)} ${remarks.join(', ')}`);
}

/** A package URL is our own making, so that it decodes. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
