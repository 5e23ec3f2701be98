/** Lockfiles: trees and commands that have one, and commands that are made to insist on it. */
import type { InstallSite } from '../model/install-site.ts';
import type { WallSite } from '../model/wall.ts';
import { NPM_TOOLS, treeInstalls } from './installs.ts';
import type { WallFacts } from './wall.ts';

export const trees = (facts: WallFacts): InstallSite[] =>
  treeInstalls(facts).filter((one) => one.place === 'machine');
export const commands = ({ places }: WallFacts): InstallSite[] =>
  places.installs.filter((one) => one.kind === 'project' && one.place !== 'machine');
export const isLocked = (facts: WallFacts, tree: string | null): boolean =>
  trees(facts).some((one) => one.tree === tree && one.locked === 'yes');

/** By its folder, which stays when it gets a lockfile; what else lies there is named. */
export function treeId(facts: WallFacts, site: InstallSite): string {
  const first = trees(facts).find((one) => one.directory === site.directory);
  return `lockfile-frozen#${site.directory}${first === site ? '' : ` ${site.tree}`}`;
}
export const commandId = ({ id }: InstallSite): string => `lockfile-frozen#${id}`;
export const folderOf = (path: string): string =>
  path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';

/** The setting that keeps the lockfile away. */
export const lockOff = ({ inventory }: WallFacts, { directory }: InstallSite) =>
  inventory.settings.find(
    (one) => one.key === 'lockfile' && one.value === false && one.directory === directory,
  );

export function treeSite(facts: WallFacts, site: InstallSite): WallSite {
  const off = lockOff(facts, site);
  const why = off === undefined ? 'no lockfile locks it' : `${off.raw} in ${off.at.path}:${off.at.line}`;
  return {
    id: treeId(facts, site),
    at: site.at,
    what: { kind: 'file', text: site.tree as string },
    state: site.locked === 'yes' ? 'standing' : 'absent',
    mode: null,
    because: site.locked === 'yes' ? 'the lockfile is in the tree' : why,
  };
}

/** Tools of other ecosystems are taken at their word: their lockfiles are not read. */
export function commandSite(site: InstallSite): WallSite {
  const { insists, command, at, tool } = site;
  const state = NPM_TOOLS.has(tool) ? site.locked : insists;
  const holds =
    insists === 'yes' ? 'it insists on the lockfile' : 'it keeps a lockfile that fits the manifest';
  return {
    id: commandId(site),
    at,
    what: { kind: 'command', text: command },
    state: state === 'yes' ? 'standing' : state === 'no' ? 'absent' : 'unknown',
    mode: state === 'yes' ? (insists === 'yes' ? 'frozen' : 'kept') : null,
    because:
      state === 'yes' ? holds : state === 'no' ? 'it chooses versions anew' : 'no file says what it takes',
  };
}

/** An install of npm with options alone, which `npm ci` takes as well. */
export const PLAIN = /^npm\s+(?:install|i)(?=\s|$)(?:\s+--?[\w-]+(?:=\S+)?)*$/;

const WITHOUT =
  /\s+--(?:no-package-lock|package-lock=false|no-shrinkwrap|no-lockfile|lockfile=false)(?=\s|$)/g;

/** The command that takes the lockfile as it is; null for one that is there to change it. */
export function frozen(command: string, { tool, version, knowsGate }: InstallSite): string | null {
  const kept = command.replace(WITHOUT, '');
  if (tool === 'npm') return PLAIN.test(kept) ? kept.replace(/^npm\s+(?:install|i)(?=\s|$)/, 'npm ci') : null;
  if (!/^(?:yarn|pnpm|bun)(?:\s+(?:install|i))?(?:\s+--?[\w-]+(?:=\S+)?)*$/.test(kept)) return null;
  const classic = tool === 'yarn' && knowsGate === 'no' && /^[\^~]?1\b/.test(version ?? '1');
  return `${kept} ${tool === 'yarn' && !classic ? '--immutable' : '--frozen-lockfile'}`;
}

const WRITES: Readonly<Record<string, string>> = {
  npm: 'npm install --package-lock-only',
  pnpm: 'pnpm install --lockfile-only',
  yarn: 'yarn install',
  bun: 'bun install --lockfile-only',
};

/** What a tree without lockfile lacks: nobody invents the versions in it. */
export const lockLacks = ({ tool, directory }: InstallSite, off: string | undefined): string =>
  `the lockfile itself: ${off === undefined ? '' : `take out \`${off}\`, then `}\`${WRITES[tool] ?? 'an install'}\` in ${directory === '.' ? 'the root' : directory} writes it`;
