import type { Step } from '../../model/attack-graph.ts';
import { parameter, term } from '../../model/rate.ts';
import type { PlacedBot, Route } from '../../model/surface.ts';
import type { WallSite } from '../../model/wall.ts';
import { stepsFrom } from '../installs.ts';
import { broken } from '../settings.ts';
import { attestedState, grouped, type Wall, type WallFacts } from '../wall.ts';

/** A person merges what an update bot proposes. */
const botMergeGate: Wall = {
  id: 'bot-merge-gate',
  title: 'people merge what update bots propose',
  standard: 'OpenSSF Scorecard Code-Review; CIS Software Supply Chain 1.1.3',
  against: 'a malicious release that a bot proposes: most are found out before a person merges it',
  limits:
    'nothing for jobs that the pull request itself starts with rights; people merge fixes later than a bot',
  failure: ['takeover.bot-merged-in-time'],
  effort: ['effort.bot-merge-gate'],
  conflicts: [{ wall: 'patch-cadence', because: 'fixes wait for a person as well' }],
  sites: (facts) => facts.places.bots.map((one) => siteOf(facts, one)),
  choices(facts, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    const left = facts.places.bots.filter((one) => lacking.has(siteId(one)));
    return grouped(left, ({ bot }) => `${bot.tool} ${bot.at.path}`).map(([place, bots]) => ({
      id: `bot-merge-gate#${place}`,
      wall: 'bot-merge-gate',
      title: `${bots[0]?.bot.tool} merges nothing by itself`,
      sites: bots.map(siteId),
      fails: [parameter('takeover.bot-merged-in-time')],
      acts: [{ kind: 'steps' as const, steps: stepsOf(facts, bots) }],
      hours: [term('the setting', 1, 'effort.bot-merge-gate')],
      at: bots[0]?.bot.at ?? null,
      attest: bots.some((one) => one.merges === 'unknown') ? 'walls.bot-merge-gate' : null,
    }));
  },
  patch(choice, { text }, { places, inventory }) {
    const first = places.bots.find((one) => choice.sites.includes(siteId(one))) as PlacedBot;
    const { path } = first.bot.at;
    if (first.bot.tool === 'dependabot')
      return {
        kind: 'lacks',
        what: `another way for ${first.by?.path ?? 'the workflow that merges'}: what merges by itself is to be taken out`,
      };
    const before = text(path);
    if (before === null || broken(inventory, path))
      return { kind: 'lacks', what: `${path} does not parse: nothing is written into it` };
    const edits = [...before.matchAll(/(["']?\bautomerge\b["']?\s*:\s*)true\b/g)].map((match) => {
      const from = match.index + (match[1] as string).length;
      return { path, from, to: from + 'true'.length, with: 'false' };
    });
    return edits.length > 0 && !PRESETS.test(before)
      ? { kind: 'edits', edits }
      : {
          kind: 'lacks',
          what: `the preset of ${path} that merges by itself: take it out, or see what it says`,
        };
  },
};
export default botMergeGate;

/** Presets of Renovate that merge. */
const PRESETS = /["']:automerge(?!Disabled)\w+["']/;

const siteId = ({ bot }: PlacedBot): string => `bot-merge-gate#${bot.tool} ${bot.ecosystem} ${bot.directory}`;

function siteOf(facts: WallFacts, placed: PlacedBot): WallSite {
  const { bot, merges, by } = placed;
  const attested = attestedState(facts, 'walls.bot-merge-gate');
  const because = {
    yes: by === null ? 'it merges by itself' : `${by.path}:${by.line} merges for it`,
    no: 'it merges nothing by itself',
    unknown: attested === 'unknown' ? 'no file says whether something merges for it' : 'attested',
  };
  return {
    id: siteId(placed),
    at: bot.at,
    what: {
      kind: 'file',
      text: `${bot.tool}, ${bot.ecosystem === '*' ? 'all' : bot.ecosystem} in ${bot.directory}`,
    },
    state: merges === 'no' ? 'standing' : merges === 'yes' ? 'absent' : attested,
    mode: null,
    because: because[merges],
  };
}

/** What happens once a proposal is merged. Of Dependabot nothing counts before; of one that may merge, its rate tells. */
function stepsOf({ graph, places }: WallFacts, bots: readonly PlacedBot[]): string[] {
  const files = new Set(bots.map(({ bot }) => `${bot.tool} ${bot.at.path}:${bot.at.line}`));
  const later = new Set(
    places.repository.places.filter((one) => !one.startedByChange).map((one) => `code/${one.id}`),
  );
  return places.routes
    .filter((route) => files.has(`${toolOf(route)} ${route.at.path}:${route.at.line}`))
    .filter((route) => route.merges === 'yes' || (route.merges === 'unknown' && toolOf(route) === 'renovate'))
    .flatMap((route) => {
      const merged = (step: Step): boolean =>
        toolOf(route) === 'dependabot' || AFTER.has(step.technique) || later.has(step.to);
      return stepsFrom(graph, [route.id], merged);
    });
}

const AFTER: ReadonlySet<string> = new Set(['import-in-service', 'import-in-browser']);
const toolOf = ({ id }: Route): string => /^bot:(\w+):/.exec(id)?.[1] ?? '';
