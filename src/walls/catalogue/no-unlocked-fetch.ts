import { fallenState, type Step } from '../../model/attack-graph.ts';
import type { InstallSite } from '../../model/install-site.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { rewritten } from '../commands.ts';
import { isPinned, stepsFrom } from '../installs.ts';
import { lacksFor, pinOf, replaced } from '../pins.ts';
import { grouped, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Tools that a command names are fetched in an exact version, or taken from the lockfile. */
const noUnlockedFetch: Wall = {
  id: 'no-unlocked-fetch',
  title: 'commands fetch nothing that is not pinned',
  standard: 'OpenSSF Scorecard Pinned-Dependencies: downloads and package managers',
  against: 'a malicious release of a tool, or a replaced script, on the day it comes out',
  limits: 'nothing against what the pinned thing downloads itself; it freezes fixes too',
  failure: ['wall.no-unlocked-fetch', 'wall.script-checksum'],
  effort: ['effort.no-unlocked-fetch', 'effort.script-checksum'],
  conflicts: [],
  sites: (facts) => fetches(facts).map((site) => siteOf(facts, site)),
  choices(facts, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    const left = fetches(facts).filter((one) => lacking.has(siteId(one)));
    return grouped(left, (one) => `${one.at.path} ${one.names.join(' ') || one.command}`).map(
      ([place, sites]) => {
        const first = sites[0] as InstallSite;
        const script = first.kind === 'script';
        const named = first.names.join(' ') || first.command;
        return {
          id: `no-unlocked-fetch#${place}`,
          wall: 'no-unlocked-fetch',
          title: script ? `a checksum for ${named}` : `pin ${named} in ${first.at.path}`,
          sites: sites.map(siteId),
          fails: [parameter(script ? 'wall.script-checksum' : 'wall.no-unlocked-fetch')],
          acts: [{ kind: 'steps' as const, steps: stepsOf(facts, sites) }],
          hours: [term('the place', 1, script ? 'effort.script-checksum' : 'effort.no-unlocked-fetch')],
          at: first.at,
          attest: null,
        };
      },
    );
  },
  patch(choice, files, facts) {
    const sites = fetches(facts).filter((one) => choice.sites.includes(siteId(one)));
    const first = sites[0] as InstallSite;
    if (first.kind === 'script')
      return {
        kind: 'lacks',
        what: `a release of ${first.names.join(' ')} with its checksum: a script that is fetched has no version`,
      };
    const pinned = sites
      .flatMap((one) => one.names)
      .map((name) => [name, pinOf(facts, first, name)] as const);
    const unknown = pinned.find(([, pin]) => pin === null);
    if (unknown !== undefined) return { kind: 'lacks', what: lacksFor(facts, first, unknown[0]) };
    const pins = new Map(pinned as readonly (readonly [string, string])[]);
    return rewritten(sites, (command, site) => replaced(command, site.names, pins), files, facts);
  },
};
export default noUnlockedFetch;

/** Commands that name what they fetch; installs of a whole tree belong to `lockfile-frozen`. */
const fetches = ({ places }: WallFacts): InstallSite[] =>
  places.installs.filter((one) => one.kind === 'named' || one.kind === 'exec' || one.kind === 'script');

const siteId = ({ id }: InstallSite): string => `no-unlocked-fetch#${id}`;

function siteOf(facts: WallFacts, site: InstallSite): WallSite {
  const { locked, names, kind } = site;
  const exact = names.length > 0 && names.every((name) => EXACT.test(name));
  const stands = isPinned(facts, site);
  const because =
    locked === 'yes'
      ? 'a lockfile or a hash says which'
      : stands
        ? 'an exact version, and nothing comes with it'
        : kind === 'script'
          ? 'what the address gives today is run'
          : exact
            ? 'an exact version, but what comes with it is chosen anew'
            : 'the newest version that fits is taken at each run';
  return {
    id: siteId(site),
    at: site.at,
    what: { kind: 'command', text: site.command },
    state: stands ? 'standing' : 'absent',
    mode: null,
    because,
  };
}

const EXACT = /.[@=]v?\d+\.\d+\.\d+/;

/** In the place of the command alone: the same name may be fetched elsewhere too. */
function stepsOf({ graph }: WallFacts, sites: readonly InstallSite[]): string[] {
  const to = new Set(sites.map((one) => `code/${one.place}`));
  const fallen = new Set<string>(sites.flatMap((one) => one.fetches.map(fallenState)));
  const here = (step: Step): boolean => to.has(step.to);
  const routes = [...new Set(sites.flatMap((one) => one.routes))];
  return [
    ...stepsFrom(graph, routes, here),
    ...stepsWhere(
      graph,
      (step) => step.technique === 'fetched-script' && fallen.has(step.from) && here(step),
    ),
  ];
}
