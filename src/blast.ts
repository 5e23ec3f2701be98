/**
 * The other place where stages meet: what was where and when, out of git objects and the tree, to what ran, what it
 * could hold, and what to do. A run is a function of its arguments; nothing of the tree is run.
 */
import { answerOf } from './blast/answer.ts';
import { commandsIn, findingsIn, splitName, Targets } from './blast/findings.ts';
import { lookBack, type Past, type Window } from './blast/past.ts';
import { reduceLock } from './blast/reduce.ts';
import type { Scene } from './blast/scene.ts';
import type { Scenery } from './blast/scenery.ts';
import type { Target } from './blast/target.ts';
import type { State } from './blast/timeline.ts';
import { secondsOf } from './blast/times.ts';
import { credentialRecords } from './credentials.generated.ts';
import { reachedFrom } from './graph/forward.ts';
import { weave } from './graph/weave.ts';
import { Draws } from './hazards/draws.ts';
import { sum } from './maths/survival.ts';
import type { Step } from './model/attack-graph.ts';
import { type Attestation, inForce } from './model/attestation.ts';
import type { Blast, BlastWindow } from './model/blast.ts';
import type { Diagnostic } from './model/diagnostic.ts';
import { type FileTree, NO_HISTORY } from './model/files.ts';
import { EVERYTHING, type RepositoryHistory, type UnreadHistory } from './model/history.ts';
import { merge } from './model/inventory.ts';
import { parameterRecords } from './parameters.generated.ts';
import { platformRules } from './platform.generated.ts';
import { type Collected, collect, wanted } from './readers/collect.ts';
import { attestedFacts } from './surfaces/attested.ts';
import { placesOf } from './surfaces/places.ts';
import { selfContained } from './surfaces/self-contained.ts';
import { version } from './version.generated.ts';

export { parseList } from './blast/list.ts';
export { parseTarget, type Target } from './blast/target.ts';

export interface BlastRequest {
  /** The root as the user named it: printed, never resolved. */
  readonly root: string;
  readonly tree: FileTree;
  readonly history: RepositoryHistory | UnreadHistory;
  readonly targets: readonly Target[];
  readonly window: BlastWindow | null;
  /** ISO date: what holds still is told up to its end. */
  readonly asOf: string;
  readonly seed: number;
  readonly attestations: readonly Attestation[];
  /** Remarks on the request, such as lines of a list. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface BlastRun {
  readonly blast: Blast;
  /** How many files of the tree, and of its history, were recognised. */
  readonly recognised: number;
}

/** Joint draws; each is followed in 256 worlds, so that a chance is good to about a hundredth. */
const DRAWS = 32;
const LOCK = /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/;

export async function blast(request: BlastRequest): Promise<BlastRun> {
  const targets = new Targets(request.targets);
  const history = 'commits' in request.history ? request.history : null;
  const window =
    request.window === null
      ? null
      : { from: secondsOf(request.window.from), to: secondsOf(request.window.to) };
  const past = history === null ? null : await lookBack(history, targets, window, readAlone);
  const now = await readTree(request.tree, targets);
  const weigher = new Weigher(request);
  const scenes: Scene[] = [];
  const states = history === null || past === null ? [] : scenesOf(past, history, window);
  const trees = history === null ? [] : await treesOf(states, history);
  for (const [i, tree] of trees.entries())
    scenes.push(weigher.scene((await readTree(tree, targets)).inventory, (states[i] as State).commit.hash));
  const current = weigher.scene(now.inventory, null);
  const scenery: Scenery = {
    targets,
    past,
    history: request.history,
    // The tree of the time comes first: it is what ran.
    scenes: needsCurrent(past, window, scenes, request.asOf) ? [...scenes, current] : scenes,
    current,
    unread: now.unread,
    uncommitted: await uncommitted(findingsIn(now.inventory, targets), request.tree, past, history),
    records: credentialRecords,
  };
  return {
    blast: answerOf(request, scenery, version),
    recognised: now.recognised + (past?.states.some((state) => state.files.size > 0) ? 1 : 0),
  };
}

/** The tree of today counts when the window reaches to it, when nothing of the past was read, or when no window is given. */
const needsCurrent = (
  past: Past | null,
  window: Window | null,
  scenes: readonly Scene[],
  asOf: string,
): boolean =>
  past === null || window === null || scenes.length === 0 || window.to >= secondsOf(`${asOf}T00:00:00Z`);

/** One file by its reader, as of an old commit. */
const readAlone = async (path: string, text: string) =>
  (await collect(treeOfTexts(new Map([[path, text]])), NO_HISTORY)).inventory;

const treeOfTexts = (texts: ReadonlyMap<string, string>): FileTree => ({
  files: [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => ({
      path,
      read: () => ({ kind: 'text', text, diagnostics: [] }),
    })),
  skipped: [],
  diagnostics: [],
});

/**
 * Facts of a tree. Lockfiles are cut down to what is asked and what commands name: whole they would cost more than
 * all the rest, and nothing here looks at their other entries.
 */
async function readTree(tree: FileTree, targets: Targets): Promise<Collected> {
  const others = await collect(
    { ...tree, files: tree.files.filter(({ path }) => !LOCK.test(path)) },
    NO_HISTORY,
  );
  const named = commandsIn(others.inventory).flatMap((command) =>
    command.names.map((name) => splitName(name).name),
  );
  const names = [...new Set([...targets.needles('package'), ...named])].filter((name) => name !== '');
  const locks = tree.files
    .filter(({ path }) => LOCK.test(path))
    .map((file): FileTree['files'][number] => ({
      path: file.path,
      read() {
        const found = file.read();
        return found.kind === 'text'
          ? { ...found, text: reduceLock(file.path, found.text, names, true) }
          : found;
      },
    }));
  const locked = await collect({ files: locks, skipped: [], diagnostics: [] }, NO_HISTORY);
  return {
    inventory: merge([others.inventory, locked.inventory]),
    unread: [...others.unread, ...locked.unread],
    recognised: others.recognised + locked.recognised,
  };
}

/** Trees to look at besides today's: as main stood in the window, or where it was last held, and one branch that held it. */
function scenesOf(past: Past, history: RepositoryHistory, window: Window | null): State[] {
  const main = past.relevant.filter((state) => state.line.kind === 'main');
  const held = new Set(
    past.found
      .filter((one) => one.answer === 'yes')
      .flatMap((one) => one.spans.map((span) => span.lastCommit)),
  );
  const heldOn = (states: readonly State[]): State | undefined =>
    states.find((state) => held.has(state.commit.hash));
  // A clone whose HEAD names no commit has an empty tree: then the tip of its main line stands for today.
  const today = history.head === null ? [main[0]] : [];
  const ends = window === null ? today : [main[0], main.at(-1)];
  const chosen = [heldOn(main), heldOn(past.relevant.filter((state) => state.line.kind !== 'main')), ...ends];
  const distinct = new Map<State['files'], State>();
  for (const state of chosen) {
    if (state === undefined || distinct.has(state.files)) continue;
    if (window === null && state.commit.hash === history.head) continue; // today's tree
    distinct.set(state.files, state);
  }
  return [...distinct.values()].slice(0, 3);
}

/** The files of commits that readers know, all read at once. */
async function treesOf(states: readonly State[], history: RepositoryHistory): Promise<FileTree[]> {
  const blobs = new Set(
    states.flatMap((state) => [...state.files].flatMap(([path, blob]) => (wanted(path) ? [blob] : []))),
  );
  const texts = new Map<string, string>();
  await history.scan([...blobs], EVERYTHING, ({ blob, text }) => {
    texts.set(blob, text());
  });
  return states.map(({ files }) =>
    treeOfTexts(
      new Map(
        [...files].flatMap(([path, blob]) =>
          wanted(path) && texts.has(blob) ? [[path, texts.get(blob) as string] as const] : [],
        ),
      ),
    ),
  );
}

/** Findings of today's tree that are in no commit: their file differs from the checked-out commit's. */
async function uncommitted(
  findings: ReturnType<typeof findingsIn>,
  tree: FileTree,
  past: Past | null,
  history: RepositoryHistory | null,
): Promise<ReturnType<typeof findingsIn>> {
  const head = past?.states.find((state) => state.commit.hash === history?.head);
  if (head === undefined || history === null) return findings;
  const paths = [...new Set(findings.map((one) => one.at.path))];
  const committed = new Map<string, string>();
  const blobs = new Map(
    paths.flatMap((path) => (head.files.has(path) ? [[head.files.get(path) as string, path]] : [])),
  );
  await history.scan([...blobs.keys()], EVERYTHING, ({ blob, text }) => {
    committed.set(blob, normal(text()));
  });
  const same = (path: string): boolean => {
    const found = tree.files.find((file) => file.path === path)?.read();
    return found?.kind === 'text' && committed.get(head.files.get(path) ?? '') === normal(found.text);
  };
  const unchanged = new Map(paths.map((path) => [path, same(path)]));
  return findings.filter((one) => unchanged.get(one.at.path) !== true);
}

const normal = (text: string): string => text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');

/** Makes scenes: places and graph of an inventory, with the chances of this run. */
class Weigher {
  readonly #draws: Draws;
  readonly #request: BlastRequest;

  constructor(request: BlastRequest) {
    this.#request = request;
    this.#draws = new Draws(parameterRecords, request.seed, DRAWS);
  }

  scene(inventory: Scene['inventory'], commit: string | null): Scene {
    const { asOf, attestations, seed } = this.#request;
    const draws = this.#draws;
    const context = {
      asOf,
      rules: platformRules,
      credentials: credentialRecords,
      attested: attestedFacts(attestations.filter((one) => inForce(one, asOf))),
      committers: null,
    };
    const places = placesOf(inventory, context);
    const graph = weave(places);
    const walls = new Map(graph.walls.map((wall) => [wall.id, wall]));
    const mean = (values: Float64Array): number => sum(values) / values.length;
    return {
      commit,
      inventory,
      places,
      graph,
      perYear: (place) => mean(draws.rate(place.runs)),
      passes: (step: Step) =>
        step.walls.reduce(
          (p, id) => p * mean(draws.product(walls.get(id)?.fails ?? [])),
          mean(draws.product(step.open)),
        ),
      reached: (entries) =>
        reachedFrom(graph, entries, { chances: (factors) => draws.product(factors), draws: DRAWS, seed }),
      selfContained: selfContained(context),
    };
  }
}
