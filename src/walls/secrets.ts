/** Stored secrets as walls see them: each name once, what the name alone tells left out. */
import type { Location } from '../model/diagnostic.ts';
import type { CredentialKind } from '../model/surface.ts';
import { attestOf } from './attested.ts';
import { stepsWhere, type WallFacts } from './wall.ts';

interface StoredSecret {
  readonly name: string;
  readonly kind: CredentialKind;
  readonly at: Location | null;
  /** Key of `token-lifetime`. */
  readonly attest: string;
}

/** Names that open something; identifiers and publishable keys are no secrets. */
export function storedSecrets({ places }: WallFacts): StoredSecret[] {
  const found = new Map<string, StoredSecret>();
  for (const surface of places.surfaces) {
    if (surface.kind !== 'credential' || found.has(surface.name)) continue;
    const { name, credential: kind } = surface;
    const attest = attestOf('token-lifetime', name);
    if (attest !== null && kind !== 'identifier' && kind !== 'low-value')
      found.set(name, { name, kind, at: surface.at[0] ?? null, attest });
  }
  return [...found.values()];
}

/** The step from having stolen it to its use. */
export const secretStep = ({ graph }: WallFacts, name: string): string[] =>
  stepsWhere(graph, (step) => step.technique === 'use-stolen-secret' && step.from === `holds/secret/${name}`);
