/**
 * One tree as it stood: where what is asked comes in, in which jobs and builds it then runs, and what lies open there.
 */
import {
  type AttackGraph,
  arrivalState,
  fallenState,
  type StateId,
  type Step,
  stateId,
} from '../model/attack-graph.ts';
import type {
  BlastHeld,
  Found,
  FreshSite,
  HeldCredential,
  HeldToken,
  RanPlace,
  Recall,
} from '../model/blast.ts';
import type { ExecutionPlace, JobFacts, PlacedInstall, SecretFact } from '../model/execution.ts';
import { type SurfaceId, surfaceId } from '../model/ids.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Places, Surface } from '../model/surface.ts';
import type { Workflow } from '../model/workflow.ts';
import { isAction, rangeAnswer, refAnswer, splitName, type Targets } from './findings.ts';
import { imageParts, type Target } from './target.ts';

/** A tree with what the stages before make of it. */
export interface Scene {
  /** Null: the working tree. */
  readonly commit: string | null;
  readonly inventory: Inventory;
  readonly places: Places;
  readonly graph: AttackGraph;
  /** Mean yearly rate of a place. */
  readonly perYear: (place: ExecutionPlace) => number;
  /** Mean chance that a step is open and that the walls on it fail. */
  readonly passes: (step: Step) => number;
  readonly reached: (entries: ReadonlySet<StateId>) => ReadonlyMap<StateId, number>;
  /** Packages that bring no dependency of another publisher. */
  readonly selfContained: ReadonlySet<string>;
}

/** Unlocked commands and manifests by which a version of what is asked may be chosen, by target. */
export function freshSites(scene: Scene, targets: Targets): Map<number, FreshSite[]> {
  const found = new Map<number, Map<string, FreshSite>>();
  for (const { target, index } of targets.ofKind('package')) {
    if (target.ecosystem !== 'npm') continue;
    const sites = new Map<string, FreshSite>();
    for (const place of scene.places.repository.places)
      for (const install of place.installs.filter((one) => one.fresh))
        for (const site of sitesOfInstall(install, place, target, scene)) merge(sites, site);
    if (sites.size > 0) found.set(index, sites);
  }
  return new Map([...found].map(([index, sites]) => [index, [...sites.values()].sort(namesFirst)]));
}

const namesFirst = (a: FreshSite, b: FreshSite): number =>
  Number(b.how === 'names') - Number(a.how === 'names');

function merge(sites: Map<string, FreshSite>, site: FreshSite): void {
  const key = `${site.how} ${site.command} ${site.at.path}:${site.at.line}`;
  const known = sites.get(key);
  if (known === undefined) sites.set(key, site);
  else if (!known.place.split(', ').includes(site.place) && known.place.length < 200)
    sites.set(key, { ...known, place: `${known.place}, ${site.place}` });
}

type PackageTarget = Extract<Target, { kind: 'package' }>;

function sitesOfInstall(
  install: PlacedInstall,
  place: ExecutionPlace,
  target: PackageTarget,
  scene: Scene,
): FreshSite[] {
  return install.routes.flatMap((route): FreshSite[] => {
    const how = route.startsWith('fetch:')
      ? fetchHow(route.slice('fetch:'.length), target, scene)
      : treeHow(route.replace(/^fresh:/, ''), target, scene);
    if (how === null) return [];
    const { command, at } = install;
    return [{ command, at, commit: scene.commit, place: place.title, ...how }];
  });
}

type How = Pick<FreshSite, 'how' | 'because'>;

const isTarget = (name: string, target: PackageTarget): boolean =>
  name === target.name || (target.name.endsWith('/*') && name.startsWith(target.name.slice(0, -1)));

/** `<name>#<file>`, as commands name packages. */
function fetchHow(route: string, target: PackageTarget, { selfContained }: Scene): How | null {
  const { name, range } = splitName(route.slice(0, route.lastIndexOf('#')));
  if (isTarget(name, target) && rangeAnswer(range === '' ? '*' : range, target) !== 'no')
    return { how: 'names', because: `chooses ${name} anew at each run` };
  if (selfContained.has(name)) return null;
  return { how: 'brings', because: `dependencies of ${name} are chosen anew and stand in no file` };
}

/** A manifest, or a lockfile that the command passes by. */
function treeHow(path: string, target: PackageTarget, { inventory, selfContained }: Scene): How | null {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  const manifests = inventory.manifests.filter((one) => one.directory === folder);
  const asked = manifests.flatMap((one) => one.dependencies).filter((one) => one.kind !== 'peer');
  const named = asked.find(
    (one) =>
      isTarget(one.target, target) && (one.from !== 'registry' || rangeAnswer(one.range, target) !== 'no'),
  );
  if (named !== undefined)
    return {
      how: 'names',
      because: `${named.name} ${named.range} in ${named.at.path}:${named.at.line} admits it`,
    };
  const brings = asked.some(
    (one) =>
      one.from !== 'workspace' &&
      one.from !== 'file' &&
      !selfContained.has(one.target) &&
      !one.target.startsWith('@types/'),
  );
  return brings ? { how: 'brings', because: `nothing locks what ${path} brings in` } : null;
}

/** States of the graph in which what is asked is there. */
export function entriesOf(
  scene: Scene,
  targets: Targets,
  found: readonly (Found & { readonly target: number; readonly production: boolean })[],
  fresh: ReadonlyMap<number, readonly FreshSite[]>,
): Set<StateId> {
  const ids = new Set<StateId>(scene.graph.states.map((state) => state.id));
  const entries = new Set<StateId>();
  const add = (state: StateId): void => void (ids.has(state) && entries.add(state));
  const hits = found.filter((one) => one.answer === 'yes');
  for (const one of hits.filter(({ kind }) => kind === 'locked'))
    for (const production of one.production ? [true, false] : [false])
      add(arrivalState(`lock:${one.at.path}`, production));
  const exact = hits.filter((one) => one.kind === 'fetched' || one.kind === 'declared');
  // What is known to have held it counts alone; what only may bring it in counts when nothing else is known.
  const exposed = new Set(hits.map((one) => one.target));
  const sites = [...fresh].flatMap(([target, list]) =>
    list.filter((site) => site.how === 'names' || !exposed.has(target)),
  );
  const places = new Set([...sites, ...exact].map((one) => `${one.at.path}:${one.at.line}`));
  for (const place of scene.places.repository.places)
    for (const install of place.installs.filter(
      (one) => one.fresh && places.has(`${one.at.path}:${one.at.line}`),
    ))
      for (const route of install.routes)
        for (const production of [true, false]) add(arrivalState(route, production));
  for (const surface of scene.places.surfaces) if (isAsked(surface, targets)) add(fallenState(surface.id));
  return entries;
}

function isAsked(surface: Surface, targets: Targets): boolean {
  return targets.all.some((target) => {
    if (target.kind === 'surface') return surface.id === target.text;
    if (surface.kind === 'action' && target.kind === 'action')
      return (
        isAction(surface.reference, target) &&
        fileOf(surface.id, target.file) &&
        refAnswer(surface.reference.slice(surface.reference.lastIndexOf('@') + 1), target.ref) !== 'no'
      );
    if (surface.kind === 'image' && target.kind === 'image') {
      const { name, tag, digest } = imageParts(surface.reference);
      const same = target.tag === '*' ? digest === null : target.tag === (digest ?? tag ?? 'latest');
      return name === target.name && fileOf(surface.id, target.file) && same;
    }
    if (surface.kind === 'credential' && target.kind === 'credential')
      return surface.name.toUpperCase() === target.name && fileOf(surface.id, target.file);
    return surface.kind === 'provider' && target.kind === 'vendor' && surface.vendor === target.name;
  });
}

const fileOf = (id: SurfaceId, file: string | null): boolean => file === null || id.endsWith(`#${file}`);

/** Whether the tree has a surface of that id. */
export const hasSurface = (scene: Scene, id: string): Surface | undefined =>
  scene.places.surfaces.find((one) => one.id === surfaceId(id));

export interface Ran {
  readonly places: readonly RanPlace[];
  readonly recall: readonly Recall[];
  readonly held: BlastHeld;
}

/** How long something was there. */
export interface There {
  /** Null when that is not known. */
  readonly years: number | null;
  readonly changes: number;
}

/** Less than so is left out: in one world of a thousand nobody looks for it first. */
const LEAST = 0.001;

/**
 * What runs and lies open once the entries are held.
 *
 * @param there how long it was there, and how many commits brought it in
 * @param onMain false when only other branches had it: then schedules and releases did not run it
 */
export function whatRan(scene: Scene, entries: ReadonlySet<StateId>, there: There, onMain: boolean): Ran {
  const reached = scene.reached(entries);
  const direct = directSteps(scene, entries);
  const ran = scene.places.repository.places
    .filter((place) => direct.has(stateId(`code/${place.id}`)) && (onMain || runsOnBranches(place)))
    .map((place) => ({ place, step: direct.get(stateId(`code/${place.id}`)) as Step }));
  return {
    places: [
      ...ran.map(({ place, step }) => ranPlace(place, step, { scene, reached, there })),
      ...(onMain ? shippedTo(scene, direct, reached) : []),
    ].sort((a, b) => b.probability - a.probability),
    recall: ran.flatMap(({ place }) => recallOf(place, scene.inventory)),
    held: heldIn(
      scene,
      ran.map(({ place }) => place),
      reached,
    ),
  };
}

/** Steps out of the entries into places where code runs; the likeliest of each. */
function directSteps(scene: Scene, entries: ReadonlySet<StateId>): Map<StateId, Step> {
  const found = new Map<StateId, Step>();
  const sources = new Set(entries);
  // A vendor's fall, or an outsider's way in, has one state between.
  for (const step of scene.graph.steps)
    if (entries.has(step.from) && step.to.startsWith('holds/provider/')) sources.add(step.to);
  for (const step of scene.graph.steps) {
    if (!sources.has(step.from) || !step.to.startsWith('code/')) continue;
    const known = found.get(step.to);
    if (known === undefined || scene.passes(step) > scene.passes(known)) found.set(step.to, step);
  }
  return found;
}

const BRANCH_EVENTS = [
  'pull_request',
  'pull_request_target',
  'push',
  'merge_group',
  'workflow_call',
  'workflow_dispatch',
];

const runsOnBranches = ({ kind, job }: ExecutionPlace): boolean =>
  kind === 'machine' || (job?.events.some((event) => BRANCH_EVENTS.includes(event)) ?? false);

interface Told {
  readonly scene: Scene;
  readonly reached: ReadonlyMap<StateId, number>;
  readonly there: There;
}

function ranPlace(
  place: ExecutionPlace,
  step: Step,
  { scene, reached, there: { years, changes } }: Told,
): RanPlace {
  const workflow = workflowOf(place.job, scene.inventory);
  const perYear = scene.perYear(place);
  const { id, kind, title, at, job } = place;
  return {
    id,
    kind,
    title,
    at,
    commit: scene.commit,
    triggers: job?.events ?? [],
    crons: workflow?.triggers.flatMap((trigger) => trigger.crons) ?? [],
    by: step.because,
    // A change of the lock starts a run by itself.
    expectedRuns: years === null ? null : Math.max(perYear * years, place.startedByChange ? changes : 0),
    perYear,
    probability: reached.get(step.to) ?? 0,
    runner: job === null ? null : job.persistent ? 'self-hosted' : job.vendor !== null ? 'vendor' : 'hosted',
  };
}

const workflowOf = (job: JobFacts | null, inventory: Inventory): Workflow | undefined =>
  inventory.workflows.find((one) => one.ref === null && one.path === job?.workflow);

/** The running service and users' browsers get what is deployed. */
function shippedTo(
  scene: Scene,
  direct: ReadonlyMap<StateId, Step>,
  reached: ReadonlyMap<StateId, number>,
): RanPlace[] {
  return (['service', 'browser'] as const).flatMap((kind) => {
    const state = stateId(`code/${kind}`);
    const step = direct.get(state);
    if (step === undefined) return [];
    return [
      {
        id: kind,
        kind,
        title: kind === 'service' ? 'the running service' : "users' browsers",
        at: step.at,
        commit: scene.commit,
        triggers: [],
        crons: [],
        by: step.because,
        expectedRuns: null,
        perYear: 0,
        probability: reached.get(state) ?? 0,
        runner: null,
      },
    ];
  });
}

/** What a place makes for others, by name as far as files tell. */
function recallOf(place: ExecutionPlace, inventory: Inventory): Recall[] {
  // A push to the repository has no users of its own: what it wrote is looked for apart.
  return place.publishes.flatMap(({ registry, at }) => {
    if (registry === 'git') return [];
    if (registry === 'npm') {
      const own = inventory.manifests.filter((one) => !one.private && one.name !== null);
      if (own.length > 0)
        return own.map((one): Recall => ({ registry, what: `${one.name}@${one.version ?? '?'}`, at }));
    }
    const job = workflowOf(place.job, inventory)?.jobs.find((one) => one.id === place.job?.job);
    const tags = registry === 'docker' ? (job?.uses ?? []).flatMap((use) => use.inputs.tags ?? []) : [];
    const command = job?.publishes.find((one) => one.registry === registry)?.command ?? place.title;
    return [
      {
        registry,
        what: tags.length > 0 ? tags.join(' ').trim().split(/\s+/).slice(0, 5).join(' ') : command,
        at,
      },
    ];
  });
}

function heldIn(
  scene: Scene,
  ran: readonly ExecutionPlace[],
  reached: ReadonlyMap<StateId, number>,
): BlastHeld {
  return {
    credentials: credentialsOf(scene, ran, reached),
    tokens: tokensOf(ran, reached),
    caches: cachesOf(ran),
  };
}

function credentialsOf(
  scene: Scene,
  ran: readonly ExecutionPlace[],
  reached: ReadonlyMap<StateId, number>,
): HeldCredential[] {
  const levels = new Map(
    scene.places.surfaces.flatMap((one) =>
      one.kind === 'credential' ? [[one.name, one.level] as const] : [],
    ),
  );
  const all = new Map<string, SecretFact>();
  for (const secret of [
    ...scene.places.repository.secrets,
    ...scene.places.repository.places.flatMap((one) => one.secrets),
  ])
    if (!all.has(secret.name)) all.set(secret.name, secret);
  return (
    [...all.values()]
      .map((secret): HeldCredential => {
        const state = stateId(`holds/secret/${secret.name}`);
        const steps = scene.graph.steps.filter((step) => step.to === state);
        const places = ran.flatMap((place) => {
          const own = place.secrets.find((one) => one.name === secret.name);
          const code = stateId(`code/${place.id}`);
          const open = Math.max(
            0,
            ...steps.filter((step) => step.from === code).map((step) => scene.passes(step)),
          );
          return own === undefined
            ? []
            : [{ place: place.title, at: own.at, probability: (reached.get(code) ?? 0) * open }];
        });
        return {
          name: secret.name,
          kind: secret.kind,
          opens: secret.opens,
          level: levels.get(secret.name) ?? 'unknown',
          probability: reached.get(state) ?? 0,
          places: places.sort((a, b) => b.probability - a.probability),
        };
      })
      .filter((one) => one.probability >= LEAST)
      // What lies in the places themselves comes before what further steps reach.
      .sort(
        (a, b) => Math.sign(b.places.length) - Math.sign(a.places.length) || b.probability - a.probability,
      )
  );
}

function tokensOf(ran: readonly ExecutionPlace[], reached: ReadonlyMap<StateId, number>): HeldToken[] {
  return ran.flatMap(({ job, at, title }) => {
    if (job === null) return [];
    const place = `${job.workflow}#${job.job}`;
    const token: HeldToken = {
      kind: 'github-token',
      job: title,
      at,
      rights: rightsOf(job),
      identityFor: [],
      probability: reached.get(stateId(`holds/token/${place}`)) ?? 0,
    };
    if (job.idToken !== 'write') return [token];
    const oidc = reached.get(stateId(`holds/oidc/${place}`)) ?? token.probability;
    return [
      token,
      { ...token, kind: 'oidc', rights: 'id-token: write', identityFor: job.identityFor, probability: oidc },
    ];
  });
}

function rightsOf(job: JobFacts): string {
  const scopes = (['contents', 'packages', 'actions'] as const).map((scope) => [scope, job[scope]] as const);
  if (scopes.every(([, level]) => level === 'default'))
    return job.defaultWrite === 'read'
      ? 'read, as attested'
      : 'not stated: the default of the repository, which may be write';
  const written = scopes.filter(([, level]) => level === 'write').map(([scope]) => `${scope}: write`);
  return written.length > 0 ? written.join(', ') : 'no write to contents, packages or actions';
}

const cachesOf = (ran: readonly ExecutionPlace[]): BlastHeld['caches'] =>
  ran
    .filter(({ job }) => job?.restoresCache === true)
    .map(({ job, title, at }) => ({ job: title, at, writes: job?.savesCache !== 'no' }));
