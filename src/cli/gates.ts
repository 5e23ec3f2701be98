/** Gates: what turns an answer into exit code 1 or 4. A format never changes it. */
import type { Assessment } from '../model/assessment.ts';
import { percent, span } from '../reports/figures.ts';
import { escapeTerminal } from '../reports/terminal-text.ts';
import { quote } from './options.ts';
import { UsageError } from './usage-error.ts';

/** `--fail-over`: the mean, or the 95 % point, of the odds that something is lost must not exceed `most`. */
export interface LossGate {
  readonly text: string;
  readonly point: 'mean' | 'high';
  /** In [0, 1]. */
  readonly most: number;
}

export interface Verdict {
  readonly code: 0 | 1 | 4;
  /** The sentence that names the gate; null when none matched. */
  readonly line: string | null;
}

/** `5%`, `0.05`, `high:5%`. @throws UsageError for anything else */
export function parseLossGate(text: string): LossGate {
  const match = /^(high:)?\s*(\d+(?:\.\d+)?)\s*(%)?$/.exec(text.trim());
  const most = match === null ? Number.NaN : Number(match[2]) / (match[3] === undefined ? 1 : 100);
  if (!(most >= 0 && most <= 1))
    throw new UsageError(
      `${quote(text)} is no gate`,
      'give the most that is allowed, such as --fail-over 5%, or high:5% for the upper end of the interval',
    );
  return { text: text.trim(), point: match?.[1] === undefined ? 'mean' : 'high', most };
}

/** The first gate that matches: what is recorded as malicious before odds over a budget before evidence that is missing. */
export function verdictOf(
  { odds, horizonYears, completeness, assumedCompromised }: Assessment,
  loss: LossGate | null,
  failOnIncomplete: boolean,
): Verdict {
  const [first] = assumedCompromised;
  if (first !== undefined) {
    const more = assumedCompromised.length > 1 ? ` and ${assumedCompromised.length - 1} more` : '';
    return {
      code: 1,
      line: `gate malicious-now: ${escapeTerminal(first.component)} is recorded as malicious (${escapeTerminal(first.record)})${more}`,
    };
  }
  if (loss !== null && odds.anyAsset[loss.point] > loss.most) {
    const which = loss.point === 'mean' ? 'the mean' : 'the 95 % point';
    const found = percent(odds.anyAsset[loss.point]);
    return {
      code: 1,
      line: `gate --fail-over ${loss.text}: ${which} of the odds that something is lost within ${span(horizonYears)} is ${found}, over ${percent(loss.most)}`,
    };
  }
  if (failOnIncomplete && completeness.status === 'partial') {
    const count = completeness.unread.length;
    return {
      code: 4,
      line: `gate --fail-on-incomplete: ${count} ${count === 1 ? 'file was' : 'files were'} not read; the verdict is unknown`,
    };
  }
  return { code: 0, line: null };
}
