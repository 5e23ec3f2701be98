/** Sites that choose versions anew, whatever a lock says: those that name what is asked, and those that may bring it in. */
import type { FreshSite } from '../model/blast.ts';
import type { ExecutionPlace, PlacedInstall } from '../model/execution.ts';
import { rangeAnswer, splitName, type Targets } from './findings.ts';
import type { Scene } from './scene.ts';
import type { Target } from './target.ts';

/** Unlocked commands and manifests by which a version of what is asked may be chosen, by target. */
export function freshSites(scene: Scene, targets: Targets): Map<number, FreshSite[]> {
  const found = new Map<number, Map<string, FreshSite>>();
  for (const { target, index } of targets.ofKind('package')) {
    if (target.ecosystem !== 'npm') continue;
    const sites = new Map<string, FreshSite>();
    for (const place of scene.places.repository.places)
      for (const install of place.installs.filter((one) => one.fresh))
        for (const site of sitesOfInstall(install, place, target, scene)) merge(sites, site);
    if (sites.size > 0) found.set(index, sites);
  }
  return new Map([...found].map(([index, sites]) => [index, [...sites.values()].sort(namesFirst)]));
}

const namesFirst = (a: FreshSite, b: FreshSite): number =>
  Number(b.how === 'names') - Number(a.how === 'names');

function merge(sites: Map<string, FreshSite>, site: FreshSite): void {
  const key = `${site.how} ${site.command} ${site.at.path}:${site.at.line}`;
  const known = sites.get(key);
  if (known === undefined) sites.set(key, site);
  else if (!known.place.split(', ').includes(site.place) && known.place.length < 200)
    sites.set(key, { ...known, place: `${known.place}, ${site.place}` });
}

type PackageTarget = Extract<Target, { kind: 'package' }>;

function sitesOfInstall(
  install: PlacedInstall,
  place: ExecutionPlace,
  target: PackageTarget,
  scene: Scene,
): FreshSite[] {
  return install.routes.flatMap((route): FreshSite[] => {
    const how = route.startsWith('fetch:')
      ? fetchHow(route.slice('fetch:'.length), target, scene)
      : treeHow(route.replace(/^fresh:/, ''), target, scene);
    if (how === null) return [];
    const { command, at } = install;
    return [{ command, at, commit: scene.commit, place: place.title, ...how }];
  });
}

type How = Pick<FreshSite, 'how' | 'because'>;

const isTarget = (name: string, target: PackageTarget): boolean =>
  name === target.name || (target.name.endsWith('/*') && name.startsWith(target.name.slice(0, -1)));

/** `<name>#<file>`, as commands name packages. */
function fetchHow(route: string, target: PackageTarget, { selfContained }: Scene): How | null {
  const { name, range } = splitName(route.slice(0, route.lastIndexOf('#')));
  if (isTarget(name, target) && rangeAnswer(range === '' ? '*' : range, target) !== 'no')
    return { how: 'names', because: `chooses ${name} anew at each run` };
  if (selfContained.has(name)) return null;
  return { how: 'brings', because: `dependencies of ${name} are chosen anew and stand in no file` };
}

/** A manifest, or a lockfile that the command passes by. */
function treeHow(path: string, target: PackageTarget, { inventory, selfContained }: Scene): How | null {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  const manifests = inventory.manifests.filter((one) => one.directory === folder);
  const asked = manifests.flatMap((one) => one.dependencies).filter((one) => one.kind !== 'peer');
  const named = asked.find(
    (one) =>
      isTarget(one.target, target) && (one.from !== 'registry' || rangeAnswer(one.range, target) !== 'no'),
  );
  if (named !== undefined)
    return {
      how: 'names',
      because: `${named.name} ${named.range} in ${named.at.path}:${named.at.line} admits it`,
    };
  const brings = asked.some(
    (one) =>
      one.from !== 'workspace' &&
      one.from !== 'file' &&
      !selfContained.has(one.target) &&
      !one.target.startsWith('@types/'),
  );
  return brings ? { how: 'brings', because: `nothing locks what ${path} brings in` } : null;
}
