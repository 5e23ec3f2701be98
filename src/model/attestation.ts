/** Facts that no file shows, stated by somebody for a time. */
export interface Attestation {
  /** The key that a report names beside an unknown: `people`, `popularity`, `service`, `github.default-token`, `credentials.NAME`, `walls.ID`, `walls.ID.PLACE`. */
  readonly fact: string;
  readonly value: string | number;
  /** Who says so. */
  readonly by: string;
  /** First day, and first day no longer, in force; ISO dates. */
  readonly on: string;
  readonly until: string;
}

/** Days for which an attestation holds unless it says otherwise. */
export const ATTESTATION_DAYS = 180;

/** Kinds of attested facts: a pattern of the key, and the values that it takes. */
export interface AttestableFact {
  readonly key: RegExp;
  readonly example: string;
  /** Words allowed; null for a whole number from 1. */
  readonly values: readonly string[] | null;
}

export const attestable: readonly AttestableFact[] = [
  { key: /^people$/, example: 'people', values: null },
  { key: /^popularity$/, example: 'popularity', values: ['popular', 'otherwise'] },
  { key: /^service$/, example: 'service', values: ['yes', 'no'] },
  { key: /^github\.default-token$/, example: 'github.default-token', values: ['read', 'write'] },
  {
    key: /^credentials\.[A-Za-z_][A-Za-z0-9_]*$/,
    example: 'credentials.NPM_TOKEN',
    values: ['classic-pat', 'fine-grained', 'long-lived-key', 'app-or-deploy-key', 'identifier', 'low-value'],
  },
  {
    key: /^walls\.[a-z][a-z0-9-]*(\..{1,200})?$/,
    example: 'walls.branch-protection',
    values: ['standing', 'absent'],
  },
];

export const inForce = (one: Attestation, asOf: string): boolean => one.on <= asOf && asOf < one.until;
