/** Walls that no file shows: one site, known only by what somebody attests. */
import type { WallSite } from '../model/wall.ts';
import { attestedState, type WallFacts } from './wall.ts';

/** @param untold what is to be said where nobody attests anything */
export function attestedSite(
  facts: WallFacts,
  {
    id,
    attest,
    what,
    at = null,
  }: Pick<WallSite, 'id' | 'what'> & Partial<Pick<WallSite, 'at'>> & { attest: string },
  untold: string,
): WallSite {
  const state = attestedState(facts, attest);
  const because = state === 'unknown' ? untold : state === 'standing' ? 'attested' : 'attested to be absent';
  return { id, at, what, state, mode: null, because };
}

/** The attestation key of a wall at one place; null where the place's name is too long for one. */
export const attestOf = (wall: string, place: string): string | null =>
  place.length > 0 && place.length <= 200 ? `walls.${wall}.${place}` : null;
