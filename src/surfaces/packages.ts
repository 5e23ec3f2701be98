/** Packages of the trees: locked versions, declared ranges, and what an install brings in unseen. */

import type { Location } from '../model/diagnostic.ts';
import { surfaceId } from '../model/ids.ts';
import type { Component } from '../model/inventory.ts';
import { parameter, type Rate, term, times } from '../model/rate.ts';
import type { PackageSurface } from '../model/surface.ts';
import type { Tree } from './trees.ts';

/** What one stolen credential can publish: the scope, else the package. */
export const groupOf = (name: string): string =>
  name.startsWith('@') && name.includes('/') ? name.slice(0, name.indexOf('/')) : name;

/** One surface per name@version, however many trees hold it. */
export function packageSurfaces(
  trees: readonly Tree[],
  routesOf: (tree: Tree, name: string) => readonly string[],
  alone: ReadonlySet<string>,
): PackageSurface[] {
  const found = new Map<string, PackageSurface>();
  for (const tree of trees) {
    const routes = routeCache(tree, routesOf);
    for (const component of tree.components) {
      const id = `npm:${component.name}@${component.version}`;
      const made = surfaceOf(id, component, tree.direct.has(component.name), routes(component.name));
      const known = found.get(id);
      found.set(id, known === undefined ? made : joined(known, made));
    }
    const unlocked = tree.locked ? null : unseenTree(tree, routes('*'), alone);
    if (unlocked !== null) found.set(unlocked.id, unlocked);
  }
  return [...found.values()];
}

/** Nearly all packages of a tree have the very same routes: one list for them all. */
function routeCache(
  tree: Tree,
  routesOf: (tree: Tree, name: string) => readonly string[],
): (name: string) => readonly string[] {
  const lists = new Map<string, readonly string[]>();
  return (name) => {
    const made = routesOf(tree, name);
    const known = lists.get(made.join(' ')) ?? made;
    lists.set(made.join(' '), known);
    return known;
  };
}

const unseenId = (path: string): string => `npm:*#${path}`;

function surfaceOf(
  id: string,
  component: Component,
  direct: boolean,
  routes: readonly string[],
): PackageSurface {
  return {
    id: surfaceId(id),
    kind: 'package',
    title: `${component.name} ${component.version}`,
    at: [component.at],
    ecosystem: 'npm',
    name: component.name,
    version: component.version,
    group: groupOf(component.name),
    direct,
    production: component.scope !== 'development',
    routes,
    groups: null,
  };
}

const joined = (one: PackageSurface, other: PackageSurface): PackageSurface => ({
  ...one,
  at: [...one.at, ...other.at],
  direct: one.direct || other.direct,
  production: one.production || other.production,
  routes: [...new Set([...one.routes, ...other.routes])],
});

/** What an install of a manifest without lockfile brings in besides what the manifest names. */
function unseenTree(
  tree: Tree,
  routes: readonly string[],
  alone: ReadonlySet<string>,
): PackageSurface | null {
  const names = tree.components.map((component) => component.name);
  // Type declarations bring type declarations, of the same publisher.
  const bringing = names.filter((name) => !alone.has(name) && !name.startsWith('@types/'));
  const named = new Set(bringing.map(groupOf)).size;
  if (named === 0) return null;
  const groups = times(
    term('groups behind the direct dependencies', named),
    parameter('takeover.transitive-per-direct'),
  );
  return unseen(
    unseenId(tree.path),
    `dependencies that ${tree.path} brings in and no lockfile names`,
    { path: tree.path, line: 1, column: 1 },
    routes,
    [groups],
  );
}

/** Packages that come with what a command names. */
export function unseenBehind(
  id: string,
  title: string,
  at: Location,
  routes: readonly string[],
): PackageSurface {
  return unseen(id, title, at, routes, [term('groups behind the named package', 1, 'takeover.named-tree')]);
}

function unseen(
  id: string,
  title: string,
  at: Location,
  routes: readonly string[],
  groups: Rate,
): PackageSurface {
  return {
    id: surfaceId(id),
    kind: 'package',
    title,
    at: [at],
    ecosystem: 'npm',
    name: '*',
    version: '*',
    group: id.slice('npm:'.length),
    direct: false,
    production: true,
    routes,
    groups,
  };
}
