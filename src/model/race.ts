/** The token race: what is asked, what is known of the code, and the answer. */
import type { Estimate } from './assessment.ts';

/** Tokens a year as somebody gives them; null takes the default. */
export interface RaceBudgets {
  readonly attackerTokens: number;
  readonly defenderTokens: number;
  /** Tokens that the defender has spent before. */
  readonly headStart: number;
  /** Days; null is drawn from its parameter. */
  readonly patchLagDays: number | null;
  /** The odds that the defender's spend is to hold. */
  readonly most: number;
  /** Who removes what is found: what it costs, and how long it takes. */
  readonly tier: DefenceTier;
}

export const DEFENCE_TIERS = ['enterprise', 'volunteer', 'vendor'] as const;
export type DefenceTier = (typeof DEFENCE_TIERS)[number];

/** First-party code, by its history. */
export interface CodeSize {
  readonly lines: number;
  /** Lines added in the year before; null without a year of history. */
  readonly addedPerYear: number | null;
  /** Commits of that year, and those that say that a machine wrote them with: a lower bound of the share. */
  readonly commits: number;
  readonly machineWritten: number;
}

/** Surfaces of one kind over time. */
export interface GrowthOfKind {
  readonly kind: string;
  readonly now: number;
  readonly perYear: Estimate;
  /** In a year, at this pace. */
  readonly inAYear: Estimate;
}

export interface Growth {
  /** Dates at which the tree was counted, oldest first. */
  readonly dates: readonly string[];
  readonly kinds: readonly GrowthOfKind[];
  readonly total: GrowthOfKind;
}

/** One point of a finding curve: so many tokens spent, so many flaws found in all. */
export interface Finding {
  readonly tokens: number;
  readonly found: number;
}

/** What a finding curve says. */
export interface FindingFit {
  readonly latent: Estimate;
  readonly shape: Estimate;
  /** Tokens. */
  readonly scale: Estimate;
  readonly found: number;
}

export interface RaceAnswer {
  readonly schema: 'bulkhead/race/1';
  readonly horizonYears: number;
  readonly budgets: RaceBudgets;
  readonly code: CodeSize | null;
  readonly growth: Growth | null;
  /** Null: drawn from parameters. */
  readonly fit: FindingFit | null;
  readonly odds: {
    /** P(an attacker finds and uses a flaw of the first-party code first, before the horizon). */
    readonly attackerFirst: Estimate;
    /** Of flaws that either side finds, the share that the attacker finds first. */
    readonly share: Estimate;
    readonly curve: readonly { readonly years: number; readonly attackerFirst: Estimate }[];
  };
  readonly defenderSpendForBudget: {
    readonly most: number;
    /** Tokens and dollars a year; null where no spend holds it. */
    readonly tokens: number | null;
    readonly usd: number | null;
    /** Dollars to remove what the defender finds at that spend, over the horizon; not in `usd`. */
    readonly removalUsd: number | null;
    /** What is left at any spend. */
    readonly floor: number;
  };
  /** Odds with a year of the defender's budget spent beforehand. */
  readonly headStart: { readonly tokens: number; readonly with: Estimate };
  /** Odds with half the lag. */
  readonly patchLag: { readonly days: number; readonly halved: Estimate };
  readonly turningPoint: {
    /** Dollars a year of tokens beyond which the wall is worth more; 0: from the first dollar; null: no wall is. */
    readonly spendUsd: number | null;
    readonly wall: string | null;
    readonly wallPerUsd: number | null;
    readonly tokensPerUsd: number;
  };
  readonly verdict: string;
}
