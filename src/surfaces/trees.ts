/** Trees of packages: what one lockfile locks, and what a manifest without lockfile asks for. */
import type { Component, Inventory, PackageTool, Source } from '../model/inventory.ts';
import type { Dependency, Manifest } from '../model/settings.ts';

export interface Tree {
  /** The lockfile, or the manifest. */
  readonly path: string;
  readonly directory: string;
  readonly tool: PackageTool | 'unknown';
  readonly locked: boolean;
  /** Folders of the packages that this tree serves, its own included. */
  readonly folders: ReadonlySet<string>;
  readonly components: readonly Component[];
  /** Names that a manifest of the tree asks for. */
  readonly direct: ReadonlySet<string>;
}

/** All trees: each lockfile once, then each manifest that no lockfile covers. */
export function treesOf(inventory: Inventory): Tree[] {
  const locks = inventory.sources.filter((source) => !ignored(source, inventory));
  const manifests = new Map(inventory.manifests.map((manifest) => [manifest.directory, manifest]));
  const byPath = bySource(inventory.components);
  const locked = locks.map((source) =>
    lockedTree(source, byPath.get(source.path) ?? [], inventory.manifests, manifests),
  );
  const covered = new Set(locked.flatMap((tree) => [...tree.folders]));
  const declared = inventory.manifests
    .filter((manifest) => !covered.has(manifest.directory) && asked(manifest).length > 0)
    .map((manifest) => declaredTree(manifest, inventory));
  return [...locked, ...declared];
}

function bySource(components: readonly Component[]): Map<string, Component[]> {
  const lists = new Map<string, Component[]>();
  for (const component of components) {
    const list = lists.get(component.source);
    if (list === undefined) lists.set(component.source, [component]);
    else list.push(component);
  }
  return lists;
}

/** Dependencies that an install in the manifest's own folder fetches from outside. */
export const asked = (manifest: Manifest): Dependency[] =>
  manifest.dependencies.filter(
    (one) => one.kind !== 'peer' && one.from !== 'workspace' && one.from !== 'file',
  );

/** `package-lock=false`: npm does not look at the file. */
const ignored = (source: Source, inventory: Inventory): boolean =>
  source.tool === 'npm' &&
  inventory.settings.some(
    (setting) =>
      setting.key === 'lockfile' && setting.value === false && setting.directory === folder(source.path),
  );

function lockedTree(
  source: Source,
  components: readonly Component[],
  all: readonly Manifest[],
  manifests: ReadonlyMap<string, Manifest>,
): Tree {
  const directory = folder(source.path);
  const own = manifests.get(directory);
  const folders = new Set([directory, ...source.workspaces]);
  for (const manifest of all)
    if (own !== undefined && isWorkspace(own, manifest.directory)) folders.add(manifest.directory);
  const direct = new Set(
    [...folders].flatMap((one) => manifests.get(one)?.dependencies.map((d) => d.target) ?? []),
  );
  for (const component of components) if (component.direct === 'yes') direct.add(component.name);
  return { path: source.path, directory, tool: source.tool, locked: true, folders, components, direct };
}

function declaredTree(manifest: Manifest, inventory: Inventory): Tree {
  const components = asked(manifest).map(
    (dependency): Component => ({
      ecosystem: 'npm',
      name: dependency.target,
      version: dependency.range,
      resolution: 'declared',
      source: manifest.path,
      scope: dependency.kind === 'peer' ? 'unknown' : dependency.kind,
      direct: 'yes',
      installScript: 'unknown',
      at: dependency.at,
    }),
  );
  const direct = new Set(components.map((component) => component.name));
  const tool = toolOf(manifest, inventory);
  const folders = new Set([manifest.directory]);
  return {
    path: manifest.path,
    directory: manifest.directory,
    tool,
    locked: false,
    folders,
    components,
    direct,
  };
}

function toolOf(manifest: Manifest, inventory: Inventory): Tree['tool'] {
  const named = manifest.packageManager?.tool;
  if (named === 'npm' || named === 'pnpm' || named === 'bun' || named === 'yarn') return named;
  const ignoring = inventory.settings.some(
    (one) => one.tool === 'npm' && one.directory === manifest.directory,
  );
  return ignoring ? 'npm' : 'unknown';
}

export const folder = (path: string): string =>
  path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';

/** Whether a folder is one of the manifest's workspaces. Globs as package managers know them: `*`, `**`, a leading `!`. */
export function isWorkspace(manifest: Manifest, directory: string): boolean {
  const prefix = manifest.directory === '.' ? '' : `${manifest.directory}/`;
  if (!directory.startsWith(prefix) || directory === manifest.directory) return false;
  const inside = directory.slice(prefix.length).split('/');
  const patterns = manifest.workspaces.map((pattern) => pattern.replace(/^\.\//, '').replace(/\/$/, ''));
  const out = patterns.some(
    (pattern) => pattern.startsWith('!') && matchesGlob(pattern.slice(1).split('/'), inside),
  );
  return (
    !out && patterns.some((pattern) => !pattern.startsWith('!') && matchesGlob(pattern.split('/'), inside))
  );
}

/** Walks pattern and path together; `**` takes any number of parts. Linear in their product. */
export function matchesGlob(pattern: readonly string[], parts: readonly string[]): boolean {
  let reachable = new Set([0]);
  for (const piece of pattern) {
    const next = new Set<number>();
    for (const from of reachable) {
      if (piece === '**') for (let to = from; to <= parts.length; to++) next.add(to);
      else if (from < parts.length && matchesPart(piece, parts[from] as string)) next.add(from + 1);
    }
    reachable = next;
  }
  return reachable.has(parts.length);
}

function matchesPart(piece: string, part: string): boolean {
  const [head = '', ...rest] = piece.split('*');
  if (rest.length === 0) return piece === part;
  if (!part.startsWith(head)) return false;
  let from = head.length;
  for (const middle of rest.slice(0, -1)) {
    const found = part.indexOf(middle, from);
    if (found < 0) return false;
    from = found + middle.length;
  }
  const tail = rest.at(-1) as string;
  return part.length - from >= tail.length && part.endsWith(tail);
}
