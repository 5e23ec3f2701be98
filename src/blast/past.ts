/**
 * Looking back: which old contents name what is asked, on which lines of commits, and when. Contents are looked
 * through as text first; only what names it is read, each distinct part once, by the reader of its format.
 */
import type { Found, Span } from '../model/blast.ts';
import { EVERYTHING, type RepositoryHistory, type Seconds } from '../model/history.ts';
import type { Inventory } from '../model/inventory.ts';
import { type Finding, findingsIn, splitName, type Targets } from './findings.ts';
import { mentionsOf } from './mentions.ts';
import { reduceLock } from './reduce.ts';
import { exactVersions } from './target.ts';
import { type State, spansOf, statesOf, within } from './timeline.ts';

export type ReadFile = (path: string, text: string) => Promise<Inventory>;

export interface Window {
  readonly from: Seconds;
  readonly to: Seconds;
}

export interface Past {
  /** All states, and those of the window. */
  readonly states: readonly State[];
  readonly relevant: readonly State[];
  readonly found: readonly (Found & { readonly target: number; readonly production: boolean })[];
  /** What main's locks held instead, by target. */
  readonly clean: ReadonlyMap<number, ReadonlySet<string>>;
  readonly cut: readonly string[];
  readonly contents: number;
}

/** Reduced texts that are parsed, in characters, empty lines not counted: about a second of work. */
const MOST_PARSED = 12e6;
const MOST_SPANS = 12;
const LOCK = /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/;
const WORKFLOW = /^\.github\/workflows\/|(^|\/)action\.ya?ml$/;
const COMMANDS =
  /(^|\/)(package\.json|(netlify|fly[^/]*)\.toml|render\.ya?ml|vercel\.json|[^/]*compose[^/]*\.ya?ml)$|dockerfile|containerfile/i;

export async function lookBack(
  history: RepositoryHistory,
  targets: Targets,
  window: Window | null,
  read: ReadFile,
): Promise<Past> {
  const states = statesOf(history);
  const relevant = states.filter((state) => within(state, window));
  const contents = distinctContents(relevant);
  const locks = contents.filter(({ path }) => LOCK.test(path) && targets.needles('package').length > 0);
  const others = contents.filter(({ path }) => isOther(path, targets));
  const reading = new Reading(read, targets);
  const cut = [
    ...(await scanOthers(history, others, targets, reading)),
    // Whether `npx x` runs the tree's own x, its lock tells in whatever version.
    ...(await scanLocks(
      history,
      locks,
      { targets, telling: tellingBlobs(relevant, window), always: execNames(reading.byContent, targets) },
      reading,
    )),
  ];
  return {
    states,
    relevant,
    found: foundOver(relevant, reading.byContent, targets),
    clean: cleanOn(relevant, window, reading.byContent),
    cut: [...cut, ...reading.cut()],
    contents: locks.length + others.length,
  };
}

const isOther = (path: string, targets: Targets): boolean =>
  !LOCK.test(path) && (WORKFLOW.test(path) || COMMANDS.test(path)) && targets.all.length > 0;

interface Content {
  readonly path: string;
  readonly blob: string;
}

const keyOf = ({ path, blob }: Content): string => `${blob} ${path}`;

function distinctContents(states: readonly State[]): Content[] {
  const found = new Map<string, Content>();
  const seen = new Set<ReadonlyMap<string, string>>();
  for (const { files } of states) {
    if (seen.has(files)) continue;
    seen.add(files);
    for (const [path, blob] of files) {
      const content = { path, blob };
      const key = keyOf(content);
      if (!found.has(key)) found.set(key, content);
    }
  }
  return [...found.values()];
}

/** Locks whose versions are told even when they are not the ones asked for: main's in the window, or its newest. */
function tellingBlobs(relevant: readonly State[], window: Window | null): ReadonlySet<string> {
  const main = relevant.filter((state) => state.line.kind === 'main');
  return new Set((window === null ? main.slice(0, 1) : main).flatMap((state) => [...state.files.values()]));
}

interface Part {
  readonly text: string;
  readonly contents: Content[];
}

/** Reads distinct parts of contents, and keeps what they say for each content in which they stand. */
class Reading {
  readonly byContent = new Map<string, readonly Finding[]>();
  readonly #read: ReadFile;
  readonly #targets: Targets;
  #parts = new Map<string, Part>();
  #parsed = 0;
  #beyond = 0;
  readonly #broken = new Map<string, number>();

  constructor(read: ReadFile, targets: Targets) {
    this.#read = read;
    this.#targets = targets;
  }

  add(content: Content, text: string, key: string): void {
    const id = `${content.path}\0${key}`;
    const part = this.#parts.get(id) ?? { text, contents: [] };
    part.contents.push(content);
    this.#parts.set(id, part);
  }

  /** Reads what was added since the last time. */
  async readAdded(): Promise<void> {
    const parts = this.#parts;
    this.#parts = new Map();
    for (const { text, contents } of parts.values()) {
      const [first] = contents as [Content];
      this.#parsed += text.replace(/\n{2,}/g, '\n').length;
      if (this.#parsed > MOST_PARSED) {
        this.#beyond += contents.length;
        continue;
      }
      const inventory = await this.#read(first.path, text);
      if (LOCK.test(first.path) && inventory.diagnostics.some((one) => one.severity === 'error'))
        this.#broken.set(first.path, (this.#broken.get(first.path) ?? 0) + contents.length);
      const findings = findingsIn(inventory, this.#targets);
      for (const content of contents) this.byContent.set(keyOf(content), findings);
    }
  }

  /** Why some were not read. */
  cut(): string[] {
    return [
      ...(this.#beyond > 0 ? [`${this.#beyond} old files that name it were not read: too many`] : []),
      ...[...this.#broken].map(([path, count]) => `${count} old versions of ${path} cannot be read`),
    ];
  }
}

interface LockSearch {
  readonly targets: Targets;
  readonly telling: ReadonlySet<string>;
  /** Names that are read whatever version stands near. */
  readonly always: ReadonlySet<string>;
}

async function scanLocks(
  history: RepositoryHistory,
  locks: readonly Content[],
  { targets, telling, always }: LockSearch,
  reading: Reading,
): Promise<readonly string[]> {
  const byBlob = grouped(locks);
  const names = targets.needles('package');
  // A lock that does not hold the very version near the name does not hold that version of it.
  const near = new Map([...wantedVersions(targets)].filter(([name]) => !always.has(name)));
  const alike = new Map<string, Reduced>();
  const cut = await history.scan([...byBlob.keys()], { names, near }, (found) => {
    const asked = telling.has(found.blob) ? found.held : found.near;
    if (asked.length === 0 && !found.hides) return;
    const around = `${asked.join('\0')}\0${found.around(asked)}`;
    for (const content of byBlob.get(found.blob) ?? []) {
      // Locks that agree in all that stands around the names say the same; the first of them is the newest.
      const key = `${content.path}\0${around}`;
      const reduced = alike.get(key) ?? reducedOf(content.path, found.text(), asked);
      alike.set(key, reduced);
      reading.add(content, reduced.text, reduced.key);
    }
  });
  await reading.readAdded();
  return cut;
}

interface Reduced {
  readonly text: string;
  readonly key: string;
}

function reducedOf(path: string, text: string, names: readonly string[]): Reduced {
  const reduced = reduceLock(path, text, names, false);
  return { text: reduced, key: reduced.replace(/\n{2,}/g, '\n') };
}

/** By name, the versions of which one stands in every lock that holds what is asked; names without are left out. */
function wantedVersions(targets: Targets): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map<string, readonly string[] | null>();
  for (const { target } of targets.ofKind('package')) {
    if (!('name' in target)) continue;
    const name = target.name.replace(/\*$/, '');
    const known = wanted.get(name);
    const exact = exactVersions(target);
    wanted.set(name, exact === null || known === null ? null : [...(known ?? []), ...exact]);
  }
  return new Map([...wanted].flatMap(([name, exact]) => (exact === null ? [] : [[name, exact] as const])));
}

const grouped = (contents: readonly Content[]): Map<string, Content[]> => {
  const found = new Map<string, Content[]>();
  for (const content of contents) found.set(content.blob, [...(found.get(content.blob) ?? []), content]);
  return found;
};

async function scanOthers(
  history: RepositoryHistory,
  others: readonly Content[],
  targets: Targets,
  reading: Reading,
): Promise<readonly string[]> {
  const byBlob = grouped(others);
  const mentions = mentionsOf(targets);
  const cut = await history.scan([...byBlob.keys()], EVERYTHING, ({ blob, text }) => {
    const whole = text();
    for (const content of byBlob.get(blob) ?? []) {
      const key = mentions(content.path, whole);
      if (key !== '') reading.add(content, whole, key);
    }
  });
  await reading.readAdded();
  return cut;
}

type FoundInPast = Past['found'][number];

function foundOver(
  relevant: readonly State[],
  byContent: ReadonlyMap<string, readonly Finding[]>,
  targets: Targets,
): FoundInPast[] {
  const own = (finding: Finding, state: State): boolean =>
    plainExecName(finding, targets) !== null &&
    [...state.files].some(([path, blob]) =>
      byContent
        .get(keyOf({ path, blob }))
        ?.some((one) => one.kind === 'locked' && one.target === finding.target),
    );
  const asked = new Map<string, { finding: Finding; keys: Map<string, Finding> }>();
  for (const [key, findings] of byContent)
    for (const finding of findings) {
      if (finding.answer === 'no') continue;
      const id = [finding.target, finding.kind, finding.at.path, finding.text, finding.answer].join('\0');
      const known = asked.get(id) ?? { finding, keys: new Map<string, Finding>() };
      if (!known.keys.has(key)) known.keys.set(key, finding);
      asked.set(id, known);
    }
  return [...asked.values()].flatMap(({ finding, keys }) => {
    const { path } = finding.at;
    const spans = spansOf(relevant, (state) => {
      const blob = state.files.get(path);
      if (blob === undefined || !keys.has(keyOf({ path, blob }))) return false;
      return !own(finding, state);
    });
    const [first] = spans;
    if (first === undefined) return [];
    const newest = keys.get(keyOf({ path, blob: first.newest.files.get(path) as string })) ?? finding;
    return [
      {
        what: targets.all[finding.target]?.text ?? '',
        target: finding.target,
        production: finding.production,
        kind: finding.kind,
        text: finding.text,
        answer: finding.answer === 'yes' ? 'yes' : 'maybe',
        at: newest.at,
        commit: first.newest.commit.hash,
        spans: ordered(spans.map(({ span }) => span)).slice(0, MOST_SPANS),
        more: Math.max(0, spans.length - MOST_SPANS),
      },
    ];
  });
}

const SPAN_RANK: Readonly<Record<Span['kind'], number>> = {
  'working-tree': 0,
  main: 1,
  bot: 2,
  branch: 3,
  merged: 4,
  tag: 5,
};

/** The main line first, then bots' and others' branches; of each kind the newest first. */
const ordered = (spans: readonly Span[]): Span[] =>
  [...spans].sort((a, b) => SPAN_RANK[a.kind] - SPAN_RANK[b.kind] || (a.from < b.from ? 1 : -1));

/** The name in `npx x` without a version: the tree's own x runs where its lock has one. Null for other commands. */
function plainExecName({ kind, answer, text, target: index }: Finding, targets: Targets): string | null {
  const target = targets.all[index];
  const isExec = /^(npx|bunx|(pnpm|yarn|bun) (dlx|exec|x))\b/.test(text);
  if (kind !== 'fetched' || answer !== 'maybe' || !isExec) return null;
  if (target === undefined || !('name' in target) || target.name.endsWith('/*')) return null;
  const asksForVersion = text
    .split(/\s+/)
    .some((word) => splitName(word).name === target.name && word.includes('@', 1));
  return asksForVersion ? null : target.name;
}

function execNames(byContent: ReadonlyMap<string, readonly Finding[]>, targets: Targets): Set<string> {
  const findings = [...byContent.values()].flat();
  return new Set(findings.flatMap((one) => plainExecName(one, targets) ?? []));
}

/** What the locks (for actions and images: the files) of the main line held instead. */
function cleanOn(
  relevant: readonly State[],
  window: Window | null,
  byContent: ReadonlyMap<string, readonly Finding[]>,
): Map<number, Set<string>> {
  const main = relevant.filter((state) => state.line.kind === 'main');
  const clean = new Map<number, Set<string>>();
  for (const { files } of window === null ? main.slice(0, 1) : main)
    for (const [path, blob] of files)
      for (const { target, answer, kind, text } of byContent.get(keyOf({ path, blob })) ?? []) {
        if (answer !== 'no' || kind === 'declared') continue;
        const held = kind === 'locked' ? text.slice(text.lastIndexOf('@') + 1) : text;
        clean.set(target, (clean.get(target) ?? new Set()).add(held));
      }
  return clean;
}
