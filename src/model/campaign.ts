/** Recorded campaigns of takeovers: the classes of the takeover channel. They live in `data/campaigns/`. */
import type { ParameterClass } from './parameter.ts';

export interface CampaignRecord {
  readonly name: string;
  readonly date: string;
  /** Packages hit, by tier. */
  readonly packages: readonly number[];
  /** Publisher groups hit, by tier. */
  readonly groups: readonly number[];
}

/** All campaigns of one ecosystem in one fitting window. */
export interface CampaignWindow {
  readonly ecosystem: 'npm' | 'github-actions';
  readonly title: string;
  /** First day, and first day after, of the window; its length in years. */
  readonly from: string;
  readonly until: string;
  readonly years: number;
  /** Tiers of popularity; they exclude each other. */
  readonly tiers: readonly string[];
  /** How many packages, and publisher groups, each tier has. */
  readonly packages: readonly number[];
  readonly groups: readonly number[];
  readonly class: ParameterClass;
  readonly grade: string;
  readonly date: string;
  readonly source: string;
  readonly derivation: string;
  readonly campaigns: readonly CampaignRecord[];
}
