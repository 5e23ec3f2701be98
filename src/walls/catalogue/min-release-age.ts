import type { InstallSite } from '../../model/install-site.ts';
import { delayed, term } from '../../model/rate.ts';
import type { Route } from '../../model/surface.ts';
import type { WallChoice, WallSite } from '../../model/wall.ts';
import { ageSites, isBot, managers, siteId } from '../age-sites.ts';
import { AGE_HOURS, ageLine, botPatch, NEEDED } from '../ages.ts';
import { flawsIn, toolOf } from '../installs.ts';
import { written } from '../settings.ts';
import { grouped, type Wall, type WallFacts } from '../wall.ts';

/** A release must be some days old before a command takes it. */
const minReleaseAge: Wall = {
  id: 'min-release-age',
  title: 'releases wait some days before they are installed',
  standard: 'OpenSSF npm best practices; SSDF PW.4.1: components are checked before they are taken',
  against: 'malicious releases that are found out within the age: nearly all that act at install',
  limits:
    'nothing against sleepers, actions, editor extensions, or commands that read no setting of the project; fixes wait as well',
  failure: ['vulnerability.deploy-median'],
  effort: ['effort.min-release-age', 'effort.newer-tool', 'effort.move-yarn'],
  conflicts: [
    { wall: 'patch-cadence', because: 'a fix waits as long as a release, unless its name is made exempt' },
  ],
  sites: ageSites,
  choices: (facts, missing) => [...treeChoices(facts, missing), ...botChoices(facts, missing)],
  patch(choice, files, facts) {
    const route = facts.places.routes.find((one) => choice.sites[0] === siteId(one.id));
    if (route !== undefined) return botPatch(route, files, facts.inventory);
    const groups = managers(facts).filter(([id]) => choice.sites.includes(id));
    const firsts = groups.map(([, group]) => group[0] as InstallSite);
    const old = firsts.find((one) => one.knowsGate !== 'yes');
    if (old !== undefined) {
      const runs =
        old.version === null ? `no file says which ${old.tool} runs` : `${old.tool} ${old.version} runs`;
      const needed = NEEDED[toolOf(facts, old)];
      return {
        kind: 'lacks',
        what: `${needed} or later, from which on the setting is known: ${runs} at ${old.place}`,
      };
    }
    const [first] = firsts as [InstallSite];
    return written(ageLine(toolOf(facts, first), first, facts.inventory), files, facts.inventory);
  },
};
export default minReleaseAge;

function treeChoices(facts: WallFacts, missing: readonly WallSite[]): WallChoice[] {
  const lacking = new Set(missing.map((site) => site.id));
  const trees = grouped(
    managers(facts).filter(([id]) => lacking.has(id)),
    ([, [one]]) => one?.tree ?? '',
  ).filter(([, groups]) => groups.some(([, group]) => group.some(decides)));
  // One newer version serves all trees that are installed by the old one.
  return grouped(trees, ([tree, groups]) => {
    const old = groups.find(([, group]) => group.some(decides) && group[0]?.knowsGate !== 'yes')?.[1][0];
    return old === undefined ? tree : `${old.tool} ${old.version}`;
  }).map(([, together]) =>
    treeChoice(
      facts,
      together.map(([tree]) => tree),
      together.flatMap(([, groups]) => groups),
    ),
  );
}

function treeChoice(
  facts: WallFacts,
  trees: readonly string[],
  groups: readonly [string, InstallSite[]][],
): WallChoice {
  const deciding = groups.filter(([, group]) => group.some(decides));
  const built = groups.filter((one) => deciding.includes(one) || one[1][0]?.knowsGate === 'yes');
  const firsts = deciding.map(([, group]) => group[0] as InstallSite);
  const first = firsts[0] as InstallSite;
  const own = new Set(deciding.flatMap(([, group]) => group.filter(decides).flatMap(routesOf)));
  const routes = facts.places.routes.flatMap(({ id }) => (own.has(id) ? [id] : []));
  const old = firsts.some((one) => one.knowsGate !== 'yes');
  const tool = toolOf(facts, first);
  const hours = Math.max(AGE_HOURS, ...firsts.map((one) => one.gate.hours));
  // An age that may stand already is in the clock of fixes.
  const counted = firsts.every((one) => one.gate.stands === 'unknown');
  const flaws = { kind: 'rate' as const, shocks: flawsIn(facts, routes), by: [delayed(hours)] };
  const more = trees.length > 1 ? ` and ${trees.length - 1} more` : '';
  return {
    id: siteId(trees[0] as string),
    wall: 'min-release-age',
    title: `releases wait ${hours / 24} days for ${trees[0]}${more}${old ? `, with ${NEEDED[tool]} or later` : ''}`,
    sites: built.map(([id]) => id),
    fails: [],
    acts: [{ kind: 'gate', routes, hours }, ...(counted ? [] : [flaws])],
    hours: [
      term('each setting', trees.length, 'effort.min-release-age'),
      ...(old ? [term('the version', 1, tool === 'yarn' ? 'effort.move-yarn' : 'effort.newer-tool')] : []),
    ],
    at: first.at,
    attest: null,
  };
}

/** Versions are chosen at it: the lockfile is changed by hand, or nothing is locked. */
const decides = (one: InstallSite): boolean => one.place === 'machine' || one.locked !== 'yes';

/** Only the gate that decides on a route is its own. */
const routesOf = (one: InstallSite): readonly string[] =>
  one.routes.filter((id) => id.startsWith('lock:') || id.startsWith('fresh:'));

const botChoices = ({ places }: WallFacts, missing: readonly WallSite[]): WallChoice[] => {
  const lacking = new Set(missing.map((site) => site.id));
  const routes = places.routes.filter((one) => isBot(one) && lacking.has(siteId(one.id)));
  return grouped(routes, (one) => `${one.id.split(':')[1]} ${one.at.path}:${one.at.line}`).map(
    ([, group]) => ({
      id: siteId((group[0] as Route).id),
      wall: 'min-release-age',
      title: `${(group[0] as Route).id.split(':')[1]} waits ${AGE_HOURS / 24} days before it proposes a release`,
      sites: group.map((one) => siteId(one.id)),
      fails: [],
      acts: [{ kind: 'gate' as const, routes: group.map((one) => one.id), hours: AGE_HOURS }],
      hours: [term('the setting', 1, 'effort.min-release-age')],
      at: (group[0] as Route).at,
      attest: null,
    }),
  );
};
