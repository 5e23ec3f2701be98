/** A variable of a whole workflow or job, moved to the steps that name it. */
import type { SecretUse, Workflow } from '../model/workflow.ts';
import type { Edit, Patched, PatchFiles, WallFacts } from './wall.ts';
import {
  type Block,
  endingOf,
  escaped,
  indentOf,
  innerIndent,
  jobBlock,
  keyIn,
  type Lines,
  linesOf,
  startOf,
  stepBlocks,
  stepKey,
  stepKeys,
  topLevel,
} from './workflow-text.ts';

/** The secret's variable out of the environment of all, into that of each step that names it. */
export function movedToSteps(
  workflow: Workflow,
  secret: string,
  files: PatchFiles,
  facts: WallFacts,
): Patched {
  const lines = linesOf(workflow.path, files, facts);
  if (typeof lines === 'string') return { kind: 'lacks', what: lines };
  const byHand = `${secret} in ${workflow.path} is to be moved by hand to the steps that use it`;
  const uses = workflow.jobs.flatMap((job) =>
    job.secrets
      .filter((use) => use.name === secret && use.namedBy !== undefined)
      .map((use) => ({ job, use })),
  );
  const edits = new Map<string, Edit>();
  for (const { job, use } of uses) {
    const block = jobBlock(lines, job.id);
    const entry = block === null ? null : entryOf(lines, use, block);
    if (block === null || entry === null) return { kind: 'lacks', what: byHand };
    const cut = cutOf(lines, entry);
    edits.set(`cut ${cut.from}`, cut);
    const steps = stepBlocks(lines, block);
    for (const index of use.namedBy ?? []) {
      const made = steps[index] === undefined ? null : insertInto(lines, steps[index], entry.words);
      if (made === null) return { kind: 'lacks', what: byHand };
      edits.set(`${made.from} ${use.as}`, made);
    }
  }
  return edits.size === 0 ? { kind: 'lacks', what: byHand } : { kind: 'edits', edits: [...edits.values()] };
}

interface Entry {
  readonly env: Block;
  readonly line: number;
  /** `NAME: value`, with the comment behind it. */
  readonly words: string;
}

/** The line of the variable in the environment of workflow or job; null where it is not one line there. */
function entryOf(lines: Lines, { as, at }: SecretUse, job: Block): Entry | null {
  const line = at.line - 1;
  const around = [topLevel(lines, 'env'), keyIn(lines, 'env', job, innerIndent(lines, job) ?? 0)];
  const env = around.find((one) => one !== null && one.from < line && line < one.to) ?? null;
  const text = (lines.lines[line] ?? '').trim();
  return env !== null && new RegExp(`^${escaped(as)}: \\S`).test(text) ? { env, line, words: text } : null;
}

/** With its last variable the environment goes as well. */
function cutOf(lines: Lines, { env, line }: Entry): Edit {
  const others = lines.lines.some(
    (text, at) => at > env.from && at < env.to && at !== line && /^\s*[^\s#]/.test(text),
  );
  const [from, to] = others ? [line, line + 1] : [env.from, env.to];
  return { path: lines.path, from: startOf(lines, from), to: startOf(lines, to), with: '' };
}

/** Into the step's environment, or a new one behind what the step has; null for a step of one line in flow style. */
function insertInto(lines: Lines, step: Block, words: string): Edit | null {
  const first = lines.lines[step.from] ?? '';
  if (!/^ *- +["']?[\w-]+["']? *:/.test(first) || !lines.lines[step.to - 1]?.endsWith('\n')) return null;
  const keys = stepKeys(lines, step);
  const end = endingOf(lines);
  const env = stepKey(lines, step, 'env');
  const at = (line: number, text: string): Edit => {
    const from = startOf(lines, line);
    return { path: lines.path, from, to: from, with: text };
  };
  if (env === null) return at(step.to, `${' '.repeat(keys)}env:${end}${' '.repeat(keys + 2)}${words}${end}`);
  const inner = lines.lines.find((text, i) => i > env.from && i < env.to && /^\s*[^\s#]/.test(text));
  return inner === undefined ? null : at(env.from + 1, `${' '.repeat(indentOf(inner))}${words}${end}`);
}
