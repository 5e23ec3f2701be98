/** Where code of others runs: jobs, image builds, platforms, developers' machines, with what each holds. */
import type { Location } from '../model/diagnostic.ts';
import type { ExecutionPlace, PlacedInstall, PublishFact } from '../model/execution.ts';
import { type SurfaceId, surfaceId } from '../model/ids.ts';
import type { InstallCommand } from '../model/install.ts';
import type { Answer, Inventory } from '../model/inventory.ts';
import { term } from '../model/rate.ts';
import type { CompositeAction, Job, Workflow } from '../model/workflow.ts';
import { usesOf } from './actions.ts';
import type { AttestedFacts } from './attested.ts';
import { cadences } from './cadence.ts';
import type { SurfaceContext } from './context.ts';
import { fetchIds } from './fetches.ts';
import { byHand, DEVELOPERS, placedInstall } from './install-sites.ts';
import { jobFacts } from './job-facts.ts';
import { layerSecrets } from './layer-secrets.ts';
import { defaultToken } from './rights.ts';
import { type SecretTable, secretTable } from './secret-facts.ts';
import { imageServes } from './services.ts';
import { imageBuilders, jobCommands, type Site } from './sites.ts';
import type { Tree } from './trees.ts';

export interface Execution {
  readonly places: readonly ExecutionPlace[];
  readonly secrets: SecretTable;
}

export function executionPlaces(
  inventory: Inventory,
  trees: readonly Tree[],
  sites: readonly Site[],
  context: SurfaceContext,
): Execution {
  const secrets = secretTable(inventory, context);
  const byCommand = new Map(sites.map((site) => [site.command, site]));
  const install = (command: InstallCommand): PlacedInstall[] => {
    const site = byCommand.get(command);
    return site === undefined ? [] : placedInstall(site, inventory, context);
  };
  const places = [
    ...jobPlaces(inventory, context, secrets, install),
    ...imagePlaces(inventory, context, secrets, install),
    ...platformPlaces(inventory, secrets, install),
    ...machines(trees, inventory, context),
  ];
  return { places, secrets };
}

type Installer = (command: InstallCommand) => PlacedInstall[];

function jobPlaces(
  inventory: Inventory,
  context: SurfaceContext,
  secrets: SecretTable,
  install: Installer,
): ExecutionPlace[] {
  const runsOf = cadences(inventory.workflows);
  const defaultWrite = defaultToken(inventory, context);
  const actions = new Map(inventory.actions.map((action) => [action.directory, action]));
  return jobCommands(inventory)
    .filter(({ workflow }) => workflow.ref === null)
    .map(({ workflow, job, commands }): ExecutionPlace => {
      const held = secrets.ofJob(job);
      const opened = new Set(held.flatMap((secret) => secret.opens));
      return {
        id: `job/${workflow.path}#${job.id}`,
        kind: 'job',
        title: `job ${job.id} of ${workflow.path}`,
        at: job.at,
        runs: runsOf(workflow),
        startedByChange: startedByChange(workflow),
        installs: commands.flatMap(install),
        runsSurfaces: [...surfacesOf(workflow, job, actions), ...commands.flatMap(fetchIds)],
        publishes: published(job),
        secrets: held,
        layerSecrets: [],
        job: jobFacts(workflow, job, inventory, context, defaultWrite, opened),
      };
    });
}

const published = (job: Job): PublishFact[] => [
  ...new Map(
    job.publishes.map(({ registry, at }) => [registry, { registry, seen: 'yes' as const, at }]),
  ).values(),
];

/** A push or a pull request runs it; a push of tags alone does not come with a change of the lockfile. */
const startedByChange = (workflow: Workflow): boolean =>
  workflow.triggers.some(
    (trigger) =>
      ['pull_request', 'pull_request_target', 'merge_group', 'workflow_call'].includes(trigger.event) ||
      (trigger.event === 'push' && (trigger.tags.length === 0 || trigger.branches.length > 0)),
  );

function surfacesOf(
  workflow: Workflow,
  job: Job,
  actions: ReadonlyMap<string, CompositeAction>,
): SurfaceId[] {
  const uses = usesOf(job, actions).map((use) =>
    use.pin === 'docker-tag' || use.pin === 'docker-digest'
      ? `image:${use.reference.replace(/^docker:\/\//, '')}#${workflow.path}`
      : `action:${use.reference}#${workflow.path}`,
  );
  const images = job.images.map((image) => `image:${image.reference}#${image.source}`);
  return [...new Set([...uses, ...images, `workflow:${workflow.path}#${job.id}`])].map(surfaceId);
}

function imagePlaces(
  inventory: Inventory,
  { attested }: SurfaceContext,
  secrets: SecretTable,
  install: Installer,
): ExecutionPlace[] {
  const files = [...new Set(inventory.images.filter((one) => one.role === 'base').map((one) => one.source))];
  const runsOf = cadences(inventory.workflows);
  return files.map((path): ExecutionPlace => {
    const images = inventory.images.filter((image) => image.source === path);
    const builders = imageBuilders(path, inventory);
    const pushes = builders.flatMap((one) => one.jobs.flatMap((job) => job.publishes));
    const pushed = pushes.find((one) => one.registry === 'docker');
    const at = images[0]?.at ?? null;
    return {
      id: `image/${path}`,
      kind: 'image',
      title: `build of ${path}`,
      at,
      runs:
        builders.length > 0
          ? builders.flatMap((one) => runsOf(one.workflow))
          : [term('builds by hand', 1, 'cadence.image-build')],
      startedByChange: builders.some((one) => startedByChange(one.workflow)),
      installs: inventory.installs.filter((one) => one.at.path === path).flatMap(install),
      runsSurfaces: [
        ...images.map((image) => surfaceId(`image:${image.reference}#${image.source}`)),
        ...inventory.installs.filter((one) => one.at.path === path).flatMap(fetchIds),
      ],
      publishes: [
        ...(pushed === undefined ? [] : [{ registry: 'docker', seen: 'yes' as const, at: pushed.at }]),
        ...deployed(at, imageServes(path, inventory), attested.service),
      ],
      secrets: [],
      layerSecrets: layerSecrets(path, inventory, secrets),
      job: null,
    };
  });
}

/** An image that may be a service's goes where the service runs, unless somebody says that there is none. */
function deployed(
  at: Location | null,
  serves: Answer,
  attested: AttestedFacts['service'],
): readonly PublishFact[] {
  if (at === null || serves === 'no' || attested === 'no') return [];
  return [{ registry: 'deploy', seen: attested ?? serves, at }];
}

function platformPlaces(inventory: Inventory, secrets: SecretTable, install: Installer): ExecutionPlace[] {
  return inventory.platforms.map((platform) => ({
    id: `platform/${platform.path}`,
    kind: 'platform',
    title: `build of ${platform.vendor} by ${platform.path}`,
    at: platform.at,
    runs: [term('build of the platform', 1, 'cadence.platform-build')],
    startedByChange: true,
    installs: platform.installs.flatMap(install),
    runsSurfaces: [
      ...inventory.images
        .filter((image) => image.source === platform.path)
        .map((image) => surfaceId(`image:${image.reference}#${image.source}`)),
      ...platform.installs.flatMap(fetchIds),
    ],
    publishes: [{ registry: 'deploy', seen: 'yes', at: platform.at }],
    secrets: platform.secrets.map((name) => secrets.named(name, platform.at)),
    layerSecrets: [],
    job: null,
  }));
}

/** Developers install every tree that a command of the repository installs, and the one at its root. */
function machines(trees: readonly Tree[], inventory: Inventory, context: SurfaceContext): ExecutionPlace[] {
  const installs = trees.flatMap((tree) => placedInstall(byHand(tree), inventory, context));
  const at = installs[0]?.at ?? inventory.manifests[0]?.at ?? null;
  return [
    {
      id: 'machine',
      kind: 'machine',
      title: "a developer's machine",
      at,
      runs: DEVELOPERS,
      startedByChange: false,
      installs,
      runsSurfaces: [],
      publishes: [],
      secrets: [],
      layerSecrets: [],
      job: null,
    },
  ];
}
