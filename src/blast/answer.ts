/** Puts the answer together: verdicts, when, where it ran, what it held, what to do, who else, what is not seen. */
import type { Blast, BlastOthers, BlastRan, Found, FreshSite, HistoryRead } from '../model/blast.ts';
import { cutOf, ownPackages, surfaceReason, unreadFor } from './doubts.ts';
import { isAction, type Targets } from './findings.ts';
import { freshSites } from './fresh.ts';
import { entriesOf, type Ran, type Scene, whatRan } from './scene.ts';
import type { Asked, FoundHere, Scenery } from './scenery.ts';
import { shellWord } from './shell.ts';
import { stepsOf } from './steps.ts';
import { instant } from './timeline.ts';
import { changesThere, secondsOf, sinceOf, yearsThere } from './times.ts';
import { verdictsOf, worst } from './verdicts.ts';

export function answerOf(asked: Asked, scenery: Scenery, version: string): Blast {
  const { targets, past, history, scenes } = scenery;
  const found = [...(past?.found ?? []), ...uncommittedFound(asked, scenery)].sort(worseFirst);
  const fresh = mergedFresh(scenes, targets);
  const verdicts = verdictsOf({
    targets: targets.all,
    found,
    fresh,
    clean: cleanOf(scenery),
    cut: cutOf(scenery),
    unread: (target) => unreadFor(target, scenery),
    windowGiven: asked.window !== null,
    own: ownPackages(scenery),
    has: (surface) => surfaceReason(scenery, surface),
  });
  const verdict = worst(verdicts);
  const clean = [...new Set(verdicts.flatMap((one) => one.clean))];
  const ran = verdict === 'resolved-clean' ? NOTHING : ranIn(asked, scenery, found, fresh);
  const where: BlastRan = {
    places: ran.places,
    recall: ran.recall,
    commands: runCommands(ran, asked, found),
    laptops: laptopsOf(ran, asked),
  };
  const facts = {
    verdict,
    targets: targets.all,
    found,
    ran: where,
    held: ran.held,
    records: scenery.records,
    clean,
  };
  return {
    schema: 'bulkhead/blast/1',
    tool: { version },
    subject: { root: asked.root, commit: 'commits' in history ? history.head : null, asOf: asked.asOf },
    window: asked.window,
    verdict,
    verdicts,
    when: {
      found: found.map(({ target: _target, production: _production, ...one }) => one),
      fresh: [...fresh.values()]
        .flat()
        .filter(unique((site) => `${site.how} ${site.command} ${site.at.path}:${site.at.line}`)),
      read: readOf(scenery),
    },
    ran: where,
    held: ran.held,
    steps: stepsOf({
      ...facts,
      missing: missingOf(history),
      inventories: scenes.map((scene) => scene.inventory),
    }),
    others: othersOf(asked, scenery, found, ran),
    cannotSee: cannotSee(scenery),
    diagnostics: asked.diagnostics,
  };
}

const missingOf = (history: Scenery['history']): 'history' | 'older' | null =>
  'commits' in history ? (history.shallow ? 'older' : null) : 'history';

const unique = <T>(key: (one: T) => string): ((one: T) => boolean) => {
  const seen = new Set<string>();
  return (one) => !seen.has(key(one)) && seen.add(key(one)) !== undefined;
};

/** What it is before what admits it, what is committed on main before the rest, the newest first. */
function worseFirst(a: FoundHere, b: FoundHere): number {
  const kinds: readonly Found['kind'][] = [
    'locked',
    'used',
    'image',
    'fetched',
    'named',
    'runs-on',
    'declared',
  ];
  return (
    Number(b.answer === 'yes') - Number(a.answer === 'yes') ||
    kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
    Number(b.spans.some((span) => span.kind === 'main')) -
      Number(a.spans.some((span) => span.kind === 'main')) ||
    compare(newestOf(b), newestOf(a)) ||
    (a.at.path < b.at.path ? -1 : a.at.path > b.at.path ? 1 : a.at.line - b.at.line)
  );
}

/** Until when it was there: `~` sorts behind all dates and stands for still. */
const newestOf = ({ spans }: FoundHere): string =>
  spans
    .map((span) => span.to ?? '~')
    .sort()
    .at(-1) ?? '';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function uncommittedFound({ asOf }: Asked, { uncommitted, targets }: Scenery): FoundHere[] {
  const now = instant(secondsOf(`${asOf}T00:00:00Z`));
  const span = {
    branch: '',
    kind: 'working-tree',
    from: now,
    to: null,
    firstCommit: null,
    lastCommit: null,
  } as const;
  const plainExec = /^(npx|bunx|(pnpm|yarn|bun) (dlx|exec|x))\b/;
  return (
    uncommitted
      .filter((one) => one.answer !== 'no')
      // Whether `npx x` runs the tree's own x is told by the tree, among its unlocked commands.
      .filter((one) => !(one.kind === 'fetched' && one.answer === 'maybe' && plainExec.test(one.text)))
      .map(({ target, production, kind, text, answer, at: place }) => ({
        what: targets.all[target]?.text ?? '',
        target,
        production,
        kind,
        text,
        answer: answer === 'yes' ? 'yes' : 'maybe',
        at: place,
        commit: null,
        spans: [span],
        more: 0,
      }))
  );
}

function mergedFresh(scenes: readonly Scene[], targets: Targets): Map<number, FreshSite[]> {
  const merged = new Map<number, FreshSite[]>();
  for (const scene of scenes)
    for (const [target, sites] of freshSites(scene, targets)) {
      const known = merged.get(target) ?? [];
      const seen = new Set(known.map((site) => `${site.how} ${site.command} ${site.at.path}`));
      merged.set(target, [
        ...known,
        ...sites.filter((site) => !seen.has(`${site.how} ${site.command} ${site.at.path}`)),
      ]);
    }
  return merged;
}

function cleanOf({ past, uncommitted }: Scenery): Map<number, Set<string>> {
  const clean = new Map([...(past?.clean ?? [])].map(([target, held]) => [target, new Set(held)]));
  for (const { target, answer, kind, text } of uncommitted)
    if (answer === 'no' && kind !== 'declared')
      clean.set(
        target,
        (clean.get(target) ?? new Set()).add(
          kind === 'locked' ? text.slice(text.lastIndexOf('@') + 1) : text,
        ),
      );
  return clean;
}

const NOTHING: Ran = { places: [], recall: [], held: { credentials: [], tokens: [], caches: [] } };

function ranIn(
  asked: Asked,
  { scenes, targets }: Scenery,
  found: readonly FoundHere[],
  fresh: ReadonlyMap<number, readonly FreshSite[]>,
): Ran {
  const there = { years: yearsThere(asked, found), changes: changesThere(asked, found) };
  const hits = found.filter((one) => one.answer === 'yes');
  const onMain =
    hits.length === 0 ||
    hits.some((one) => one.spans.some(({ kind }) => kind === 'main' || kind === 'working-tree'));
  const all = scenes.map((scene) => whatRan(scene, entriesOf(scene, targets, found, fresh), there, onMain));
  return {
    places: all.flatMap((one) => one.places).filter(unique((place) => place.id)),
    recall: all.flatMap((one) => one.recall).filter(unique((one) => `${one.registry} ${one.what}`)),
    held: {
      credentials: all.flatMap((one) => one.held.credentials).filter(unique((one) => one.name)),
      tokens: all.flatMap((one) => one.held.tokens).filter(unique((one) => `${one.kind} ${one.job}`)),
      caches: all.flatMap((one) => one.held.caches).filter(unique((one) => one.job)),
    },
  };
}

const MOST_COMMANDS = 20;

/** `gh run list` for each workflow that ran it. Names of files are quoted for the shell. */
function runCommands({ places }: Ran, asked: Asked, found: readonly FoundHere[]): string[] {
  const since = sinceOf(asked, found);
  const created =
    since === null
      ? ''
      : ` --created=${since.to === null ? shellWord(`>=${since.from}`) : `${since.from}..${since.to}`}`;
  const files = places
    .filter(({ kind }) => kind === 'job')
    .map(({ id }) => id.slice('job/'.length, id.lastIndexOf('#')))
    .map((path) => path.slice(path.lastIndexOf('/') + 1));
  return [...new Set(files)]
    .slice(0, MOST_COMMANDS)
    .map(
      (file) => `gh run list --workflow=${shellWord(file).replace(/^(?=[$'])/, '')}${created} --limit=1000`,
    );
}

function laptopsOf({ places }: Ran, { window }: Asked): string[] {
  if (!places.some(({ kind }) => kind === 'machine')) return [];
  const when =
    window === null ? 'while a commit above was checked out' : `between ${window.from} and ${window.to}`;
  return [`everybody who ran an install in this repository ${when}: no file tells who; ask all who commit`];
}

function readOf({ past, history }: Scenery): HistoryRead {
  if (!('commits' in history) || past === null)
    return {
      commits: 0,
      refs: 0,
      from: null,
      to: null,
      shallow: false,
      contents: 0,
      unread: 'unread' in history ? history.unread : 'it was not read',
    };
  const dates = history.commits.map((commit) => commit.committed);
  const [first, last] = dates.reduce(
    ([a, b], date) => [Math.min(a, date), Math.max(b, date)],
    [Infinity, -Infinity],
  );
  return {
    commits: history.commits.length,
    refs: history.refs.length,
    from: dates.length === 0 ? null : instant(first as number),
    to: dates.length === 0 ? null : instant(last as number),
    shallow: history.shallow,
    contents: past.contents,
    unread: null,
  };
}

const MOST_RELEASES = 50;

function othersOf(
  asked: Asked,
  { history, current }: Scenery,
  found: readonly FoundHere[],
  ran: Ran,
): BlastOthers {
  const since = sinceOf(asked, found);
  if (ran === NOTHING) return { published: [], releases: [], shared: [] };
  const recalled = new Set(ran.recall.map((one) => one.registry));
  const channels = current.places.repository.channels
    .filter(({ registry }) => !recalled.has(registry))
    .map(({ registry, at: place }) => ({
      registry,
      what: channelWords(registry, current),
      at: place,
    }));
  const tags =
    'tags' in history && since !== null
      ? history.tags.filter((tag) => tag.created >= secondsOf(since.from))
      : [];
  return {
    published: [...ran.recall, ...channels].filter(unique((one) => `${one.registry} ${one.what}`)),
    releases: tags
      .slice(0, MOST_RELEASES)
      .map(({ name, created }) => ({ tag: name, created: instant(created) })),
    shared: ran.held.credentials.filter((one) => one.kind !== 'identifier').map((one) => one.name),
  };
}

function channelWords(registry: string, { inventory }: Scene): string {
  const own = inventory.manifests.filter((one) => !one.private && one.name !== null).map((one) => one.name);
  return registry === 'npm' && own.length > 0 ? own.join(' ') : `what is published to ${registry}`;
}

function cannotSee({ history, targets, current }: Scenery): string[] {
  const owners = new Set(
    targets.all.flatMap((one) => (one.kind === 'action' ? [one.name.split('/')[0] ?? ''] : [])),
  );
  const siblings = current.places.surfaces.filter(
    (one) =>
      one.kind === 'action' &&
      owners.has(one.owner.toLowerCase()) &&
      !targets.ofKind('action').some(({ target }) => isAction(one.reference, target)),
  ).length;
  return [
    'logs of runs: whether a job really ran it, and what it printed',
    'laptops: who installed what, and when',
    'secrets of the organisation, and the settings of environments, branches and tokens',
    'other repositories, and what shares caches, runners or secrets with this one',
    'what left the machines: traffic, uploads, posts',
    'branches that were deleted or never fetched, forks and pull requests: git fetch origin "+refs/pull/*/head:refs/remotes/pull/*"',
    'versions that commands chose and no lockfile kept; packages that came by other registries or by hand',
    ...(targets.ofKind('action').length > 0 ? ['actions that the actions of others use inside'] : []),
    ...(siblings > 0
      ? [`what else the owner changed: ${siblings} other uses of actions of the same owner stand here`]
      : []),
    ...('commits' in history ? ['dates of commits are those that their authors wrote'] : []),
  ];
}
