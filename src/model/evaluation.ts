/** What `bulkhead evaluate` answers for a model file. Printed as JSON, so names are promises. */
import type { FaultTreeAnswer } from './fault-tree.ts';
import type { Importance } from './system.ts';

export interface Evaluation {
  readonly schema: 'bulkhead/evaluate/1';
  /** P(at least one asset is lost). */
  readonly any: number;
  /** In the file's order. */
  readonly assets: readonly EvaluatedAsset[];
  /** Expected share of break-ins that reach no asset; null when there can be none. */
  readonly containment: number | null;
  /** `blastRadius[shock][asset]`: P(asset is lost | one event of the shock alone); zeros are left out. */
  readonly blastRadius: ById<ById<number>>;
  /** For the top event `any`. Null where it was not computed: `remarks` says why. */
  readonly importance: {
    readonly edges: ById<Importance | null>;
    /** Those that do not stand change nothing. */
    readonly walls: ById<Importance | null>;
    readonly shocks: ById<Importance | null>;
  };
  readonly anyAnew: number;
  /** Of `any`; 0 when exact. */
  readonly anyStandardError: number;
  readonly horizonYears: number;
  readonly seed: number;
  /** Sentences: which method gave the numbers and why, and what was left out. */
  readonly remarks: readonly string[];
}

/** What it answers for a fault tree. */
export interface FaultTreeEvaluation extends FaultTreeAnswer {
  readonly schema: 'bulkhead/evaluate/1';
}

export interface EvaluatedAsset {
  readonly id: string;
  readonly pLost: number;
  /** The same when each attack meets steps and walls anew; never below `pLost`. */
  readonly pLostAnew: number;
  /** US dollars; null when the file tells no loss. */
  readonly expectedLossUsd: number | null;
  /** US dollars; null when no way exists. */
  readonly priceUsd: number | null;
  /** Ids of shocks and edges in the order in which they are paid; empty when no way exists. */
  readonly cheapestPath: readonly string[];
  readonly method: 'exact' | 'sampled';
  readonly standardError: number;
  /** A 95 % upper bound, there only when sampling saw no way although one may exist. */
  readonly pLostBelow?: number;
}

/** Keys are ids of a file, `__proto__` among them: objects without prototype, made by `byId`. */
export type ById<T> = Readonly<Record<string, T>>;

export function byId<T>(entries: Iterable<readonly [string, T]>): ById<T> {
  const record: Record<string, T> = Object.create(null);
  for (const [id, value] of entries) record[id] = value;
  return record;
}
