import type { ShockId } from '../../model/ids.ts';
import type { Workload } from '../../model/kubernetes.ts';
import { parameter, term } from '../../model/rate.ts';
import type { RunningService } from '../../model/service.ts';
import type { WallSite } from '../../model/wall.ts';
import { appended, egressPolicy, workloadOf } from '../policies.ts';
import { attestedState, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

const ATTEST = 'walls.runtime-egress';

/** What runs as a service talks to listed addresses only. */
const runtimeEgress: Wall = {
  id: 'runtime-egress',
  title: 'services talk to listed addresses only',
  standard:
    'NSA and CISA, Kubernetes Hardening Guidance: network policies; NIST SP 800-190: egress of containers',
  against: 'an exploit that fetches its second stage, and a malicious package or image that calls its owner',
  limits:
    'nothing against what answers in the request that exploits it, nor by a host that is listed; policies of other kinds (a mesh, a cloud firewall) are not read',
  failure: ['wall.runtime-egress', 'wall.runtime-egress-flaw'],
  effort: ['effort.runtime-egress'],
  conflicts: [],
  sites: (facts) => [
    ...facts.places.repository.running.map((one) => siteOf(facts, one)),
    ...(runsElsewhere(facts) ? [elsewhere(facts)] : []),
  ],
  choices(facts, missing) {
    if (missing.length === 0) return [];
    const hosted = runsElsewhere(facts);
    return [
      {
        id: 'runtime-egress#services',
        wall: 'runtime-egress',
        title: 'let every service talk to listed addresses only',
        sites: missing.map((site) => site.id),
        fails: [parameter('wall.runtime-egress')],
        acts: [
          { kind: 'steps', steps: enteringSteps(facts, CODE) },
          {
            kind: 'rate',
            shocks: enteringSteps(facts, FLAW).length > 0 ? flaws(facts) : [],
            by: [parameter('wall.runtime-egress-flaw')],
          },
        ],
        hours: [term('each service', missing.length, 'effort.runtime-egress')],
        at: missing.find((site) => site.at !== null)?.at ?? null,
        attest: hosted ? ATTEST : null,
      },
    ];
  },
  patch(choice, files, facts) {
    const built = new Set(choice.sites);
    if (built.has(ELSEWHERE)) return { kind: 'lacks', what: 'files that show what is around the service' };
    const services = facts.places.repository.running.filter((one) => built.has(siteId(one)));
    const unclear = services.map(lacksOf).find((one) => one !== null);
    if (unclear !== undefined && unclear !== null) return { kind: 'lacks', what: unclear };
    const workloads = services.map((one) => workloadOf(facts, one));
    return appended(
      workloads.filter((one): one is Workload => one !== null),
      egressPolicy,
      files,
      facts,
    );
  },
};
export default runtimeEgress;

const ELSEWHERE = 'runtime-egress#service';
const siteId = ({ id }: RunningService): string => `runtime-egress#${id}`;

/** A platform hosts it, or no file shows where it runs. */
const runsElsewhere = ({ places: { serves, repository } }: WallFacts): boolean =>
  repository.places.some((place) => place.kind === 'platform') ||
  (repository.running.length === 0 && serves !== 'no');

function siteOf(facts: WallFacts, service: RunningService): WallSite {
  const attested = attestedState(facts, ATTEST);
  const listed = service.egress === 'listed';
  const file =
    service.kind === 'workload'
      ? 'no policy lists where it may talk to'
      : 'it is in a network with a way out';
  return {
    id: siteId(service),
    at: service.at,
    what: { kind: 'image', text: service.id },
    state: listed ? 'standing' : attested === 'unknown' ? 'absent' : attested,
    mode: null,
    because: listed
      ? service.kind === 'workload'
        ? 'policies list where it may talk to'
        : 'its networks have no way out'
      : attested === 'unknown'
        ? file
        : 'attested',
  };
}

const elsewhere = (facts: WallFacts): WallSite => ({
  id: ELSEWHERE,
  at: null,
  what: { kind: 'repository', text: 'the service where it is hosted' },
  state: attestedState(facts, ATTEST),
  mode: null,
  because: attestedState(facts, ATTEST) === 'unknown' ? 'no file shows what it may talk to' : 'attested',
});

/** Steps by which code comes into a service that then needs a way out; what is deployed altered has one in it. */
const CODE: ReadonlySet<string> = new Set(['import-in-service', 'image-in-place']);
/** A flaw may answer in the request by which it is exploited. */
const FLAW: ReadonlySet<string> = new Set(['exploit-service']);

const enteringSteps = ({ graph }: WallFacts, techniques: ReadonlySet<string>): string[] =>
  stepsWhere(
    graph,
    ({ technique, to, walls }) =>
      techniques.has(technique) &&
      /^code\/service(\/apart)?$/.test(to) &&
      // Where it stands around all that the step leads into, nothing is to be built.
      !walls.some((id) => id.startsWith('runtime-egress#')),
  );

const flaws = ({ shocks }: WallFacts): ShockId[] =>
  shocks.filter(({ channel }) => /^(?:new|known)-vulnerability$/.test(channel)).map(({ id }) => id);

function lacksOf({ id, kind, outside, opaque, openedBy, at }: RunningService): string | null {
  if (kind === 'compose')
    return `the hosts that ${id} needs: Compose lists none; put it into networks that are \`internal: true\`, and a proxy with the list beside it`;
  if (openedBy !== null)
    return `a narrower rule: ${openedBy} lets ${id} talk to all, which is to be changed by hand`;
  if (outside.length === 0 && !opaque) return null;
  const known = outside.length === 0 ? 'its variables come from elsewhere' : `it names ${outside.join(', ')}`;
  return `the hosts that ${id} in ${at.path} needs: ${known}`;
}
