import type { Location } from '../../model/diagnostic.ts';
import { parameter, term } from '../../model/rate.ts';
import type { ExtensionSurface } from '../../model/surface.ts';
import type { WallSite } from '../../model/wall.ts';
import { attestedState, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Developers install and run what others wrote in a container or machine apart, without their own sessions. */
const devSandbox: Wall = {
  id: 'dev-sandbox',
  title: 'developers install and run in a container',
  standard: 'SSDF PO.5.2: development endpoints are secured and hardened',
  against:
    "a package, a script or an extension on a developer's machine, which looks for git, registry and cloud sessions there",
  limits:
    'little where git credentials, agents or the home folder are handed into the container, as editors do by themselves; nothing against what is built there',
  failure: ['wall.dev-sandbox'],
  effort: ['effort.dev-sandbox'],
  conflicts: [],
  sites: (facts) => [...installSite(facts), ...extensions(facts).map((one) => extensionSite(facts, one))],
  choices(facts, missing) {
    const [first] = missing;
    if (first === undefined) return [];
    return [
      {
        id: 'dev-sandbox#machines',
        wall: 'dev-sandbox',
        title: 'install and run in a container that holds no session of its developer',
        sites: missing.map((site) => site.id),
        fails: [parameter('wall.dev-sandbox')],
        acts: [{ kind: 'steps', steps: entering(facts) }],
        hours: [term('the team', 1, 'effort.dev-sandbox')],
        at: first.at,
        attest: ATTEST,
      },
    ];
  },
};
export default devSandbox;

const ATTEST = 'walls.dev-sandbox';

/** Steps by which the code of others comes onto a machine; an account that is taken over is no such code. */
const ENTERS: ReadonlySet<string> = new Set([
  'install-script',
  'import-in-build',
  'fetched-script',
  'extension-on-machine',
]);

/** Where the file itself puts an extension into a container, the wall is on its step. */
const entering = ({ graph }: WallFacts): string[] =>
  stepsWhere(
    graph,
    ({ technique, to, walls }) =>
      to === 'code/machine' &&
      ENTERS.has(technique) &&
      !walls.some((wall) => wall.startsWith('dev-sandbox#')),
  );

const extensions = ({ places }: WallFacts): ExtensionSurface[] =>
  places.surfaces.filter((one) => one.kind === 'extension');

/** The file that describes a container to develop in, as far as one is read. */
const container = (facts: WallFacts): Location | null =>
  extensions(facts).find((one) => one.contained)?.at[0] ?? null;

function told(facts: WallFacts): Pick<WallSite, 'state' | 'because'> {
  const state = attestedState(facts, ATTEST);
  if (state !== 'unknown')
    return { state, because: state === 'standing' ? 'attested' : 'attested to be absent' };
  const described = container(facts);
  return {
    state,
    because:
      described === null
        ? 'where developers install and run is not shown by any file'
        : `${described.path} describes a container; whether developers work in it is not shown`,
  };
}

/** All that developers install: one site. */
function installSite(facts: WallFacts): WallSite[] {
  const machine = facts.places.repository.places.find((place) => place.kind === 'machine');
  if (machine === undefined || machine.installs.length === 0) return [];
  return [
    {
      id: 'dev-sandbox#installs',
      at: machine.at,
      what: { kind: 'repository', text: "installs on developers' machines" },
      mode: null,
      ...told(facts),
    },
  ];
}

const extensionSite = (facts: WallFacts, { id, title, at, contained }: ExtensionSurface): WallSite => ({
  id: `dev-sandbox#${id}`,
  at: at[0] ?? null,
  what: { kind: 'use', text: title },
  ...(contained
    ? { state: 'standing', mode: 'container', because: 'it is installed in the container alone' }
    : { ...told(facts), mode: null }),
});
