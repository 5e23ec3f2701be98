/**
 * Looking back: which old contents name what is asked, on which lines of commits, and when. Contents are looked
 * through as text first; only what names it is read, each distinct part once, by the reader of its format.
 */
import type { Found, Span } from '../model/blast.ts';
import { EVERYTHING, type RepositoryHistory, type Seconds } from '../model/history.ts';
import type { Inventory } from '../model/inventory.ts';
import { type Finding, findingsIn, splitName, type Targets } from './findings.ts';
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
/** Up to so many names are searched one by one. */
const FEW_NAMES = 8;

const LOCK = /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/;
const WORKFLOW = /^\.github\/workflows\/|(^|\/)action\.ya?ml$/;
const COMMANDS =
  /(^|\/)(package\.json|(netlify|fly[^/]*)\.toml|render\.ya?ml|vercel\.json)$|dockerfile|containerfile/i;

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
  const parts = new Parts();
  const cut = [
    ...(await scanLocks(history, locks, { targets, telling: tellingBlobs(relevant, window) }, parts)),
    ...(await scanOthers(history, others, targets, parts)),
  ];
  const findings = await parts.read(read, targets);
  return {
    states,
    relevant,
    found: foundOver(relevant, findings.byContent, targets, parts.lockNames),
    clean: cleanOn(relevant, window, findings.byContent),
    cut: [...cut, ...findings.cut],
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

/** Distinct parts of contents, each with the contents in which it stands. */
class Parts {
  readonly #parts = new Map<string, Part>();
  /** Names that a lock holds somewhere: `npx x` then runs the tree's own x. */
  readonly lockNames = new Map<string, ReadonlySet<string>>();

  add(content: Content, text: string, key: string): void {
    const id = `${content.path}\0${key}`;
    const part = this.#parts.get(id) ?? { text, contents: [] };
    part.contents.push(content);
    this.#parts.set(id, part);
  }

  async read(
    read: ReadFile,
    targets: Targets,
  ): Promise<{ readonly byContent: ReadonlyMap<string, readonly Finding[]>; readonly cut: string[] }> {
    const byContent = new Map<string, readonly Finding[]>();
    const missed = { beyond: 0, broken: new Map<string, number>() };
    let parsed = 0;
    for (const { text, contents } of this.#parts.values()) {
      const [first] = contents as [Content];
      parsed += text.replace(/\n{2,}/g, '\n').length;
      if (parsed > MOST_PARSED) {
        missed.beyond += contents.length;
        continue;
      }
      const inventory = await read(first.path, text);
      if (LOCK.test(first.path) && inventory.diagnostics.some((one) => one.severity === 'error'))
        missed.broken.set(first.path, (missed.broken.get(first.path) ?? 0) + contents.length);
      const findings = findingsIn(inventory, targets);
      for (const content of contents) byContent.set(keyOf(content), findings);
    }
    return {
      byContent,
      cut: [
        ...(missed.beyond > 0 ? [`${missed.beyond} old files that name it were not read: too many`] : []),
        ...[...missed.broken].map(([path, count]) => `${count} old versions of ${path} cannot be read`),
      ],
    };
  }
}

async function scanLocks(
  history: RepositoryHistory,
  locks: readonly Content[],
  { targets, telling }: { readonly targets: Targets; readonly telling: ReadonlySet<string> },
  parts: Parts,
): Promise<readonly string[]> {
  const byBlob = grouped(locks);
  const names = targets.needles('package');
  // A lock that does not hold the very version near the name does not hold that version of it.
  const near = wantedVersions(targets);
  const alike = new Map<string, Reduced>();
  return history.scan([...byBlob.keys()], { names, near }, (found) => {
    parts.lockNames.set(found.blob, new Set(found.held));
    const asked = telling.has(found.blob) ? found.held : found.near;
    if (asked.length === 0 && !found.hides) return;
    const around = `${asked.join('\0')}\0${found.around(asked)}`;
    for (const content of byBlob.get(found.blob) ?? []) {
      // Locks that agree in all that stands around the names say the same; the first of them is the newest.
      const key = `${content.path}\0${around}`;
      const reduced = alike.get(key) ?? reducedOf(content.path, found.text(), asked);
      alike.set(key, reduced);
      parts.add(content, reduced.text, reduced.key);
    }
  });
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
  parts: Parts,
): Promise<readonly string[]> {
  const byBlob = grouped(others);
  const mentions = mentionsOf([...targets.needles('package'), ...targets.needles('other')]);
  return history.scan([...byBlob.keys()], EVERYTHING, ({ blob, text }) => {
    const whole = text();
    const lines = mentions(whole);
    if (lines === '') return;
    for (const content of byBlob.get(blob) ?? []) parts.add(content, whole, lines);
  });
}

/** The lines of a text that name something, joined; '' for none. Letters of either case. */
function mentionsOf(names: readonly string[]): (text: string) => string {
  const lower = names.map((name) => name.toLowerCase());
  const few = lower.length <= FEW_NAMES;
  const wanted = new Set(lower);
  const named = (line: string): boolean =>
    few
      ? lower.some((name) => line.includes(name))
      : (line.match(/(?:@[\w.~-]+\/)?[\w.~-]+(?:\/[\w.~-]+)*/g) ?? []).some(
          (word) =>
            wanted.has(word) || wanted.has(`${word.split('/')[0]}/`) || wanted.has(word.split('@')[0] ?? ''),
        );
  return (text) => {
    const all = text.toLowerCase();
    if (few && !lower.some((name) => all.includes(name))) return '';
    // Indentation and commands over several lines matter: the lines around are part of the key.
    const lines = text.split('\n').filter((line) => named(line.toLowerCase()));
    // A step that is there twice says no more than once.
    const seen = new Set<string>();
    return lines
      .filter((line) => !/^\s*-?\s*uses:/.test(line) || (!seen.has(line) && seen.add(line)))
      .join('\n');
  };
}

type FoundInPast = Past['found'][number];

function foundOver(
  relevant: readonly State[],
  byContent: ReadonlyMap<string, readonly Finding[]>,
  targets: Targets,
  lockNames: ReadonlyMap<string, ReadonlySet<string>>,
): FoundInPast[] {
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
      return !(isPlainExec(finding) && heldByLock(finding, state, targets, lockNames));
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

/** `npx x` without a version: the tree's own x where its lock has one. */
const isPlainExec = ({ kind, answer, text }: Finding): boolean =>
  kind === 'fetched' && answer === 'maybe' && /^(npx|bunx|(pnpm|yarn|bun) (dlx|exec|x))\b/.test(text);

function heldByLock(
  finding: Finding,
  state: State,
  targets: Targets,
  lockNames: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const target = targets.all[finding.target];
  if (target === undefined || !('name' in target)) return false;
  const asksForVersion = finding.text
    .split(/\s+/)
    .some((word) => splitName(word).name === target.name && word.includes('@', 1));
  if (asksForVersion || target.name.endsWith('/*')) return false;
  return [...state.files].some(
    ([path, blob]) => LOCK.test(path) && (lockNames.get(blob)?.has(target.name) ?? false),
  );
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
