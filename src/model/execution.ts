/** Places where code of others runs, and what that code finds there: facts for the attack graph. */

import type { Location } from './diagnostic.ts';
import type { SurfaceId } from './ids.ts';
import type { Answer } from './inventory.ts';
import type { Rate } from './rate.ts';
import type { RunningService, ServingImage } from './service.ts';
import type { CredentialKind } from './surface.ts';

/** A CI job, the build of an image, the build of a hosting platform, or the machines of developers. */
export interface ExecutionPlace {
  /** `job/<workflow>#<job>`, `image/<file>`, `platform/<file>`, `machine`. */
  readonly id: string;
  readonly kind: 'job' | 'image' | 'platform' | 'machine';
  readonly title: string;
  readonly at: Location | null;
  /** All runs a year. */
  readonly runs: Rate;
  /** A change of the lockfile starts a run by itself: pushes and pull requests do. */
  readonly startedByChange: boolean;
  readonly installs: readonly PlacedInstall[];
  /** Surfaces whose fall runs code here: actions, images, what commands fetch, ways in for outsiders. */
  readonly runsSurfaces: readonly SurfaceId[];
  /** Registries that what is made here goes to: `npm`, `docker`, …; `deploy` for a running service. */
  readonly publishes: readonly PublishFact[];
  /** Names of secrets that lie open to code that runs here. */
  readonly secrets: readonly SecretFact[];
  /** Secrets that stay in the layers of the image that is built here. */
  readonly layerSecrets: readonly LayerSecret[];
  /** What a job has beyond that; null elsewhere. */
  readonly job: JobFacts | null;
}

export interface PlacedInstall {
  /** Routes whose choices are installed here. */
  readonly routes: readonly string[];
  /** The versions are chosen in this very run. */
  readonly fresh: boolean;
  /** Whether packages' install scripts run. */
  readonly scripts: 'on' | 'off' | 'listed' | 'unknown';
  /** The tool's version is known to be one whose scripts-off leaves no implicit builds. */
  readonly strict: boolean;
  /** Development dependencies are left out. */
  readonly productionOnly: boolean;
  readonly command: string;
  readonly at: Location;
}

export interface PublishFact {
  readonly registry: string;
  /** `unknown`: an image that a service or a tool may run from, and that nothing deploys. */
  readonly seen: 'yes' | 'unknown';
  readonly at: Location;
}

export interface SecretFact {
  readonly name: string;
  readonly kind: CredentialKind;
  /** Registries and services that it opens: `github`, `npm`, `docker`, `cloud`, `database`, …; see `data/credentials/`. */
  readonly opens: readonly string[];
  /** Given to one step only: the rest of the job must read it out of the runner. */
  readonly oneStep: boolean;
  /** How the name is reached: named, or all secrets are handed over. */
  readonly reach: 'named' | 'dynamic';
  readonly at: Location;
}

/** A build argument that a layer records, under the name of the secret that it is. */
export interface LayerSecret {
  readonly secret: SecretFact;
  /** Whether a job that builds the image gives it: other builds are not seen. */
  readonly given: 'yes' | 'unknown';
}

/** What a scope of the job's token allows. `default`: nothing is stated, the repository's setting decides. */
export type ScopeLevel = 'write' | 'read' | 'none' | 'default';

export interface JobFacts {
  readonly workflow: string;
  readonly job: string;
  /** Events that start it, those of local callers included. */
  readonly events: readonly string[];
  readonly contents: ScopeLevel;
  readonly packages: ScopeLevel;
  readonly actions: ScopeLevel;
  readonly idToken: ScopeLevel;
  /** For `default`: what the tree lets one infer, or what is attested. */
  readonly defaultWrite: 'seen' | 'stated' | 'unknown' | 'read' | 'write';
  readonly environment: string | null;
  /** Restores a cache that other jobs write. */
  readonly restoresCache: boolean;
  /** May write caches that runs of the default branch read. */
  readonly savesCache: Answer;
  /** `cache-mode` would decide over both: the host knows the key on the day, and the job's caches lie with it. */
  readonly cacheModeCounts: boolean;
  /** Runner of somebody who is not the CI host. */
  readonly vendor: string | null;
  /** Keeps its state between runs. */
  readonly persistent: boolean;
  readonly needs: readonly string[];
  /** A cloud's login action or a publish without stored token: what the OIDC identity is for. */
  readonly identityFor: readonly string[];
  /** Runs scripts or commands of the tree after installing. */
  readonly builds: boolean;
  /** Writes to the repository with its token as part of its own work, as far as its text shows. */
  readonly writes: boolean;
  /** A new tag or release starts it. */
  readonly startedByTag: boolean;
  /** It publishes, is given a secret, or has an identity: what a release job has. */
  readonly releases: boolean;
}

/** One Compose file or manifest that may be what runs in production. */
export interface ServedFact {
  readonly path: string;
  /** Surfaces of the images that run there. */
  readonly images: readonly SurfaceId[];
  /** Secrets that its services are given from outside. */
  readonly secrets: readonly SecretFact[];
  readonly at: Location;
}

/** What of the whole repository bears on where an attacker can go. */
export interface RepositoryFacts {
  readonly places: readonly ExecutionPlace[];
  /** Registries that the project publishes to, with the place that shows it. */
  readonly channels: readonly PublishFact[];
  /** Whether something runs as a service, as far as files show or somebody attests. */
  readonly serves: Answer;
  /** What Compose files and manifests say of the running service. */
  readonly services: readonly ServedFact[];
  /** Services that files show to run, each by itself. */
  readonly running: readonly RunningService[];
  /** Images of the tree that serve, and that none of these is. */
  readonly serving: readonly ServingImage[];
  /** The tree ships code to browsers. */
  readonly browser: boolean;
  /** The tree is an action that others use. */
  readonly isAction: boolean;
  /** Files that show a database of the service. */
  readonly databases: readonly Location[];
  /** Secrets that workflows name, each once. */
  readonly secrets: readonly SecretFact[];
  /** The step that reviews changes of dependencies on pull requests; null where no file shows one. */
  readonly dependencyReview: Location | null;
}
