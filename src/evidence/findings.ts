/** Packages and actions of a tree against a snapshot of public records. */
import type { Advisory, AdvisoryEcosystem, AdvisorySnapshot, PackageFacts } from '../model/advisory.ts';
import type { Finding, Findings } from '../model/finding.ts';
import type { Surface } from '../model/surface.ts';
import { covers, fixedIn } from './ranges.ts';

/** A named version of an ecosystem. */
interface Named extends Pick<Finding, 'surface' | 'ecosystem' | 'name' | 'version' | 'production' | 'at'> {}

/**
 * What is recorded of the tree.
 * @param asOf ISO date: records published later were not known then
 */
export function findingsOf(surfaces: readonly Surface[], snapshot: AdvisorySnapshot, asOf: string): Findings {
  const named = surfaces.flatMap(namedBy);
  const found = named.flatMap((one) => findingsFor(one, snapshot, asOf));
  const sure = found.filter((one) => one.answer === 'yes');
  return {
    sources: snapshot.sources,
    malicious: sure.filter((one) => one.advisory.malicious),
    flaws: sure.filter((one) => !one.advisory.malicious),
    untold: found.filter((one) => one.answer === 'unknown'),
    histories: historiesOf(named, snapshot, asOf),
    registry: registryOf(named, snapshot),
    silent: silentOf(named, snapshot),
  };
}

function namedBy(surface: Surface): Named[] {
  const at = surface.at[0] ?? null;
  const { id } = surface;
  if (surface.kind === 'package') {
    const { name, version, production } = surface;
    return name === '*' ? [] : [{ surface: id, ecosystem: 'npm', name, version, production, at }];
  }
  if (surface.kind !== 'action') return [];
  const [path = '', version = ''] = surface.reference.split('@');
  const [owner, repository] = path.split('/');
  if (owner === undefined || repository === undefined) return [];
  // An action runs in a job, never in production.
  return [
    {
      surface: id,
      ecosystem: 'GitHub Actions',
      name: `${owner}/${repository}`,
      version,
      production: false,
      at,
    },
  ];
}

function findingsFor(one: Named, snapshot: AdvisorySnapshot, asOf: string): Finding[] {
  return snapshot
    .advisories(one.ecosystem, one.name)
    .filter((advisory) => advisory.published <= asOf)
    .flatMap((advisory): Finding[] => {
      const answers = advisory.affected.map((affected) => covers(affected, one.version));
      const answer = answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : null;
      if (answer === null) return [];
      return [
        {
          ...one,
          advisory,
          answer,
          fixedIn: fixOf(advisory, one.version),
          ...exploitation(advisory, snapshot, asOf),
        },
      ];
    });
}

/** Of several lines of versions the fix of the first that names one. */
function fixOf({ affected }: Advisory, version: string): string | null {
  for (const one of affected) {
    const fix = fixedIn(one, version);
    if (fix !== null) return fix;
  }
  return null;
}

const cvesOf = ({ id, aliases }: Advisory): string[] =>
  [id, ...aliases].filter((one) => one.startsWith('CVE-'));

function exploitation(
  advisory: Advisory,
  snapshot: AdvisorySnapshot,
  asOf: string,
): Pick<Finding, 'chance' | 'exploited'> {
  const cves = cvesOf(advisory);
  const chances = cves.flatMap((cve) => snapshot.exploitChance(cve) ?? []);
  const seen = cves.flatMap((cve) => snapshot.knownExploited(cve) ?? []).filter(({ added }) => added <= asOf);
  return {
    chance: chances.sort((a, b) => b.chance - a.chance)[0] ?? null,
    exploited: seen.sort((a, b) => (a.added < b.added ? -1 : 1))[0] ?? null,
  };
}

/** A source that has no flaw of any package was not written by somebody who notes flaws: its silence is none. */
const tellsFlaws = ({ sources }: AdvisorySnapshot, ecosystem: AdvisoryEcosystem): boolean =>
  sources.some(({ source, flaws }) => source === `osv/${ecosystem}` && (flaws ?? 0) > 0);

function historiesOf(
  named: readonly Named[],
  snapshot: AdvisorySnapshot,
  asOf: string,
): Findings['histories'] {
  if (!tellsFlaws(snapshot, 'npm')) return null;
  const histories = new Map<string, readonly string[]>();
  for (const { ecosystem, name } of named) {
    if (ecosystem !== 'npm' || histories.has(name)) continue;
    const days = snapshot
      .advisories('npm', name)
      .filter(({ malicious, published }) => !malicious && published !== '' && published <= asOf)
      .map(({ published }) => published);
    // What one audit finds is disclosed on one day, and is one event.
    if (days.length > 0) histories.set(name, [...new Set(days)].sort());
  }
  return histories;
}

function registryOf(named: readonly Named[], snapshot: AdvisorySnapshot): Findings['registry'] {
  const found = new Map<string, PackageFacts>();
  for (const { ecosystem, name } of named) {
    const facts = ecosystem === 'npm' && !found.has(name) ? snapshot.packageFacts(name) : null;
    if (facts !== null) found.set(name, facts);
  }
  return found;
}

/** What would have spoken: records of the ecosystems that are here, and whether flaws are exploited. */
function silentOf(named: readonly Named[], snapshot: AdvisorySnapshot): string[] {
  const read = new Set(snapshot.sources.map(({ source }) => source));
  const ecosystems = [...new Set(named.map(({ ecosystem }) => ecosystem))].sort();
  const wanted = ecosystems.length === 0 ? [] : ['epss', 'kev', ...ecosystems.map((one) => `osv/${one}`)];
  const flawless = ecosystems.filter((one) => read.has(`osv/${one}`) && !tellsFlaws(snapshot, one));
  return [
    ...wanted.filter((source) => !read.has(source)),
    ...flawless.map((one) => `flaws of osv/${one} (it has malicious releases alone)`),
  ];
}
