/** One job of a workflow. */
import type { Image } from '../../model/install.ts';
import type { Job, Permissions, Runner, Use } from '../../model/workflow.ts';
import { layered, type Variables } from '../syntax/shell.ts';
import { child, entriesOf, textOf, textsOf, type YamlEntry, type YamlNode } from '../syntax/yaml.ts';
import { untrustedCheckouts } from './checkouts.ts';
import { type Context, placeIn, remark, variablesOf } from './context.ts';
import { agentsOf, artifactsOf, cachesOf } from './foreign.ts';
import { injectionsOf } from './injections.ts';
import { publishesOf, writesWithToken } from './outward.ts';
import { runnerOf } from './runner.ts';
import { allSecrets, type SecretFacts, secretsOf } from './secrets.ts';
import { defaultsOf, type Step, stepsOf } from './steps.ts';
import { permissionsOf } from './triggers.ts';
import { imagePin, useOf } from './uses.ts';

/** What a job inherits from its workflow. */
export interface WorkflowAround {
  readonly secrets: SecretFacts;
  readonly variables: Variables;
  readonly permissions: Permissions;
  readonly cacheMode: string | null;
  readonly defaults: { readonly directory: string | null; readonly shell: string };
}

export function jobOf(context: Context, entry: YamlEntry, around: WorkflowAround): Job | null {
  const { key: id, value: node } = entry;
  if (node.kind !== 'mapping') {
    remark(
      context,
      'job',
      `the job "${id.slice(0, 100)}" is not a mapping`,
      'give the job `runs-on:` and `steps:`',
      entry.value,
      'error',
    );
    return null;
  }
  const steps = stepsIn(context, id, node, around);
  const called = calledWorkflow(context, node);
  const secrets = secretsOf(context, node, around.secrets);
  const permissions = permissionsOf(context, child(node, 'permissions'));
  const cacheMode = textOf(child(node, 'cache-mode')) ?? around.cacheMode;
  const statesOwn = permissions.kind !== 'absent' || around.permissions.kind !== 'absent';
  return {
    id,
    name: textOf(child(node, 'name')) ?? id,
    at: { path: context.path, line: entry.keyLine, column: entry.keyColumn },
    runner: runner(node, called),
    permissions,
    secrets: secrets.secrets,
    allSecrets: allSecrets(node, secrets.dynamic),
    namesGithubToken: secrets.namesGithubToken,
    environment: environmentOf(child(node, 'environment')),
    condition: textOf(child(node, 'if')),
    needs: textsOf(child(node, 'needs')),
    uses: [...(called === null ? [] : [called]), ...steps.flatMap((step) => step.use ?? [])],
    installs: steps.flatMap((step) => step.shell?.installs ?? []),
    scripts: steps.flatMap((step) => step.shell?.scripts ?? []),
    images: imagesOf(context, id, node),
    untrustedCheckouts: untrustedCheckouts(steps),
    injections: injectionsOf(context, steps),
    agents: agentsOf(steps),
    artifacts: artifactsOf(context, steps),
    caches: cachesOf(steps),
    ...(cacheMode === null ? {} : { cacheMode }),
    publishes: publishesOf(steps),
    writesWithToken: !statesOwn && writesWithToken(steps),
  };
}

function stepsIn(context: Context, id: string, node: YamlNode, around: WorkflowAround): readonly Step[] {
  const env = layered(variablesOf(child(node, 'env')), around.variables);
  const { directory, shell } = defaultsOf(context, node, around.defaults);
  const place = { kind: 'job', workflow: context.path, job: id } as const;
  return stepsOf(context, child(node, 'steps'), { place, env, directory, shell });
}

function calledWorkflow(context: Context, node: YamlNode): Use | null {
  const uses = child(node, 'uses');
  return uses?.kind === 'scalar' && textOf(uses) !== null
    ? useOf(context, uses, null, child(node, 'with'))
    : null;
}

function runner(node: YamlNode, called: Use | null): Runner {
  if (called !== null) return { kind: 'called-workflow', vendor: null, labels: [] };
  return runnerOf(child(node, 'runs-on'), child(child(node, 'strategy'), 'matrix'));
}

const environmentOf = (node: YamlNode | null): string | null =>
  node?.kind === 'mapping' ? textOf(child(node, 'name')) : textOf(node);

function imagesOf(context: Context, job: string, node: YamlNode): readonly Image[] {
  const services = entriesOf(child(node, 'services')).flatMap(({ value }) =>
    imageOf(context, job, value, 'service'),
  );
  const container = child(node, 'container');
  return [...(container === null ? [] : imageOf(context, job, container, 'container')), ...services];
}

function imageOf(
  context: Context,
  job: string,
  node: YamlNode,
  role: 'container' | 'service',
): readonly Image[] {
  const scalar = node.kind === 'mapping' ? child(node, 'image') : node;
  const reference = textOf(scalar);
  if (scalar === null || reference === null || reference === '') return [];
  return [
    {
      reference,
      pin: imagePin(reference),
      role,
      source: context.path,
      stage: job,
      final: false,
      user: userOf(textOf(child(node, 'options')) ?? ''),
      secretArguments: [],
      layerSecrets: [],
      serves: role === 'service' ? 'yes' : 'no',
      at: placeIn(context, scalar),
    },
  ];
}

/** `--user 1001` among the options of a container. */
const userOf = (options: string): string =>
  /(?:^|\s)(?:--user|-u)[= ]([\w:.-]{1,100})/.exec(options)?.[1] ?? 'unknown';
