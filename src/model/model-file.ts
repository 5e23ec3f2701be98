/** A model file (`bulkhead/model/1`): an attack graph that somebody wrote down, with plain numbers. */
import type { SystemAsset, SystemEdge, SystemHit, SystemNode, SystemWall } from './system.ts';

export interface ModelFile {
  readonly horizonYears: number;
  readonly nodes: readonly SystemNode[];
  /** Walls on an edge are those that stand. */
  readonly edges: readonly SystemEdge[];
  /** Walls that stand. */
  readonly walls: readonly SystemWall[];
  /** Walls that do not stand, and so have no effect. */
  readonly idleWalls: readonly IdleWall[];
  readonly shocks: readonly ModelShock[];
  readonly assets: readonly ModelAsset[];
}

export interface IdleWall extends SystemWall {
  /** Edges on which it would stand. */
  readonly on: readonly number[];
  /** Hours of work to build it, ≥ 0; null when not told. */
  readonly effortHours: number | null;
}

export interface ModelShock {
  readonly id: string;
  readonly rate: ModelRate;
  readonly hits: readonly SystemHit[];
  readonly costUsd: number;
}

/** How often a shock comes; rates per year, ages in years from now. */
export type ModelRate =
  | { readonly kind: 'constant'; readonly perYear: number }
  /** A rate that is itself uncertain: Gamma(shape, rate), so that Λ(T) = shape·ln(1 + T/rate). */
  | { readonly kind: 'gamma'; readonly shape: number; readonly rate: number }
  /** Linear between the points, constant outside; in order of years. */
  | {
      readonly kind: 'curve';
      readonly points: readonly { readonly years: number; readonly perYear: number }[];
    };

export interface ModelAsset extends SystemAsset {
  /** 5 % and 95 % points of a lognormal, US dollars; null when not told. */
  readonly lossUsd: { readonly p5: number; readonly p95: number } | null;
}
