/**
 * Walls as text: choices → edits → the tree as it would be → the detector again. Nothing is written here: what is
 * returned is either whole, and says `standing` when read again, or it is not there.
 */
import type { FileTree, TreeFile } from './model/files.ts';
import type { Fix, FixedChoice } from './model/fix.ts';
import type { WallChoice } from './model/wall.ts';
import { type AssessmentRequest, type Facts, readFacts } from './pipeline.ts';
import { unifiedDiff } from './walls/diff.ts';
import { applied } from './walls/edits.ts';
import { type Surveyed, survey } from './walls/survey.ts';
import type { PatchFiles } from './walls/wall.ts';
import { factsOf } from './worth.ts';

export type FixRequest = Pick<
  AssessmentRequest,
  'tree' | 'history' | 'asOf' | 'attestations' | 'waivers' | 'snapshot'
>;

/** All that could be built in a tree, wall by wall. */
export async function surveyOf(request: FixRequest): Promise<Surveyed[]> {
  return survey(factsOf(await readFacts(request)));
}

/**
 * The patches of choices, one after the other, each read again before the next.
 * @param ids of choices, or of walls: then all of its choices; in order
 */
export async function fix(request: FixRequest, ids: readonly string[]): Promise<Fix> {
  let texts: Readonly<Record<string, string>> = {};
  const choices: FixedChoice[] = [];
  let facts = await readFacts(request);
  for (const id of wantedChoices(survey(factsOf(facts)), ids)) {
    const surveyed = survey(factsOf(facts));
    const one = surveyed.find(({ choices: own }) => own.some((choice) => choice.id === id));
    const choice = one?.choices.find((own) => own.id === id);
    // What an earlier patch has built with it needs no other.
    if (one === undefined || choice === undefined) continue;
    const step = await patched(one, choice, { facts, request, texts });
    choices.push(step.choice);
    if (step.built === null) continue;
    texts = step.built.texts;
    facts = step.built.facts;
  }
  const original = textsOf(request.tree);
  const files = Object.entries(texts).map(([path, after]) => {
    const before = original(path);
    return { path, before, after, diff: unifiedDiff(path, before, after) };
  });
  return { choices, files: files.filter((file) => file.diff !== '') };
}

const wantedChoices = (surveyed: readonly Surveyed[], ids: readonly string[]): string[] => [
  ...new Set(
    ids.flatMap((id) =>
      surveyed.flatMap(({ wall, choices }) =>
        choices.filter((choice) => choice.id === id || wall.id === id).map((choice) => choice.id),
      ),
    ),
  ),
];

interface State {
  readonly facts: Facts;
  readonly request: FixRequest;
  /** Files as earlier patches left them. */
  readonly texts: Readonly<Record<string, string>>;
}

interface Step {
  readonly choice: FixedChoice;
  readonly built: Pick<State, 'texts' | 'facts'> | null;
}

async function patched({ wall }: Surveyed, choice: WallChoice, state: State): Promise<Step> {
  const outcome = (is: FixedChoice['outcome'], because: string): Step => ({
    choice: { id: choice.id, wall: choice.wall, title: choice.title, outcome: is, because },
    built: null,
  });
  if (wall.patch === undefined)
    return outcome(
      'by hand',
      choice.attest === null ? 'no text of this tree builds it' : `attest ${choice.attest} once it stands`,
    );
  const read = textsOf(state.request.tree);
  const text = (path: string): string | null => state.texts[path] ?? read(path);
  const found = wall.patch(choice, { text, commitOf: commitsOf(state.facts) }, factsOf(state.facts));
  if (found.kind === 'lacks') return outcome('lacks', found.what);
  const paths = [...new Set(found.edits.map((edit) => edit.path))];
  const before = Object.fromEntries(
    paths.flatMap((path) => (text(path) === null ? [] : [[path, text(path) as string]])),
  );
  const broken = paths.find((path) => before[path]?.includes('\uFFFD'));
  if (broken !== undefined) return outcome('lacks', `${broken} in UTF-8: it has bytes that are none`);
  const texts = { ...state.texts, ...applied(before, found.edits) };
  const facts = await readFacts({ ...state.request, tree: overlaid(state.request.tree, texts) });
  const still = missing(survey(factsOf(facts), [wall])[0], choice);
  if (still !== null) return outcome('lacks', `a patch that holds: ${still} would still not have it`);
  return { ...outcome('patched', ''), built: { texts, facts } };
}

/** A site of the choice at which the wall does not stand; null when it stands at all of them. */
function missing(surveyed: Surveyed | undefined, choice: WallChoice): string | null {
  const built = new Set(choice.sites);
  const site = surveyed?.sites.find((one) => built.has(one.id) && one.state !== 'standing');
  return site?.what.text ?? null;
}

/** What is in a file, null where none is or it cannot be read. */
function textsOf(tree: FileTree): (path: string) => string | null {
  const files = new Map(tree.files.map((file) => [file.path, file]));
  return (path) => {
    const read = files.get(path)?.read();
    return read?.kind === 'text' ? read.text : null;
  };
}

/** The tree with some texts in place of what its files hold. */
function overlaid(tree: FileTree, texts: Readonly<Record<string, string>>): FileTree {
  const made = (path: string): TreeFile => ({
    path,
    read: () => ({ kind: 'text', text: texts[path] as string, diagnostics: [] }),
  });
  const known = new Set(tree.files.map((file) => file.path));
  const files = [
    ...tree.files.map((file) => (texts[file.path] === undefined ? file : made(file.path))),
    ...Object.keys(texts)
      .filter((path) => !known.has(path))
      .map(made),
  ];
  return { ...tree, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Commits that the tree itself names beside a tag: `owner/action@<commit> # v4` tells what `owner/action@v4` is. */
function commitsOf({ collected }: Facts): PatchFiles['commitOf'] {
  const known = new Map<string, string>();
  const uses = collected.inventory.workflows.flatMap((workflow) => workflow.jobs.flatMap((job) => job.uses));
  for (const { reference, pin, comment } of uses) {
    const [name, commit] = reference.split('@');
    const tag = /^\s*#?\s*(v?\d[\w.-]*)/.exec(comment)?.[1];
    if (pin === 'sha' && commit !== undefined && tag !== undefined) known.set(`${name}@${tag}`, commit);
  }
  return (reference) => known.get(reference) ?? null;
}
