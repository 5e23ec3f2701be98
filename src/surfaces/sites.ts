/**
 * Install sites: every command that fetches code, with where it runs, how often, and whether it takes
 * its versions from a lockfile that is there. Composite actions and scripts of package.json are
 * followed, so `uses: ./.github/actions/setup` counts for what it does.
 */
import type { Image, InstallCommand } from '../model/install.ts';
import type { Answer, Inventory } from '../model/inventory.ts';
import { type Rate, term } from '../model/rate.ts';
import type { CompositeAction, Job, ScriptCall, Use, Workflow } from '../model/workflow.ts';
import { cadences, union } from './cadence.ts';
import type { SurfaceContext } from './context.ts';
import { defaultToken, privilegedRuns } from './rights.ts';
import { folder, type Tree } from './trees.ts';

export interface Site {
  readonly command: InstallCommand;
  /** The id of the place in which it runs. */
  readonly place: string;
  /** The tree that a `project` install installs, null for other kinds or when none is found. */
  readonly tree: Tree | null;
  /** `yes`: versions come from a lockfile; `no`: chosen anew at each run; `unknown`: cannot be told. */
  readonly locked: Answer;
  readonly runs: Rate;
  /** Version of the tool, or of node, that the place states; null when nothing does. */
  readonly versions: Readonly<Record<string, string>>;
}

/** How deep a script may call a script, or an action an action. */
const DEPTH = 5;

export interface JobSites {
  readonly workflow: Workflow;
  readonly job: Job;
  readonly commands: readonly InstallCommand[];
}

/** Install commands of each job, its local actions and scripts followed. */
export function jobCommands(inventory: Inventory): JobSites[] {
  const actions = new Map(inventory.actions.map((action) => [action.directory, action]));
  return inventory.workflows.flatMap((workflow) =>
    workflow.jobs.map((job) => {
      const seen = new Set<string>();
      const commands = [
        ...job.installs,
        ...ofScripts(job.scripts, inventory, seen, DEPTH),
        ...ofActions(job.uses, actions, inventory, seen, DEPTH),
      ];
      return { workflow, job, commands };
    }),
  );
}

export function sitesOf(inventory: Inventory, trees: readonly Tree[], context: SurfaceContext): Site[] {
  const runsOf = cadences(inventory.workflows);
  const defaultWrite = defaultToken(inventory, context);
  const site = (command: InstallCommand, place: string, runs: Rate, versions: Site['versions']): Site => {
    const tree = command.kind === 'project' ? treeFor(command, trees) : null;
    return { command, place, tree, locked: lockedAt(command, tree, trees), runs, versions };
  };
  const current = jobCommands(inventory).filter(({ workflow }) => workflow.ref === null);
  const jobs = current.flatMap(({ workflow, job, commands }) =>
    commands.map((command) =>
      site(
        command,
        `job/${workflow.path}#${job.id}`,
        privilegedRuns(workflow, job, runsOf(workflow), defaultWrite),
        nodeOf(job, inventory),
      ),
    ),
  );
  const images = inventory.installs
    .filter((command) => command.place.kind === 'image')
    .map((command) =>
      site(
        command,
        `image/${command.at.path}`,
        imageBuilds(command.at.path, inventory, runsOf),
        baseOf(command, inventory.images),
      ),
    );
  const platforms = inventory.platforms.flatMap((platform) =>
    platform.installs.map((command) =>
      site(
        command,
        `platform/${platform.path}`,
        [term('build of the platform', 1, 'cadence.platform-build')],
        platform.versions,
      ),
    ),
  );
  return [...jobs, ...images, ...platforms];
}

/** Runs of the jobs that build an image; one that none builds is built now and then, by hand. */
function imageBuilds(path: string, inventory: Inventory, runsOf: (workflow: Workflow) => Rate): Rate {
  const building = imageBuilders(path, inventory);
  if (building.length === 0) return [term('builds by hand', 1, 'cadence.image-build')];
  return union(building.flatMap((one) => runsOf(one.workflow)));
}

/**
 * The jobs that build an image: those that name its file, and, for a file that is just called Dockerfile,
 * those that push images without naming one.
 */
export function imageBuilders(
  path: string,
  inventory: Inventory,
): { readonly workflow: Workflow; readonly jobs: readonly Job[] }[] {
  const plain = /(^|\/)Dockerfile$/.test(path) && !/(^|\/)\.[^/]+\//.test(path);
  return inventory.workflows
    .filter((workflow) => workflow.ref === null)
    .map((workflow) => ({ workflow, jobs: workflow.jobs.filter((job) => builds(job, path, plain)) }))
    .filter(({ jobs }) => jobs.length > 0);
}

function builds(job: Job, path: string, plain: boolean): boolean {
  const actions = job.uses.filter((use) => /^docker\/(build-push|bake)-action@/.test(use.reference));
  const named = actions.flatMap((use) => use.inputs.file ?? []);
  if (named.some((file) => localFolder(file) === path)) return true;
  const pushes = actions.length > named.length || job.publishes.some((one) => one.registry === 'docker');
  return plain && pushes;
}

function ofScripts(
  calls: readonly ScriptCall[],
  inventory: Inventory,
  seen: Set<string>,
  depth: number,
): InstallCommand[] {
  if (depth === 0) return [];
  return calls.flatMap((call) => {
    const manifest = inventory.manifests.find((one) => one.directory === (call.directory ?? '.'));
    const key = `${manifest?.path}:${call.script}`;
    if (manifest === undefined || seen.has(key)) return [];
    seen.add(key);
    return manifest.installs.filter(
      (one) => one.place.kind === 'manifest' && one.place.script === call.script,
    );
  });
}

function ofActions(
  uses: readonly Use[],
  actions: ReadonlyMap<string, CompositeAction>,
  inventory: Inventory,
  seen: Set<string>,
  depth: number,
): InstallCommand[] {
  if (depth === 0) return [];
  return uses.flatMap((use) => {
    const action = use.pin === 'local' ? actions.get(localFolder(use.reference)) : undefined;
    if (action === undefined || seen.has(action.path)) return [];
    seen.add(action.path);
    return [
      ...action.installs,
      ...ofScripts(action.scripts, inventory, seen, depth - 1),
      ...ofActions(action.uses, actions, inventory, seen, depth - 1),
    ];
  });
}

export const localFolder = (reference: string): string =>
  reference.replace(/^\.\/?/, '').replace(/\/$/, '') || '.';

/** The tree that serves the command's folder, else the nearest above it, else the only one of the tool. */
export function treeFor(command: InstallCommand, trees: readonly Tree[]): Tree | null {
  const usable = trees.filter((tree) => tree.tool === 'unknown' || sameTool(tree.tool, command.tool));
  const places = [
    command.directory,
    command.place.kind === 'job' || command.place.kind === 'action' ? null : folder(command.at.path),
  ];
  for (const place of places) {
    for (let at: string | null = place; at !== null; at = at === '.' ? null : folder(at)) {
      const found = usable.find((tree) => tree.folders.has(at as string));
      if (found !== undefined) return found;
    }
  }
  return usable.find((tree) => tree.directory === '.') ?? (usable.length === 1 ? (usable[0] as Tree) : null);
}

const sameTool = (tool: string, command: string): boolean =>
  tool === command || (tool === 'yarn-berry' && command === 'yarn');

export function lockedAt(command: InstallCommand, tree: Tree | null, trees: readonly Tree[]): Answer {
  if (command.kind === 'project') {
    if (tree === null) return command.tool === 'npm' || command.locked === 'yes' ? 'unknown' : command.locked;
    if (command.locked === 'no') return 'no';
    return tree.locked ? 'yes' : 'no';
  }
  // `npx x` runs the tree's own x when the lockfile has it; `npx x@latest` asks for what is newest.
  const known = (name: string): boolean =>
    trees.some((tree) => tree.locked && tree.components.some((one) => one.name === name));
  if (command.kind === 'exec' && command.names.every(known)) return 'yes';
  return command.locked === 'yes' ? 'yes' : 'no';
}

/** The name without its version: `@scope/x@1` → `@scope/x`. */
export const bare = (name: string): string => {
  const at = name.lastIndexOf('@');
  return at > 0 ? name.slice(0, at) : name;
};

/** Node's version as `setup-node` is told, in the job itself or in a local action. */
function nodeOf(job: Job, inventory: Inventory): Record<string, string> {
  const actions = new Map(inventory.actions.map((action) => [action.directory, action]));
  const inner = job.uses.flatMap((use) =>
    use.pin === 'local' ? (actions.get(localFolder(use.reference))?.uses ?? []) : [],
  );
  const told = [...job.uses, ...inner]
    .filter((use) => /^actions\/setup-node@/.test(use.reference))
    .map((use) => use.inputs['node-version'] ?? '')
    .find((version) => /^v?\d+/.test(version));
  return told === undefined ? {} : { node: told.replace(/^v/, '') };
}

function baseOf(command: InstallCommand, images: readonly Image[]): Record<string, string> {
  if (command.place.kind !== 'image') return {};
  const { path, stage } = command.place;
  const image =
    images.find((one) => one.source === path && one.stage === stage) ??
    images.find((one) => one.source === path);
  const version = image === undefined ? null : /(?:^|\/)node:v?(\d+[\d.]*)/.exec(image.reference);
  return version?.[1] === undefined ? {} : { node: version[1] };
}
