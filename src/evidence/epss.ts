/**
 * EPSS: chance that a CVE is exploited anywhere within 30 days.
 *
 * The first line names model and date, `#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000`, then
 * `cve,epss,percentile`. Figures of two models are never mixed: a file replaces the one before as a whole.
 *
 * @see https://www.first.org/epss/data_stats
 */
import { SourceError } from './source-error.ts';

export interface EpssScores {
  readonly model: string;
  /** ISO date. */
  readonly asOf: string;
  /** By CVE id, the chance as JSON. */
  readonly entries: ReadonlyMap<string, string>;
}

/** @throws SourceError when the text is no file of EPSS, or ends within a line */
export function epssOf(csv: string): EpssScores {
  const head = /^#model_version:([A-Za-z0-9._-]{1,40}),score_date:(\d{4}-\d{2}-\d{2})[^\n]*\n/.exec(csv);
  if (head === null) throw new SourceError('the first line does not name model and date');
  const entries = new Map<string, string>();
  const lines = csv.slice(head[0].length).split('\n');
  if (!/^cve,epss,percentile\r?$/.test(lines[0] ?? ''))
    throw new SourceError('the second line is not cve,epss,percentile');
  if (lines.at(-1) !== '') throw new SourceError('the last line is cut off');
  for (let i = 1; i < lines.length - 1; i++) {
    const [cve = '', chance = ''] = (lines[i] as string).split(',');
    const value = chance === '' ? Number.NaN : Number(chance);
    if (!/^CVE-\d{4}-\d{1,19}$/.test(cve) || !(value >= 0 && value <= 1))
      throw new SourceError(`line ${i + 2} is no CVE with a chance`);
    entries.set(cve, String(value));
  }
  return { model: head[1] as string, asOf: head[2] as string, entries };
}
