import { stateId } from '../../model/attack-graph.ts';
import type { Workload } from '../../model/kubernetes.ts';
import { parameter, term } from '../../model/rate.ts';
import type { RunningService } from '../../model/service.ts';
import type { WallSite } from '../../model/wall.ts';
import { partedNetworks } from '../compose-networks.ts';
import { appended, ingressPolicy, workloadOf } from '../policies.ts';
import { together } from '../settings.ts';
import { type Patched, type PatchFiles, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Services that have no business with a database are in no network with it. */
const networkPolicy: Wall = {
  id: 'network-policy',
  title: 'networks keep services from the databases of others',
  standard:
    'NSA and CISA, Kubernetes Hardening Guidance: network separation; NIST SP 800-190: inter-container traffic',
  against: 'code in one service that has fallen, on its way to the database of another',
  limits:
    'nothing against a service that uses the database itself; a policy needs a network plugin that enforces it, and those of a mesh or a cloud are not read',
  failure: ['wall.network-policy'],
  effort: ['effort.network-policy'],
  conflicts: [],
  sites: ({ places }) => outsiders(places.repository.running).map(siteOf),
  choices(facts, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    const services = outsiders(facts.places.repository.running).filter((one) => lacking.has(siteId(one)));
    const first = services[0];
    if (first === undefined) return [];
    const databases = new Set(services.flatMap(inReach));
    return [
      {
        id: 'network-policy#databases',
        wall: 'network-policy',
        title: `keep ${[...new Set([...databases].map(shortOf))].join(', ')} to the services that use it`,
        sites: services.map(siteId),
        fails: [parameter('wall.network-policy')],
        acts: [
          {
            kind: 'apart',
            state: IN_SERVICE,
            entering: enteringSteps(facts),
            keeps: stepsWhere(facts.graph, ({ from, to }) => from === IN_SERVICE && to !== 'lost/data'),
          },
        ],
        hours: [term('each database', databases.size, 'effort.network-policy')],
        at: first.at,
        attest: null,
      },
    ];
  },
  patch(choice, files, facts) {
    const { running } = facts.places.repository;
    const built = new Set(choice.sites);
    const wanted = new Set(running.filter((one) => built.has(siteId(one))).flatMap(inReach));
    const databases = running.filter((one) => wanted.has(one.id));
    const composed = databases.filter((one) => one.kind === 'compose');
    const pods = databases.filter((one) => one.kind === 'workload');
    return together([
      ...(composed.length === 0 ? [] : [partedNetworks(composed, files, facts)]),
      ...(pods.length === 0 ? [] : [policiesFor(pods, files, facts)]),
    ]);
  },
};
export default networkPolicy;

const IN_SERVICE = stateId('code/service');

/** By name or by a variable that is given elsewhere it may use a database; then it is none that must be kept from it. */
const uses = ({ databases }: RunningService): boolean =>
  databases.some(({ how }) => how === 'needs' || how === 'unknown');

const outsiders = (running: readonly RunningService[]): RunningService[] =>
  running.filter((one) => !one.database && one.databases.length > 0 && !uses(one));

const inReach = ({ databases }: RunningService): string[] =>
  databases.filter(({ how }) => how === 'network').map(({ database }) => database);

const shortOf = (id: string): string => id.slice(Math.max(id.lastIndexOf('#'), id.lastIndexOf('/')) + 1);
const siteId = ({ id }: RunningService): string => `network-policy#${id}`;

function siteOf(service: RunningService): WallSite {
  const reached = inReach(service).map(shortOf);
  return {
    id: siteId(service),
    at: service.at,
    what: { kind: 'image', text: service.id },
    state: reached.length === 0 ? 'standing' : 'absent',
    mode: null,
    because:
      reached.length === 0
        ? 'it is in no network with a database, or a policy keeps it out'
        : `nothing keeps it from ${reached.join(', ')}, which it does not use`,
  };
}

/** Steps by which code comes into services that have no business with a database, and into no other. */
function enteringSteps({ graph, places: { repository } }: WallFacts): string[] {
  const { running, places } = repository;
  if (places.some((place) => place.kind === 'platform')) return [];
  const outside = new Set(outsiders(running).map((one) => one.id));
  const all = (services: readonly RunningService[]): boolean =>
    services.length > 0 && services.every((one) => outside.has(one.id));
  return stepsWhere(graph, ({ technique, from, to }) => {
    if (to !== IN_SERVICE) return false;
    if (technique === 'exploit-service') return all(running.filter((one) => one.trees.length > 0));
    if (technique === 'image-in-place')
      return all(running.filter((one) => one.images.some((image) => from === `fallen/${image}`)));
    const tree = /^arrives\/(?:lock|exempt|fresh|bot:[^:]+):(.+)\/(?:production|development)$/.exec(
      from,
    )?.[1];
    return technique === 'import-in-service' && all(running.filter((one) => one.trees.includes(tree ?? '')));
  });
}

function policiesFor(databases: readonly RunningService[], files: PatchFiles, facts: WallFacts): Patched {
  const { running } = facts.places.repository;
  const users = new Map(
    databases.map((database) => [
      workloadOf(facts, database),
      running
        .filter((one) => one.databases.some((two) => two.database === database.id && two.how !== 'network'))
        .filter(uses)
        .map((one) => workloadOf(facts, one)),
    ]),
  );
  const known = [...users.keys()].filter((one): one is Workload => one !== null);
  const policy = (database: Workload): readonly string[] | null => {
    const all = users.get(database) ?? [];
    const near = all.filter((one): one is Workload => one !== null && one.namespace === database.namespace);
    return near.length === all.length ? ingressPolicy(database, near) : null;
  };
  return appended(known, policy, files, facts);
}
