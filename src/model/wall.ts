/**
 * Walls: controls that an attacker must get past. Where each may stand, whether it does, and what it would do to
 * the attack graph where it does not.
 */
import type { StateId } from './attack-graph.ts';
import type { Location } from './diagnostic.ts';
import type { ShockId } from './ids.ts';
import type { Factor, Rate } from './rate.ts';

/**
 * - `standing`: it holds at every site; `absent`: at none; `partial`: at some
 * - `unknown`: none is known to fail, but of one it cannot be told
 * - `inapplicable`: there is no site
 */
export type WallState = 'standing' | 'partial' | 'absent' | 'unknown' | 'inapplicable';

/** One place where a wall may stand: a command, a job, an image, a file, a credential, or the repository. */
export interface WallSite {
  /** `<wall>#<place>`: stable under line moves. */
  readonly id: string;
  /** Null where no file shows it. */
  readonly at: Location | null;
  readonly what: {
    readonly kind: 'command' | 'job' | 'image' | 'file' | 'use' | 'credential' | 'environment' | 'repository';
    readonly text: string;
  };
  readonly state: 'standing' | 'absent' | 'unknown';
  /** How it stands: `block` or `audit`, a number of hours, …; null where there is one way only. */
  readonly mode: string | null;
  /** What in the tree says so, in a few words. */
  readonly because: string;
}

/** What a wall does to the model where it stands. */
export type Act =
  /** It is one event on these steps (ids): who takes one of them must find that it has failed. */
  | { readonly kind: 'steps'; readonly steps: readonly string[] }
  /**
   * Code that comes into `state` by the steps `entering` is kept apart: of the state's own steps it has those in
   * `keeps`, and the others only where the wall has failed. Who is in `state` by another way has all of them.
   */
  | {
      readonly kind: 'apart';
      readonly state: StateId;
      readonly entering: readonly string[];
      readonly keeps: readonly string[];
    }
  /** On these routes a release must be so many hours old. */
  | { readonly kind: 'gate'; readonly routes: readonly string[]; readonly hours: number }
  /** The rates of these shocks are multiplied by the product: less than 1 for a wall, more for its side effect. */
  | { readonly kind: 'rate'; readonly shocks: readonly ShockId[]; readonly by: readonly Factor[] };

/** What a plan chooses as a whole: sites of one wall that one would build together. */
export interface WallChoice {
  /** `<wall>#<what>`: stable under line moves. */
  readonly id: string;
  readonly wall: string;
  /** What to do, in a few words. */
  readonly title: string;
  /** Ids of the sites that it builds. */
  readonly sites: readonly string[];
  /** Its failure on demand: the product. One event for all its steps. */
  readonly fails: readonly Factor[];
  readonly acts: readonly Act[];
  /** Hours of work: the sum of the terms. */
  readonly hours: Rate;
  readonly at: Location | null;
  /** No file can show it: the key by which it is attested once it stands; null where a file does. */
  readonly attest: string | null;
}

/** One wall of the catalogue in this tree. */
export interface WallEffect {
  readonly anyAsset: number;
  readonly expectedLossUsd: number;
  /**
   * By how much the price of the cheapest loss rises, median, US dollars; null where it was not asked (it is for the
   * few walls that change most), or where no way is left.
   */
  readonly priceUsd: number | null;
}

export interface AssessedWall {
  readonly id: string;
  readonly title: string;
  readonly standard: string;
  readonly state: WallState;
  readonly sites: readonly WallSite[];
  /** Hours of work to build it wherever it does not stand and would change something; 0 where there is no such place. */
  readonly effortHours: number;
  /** What would change if it stood wherever it can be built, and no other did: differences, so less than 0 for better. Null where nothing can be built. */
  readonly effect: WallEffect | null;
  /** The command that shows its patch; null where none can be written. */
  readonly patch: string | null;
  readonly conflicts: readonly { readonly wall: string; readonly because: string }[];
}

/** The state of a wall from the states of its sites. */
export function stateOf(sites: readonly Pick<WallSite, 'state'>[]): WallState {
  if (sites.length === 0) return 'inapplicable';
  const count = (state: WallSite['state']): number => sites.filter((site) => site.state === state).length;
  if (count('standing') === sites.length) return 'standing';
  if (count('absent') === 0) return 'unknown';
  return count('standing') > 0 ? 'partial' : 'absent';
}
