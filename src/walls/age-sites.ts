/** Where releases could wait: each package manager in use, each fetch, each bot, and names that are exempt. */
import type { InstallSite } from '../model/install-site.ts';
import type { Route } from '../model/surface.ts';
import type { WallSite } from '../model/wall.ts';
import { isPinned, NPM_TOOLS, namedFetches, treeInstalls } from './installs.ts';
import { grouped, type WallFacts } from './wall.ts';

export const ageSites = (facts: WallFacts): WallSite[] => [
  ...managers(facts).map(([id, group]) => managerSite(id, group)),
  ...namedFetches(facts)
    .filter((one) => !isPinned(facts, one))
    .map(fetchSite),
  ...exemptions(facts),
  ...facts.places.routes.filter(isBot).map(botSite),
];

/** An age of less stops hardly anything that is found out within a day. */
const LEAST_HOURS = 24;

export const siteId = (place: string): string => `min-release-age#${place}`;

/** The package managers in use: a tree, and the version by which it is installed. */
export const managers = (facts: WallFacts): [string, InstallSite[]][] =>
  grouped(treeInstalls(facts), (one) =>
    siteId(`${one.tree} ${one.tool} ${one.version ?? 'of untold version'}`),
  );

/** Tools whose newer versions have an age by default. */
const WAITING: ReadonlySet<string> = new Set(['pnpm', 'yarn']);

function managerSite(id: string, group: readonly InstallSite[]): WallSite {
  const { gate, tool, version, tree, knowsGate } = group[0] as InstallSite;
  const shown = group.find((one) => one.place !== 'machine') ?? (group[0] as InstallSite);
  const long = gate.hours >= LEAST_HOURS;
  // What a tool does by itself depends on its version.
  const untold = gate.hours === 0 && version === null && WAITING.has(tool);
  const because = untold
    ? `no file says which ${tool} runs; the newer ones wait a day by themselves`
    : gate.hours > 0 && !long
      ? `${gate.because}: less than a day`
      : gate.because === 'no age gate' && knowsGate === 'no'
        ? `${tool} ${version ?? ''} knows no age`
        : gate.because;
  return {
    id,
    at: shown.at,
    what: { kind: 'command', text: `${tool} ${version ?? ''} for ${tree}`.replace('  ', ' ') },
    state: untold || (long && gate.stands !== 'yes') ? 'unknown' : long ? 'standing' : 'absent',
    mode: gate.hours > 0 ? `${gate.hours} h` : null,
    because,
  };
}

const fetchSite = ({ id, at, command, gate, tool }: InstallSite): WallSite => ({
  id: siteId(id),
  at,
  what: { kind: 'command', text: command },
  state: 'absent',
  mode: null,
  because: NPM_TOOLS.has(tool) ? gate.because : `no age that ${tool} reads here is known`,
});

/** Names that the gate of a package manager does not hold for. */
const exemptions = ({ inventory, places }: WallFacts): WallSite[] =>
  places.routes.some((one) => one.id.startsWith('exempt:'))
    ? inventory.settings
        .filter((one) => one.key === 'age-gate-exempt')
        .filter((one) => one.tool !== 'renovate' && one.tool !== 'dependabot')
        .map((one) => ({
          id: siteId(`exempt ${one.at.path} ${one.value}`),
          at: one.at,
          what: { kind: 'file' as const, text: String(one.value) },
          state: 'absent' as const,
          mode: null,
          because: `exempt: ${one.raw}`,
        }))
    : [];

export const isBot = (route: Route): boolean => route.id.startsWith('bot:');

const botSite = ({ id, title, at, gate }: Route): WallSite => ({
  id: siteId(id),
  at,
  what: { kind: 'file', text: title },
  state: gate.hours >= LEAST_HOURS ? 'standing' : 'absent',
  mode: gate.hours > 0 ? `${gate.hours} h` : null,
  because: `${gate.because}; it covers what the bot proposes`,
});
