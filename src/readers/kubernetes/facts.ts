/** One object of Kubernetes: what runs, under which name it is reached, who may talk to it. */
import type { Location } from '../../model/diagnostic.ts';
import type { KubernetesFact, PodContainer } from '../../model/kubernetes.ts';
import { hostsIn } from '../syntax/hosts.ts';
import { looksLikeSecret } from '../syntax/secret-names.ts';
import { within } from '../syntax/shell.ts';
import { child, itemsOf, textOf, type YamlNode } from '../syntax/yaml.ts';
import { labelsOf, rulesOf, selectorOf } from './rules.ts';

/** A document of a file: lines of its nodes are counted from `offset`. */
export interface Origin {
  readonly path: string;
  readonly offset: number;
}

/** Where the template of the pods stands, by kind. */
const PODS: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** More than any object has. */
const MAX = 200;

const placeAt = ({ path, offset }: Origin, node: YamlNode): Location => ({
  path,
  line: node.line + offset,
  column: node.column,
});

export function factsOf(origin: Origin, root: YamlNode): KubernetesFact[] {
  const kind = textOf(child(root, 'kind')) ?? '';
  if (/^kustomization\.ya?ml$/.test(origin.path.slice(origin.path.lastIndexOf('/') + 1)))
    return [kustomization(origin, root, kind)];
  if (textOf(child(root, 'apiVersion')) === null) return [];
  if (kind === 'List')
    return itemsOf(child(root, 'items'))
      .slice(0, MAX)
      .flatMap((item) => (textOf(child(item, 'kind')) === 'List' ? [] : factsOf(origin, item)));
  const metadata = child(root, 'metadata');
  const named = {
    name: (textOf(child(metadata, 'name')) ?? '').slice(0, 253),
    namespace: textOf(child(metadata, 'namespace')),
    source: origin.path,
  };
  const spec = child(root, 'spec');
  if (Object.hasOwn(PODS, kind)) {
    const pods = (PODS[kind] ?? []).reduce<YamlNode | null>((node, key) => child(node, key), root);
    const labels = labelsOf(child(child(pods, 'metadata'), 'labels'));
    const containers = containersOf(origin, child(pods, 'spec'));
    if (pods === null || containers.length === 0) return [];
    return [{ is: 'workload', kind, ...named, labels, containers, at: placeAt(origin, root) }];
  }
  if (kind === 'Service') return [{ is: 'host', ...named, selects: labelsOf(child(spec, 'selector')) }];
  if (kind === 'NetworkPolicy') {
    const selects = selectorOf(child(spec, 'podSelector'));
    return [{ is: 'policy', ...named, selects, ...rulesOf(spec), at: placeAt(origin, root) }];
  }
  return [];
}

function containersOf(origin: Origin, spec: YamlNode | null): PodContainer[] {
  const ofPod = userOf(child(spec, 'securityContext'));
  return ['initContainers', 'containers']
    .flatMap((key) => itemsOf(child(spec, key)))
    .filter((node) => node.kind === 'mapping')
    .slice(0, MAX)
    .map((node): PodContainer => {
      const image = child(node, 'image');
      const reference = textOf(image);
      const own = userOf(child(node, 'securityContext'));
      const variables = itemsOf(child(node, 'env')).slice(0, MAX);
      return {
        name: textOf(child(node, 'name')) ?? '',
        image: image === null || reference === null ? null : { reference, at: placeAt(origin, image) },
        user: own === 'unknown' ? ofPod : own,
        secrets: variables.flatMap((one) => secretOf(origin, one)),
        hosts: variables.flatMap((one) => hostsIn(textOf(child(one, 'value')) ?? '')).slice(0, MAX),
        opaque: child(node, 'envFrom') !== null || variables.some((one) => child(one, 'valueFrom') !== null),
        at: placeAt(origin, node),
      };
    });
}

function userOf(context: YamlNode | null): PodContainer['user'] {
  const user = textOf(child(context, 'runAsUser'));
  if (user !== null && /^\d+$/.test(user)) return Number(user) === 0 ? 'root' : 'other';
  return textOf(child(context, 'runAsNonRoot')) === 'true' ? 'other' : 'unknown';
}

function secretOf(origin: Origin, variable: YamlNode): PodContainer['secrets'] {
  const name = textOf(child(variable, 'name')) ?? '';
  const fromSecret = child(child(variable, 'valueFrom'), 'secretKeyRef') !== null;
  const literal = textOf(child(variable, 'value'));
  const isSecret = fromSecret || (looksLikeSecret(name) && literal !== null && literal !== '');
  return name === '' || !isSecret ? [] : [{ name: name.slice(0, 200), at: placeAt(origin, variable) }];
}

function kustomization({ path }: Origin, root: YamlNode, kind: string): KubernetesFact {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  const takes = ['resources', 'components', 'bases']
    .flatMap((key) => itemsOf(child(root, key)))
    .slice(0, MAX)
    .flatMap((item) => textOf(item) ?? [])
    .filter((text) => !text.includes(':'))
    .map((text) => within(folder, text.replace(/\/$/, '')));
  return {
    is: 'kustomization',
    path,
    component: kind === 'Component',
    takes: takes.filter((one) => one !== null),
  };
}
