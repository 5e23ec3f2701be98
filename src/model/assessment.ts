/**
 * The last value: everything a report needs. Versioned; its shape as JSON is `schema/assessment-1.json`.
 * No timings and no absolute paths, so that the same tree, seed and date give the same bytes.
 */

import type { Attestation } from './attestation.ts';
import type { Diagnostic, Location } from './diagnostic.ts';
import type { Evidence } from './evidence.ts';
import type { ShockId, SurfaceId } from './ids.ts';
import type { Pin } from './install.ts';
import type { Component, Source } from './inventory.ts';
import type { ParameterRecord } from './parameter.ts';
import type { Channel } from './shock.ts';
import type { SurfaceKind } from './surface.ts';
import type { HeldWaiver } from './waiver.ts';
import type { AssessedWall } from './wall.ts';

/** Mean over the joint draws, and the 5 %, 50 % and 95 % points. */
export interface Estimate {
  readonly mean: number;
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export interface Assessment {
  readonly schema: 'bulkhead/assessment/1';
  readonly tool: { readonly version: string; readonly model: string; readonly parameters: string };
  readonly subject: { readonly root: string; readonly commit: string | null; readonly asOf: string };
  readonly seed: number;
  readonly horizonYears: number;
  readonly scenario: string;
  readonly completeness: Completeness;
  readonly diagnostics: readonly Diagnostic[];
  readonly evidence: EvidenceSummary;
  readonly inventory: InventorySummary;
  /** Recorded malicious versions that are in the tree: no odds, a fact. */
  readonly assumedCompromised: readonly Compromised[];
  readonly odds: Odds;
  readonly surfaces: readonly AssessedSurface[];
  readonly shocks: readonly AssessedShock[];
  /** Those that bear loss first, by their odds; then means to an end. */
  /** What people leave as it is, with what became of it; expired and unused ones too. */
  readonly waivers: readonly HeldWaiver[];
  readonly assets: readonly AssessedAsset[];
  readonly losses: Losses;
  readonly graph: AssessedGraph;
  /** Left out where nobody asked for them: they cost a look at every choice. */
  readonly walls?: readonly AssessedWall[];
  readonly notCovered: readonly string[];
}

export interface AssessedAsset {
  readonly id: string;
  readonly title: string;
  readonly at: Location | null;
  /** False for a means to an end (a job, a secret, publish rights), whose loss alone is not counted as a loss. */
  readonly bearsLoss: boolean;
  /** P(lost before the horizon), walls and steps meeting every attack with the same answer. */
  readonly pLost: Estimate;
  /** The same, rolled anew for every attack: an upper bound. */
  readonly pLostAnew: Estimate;
  /** When no sampled world has a way, although one may be open: `pLost` is below this, at 95 %. Else null. */
  readonly pLostBelow: number | null;
  readonly expectedLossUsd: Estimate | null;
  /** Over the worlds in which a way exists; null when there is none in any. */
  readonly priceUsd: PriceEstimate | null;
  /** Of assets that bear loss; null for others, and without a way. */
  readonly priceCourse: PriceCourse | null;
  /**
   * Years until the price falls below what the asset is worth to an attacker, 0 where it has, at most 100; null where
   * it does not fall, and for what bears no loss.
   */
  readonly belowWorthInYears: Estimate | null;
  /** States of the way that is the cheapest in more worlds than any other. */
  readonly cheapestPath: readonly string[];
  readonly method: 'exact' | 'sampled';
  /** Of the mean of `pLost`. */
  readonly standardError: number;
}

/** The price of the cheapest way, US dollars, and the share of worlds in which no way is open. */
export interface PriceEstimate extends Estimate {
  readonly noWay: number;
}

/** Medians of a price a year ago and in a year, US dollars, and the months in which it halves; null when it does not fall. */
export interface PriceCourse {
  readonly yearAgo: number;
  readonly inAYear: number;
  readonly halvingMonths: number | null;
}

export interface Losses {
  readonly segment: string;
  /** Where the dollars come from: the segment's distribution, or what the owner states for these assets. */
  readonly basis:
    | {
        readonly kind: 'segment';
        /** Loss given that something is lost: half of such events cost less, one in twenty costs more. US dollars. */
        readonly medianUsd: number;
        readonly highUsd: number;
      }
    | {
        readonly kind: 'stated';
        /** Assets with dollars that the tree has; the others cost nothing in these figures. */
        readonly assets: readonly string[];
        /** So many of them, those with the largest means, are in the exceedance curve. */
        readonly together: number;
      };
  /** P(lost) times the mean loss. */
  readonly expectedUsd: Estimate;
  /** P(the loss before the horizon is more than `usd`). */
  readonly exceedance: readonly { readonly usd: number; readonly probability: number }[];
  /** Of the cheapest way to whichever asset is the cheapest in each world: mostly below the price of each asset. */
  readonly priceUsd: PriceEstimate | null;
  readonly cheapestPath: readonly string[];
  /**
   * Medians of the same a year ago and in a year, at the halving times of costs, and the months in which the
   * price halves over the coming year, null when it does not fall. Null without a way.
   */
  readonly priceCourse: PriceCourse | null;
  /** Share of the break-ins of each channel that reach no asset; null where the channel has none. */
  readonly containment: Readonly<Record<string, number>>;
  readonly standardError: number;
  readonly worlds: number;
}

export interface AssessedGraph {
  readonly nodes: readonly { readonly id: string; readonly title: string; readonly at: Location | null }[];
  readonly steps: readonly AssessedStep[];
  readonly walls: readonly AssessedStandingWall[];
}

export interface AssessedStep {
  readonly id: string;
  readonly technique: string;
  readonly from: string;
  readonly to: string;
  /** Mean chance that it is open, walls apart. */
  readonly probability: number;
  readonly walls: readonly string[];
  readonly because: string;
  readonly at: Location | null;
  /** The fact that no file shows and on which it rests. */
  readonly unknown: { readonly fact: string; readonly attest: string } | null;
}

export interface AssessedStandingWall {
  readonly id: string;
  readonly wall: string;
  /** Mean failure on demand. */
  readonly failureOnDemand: number;
  readonly because: string;
  readonly at: Location | null;
}

/** What public records say of the tree. */
export interface EvidenceSummary {
  readonly snapshots: readonly Snapshot[];
  /** Sources that would have spoken of this tree and were never read. */
  readonly silent: readonly string[];
  /** Flaws on record, those of development dependencies too, which threaten no running service. */
  readonly flaws: readonly KnownFlaw[];
}

export interface KnownFlaw {
  /** Package URL, or the action as the workflow names it. */
  readonly component: string;
  readonly record: string;
  readonly aliases: readonly string[];
  /** ISO date. */
  readonly published: string;
  readonly summary: string;
  readonly production: boolean;
  /** `unknown`: which version an install takes, or where it stands in the order, cannot be told. */
  readonly affected: 'yes' | 'unknown';
  readonly fixedIn: string | null;
  /** Chance of exploitation anywhere within 30 days; null where none is told. */
  readonly chance: number | null;
  /** ISO date since which it is known to have been exploited; null where it is not. */
  readonly exploited: string | null;
  readonly at: Location | null;
}

export interface Compromised {
  /** Package URL, or the action as the workflow names it. */
  readonly component: string;
  /** Id of the record, and its first line. */
  readonly record: string;
  readonly summary: string;
  readonly published: string;
  readonly at: Location | null;
}

export interface Snapshot {
  readonly source: string;
  readonly asOf: string;
  readonly records: number;
  readonly ageDays: number;
}

export interface Completeness {
  readonly status: 'complete' | 'partial';
  /** Recognised files without a reader, and files that could not be read. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
  /** Folders passed over by a rule, with the number of files in them as far as counted. */
  readonly skipped: readonly {
    readonly path: string;
    readonly rule: string;
    readonly files: number | null;
  }[];
  readonly unknown: readonly { readonly fact: string; readonly attest: string }[];
  /** Facts that people state and that are in force. */
  readonly attested: readonly Attestation[];
}

export interface Odds {
  /** P(at least one surface falls before the horizon). */
  readonly anySurface: Estimate;
  /** The same without the attested facts; null when there are none. */
  readonly anySurfaceUnattested: Estimate | null;
  /** P(at least one asset that bears loss is lost before the horizon). */
  readonly anyAsset: Estimate;
  /** The same when every attack meets steps and walls anew: an upper bound. */
  readonly anyAssetAnew: Estimate;
  /** The same as `anyAsset`, given that what is recorded as malicious has run; null when nothing is. */
  readonly anyAssetGivenCompromised: Estimate | null;
  /** The share of break-ins that reach no asset; null when nothing can happen. */
  readonly containment: Estimate | null;
  /** Campaigns a year that publish a malicious release of something the tree names. */
  readonly touchesPerYear: Estimate;
  /** Campaigns a year, of packages, whose release also arrives: the part of `touchesPerYear` that is in the odds. */
  readonly entriesPerYear: Estimate;
  readonly outside: { readonly segment: string; readonly perYear: Estimate };
  readonly curve: readonly {
    readonly years: number;
    readonly anySurface: Estimate;
    readonly anyAsset: Estimate;
  }[];
  /** The same tree over the horizon as costs move in each scenario. */
  readonly scenarios: readonly {
    readonly scenario: string;
    readonly anySurface: Estimate;
    readonly anyAsset: Estimate;
  }[];
  readonly drift: { readonly anySurface: Drift; readonly anyAsset: Drift };
}

/**
 * How fast odds over the horizon move now, in probability a year: those at the costs of a moment later, against those
 * at the costs of today. The parts add up.
 */
export interface Drift {
  readonly perYear: Estimate;
  /** Because attacks get cheaper. */
  readonly attackCost: Estimate;
  /** Because defence gets cheaper: mostly negative. */
  readonly defenceCost: Estimate;
  /** Because there are more surfaces; null where no history tells how many more. Not in `perYear`. */
  readonly growth: Estimate | null;
}

export interface AssessedSurface {
  readonly id: SurfaceId;
  readonly kind: SurfaceKind;
  readonly title: string;
  readonly at: readonly Location[];
  readonly shocks: readonly ShockId[];
  /** Of the odds that something gets in; a shock's share is split equally over what it hits. */
  readonly share: number;
}

export interface AssessedShock {
  readonly id: ShockId;
  readonly channel: Channel;
  readonly title: string;
  /** For campaign members the marginal entry rate: these overlap and do not add up. */
  readonly ratePerYear: Estimate;
  /** The same against the rate at the costs of today: what the scenario does over the horizon. */
  readonly costFactor: number;
  /** Shares of all shocks add up to 1. */
  readonly share: number;
  readonly hits: readonly SurfaceId[];
  readonly commonCause: string | null;
  /** P(any asset is lost | one event of this shock). */
  readonly reachesAsset: number;
  /** Its part of the odds that something is lost; the shares of all shocks add up to 1. */
  readonly shareOfLoss: number;
  readonly evidence: readonly Evidence[];
}

/** How a rate came about: what `bulkhead why` prints. */
export interface Derivation {
  /** The formula in words and symbols, a line each. */
  readonly formula: readonly string[];
  /** Products that are added up, each with its mean over the draws, per year. */
  readonly terms: readonly {
    readonly because: string;
    readonly count: number;
    readonly perYear: number;
    readonly factors: readonly { readonly id: string; readonly text: string }[];
  }[];
  /** The numbers that it rests on, with their means in this run. */
  readonly parameters: readonly UsedParameter[];
  /** Steps of a takeover: routes, gates, chances; a line each. */
  readonly notes: readonly string[];
}

/** How the chance of a step, or the failure of a wall, came about. */
export interface ChanceDerivation {
  /** Mean over the draws; the product of the factors, 1 for none. */
  readonly mean: number;
  readonly factors: readonly { readonly id: string; readonly text: string }[];
  readonly parameters: readonly UsedParameter[];
}

export interface InventorySummary {
  readonly sources: readonly Pick<Source, 'path' | 'format' | 'entries' | 'distinct' | 'scopes'>[];
  readonly components: readonly ComponentSummary[];
  readonly workflows: readonly WorkflowSummary[];
  readonly actions: readonly ActionSummary[];
  readonly images: readonly ImageSummary[];
  /** Commands of Dockerfiles and hosting files; those of workflows stand at their jobs. */
  readonly installs: readonly InstallSummary[];
  readonly services: readonly { readonly name: string; readonly platform: string; readonly at: Location }[];
  readonly credentials: readonly {
    readonly name: string;
    readonly kind: string;
    /** `repository`: no environment guards it; `unknown`: an environment may. */
    readonly level: string;
    readonly at: readonly Location[];
  }[];
}

export interface ComponentSummary
  extends Pick<Component, 'source' | 'scope' | 'direct' | 'installScript' | 'at'> {
  readonly purl: string;
}

export interface UseSummary {
  readonly ref: string;
  readonly pin: Pin;
  readonly at: Location;
}

export interface InstallSummary {
  readonly command: string;
  readonly tool: string;
  /** Whether the site takes versions from a lockfile that is there. */
  readonly locked: boolean | 'unknown';
  /** Whether packages' install scripts run there. */
  readonly scripts: 'on' | 'off' | 'listed' | 'unknown';
  readonly at: Location;
}

export interface WorkflowSummary {
  readonly path: string;
  readonly ref: string | null;
  readonly triggers: readonly string[];
  readonly jobs: readonly {
    readonly id: string;
    readonly runner: string;
    readonly permissions: string | Readonly<Record<string, string>> | null;
    readonly secrets: readonly string[];
    readonly environment: string | null;
    readonly uses: readonly UseSummary[];
    readonly installs: readonly InstallSummary[];
  }[];
}

export interface ActionSummary {
  readonly path: string;
  readonly runs: string;
  readonly uses: readonly UseSummary[];
  readonly installs: readonly InstallSummary[];
}

export interface ImageSummary {
  readonly reference: string;
  readonly pin: string;
  readonly role: string;
  readonly user: string;
  readonly at: Location;
}

/** A parameter with the mean over the draws of this run. */
export interface UsedParameter extends ParameterRecord {
  readonly mean: number;
}
