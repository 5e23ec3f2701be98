/** A condition of a job that only members meet: who wrote what started the run belongs to the repository. */
import type { Job, Workflow } from '../model/workflow.ts';
import type { Edit, Patched, PatchFiles, WallFacts } from './wall.ts';
import {
  type Block,
  endingOf,
  indentOf,
  innerIndent,
  jobBlock,
  keyIn,
  type Lines,
  linesOf,
  startOf,
} from './workflow-text.ts';

/** Events with rights on what an outsider writes, by the thing of the event that tells its author. */
const WRITTEN: Readonly<Record<string, string>> = {
  issue_comment: 'comment',
  pull_request_review_comment: 'comment',
  discussion_comment: 'comment',
  pull_request_review: 'review',
  issues: 'issue',
  discussion: 'discussion',
  pull_request_target: 'pull_request',
};
/** Events that tell no author and run with rights all the same. */
const UNSIGNED: ReadonlySet<string> = new Set(['workflow_run', 'fork', 'watch', 'workflow_call']);

/** The job is called by a word in what somebody writes. */
const CALLED = /(?:contains|startsWith)\(\s*github\.event\.\w+\.(?:body|title)\s*,/;

/**
 * The job with its condition narrowed to members. Only for a job that is called by a word: one that answers
 * everybody would lose what it is for.
 */
export function membersOnly(workflow: Workflow, job: Job, files: PatchFiles, facts: WallFacts): Patched {
  const { path, triggers } = workflow;
  const byHand = (why: string): Patched => ({
    kind: 'lacks',
    what: `whom job ${job.id} of ${path} is to answer: ${why}; let members start it (a condition on author_association), or leave it a token that reads and no tool that writes`,
  });
  const lines = linesOf(path, files, facts);
  if (typeof lines === 'string') return { kind: 'lacks', what: lines };
  const events = triggers.map((trigger) => trigger.event);
  const unsigned = events.find((event) => UNSIGNED.has(event));
  if (unsigned !== undefined) return byHand(`${unsigned} tells no author`);
  if (!CALLED.test(job.condition ?? '')) return byHand('it works on whatever is written');
  const block = jobBlock(lines, job.id);
  const condition = block === null ? null : keyIn(lines, 'if', block, innerIndent(lines, block) ?? 0);
  const edits = condition === null ? null : narrowed(lines, condition, memberTest(events));
  return edits === null ? byHand('its condition is not one line or one block') : { kind: 'edits', edits };
}

/** True for what members write, and for events that outsiders do not start with rights. */
function memberTest(events: readonly string[]): string {
  const order = ['comment', 'review', 'issue', 'pull_request', 'discussion'];
  const written = new Set(events.flatMap((event) => WRITTEN[event] ?? []));
  const author = order
    .filter((thing) => written.has(thing))
    .map((thing) => `github.event.${thing}.author_association`)
    .join(' || ');
  const others = [...new Set(events)].filter((event) => WRITTEN[event] === undefined);
  const member = `contains(fromJSON('["OWNER","MEMBER","COLLABORATOR"]'), ${author})`;
  const free = others.map((event) => `github.event_name == '${event}' || `).join('');
  return free === '' ? member : `(${free}${member})`;
}

function narrowed(lines: Lines, block: Block, test: string): Edit[] | null {
  const first = lines.lines[block.from] ?? '';
  const at = (from: number, to: number, text: string): Edit => ({ path: lines.path, from, to, with: text });
  const start = startOf(lines, block.from);
  if (block.to - block.from === 1) {
    const found =
      /^( *["']?if["']? *: +)(\$\{\{ *)?([^"'|>{\s#][^\r\n]*?)( *\}\})?( +#[^\r\n]*)?\r?\n?$/.exec(first);
    if (found === null || (found[2] === undefined) !== (found[4] === undefined)) return null;
    const [, key = '', open = '', expression = ''] = found;
    const from = start + key.length + open.length;
    return /[{}]/.test(expression)
      ? null
      : [at(from, from + expression.length, `(${expression}) && ${test}`)];
  }
  const body = lines.lines.slice(block.from + 1, block.to);
  if (!/: +[|>][+-]?\s*(?:#.*)?$/.test(first.trimEnd()) || body.some((line) => /[{}]/.test(line)))
    return null;
  const indent = ' '.repeat(indentOf(body.find((line) => line.trim() !== '') ?? ''));
  const end = endingOf(lines);
  if (indent === '' || !body.at(-1)?.endsWith('\n')) return null;
  const opening = startOf(lines, block.from + 1);
  const closing = startOf(lines, block.to);
  return [at(opening, opening, `${indent}${test} && (${end}`), at(closing, closing, `${indent})${end}`)];
}
