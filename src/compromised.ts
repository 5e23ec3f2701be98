/** What public records say of a tree, as the assessment shows it; and where what is malicious has run. */
import type { Compromised, EvidenceSummary, KnownFlaw } from './model/assessment.ts';
import { arrivalState, fallenState, type StateId } from './model/attack-graph.ts';
import type { Finding, Findings } from './model/finding.ts';
import type { Places } from './model/surface.ts';

/** Package URL of a package, the surface's own name of an action. */
function componentOf({ ecosystem, name, version, surface }: Finding): string {
  if (ecosystem !== 'npm') return surface;
  return `pkg:npm/${name.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`;
}

/** Each component once, whatever number of records it has. */
export function assumedCompromised({ malicious }: Findings): Compromised[] {
  const found = new Map<string, Compromised>();
  for (const one of malicious) {
    const component = componentOf(one);
    const { id, summary, published } = one.advisory;
    if (!found.has(component))
      found.set(component, { component, record: id, summary, published, at: one.at });
  }
  return [...found.values()].sort((a, b) => (a.component < b.component ? -1 : 1));
}

/** @param asOf ISO date: what ages are counted to */
export function evidenceSummary({ sources, silent, flaws, untold }: Findings, asOf: string): EvidenceSummary {
  return {
    snapshots: sources.map(({ source, asOf: until, records }) => ({
      source,
      asOf: until,
      records,
      ageDays: Math.max(0, Math.round((Date.parse(asOf) - Date.parse(until)) / 86_400_000)),
    })),
    silent,
    flaws: [...flaws, ...untold]
      .filter(({ advisory }) => !advisory.malicious)
      .map(flawOf)
      .sort((a, b) => order(a.component, b.component) || order(a.record, b.record)),
  };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const flawOf = (one: Finding): KnownFlaw => ({
  component: componentOf(one),
  record: one.advisory.id,
  aliases: one.advisory.aliases,
  published: one.advisory.published,
  summary: one.advisory.summary,
  production: one.production,
  affected: one.answer,
  fixedIn: one.fixedIn,
  chance: one.chance?.chance ?? null,
  exploited: one.exploited?.added ?? null,
  at: one.at,
});

/** A malicious version that is locked arrives wherever the lock is installed; a malicious action has run in its jobs. */
export function fallenBy({ malicious }: Findings, { surfaces }: Places): StateId[] {
  const bad = new Set<string>(malicious.map(({ surface }) => surface));
  const states = surfaces
    .filter(({ id }) => bad.has(id))
    .flatMap((one) =>
      one.kind === 'package'
        ? one.routes.map((route) => arrivalState(route, one.production))
        : [fallenState(one.id)],
    );
  return [...new Set(states)];
}
