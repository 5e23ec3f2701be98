import type { InstallSite } from '../../model/install-site.ts';
import type { PackageTool } from '../../model/inventory.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallChoice, WallSite } from '../../model/wall.ts';
import { rewritten } from '../commands.ts';
import { NPM_TOOLS, stepsOf, toolOf } from '../installs.ts';
import { inFolder, type SettingLine, written } from '../settings.ts';
import { grouped, type Wall, type WallFacts } from '../wall.ts';

/** Packages run no script of their own when they are installed, but for those that are listed. */
const ignoreScripts: Wall = {
  id: 'ignore-scripts',
  title: 'packages run no scripts at install',
  standard: 'OpenSSF npm best practices: scripts off at install; CIS Software Supply Chain 3.1',
  against: 'a malicious release that runs at install, on laptops and in jobs alike',
  limits:
    'nothing against code that runs when it is imported; packages that build something need a list, and the tree loses its own install hooks',
  failure: ['wall.ignore-scripts', 'wall.ignore-scripts-builds'],
  effort: ['effort.ignore-scripts', 'effort.ignore-scripts-command'],
  conflicts: [],
  sites: (facts) => installs(facts).map(siteOf),
  choices(facts, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    const left = installs(facts).filter((one) => lacking.has(siteId(one)));
    const trees = grouped(
      left.filter((one) => one.tree !== null),
      (one) => one.tree as string,
    );
    const commands = grouped(
      left.filter((one) => one.kind === 'named' && one.tree === null),
      (one) => `${one.at.path} ${one.command}`,
    );
    return [
      ...trees.map(([tree, sites]) =>
        choiceOf(
          facts,
          tree,
          `install scripts off for ${tree}, but for a list`,
          sites,
          'effort.ignore-scripts',
        ),
      ),
      ...commands.map(([place, sites]) =>
        choiceOf(
          facts,
          place,
          `no install scripts: ${sites[0]?.command}`,
          sites,
          'effort.ignore-scripts-command',
        ),
      ),
    ];
  },
  patch(choice, files, facts) {
    const sites = installs(facts).filter((one) => choice.sites.includes(siteId(one)));
    const first = sites[0] as InstallSite;
    if (first.tree === null) return rewritten(sites, withoutScripts, files, facts);
    return written(lineFor(toolOf(facts, first), first), files, facts.inventory);
  },
};
export default ignoreScripts;

const installs = ({ places }: WallFacts): InstallSite[] =>
  places.installs.filter((one) => NPM_TOOLS.has(one.tool) && !(one.kind === 'exec' && one.locked === 'yes'));

const siteId = (site: InstallSite): string => `ignore-scripts#${site.id}`;
const stands = ({ scripts }: InstallSite): boolean => scripts === 'off' || scripts === 'listed';

const siteOf = (site: InstallSite): WallSite => ({
  id: siteId(site),
  at: site.at,
  what: { kind: 'command', text: site.command },
  state: stands(site) ? 'standing' : site.scripts === 'on' ? 'absent' : 'unknown',
  mode: stands(site) ? site.scripts : null,
  because: {
    off: 'scripts are off here',
    listed: 'only listed packages run scripts here',
    on: `${site.tool} ${site.version ?? ''} runs the scripts of all packages`.replace('  ', ' '),
    unknown: `no file says which ${site.tool} runs, and versions differ`,
  }[site.scripts],
});

const TECHNIQUES: ReadonlySet<string> = new Set(['install-script']);

function choiceOf(
  facts: WallFacts,
  what: string,
  title: string,
  sites: readonly InstallSite[],
  effort: string,
): WallChoice {
  const strict = sites.every((one) => one.strict);
  return {
    id: `ignore-scripts#${what}`,
    wall: 'ignore-scripts',
    title,
    sites: sites.map(siteId),
    fails: [parameter(strict ? 'wall.ignore-scripts' : 'wall.ignore-scripts-builds')],
    acts: [{ kind: 'steps', steps: stepsOf(facts, TECHNIQUES, new Set(sites), stands) }],
    hours: [term('the tree or command', 1, effort)],
    at: sites[0]?.at ?? null,
    attest: null,
  };
}

/** npm and Yarn 1 know one switch; a pnpm that runs all scripts reads the same one. */
function lineFor(tool: PackageTool, { directory }: InstallSite): SettingLine {
  const path = (name: string): string => inFolder(directory, name);
  if (tool === 'yarn-berry')
    return { path: path('.yarnrc.yml'), form: 'yaml', key: 'enableScripts', value: 'false' };
  if (tool === 'yarn') return { path: path('.yarnrc'), form: 'yarn', key: 'ignore-scripts', value: 'true' };
  if (tool === 'bun')
    return { path: path('bunfig.toml'), form: 'toml', key: 'ignoreScripts', value: 'true', table: 'install' };
  return { path: path('.npmrc'), form: 'ini', key: 'ignore-scripts', value: 'true' };
}

const withoutScripts = (command: string): string | null => {
  const words = /^((?:npm|pnpm|yarn|bun)\s+(?:global\s+)?(?:install|i|add))(?=\s)/.exec(command);
  return words === null ? null : `${words[0]} --ignore-scripts${command.slice(words[0].length)}`;
};
