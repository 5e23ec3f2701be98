import { parameter, term } from '../../model/rate.ts';
import type { RunningService, RunsAs } from '../../model/service.ts';
import type { WallSite } from '../../model/wall.ts';
import { finalImage, userWritten } from '../dockerfile-user.ts';
import { together } from '../settings.ts';
import { type Patched, type PatchFiles, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Services run as users of their own, so that who exploits one is not root in it. */
const nonRoot: Wall = {
  id: 'non-root',
  title: 'services run as users of their own',
  standard:
    'CIS Docker Benchmark: a user for the container is created; Kubernetes Pod Security Standards, restricted',
  against: 'code in an exploited service, on its way to what other processes and the machine hold',
  limits:
    'little against secrets in its own environment, which the process can read; a service that writes to folders of root must be given them first',
  failure: ['wall.non-root'],
  effort: ['effort.non-root'],
  conflicts: [],
  sites: ({ places }) => [
    ...places.repository.running.map(siteOf),
    ...places.repository.serving.map(({ path, user, at }) => siteOf({ id: path, user, at })),
  ],
  choices(facts, missing) {
    // An image that no file shows to run holds no secrets that are known.
    const running = new Set(facts.places.repository.running.map(siteId));
    const sites = missing.filter((site) => running.has(site.id));
    if (sites.length === 0) return [];
    return [
      {
        id: 'non-root#services',
        wall: 'non-root',
        title: 'let every service run as a user of its own',
        sites: sites.map((site) => site.id),
        fails: [parameter('wall.non-root')],
        acts: [{ kind: 'steps', steps: secretSteps(facts) }],
        hours: [term('each service', sites.length, 'effort.non-root')],
        at: sites[0]?.at ?? null,
        attest: null,
      },
    ];
  },
  patch(choice, files, facts) {
    const built = new Set(choice.sites);
    const services = facts.places.repository.running.filter((one) => built.has(siteId(one)));
    const dockerfiles = new Set(services.flatMap((one) => one.builds));
    const other = services.find((one) => one.builds.length === 0 || said(one.user));
    if (other !== undefined) return { kind: 'lacks', what: lacksFor(other) };
    return together([...dockerfiles].map((path): Patched => patchOf(path, files, facts)));
  },
};
export default nonRoot;

type Runs = Pick<RunningService, 'id' | 'user' | 'at'>;

const siteId = ({ id }: Pick<Runs, 'id'>): string => `non-root#${id}`;

const siteOf = (service: Runs): WallSite => {
  const { user, because } = service.user;
  return {
    id: siteId(service),
    at: service.at,
    what: { kind: 'image', text: service.id },
    state: user === 'other' ? 'standing' : user === 'root' ? 'absent' : 'unknown',
    mode: null,
    because,
  };
};

/** The file that runs it says root: it is to say something else. */
const said = ({ because }: RunsAs): boolean => /^(?:user:|securityContext:)/.test(because);

const lacksFor = ({ id, at, user }: RunningService): string =>
  said(user)
    ? `a user for ${id}: ${user.because} in ${at.path}:${at.line} is to be changed by hand`
    : `a user for ${id}: ${user.because}; \`docker image inspect --format '{{.Config.User}}' IMAGE\` tells, then \`user:\` or \`runAsUser:\``;

function patchOf(path: string, files: PatchFiles, facts: WallFacts): Patched {
  const image = finalImage(facts, path);
  // What another service that is built from it has been given already.
  if (image !== undefined && image.user !== 'unknown' && !/^(?:root|0)$/.test(image.user))
    return { kind: 'edits', edits: [] };
  return userWritten(path, files, facts);
}

/**
 * Variables of the services; not those that a hosting platform holds as well, where no container is of the tree's
 * making, nor a database's own password.
 */
function secretSteps({ graph, places }: WallFacts): string[] {
  const { running, places: all } = places.repository;
  const stateOf = (name: string): string => `holds/secret/${name}`;
  const hosted = new Set(
    all
      .filter((place) => place.kind === 'platform')
      .flatMap((place) => place.secrets.map(({ name }) => name)),
  );
  const held = new Set(
    running
      .filter((one) => !one.database)
      .flatMap((one) => one.secrets)
      .filter((name) => !hosted.has(name))
      .map(stateOf),
  );
  return stepsWhere(graph, ({ technique, to }) => technique === 'reach-production' && held.has(to));
}
