/** The contract of a technique: one file a step that an attacker can take. Facts in, steps out. */
import { arrivalState, fallenState, type StateId, stateId } from '../model/attack-graph.ts';
import type { Location } from '../model/diagnostic.ts';
import type {
  ExecutionPlace,
  JobFacts,
  PlacedInstall,
  RepositoryFacts,
  SecretFact,
} from '../model/execution.ts';
import { type Factor, fact, parameter, within } from '../model/rate.ts';
import type { Route, Surface, UnknownFact, Weakness } from '../model/surface.ts';

export interface GraphFacts {
  readonly surfaces: readonly Surface[];
  readonly routes: readonly Route[];
  readonly repository: RepositoryFacts;
}

export interface Technique {
  readonly id: string;
  readonly title: string;
  /** MITRE ATT&CK id, null where there is none. */
  readonly attck: string | null;
  /** What the attacker must hold, and what the step gives: words for a person. */
  readonly needs: string;
  readonly gives: string;
  /** Parameters that its steps and walls may use. */
  readonly probability: readonly string[];
  /** Parameter of what a try costs the attacker, US dollars; null for nothing worth naming. */
  readonly cost: string | null;
  /** An incident in which it was used. */
  readonly example: string;
  steps(facts: GraphFacts): readonly StepDraft[];
}

/** A step before the graph gives it its id. */
export interface StepDraft {
  readonly from: StateId;
  readonly to: StateId;
  readonly open: readonly Factor[];
  readonly walls?: readonly WallDraft[];
  readonly because: string;
  readonly at: Location | null;
  readonly unknown?: UnknownFact | null;
}

export interface WallDraft {
  readonly wall: string;
  /** One place, one event: steps that name the same wall and place share it. */
  readonly place: string;
  readonly fails: readonly Factor[];
  readonly because: string;
  readonly at: Location | null;
}

export const codeIn = (place: ExecutionPlace): StateId => stateId(`code/${place.id}`);
export const jobPlace = (job: JobFacts): string => `${job.workflow}#${job.job}`;
export const tokenOf = (job: JobFacts): StateId => stateId(`holds/token/${jobPlace(job)}`);
export const identityOf = (job: JobFacts): StateId => stateId(`holds/oidc/${jobPlace(job)}`);
export const secretState = (name: string): StateId => stateId(`holds/secret/${name}`);
export const CAN_PUSH = stateId('can/push');
export const CAN_EDIT_WORKFLOWS = stateId('can/edit-workflows');
/** What was pushed lies on the default branch, unseen so far. */
export const UNSEEN = stateId('branch/unseen');
/** A release is made from it. */
export const RELEASED = stateId('branch/released');
export const CAN_TAG = stateId('can/tag');
export const CAN_DEPLOY = stateId('can/deploy');
export const IN_MACHINE = stateId('code/machine');
export const IN_SERVICE = stateId('code/service');
/** Code in a service that networks keep from the databases of others. */
export const KEPT_APART = stateId('code/service/apart');
/** A flaw in a package of the running service is exploited: where shocks of vulnerabilities enter. */
export const FLAW = stateId('fallen/flaw');
export const IN_BROWSER = stateId('code/browser');
export const canPublish = (registry: string): StateId => stateId(`can/publish/${registry}`);
export const ships = (registry: string): StateId => stateId(`ships/${registry}`);
export const lost = (what: string): StateId => stateId(`lost/${what}`);

/** Places that are CI jobs, with their facts. */
export const jobsOf = ({ repository }: GraphFacts): { place: ExecutionPlace; job: JobFacts }[] =>
  repository.places.flatMap((place) => (place.job === null ? [] : [{ place, job: place.job }]));

/** Secrets of any place, each once. */
export function secretsOf({ repository }: GraphFacts): SecretFact[] {
  const found = new Map<string, SecretFact>();
  const lists = [
    ...repository.services.map((service) => service.secrets),
    repository.secrets,
    ...repository.places.map((place) => place.layerSecrets.map((one) => one.secret)),
    ...repository.places.map((place) => place.secrets),
  ];
  // Jobs that are handed all secrets share one list.
  for (const list of new Set(lists)) for (const secret of list) found.set(secret.name, secret);
  return [...found.values()];
}

/** By a weakness of this kind an outsider's code or text runs in the job that has it: how often is the shock's rate. */
export const outsidersEnter = ({ surfaces }: GraphFacts, kind: Weakness['kind']): StepDraft[] =>
  surfaces.flatMap((surface) => {
    const weakness =
      surface.kind === 'workflow' ? surface.weaknesses.find((one) => one.kind === kind) : undefined;
    if (weakness === undefined) return [];
    const job = stateId(`code/job/${surface.id.slice('workflow:'.length)}`);
    const { because, at } = weakness;
    return [{ from: fallenState(surface.id), to: job, open: [], because, at }];
  });

export const DEFAULT_TOKEN: UnknownFact = {
  fact: 'default permission of GITHUB_TOKEN',
  attest: 'github.default-token',
};
const SERVICE: UnknownFact = { fact: 'whether an image here runs as a service', attest: 'service' };
export const PROTECTION: UnknownFact = {
  fact: 'branch protection, tag rules, reviewers of environments',
  attest: 'walls.branch-protection',
};

/** Whether what may be a tool or a service is one that runs: one answer for the tree where no file shows it. */
export const asService = (seen: 'yes' | 'unknown'): Required<Pick<StepDraft, 'open' | 'unknown'>> =>
  seen === 'yes'
    ? { open: [], unknown: null }
    : { open: [fact('service', 'vulnerability.deployed-unsure')], unknown: SERVICE };

/** What stands between a job's token and writing in one scope. */
export function mayWrite(
  place: ExecutionPlace,
  job: JobFacts,
  scope: 'contents' | 'packages' | 'actions',
): Pick<StepDraft, 'open' | 'walls' | 'unknown'> {
  const level = job[scope];
  const wall = (because: string): Pick<StepDraft, 'open' | 'walls' | 'unknown'> => ({
    open: [],
    walls: [
      {
        wall: 'token-permissions',
        // One file states the permissions of its jobs: one event for all of them.
        place: `${job.workflow} ${scope}`,
        fails: [parameter('wall.token-permissions')],
        because,
        at: place.at,
      },
    ],
    unknown: null,
  });
  if (level === 'write') return { open: [], unknown: null };
  if (level !== 'default') return wall(`the job's token has no ${scope}: write`);
  if (job.defaultWrite === 'write') return { open: [], unknown: null };
  if (job.defaultWrite === 'read') return wall('the default token reads, attested');
  return {
    open: [fact('github.default-token', `workflow.default-write.${job.defaultWrite}`)],
    unknown: DEFAULT_TOKEN,
  };
}

/** Whether the default branch, or tags, are protected is a fact of the repository: one event for all who try. */
export const protection = (what: 'branch-protection' | 'tag-protection'): WallDraft => ({
  wall: what,
  place: 'repository',
  fails: [parameter(what === 'branch-protection' ? 'step.push-default-branch' : 'step.move-tags')],
  because: 'rules of branches and tags are not shown by any file',
  at: null,
});

/** An environment whose protection no file shows stands before a run that the attacker starts. */
export const environmentWall = (place: ExecutionPlace, job: JobFacts): WallDraft[] =>
  job.environment === null
    ? []
    : [
        {
          wall: 'environment-protection',
          place: job.environment,
          fails: [parameter('wall.environment-unknown')],
          because: `environment ${job.environment}, protection not shown`,
          at: place.at,
        },
      ];

/** Names and low-value keys are more than they seem only at times. */
export const worth = (secret: SecretFact): Factor[] =>
  secret.kind === 'identifier'
    ? [parameter('credential.identifier-secret')]
    : secret.kind === 'low-value'
      ? [parameter('credential.low-value-secret')]
      : [];

/** The ways by which releases that were chosen on a route come to an install: from which state, under which conditions. */
export function arrivals(
  routes: readonly Route[],
  place: ExecutionPlace,
  install: PlacedInstall,
): { readonly from: StateId; readonly open: readonly Factor[]; readonly route: Route }[] {
  const scopes = install.productionOnly ? [true] : [true, false];
  return routes
    .filter((route) => install.routes.includes(route.id))
    .flatMap((route) =>
      scopes.map((production) => ({
        from: arrivalState(route.id, production),
        open: inTime(place, install, route),
        route,
      })),
    );
}

/**
 * Whether the place runs while the release is there. The run that chose it does; a change of the lockfile
 * starts runs by itself; a schedule or a release must fall into the time that is left.
 */
function inTime(place: ExecutionPlace, { fresh }: PlacedInstall, route: Route): readonly Factor[] {
  if (route.id.startsWith('fetch:')) return [];
  if (place.kind === 'machine') return [parameter('step.developer-installs')];
  if (place.startedByChange) return [];
  // One of the places that choose afresh did choose; with a single one it is this.
  if (fresh && route.at.path === place.at?.path) return [];
  return [within(place.runs, 'step.live-after-arrival')];
}

/**
 * What stands before a change of the lockfile is merged. What Dependabot proposes is counted once it is merged, so
 * that its merging by a person is in the rate.
 */
export function beforeMerge(
  { id, merges, at }: Route,
  { dependencyReview }: Pick<RepositoryFacts, 'dependencyReview'>,
): WallDraft[] {
  const walls: WallDraft[] = [];
  if (dependencyReview !== null && /^(?:lock|exempt|bot):/.test(id))
    walls.push({
      wall: 'dependency-review',
      place: 'repository',
      fails: [parameter('wall.dependency-review')],
      because: 'changes of dependencies are reviewed on pull requests',
      at: dependencyReview,
    });
  if (merges === 'no' && id.startsWith('bot:renovate:'))
    walls.push({
      wall: 'bot-merge-gate',
      place: id,
      fails: [parameter('takeover.bot-merged-in-time')],
      because: 'people merge what the bot proposes',
      at,
    });
  return walls;
}

/** The same for an install: jobs that the change itself starts run before it is merged. */
export const beforeInstall = (
  place: ExecutionPlace,
  route: Route,
  repository: Pick<RepositoryFacts, 'dependencyReview'>,
): WallDraft[] => (place.startedByChange ? [] : beforeMerge(route, repository));

/** What a person with push or publish rights can do. */
export function personCan(from: StateId, registries: readonly string[]): StepDraft[] {
  const can = (to: StateId, id: string | null, because: string, walls: WallDraft[] = []): StepDraft => ({
    from,
    to,
    open: id === null ? [] : [parameter(id)],
    walls,
    because,
    at: null,
    unknown: PROTECTION,
  });
  return [
    can(CAN_PUSH, null, 'a person pushes where no rule of the branch stops it', [
      protection('branch-protection'),
    ]),
    can(CAN_EDIT_WORKFLOWS, 'step.edit-workflows', 'a person pushes a workflow to a branch of its own'),
    can(CAN_TAG, null, 'a person moves tags', [protection('tag-protection')]),
    ...registries
      .filter((registry) => registry !== 'action' && registry !== 'github-release')
      .map((registry) =>
        can(canPublish(registry), 'step.person-publishes', `a person may publish to ${registry}`),
      ),
  ];
}
