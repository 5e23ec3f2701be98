/** By what the name of a fetched tool is replaced, so that it is no longer chosen anew. */
import type { InstallSite } from '../model/install-site.ts';
import type { WallFacts } from './wall.ts';

const bare = (name: string): string => {
  const at = name.lastIndexOf('@');
  return at > 0 ? name.slice(0, at) : name;
};

/** By what the name is to be replaced: for `npx`, the tree's own; else the version that a lockfile has. */
export function pinOf(
  { inventory, places }: WallFacts,
  { kind, tool, fetches }: InstallSite,
  name: string,
): string | null {
  if (fetches.length > 0 || /[:/]/.test(bare(name).replace(/^@[^/]+\//, ''))) return null;
  const versions = new Set(
    inventory.components
      .filter((one) => one.resolution === 'locked' && one.name === bare(name))
      .map((one) => one.version),
  );
  if (versions.size === 0) return null;
  if (kind === 'exec') return tool === 'npm' ? bare(name) : null;
  // What a lockfile has twice is not one version, and what brings more needs a lockfile for it.
  const brings = places.surfaces.some((one) => one.kind === 'package' && one.id === `npm:*#${bare(name)}`);
  return versions.size > 1 || brings ? null : `${bare(name)}@${[...versions][0]}`;
}

export function lacksFor({ inventory }: WallFacts, { kind }: InstallSite, name: string): string {
  const locked = inventory.components.some((one) => one.resolution === 'locked' && one.name === bare(name));
  if (!locked) return `the version of ${name} to pin: no lockfile of the tree has it`;
  return kind === 'exec'
    ? `a way to run ${bare(name)} of the lockfile instead of fetching it`
    : `a lockfile for what comes with ${bare(name)}: make it a dependency of the tree, and take out the fetch`;
}

export function replaced(
  command: string,
  names: readonly string[],
  pins: ReadonlyMap<string, string>,
): string | null {
  let after = command;
  for (const name of names) {
    const parts = after.split(name);
    if (parts.length !== 2) return null;
    after = parts.join(pins.get(name) ?? name);
  }
  return after;
}
