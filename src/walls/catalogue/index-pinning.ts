import { fallenState } from '../../model/attack-graph.ts';
import type { InstallSite } from '../../model/install-site.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { grouped, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Each name comes from one index: nobody can take it from the other by registering it there. */
const indexPinning: Wall = {
  id: 'index-pinning',
  title: 'each package name comes from one index',
  standard: 'SSDF PW.4.1: components come from sources that are known; CIS Software Supply Chain 3.1',
  against: 'a name of a private index that a stranger registers on the public one',
  limits: 'nothing against what the index itself publishes',
  failure: ['wall.index-pinning'],
  effort: ['effort.index-pinning'],
  conflicts: [],
  sites: (facts) => [...asking(facts).map(commandSite), ...scopes(facts)],
  choices(facts, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    const left = asking(facts).filter((one) => lacking.has(siteId(one)));
    return grouped(left, (one) => `${one.tool} ${one.at.path}`).map(([place, sites]) => ({
      id: `index-pinning#${place}`,
      wall: 'index-pinning',
      title: `bind names to one index in ${sites[0]?.at.path}`,
      sites: sites.map(siteId),
      fails: [parameter('wall.index-pinning')],
      acts: [{ kind: 'steps' as const, steps: stepsOf(facts, sites) }],
      hours: [term('the place', sites.length, 'effort.index-pinning')],
      at: sites[0]?.at ?? null,
      attest: null,
    }));
  },
  patch: (choice) => ({
    kind: 'lacks',
    what: `which names come from which index: ${choice.title} needs to be told, and a tool that can`,
  }),
};
export default indexPinning;

/** Commands that ask a second index, or one other than the usual. */
const asking = ({ places }: WallFacts): InstallSite[] =>
  places.installs.filter((one) => OTHER_INDEX.test(one.command) || second(one).length > 0);

const OTHER_INDEX = /\s(?:--index-url|-i|--default-index)(?:\s|=)/;
const second = ({ fetches }: InstallSite) => fetches.filter((id) => id.startsWith('index:'));
const siteId = ({ id }: InstallSite): string => `index-pinning#${id}`;

const commandSite = (site: InstallSite): WallSite => ({
  id: siteId(site),
  at: site.at,
  what: { kind: 'command', text: site.command },
  state: second(site).length > 0 ? 'absent' : 'standing',
  mode: null,
  because: second(site).length > 0 ? 'two indexes are asked for every name' : 'one index is asked',
});

/** A scope of npm that has its own registry is bound to it. */
const scopes = ({ inventory }: WallFacts): WallSite[] =>
  inventory.settings
    .filter((one) => one.key === 'registry' && /^@|npmScopes\./.test(one.raw))
    .map((one) => ({
      id: `index-pinning#${one.at.path} ${one.raw}`,
      at: one.at,
      what: { kind: 'file', text: one.raw },
      state: 'standing',
      mode: null,
      because: 'the scope is bound to its registry',
    }));

function stepsOf({ graph }: WallFacts, sites: readonly InstallSite[]): string[] {
  const fallen = new Set<string>(sites.flatMap(second).map(fallenState));
  const to = new Set(sites.map((one) => `code/${one.place}`));
  return stepsWhere(
    graph,
    (step) => step.technique === 'fetched-script' && fallen.has(step.from) && to.has(step.to),
  );
}
