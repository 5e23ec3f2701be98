/** What runs as a service, as files tell it: facts for the attack graph and for walls. */
import type { Location } from './diagnostic.ts';
import type { SurfaceId } from './ids.ts';

/** A service of a Compose file that is not for development, or a workload of Kubernetes. */
export interface RunningService {
  /** `<compose file>#<name>`, or `<kind>/<name>`: stable under line moves. */
  readonly id: string;
  readonly kind: 'compose' | 'workload';
  readonly name: string;
  readonly at: Location;
  /** Images of others that run in it. */
  readonly images: readonly SurfaceId[];
  /** Dockerfiles of the tree that it is built from, as far as names tell. */
  readonly builds: readonly string[];
  /** Lockfiles and manifests whose packages run in it; where nothing tells, those of the tree run in each that is no database. */
  readonly trees: readonly string[];
  readonly user: RunsAs;
  readonly database: boolean;
  /** Names of secrets that it is given. */
  readonly secrets: readonly string[];
  /** `open`: it may talk to any address; `listed`: to those that a policy lists, or to none. */
  readonly egress: 'open' | 'listed';
  /** The policy that governs what leaves it and lets all out, with its file; null where none does. */
  readonly openedBy: string | null;
  /** Hosts outside that its variables name, as far as they stand in the file. */
  readonly outside: readonly string[];
  /** Variables come from elsewhere, so that what it talks to is not known. */
  readonly opaque: boolean;
  /** A Compose file publishes a port of it to the machine, or further. */
  readonly published: boolean;
  /** Databases beside it, by id. */
  readonly databases: readonly Reach[];
}

/** A Dockerfile whose image keeps running, and that no file of the tree shows to run. */
export interface ServingImage {
  readonly path: string;
  readonly user: RunsAs;
  readonly at: Location;
}

export interface RunsAs {
  readonly user: 'root' | 'other' | 'unknown';
  readonly because: string;
}

/**
 * - `needs`: it is joined to the database by name; `unknown`: it may be, its variables are given elsewhere
 * - `network`: nothing joins it to the database but a network that both are in
 * - `barred`: no network, or a policy keeps them apart
 */
export interface Reach {
  readonly database: string;
  readonly how: 'needs' | 'unknown' | 'network' | 'barred';
}
