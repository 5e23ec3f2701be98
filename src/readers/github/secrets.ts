/** Secrets that a job names, with the variable that receives each and what is said beside it. */
import type { Job, SecretUse } from '../../model/workflow.ts';
import { expressionsIn, secretsIn } from '../syntax/github-expressions.ts';
import {
  child,
  entriesOf,
  itemsOf,
  scalarsIn,
  textOf,
  type YamlNode,
  type YamlScalar,
} from '../syntax/yaml.ts';
import { type Context, placeInText, remark } from './context.ts';

export interface SecretFacts {
  readonly secrets: readonly SecretUse[];
  readonly dynamic: boolean;
  readonly namesGithubToken: boolean;
}

interface Found {
  readonly secrets: SecretUse[];
  dynamic: boolean;
  namesGithubToken: boolean;
}

/** More variables of a workflow than this name secrets in no real file; each job lists them again. */
const MAX_INHERITED = 300;

/** Secrets of the workflow's `env`: they reach every job. */
export function inheritedSecrets(context: Context, env: YamlNode | null): SecretFacts {
  const found: Found = { secrets: [], dynamic: false, namesGithubToken: false };
  scan(context, env, null, found);
  if (found.secrets.length <= MAX_INHERITED || env === null) return found;
  const message = `\`env\` names ${found.secrets.length} secrets; only ${MAX_INHERITED} are read`;
  remark(context, 'too-many', message, 'give each job only the secrets that it needs', env, 'error');
  return { ...found, secrets: found.secrets.slice(0, MAX_INHERITED) };
}

export function secretsOf(context: Context, job: YamlNode, inherited: SecretFacts): SecretFacts {
  const found: Found = { ...inherited, secrets: [...inherited.secrets] };
  for (const { key, value } of entriesOf(job)) {
    if (key !== 'steps') scan(context, value, null, found, key);
    else {
      itemsOf(value).forEach((step, index) => {
        scan(context, step, index, found);
      });
    }
  }
  return { ...found, secrets: withSteps(found.secrets, job) };
}

/** Variables that reach every step, with the steps that name them; the words of the job are gathered once. */
function withSteps(secrets: readonly SecretUse[], job: YamlNode): readonly SecretUse[] {
  const reaches = (one: SecretUse): boolean => one.step === null && one.as !== '';
  if (!secrets.some(reaches) || child(job, 'steps') === null) return secrets;
  const variables = new Set(secrets.filter(reaches).map((one) => one.as));
  const steps = new Map<string, number[]>([...variables].map((name) => [name, []]));
  itemsOf(child(job, 'steps')).forEach((step, index) => {
    for (const name of wordsIn(step, variables)) steps.get(name)?.push(index);
  });
  return secrets.map((one) => (reaches(one) ? { ...one, namedBy: steps.get(one.as) ?? [] } : one));
}

function wordsIn(node: YamlNode, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { scalar } of scalarsIn(node, ''))
    for (const [word] of scalar.text.matchAll(/\w+/g)) if (wanted.has(word)) found.add(word);
  return found;
}

function scan(context: Context, node: YamlNode | null, step: number | null, found: Found, within = ''): void {
  for (const { scalar, key } of scalarsIn(node, within)) {
    const expressions = expressionsIn(scalar.text);
    // Conditions are expressions without `${{ }}`.
    const all = key === 'if' && expressions.length === 0 ? [{ text: scalar.text, at: -3 }] : expressions;
    for (const expression of all) readExpression(context, scalar, key, step, expression, found);
  }
}

function readExpression(
  context: Context,
  scalar: YamlScalar,
  key: string,
  step: number | null,
  expression: { readonly text: string; readonly at: number },
  found: Found,
): void {
  if (/\bgithub\s*(?:\.\s*token\b|\[\s*'token'\s*\])/i.test(expression.text)) found.namesGithubToken = true;
  for (const { name, at } of secretsIn(expression.text)) {
    if (name === null) found.dynamic = true;
    else if (name.toUpperCase() === 'GITHUB_TOKEN') found.namesGithubToken = true;
    else {
      const offset = scalar.text.indexOf(expression.text.slice(at, at + 7), Math.max(0, expression.at));
      const comment = context.yaml.commentAround(scalar);
      found.secrets.push({
        name,
        at: placeInText(context, scalar, Math.max(0, offset)),
        step,
        as: receiver(key),
        comment,
      });
    }
  }
}

/** Keys that are no name of a variable or input. */
const NO_RECEIVER = new Set(['run', 'if', 'script', 'name', 'uses', 'args', 'steps', '']);
const receiver = (key: string): string => (NO_RECEIVER.has(key) ? '' : key);

export function allSecrets(job: YamlNode, dynamic: boolean): Job['allSecrets'] {
  if (textOf(child(job, 'uses')) !== null && textOf(child(job, 'secrets')) === 'inherit') return 'inherit';
  return dynamic ? 'dynamic' : 'no';
}
