/**
 * What public records say of packages: advisories, chances and sightings of exploitation, reduced to what is asked
 * of them. Values of a snapshot; nothing here knows files or the network.
 *
 * @see https://ossf.github.io/osv-schema/ for the words
 */

/** Ecosystems of OSV whose version order is known. */
export type AdvisoryEcosystem =
  | 'npm'
  | 'PyPI'
  | 'crates.io'
  | 'Go'
  | 'Maven'
  | 'RubyGems'
  | 'NuGet'
  | 'Packagist'
  | 'GitHub Actions';

/** What happens to a line of versions, in the record's own words; `introduced: '0'` is before every version. */
export type RangeEvent =
  | { readonly introduced: string }
  | { readonly fixed: string }
  /** The last version that has the flaw. */
  | { readonly lastAffected: string }
  /** Versions from here on are left out, fixed or not. */
  | { readonly limit: string };

/** Events of one line of versions, in the order of the record; ranges of git commits are left out. */
export interface AdvisoryRange {
  readonly type: 'SEMVER' | 'ECOSYSTEM';
  readonly events: readonly RangeEvent[];
}

/** What one record says of one package. A version is affected when a list or a range has it. */
export interface AffectedPackage {
  readonly ecosystem: AdvisoryEcosystem;
  readonly name: string;
  readonly versions: readonly string[];
  readonly ranges: readonly AdvisoryRange[];
}

/** One flaw or one malicious release: all records of it that are aliases of each other. */
export interface Advisory {
  /** The id to show: of `MAL-`, `GHSA-`, then others, the first in order. */
  readonly id: string;
  /** Every other id of it, sorted; CVE ids are among them. */
  readonly aliases: readonly string[];
  /** ISO date of the earliest record. */
  readonly published: string;
  /** ISO date of the latest change. */
  readonly modified: string;
  /** A line of foreign text, unescaped, at most 300 characters; may be empty. */
  readonly summary: string;
  /** Recorded as a malicious package: an id or alias that starts with `MAL-`. */
  readonly malicious: boolean;
  /** CVSS vectors as the records give them, newest version first. */
  readonly severity: readonly string[];
  /** Of the package that was asked for, one element a record that names it. */
  readonly affected: readonly AffectedPackage[];
}

/** Chance that a CVE is exploited anywhere within 30 days, by one model. */
export interface ExploitChance {
  readonly chance: number;
  /** `#model_version` of the file: figures of different models are never compared. */
  readonly model: string;
  /** ISO date of the score. */
  readonly asOf: string;
}

/** A sighting of exploitation in CISA's catalogue. */
export interface KnownExploited {
  readonly cve: string;
  /** ISO date. */
  readonly added: string;
  readonly ransomware: boolean;
}

/** One source of a snapshot. */
export interface SnapshotSource {
  /** `osv/npm`, `epss`, `kev`. */
  readonly source: string;
  /** ISO date up to which it tells; for OSV the latest change of a record. */
  readonly asOf: string;
  readonly records: number;
  /**
   * Of an OSV source: records that are no malicious release. Where there are none, nobody wrote flaws down here, and
   * that a package has none is no news.
   */
  readonly flaws: number | null;
  /** Version of the model where the source is one (EPSS), else null. */
  readonly model: string | null;
}

/** What a registry says of a package. */
export interface PackageFacts {
  /** ISO date of the first release; null where it is not told. */
  readonly created: string | null;
  /** Accounts that may publish it, sorted. */
  readonly maintainers: readonly string[];
  readonly releases: number;
  /** Of the versions that were asked for. */
  readonly versions: Readonly<Record<string, VersionFacts>>;
}

export interface VersionFacts {
  /** ISO date. */
  readonly published: string | null;
  readonly publisher: string | null;
  /** It shows where it was built. That does not clear it: releases of taken over pipelines carried it too. */
  readonly provenance: boolean;
  /** It does not, and the release before it did. */
  readonly provenanceLost: boolean;
  readonly deprecated: boolean;
  readonly installScript: boolean;
}

/** Public records as they were at one time. Every answer is a function of its arguments. */
export interface AdvisorySnapshot {
  /** In order of `source`; a source that was never read is not here, and its silence is no good news. */
  readonly sources: readonly SnapshotSource[];
  /** Records of a package, withdrawn ones left out, aliases merged, ordered by id. Names as the ecosystem compares them. */
  advisories(ecosystem: AdvisoryEcosystem, name: string): readonly Advisory[];
  /** @returns null when the source is not there, or does not know the CVE */
  exploitChance(cve: string): ExploitChance | null;
  knownExploited(cve: string): KnownExploited | null;
  /** @returns null where no registry was asked, or it does not know the package */
  packageFacts(name: string): PackageFacts | null;
}

/** No source was ever read. */
export const NO_SNAPSHOT: AdvisorySnapshot = {
  sources: [],
  advisories: () => [],
  exploitChance: () => null,
  knownExploited: () => null,
  packageFacts: () => null,
};
