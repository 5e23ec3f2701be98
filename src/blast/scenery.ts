/** What the answer is made of: the question, the past, and the trees in which it may have run. */
import type { BlastWindow } from '../model/blast.ts';
import type { CredentialRecord } from '../model/credential.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { RepositoryHistory, UnreadHistory } from '../model/history.ts';
import type { Finding, Targets } from './findings.ts';
import type { Past } from './past.ts';
import type { Scene } from './scene.ts';

export interface Scenery {
  readonly targets: Targets;
  readonly past: Past | null;
  readonly history: RepositoryHistory | UnreadHistory;
  /** Trees in which it may have run: those of the time first. */
  readonly scenes: readonly Scene[];
  readonly current: Scene;
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
  /** Findings of today's tree that no commit has. */
  readonly uncommitted: readonly Finding[];
  readonly records: readonly CredentialRecord[];
}

export interface Asked {
  readonly root: string;
  readonly window: BlastWindow | null;
  readonly asOf: string;
  readonly diagnostics: readonly Diagnostic[];
}

export type FoundHere = Past['found'][number];
