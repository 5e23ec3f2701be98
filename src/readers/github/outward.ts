/** What a job does to the outside: publishing, and writing to its repository with its own token. */
import type { Publish } from '../../model/workflow.ts';
import { expressionsIn } from '../syntax/github-expressions.ts';
import { isOneOf, PUBLISHERS, publisherOf, WRITES } from './actions.ts';
import { input } from './context.ts';
import type { Step } from './steps.ts';

export const publishesOf = (steps: readonly Step[]): readonly Publish[] =>
  steps.flatMap((step) => {
    const registry = publisherOf(step);
    if (registry === null || step.use === null) return step.shell?.publishes ?? [];
    return [{ registry, command: step.use.reference, at: step.use.at }];
  });

/** Names under which a token is given to an action or command. */
const TOKEN_NAMES = ['token', 'github-token', 'github_token', 'repo-token', 'repo_token', 'gh-token', 'pat'];
const TOKEN_VARIABLES = ['GH_TOKEN', 'GITHUB_TOKEN', 'INPUT_GITHUB_TOKEN'];

type Token = 'own' | 'other' | 'none';

function tokenOf(value: string | undefined): Token {
  if (value === undefined || value === '') return 'none';
  const isOwn = expressionsIn(value).some(({ text }) =>
    /\bgithub\.token\b|\bsecrets\.github_token\b/i.test(text),
  );
  return isOwn ? 'own' : 'other';
}

/** The first token that is given by any of its usual names. */
function given(values: readonly (string | undefined)[]): Token {
  return values.map(tokenOf).find((token) => token !== 'none') ?? 'none';
}

const byInput = (step: Step): Token => given(TOKEN_NAMES.map((name) => input(step.use?.inputs ?? {}, name)));
const byVariable = (step: Step): Token => given(TOKEN_VARIABLES.map((name) => step.env.get(name)));

/** A step writes with `GITHUB_TOKEN` as far as the text shows. */
export function writesWithToken(steps: readonly Step[]): boolean {
  const checkout = steps.find((step) => step.action === 'actions/checkout');
  const pushesOwn = checkout !== undefined && byInput(checkout) !== 'other';
  return steps.some((step) => {
    if (step.code?.into === 'github-script') return scriptWrites(step);
    if (step.use !== null) return actionWrites(step);
    return (step.shell?.calls ?? []).some((call) => commandWrites(call.tool, call.args, step, pushesOwn));
  });
}

const SCRIPT_WRITES =
  /\b(?:github|octokit)(?:\.rest)?\.(?:issues|pulls|repos|git|actions|checks|reactions|teams|projects|packages)\.(?:create|update|add|delete|remove|merge|set|request|lock|unlock|dispatch|submit|replace|upload|cancel|reRun|enable|disable)|\bmutation\b|\b(?:POST|PATCH|PUT|DELETE) \//;

function scriptWrites(step: Step): boolean {
  return SCRIPT_WRITES.test(step.code?.scalar.text ?? '') && byInput(step) !== 'other';
}

function actionWrites(step: Step): boolean {
  if (!isOneOf(WRITES, step.action)) return logsInAndPushes(step);
  if (PUBLISHERS.has(step.action) && publisherOf(step) === null) return false;
  const token = byInput(step);
  return token === 'none' ? byVariable(step) !== 'other' : token === 'own';
}

/** A container registry of the platform, entered with the job's token. */
const logsInAndPushes = (step: Step): boolean =>
  step.action === 'docker/login-action' &&
  /^ghcr\.io/.test(input(step.use?.inputs ?? {}, 'registry') ?? '') &&
  tokenOf(input(step.use?.inputs ?? {}, 'password')) === 'own';

const GH_WRITES: Readonly<Record<string, RegExp>> = {
  pr: /^(?:create|comment|edit|merge|close|reopen|review|ready|lock|update-branch)$/,
  issue: /^(?:create|comment|edit|close|reopen|lock|pin|transfer|delete|develop)$/,
  release: /^(?:create|upload|edit|delete|delete-asset)$/,
  label: /^(?:create|edit|delete|clone)$/,
  workflow: /^(?:run|enable|disable)$/,
  run: /^(?:cancel|rerun|delete)$/,
  repo: /^(?:edit|sync|archive)$/,
  cache: /^delete$/,
  variable: /^(?:set|delete)$/,
  secret: /^(?:set|delete)$/,
};

function commandWrites(tool: string, args: readonly string[], step: Step, pushesOwn: boolean): boolean {
  const words = args.filter((arg) => !arg.startsWith('-'));
  if (tool === 'git') return words[0] === 'push' && pushesOwn && !args.includes('--dry-run');
  if (tool !== 'gh' || byVariable(step) !== 'own') return false;
  const [first = '', second = ''] = words;
  if (first === 'api')
    return (
      args.some((arg) =>
        /^(?:POST|PUT|PATCH|DELETE|-XPOST|-XPUT|-XPATCH|-XDELETE|--field|-f|-F|--raw-field)$/.test(arg),
      ) && !args.includes('GET')
    );
  return Object.hasOwn(GH_WRITES, first) && GH_WRITES[first]?.test(second) === true;
}
