import type { Diagnostic } from '../model/diagnostic.ts';
import { inventory } from '../model/inventory.ts';
import type { CompositeAction, Use } from '../model/workflow.ts';
import { type Context, remark, yamlDiagnostics } from './github/context.ts';
import { cachesOf } from './github/foreign.ts';
import { injectionsOf } from './github/injections.ts';
import { type Step, stepsOf } from './github/steps.ts';
import { useOf } from './github/uses.ts';
import { folderOf, malformed, type Reader, type TextFile } from './reader.ts';
import { child, readYaml, textOf, type YamlFile, type YamlMapping, type YamlNode } from './syntax/yaml.ts';

/** Reads the metadata of an action: composite, JavaScript or Docker. */
const compositeAction: Reader = {
  id: 'composite-action',
  title: 'GitHub action metadata',
  spec: 'https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax',
  matches: (path) => /(?:^|\/)action\.ya?ml$/.test(path),
  async read(file) {
    const yaml = await readYaml(file.text);
    const diagnostics = [...yamlDiagnostics('composite-action', file, yaml)];
    if (diagnostics.some((one) => one.severity === 'error')) return inventory({ diagnostics });
    if (yaml.root?.kind !== 'mapping')
      return malformed(
        'composite-action',
        file,
        'this is no action: the file holds no mapping',
        'give it `name:` and `runs:`, or delete it',
      );
    const action = actionOf(file, yaml, yaml.root, diagnostics);
    return inventory({ actions: [action], diagnostics });
  },
};
export default compositeAction;

function actionOf(
  file: TextFile,
  yaml: YamlFile,
  root: YamlMapping,
  diagnostics: Diagnostic[],
): CompositeAction {
  const context: Context = {
    reader: 'composite-action',
    path: file.path,
    yaml,
    base: repositoryOf(file.path),
    diagnostics,
  };
  const node = child(root, 'runs');
  const runs = runsOf(textOf(child(node, 'using')) ?? '');
  if (runs === 'unknown')
    remark(
      context,
      'no-runs',
      'the action does not say how it runs',
      'give it `runs.using`: composite, node or docker',
      node ?? root,
    );
  const steps = runs === 'composite' ? compositeSteps(context, node) : [];
  return {
    directory: folderOf(file.path),
    path: file.path,
    name: textOf(child(root, 'name')) ?? '',
    runs,
    uses: [...imageUse(context, runs, node), ...steps.flatMap((step) => step.use ?? [])],
    installs: steps.flatMap((step) => step.shell?.installs ?? []),
    scripts: steps.flatMap((step) => step.shell?.scripts ?? []),
    injections: injectionsOf(context, steps),
    caches: cachesOf(steps),
    at: { path: file.path, line: 1, column: 1 },
  };
}

function runsOf(using: string): CompositeAction['runs'] {
  const word = using.toLowerCase();
  if (word === 'composite' || word === 'docker') return word;
  return /^node\d{0,3}$/.test(word) ? 'node' : 'unknown';
}

/** Steps run in the workspace of the calling job: the root of the repository. */
function compositeSteps(context: Context, node: YamlNode | null): readonly Step[] {
  const place = { kind: 'action', path: context.path } as const;
  return stepsOf(context, child(node, 'steps'), {
    place,
    env: new Map(),
    directory: context.base,
    shell: '',
  });
}

/** A Docker action may run an image of a registry: that is a reference like any other. */
function imageUse(context: Context, runs: CompositeAction['runs'], node: YamlNode | null): readonly Use[] {
  const image = runs === 'docker' ? child(node, 'image') : null;
  const isRemote = image?.kind === 'scalar' && image.text.startsWith('docker://');
  return isRemote ? [useOf(context, image, null, null)] : [];
}

/** The folder around `.github`; the root of the tree when the action lies elsewhere. */
const repositoryOf = (path: string): string => /^(.+)\/\.github\//.exec(path)?.[1] ?? '.';
