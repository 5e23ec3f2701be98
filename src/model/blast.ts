/**
 * The answer of `bulkhead blast`: what was where and when, where it ran, what it could hold, what to do.
 * Its shape as JSON is `schema/blast-1.json`. Facts only: words and order of words are the reports'.
 */
import type { Diagnostic, Location } from './diagnostic.ts';

/** UTC, ISO 8601 to the second: `2026-03-31T00:21:00Z`. */
export type Instant = string;

export type Verdict = 'exposed' | 'cannot-exclude' | 'resolved-clean';

export interface Blast {
  readonly schema: 'bulkhead/blast/1';
  readonly tool: { readonly version: string };
  readonly subject: { readonly root: string; readonly commit: string | null; readonly asOf: string };
  readonly window: BlastWindow | null;
  /** The worst of `verdicts`. */
  readonly verdict: Verdict;
  /** Worst first. */
  readonly verdicts: readonly WhatVerdict[];
  readonly when: BlastWhen;
  readonly ran: BlastRan;
  readonly held: BlastHeld;
  /** What to do, in this order. */
  readonly steps: readonly BlastStep[];
  readonly others: BlastOthers;
  /** What this cannot see, a sentence each. */
  readonly cannotSee: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Both ends count. */
export interface BlastWindow {
  readonly from: Instant;
  readonly to: Instant;
}

export interface WhatVerdict {
  /** As it is asked, such as `npm:axios@1.14.1`. */
  readonly what: string;
  readonly kind: 'package' | 'action' | 'image' | 'credential' | 'vendor' | 'surface';
  readonly verdict: Verdict;
  /** What the locks held instead, such as `1.14.0`; for actions and images the references that are held fast. */
  readonly clean: readonly string[];
  /** Why, a reason each, with the place that shows it. */
  readonly reasons: readonly Reason[];
}

export interface Reason {
  readonly text: string;
  readonly at: Location | null;
}

export interface BlastWhen {
  /** What was found, worst first. */
  readonly found: readonly Found[];
  /** Unlocked commands and manifests that choose anew, and that may have chosen it. */
  readonly fresh: readonly FreshSite[];
  readonly read: HistoryRead;
}

/** One thing found in one file, over all commits and branches. */
export interface Found {
  readonly what: string;
  /** `locked` by a lockfile, `declared` by a manifest's range, `used`, `image`, `fetched` by a command, `named` secret, … */
  readonly kind: 'locked' | 'declared' | 'used' | 'image' | 'fetched' | 'named' | 'runs-on';
  /** As it stands there: `axios@1.14.1`, `tj-actions/changed-files@v39`. */
  readonly text: string;
  /** `yes`: it is what was asked for; `maybe`: it admits it. */
  readonly answer: 'yes' | 'maybe';
  /** In the newest of the commits, or in the working tree. */
  readonly at: Location;
  readonly commit: string | null;
  readonly spans: readonly Span[];
  /** Spans that are not listed. */
  readonly more: number;
}

/** A time on one line of commits. */
export interface Span {
  /** `main`, `origin/renovate/axios-1.x`, `merged by 1a2b3c4d`; the working tree is ''. */
  readonly branch: string;
  readonly kind: 'main' | 'branch' | 'bot' | 'tag' | 'merged' | 'working-tree';
  readonly from: Instant;
  /** Null: still. */
  readonly to: Instant | null;
  /** First and last commit that held it; null for the working tree. */
  readonly firstCommit: string | null;
  readonly lastCommit: string | null;
}

export interface FreshSite {
  readonly command: string;
  readonly at: Location;
  readonly commit: string | null;
  /** `names`: it names what was asked for; `brings`: what it names may bring it in. */
  readonly how: 'names' | 'brings';
  /** The job, image or platform that runs it; '' when none is known. */
  readonly place: string;
  readonly because: string;
}

export interface HistoryRead {
  readonly commits: number;
  readonly refs: number;
  readonly from: Instant | null;
  readonly to: Instant | null;
  readonly shallow: boolean;
  /** Old contents that were looked through. */
  readonly contents: number;
  /** Null when the history was read; else why not. */
  readonly unread: string | null;
}

export interface BlastRan {
  readonly places: readonly RanPlace[];
  /** What is built there and goes to others: to be recalled. */
  readonly recall: readonly Recall[];
  /** Commands that list the real runs. */
  readonly commands: readonly string[];
  readonly laptops: readonly string[];
}

export interface RanPlace {
  readonly id: string;
  readonly kind: 'job' | 'image' | 'platform' | 'machine' | 'service' | 'browser';
  readonly title: string;
  readonly at: Location | null;
  /** Commit of the tree in which the place stands; null for the working tree. */
  readonly commit: string | null;
  readonly triggers: readonly string[];
  /** Cron lines of its schedule. */
  readonly crons: readonly string[];
  /** The command or reference that brings it in. */
  readonly by: string;
  /** Runs expected while it was there; null where that time has no end that is known. */
  readonly expectedRuns: number | null;
  readonly perYear: number;
  /** P(its code runs there | it arrives). */
  readonly probability: number;
  readonly runner: 'hosted' | 'vendor' | 'self-hosted' | null;
}

export interface Recall {
  readonly registry: string;
  readonly what: string;
  readonly at: Location;
}

export interface BlastHeld {
  readonly credentials: readonly HeldCredential[];
  readonly tokens: readonly HeldToken[];
  readonly caches: readonly {
    readonly job: string;
    readonly at: Location | null;
    readonly writes: boolean;
  }[];
}

export interface HeldCredential {
  readonly name: string;
  /** As far as its name, its use and comments tell. */
  readonly kind: string;
  readonly opens: readonly string[];
  readonly level: 'repository' | 'unknown';
  /** P(held | it arrives), by any way. */
  readonly probability: number;
  /** Jobs, builds and platforms that hold it, and P(taken there | it arrives). */
  readonly places: readonly {
    readonly place: string;
    readonly at: Location;
    readonly probability: number;
  }[];
}

export interface HeldToken {
  readonly kind: 'github-token' | 'oidc';
  readonly job: string;
  readonly at: Location | null;
  /** Scopes that it may write, as far as stated; `default` when the repository's setting decides. */
  readonly rights: string;
  /** What the identity is for: a cloud, a registry. */
  readonly identityFor: readonly string[];
  readonly probability: number;
}

export type StepGroup = 'freeze' | 'isolate' | 'find-runs' | 'revoke' | 'delete' | 'pin' | 'look' | 'warn';

export interface BlastStep {
  readonly group: StepGroup;
  /** 0 but for `revoke`: parents before children, all of a level at once. */
  readonly level: number;
  /** Own words; what stands in backticks is text of files or a command. */
  readonly text: Words;
  readonly at: Location | null;
}

/** Text in parts: own words, and text that came from files or is to be typed. */
export type Words = readonly (string | { readonly code: string })[];

export interface BlastOthers {
  /** Own packages, images and releases since FROM. */
  readonly published: readonly Recall[];
  /** Tags made since FROM. */
  readonly releases: readonly { readonly tag: string; readonly created: Instant }[];
  /** Secrets that may be the organisation's, and so be used elsewhere. */
  readonly shared: readonly string[];
}
