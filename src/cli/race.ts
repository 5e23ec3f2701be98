/** `bulkhead race [PATH]`: attacker and defender tokens, who finds first, and when a wall is the better buy. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeSize, pastTrees } from '../io/git-trees.ts';
import { DEFENCE_TIERS, type Finding } from '../model/race.ts';
import { countingDates, growthFrom, RACE_DEFAULTS, race } from '../race.ts';
import { wanted } from '../readers/collect.ts';
import { raceText } from '../reports/race.ts';
import { wallsOf } from '../worth.ts';
import { oneOf, quote } from './options.ts';
import { type CommonFlags, runOn } from './run.ts';
import { type ColorFlag, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export interface RaceFlags extends CommonFlags, ColorFlag {
  readonly format: string;
  readonly attackerTokens?: string;
  readonly defenderTokens?: string;
  readonly headStart?: string;
  readonly patchLag?: string;
  readonly budget?: string;
  readonly findings?: string;
  readonly tier?: string;
}

const FORMS = 'give tokens or dollars a year: 50M, 1.5B, 200k, 2k$ or $2000';

/** @returns the exit code */
export async function raceCommand(path: string, flags: RaceFlags, terminal: Terminal): Promise<number> {
  const format = oneOf('--format', flags.format, ['terminal', 'json']);
  const budgets = {
    attackerTokens: tokensOr(flags.attackerTokens, RACE_DEFAULTS.attackerTokens),
    defenderTokens: tokensOr(flags.defenderTokens, 0),
    headStart: tokensOr(flags.headStart, 0),
    patchLagDays: flags.patchLag === undefined ? null : parseDays(flags.patchLag),
    tier: oneOf('--tier', flags.tier ?? 'enterprise', DEFENCE_TIERS),
    most: flags.budget === undefined ? 0.05 : parseOdds(flags.budget),
  };
  const findings =
    flags.findings === undefined ? null : readFindings(resolve(terminal.cwd, flags.findings), flags.findings);
  const run = await runOn(path, flags, terminal);
  const root = resolve(terminal.cwd, path);
  const asOf = run.settings.asOf.value;
  const folder = statSync(root).isDirectory();
  const { losses, odds } = run.assessment;
  const answer = race({
    budgets,
    findings,
    horizonYears: run.settings.horizonYears.value,
    seed: run.settings.seed.value,
    frozen: run.settings.scenario.value.id === 'frozen',
    code: folder ? codeSize(root, asOf) : null,
    growth: folder ? await growthFrom(pastTrees(root, countingDates(asOf), wanted), asOf) : null,
    lossUsd: odds.anyAsset.mean > 0 ? losses.expectedUsd.mean / odds.anyAsset.mean : 0,
    walls: wallsOf(run.basis).flatMap(({ id, effect, effortHours }) =>
      effect === null ? [] : [{ id, lessLossUsd: -effect.expectedLossUsd, hours: effortHours }],
    ),
  });
  terminal.out(
    format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : raceText(answer, styleFor(flags, terminal)),
  );
  return 0;
}

const tokensOr = (text: string | undefined, fallback: number): number =>
  text === undefined ? fallback : parseTokens(text);

const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, b: 1e9, g: 1e9 };

/** `50M`, `1.5B` tokens; `2k$`, `$2000` dollars, at two dollars a million. @throws UsageError with the accepted forms */
export function parseTokens(text: string): number {
  const match = /^(\$)?\s*(\d+(?:\.\d+)?)\s*([kmbg])?\s*(\$)?$/i.exec(text.trim());
  const amount =
    match === null ? Number.NaN : Number(match[2]) * (FACTORS[(match[3] ?? '').toLowerCase()] ?? 1);
  const inDollars = match?.[1] !== undefined || match?.[4] !== undefined;
  const tokens = inDollars ? (amount / RACE_DEFAULTS.usdPerMillion) * 1e6 : amount;
  if (!(tokens >= 0 && tokens <= 1e18) || (match?.[1] !== undefined && match[4] !== undefined))
    throw new UsageError(`${quote(text)} is no budget`, FORMS);
  return tokens;
}

/** `14d`, `2w` or days. */
export function parseDays(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(d|w)?$/i.exec(text.trim());
  const days = match === null ? Number.NaN : Number(match[1]) * (match[2]?.toLowerCase() === 'w' ? 7 : 1);
  if (!(days >= 0 && days <= 3650))
    throw new UsageError(`${quote(text)} is no time to a fix`, 'give days or weeks, such as 14d or 2w');
  return days;
}

function parseOdds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%)?$/.exec(text.trim());
  const odds = match === null ? Number.NaN : Number(match[1]) / (match[2] === undefined ? 1 : 100);
  if (!(odds > 0 && odds < 1)) throw new UsageError(`${quote(text)} are no odds`, 'give such as --budget 5%');
  return odds;
}

const MOST_FINDINGS = 1e6;

/** Rows of tokens and cumulative finds, with or without a head. @throws UsageError with the line */
function readFindings(full: string, name: string): Finding[] {
  let text: string;
  try {
    if (!statSync(full).isFile() || statSync(full).size > MOST_FINDINGS)
      throw new Error('no file of at most 1 MB');
    text = readFileSync(full, 'utf8');
  } catch {
    throw new UsageError(
      `the finding curve ${quote(name)} cannot be read`,
      'give a CSV of tokens and cumulative finds',
    );
  }
  const rows = text.split(/\r?\n/).map((line, i) => ({ line: line.trim(), at: i + 1 }));
  const curve = rows
    .filter(({ line, at }) => line !== '' && !(at === 1 && /[a-z]/i.test(line)))
    .map(({ line, at }) => {
      const match = /^(\d+(?:\.\d+)?)\s*[,;\t]\s*(\d+)$/.exec(line);
      if (match === null)
        throw new UsageError(
          `${quote(name)}:${at} is no point of a finding curve`,
          'write tokens,finds: 5000000,3',
        );
      return { tokens: Number(match[1]), found: Number(match[2]), at };
    });
  const bad = curve.find(
    (one, i) =>
      i > 0 && (one.tokens <= (curve[i - 1]?.tokens ?? 0) || one.found < (curve[i - 1]?.found ?? 0)),
  );
  if (bad !== undefined)
    throw new UsageError(
      `${quote(name)}:${bad.at} falls behind the line before`,
      'tokens rise, and finds are cumulative',
    );
  if (curve.length < 2 || (curve.at(-1)?.found ?? 0) < 2)
    throw new UsageError(`${quote(name)} has too little to fit`, 'give at least two points and two finds');
  return curve.map(({ tokens, found }) => ({ tokens, found }));
}
