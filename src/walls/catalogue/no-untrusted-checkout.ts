import { fallenState } from '../../model/attack-graph.ts';
import type { JobFacts } from '../../model/execution.ts';
import { type SurfaceId, surfaceId } from '../../model/ids.ts';
import { parameter, term } from '../../model/rate.ts';
import type { Weakness } from '../../model/surface.ts';
import type { WallSite } from '../../model/wall.ts';
import type { Job } from '../../model/workflow.ts';
import { baseCheckedOut } from '../base-checkout.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** What a stranger proposes is not checked out where the run holds more than a stranger. */
const noUntrustedCheckout: Wall = {
  id: 'no-untrusted-checkout',
  title: "privileged runs check out no stranger's code",
  standard:
    'OpenSSF Scorecard Dangerous-Workflow; GitHub security hardening: untrusted code in pull_request_target and workflow_run',
  against:
    "a stranger's pull request whose build, scripts or local actions run with secrets or a write token",
  limits: 'nothing against what a stranger writes into titles and comments, or puts into artifacts',
  failure: ['wall.no-untrusted-checkout'],
  effort: ['effort.no-untrusted-checkout'],
  conflicts: [],
  sites: (facts) => privileged(facts).map(({ facts: job, job: written }) => siteOf(facts, job, written)),
  choices(facts, missing) {
    return missing.map((site) => ({
      id: site.id,
      wall: 'no-untrusted-checkout',
      title: `check out no stranger's code in ${site.what.text}`,
      sites: [site.id],
      fails: [parameter('wall.no-untrusted-checkout')],
      acts: [
        {
          kind: 'steps' as const,
          steps: stepsWhere(
            facts.graph,
            ({ technique, from }) =>
              technique === 'untrusted-checkout' && from === fallenState(surfaceOf(site.what.text)),
          ),
        },
      ],
      hours: [term('the job', 1, 'effort.no-untrusted-checkout')],
      at: site.at,
      attest: null,
    }));
  },
  patch(choice, files, facts) {
    const found = privileged(facts).find((one) => siteId(one.facts) === choice.sites[0]);
    return found === undefined
      ? { kind: 'lacks', what: 'the job' }
      : baseCheckedOut(found.facts.workflow, found.job, files, facts);
  },
};
export default noUntrustedCheckout;

/** Events that run with the rights of the repository on what a stranger proposes. */
const PRIVILEGED: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run', 'issue_comment']);

interface Placed {
  readonly facts: JobFacts;
  readonly job: Job;
}

/** Jobs of the tree as it stands that such events start. */
const privileged = ({ inventory, places }: WallFacts): Placed[] =>
  places.repository.places.flatMap(({ job: facts }) => {
    if (facts === null || !facts.events.some((event) => PRIVILEGED.has(event))) return [];
    const workflow = inventory.workflows.find((one) => one.ref === null && one.path === facts.workflow);
    const job = workflow?.jobs.find((one) => one.id === facts.job);
    return job === undefined ? [] : [{ facts, job }];
  });

const siteId = ({ workflow, job }: JobFacts): string => `no-untrusted-checkout#${workflow}#${job}`;
const surfaceOf = (job: string): SurfaceId => surfaceId(`workflow:${job}`);

function siteOf({ places }: WallFacts, facts: JobFacts, job: Job): WallSite {
  const text = `${facts.workflow}#${facts.job}`;
  const weakness = weaknessOf(places.surfaces, text);
  // The same job of another branch may be weak where this one is not.
  const absent = weakness !== undefined && job.untrustedCheckouts.length > 0;
  return {
    id: siteId(facts),
    at: absent ? weakness.at : job.at,
    what: { kind: 'job', text },
    state: absent ? 'absent' : 'standing',
    mode: null,
    because: absent
      ? weakness.because
      : job.untrustedCheckouts.length === 0
        ? "it checks out nothing of a stranger's"
        : "what it checks out of a stranger's is not run, is refused, or finds nothing there",
  };
}

const weaknessOf = (surfaces: WallFacts['places']['surfaces'], job: string): Weakness | undefined =>
  surfaces
    .flatMap((one) => (one.kind === 'workflow' && one.id === surfaceOf(job) ? one.weaknesses : []))
    .find((one) => one.kind === 'untrusted-checkout');
