/** What somebody has looked at and leaves as it is, for a time. */
export interface Waiver {
  /** A surface or a shock, as reports name it: `credential/GH_PAT`, `workflow/ci.yml`. */
  readonly id: string;
  readonly reason: WaiverReason;
  readonly note: string;
  /** Who answers for it. */
  readonly owner: string;
  /** First day, and first day no longer, in force; ISO dates. */
  readonly created: string;
  readonly expires: string;
  /** `accept` hides the way from the list and stays in the odds; only `mitigated` lowers them. */
  readonly effect: 'accept' | 'mitigated';
  /** How often what stands before it fails, in (0, 1], as the owner states it; null for `accept`. */
  readonly failureOnDemand: number | null;
}

export const waiverReasons = [
  'risk-accepted',
  'being-fixed',
  'compensating-control',
  'not-exposed',
  'test-only',
] as const;

export type WaiverReason = (typeof waiverReasons)[number];

/** Days for which a waiver holds unless it says otherwise. */
export const WAIVER_DAYS = 90;

/** A waiver and what became of it in a tree. */
export interface HeldWaiver extends Waiver {
  /** `unused`: nothing of the tree has its id, or nothing that it could lower. */
  readonly state: 'in-force' | 'expired' | 'unused';
  /** Its part of the odds that something gets in, as they are with it: what it hides, or has hidden. */
  readonly share: number;
}
