/**
 * The attack graph of a repository: states that an attacker may hold, steps from one to another, and what
 * is lost in the end. Chances are factors over named parameters, so that they can be drawn, printed and asked why.
 */
import type { Location } from './diagnostic.ts';
import type { SurfaceId } from './ids.ts';
import type { Factor } from './rate.ts';
import type { UnknownFact } from './surface.ts';

declare const brand: unique symbol;

/**
 * What an attacker holds. The id tells what and where:
 *
 * - `fallen/<surface id>`: a surface has fallen; `fallen/flaw`: a flaw in a package of the service is exploited; `arrives/<route>/<scope>`: a malicious release is chosen there
 * - `code/job/<workflow>#<job>`, `code/image/<file>`, `code/platform/<file>`, `code/machine`, `code/service`, `code/browser`, `code/runner`
 * - `holds/secret/<name>`, `holds/token/<workflow>#<job>`, `holds/oidc/<workflow>#<job>`, `holds/account`, `holds/session`, `holds/cache`, `holds/all-secrets`, `holds/provider/<vendor>`
 * - `can/push`, `can/edit-workflows`, `can/branch`, `can/dispatch`, `can/tag`, `can/push-tag`, `can/release-by-tag`, `can/publish/<registry>`, `can/deploy`
 * - `branch/unseen`, `branch/released`: what was pushed lies on the default branch, and goes into a release
 * - `ships/<registry>`: what is built and published is altered
 * - `lost/…`: an asset
 */
export type StateId = string & { readonly [brand]: 'state' };

export const stateId = (text: string): StateId => text as StateId;

export interface State {
  readonly id: StateId;
  readonly needs: 'any' | 'all';
  readonly title: string;
  /** Where it stands; null where no file shows it. */
  readonly at: Location | null;
}

/** One step that an attacker can take. */
export interface Step {
  /** `<technique>: <from> -> <to>` */
  readonly id: string;
  readonly technique: string;
  readonly from: StateId;
  readonly to: StateId;
  /** The chance that it is open to who holds `from`: the product; empty is 1. */
  readonly open: readonly Factor[];
  /** Ids of walls of the graph that stand on it. */
  readonly walls: readonly string[];
  /** US dollars a try, by parameter; null is nothing worth naming. */
  readonly cost: string | null;
  /** Why the step is here, in a few words. */
  readonly because: string;
  readonly at: Location | null;
  /** A fact that no file shows and on which the step rests: the population's value stands for it. */
  readonly unknown: UnknownFact | null;
}

/** One wall at one place: one event for all the steps that it stands on. */
export interface StandingWall {
  /** `<wall id>#<place>` */
  readonly id: string;
  /** `ignore-scripts`, `token-permissions`, … */
  readonly wall: string;
  /** Its failure on demand: the product. */
  readonly fails: readonly Factor[];
  readonly because: string;
  readonly at: Location | null;
}

export interface Asset {
  readonly id: string;
  readonly state: StateId;
  readonly title: string;
  /** Relative weight of its loss, a parameter; null for a means to an end, whose loss alone is no loss. */
  readonly weight: string | null;
  readonly at: Location | null;
}

export interface AttackGraph {
  readonly states: readonly State[];
  readonly steps: readonly Step[];
  readonly walls: readonly StandingWall[];
  readonly assets: readonly Asset[];
}

/** The state in which a malicious release has been chosen on a route. */
export const arrivalState = (route: string, production: boolean): StateId =>
  stateId(`arrives/${route}/${production ? 'production' : 'development'}`);

/** The state in which a surface has fallen. */
export const fallenState = (surface: SurfaceId): StateId => stateId(`fallen/${surface}`);
