/**
 * Routes: where a version is chosen anew. All sites that take their versions from one lockfile share
 * one route, the lockfile's own changes; a sites that resolve a tree afresh are another.
 */

import type { Answer, Inventory } from '../model/inventory.ts';
import { ruleInForce } from '../model/platform.ts';
import { parameter, type Rate, type Term, term, times } from '../model/rate.ts';
import type { Bot } from '../model/settings.ts';
import type { ActionSurface, Gate, PackageSurface, Route } from '../model/surface.ts';
import { mergesOf, placedBots } from './bots.ts';
import { union } from './cadence.ts';
import type { SurfaceContext } from './context.ts';
import { askedVersion, defaultHours, gateAt, siteGate, strength } from './gates.ts';
import { namedFetches } from './named-fetches.ts';
import { selfContained } from './self-contained.ts';
import type { Site } from './sites.ts';
import { matchesGlob, type Tree } from './trees.ts';

export interface Routes {
  readonly routes: readonly Route[];
  /** Ids of the routes by which a package of a tree arrives. */
  readonly of: (tree: Tree, name: string) => readonly string[];
  /** Packages that commands name, with what comes behind them. */
  readonly named: readonly PackageSurface[];
}

export function routesOf(
  trees: readonly Tree[],
  sites: readonly Site[],
  inventory: Inventory,
  context: SurfaceContext,
): Routes {
  const byTree = new Map(trees.map((tree) => [tree.path, treeRoutes(tree, sites, inventory, context)]));
  const fetched = namedFetches(sites, selfContained(context));
  return {
    routes: [...[...byTree.values()].flat(), ...fetched.map((one) => one.route)],
    of: (tree, name) => idsFor(byTree.get(tree.path) ?? [], name, exemptions(tree, inventory)),
    named: fetched.flatMap((one) => one.surfaces),
  };
}

/** An exempt package passes the gate by: it arrives by the lock's exempt route instead of the gated one. */
function idsFor(routes: readonly Route[], name: string, exempt: readonly string[]): string[] {
  const passes = exempt.some((pattern) => matchesGlob(pattern.split('/'), name.split('/')));
  const gated = routes.some((route) => route.id.startsWith(EXEMPT)) && passes ? 'lock:' : EXEMPT;
  return routes.map((route) => route.id).filter((id) => !id.startsWith(gated));
}

const EXEMPT = 'exempt:';

/** Names and patterns that the age gate of the tree's tool does not hold for. */
const exemptions = (tree: Tree, inventory: Inventory): string[] =>
  inventory.settings
    .filter((one) => one.key === 'age-gate-exempt' && tree.tool.startsWith(one.tool.replace('-berry', '')))
    .map((one) => String(one.value));

function treeRoutes(
  tree: Tree,
  sites: readonly Site[],
  inventory: Inventory,
  context: SurfaceContext,
): Route[] {
  const version = askedVersion(tree.tool, tree.directory, inventory.manifests);
  const gate = gateAt(tree.tool, version, tree.directory, inventory, context);
  const at = { path: tree.path, line: 1, column: 1 };
  const fresh = sites.filter((site) => site.tree === tree && site.locked !== 'yes');
  if (!tree.locked) {
    const runs = union([...fresh.flatMap((site) => site.runs), developers(fresh)]);
    const where = fresh[0]?.command.at ?? at;
    const title = `installs of ${tree.path}, which has no lockfile: all of the tree is chosen anew each time`;
    return [
      {
        id: `fresh:${tree.path}`,
        title,
        at: where,
        refresh: runs,
        direct: [],
        transitive: [],
        gate: freshGate(fresh, gate, inventory, context),
      },
    ];
  }
  const placed = placedBots(inventory);
  const bots = inventory.bots
    .filter((bot) => bot.enabled && serves(bot, tree))
    .map((bot) => botRoute(bot, tree, context, mergesOf(bot, placed)));
  const locked: Route = {
    id: `lock:${tree.path}`,
    title: `changes of ${tree.path}`,
    at,
    refresh: [term('the lock is made anew', 1, 'takeover.lock-refresh')],
    // With a bot, direct dependencies move when it proposes them; the figure without history is for people.
    direct: bots.length > 0 ? [] : [term('direct dependencies', 1, 'takeover.resolves-direct')],
    transitive: [term('transitive dependencies', 1, 'takeover.resolves-transitive')],
    gate,
  };
  const exempt: Route = {
    ...locked,
    id: `${EXEMPT}${tree.path}`,
    title: `changes of ${tree.path}, packages exempt from its gate`,
    gate: { hours: 0, stands: 'yes', because: 'exempt from the age gate' },
  };
  const locks = gate.hours > 0 && exemptions(tree, inventory).length > 0 ? [locked, exempt] : [locked];
  if (fresh.length === 0) return [...locks, ...bots];
  const title = `installs that pass ${tree.path} by`;
  const runs = union(fresh.flatMap((site) => site.runs));
  return [
    ...locks,
    ...bots,
    {
      id: `fresh:${tree.path}`,
      title,
      at: (fresh[0] as Site).command.at,
      refresh: runs,
      direct: [],
      transitive: [],
      gate: freshGate(fresh, gate, inventory, context),
    },
  ];
}

/** The weakest of the gates that the sites' commands read; without a site, that of the tree. */
function freshGate(fresh: readonly Site[], own: Gate, inventory: Inventory, context: SurfaceContext): Gate {
  const gates = fresh.map((site) => siteGate(site, inventory, context));
  return gates.sort((a, b) => strength(a) - strength(b))[0] ?? own;
}

/** Without a command in files that installs it, a tree is an example, a template or a test. */
const developers = (fresh: readonly Site[]): Term =>
  fresh.length > 0
    ? term("developers' machines", 1, 'cadence.developer')
    : term("developers' machines", 1, 'cadence.developer-unseen');

/** Dependabot looks at the folders that it is given; Renovate at the whole repository. */
const serves = (bot: Bot, tree: Tree): boolean =>
  ['npm', 'bun', 'pnpm', 'yarn', '*'].includes(bot.ecosystem) &&
  (bot.tool === 'renovate' || isBelow(tree.directory, bot.directory));

/** The folder itself, or matched by the globs of `directories`. */
const isBelow = (directory: string, pattern: string): boolean =>
  pattern === directory || matchesGlob(pattern.split('/'), directory.split('/'));

/** Runs on its pull requests have a read token and no secrets, so that its choice counts once it is merged. */
function holdsNothing(bot: Bot, { asOf, rules }: SurfaceContext): boolean {
  const rule = rules.find((one) => one.id === `${bot.tool}.run-rights`);
  const found = rule === undefined ? null : ruleInForce(rule, asOf, null);
  return found?.kind === 'known' && found.state.value === 'read-token-no-secrets';
}

/** A bot chooses direct dependencies on its schedule; its own cooldown holds, not the project's settings. */
function botRoute(bot: Bot, tree: Tree, context: SurfaceContext, merges: Answer): Route {
  const proposes =
    bot.runsPerYear === null
      ? term(`${bot.tool} proposes a given dependency`, 1, 'takeover.bot-runs', 'takeover.bot-share')
      : term(`${bot.tool} proposes a given dependency`, bot.runsPerYear, 'takeover.bot-share');
  const choices: Rate = [
    holdsNothing(bot, context) && merges !== 'yes'
      ? times(proposes, parameter('takeover.bot-merged-in-time'))
      : proposes,
  ];
  const assumed = bot.tool === 'dependabot' ? defaultHours('dependabot.cooldown-default', null, context) : 0;
  const hours = bot.cooldownHours ?? assumed;
  const stated = `cooldown in ${bot.at.path}:${bot.at.line}`;
  const because =
    hours === 0 ? 'no cooldown' : bot.cooldownHours === null ? `default cooldown of ${bot.tool}` : stated;
  return {
    id: `bot:${bot.tool}:${tree.path}`,
    title: `pull requests of ${bot.tool} for ${tree.path}`,
    at: bot.at,
    refresh: [],
    direct: choices,
    transitive: [],
    gate: { hours, stands: 'yes', because },
    merges,
  };
}

/** A moved tag is taken by the next run: one route for each owner of actions. */
export function actionRoutes(actions: readonly ActionSurface[]): Route[] {
  const owners = new Map<string, ActionSurface[]>();
  for (const action of actions) owners.set(action.owner, [...(owners.get(action.owner) ?? []), action]);
  return [...owners].map(([owner, members]) => {
    const floating = members.filter((one) => !one.pinned);
    const running = floating.length > 0 ? floating : members;
    const gate = { hours: 0, stands: 'yes' as const, because: 'no age gate for actions' };
    const at = running[0]?.at[0] ?? { path: '.github/workflows', line: 1, column: 1 };
    return {
      id: `runs:${owner}`,
      title: `runs of jobs that use ${owner}/*`,
      at,
      refresh: [],
      direct: union(running.flatMap((one) => one.runs)),
      transitive: [],
      gate,
    };
  });
}
