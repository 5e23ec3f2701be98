import { fallenState } from '../../model/attack-graph.ts';
import type { InstallSite } from '../../model/install-site.ts';
import { type Factor, parameter, share, term } from '../../model/rate.ts';
import type { WallChoice } from '../../model/wall.ts';
import { rewritten } from '../commands.ts';
import { stepsFrom } from '../installs.ts';
import {
  commandId,
  commandSite,
  commands,
  folderOf,
  frozen,
  isLocked,
  lockLacks,
  lockOff,
  PLAIN,
  treeId,
  treeSite,
  trees,
} from '../locks.ts';
import { together, written } from '../settings.ts';
import { grouped, type Patched, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Versions come from a lockfile that is in the tree, and the command takes no others. */
const lockfileFrozen: Wall = {
  id: 'lockfile-frozen',
  title: 'installs take the versions of a lockfile',
  standard: 'OpenSSF npm best practices: reproducible installation; OpenSSF Scorecard Pinned-Dependencies',
  against: 'a malicious release on the day it comes out: what is locked is not chosen anew at each run',
  limits: 'nothing against what a bot or a person merges into the lockfile; it freezes fixes too',
  failure: ['wall.lockfile-frozen', 'wall.lockfile-changes'],
  effort: ['effort.lockfile', 'effort.frozen-command'],
  conflicts: [
    { wall: 'bot-merge-gate', because: 'a bot that merges by itself chooses the versions that are locked' },
    { wall: 'patch-cadence', because: 'what is locked gets no fix until somebody changes the lockfile' },
  ],
  sites: (facts) => [...trees(facts).map((one) => treeSite(facts, one)), ...commands(facts).map(commandSite)],
  choices: (facts, missing) => {
    const lacking = new Set(missing.map((site) => site.id));
    const unlocked = trees(facts).filter((one) => lacking.has(treeId(facts, one)));
    const bypassing = commands(facts).filter(
      (one) => lacking.has(commandId(one)) && isLocked(facts, one.tree),
    );
    const elsewhere = commands(facts).filter(
      (one) => lacking.has(commandId(one)) && one.fetches.length > 0 && one.tool !== 'default',
    );
    return [
      ...unlocked.map((one) => lockChoice(facts, one)),
      ...grouped(bypassing, (one) => one.tree as string).map(([tree, sites]) =>
        choiceOf({
          place: `${tree} commands`,
          title: `commands take what ${tree} locks`,
          sites: sites.map(commandId),
          fails: parameter('wall.lockfile-frozen'),
          steps: stepsFrom(facts.graph, [`fresh:${tree}`]),
          count: sites.length,
          at: sites[0] as InstallSite,
        }),
      ),
      ...grouped(elsewhere, (one) => `${one.at.path} ${one.command}`).map(([place, sites]) =>
        choiceOf({
          place,
          title: `versions and hashes from a file: ${sites[0]?.command} in ${sites[0]?.at.path}`,
          sites: sites.map(commandId),
          fails: parameter('wall.lockfile-frozen'),
          steps: fetchSteps(facts, sites),
          count: null,
          at: sites[0] as InstallSite,
        }),
      ),
    ];
  },
  patch(choice, files, facts) {
    const tree = trees(facts).find((one) => choice.sites.includes(treeId(facts, one)));
    const sites = commands(facts).filter((one) => choice.sites.includes(commandId(one)));
    if (tree === undefined) return rewritten(sites, frozen, files, facts);
    const off = lockOff(facts, tree);
    const there = facts.inventory.sources.some(
      (one) => one.path !== tree.tree && folderOf(one.path) === tree.directory,
    );
    if (off === undefined || !there) return { kind: 'lacks', what: lockLacks(tree, off?.raw) };
    const { path } = off.at;
    const setting: Patched =
      off.tool === 'npm'
        ? written({ path, form: 'ini', key: 'package-lock', value: 'true' }, files, facts.inventory)
        : { kind: 'lacks', what: `${off.raw} in ${path} is to be taken out by hand` };
    const plain = sites.filter((one) => one.place !== 'machine' && PLAIN.test(one.command));
    return together([setting, rewritten(plain, frozen, files, facts)]);
  },
};
export default lockfileFrozen;

interface Build {
  readonly place: string;
  readonly title: string;
  readonly sites: readonly string[];
  readonly fails: Factor;
  readonly steps: readonly string[];
  /** How many commands are changed; null for a lockfile that is new. */
  readonly count: number | null;
  readonly at: InstallSite;
}

const choiceOf = (build: Build): WallChoice => ({
  id: `lockfile-frozen#${build.place}`,
  wall: 'lockfile-frozen',
  title: build.title,
  sites: build.sites,
  fails: [build.fails],
  acts: [{ kind: 'steps', steps: build.steps }],
  hours: [
    build.count === null
      ? term('the tree', 1, 'effort.lockfile')
      : term('each command', build.count, 'effort.frozen-command'),
  ],
  at: build.at.at,
  attest: null,
});

/** What is locked changes now and then, instead of at each run. */
function lockChoice(facts: WallFacts, site: InstallSite): WallChoice {
  const route = `fresh:${site.tree}`;
  const refresh = facts.places.routes.find((one) => one.id === route)?.refresh ?? [];
  const own = commands(facts).filter((one) => one.tree === site.tree);
  return choiceOf({
    place: site.tree as string,
    title: `a lockfile for ${site.tree}, and commands that insist on it`,
    sites: [treeId(facts, site), ...own.map(commandId)],
    fails: share('wall.lockfile-changes', refresh),
    steps: stepsFrom(facts.graph, [route]),
    count: null,
    at: site,
  });
}

function fetchSteps({ graph }: WallFacts, sites: readonly InstallSite[]): string[] {
  const fallen = new Set<string>(sites.flatMap((one) => one.fetches.map(fallenState)));
  return stepsWhere(graph, (step) => step.technique === 'fetched-script' && fallen.has(step.from));
}
