/** Where stages meet for `race`: trees of the past → places → growth; parameters or a finding curve → odds → verdict. */
import { credentialRecords } from './credentials.generated.ts';
import { Draws } from './hazards/draws.ts';
import { summarise } from './maths/order.ts';
import type { FileTree } from './model/files.ts';
import { NO_HISTORY } from './model/files.ts';
import type { CodeSize, DefenceTier, Finding, Growth, RaceAnswer, RaceBudgets } from './model/race.ts';
import { parameterRecords } from './parameters.generated.ts';
import { platformRules } from './platform.generated.ts';
import { type FittedDraws, fitFindings } from './race/fit.ts';
import { type Count, growthOf } from './race/growth.ts';
import {
  firstPerDraw,
  leastSpend,
  mean,
  oddsPerDraw,
  type RaceDraws,
  removedPerDraw,
  sharePerDraw,
} from './race/odds.ts';
import { collect } from './readers/collect.ts';
import { verdictOf } from './reports/race-verdict.ts';
import { attestedFacts } from './surfaces/attested.ts';
import { placesOf } from './surfaces/places.ts';

export interface RaceRequest {
  readonly budgets: RaceBudgets;
  readonly horizonYears: number;
  readonly seed: number;
  /** Costs stand still: tokens buy as much as today. */
  readonly frozen: boolean;
  readonly code: CodeSize | null;
  readonly growth: Growth | null;
  /** A finding curve of the project's own; null draws from parameters. */
  readonly findings: readonly Finding[] | null;
  /** Mean loss of an event, US dollars. */
  readonly lossUsd: number;
  /** The walls that could be built: loss that each takes away, and hours. */
  readonly walls: readonly { readonly id: string; readonly lessLossUsd: number; readonly hours: number }[];
}

const figureOf = (id: string): number =>
  (parameterRecords.find((one) => one.id === id) as (typeof parameterRecords)[number]).value;

/** What is taken where nothing is said: an attacker's budget a year, and what a budget in dollars buys. */
export const RACE_DEFAULTS = {
  attackerTokens: figureOf('race.attempt-tokens') * 1e6,
  usdPerMillion: figureOf('race.price'),
};

const DRAWS = 256;
const CURVE = [0.25, 0.5, 1, 2, 3];

export function race(request: RaceRequest): RaceAnswer {
  const { budgets, horizonYears, findings, seed } = request;
  const draws = new Draws(parameterRecords, seed, DRAWS);
  const fitted = findings === null ? null : fitFindings(findings, seed, DRAWS);
  const drawn = raceDraws(request, draws, fitted);
  const odds = (more: Partial<RaceBudgets>, years = horizonYears): Float64Array =>
    oddsPerDraw(firstPerDraw(drawn, { ...budgets, ...more }, years));
  const now = odds({});
  const share = sharePerDraw(drawn, budgets, horizonYears);
  const price = mean(drawn.price);
  const meanAt = (defenderTokens: number): number => mean(odds({ defenderTokens }));
  const tokens = leastSpend((spend) => meanAt(spend) <= budgets.most);
  const each = draws.of(COSTS[budgets.tier]);
  const removal = (defenderTokens: number): number =>
    mean(
      removedPerDraw(drawn, { ...budgets, defenderTokens }, horizonYears).map(
        (count, draw) => count * (each[draw] as number),
      ),
    );
  const lag = budgets.patchLagDays ?? mean(drawn.lag);
  const answer: Omit<RaceAnswer, 'verdict'> = {
    schema: 'bulkhead/race/1',
    horizonYears,
    budgets,
    code: request.code,
    growth: request.growth,
    fit: fitted?.fit ?? null,
    odds: {
      attackerFirst: summarise(now),
      share: summarise(share),
      curve: [...new Set([...CURVE, horizonYears])]
        .sort((a, b) => a - b)
        .map((years) => ({ years, attackerFirst: summarise(odds({}, years)) })),
    },
    defenderSpendForBudget: {
      most: budgets.most,
      tokens,
      usd: tokens === null ? null : (tokens / 1e6) * price,
      removalUsd: tokens === null ? null : removal(tokens),
      floor: meanAt(1e15),
    },
    headStart: {
      tokens: budgets.defenderTokens,
      with: summarise(odds({ headStart: budgets.headStart + budgets.defenderTokens })),
    },
    patchLag: { days: lag, halved: summarise(odds({ patchLagDays: lag / 2 })) },
    turningPoint: turningPoint(request, draws, meanAt, price),
  };
  return { ...answer, verdict: verdictOf(answer) };
}

/** What it costs to remove a flaw, and how long it takes, by who does it. */
const COSTS: Readonly<Record<DefenceTier, string>> = {
  enterprise: 'defence.enterprise-cost',
  volunteer: 'defence.volunteer-cost',
  vendor: 'defence.vendor-cost',
};
const LAGS: Readonly<Record<DefenceTier, string>> = {
  enterprise: 'defence.enterprise-lag',
  volunteer: 'defence.volunteer-lag',
  vendor: 'defence.vendor-lag',
};

function raceDraws(
  { frozen, code, budgets }: RaceRequest,
  draws: Draws,
  fitted: FittedDraws | null,
): RaceDraws {
  const price = draws.of('race.price');
  const scale = draws.of('race.findability-usd').map((usd, draw) => (usd / (price[draw] as number)) * 1e6);
  const { lines, addedPerYear } = code ?? { lines: 0, addedPerYear: null };
  return {
    latent: fitted?.latent ?? draws.of('race.latent-flaws'),
    shape: fitted?.shape ?? draws.of('race.findability-shape'),
    scale: fitted?.scale ?? scale,
    price,
    halving: frozen ? null : draws.of('race.token-halving'),
    access: draws.of('race.source-access'),
    lag: draws.of(LAGS[budgets.tier]),
    // New code is taken to be as flawed as the old; at most all of it is new.
    renewed: addedPerYear === null || lines === 0 ? 0 : Math.min(1, addedPerYear / lines),
  };
}

/** The spend beyond which another dollar of tokens saves less than a dollar of work on the best wall. */
function turningPoint(
  { lossUsd, walls, horizonYears, budgets }: RaceRequest,
  draws: Draws,
  meanAt: (tokens: number) => number,
  price: number,
): RaceAnswer['turningPoint'] {
  const hour = draws.mean('race.hour-usd');
  const worth = walls
    .filter(({ hours, lessLossUsd }) => hours > 0 && lessLossUsd > 0)
    .map(({ id, hours, lessLossUsd }) => ({ id, perUsd: lessLossUsd / (hours * hour) }))
    .sort((a, b) => b.perUsd - a.perUsd);
  const tokensOf = (usd: number): number => (usd / price) * 1e6;
  const saves = (usd: number): number => {
    // A step of a tenth, at least of ten dollars a year: tokens are bought every year of the horizon.
    const step = Math.max(10, usd / 10);
    const less = meanAt(tokensOf(usd)) - meanAt(tokensOf(usd + step));
    return (less * lossUsd) / (step * horizonYears);
  };
  const tokensPerUsd = saves((budgets.defenderTokens / 1e6) * price);
  const [best] = worth;
  if (best === undefined) return { spendUsd: null, wall: null, wallPerUsd: null, tokensPerUsd };
  const spend = leastSpend((usd) => saves(usd) < best.perUsd);
  return { spendUsd: spend, wall: best.id, wallPerUsd: best.perUsd, tokensPerUsd };
}

/** Dates at which trees are counted, oldest first: every quarter of two years. */
export function countingDates(asOf: string): string[] {
  const today = Date.parse(asOf);
  return Array.from({ length: 9 }, (_, i) =>
    new Date(today - (8 - i) * 0.25 * 365.25 * 86_400_000).toISOString().slice(0, 10),
  );
}

/** Growth of the number of surfaces, by kind, out of trees of the past; null where they tell no pace. */
export async function growthFrom(
  trees: readonly { readonly date: string; readonly commit: string; readonly tree: FileTree }[],
  asOf: string,
): Promise<Growth | null> {
  const counts: Count[] = [];
  const known = new Map<string, Count['kinds']>();
  for (const { date, commit, tree } of trees) {
    const kinds = known.get(commit) ?? (await kindsOf(tree, asOf));
    known.set(commit, kinds);
    const years = (Date.parse(date) - Date.parse(asOf)) / (365.25 * 86_400_000);
    counts.push({ date, years, kinds });
  }
  return growthOf(counts);
}

async function kindsOf(tree: FileTree, asOf: string): Promise<Count['kinds']> {
  const { inventory } = await collect(tree, NO_HISTORY);
  const { surfaces } = placesOf(inventory, {
    asOf,
    rules: platformRules,
    credentials: credentialRecords,
    attested: attestedFacts([]),
    committers: null,
  });
  const kinds: Record<string, number> = {};
  for (const { kind } of surfaces) kinds[kind] = (kinds[kind] ?? 0) + 1;
  return kinds;
}
