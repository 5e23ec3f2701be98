/** Where public records come from, and how a mirror lays them out. Every host is listed in docs/network.md. */
import type { AdvisoryEcosystem } from '../model/advisory.ts';
import { versionOrders } from './versions/index.generated.ts';

/** Files of one source, as names below its host or a mirror. */
export interface SourceFiles {
  /** `osv/npm`, `epss`, `kev`. */
  readonly source: string;
  readonly kind: 'osv' | 'epss' | 'kev';
  readonly ecosystem: AdvisoryEcosystem | null;
  /** Where it is when no mirror is named; ends with `/`. */
  readonly base: string;
  /** The whole of it, below base or mirror. */
  readonly whole: string;
  /** The list of changes, null without one. */
  readonly changes: string | null;
}

const OSV = 'https://storage.googleapis.com/osv-vulnerabilities/';

export const SOURCES: readonly SourceFiles[] = [
  {
    source: 'epss',
    kind: 'epss',
    ecosystem: null,
    base: 'https://epss.empiricalsecurity.com/',
    whole: 'epss_scores-current.csv.gz',
    changes: null,
  },
  {
    source: 'kev',
    kind: 'kev',
    ecosystem: null,
    base: 'https://www.cisa.gov/sites/default/files/feeds/',
    whole: 'known_exploited_vulnerabilities.json',
    changes: null,
  },
  ...versionOrders
    .map(({ ecosystem }) => ecosystem)
    .sort()
    .map(
      (ecosystem): SourceFiles => ({
        source: `osv/${ecosystem}`,
        kind: 'osv',
        ecosystem,
        base: OSV,
        whole: `${ecosystem}/all.zip`,
        changes: `${ecosystem}/modified_id.csv`,
      }),
    ),
];

/** One record of an ecosystem, below base or mirror. */
export const recordFile = (ecosystem: AdvisoryEcosystem, id: string): string => `${ecosystem}/${id}.json`;
