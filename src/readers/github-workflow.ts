import type { Diagnostic } from '../model/diagnostic.ts';
import { inventory } from '../model/inventory.ts';
import type { Job, Workflow } from '../model/workflow.ts';
import { type Context, remark, variablesOf, yamlDiagnostics } from './github/context.ts';
import { jobOf, type WorkflowAround } from './github/job.ts';
import { inheritedSecrets } from './github/secrets.ts';
import { defaultsOf } from './github/steps.ts';
import { permissionsOf, triggersOf } from './github/triggers.ts';
import { malformed, type Reader, type TextFile } from './reader.ts';
import { child, entriesOf, readYaml, textOf, type YamlFile, type YamlMapping } from './syntax/yaml.ts';

const PATH = /^(?:(.*)\/)?\.github\/workflows\/[^/]+\.ya?ml$/;
/** A workflow's jobs are counted in tens; more is no workflow that GitHub would run. */
const MAX_JOBS = 1000;

/** Reads a GitHub Actions workflow: what starts it, what its jobs may do, fetch, run and publish. */
const githubWorkflow: Reader = {
  id: 'github-workflow',
  title: 'GitHub Actions workflow',
  spec: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax',
  matches: (path) => PATH.test(path),
  async read(file) {
    const yaml = await readYaml(file.text);
    const diagnostics = [...yamlDiagnostics('github-workflow', file, yaml)];
    if (diagnostics.some((one) => one.severity === 'error')) return inventory({ diagnostics });
    if (yaml.root?.kind !== 'mapping')
      return malformed(
        'github-workflow',
        file,
        'this is no workflow: the file holds no mapping',
        'give it `on:` and `jobs:`, or delete it',
      );
    const workflow = workflowOf(file, yaml, yaml.root, diagnostics);
    return inventory({ workflows: [workflow], diagnostics });
  },
};
export default githubWorkflow;

function workflowOf(file: TextFile, yaml: YamlFile, root: YamlMapping, diagnostics: Diagnostic[]): Workflow {
  const base = PATH.exec(file.path)?.[1] ?? '.';
  const context: Context = { reader: 'github-workflow', path: file.path, yaml, base, diagnostics };
  const permissions = permissionsOf(context, child(root, 'permissions'));
  const env = child(root, 'env');
  const defaults = defaultsOf(context, root, { directory: base, shell: '' });
  return {
    path: file.path,
    ref: null,
    name: textOf(child(root, 'name')) ?? '',
    triggers: triggersOf(context, root),
    permissions,
    jobs: jobsOf(context, root, {
      secrets: inheritedSecrets(context, env),
      variables: variablesOf(env),
      permissions,
      cacheMode: textOf(child(root, 'cache-mode')),
      defaults,
    }),
    at: { path: file.path, line: 1, column: 1 },
  };
}

function jobsOf(context: Context, root: YamlMapping, around: WorkflowAround): readonly Job[] {
  const jobs = child(root, 'jobs');
  const entries = entriesOf(jobs);
  if (entries.length === 0)
    remark(
      context,
      'no-jobs',
      'the workflow has no jobs',
      'give it `jobs:` with at least one job',
      jobs ?? root,
      'error',
    );
  if (entries.length > MAX_JOBS)
    remark(
      context,
      'too-many',
      `the workflow has ${entries.length} jobs; only ${MAX_JOBS} are read`,
      'split the workflow',
      jobs ?? root,
      'error',
    );
  return entries.slice(0, MAX_JOBS).flatMap((entry) => jobOf(context, entry, around) ?? []);
}
