/** Shocks: independent causes, each of which makes one or more surfaces fall. */
import type { Evidence } from './evidence.ts';
import type { ShockId, SurfaceId } from './ids.ts';
import type { Rate } from './rate.ts';

export type Channel =
  | 'takeover'
  | 'account'
  | 'credential'
  | 'workflow'
  | 'known-vulnerability'
  | 'new-vulnerability'
  | 'service'
  | 'provider';

/** A shock as the channels state it: what it hits and how its rate is made, before any number is drawn. */
export interface ShockSpec {
  readonly id: ShockId;
  readonly channel: Channel;
  readonly title: string;
  readonly hits: readonly SurfaceId[];
  /** The name of the cause that this shock shares with others, null when it is alone. */
  readonly commonCause: string | null;
  readonly evidence: readonly Evidence[];
  readonly hazard: Hazard;
}

/** A flaw that is public and in the tree, until the fix is deployed. */
export interface OpenFlaw {
  readonly kind: 'open-flaw';
  /** While it is open. */
  readonly rate: Rate;
  /** For how long it has been public; null where no fix is known: then it stays open. */
  readonly openDays: number | null;
}

export type Hazard =
  /** λ = Σ terms. */
  | { readonly kind: 'rate'; readonly rate: Rate }
  /** The rate until a fix ends it. */
  | OpenFlaw
  /** So many independent causes that are told as one: the contest of costs acts on each, never on their sum. */
  | { readonly kind: 'many'; readonly count: number; readonly rate: Rate }
  /** One publisher group: hit by campaigns of its ecosystem, reaching the tree by routes. */
  | {
      readonly kind: 'campaign';
      readonly ecosystem: 'npm' | 'github-actions';
      readonly member: CampaignMember;
    };

/** Groups that differ in nothing that the campaign form sees are one class; `size` counts them. */
export interface CampaignMember {
  /** Ids of the routes by which the group arrives. */
  readonly routes: readonly string[];
  /** Direct groups are chosen anew more often. */
  readonly direct: boolean;
  /** Not only a development dependency: what it brings in may ship. */
  readonly production: boolean;
  /** The parameter that says how often what is published gets through a pin; null when nothing pins it. */
  readonly pin: string | null;
  /** How many groups the shock stands for; null is one. */
  readonly groups: Rate | null;
}

/** The same shocks under other costs, over another time, or with more surfaces. */
export interface RateView {
  /** Of shocks that have a rate of their own, per year, draw by draw. */
  readonly rates: ReadonlyMap<ShockId, Float64Array>;
  /** How many campaigns come, against the scenario's own over the horizon, draw by draw. */
  readonly campaigns: Float64Array;
  readonly years: number;
}
