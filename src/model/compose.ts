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
