/** Compose files: services that run together, as written. */
import type { Location } from './diagnostic.ts';

export interface ComposeService {
  readonly name: string;
  /** As written; null where the service is built and not named. */
  readonly image: string | null;
  /** The Dockerfile that it is built from, relative to the root; null where none is, or it cannot be told. */
  readonly builds: string | null;
  readonly ports: readonly ComposePort[];
  /** Variables of its environment that look like secrets. */
  readonly secrets: readonly ComposeSecret[];
  /** `user`, as written; null where the image decides. */
  readonly user: string | null;
  /** Networks by name, `default` where none is said; empty for `network_mode`. `internal`: without a way out. */
  readonly networks: readonly { readonly name: string; readonly internal: boolean }[];
  /** Whether the file says so: a file over another adds to its networks only where it does. */
  readonly networksSaid: boolean;
  /** Other services of the file that it waits for, links or names in a variable. */
  readonly needs: readonly string[];
  /** Variables come from elsewhere, and may name a host: a file, or one that is called like an address. */
  readonly opaque: boolean;
  /** The compose file. */
  readonly source: string;
  readonly at: Location;
}

export interface ComposePort {
  /** `loopback`: bound to the machine itself; `any`: to all addresses, or to one that cannot be told. */
  readonly bound: 'loopback' | 'any';
  readonly at: Location;
}

export interface ComposeSecret {
  readonly name: string;
  /** `literal`: the value stands in the file; `given`: a variable, a file or the environment gives it. */
  readonly value: 'literal' | 'given';
  readonly at: Location;
}
