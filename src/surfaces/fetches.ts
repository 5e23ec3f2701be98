/** What commands fetch and run outside npm: scripts from the network, packages of other registries. */
import { surfaceId } from '../model/ids.ts';
import type { FetchSurface } from '../model/surface.ts';
import type { Site } from './sites.ts';

const NPM = new Set(['npm', 'npx', 'pnpm', 'yarn', 'bun', 'bunx', 'corepack']);

export function fetchSurfaces(sites: readonly Site[]): FetchSurface[] {
  const found = new Map<string, FetchSurface>();
  for (const { command, locked } of sites) {
    if (locked === 'yes' || command.kind === 'image' || NPM.has(command.tool)) continue;
    const names = command.names.length > 0 ? command.names : [command.command];
    for (const name of names) {
      const what = command.kind === 'script' ? 'script' : 'package';
      const id = surfaceId(`${what === 'script' ? 'script' : command.tool}:${name}#${command.at.path}`);
      const known = found.get(id);
      const at = [...(known?.at ?? []), command.at];
      found.set(id, {
        id,
        kind: 'fetch',
        title: `\`${command.command}\` in ${command.at.path}`,
        at,
        tool: command.tool,
        what,
      });
    }
  }
  return [...found.values()];
}
