/** What commands fetch and run outside npm: scripts from the network, packages of other registries. */
import { type SurfaceId, surfaceId } from '../model/ids.ts';
import type { InstallCommand } from '../model/install.ts';
import type { FetchSurface } from '../model/surface.ts';
import type { Site } from './sites.ts';

const NPM = new Set(['npm', 'npx', 'pnpm', 'yarn', 'bun', 'bunx', 'corepack']);

export function fetchSurfaces(sites: readonly Site[]): FetchSurface[] {
  const found = new Map<string, FetchSurface>();
  for (const { command, locked } of sites) {
    if (locked === 'yes' || insists(command)) continue;
    for (const id of fetchIds(command)) {
      const known = found.get(id);
      found.set(id, {
        id,
        kind: 'fetch',
        title: `${id.startsWith('index:') ? 'a second package index: ' : ''}\`${command.command}\` in ${command.at.path}`,
        at: [...(known?.at ?? []), command.at],
        tool: command.tool,
        what: what(command),
      });
    }
  }
  return [...found.values()];
}

/** It refuses to run but with the versions or hashes of a file; that nothing reads the file is told elsewhere. */
const insists = ({ kind, tool, locked }: InstallCommand): boolean =>
  kind === 'project' && !NPM.has(tool) && locked === 'yes';

const what = (command: InstallCommand): FetchSurface['what'] =>
  command.kind === 'script' ? 'script' : 'package';

/** Ids of the surfaces that a command makes when it chooses afresh: one a name, and one for a second index. */
export function fetchIds(command: InstallCommand): SurfaceId[] {
  if (command.kind === 'image' || NPM.has(command.tool)) return [];
  const names = command.names.length > 0 ? command.names : [command.command];
  const prefix = what(command) === 'script' ? 'script' : command.tool;
  const ids = names.map((name) => surfaceId(`${prefix}:${name}#${command.at.path}`));
  // Whoever registers a name of one index on the other is asked too: a way in of its own.
  return SECOND_INDEX.test(command.command) ? [...ids, surfaceId(`index:${prefix}#${command.at.path}`)] : ids;
}

const SECOND_INDEX = /\s--extra-index-url\b/;
