/** Attested facts as the stage uses them: null where nothing is attested. */
import type { Attestation } from '../model/attestation.ts';
import type { CredentialKind } from '../model/surface.ts';

export interface AttestedFacts {
  readonly people: number | null;
  readonly popularity: 'popular' | 'otherwise' | null;
  /** Whether anything of the tree runs as a service. */
  readonly service: 'yes' | 'no' | null;
  readonly defaultToken: 'read' | 'write' | null;
  readonly credentials: ReadonlyMap<string, CredentialKind>;
}

/** @param attestations those in force, their values checked */
export function attestedFacts(attestations: readonly Attestation[]): AttestedFacts {
  const value = (fact: string): string | number | null =>
    attestations.find((one) => one.fact === fact)?.value ?? null;
  const prefix = 'credentials.';
  const people = value('people');
  return {
    people: typeof people === 'number' ? people : null,
    popularity: value('popularity') as AttestedFacts['popularity'],
    service: value('service') as AttestedFacts['service'],
    defaultToken: value('github.default-token') as AttestedFacts['defaultToken'],
    credentials: new Map(
      attestations
        .filter((one) => one.fact.startsWith(prefix))
        .map((one) => [one.fact.slice(prefix.length), one.value as CredentialKind]),
    ),
  };
}
