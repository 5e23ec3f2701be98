/** Manifests of Kubernetes that are in force, and what their policies let through. */
import type { Inventory } from '../model/inventory.ts';
import type { Labels, NetworkPolicy, PolicyRule, Selector, Workload } from '../model/kubernetes.ts';
import { folder } from './trees.ts';

export interface Cluster {
  readonly workloads: readonly Workload[];
  readonly policies: readonly NetworkPolicy[];
  /** Names by which a workload is reached. */
  readonly hostsOf: (workload: Workload) => readonly string[];
}

/** Paths of what is made for work on the tree. */
export const TRIAL =
  /(^|[/._-])(dev|devcontainer|debug|development|tests?|testing|e2e|local|examples?|samples?)([/._-]|$)/i;

/** More than a repository holds; what lies beyond is not looked at. */
const MAX = 1000;

/** What a component of kustomize holds is in force where something else than a trial takes it up. */
export function clusterOf({ kubernetes }: Inventory): Cluster {
  const kustomizations = kubernetes.flatMap((one) => (one.is === 'kustomization' ? [one] : []));
  const taken = new Set(kustomizations.filter((one) => !TRIAL.test(one.path)).flatMap((one) => one.takes));
  const idle = new Set(
    kustomizations
      .filter((one) => one.component && !taken.has(folder(one.path)))
      .map((one) => folder(one.path)),
  );
  const inForce = ({ source }: { readonly source: string }): boolean =>
    !TRIAL.test(source) && !idle.has(folder(source));
  const hosts = kubernetes.flatMap((one) => (one.is === 'host' && inForce(one) ? [one] : [])).slice(0, MAX);
  return {
    workloads: kubernetes
      .flatMap((one) => (one.is === 'workload' && inForce(one) ? [one] : []))
      .slice(0, MAX),
    policies: kubernetes.flatMap((one) => (one.is === 'policy' && inForce(one) ? [one] : [])).slice(0, MAX),
    hostsOf: ({ labels, namespace }) =>
      hosts
        .filter((one) => one.namespace === namespace && Object.keys(one.selects ?? {}).length > 0)
        .filter((one) => matches(one.selects, labels) === 'yes')
        .map((one) => one.name),
  };
}

function matches(selector: Selector, labels: Labels): 'yes' | 'no' | 'unknown' {
  if (selector === null) return 'unknown';
  return Object.entries(selector).every(([key, value]) => labels[key] === value) ? 'yes' : 'no';
}

/** The rules of a direction for a workload; null where no policy is known to govern it: then all is let through. */
function rulesFor(
  direction: 'ingress' | 'egress',
  { labels, namespace }: Workload,
  policies: readonly NetworkPolicy[],
): readonly PolicyRule[] | null {
  const own = policies.filter(
    (one) => one.namespace === namespace && one[direction] !== null && matches(one.selects, labels) === 'yes',
  );
  return own.length === 0 ? null : own.flatMap((one) => one[direction] ?? []);
}

/** Whether a workload may talk to any address. */
export function egressOf(workload: Workload, policies: readonly NetworkPolicy[]): 'open' | 'listed' {
  const rules = rulesFor('egress', workload, policies);
  if (rules === null) return 'open';
  const any = rules.some((rule) => !rule.dnsOnly && rule.peers.some((peer) => peer.kind === 'any'));
  return any ? 'open' : 'listed';
}

/** Whether policies are known to keep one workload from another. */
export const barred = (from: Workload, to: Workload, policies: readonly NetworkPolicy[]): boolean =>
  shuts(rulesFor('ingress', to, policies), from) || shuts(rulesFor('egress', from, policies), to);

function shuts(rules: readonly PolicyRule[] | null, peer: Workload): boolean {
  if (rules === null) return false;
  return rules.every((rule) =>
    rule.peers.every((one) => one.kind === 'pods' && matches(one.selects, peer.labels) === 'no'),
  );
}
