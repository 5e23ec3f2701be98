import type { ExecutionPlace } from '../../model/execution.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import type { Use } from '../../model/workflow.ts';
import { codeIn } from '../states.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** A job that holds secrets talks to listed hosts only. */
const ciEgress: Wall = {
  id: 'ci-egress',
  title: 'jobs with secrets talk to listed hosts only',
  standard: 'NSA and CISA, Defending CI/CD Environments: network segmentation and traffic filtering',
  against: 'what a job installs, builds or fetches, as it sends what it has read to a host of its own',
  limits:
    'nothing where secrets leave in the log of a public run, as actions and pull requests can make them, or by a host that is listed: a GitHub token leaves by GitHub itself; a filter that only listens stops nothing',
  failure: ['wall.ci-egress'],
  effort: ['effort.ci-egress'],
  conflicts: [],
  sites: (facts) => holders(facts).map((place) => siteOf(facts, place)),
  choices(facts, missing) {
    const lacking = new Map(missing.map((site) => [site.id, site]));
    return holders(facts).flatMap((place) => {
      const site = lacking.get(siteId(place));
      if (site === undefined) return [];
      const state = codeIn(place);
      const leaves = new Set(leaving(facts, place));
      return [
        {
          id: site.id,
          wall: 'ci-egress',
          title: `let ${site.what.text} talk to listed hosts only`,
          sites: [site.id],
          fails: [parameter('wall.ci-egress')],
          acts: [
            {
              kind: 'apart' as const,
              state,
              entering: leaves.size === 0 ? [] : entering(facts, place),
              keeps: stepsWhere(facts.graph, (step) => step.from === state && !leaves.has(step.id)),
            },
          ],
          hours: [term('the job', 1, 'effort.ci-egress')],
          at: site.at,
          attest: null,
        },
      ];
    });
  },
  patch: (choice) => ({
    kind: 'lacks',
    what: `the hosts that ${choice.id.slice('ci-egress#'.length)} needs: let a filter listen for some runs (egress-policy: audit as the first step), then list them and block`,
  }),
};
export default ciEgress;

/** Jobs that are given secrets. */
const holders = ({ places }: WallFacts): ExecutionPlace[] =>
  places.repository.places.filter(({ job, secrets }) => job !== null && secrets.length > 0);

const jobOf = ({ id }: ExecutionPlace): string => id.replace(/^job\//, '');
const siteId = (place: ExecutionPlace): string => `ci-egress#${jobOf(place)}`;

/** Actions that filter what follows them, with what they do where nothing is said. */
const FILTERS: Readonly<Record<string, string>> = {
  'step-security/harden-runner': 'block',
  'bullfrogsec/bullfrog': 'audit',
};
const nameOf = ({ reference }: Use): string => reference.split('@')[0]?.toLowerCase() ?? '';

function siteOf({ inventory }: WallFacts, place: ExecutionPlace): WallSite {
  const workflow = inventory.workflows.find((one) => one.ref === null && one.path === place.job?.workflow);
  const uses = workflow?.jobs.find((one) => one.id === place.job?.job)?.uses ?? [];
  const filter = uses.find((use) => Object.hasOwn(FILTERS, nameOf(use)));
  const site = { id: siteId(place), at: place.at, what: { kind: 'job', text: jobOf(place) } } as const;
  if (filter === undefined)
    return called(uses)
      ? { ...site, state: 'unknown', mode: null, because: 'the workflow that it calls decides' }
      : { ...site, state: 'absent', mode: null, because: 'no step filters what leaves it' };
  const mode = filter.inputs['egress-policy'] ?? (FILTERS[nameOf(filter)] as string);
  const said = `${nameOf(filter)}, ${mode}`;
  if (filter.step !== 0)
    return { ...site, state: 'absent', mode, because: `${said}, but not as the first step` };
  if (mode === 'block') return { ...site, state: 'standing', mode, because: said };
  if (mode === 'audit')
    return { ...site, state: 'absent', mode, because: `${said}: it listens and stops nothing` };
  return { ...site, state: 'unknown', mode, because: said };
}

const called = (uses: readonly Use[]): boolean => uses.some((use) => use.step === null);

/** Steps by which code comes in that has no way out but the network; an action or a stranger's change has the log too. */
const ENTERS: ReadonlySet<string> = new Set([
  'install-script',
  'import-in-build',
  'fetched-script',
  'poison-cache',
]);

const entering = ({ graph }: WallFacts, place: ExecutionPlace): string[] =>
  stepsWhere(graph, (step) => step.to === codeIn(place) && ENTERS.has(step.technique));

/**
 * Secrets that must be carried off to be used. The job's own token and identity are used from within, and a
 * GitHub token opens the host that no list can leave out.
 */
function leaving({ graph, places }: WallFacts, place: ExecutionPlace): string[] {
  const open = new Set(
    places.repository.secrets
      .filter((secret) => secret.opens.includes('github'))
      .map(({ name }) => `holds/secret/${name}`),
  );
  return stepsWhere(
    graph,
    ({ from, to, technique }) => from === codeIn(place) && READS.has(technique) && !open.has(to),
  );
}

const READS: ReadonlySet<string> = new Set(['read-environment', 'read-runner-memory', 'read-all-secrets']);
