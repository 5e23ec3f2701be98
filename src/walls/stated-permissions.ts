/** Permissions written into a workflow: reading for all of it, and in each job what its own text shows that it needs. */
import type { Job, Use, Workflow } from '../model/workflow.ts';
import { all, needsOf, OWN_TOKEN, type Scopes } from './scopes.ts';
import type { Edit, Patched, PatchFiles, WallFacts } from './wall.ts';
import {
  type Block,
  bodyOf,
  endingOf,
  innerIndent,
  jobBlock,
  keyIn,
  type Lines,
  linesOf,
  startOf,
  stepBlocks,
  topLevel,
} from './workflow-text.ts';

/** The workflow with its permissions stated; what any job needs must be told by its text. */
export function stated(path: string, files: PatchFiles, facts: WallFacts): Patched {
  const workflow = facts.inventory.workflows.find((one) => one.path === path && one.ref === null);
  const lines = linesOf(path, files, facts);
  if (typeof lines === 'string') return lacks(lines);
  if (workflow === undefined) return lacks(`the workflow ${path}`);
  const top = topEdit(lines, workflow);
  if (top === null) return lacks(`${path} is not written in blocks: permissions are to be stated by hand`);
  const jobs: Edit[] = [];
  for (const job of workflow.jobs) {
    if (job.permissions.kind === 'scopes' || readsAll(job)) continue;
    // What the workflow states is what its author gave its jobs.
    if (job.permissions.kind === 'absent' && (workflow.permissions.kind === 'scopes' || readsAll(workflow)))
      continue;
    const made = jobEdits(lines, job, { files, facts });
    if (typeof made === 'string')
      return lacks(`permissions of job ${job.id} in ${path}, to be stated by hand: ${made} is not told`);
    jobs.push(...made);
  }
  return { kind: 'edits', edits: [...top, ...jobs] };
}

const lacks = (what: string): Patched => ({ kind: 'lacks', what });
const readsAll = ({ permissions }: Pick<Job, 'permissions'>): boolean =>
  permissions.kind === 'all' && permissions.level === 'read';

/** Before `jobs:` and its comments, or in place of `write-all`; null where it cannot be placed. */
function topEdit(lines: Lines, { permissions, jobs: held }: Workflow): Edit[] | null {
  const jobs = topLevel(lines, 'jobs');
  const indent = jobs === null ? null : innerIndent(lines, jobs);
  if (jobs === null || indent === null || indent === 0) return null;
  if (permissions.kind === 'scopes') return [];
  const end = endingOf(lines);
  const words = `permissions:${end}${' '.repeat(indent)}contents: read${end}`;
  if (permissions.kind === 'all')
    return permissions.level === 'read' ? [] : inPlace(lines, topLevel(lines, 'permissions'), words);
  if (held.every((job) => job.permissions.kind !== 'absent')) return [];
  let at = jobs.from;
  while (at > 0 && /^#/.test(lines.lines[at - 1] ?? '')) at--;
  const apart = /^\s*$/.test(lines.lines[at - 1] ?? 'x') ? end : '';
  const from = startOf(lines, at);
  return [{ path: lines.path, from, to: from, with: `${words}${apart}` }];
}

/** A key of one line, with the comment behind it left where it is. */
function inPlace(lines: Lines, block: Block | null, words: string): Edit[] | null {
  if (block === null || block.to - block.from !== 1) return null;
  const from = startOf(lines, block.from);
  const comment = /\s#.*$/.exec((lines.lines[block.from] ?? '').trimEnd())?.[0].trim();
  const kept = comment === undefined ? '' : `${' '.repeat(block.indent)}${comment}${endingOf(lines)}`;
  return [{ path: lines.path, from, to: startOf(lines, block.to), with: kept + words }];
}

interface Around {
  readonly files: PatchFiles;
  readonly facts: WallFacts;
}

function jobEdits(lines: Lines, job: Job, around: Around): Edit[] | string {
  const block = jobBlock(lines, job.id);
  const indent = block === null ? null : innerIndent(lines, block);
  if (block === null || indent === null) return 'what is written in flow style';
  const needs = jobNeeds(lines, block, job, around);
  if (typeof needs === 'string') return needs;
  const writesAll = job.permissions.kind === 'all';
  if (!writesAll && Object.keys(needs).length === 0) return [];
  const words = wordsOf(needs, indent, indent - block.indent || 2, endingOf(lines));
  if (writesAll)
    return (
      inPlace(lines, keyIn(lines, 'permissions', block, indent), words) ?? 'what is written in flow style'
    );
  const runs = keyIn(lines, 'runs-on', block, indent);
  const place = runs ?? keyIn(lines, 'steps', block, indent);
  if (place === null) return 'where its steps begin';
  const from = startOf(lines, runs === null ? place.from : place.to);
  return [{ path: lines.path, from, to: from, with: words }];
}

function wordsOf(needs: Scopes, indent: number, step: number, end: string): string {
  const scopes = Object.entries({ contents: 'read', ...needs });
  const inner = ' '.repeat(indent + step);
  return `${' '.repeat(indent)}permissions:${end}${scopes.map(([name, level]) => `${inner}${name}: ${level}${end}`).join('')}`;
}

function jobNeeds(lines: Lines, block: Block, job: Job, around: Around): Scopes | string {
  const called = job.uses.find((use) => use.step === null);
  if (called !== undefined) return `what ${called.reference} needs`;
  const steps = stepBlocks(lines, block);
  if (job.uses.some((use) => (use.step ?? 0) >= steps.length)) return 'what its steps do';
  const inner = innerIndent(lines, block) ?? 0;
  const variables = [topLevel(lines, 'env'), keyIn(lines, 'env', block, inner)];
  const inherits = variables.some((one) => one !== null && OWN_TOKEN.test(bodyOf(lines, one)));
  const otherGit = job.uses.some(
    ({ reference, inputs }) =>
      reference.startsWith('actions/checkout@') &&
      (inputs['ssh-key'] !== undefined ||
        inputs['persist-credentials'] === 'false' ||
        (inputs.token !== undefined && !OWN_TOKEN.test(inputs.token))),
  );
  return joined(
    steps.map((step, index) => {
      const use = job.uses.find((one) => one.step === index) ?? null;
      const text = bodyOf(lines, step);
      const local = use?.pin === 'local' ? localNeeds(use, text, around, new Set()) : null;
      return local ?? needsOf({ text, use, inherits, otherGit });
    }),
  );
}

function joined(found: readonly (Scopes | string)[]): Scopes | string {
  return found.find((one) => typeof one === 'string') ?? all(found as Scopes[]);
}

/** An action of the tree needs what its steps need. */
function localNeeds(use: Use, given: string, around: Around, seen: Set<string>): Scopes | string {
  const unknown = `what ${use.reference} does with the token`;
  const directory = use.reference.replace(/^\.\//, '').replace(/\/$/, '') || '.';
  const action = around.facts.inventory.actions.find((one) => one.directory === directory);
  if (OWN_TOKEN.test(given) || action === undefined || action.runs !== 'composite') return unknown;
  const text = around.files.text(action.path);
  if (text === null || OWN_TOKEN.test(text.replace(/^\s*#.*$/gm, ''))) return unknown;
  if (seen.has(directory)) return {};
  seen.add(directory);
  return joined([
    needsOf({ text, use: null, inherits: false, otherGit: false }),
    ...action.uses.map((one) =>
      one.pin === 'local'
        ? localNeeds(one, '', around, seen)
        : needsOf({ text: '', use: one, inherits: false, otherGit: false }),
    ),
  ]);
}
