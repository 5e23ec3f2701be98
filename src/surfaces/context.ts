/** What the surfaces stage is given besides the inventory. */
import type { CredentialRecord } from '../model/credential.ts';
import type { PlatformRule } from '../model/platform.ts';
import type { AttestedFacts } from './attested.ts';

export interface SurfaceContext {
  /** ISO date of the assessment: defaults are looked up by it. */
  readonly asOf: string;
  readonly rules: readonly PlatformRule[];
  /** Kinds of credentials by name. */
  readonly credentials: readonly CredentialRecord[];
  /** What people state where no file tells. */
  readonly attested: AttestedFacts;
  /** Persons seen in a year of history: a lower bound; null without history. */
  readonly committers: number | null;
}
