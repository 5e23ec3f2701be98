/** `cache-mode` written into a job: the host's cache gives it nothing that other runs saved. */
import type { JobFacts } from '../model/execution.ts';
import type { Job } from '../model/workflow.ts';
import type { Patched, PatchFiles, WallFacts } from './wall.ts';
import { endingOf, innerIndent, jobBlock, keyIn, type Lines, linesOf, startOf } from './workflow-text.ts';

/** The job with a mode in which it restores nothing; a job that is to fill the cache still may. */
export function restoresNothing(facts: JobFacts, job: Job, files: PatchFiles, of: WallFacts): Patched {
  const { workflow: path } = facts;
  const lines = linesOf(path, files, of);
  if (typeof lines === 'string') return { kind: 'lacks', what: lines };
  const byHand = (why: string): Patched => ({
    kind: 'lacks',
    what: `the cache of job ${job.id} in ${path} taken out by hand: ${why}`,
  });
  if (!facts.cacheModeCounts)
    return byHand('it lies with a vendor or a registry, or the day is before `cache-mode` was understood');
  const handed = job.uses.find(handsOn);
  if (handed !== undefined)
    return byHand(`${handed.inputs.path ?? 'what it restores'} may be what another job made for this one`);
  return edited(lines, job) ?? byHand('it is not written in blocks');
}

/** Behind `runs-on`, or in place of the mode that the job has. */
function edited(lines: Lines, { id, cacheMode }: Job): Patched | null {
  const block = jobBlock(lines, id);
  const indent = block === null ? null : innerIndent(lines, block);
  if (block === null || indent === null) return null;
  const runsOn = keyIn(lines, 'runs-on', block, indent);
  const known = keyIn(lines, 'cache-mode', block, indent);
  if (runsOn === null || !lines.lines[runsOn.to - 1]?.endsWith('\n')) return null;
  const mode = known !== null && cacheMode?.startsWith('write') ? 'write-only' : 'none';
  if (known === null) {
    const at = startOf(lines, runsOn.to);
    const line = `${' '.repeat(indent)}cache-mode: ${mode}${endingOf(lines)}`;
    return { kind: 'edits', edits: [{ path: lines.path, from: at, to: at, with: line }] };
  }
  const value = /^( *["']?cache-mode["']? *: *)([^\s#]+)/.exec(lines.lines[known.from] ?? '');
  if (value === null) return null;
  const from = startOf(lines, known.from) + (value[1] ?? '').length;
  return {
    kind: 'edits',
    edits: [{ path: lines.path, from, to: from + (value[2] ?? '').length, with: mode }],
  };
}

/** Folders of tools, which the tool fills anew; anything else may be made in one job to be used in the next. */
const TOOLS =
  /^(?:~|\$HOME|\/(?:root|home)\/|\$\{\{|!)|(?:^|\/)(?:\.?[\w-]*cache[\w-]*|node_modules|\.venv|venv|vendor|\.yarn|\.pnpm-store|target|\.gradle|\.m2|\.nuget|\.turbo)(?:\/|$)/i;

const handsOn = ({ reference, inputs }: Job['uses'][number]): boolean =>
  /^[\w.-]+\/cache(?:\/restore)?@/i.test(reference) &&
  (inputs['fail-on-cache-miss'] === 'true' ||
    (inputs.path ?? '').split('\n').some((path) => path.trim() !== '' && !TOOLS.test(path.trim())));
