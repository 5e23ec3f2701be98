/**
 * A numeric attack graph: what the engines solve. It comes from a model file, or from the graph of a
 * repository at one draw of its parameters. Nodes, walls and edges are named by their index in these
 * lists; ids are for messages and answers alone.
 *
 * Semantics (model.md 6, docs of the model file): a shock compromises what it hits, whatever that needs.
 * An `any` node falls when one passable edge comes from a fallen node; an `all` node when it has incoming
 * edges and every one of them is passable and comes from a fallen node. An edge is passable when it is open
 * and every standing wall on it has failed. Each edge is open independently; each standing wall is one event
 * for all its edges. Cycles are allowed: the least fixed point counts.
 */
export interface System {
  readonly nodes: readonly SystemNode[];
  readonly edges: readonly SystemEdge[];
  readonly walls: readonly SystemWall[];
  readonly shocks: readonly SystemShock[];
  readonly assets: readonly SystemAsset[];
}

export interface SystemNode {
  readonly id: string;
  readonly needs: 'any' | 'all';
}

export interface SystemEdge {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  /** Chance that the step is open to an attacker who holds `from`. */
  readonly probability: number;
  /** Standing walls on it; a wall that does not stand is in no list. */
  readonly walls: readonly number[];
  /** US dollars a try. */
  readonly costUsd: number;
}

export interface SystemWall {
  readonly id: string;
  /** Chance that it does not hold. */
  readonly failureOnDemand: number;
}

export interface SystemShock {
  readonly id: string;
  /** Λ(T): events expected before the horizon, ≥ 0, finite. The number of events is Poisson(Λ). */
  readonly hazard: number;
  /** Each event hits each of these with its chance, anew and independently. */
  readonly hits: readonly SystemHit[];
  /** US dollars to bring about one event. */
  readonly costUsd: number;
}

export interface SystemHit {
  readonly node: number;
  /** 1 for a fixed hit. */
  readonly probability: number;
}

export interface SystemAsset {
  readonly id: string;
  readonly node: number;
}

/** An engine's answer when a system is too much for it: why, as the end of a sentence. */
export interface TooLarge {
  readonly tooLarge: string;
}

/** What an engine answers. Lists run as those of the system. */
export interface Solution {
  readonly method: 'exact' | 'sampled';
  /** P(at least one asset is lost). */
  readonly any: SolvedOdds;
  readonly assets: readonly SolvedOdds[];
  /** 1 − E_w[Λ_w(any asset)]/Λ(any); null when nothing can happen, or when a world makes a loss certain. */
  readonly containment: number | null;
  /** `blast[s][a]`: P(asset a | one event of shock s, nothing else). */
  readonly blast: readonly (readonly number[])[];
  /** Null where they were not computed, with the reason in `remarks`. */
  readonly importance: {
    readonly edges: readonly (Importance | null)[];
    readonly walls: readonly (Importance | null)[];
    readonly shocks: readonly (Importance | null)[];
  };
  /** Sentences for a person: which method, why, what was left out. */
  readonly remarks: readonly string[];
}

export interface SolvedOdds {
  /** P_once = E_w[1 − e^(−Λ_w)]: edges and walls meet every attack with the same answer. */
  readonly once: number;
  /** P_anew = 1 − e^(−E_w[Λ_w]) ≥ once. */
  readonly anew: number;
  /** Of `once`; 0 when exact. */
  readonly standardError: number;
  /** When sampling saw no way although one may exist: a 95 % upper bound of `once`. Else null. */
  readonly below: number | null;
}

/** With P₁ = P(p := 1), P₀ = P(p := 0) of the top event `any`; ratios are null when they divide by zero. */
export interface Importance {
  /** P₁ − P₀ */
  readonly birnbaum: number;
  /** birnbaum·p/P */
  readonly criticality: number | null;
  /** (P − P₀)/P */
  readonly fussellVesely: number | null;
  /** P₁/P */
  readonly riskAchievement: number | null;
  /** P/P₀ */
  readonly riskReduction: number | null;
}
