/** Install commands in their places, with the gate, the scripts and the lock that each reads. */
import type { PlacedInstall } from '../model/execution.ts';
import type { InstallSite } from '../model/install-site.ts';
import type { Inventory } from '../model/inventory.ts';
import { type Rate, term } from '../model/rate.ts';
import type { SurfaceContext } from './context.ts';
import { fetchIds } from './fetches.ts';
import { knowsGate, siteGate, siteVersion } from './gates.ts';
import { fetchGate, NPM_TOOLS } from './named-fetches.ts';
import { buildsNothing, installScripts } from './scripts.ts';
import type { Site } from './sites.ts';
import type { Tree } from './trees.ts';

/** All of them; pulls of images are no installs. */
export function installSites(
  trees: readonly Tree[],
  sites: readonly Site[],
  inventory: Inventory,
  context: SurfaceContext,
): InstallSite[] {
  const counts = new Map<string, number>();
  const unique = (id: string): string => {
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count === 1 ? id : `${id} (${count})`;
  };
  return [...sites, ...trees.map(byHand)]
    .filter(({ command }) => command.kind !== 'image')
    .map((site): InstallSite => {
      const { command, place, tree, locked } = site;
      const { kind, tool, names, global, at } = command;
      const version = siteVersion(site, inventory, context);
      const placed = placedInstall(site, inventory, context);
      return {
        id: unique(`${place} ${command.command}`),
        place,
        kind,
        tool,
        command: command.command,
        names,
        global,
        insists: command.locked,
        version,
        directory: tree?.directory ?? command.directory ?? '.',
        tree: tree?.path ?? null,
        locked,
        gate: kind === 'project' ? siteGate(site, inventory, context) : fetchGate(command),
        knowsGate: knowsGate(tool, version, context),
        scripts: installScripts(site, inventory, context),
        strict: buildsNothing(site, inventory, context),
        routes: placed.flatMap((one) => one.routes),
        fetches: fetchIds(command),
        at,
      };
    });
}

/** Developers install every tree of the repository. */
export const DEVELOPERS: Rate = [term("developers' machines", 1, 'cadence.developer')];

export const byHand = (tree: Tree): Site => ({
  command: {
    kind: 'project',
    command: `install of ${tree.path} by hand`,
    tool: tree.tool === 'yarn-berry' ? 'yarn' : tree.tool === 'unknown' ? 'npm' : tree.tool,
    names: [],
    locked: 'unknown',
    global: false,
    scriptsOff: false,
    productionOnly: false,
    directory: tree.directory,
    place: { kind: 'manifest', path: tree.path, script: 'install' },
    at: { path: tree.path, line: 1, column: 1 },
  },
  place: 'machine',
  tree,
  locked: tree.locked ? 'yes' : 'no',
  runs: DEVELOPERS,
  versions: {},
});

/** What an install at a site takes in: the routes of its tree, or those of the packages that it names. */
export function placedInstall(site: Site, inventory: Inventory, context: SurfaceContext): PlacedInstall[] {
  const { command, tree, locked } = site;
  const fresh = locked !== 'yes';
  const named = (command.kind === 'named' || command.kind === 'exec') && NPM_TOOLS.has(command.tool);
  if (tree === null && !(named && fresh)) return [];
  const routes =
    tree === null
      ? command.names.map((name) => `fetch:${name}#${command.at.path}`)
      : fresh
        ? [`fresh:${tree.path}`]
        : [
            `lock:${tree.path}`,
            `exempt:${tree.path}`,
            `bot:renovate:${tree.path}`,
            `bot:dependabot:${tree.path}`,
          ];
  const scripts = installScripts(site, inventory, context);
  const strict = buildsNothing(site, inventory, context);
  const { command: text, productionOnly, at } = command;
  return [{ routes, fresh, scripts, strict, productionOnly, command: text, at }];
}
