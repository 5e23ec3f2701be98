/** What `bulkhead data` answers. */

/** What became of one source in an update. */
export type SourceOutcome =
  | {
      readonly source: string;
      readonly outcome: 'updated';
      readonly records: number;
      readonly changed: number | null;
    }
  | { readonly source: string; readonly outcome: 'unchanged'; readonly records: number }
  /** The mirror does not have it: what was there before stays. */
  | { readonly source: string; readonly outcome: 'absent'; readonly kept: boolean }
  | {
      readonly source: string;
      readonly outcome: 'failed';
      readonly because: string;
      readonly hint: string;
      /** What was there before is still there. */
      readonly kept: boolean;
    };

/** What is known of one source. */
export interface SourceStatus {
  readonly source: string;
  /** ISO date up to which it tells. */
  readonly asOf: string;
  readonly fetched: string;
  /** Days from `fetched` to today. */
  readonly ageDays: number;
  readonly records: number;
  readonly bytes: number;
  readonly model: string | null;
  readonly from: string;
}

export type DataAnswer =
  | { readonly did: 'update'; readonly outcomes: readonly SourceOutcome[] }
  | {
      readonly did: 'status';
      readonly sources: readonly SourceStatus[];
      /** Sources that were never read. */
      readonly absent: readonly string[];
      readonly hosts: readonly { readonly host: string; readonly sources: string }[];
    }
  | { readonly did: 'export' | 'import'; readonly sources: readonly SourceStatus[] };
