/** The graph in a pnpm lockfile: what its projects name, and what each package needs. */
import type { Scope } from '../../model/inventory.ts';
import { type Block, childOf, flowOf, textOf } from './blocks.ts';
import { joinFolders } from './lockfile.ts';
import type { Needs, Wanted } from './scopes.ts';

/** One of the repository's own packages, with the keys of what it names. */
export interface Project {
  /** Relative to the lockfile's folder. */
  readonly folder: string;
  readonly wanted: readonly Wanted[];
  /** What it names and the lockfile does not hold. */
  readonly missing: readonly Block[];
}

/** Tools that pnpm fetches to run itself do not ship, so they count with the tools of development. */
const WANTED_BY: readonly (readonly [string, Scope])[] = [
  ['dependencies', 'production'],
  ['optionalDependencies', 'optional'],
  ['devDependencies', 'development'],
  ['configDependencies', 'development'],
  ['packageManagerDependencies', 'development'],
];

/** The projects of one document. A lockfile of version 6 for a single project has no `importers`. */
export function projectsOf(
  document: readonly Block[],
  installed: ReadonlyMap<string, Block>,
): readonly Project[] {
  const importers = document.find((block) => block.key === 'importers');
  if (importers === undefined) return [projectOf('.', document, installed)];
  return importers.children.map((block) => projectOf(block.key, block.children, installed));
}

function projectOf(folder: string, parts: readonly Block[], installed: ReadonlyMap<string, Block>): Project {
  const all = WANTED_BY.flatMap(([field, scope]) => {
    const dependencies = parts.find((part) => part.key === field)?.children ?? [];
    return dependencies.map((block) => ({ block, scope, key: keyOf(block, installed) }));
  });
  return {
    folder,
    wanted: all.flatMap(({ scope, key }) => (key === undefined ? [] : [{ scope, key }])),
    missing: all
      .filter(({ block, key }) => key === undefined && !referenceOf(block).startsWith('link:'))
      .map(({ block }) => block),
  };
}

const referenceOf = (dependency: Block): string =>
  textOf(childOf(dependency, 'version')) ?? textOf(dependency) ?? '';

/**
 * The installed key that a dependency refers to: `name: 1.0.0`, or for an alias or an address the key
 * itself. Undefined for links to folders, which are not installed.
 */
function keyOf(dependency: Block, installed: ReadonlyMap<string, Block>): string | undefined {
  const reference = referenceOf(dependency);
  const named = `${dependency.key}@${reference}`;
  return [named, `/${named}`, reference].find((key) => installed.has(key));
}

/** What each installed key needs. */
export function needsOf(key: string, installed: ReadonlyMap<string, Block>): Needs {
  const block = installed.get(key);
  const keysIn = (field: string): readonly string[] =>
    (childOf(block, field)?.children ?? [])
      .map((one) => keyOf(one, installed))
      .filter((one) => one !== undefined);
  return { required: keysIn('dependencies'), optional: keysIn('optionalDependencies') };
}

/** `name@1.0.0(peer@2.0.0)` → `name@1.0.0`. */
export function withoutPeers(key: string): string {
  const bracket = key.indexOf('(');
  return bracket === -1 ? key : key.slice(0, bracket);
}

/** The fields of `resolution`, written on one line or on several; undefined when it cannot be read. */
export function resolutionOf(details: Block | undefined): ReadonlyMap<string, string> | undefined {
  const resolution = childOf(details, 'resolution');
  if (resolution === undefined) return undefined;
  if (resolution.raw !== '') return flowOf(resolution.raw);
  return new Map(resolution.children.map((child) => [child.key, textOf(child) ?? '']));
}

/** A copy of one of the repository's own packages ("injected"). */
export function isOwnFolder(details: Block | undefined, folders: ReadonlySet<string>): boolean {
  const resolution = resolutionOf(details);
  const folder = resolution?.get('type') === 'directory' ? resolution.get('directory') : undefined;
  return folder !== undefined && folders.has(joinFolders('.', folder) ?? folder);
}
