/** What public records say of one tree: which records bear on which surface, and what was not asked. */
import type {
  Advisory,
  AdvisoryEcosystem,
  ExploitChance,
  KnownExploited,
  PackageFacts,
  SnapshotSource,
} from './advisory.ts';
import type { Location } from './diagnostic.ts';
import type { SurfaceId } from './ids.ts';

/** One record of one surface. */
export interface Finding {
  readonly surface: SurfaceId;
  readonly ecosystem: AdvisoryEcosystem;
  readonly name: string;
  readonly version: string;
  /** Not only a development dependency. */
  readonly production: boolean;
  readonly at: Location | null;
  readonly advisory: Advisory;
  /** `unknown`: the version has no place in the ecosystem's order, or is only a range: never read as unaffected. */
  readonly answer: 'yes' | 'unknown';
  /** The least later version without the flaw; null where the record names none. */
  readonly fixedIn: string | null;
  /** The highest of its CVEs'; null where none is told. */
  readonly chance: ExploitChance | null;
  /** The earliest sighting. */
  readonly exploited: KnownExploited | null;
}

/** What the evidence stage hands on. */
export interface Findings {
  readonly sources: readonly SnapshotSource[];
  /** Versions recorded as malicious. */
  readonly malicious: readonly Finding[];
  /** Flaws that are in the tree. */
  readonly flaws: readonly Finding[];
  /** Records of a name of the tree for which the version cannot be told. */
  readonly untold: readonly Finding[];
  /**
   * Days on which flaws of each package were disclosed, ISO dates in order, by name; a package without any is not in
   * it. Null where nobody was asked who would know.
   */
  readonly histories: ReadonlyMap<string, readonly string[]> | null;
  /** What the registry says of packages, by name; a package that it does not know is not in it. */
  readonly registry: ReadonlyMap<string, PackageFacts>;
  /** Sources that would have spoken of this tree and were never read. */
  readonly silent: readonly string[];
}
