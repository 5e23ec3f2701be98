/** Commands that name packages of npm and fetch them afresh. */
import { surfaceId } from '../model/ids.ts';
import type { InstallCommand } from '../model/install.ts';
import type { Rate, Term } from '../model/rate.ts';
import type { Gate, PackageSurface, Route } from '../model/surface.ts';
import { union } from './cadence.ts';
import { groupOf, unseenBehind } from './packages.ts';
import { bare, type Site } from './sites.ts';

/** Commands that fetch packages of npm. */
export const NPM_TOOLS: ReadonlySet<string> = new Set([
  'npm',
  'npx',
  'pnpm',
  'yarn',
  'bun',
  'bunx',
  'corepack',
]);

export interface Fetched {
  readonly route: Route;
  readonly surfaces: PackageSurface[];
}

/** Sites that name packages of npm and fetch them afresh: one route a name and file. */
export function namedFetches(sites: readonly Site[], alone: ReadonlySet<string>): Fetched[] {
  const byKey = new Map<string, { site: Site; name: string; runs: Term[] }>();
  for (const site of sites) {
    if (site.locked === 'yes' || !NPM_TOOLS.has(site.command.tool)) continue;
    if (site.command.kind !== 'named' && site.command.kind !== 'exec') continue;
    for (const name of site.command.names) {
      const key = `${name}#${site.command.at.path}`;
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, { site, name, runs: [...site.runs] });
      else known.runs.push(...site.runs);
    }
  }
  return [...byKey].map(([key, { site, name, runs }]) => namedFetch(key, site, name, union(runs), alone));
}

/** A command that names what it fetches reads no setting of the project. */
export const fetchGate = ({ global }: InstallCommand): Gate => ({
  hours: 0,
  stands: 'yes',
  because: global ? "the project's settings are not read here" : 'no age gate at this command',
});

function namedFetch(key: string, site: Site, name: string, runs: Rate, alone: ReadonlySet<string>): Fetched {
  const at = site.command.at;
  const id = `fetch:${key}`;
  const gate = fetchGate(site.command);
  const route: Route = {
    id,
    title: site.command.command,
    at,
    refresh: [],
    direct: runs,
    transitive: runs,
    gate,
  };
  const range = bare(name) === name ? '*' : name.slice(bare(name).length + 1);
  const exact = /^\d+\.\d+\.\d+/.test(range);
  const self: PackageSurface = {
    id: surfaceId(`npm:${bare(name)}@${range}`),
    kind: 'package',
    title: `${name}, fetched by \`${site.command.command}\``,
    at: [at],
    ecosystem: 'npm',
    name: bare(name),
    version: range,
    group: groupOf(bare(name)),
    direct: true,
    production: true,
    routes: exact ? [] : [id],
    groups: null,
  };
  const behind = unseenBehind(`npm:*#${bare(name)}`, `dependencies that come with ${name}`, at, [id]);
  const surfaces = [...(exact ? [] : [self]), ...(alone.has(bare(name)) ? [] : [behind])];
  return { route, surfaces };
}
