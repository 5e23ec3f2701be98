import type { ExecutionPlace } from '../../model/execution.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { codeIn } from '../states.ts';
import { attestedState, grouped, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Somebody else says yes before a job publishes. */
const publishApproval: Wall = {
  id: 'publish-approval',
  title: 'a person approves each run that publishes',
  standard: 'GitHub security hardening: required reviewers of environments',
  against: 'a run that an attacker starts: by pushed code, by a tag, by hand on a branch',
  limits:
    'nothing against a release that was meant and is altered, or a stolen token that publishes from elsewhere; little where the same person starts and approves',
  failure: ['wall.publish-approval'],
  effort: ['effort.publish-approval'],
  conflicts: [],
  sites: (facts) => publishing(facts).map((place) => siteOf(facts, place)),
  choices(facts, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    const places = publishing(facts).filter((place) => lacking.has(siteId(place)));
    return grouped(places, guard).map(([name, group]) => ({
      id: `publish-approval#${name}`,
      wall: 'publish-approval',
      title: group[0]?.job?.environment
        ? `reviewers for environment ${name}, which others than the one who asks`
        : `an environment with reviewers for ${name}`,
      sites: group.map(siteId),
      fails: [parameter('wall.publish-approval')],
      acts: [{ kind: 'steps' as const, steps: startedBy(facts, group) }],
      hours: [term('the environment', 1, 'effort.publish-approval')],
      at: group[0]?.at ?? null,
      attest: `walls.publish-approval.${group[0]?.job?.environment ?? 'release'}`,
    }));
  },
  patch: (choice) => ({
    kind: 'lacks',
    what: `reviewers, which are set in the settings of the repository and in no file: make the environment with reviewers first, name it in the job, and attest ${choice.attest}`,
  }),
};
export default publishApproval;

/** What is committed or shown is no release. */
const NO_RELEASE: ReadonlySet<string> = new Set(['git', 'pages']);

const publishing = ({ places }: WallFacts): ExecutionPlace[] =>
  places.repository.places.filter(
    ({ job, publishes }) => job !== null && publishes.some(({ registry }) => !NO_RELEASE.has(registry)),
  );

const jobOf = ({ id }: ExecutionPlace): string => id.replace(/^job\//, '');
const siteId = (place: ExecutionPlace): string => `publish-approval#${jobOf(place)}`;

/** What is built together: an environment for all its jobs, else one for the jobs of a workflow. */
const guard = ({ job }: ExecutionPlace): string => job?.environment ?? job?.workflow ?? '';

function siteOf(facts: WallFacts, place: ExecutionPlace): WallSite {
  const environment = place.job?.environment ?? null;
  const state =
    environment === null ? 'absent' : attestedState(facts, `walls.publish-approval.${environment}`);
  return {
    id: siteId(place),
    at: place.at,
    what: { kind: 'job', text: jobOf(place) },
    state,
    mode: null,
    because:
      environment === null
        ? `it publishes to ${place.publishes.map(({ registry }) => registry).join(', ')} and names no environment`
        : state === 'unknown'
          ? `environment ${environment}: no file shows whether it has reviewers`
          : `environment ${environment}, attested`,
  };
}

/** Ways by which an attacker starts such a run; one that somebody meant is approved. */
const STARTS: ReadonlySet<string> = new Set(['run-pushed-code', 'start-release-by-tag', 'dispatch-branch']);

function startedBy({ graph }: WallFacts, group: readonly ExecutionPlace[]): string[] {
  const started = new Set<string>(group.map(codeIn));
  return stepsWhere(graph, ({ technique, to }) => STARTS.has(technique) && started.has(to));
}
