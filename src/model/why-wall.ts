/** How what a wall is worth came about: what `bulkhead why` prints of a wall that may be built. */
import type { ChanceDerivation, Estimate, UsedParameter } from './assessment.ts';
import type { Location } from './diagnostic.ts';
import type { AssessedWall } from './wall.ts';

export interface WallWhy {
  readonly wall: AssessedWall;
  /** What it acts on and what it does nothing against, in words. */
  readonly against: string;
  readonly limits: string;
  /** The choices that the id names: all of the wall, one, or those of one site; what takes most first. */
  readonly choices: readonly ExplainedChoice[];
}

/** One choice, with all that its worth rests on. */
export interface ExplainedChoice {
  readonly id: string;
  readonly title: string;
  readonly sites: readonly string[];
  readonly at: Location | null;
  /** The key by which it is attested, for walls that no file shows. */
  readonly attest: string | null;
  readonly acts: readonly ExplainedAct[];
  /** Failure on demand; null where nothing that it does can fail by chance. */
  readonly fails: ChanceDerivation | null;
  readonly hours: Estimate;
  readonly work: Work;
  /** The odds and the loss without and with it, all else as it is; the same worlds. */
  readonly without: { readonly anyAsset: number; readonly expectedLossUsd: number };
  readonly with: { readonly anyAsset: number; readonly expectedLossUsd: number };
  /** What it does to single assets, the largest difference first; those alone that move. */
  readonly assets: readonly {
    readonly id: string;
    readonly title: string;
    readonly without: number;
    readonly with: number;
  }[];
}

/** Hours of work: the sum of the terms, each count · Π factors. */
export interface Work {
  readonly terms: readonly {
    readonly because: string;
    readonly count: number;
    readonly hours: number;
    readonly factors: readonly { readonly id: string; readonly text: string }[];
  }[];
  readonly parameters: readonly UsedParameter[];
}

export interface ExplainedAct {
  /** `steps`: must be passed; `apart`: keeps code from what else is in a state; `gate`: an age; `rate`: a factor on shocks. */
  readonly kind: 'steps' | 'apart' | 'gate' | 'rate';
  /** What it acts on: ids of steps, routes or shocks. */
  readonly on: readonly string[];
  /** In words: `npm ci in release.yml → secrets of the job`. */
  readonly texts: readonly string[];
  /** Hours of a gate; null for others. */
  readonly hours: number | null;
  /** The factor of a rate, and what it is made of; null for others. */
  readonly factor: ChanceDerivation | null;
}
