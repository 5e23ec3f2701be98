/** Which walls of a model file to build: what `bulkhead plan MODEL.json` answers. Printed as JSON, so names are promises. */

/** What is lost where some of the walls stand. */
export interface ModelPlanPoint {
  readonly hours: number;
  /** Ids of walls, in the file's order. */
  readonly chosen: readonly string[];
  /** P(at least one asset is lost before the horizon). */
  readonly anyAsset: number;
  /** Sum over the assets of P(lost) times mean loss, US dollars; null when the file tells no loss. */
  readonly expectedLossUsd: number | null;
  /** Of `anyAsset`; 0 when exact. */
  readonly standardError: number;
}

/** What a wall changes: less than 0 for better. */
export interface ModelPlanEffect {
  readonly anyAsset: number;
  readonly expectedLossUsd: number | null;
}

export interface ModelPlanChoice {
  readonly id: string;
  readonly hours: number;
  /** Standing where none of the others does, and where all others of the plan do. */
  readonly alone: ModelPlanEffect;
  readonly given: ModelPlanEffect;
}

export interface ModelPlan {
  readonly schema: 'bulkhead/plan-model/1';
  /** What was asked: hours, or the odds to get to. */
  readonly asked: { readonly effortHours: number | null; readonly anyAssetBelow: number | null };
  readonly before: ModelPlanPoint;
  /** Null when what was asked cannot be reached. */
  readonly after: ModelPlanPoint | null;
  /** What brings most an hour, given the others, first. */
  readonly chosen: readonly ModelPlanChoice[];
  /** Rising hours, falling loss: from nothing built on. */
  readonly frontier: readonly ModelPlanPoint[];
  /** `exact`: no plan is better. `greedy`: none is better by more than the gap. */
  readonly method: 'exact' | 'greedy';
  /** In what was minimised: US dollars, or odds where no asset has any; hours for a target. */
  readonly gap: number;
  readonly minimised: 'expectedLossUsd' | 'anyAsset' | 'hours';
  /** How the odds of each plan came about. With `sampled` method and gap are those on the worlds drawn. */
  readonly odds: 'exact' | 'sampled';
  /** Walls that do not stand and could not be chosen. */
  readonly unplanned: readonly { readonly id: string; readonly because: string }[];
  readonly horizonYears: number;
  readonly seed: number;
  readonly remarks: readonly string[];
}
