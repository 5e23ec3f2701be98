import { at, type Diagnostic } from '../model/diagnostic.ts';
import { inventory } from '../model/inventory.ts';
import type { KubernetesFact } from '../model/kubernetes.ts';
import { factsOf } from './kubernetes/facts.ts';
import { MAX_LENGTH, tooLarge } from './platform/limits.ts';
import { baseName, malformed, type Reader } from './reader.ts';
import { readYaml } from './syntax/yaml.ts';

/** Folders and files that hold manifests; what a chart renders is none until it is rendered. */
const FOLDER = /(^|\/)([\w-]*(k8s|kubernetes|kustomize)[\w-]*|manifests|deploy|deployments?)\//i;
const FILE =
  /^([\w.-]*(k8s|kubernetes)[\w.-]*|(deployment|statefulset|daemonset|network-?polic(y|ies))[\w.-]*)\.ya?ml$/i;
const KUSTOMIZATION = /^kustomization\.ya?ml$/;
/** Data of tests, templates of charts, and files of other tools. */
const OTHER =
  /(^|\/)(\.[^/]+|tests?|testdata|fixtures|__\w+__|templates|charts|node_modules)\/|(^|\/)(values|Chart)[\w.-]*\.ya?ml$/i;

const MAX_DOCUMENTS = 300;

/** Reads Kubernetes manifests: workloads, the names that reach them, network policies; and what kustomizations take up. */
const kubernetes: Reader = {
  id: 'kubernetes',
  title: 'Kubernetes manifest',
  spec: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  matches(path) {
    const name = baseName(path);
    if (!/\.ya?ml$/i.test(name)) return false;
    if (KUSTOMIZATION.test(name)) return true;
    return !OTHER.test(path) && (FOLDER.test(path) || FILE.test(name));
  },
  async read(file) {
    if (file.text.length > MAX_LENGTH) return tooLarge('kubernetes', file);
    if (file.text.includes('{{')) return inventory({ diagnostics: [template(file.path)] });
    const found: KubernetesFact[] = [];
    const diagnostics: Diagnostic[] = [];
    const documents = documentsIn(file.text);
    for (const { text, offset } of documents.slice(0, MAX_DOCUMENTS)) {
      const { root, problems } = await readYaml(text);
      const problem = problems.find((one) => one.severity === 'error');
      if (problem !== undefined) {
        const { message, line, column } = problem;
        const hint = 'run `kubectl apply --dry-run=client -f` on the file';
        return malformed('kubernetes', file, message, hint, line + offset, column);
      }
      if (root !== null) found.push(...factsOf({ path: file.path, offset }, root));
    }
    if (documents.length > MAX_DOCUMENTS)
      diagnostics.push({
        code: 'kubernetes/too-many',
        severity: 'warning',
        message: `the file has ${documents.length} documents; the first ${MAX_DOCUMENTS} are read`,
        at: at(file.path, 1, 1),
        hint: 'split it',
      });
    return inventory({ kubernetes: found, diagnostics });
  },
};
export default kubernetes;

const template = (path: string): Diagnostic => ({
  code: 'kubernetes/template',
  severity: 'warning',
  message: 'this is a template: what it renders is not read',
  at: at(path, 1, 1),
  hint: 'keep what is rendered in the tree, or know that it is not counted',
});

/** Documents between lines `---`, with the lines before them. */
function documentsIn(text: string): { readonly text: string; readonly offset: number }[] {
  const lines = text.split(/\r?\n/);
  const starts = [-1, ...lines.flatMap((line, at) => (/^---(\s|$)/.test(line) ? [at] : []))];
  return starts.map((start, i) => ({
    text: lines.slice(start + 1, starts[i + 1] ?? lines.length).join('\n'),
    offset: start + 1,
  }));
}
