/** A checkout that takes the base again: the lines that name a stranger's branch go. */
import type { Job } from '../model/workflow.ts';
import type { Edit, Patched, PatchFiles, WallFacts } from './wall.ts';
import {
  type Block,
  indentOf,
  jobBlock,
  keyIn,
  type Lines,
  linesOf,
  startOf,
  stepBlocks,
  stepKey,
} from './workflow-text.ts';

const HEAD = ['ref', 'repository', 'allow-unsafe-pr-checkout'];

/**
 * The job with its only checkout on the base. Where the job compares two trees, or fetches by command, what it is
 * for cannot be kept by taking lines away: then it is told what to do.
 */
export function baseCheckedOut(path: string, job: Job, files: PatchFiles, facts: WallFacts): Patched {
  const lines = linesOf(path, files, facts);
  if (typeof lines === 'string') return { kind: 'lacks', what: lines };
  const byHand = (why: string): Patched => ({
    kind: 'lacks',
    what: `a split of job ${job.id} in ${path} by hand: ${why}; what runs the change belongs on pull_request, without secrets, and what it finds is handed on as data`,
  });
  const checkouts = job.uses.filter((use) => /^actions\/checkout@/i.test(use.reference));
  const [checkout] = checkouts;
  if (job.untrustedCheckouts.some((one) => one.how !== 'actions/checkout'))
    return byHand(`a command fetches ${job.untrustedCheckouts[0]?.what ?? 'the change'}`);
  if (checkouts.length !== 1 || checkout === undefined) return byHand('it checks out more than one tree');
  const block = jobBlock(lines, job.id);
  const step = block === null ? undefined : stepBlocks(lines, block)[checkout.step ?? 0];
  const inputs = step === undefined ? null : stepKey(lines, step, 'with');
  const edits = inputs === null ? null : without(lines, inputs);
  return edits === null ? byHand('its checkout is not written in blocks') : { kind: 'edits', edits };
}

/** Inputs without those that name the head; without any left the key itself goes. */
function without(lines: Lines, inputs: Block): Edit[] | null {
  const first = lines.lines.findIndex((line, at) => at > inputs.from && /\S/.test(line));
  const indent = indentOf(lines.lines[first] ?? '');
  if (first < 0 || first >= inputs.to) return null;
  const found = HEAD.flatMap((key) => keyIn(lines, key, { ...inputs, from: inputs.from + 1 }, indent) ?? []);
  if (found.length === 0) return null;
  const gone = new Set(
    found.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)),
  );
  const left = lines.lines.some(
    (line, at) => at > inputs.from && at < inputs.to && !gone.has(at) && /^\s*[^\s#]/.test(line),
  );
  const cut = left ? found : [inputs];
  return cut.map(({ from, to }) => ({
    path: lines.path,
    from: startOf(lines, from),
    to: startOf(lines, to),
    with: '',
  }));
}
