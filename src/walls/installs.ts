/** Install commands as walls see them: which steps of the graph they give, and who reads which settings. */
import { type AttackGraph, arrivalState, type Step, stateId } from '../model/attack-graph.ts';
import type { ShockId } from '../model/ids.ts';
import type { InstallSite } from '../model/install-site.ts';
import type { PackageTool } from '../model/inventory.ts';
import type { WallFacts } from './wall.ts';

/** Tools that install packages of npm. */
export const NPM_TOOLS: ReadonlySet<string> = new Set(['npm', 'npx', 'pnpm', 'yarn', 'bun', 'bunx']);

/** Installs of a whole tree by a manager of npm packages. */
export const treeInstalls = ({ places }: Pick<WallFacts, 'places'>): InstallSite[] =>
  places.installs.filter((one) => one.kind === 'project' && one.tree !== null && NPM_TOOLS.has(one.tool));

/** Commands that name what they fetch, and choose it anew. */
export const namedFetches = ({ places }: Pick<WallFacts, 'places'>): InstallSite[] =>
  places.installs.filter((one) => one.kind === 'named' || one.kind === 'exec');

/** Whether nothing that is chosen anew comes with a fetch: a lockfile says which, or an exact version brings nothing. */
export const isPinned = ({ places }: Pick<WallFacts, 'places'>, { locked, routes }: InstallSite): boolean =>
  locked === 'yes' ||
  (routes.length > 0 &&
    !places.surfaces.some(
      (one) => one.kind === 'package' && one.routes.some((route) => routes.includes(route)),
    ));

/** The tool of a tree, Yarn 1 told from the later ones. */
export function toolOf({ inventory }: Pick<WallFacts, 'inventory'>, site: InstallSite): PackageTool {
  const source = inventory.sources.find((one) => one.path === site.tree)?.tool;
  if (site.tool !== 'yarn') return site.tool as PackageTool;
  if (source === 'yarn' || source === 'yarn-berry') return source;
  return site.knowsGate === 'no' ? 'yarn' : 'yarn-berry';
}

/**
 * Steps by these techniques for which every command that gives them is among `sites`, or stands already: one that
 * is left as it is would give the step all the same.
 */
export function stepsOf(
  { graph, places }: Pick<WallFacts, 'graph' | 'places'>,
  techniques: ReadonlySet<string>,
  sites: ReadonlySet<InstallSite>,
  stands: (site: InstallSite) => boolean = () => false,
): string[] {
  const left = new Set(
    places.installs.filter((site) => !sites.has(site) && !stands(site)).flatMap(arrivalsAt),
  );
  const given = new Set([...sites].flatMap(arrivalsAt).filter((key) => !left.has(key)));
  return graph.steps
    .filter((step) => techniques.has(step.technique) && given.has(keyOf(step)))
    .map((step) => step.id);
}

const keyOf = ({ from, to }: Pick<Step, 'from' | 'to'>): string => `${from} -> ${to}`;

const arrivalsAt = ({ routes, place }: InstallSite): string[] =>
  routes.flatMap((route) =>
    [true, false].map((production) =>
      keyOf({ from: arrivalState(route, production), to: stateId(`code/${place}`) }),
    ),
  );

/** Steps that begin with what arrives by these routes. */
export function stepsFrom(
  graph: AttackGraph,
  routes: readonly string[],
  holds: (step: Step) => boolean = () => true,
): string[] {
  const from = new Set<string>(
    routes.flatMap((route) => [arrivalState(route, true), arrivalState(route, false)]),
  );
  return graph.steps.filter((step) => from.has(step.from) && holds(step)).map((step) => step.id);
}

/** Shocks of flaws in packages that come by one of these routes: what hastens or delays their fixes bears on them. */
export function flawsIn({ places, shocks }: WallFacts, routes: readonly string[]): ShockId[] {
  const wanted = new Set(routes);
  const packages = new Set<string>(
    places.surfaces
      .filter((one) => one.kind === 'package' && one.routes.some((route) => wanted.has(route)))
      .map((one) => one.id),
  );
  return shocks
    .filter(({ channel }) => channel === 'new-vulnerability' || channel === 'known-vulnerability')
    .filter(({ hits }) => hits.some((id) => packages.has(id)))
    .map(({ id }) => id);
}
