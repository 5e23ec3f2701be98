/** Text that an outsider writes, put into a script by `${{ … }}` before the script runs. */
import type { Injection } from '../../model/workflow.ts';
import { expressionsIn, isOutsiderText } from '../syntax/github-expressions.ts';
import { type Context, placeInText } from './context.ts';
import type { Step } from './steps.ts';

export const injectionsOf = (context: Context, steps: readonly Step[]): readonly Injection[] => {
  const outputs = outsiderOutputs(steps);
  return steps.flatMap((step) => injectionsIn(context, step, outputs));
};

function injectionsIn(context: Context, step: Step, outputs: ReadonlySet<string>): readonly Injection[] {
  const code = step.code;
  if (code === null) return [];
  return expressionsIn(code.scalar.text).flatMap(({ text, at }) =>
    carriesOutsiderText(text, step, outputs)
      ? [{ expression: text.slice(0, 500), into: code.into, at: placeInText(context, code.scalar, at) }]
      : [],
  );
}

/** Directly, or by `env.X` or a step's output that holds such text: `$X` in the shell would be safe, these are not. */
function carriesOutsiderText(expression: string, step: Step, outputs: ReadonlySet<string>): boolean {
  if (isOutsiderText(expression)) return true;
  const variable = /^env\.(\w{1,100})$/i.exec(expression)?.[1];
  if (variable !== undefined) return holdsOutsiderText(step.env.get(variable));
  const output = /^steps\.([\w-]{1,100})\.outputs\.([\w-]{1,100})$/i.exec(expression);
  return output !== null && outputs.has(`${output[1]}.${output[2]}`.toLowerCase());
}

const holdsOutsiderText = (value: string | undefined): boolean =>
  value !== undefined && expressionsIn(value).some(({ text }) => isOutsiderText(text));

/** Outputs that a step plainly fills with an outsider's text: `echo "title=$TITLE" >> $GITHUB_OUTPUT`. */
function outsiderOutputs(steps: readonly Step[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const step of steps) {
    if (step.id === '' || step.code?.into !== 'run' || !step.code.scalar.text.includes('GITHUB_OUTPUT'))
      continue;
    for (const line of step.code.scalar.text.split('\n')) {
      const name = outputOf(line.slice(0, 1000), step);
      if (name !== null) found.add(`${step.id}.${name}`.toLowerCase());
    }
  }
  return found;
}

function outputOf(line: string, step: Step): string | null {
  const match = /^\s*(?:echo|printf)\s+["']?([\w-]{1,100})=(.*)$/.exec(line);
  if (match === null) return null;
  const [, name = '', value = ''] = match;
  if (holdsOutsiderText(value)) return name;
  // Behind a pipe the text is usually cut down to what is wanted.
  const variable = /^["']?\$\{?(\w{1,100})\}?["']?\s*>>/.exec(value)?.[1];
  return variable !== undefined && holdsOutsiderText(step.env.get(variable)) ? name : null;
}
