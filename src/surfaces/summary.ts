/** The inventory as the assessment shows it: what was found, without what only the stages need. */

import type {
  ActionSummary,
  ComponentSummary,
  InstallSummary,
  InventorySummary,
  UseSummary,
  WorkflowSummary,
} from '../model/assessment.ts';
import type { Location } from '../model/diagnostic.ts';
import type { InstallCommand } from '../model/install.ts';
import type { Component, Inventory, Scope, Source } from '../model/inventory.ts';
import type { Surface } from '../model/surface.ts';
import type { Job, Permissions, Use } from '../model/workflow.ts';
import type { SurfaceContext } from './context.ts';
import { type InstallScripts, installScripts } from './scripts.ts';
import { jobCommands, lockedAt, type Site, sitesOf, treeFor } from './sites.ts';
import { folder, type Tree, treesOf } from './trees.ts';

export function summarise(
  inventory: Inventory,
  surfaces: readonly Surface[],
  context: SurfaceContext,
): InventorySummary {
  const trees = treesOf(inventory);
  const declared = trees.filter((tree) => !tree.locked);
  const sites = new Map(sitesOf(inventory, trees, context).map((site) => [site.command, site]));
  const install = (command: InstallCommand): InstallSummary => {
    const site = sites.get(command) ?? bareSite(command, trees);
    return installSummary(site, installScripts(site, inventory, context));
  };
  return {
    sources: [
      ...inventory.sources.map(sourceSummary),
      ...declared.map((tree) => declaredSource(tree, inventory)),
    ],
    components: trees.flatMap((tree) =>
      tree.components.map((component) => componentSummary(component, tree)),
    ),
    workflows: workflowSummaries(inventory, install),
    actions: inventory.actions.map(
      (action): ActionSummary => ({
        path: action.path,
        runs: action.runs,
        uses: action.uses.map(useSummary),
        installs: action.installs.map(install),
      }),
    ),
    images: inventory.images.map(({ reference, pin, role, user, at }) => ({
      reference,
      pin,
      role,
      user,
      at,
    })),
    installs: [...inventory.installs, ...inventory.platforms.flatMap((platform) => platform.installs)].map(
      install,
    ),
    services: [
      ...inventory.platforms.flatMap((platform) =>
        platform.services.map((name) => ({ name, platform: platform.vendor, at: platform.at })),
      ),
      ...inventory.compose.map(({ name, at }) => ({ name, platform: 'compose', at })),
    ],
    credentials: credentialSummaries(surfaces),
  };
}

const sourceSummary = ({
  path,
  format,
  entries,
  distinct,
  scopes,
}: Source): InventorySummary['sources'][number] => ({ path, format, entries, distinct, scopes });

const LOCKFILES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
];

/** A lockfile lies beside the manifest, but could not be read. */
const lockUnread = (tree: Tree, inventory: Inventory): boolean =>
  inventory.diagnostics.some(
    ({ severity, at }) =>
      severity === 'error' &&
      folder(at.path) === tree.directory &&
      LOCKFILES.some((name) => at.path.endsWith(name)),
  );

/** A manifest without lockfile: what it names is all that is known. */
function declaredSource(tree: Tree, inventory: Inventory): InventorySummary['sources'][number] {
  const scopes: Record<Scope, number> = { production: 0, development: 0, optional: 0, unknown: 0 };
  for (const component of tree.components) scopes[component.scope] += 1;
  const entries = tree.components.length;
  return {
    path: tree.path,
    format: lockUnread(tree, inventory)
      ? 'package.json, its lockfile not read'
      : 'package.json without lockfile',
    entries,
    distinct: entries,
    scopes,
  };
}

/** The package URL of an npm package: scope and name are percent-encoded apart. */
export function purlOf(name: string, version: string): string {
  const encoded = name.split('/').map(encodeURIComponent).join('/');
  return `pkg:npm/${encoded}${version === '' ? '' : `@${encodeURIComponent(version)}`}`;
}

const componentSummary = (component: Component, tree: Tree): ComponentSummary => ({
  purl:
    component.resolution === 'locked'
      ? purlOf(component.name, component.version)
      : `${purlOf(component.name, '')}?range=${encodeURIComponent(component.version)}`,
  source: component.source,
  scope: component.scope,
  direct: tree.direct.has(component.name)
    ? 'yes'
    : component.direct === 'unknown' && tree.direct.size > 0
      ? 'no'
      : component.direct,
  installScript: component.installScript,
  at: component.at,
});

const useSummary = (use: Use): UseSummary => ({ ref: use.reference, pin: use.pin, at: use.at });

/** A command that no job is seen to run. */
function bareSite(command: InstallCommand, trees: readonly Tree[]): Site {
  const tree = command.kind === 'project' ? treeFor(command, trees) : null;
  return { command, place: '', tree, locked: lockedAt(command, tree, trees), runs: [], versions: {} };
}

function installSummary({ command, locked }: Site, scripts: InstallScripts): InstallSummary {
  const { command: text, tool, at } = command;
  return { command: text, tool, locked: locked === 'unknown' ? 'unknown' : locked === 'yes', scripts, at };
}

function workflowSummaries(
  inventory: Inventory,
  install: (command: InstallCommand) => InstallSummary,
): WorkflowSummary[] {
  const commands = new Map(jobCommands(inventory).map(({ job, commands: found }) => [job, found]));
  return inventory.workflows.map((workflow) => ({
    path: workflow.path,
    ref: workflow.ref,
    triggers: [...new Set(workflow.triggers.map((trigger) => trigger.event))],
    jobs: workflow.jobs.map((job: Job) => ({
      id: job.id,
      runner: job.runner.vendor ?? job.runner.kind,
      permissions: permissionsOf(job.permissions.kind === 'absent' ? workflow.permissions : job.permissions),
      secrets: [...new Set(job.secrets.map((secret) => secret.name))],
      environment: job.environment,
      uses: job.uses.map(useSummary),
      installs: (commands.get(job) ?? []).map(install),
    })),
  }));
}

/** Null when nothing is stated: the repository's default holds, and no file shows it. */
function permissionsOf(permissions: Permissions): string | Record<string, string> | null {
  if (permissions.kind === 'absent') return null;
  return permissions.kind === 'all' ? `${permissions.level}-all` : { ...permissions.scopes };
}

function credentialSummaries(surfaces: readonly Surface[]): InventorySummary['credentials'] {
  const found = new Map<string, { name: string; kind: string; level: string; at: Location[] }>();
  for (const surface of surfaces) {
    if (surface.kind !== 'credential') continue;
    const known = found.get(surface.name);
    const { name, credential, level, at } = surface;
    if (known === undefined) found.set(name, { name, kind: credential, level, at: [...at] });
    else known.at.push(...at);
  }
  return [...found.values()];
}
