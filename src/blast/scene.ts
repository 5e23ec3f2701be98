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
import type { BlastHeld, Found, FreshSite, RanPlace, Recall } from '../model/blast.ts';
import type { ExecutionPlace, JobFacts } from '../model/execution.ts';
import { type SurfaceId, surfaceId } from '../model/ids.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Places, Surface } from '../model/surface.ts';
import type { Workflow } from '../model/workflow.ts';
import { isAction, refAnswer, type Targets } from './findings.ts';
import { heldIn } from './held.ts';
import { imageParts } from './target.ts';

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
