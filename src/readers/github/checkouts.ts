/** Checkouts of code that the change's author chooses, and whether a later step runs that code. */
import type { Answer } from '../../model/inventory.ts';
import type { UntrustedCheckout } from '../../model/workflow.ts';
import { expressionsIn, isUntrustedRef, LOOKS_LIKE_HEAD } from '../syntax/github-expressions.ts';
import { strongest } from '../syntax/shell.ts';
import { isOneOf, QUIET, RUNS_TREE } from './actions.ts';
import { input } from './context.ts';
import type { Step } from './steps.ts';

export function untrustedCheckouts(steps: readonly Step[]): readonly UntrustedCheckout[] {
  const later = laterRuns(steps);
  return steps.flatMap((step, at) => [
    ...byAction(steps, step, later[at] ?? 'no'),
    ...byCommand(step, later[at] ?? 'no'),
  ]);
}

/** For each step, whether those behind it run something of the tree. */
function laterRuns(steps: readonly Step[]): readonly Answer[] {
  const later: Answer[] = [];
  let answer: Answer = 'no';
  for (let at = steps.length - 1; at >= 0; at--) {
    later[at] = answer;
    answer = strongest([answer, runsTree(steps[at] as Step)]);
  }
  return later;
}

/** Whether a step runs something of the checked-out tree. */
export function runsTree(step: Step): Answer {
  if (step.use === null) return step.shell?.executesTree ?? (step.code === null ? 'no' : 'unknown');
  if (step.use.pin === 'local') return 'yes';
  if (step.code?.into === 'github-script')
    return /\b(?:require|import)\s*\(\s*[`'"](?:\.|\$\{\{|\$\{process\.env\.GITHUB_WORKSPACE)/.test(
      step.code.scalar.text,
    )
      ? 'yes'
      : 'no';
  if (isOneOf(RUNS_TREE, step.action)) return 'yes';
  return isOneOf(QUIET, step.action) ? 'no' : 'unknown';
}

function byAction(steps: readonly Step[], step: Step, later: Answer): readonly UntrustedCheckout[] {
  if (step.use === null || step.action !== 'actions/checkout') return [];
  const { inputs, reference, comment, at } = step.use;
  const chosen = [input(inputs, 'ref'), input(inputs, 'repository')];
  const what = chosen.find((value) => value !== undefined && isUntrusted(steps, step, value));
  if (what === undefined) return [];
  const folder = (input(inputs, 'path') ?? '').replace(/^\.\/|\/$/g, '');
  const executes = folder === '' || folder === '.' ? later : runsFolder(steps, step, folder);
  const allowed = input(inputs, 'allow-unsafe-pr-checkout')?.toLowerCase() === 'true';
  return [{ how: 'actions/checkout', what, action: reference, comment, allowed, executes, at }];
}

/** The code lies in a folder of its own: only steps that name the folder can run it. */
function runsFolder(steps: readonly Step[], from: Step, folder: string): Answer {
  const named = steps.filter((step) => step.index > from.index && namesFolder(step, folder));
  return strongest(named.map((step) => (step.use?.pin === 'local' ? 'yes' : runsTree(step))));
}

/** Whether a step works in a folder or names it. */
export function namesFolder(step: Step, folder: string): boolean {
  if (step.directory === null || step.directory === folder || step.directory.startsWith(`${folder}/`))
    return true;
  const texts = [step.code?.scalar.text, step.use?.reference, ...Object.values(step.use?.inputs ?? {})];
  return texts.some((text) => text?.includes(folder) === true);
}

function byCommand(step: Step, later: Answer): readonly UntrustedCheckout[] {
  return (step.shell?.checkouts ?? []).map(({ how, what, at, executesAfter }) => ({
    how,
    what,
    action: null,
    comment: '',
    allowed: false,
    executes: strongest([executesAfter, later]),
    at,
  }));
}

/** By itself, through a variable, or as the output of a step that looks a pull request up. */
function isUntrusted(steps: readonly Step[], step: Step, value: string): boolean {
  if (isUntrustedRef(value)) return true;
  return expressionsIn(value).some(({ text }) => {
    const variable = /\benv\.(\w{1,100})/i.exec(text)?.[1];
    if (variable !== undefined && isUntrustedRef(step.env.get(variable) ?? '')) return true;
    const output = /\b(steps|needs)\.([\w-]{1,100})\.outputs\.([\w-]{1,100})/i.exec(text);
    if (output === null) return false;
    const [, from, id = '', name = ''] = output;
    return from === 'steps'
      ? looksUp(steps, id)
      : LOOKS_LIKE_HEAD.test(name) && /(?:^|[_-])(?:pr|pull|head)/i.test(`${id}_${name}`);
  });
}

/** Actions whose outputs are the head of the pull request that a comment or run belongs to. */
const LOOK_UP_ACTIONS =
  /(?:pull-request|pr)-(?:comment-)?(?:branch|refs|head|info)|get-workflow-origin|find-current-pr|comment-branch|resolve-pr/;

/** The step reads a pull request's head from the API. */
function looksUp(steps: readonly Step[], id: string): boolean {
  const step = steps.find((one) => one.id === id);
  if (step === undefined) return false;
  if (LOOK_UP_ACTIONS.test(step.action)) return true;
  const text = step.code?.scalar.text ?? '';
  if (/headRef(?:Oid|Name)|pull_request\.head|\.head\.(?:sha|ref)|\bpulls\.get\b|\.head_sha\b/.test(text))
    return true;
  return expressionsIn(text).some((expression) => isUntrustedRef(expression.text));
}
