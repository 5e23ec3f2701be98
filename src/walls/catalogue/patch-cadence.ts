import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { flawsIn, treeInstalls } from '../installs.ts';
import { broken } from '../settings.ts';
import { grouped, type Patched, type Wall, type WallFacts } from '../wall.ts';

/** A bot proposes updates, so that fixes do not wait until somebody thinks of them. */
const patchCadence: Wall = {
  id: 'patch-cadence',
  title: 'a bot proposes updates',
  standard: 'OpenSSF Scorecard Dependency-Update-Tool; SSDF RV.2: flaws are remedied in time',
  against: 'flaws in dependencies, exploited before their fix is deployed',
  limits: 'nothing against flaws used before they are public; what it proposes is a way in of its own',
  failure: ['wall.patch-cadence'],
  effort: ['effort.patch-cadence'],
  conflicts: [
    { wall: 'min-release-age', because: 'a fix is a release too, and waits unless its name is made exempt' },
    { wall: 'bot-merge-gate', because: 'a person has to merge what it proposes' },
  ],
  sites: (facts) => [...treeSites(facts), ...otherSites(facts)],
  choices(facts, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    const left = locked(facts).filter(({ tree }) => lacking.has(treeId(tree)));
    return grouped(left, (one) => one.directory).map(([directory, trees]) => ({
      id: `patch-cadence#${directory}`,
      wall: 'patch-cadence',
      title: `a bot proposes updates for ${trees.map((one) => one.tree).join(' and ')}`,
      sites: trees.map((one) => treeId(one.tree)),
      fails: [],
      acts: [
        {
          kind: 'rate' as const,
          shocks: flawsIn(
            facts,
            trees.map((one) => `lock:${one.tree}`),
          ),
          by: [parameter('wall.patch-cadence')],
        },
      ],
      hours: [term('the folder', 1, 'effort.patch-cadence')],
      at: trees[0]?.at ?? null,
      attest: null,
    }));
  },
  patch(choice, { text }, facts): Patched {
    const trees = locked(facts).filter(({ tree }) => choice.sites.includes(treeId(tree)));
    const first = trees[0] as (typeof trees)[number];
    if (facts.inventory.bots.some((bot) => bot.tool === 'renovate' && bot.enabled))
      return {
        kind: 'lacks',
        what: 'the reason why Renovate leaves it out: another bot beside it is no help',
      };
    const path = [FILE, '.github/dependabot.yaml'].find((one) => text(one) !== null) ?? FILE;
    const before = text(path);
    if (before !== null && (broken(facts.inventory, path) || !/^updates:[ \t]*(?:#.*)?$/m.test(before)))
      return { kind: 'lacks', what: `${path} is not written as it is expected: nothing is written into it` };
    const off = facts.inventory.bots.find(
      (bot) => bot.tool === 'dependabot' && !bot.enabled && ecosystemOf(first.tool) === bot.ecosystem,
    );
    if (off !== undefined)
      return { kind: 'lacks', what: `a decision on ${path}:${off.at.line}, where updates are switched off` };
    return { kind: 'edits', edits: [edit(path, before, ecosystemOf(first.tool), first.directory)] };
  },
};
export default patchCadence;

const FILE = '.github/dependabot.yml';

/** Trees that a lockfile freezes; the others get the newest at each install. */
const locked = (facts: WallFacts) =>
  treeInstalls(facts)
    .filter((one) => one.place === 'machine' && one.locked === 'yes')
    .map(({ tree, tool, directory, at }) => ({ tree: tree as string, tool, directory, at }));

const treeId = (tree: string): string => `patch-cadence#${tree}`;
const ecosystemOf = (tool: string): string => (tool === 'bun' ? 'bun' : 'npm');

const treeSites = (facts: WallFacts): WallSite[] =>
  locked(facts).map(({ tree, at }) => {
    const bot = facts.places.routes.find((one) => /^bot:/.test(one.id) && one.id.endsWith(`:${tree}`));
    return {
      id: treeId(tree),
      at,
      what: { kind: 'file', text: tree },
      state: bot === undefined ? 'absent' : 'standing',
      mode: null,
      because: bot === undefined ? 'no bot proposes updates' : `${bot.title}, ${bot.at.path}:${bot.at.line}`,
    };
  });

/** Actions and images: pinned ones stay as they are without a bot. */
function otherSites({ inventory, places }: WallFacts): WallSite[] {
  const actions = places.surfaces.find((one) => one.kind === 'action');
  const images = inventory.images.find((one) => one.role === 'base');
  return [
    { ecosystem: 'github-actions', at: actions?.at[0] },
    { ecosystem: 'docker', at: images?.at },
  ].flatMap(({ ecosystem, at }): WallSite[] => {
    if (at === undefined) return [];
    const bot = places.bots.find(
      (one) => one.bot.ecosystem === ecosystem || (one.bot.tool === 'renovate' && one.bot.ecosystem === '*'),
    )?.bot;
    return [
      {
        id: `patch-cadence#${ecosystem}`,
        at: bot?.at ?? at,
        what: { kind: 'repository', text: ecosystem },
        state: bot === undefined ? 'absent' : 'standing',
        mode: null,
        because: bot === undefined ? 'no bot proposes updates' : `${bot.tool} proposes updates`,
      },
    ];
  });
}

/** One entry more, indented as those that are there. */
function edit(path: string, text: string | null, ecosystem: string, directory: string) {
  const folder = directory === '.' ? '/' : `/${directory}`;
  const dash =
    text === null ? '  ' : (/^updates:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*([ ]*)- /m.exec(text)?.[1] ?? '  ');
  const entry = [
    `${dash}- package-ecosystem: ${ecosystem}`,
    `${dash}  directory: ${JSON.stringify(folder)}`,
    `${dash}  schedule:`,
    `${dash}    interval: weekly`,
    `${dash}  cooldown:`,
    `${dash}    default-days: 3`,
    '',
  ].join('\n');
  if (text === null) return { path, from: 0, to: 0, with: `version: 2\nupdates:\n${entry}` };
  // Right below the key, so that what follows the list stays where it is.
  const head = /^updates:[ \t]*(?:#.*)?(\r?\n|$)/m.exec(text) as RegExpExecArray;
  const at = head.index + head[0].length;
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  return { path, from: at, to: at, with: `${head[1] === '' ? ending : ''}${entry.replaceAll('\n', ending)}` };
}
