/** Steps of a job or of a composite action, each read once: its `uses`, its variables, its shell. */
import type { Location } from '../../model/diagnostic.ts';
import type { InstallPlace } from '../../model/install.ts';
import type { Use } from '../../model/workflow.ts';
import { layered, readShell, type ShellFacts, type Variables, within } from '../syntax/shell.ts';
import {
  child,
  entriesOf,
  itemsOf,
  textOf,
  type YamlMapping,
  type YamlNode,
  type YamlScalar,
} from '../syntax/yaml.ts';
import { type Context, placeIn, remark, variablesOf } from './context.ts';
import { actionName, useOf } from './uses.ts';

export interface Step {
  readonly index: number;
  readonly id: string;
  readonly node: YamlMapping;
  readonly at: Location;
  readonly use: Use | null;
  /** `owner/name[/path]`, lower case; '' when the step uses no action of another repository. */
  readonly action: string;
  /** The text that is run, or the script of `actions/github-script`. */
  readonly code: { readonly scalar: YamlScalar; readonly into: 'run' | 'github-script' } | null;
  /** Facts of `run`; null when it is no shell text. */
  readonly shell: ShellFacts | null;
  /** Variables that the step sees: of workflow, job and step. */
  readonly env: Variables;
  readonly directory: string | null;
}

/** What steps inherit from around them. */
export interface Surroundings {
  readonly place: InstallPlace;
  readonly env: Variables;
  /** `defaults.run` of job and workflow. */
  readonly directory: string | null;
  readonly shell: string;
}

/** GitHub takes no more. */
const MAX_STEPS = 1000;

export function stepsOf(context: Context, steps: YamlNode | null, around: Surroundings): readonly Step[] {
  if (steps !== null && steps.kind !== 'sequence' && !isNull(steps))
    remark(
      context,
      'steps',
      '`steps` is not a list',
      'write each step as an item that begins with `-`',
      steps,
    );
  const items = itemsOf(steps);
  if (items.length > MAX_STEPS && steps !== null)
    remark(
      context,
      'too-many',
      `a job has ${items.length} steps; only ${MAX_STEPS} are read`,
      'split the job',
      steps,
      'error',
    );
  return items.slice(0, MAX_STEPS).flatMap((item, index) => {
    if (item.kind === 'mapping') return [stepOf(context, item, index, around)];
    if (!isNull(item))
      remark(context, 'steps', 'a step is not a mapping', 'give the step `uses:` or `run:`', item);
    return [];
  });
}

const isNull = (node: YamlNode): boolean => node.kind === 'scalar' && node.isNull;

function stepOf(context: Context, node: YamlMapping, index: number, around: Surroundings): Step {
  const usesNode = child(node, 'uses');
  const uses = usesNode?.kind === 'scalar' && textOf(usesNode) !== null ? usesNode : null;
  const use = uses === null ? null : useOf(context, uses, index, child(node, 'with'));
  const action = use === null ? '' : actionName(use.reference);
  const own = child(node, 'env');
  const env = own === null ? around.env : layered(variablesOf(own), around.env);
  const folder = textOf(child(node, 'working-directory'));
  const directory = folder === null ? around.directory : within(context.base, folder);
  const run = child(node, 'run');
  const isRun = run?.kind === 'scalar' && !run.isNull;
  const shellName = textOf(child(node, 'shell')) ?? around.shell;
  const origin = { place: around.place, path: context.path, directory, env };
  return {
    index,
    id: textOf(child(node, 'id')) ?? '',
    node,
    at: placeIn(context, node),
    use,
    action,
    code: isRun ? { scalar: run, into: 'run' } : scriptOf(node, action),
    shell:
      isRun && isShell(shellName)
        ? readShell(run.text, { ...origin, line: run.textLine, column: run.textColumn })
        : null,
    env,
    directory,
  };
}

/** `python`, `node {0}` and the like are other languages. */
const isShell = (name: string): boolean =>
  name === '' ||
  /^(?:(?:ba|z|da|k|a)?sh|pwsh|powershell|cmd|nix(?:-shell)?|fish)\b/.test(name) ||
  /\bbash\b/.test(name);

function scriptOf(node: YamlMapping, action: string): Step['code'] {
  if (action !== 'actions/github-script') return null;
  const script = entriesOf(child(node, 'with')).find(({ key }) => key.toLowerCase() === 'script')?.value;
  return script?.kind === 'scalar' ? { scalar: script, into: 'github-script' } : null;
}

/** `defaults.run` as far as `working-directory` and `shell` go, the inner over the outer. */
export function defaultsOf(
  context: Context,
  node: YamlNode | null,
  outer: { readonly directory: string | null; readonly shell: string },
): { readonly directory: string | null; readonly shell: string } {
  const run = child(child(node, 'defaults'), 'run');
  const folder = textOf(child(run, 'working-directory'));
  const shell = textOf(child(run, 'shell')) ?? outer.shell;
  return { directory: folder === null ? outer.directory : within(context.base, folder), shell };
}
