/** Services that files show to run: of Compose files that are not for development, and workloads of Kubernetes. */
import type { ComposeService } from '../model/compose.ts';
import { type SurfaceId, surfaceId } from '../model/ids.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Workload } from '../model/kubernetes.ts';
import type { Reach, RunningService, RunsAs, ServingImage } from '../model/service.ts';
import { composeKinds, isDatabase } from './compose.ts';
import { builtUser, imageUser, saidUser } from './image-users.ts';
import { barred, type Cluster, clusterOf, egressOf, TRIAL } from './kubernetes.ts';
import { folder } from './trees.ts';

export function runningServices(inventory: Inventory): RunningService[] {
  const compose = composed(inventory);
  const services = [...(compose.length > MAX_SERVICES ? [] : compose), ...clustered(inventory)];
  const paths = [...new Set(inventory.sources.map((one) => one.path))].slice(0, MAX_TREES);
  const carried = paths.map((path) => ({ path, by: carriers(services, path) }));
  return services.map((service) => ({
    ...service,
    trees: carried.filter(({ by }) => by.has(service.id)).map(({ path }) => path),
  }));
}

/** More than anybody runs from one tree: then nothing is said of them. */
const MAX_SERVICES = 1000;
const MAX_TREES = 1000;

/** Services that are built in the folder of a lockfile, or below or above it; else each that may be built from it. */
function carriers(services: readonly RunningService[], path: string): ReadonlySet<string> {
  const tree = folder(path);
  const joins = (dockerfile: string): boolean => {
    const built = folder(dockerfile);
    return built === tree || built.startsWith(`${tree}/`) || tree.startsWith(`${built}/`);
  };
  const named = services.filter((one) => one.builds.some(joins));
  const others = services.filter((one) => !one.database);
  return new Set((named.length > 0 ? named : others).map((one) => one.id));
}

/** Those that no service is built from; what is made for work on the tree is none. */
export function servingImages(inventory: Inventory, running: readonly RunningService[]): ServingImage[] {
  const built = new Set(running.flatMap((one) => one.builds));
  return inventory.images
    .filter((one) => one.role === 'base' && one.final && one.serves === 'yes' && !built.has(one.source))
    .filter((one) => !TRIAL.test(one.source))
    .flatMap(({ source, at }) => {
      const user = builtUser(inventory, source);
      return user === null ? [] : [{ path: source, user, at }];
    });
}

/** Databases beside a service that are looked at: more than any file has. */
const MAX_DATABASES = 20;

function composed(inventory: Inventory): RunningService[] {
  const kinds = composeKinds(inventory);
  const shown = inventory.compose.filter((one) => kinds.get(one.source) !== 'development');
  const all = merged(shown);
  const databases = new Map<string, ComposeService[]>();
  for (const one of all.filter(isDatabase))
    databases.set(one.source, [...(databases.get(one.source) ?? []), one].slice(0, MAX_DATABASES));
  const images = new Map(inventory.images.map((one) => [`${one.source}#${one.stage}`, one]));
  return all.map((service) => {
    const { name, source, at, builds, networks } = service;
    const others = (databases.get(source) ?? []).filter((one) => one.name !== name);
    const image = images.get(idOf(service));
    return {
      id: idOf(service),
      kind: 'compose',
      name,
      at,
      images: image === undefined ? [] : [surfaceId(`image:${image.reference}#${source}`)],
      builds: builds === null ? [] : [builds],
      trees: [],
      user: composeUser(inventory, service),
      database: isDatabase(service),
      secrets: service.secrets.filter((one) => one.value === 'given').map((one) => one.name),
      openedBy: null,
      egress: networks.length > 0 && networks.every((one) => one.internal) ? 'listed' : 'open',
      outside: [],
      opaque: service.opaque,
      published: service.ports.length > 0,
      databases: others.map(
        (database): Reach => ({ database: idOf(database), how: composeReach(service, database) }),
      ),
    };
  });
}

/** Services with what other files of the folder say over them; files that come first are the base. */
function merged(services: readonly ComposeService[]): ComposeService[] {
  const over = new Map<string, ComposeService['networks']>();
  const key = ({ source, name }: ComposeService): string => `${folder(source)}#${name}`;
  for (const one of services)
    if (one.image === null && one.builds === null && one.networksSaid)
      over.set(key(one), [...(over.get(key(one)) ?? []), ...one.networks]);
  return services
    .filter((one) => one.image !== null || one.builds !== null)
    .map((one) => {
      const more = over.get(key(one)) ?? [];
      if (more.length === 0) return one;
      return { ...one, networks: one.networksSaid ? [...one.networks, ...more] : more };
    });
}

const idOf = ({ source, name }: ComposeService): string => `${source}#${name}`;

function composeUser(inventory: Inventory, { user, image, builds }: ComposeService): RunsAs {
  if (user !== null) return saidUser(user, 'user:');
  const built = builds === null ? null : builtUser(inventory, builds);
  if (built !== null) return built;
  return image === null ? { user: 'unknown', because: 'its image decides' } : imageUser(image);
}

function composeReach(service: ComposeService, database: ComposeService): Reach['how'] {
  // Without networks of its own it is in that of the machine, or of another service.
  const own = new Set(service.networks.map((one) => one.name));
  const apart = own.size > 0 && database.networks.length > 0;
  if (apart && !database.networks.some((one) => own.has(one.name))) return 'barred';
  if (service.needs.includes(database.name)) return 'needs';
  return service.opaque ? 'unknown' : 'network';
}

/** The same workload in several files (a base, a release) is one: of what differs the worse counts. */
function clustered(inventory: Inventory): RunningService[] {
  const cluster = clusterOf(inventory);
  const found = new Map<string, RunningService>();
  for (const workload of cluster.workloads) {
    const made = runningOf(inventory, cluster, workload);
    const known = found.get(made.id);
    found.set(made.id, known === undefined ? made : joined(known, made));
  }
  return [...found.values()];
}

const nameOf = ({ kind, name, namespace }: Workload): string =>
  `${namespace === null ? '' : `${namespace}/`}${kind}/${name}`;

const holdsData = ({ containers }: Workload): boolean =>
  containers.some(({ image }) => image !== null && isDatabase({ image: image.reference }));

function runningOf(inventory: Inventory, cluster: Cluster, workload: Workload): RunningService {
  const { containers, name, at } = workload;
  const images = containers.flatMap((one) => (one.image === null ? [] : [one.image.reference]));
  const databases = cluster.workloads
    .filter((one) => holdsData(one) && nameOf(one) !== nameOf(workload))
    .slice(0, MAX_DATABASES);
  return {
    id: nameOf(workload),
    kind: 'workload',
    name,
    at,
    images: images
      .filter((one) => builtFrom(inventory, one).length === 0)
      .map((one): SurfaceId => surfaceId(`image:${one}#${workload.source}`)),
    builds: [...new Set(images.flatMap((one) => builtFrom(inventory, one)))],
    trees: [],
    user: worst(containers.map((one) => podUser(inventory, one))),
    database: holdsData(workload),
    secrets: [...new Set(containers.flatMap((one) => one.secrets.map((secret) => secret.name)))],
    ...egressOf(workload, cluster),
    outside: [...new Set(containers.flatMap((one) => one.hosts.filter((host) => OUTSIDE.test(host))))],
    opaque: containers.some((one) => one.opaque),
    published: false,
    databases: databases.map(
      (database): Reach => ({
        database: nameOf(database),
        how: podReach(cluster, workload, database),
      }),
    ),
  };
}

/** A name of the net, not one of the cluster. */
const OUTSIDE = /^(?!.*\.(svc|local|internal)(\.|$))[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/i;

function podUser(inventory: Inventory, { user, image }: Workload['containers'][number]): RunsAs {
  if (user !== 'unknown')
    return { user, because: `securityContext: ${user === 'root' ? 'root' : 'not root'}` };
  if (image === null) return { user, because: 'its image decides' };
  const built = builtFrom(inventory, image.reference).map((one) => builtUser(inventory, one));
  return built.find((one) => one !== null) ?? imageUser(image.reference);
}

function podReach(cluster: Cluster, workload: Workload, database: Workload): Reach['how'] {
  if (barred(workload, database, cluster)) return 'barred';
  const hosts = cluster.hostsOf(database);
  const words = workload.containers.flatMap((one) => one.hosts);
  if (words.some((word) => hosts.some((host) => word === host || word.startsWith(`${host}.`))))
    return 'needs';
  return workload.containers.some((one) => one.opaque) ? 'unknown' : 'network';
}

const worst = (all: readonly RunsAs[]): RunsAs =>
  (['root', 'unknown', 'other'] as const)
    .map((user) => all.find((one) => one.user === user))
    .find((one) => one !== undefined) ?? { user: 'unknown', because: 'its image decides' };

const ORDER: readonly Reach['how'][] = ['needs', 'unknown', 'network', 'barred'];

function joined(one: RunningService, other: RunningService): RunningService {
  const reach = new Map(one.databases.map(({ database, how }) => [database, how]));
  for (const { database, how } of other.databases) {
    const known = reach.get(database) ?? how;
    reach.set(database, ORDER.indexOf(how) < ORDER.indexOf(known) ? how : known);
  }
  const both = <T>(key: (service: RunningService) => readonly T[]): T[] => [
    ...new Set([...key(one), ...key(other)]),
  ];
  return {
    ...one,
    images: both((service) => service.images),
    builds: both((service) => service.builds),
    user: worst([one.user, other.user]),
    database: one.database || other.database,
    secrets: both((service) => service.secrets),
    openedBy: one.openedBy ?? other.openedBy,
    egress: one.egress === 'open' || other.egress === 'open' ? 'open' : 'listed',
    outside: both((service) => service.outside),
    opaque: one.opaque || other.opaque,
    databases: [...reach].map(([database, how]) => ({ database, how })),
  };
}

/** Dockerfiles of the tree that an image of a manifest is made by: the last part of its name is a folder above one. */
export function builtFrom({ images }: Inventory, reference: string): string[] {
  const name =
    reference
      .replace(/[@:].*$/, '')
      .split('/')
      .at(-1) ?? '';
  // `redis:alpine` is the image of others, though the tree may have a folder `redis`.
  if (!reference.includes('/') && /[:@]/.test(reference)) return [];
  const files = new Set(images.filter((one) => one.role === 'base').map((one) => one.source));
  return [...files].filter((path) => path.endsWith('/Dockerfile') && path.split('/').includes(name));
}
