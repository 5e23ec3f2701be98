/** Which walls to build: what `bulkhead plan` answers. */
import type { Estimate, PriceEstimate } from './assessment.ts';
import type { Location } from './diagnostic.ts';
import type { AssessedWall } from './wall.ts';

/** The odds with some of the choices standing. */
export interface PlanPoint {
  readonly hours: number;
  /** Ids of choices. */
  readonly chosen: readonly string[];
  readonly anySurface: Estimate;
  readonly anyAsset: Estimate;
  readonly expectedLossUsd: Estimate;
  /** Price of the cheapest way to any loss over the worlds in which there is one, US dollars; null where there is none. */
  readonly priceUsd: PriceEstimate | null;
}

/** Differences: below 0 where it helps. */
export interface PlanEffect {
  readonly anyAsset: number;
  readonly expectedLossUsd: number;
}

export interface PlannedChoice {
  readonly id: string;
  readonly wall: string;
  readonly title: string;
  readonly sites: readonly string[];
  readonly at: Location | null;
  readonly hours: Estimate;
  /** What it changes where nothing else of the plan stands. */
  readonly alone: PlanEffect;
  /** What it changes at its turn, where those before it stand: these add up to what the plan changes. */
  readonly turn: PlanEffect;
  /** What it changes where all others of the plan stand. */
  readonly given: PlanEffect;
  /** The change at its turn, an hour of work: US dollars, 0 or more where it helps. */
  readonly usdPerHour: number;
  /** The key by which it is attested, for walls that no file shows. */
  readonly attest: string | null;
}

/** What a fact is worth that no file shows. */
export interface FactValue {
  readonly fact: string;
  readonly attest: string;
  /** Its share of the variance of the odds that something is lost. */
  readonly share: number;
  /** The odds for each answer, with its chance. */
  readonly answers: readonly {
    readonly answer: string;
    readonly chance: number;
    readonly anyAsset: Estimate;
  }[];
}

export interface Planned {
  readonly schema: 'bulkhead/plan/1';
  readonly tool: { readonly version: string; readonly model: string; readonly parameters: string };
  readonly subject: { readonly root: string; readonly commit: string | null; readonly asOf: string };
  readonly seed: number;
  readonly horizonYears: number;
  /** What was asked: hours, or the odds to get to. */
  readonly asked: {
    readonly effortHours: number | null;
    readonly anyAssetBelow: number | null;
    /** What has fallen, for odds given that it has; null for what may happen within the horizon. */
    readonly given: string | null;
  };
  readonly walls: readonly AssessedWall[];
  /** From nothing built to all that helps. */
  readonly frontier: readonly PlanPoint[];
  readonly before: PlanPoint;
  /** Null when what was asked cannot be reached. */
  readonly after: PlanPoint | null;
  readonly chosen: readonly PlannedChoice[];
  /** `exact`: no plan is better. `greedy`: none is better by more than the gap, US dollars of expected loss (hours for a target). */
  readonly method: 'exact' | 'greedy';
  readonly gap: number;
  readonly facts: readonly FactValue[];
}
