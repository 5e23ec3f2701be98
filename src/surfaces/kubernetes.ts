/** Manifests of Kubernetes that are in force, and what their policies let through. */
import type { Inventory } from '../model/inventory.ts';
import type { Labels, NetworkPolicy, PolicyRule, Selector, Workload } from '../model/kubernetes.ts';
import type { RunningService } from '../model/service.ts';
import { folder } from './trees.ts';

type Direction = 'ingress' | 'egress';

export interface Cluster {
  readonly workloads: readonly Workload[];
  /** Policies that are known to govern a direction of a workload; where none does, all is let through. */
  readonly governing: (direction: Direction, workload: Workload) => readonly NetworkPolicy[];
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
    governing: governors(
      kubernetes.flatMap((one) => (one.is === 'policy' && inForce(one) ? [one] : [])).slice(0, MAX),
    ),
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

/** Each answer is found once. */
function governors(policies: readonly NetworkPolicy[]): Cluster['governing'] {
  const known = {
    ingress: new Map<Workload, NetworkPolicy[]>(),
    egress: new Map<Workload, NetworkPolicy[]>(),
  };
  return (direction, workload) => {
    const { namespace, labels } = workload;
    const found =
      known[direction].get(workload) ??
      policies
        .filter((one) => one.namespace === namespace && one[direction] !== null)
        .filter((one) => matches(one.selects, labels) === 'yes');
    known[direction].set(workload, found);
    return found;
  };
}

/** Whether a workload may talk to any address, and by which policy where one says so. */
export function egressOf(
  workload: Workload,
  { governing }: Cluster,
): Pick<RunningService, 'egress' | 'openedBy'> {
  const own = governing('egress', workload);
  const open = own.find((policy) =>
    policy.egress?.some((rule) => !rule.dnsOnly && rule.peers.some((peer) => peer.kind === 'any')),
  );
  return {
    egress: own.length === 0 || open !== undefined ? 'open' : 'listed',
    openedBy: open === undefined ? null : `${open.name} in ${open.source}:${open.at.line}`,
  };
}

/** Whether policies are known to keep one workload from another. */
export const barred = (from: Workload, to: Workload, cluster: Cluster): boolean =>
  shuts('ingress', to, from, cluster) || shuts('egress', from, to, cluster);

function shuts(direction: Direction, own: Workload, peer: Workload, { governing }: Cluster): boolean {
  const found = governing(direction, own);
  const away = (rule: PolicyRule): boolean =>
    rule.peers.every((one) => one.kind === 'pods' && matches(one.selects, peer.labels) === 'no') ||
    // What is for the pods of this namespace is for none of another.
    (own.namespace !== peer.namespace && rule.peers.every((one) => one.kind === 'pods'));
  return found.length > 0 && found.every((policy) => (policy[direction] ?? []).every(away));
}
