/** Manifests of Kubernetes: what runs as pods, and who may talk to whom, as written. */
import type { Location } from './diagnostic.ts';

export type Labels = Readonly<Record<string, string>>;

/** A Deployment, StatefulSet, DaemonSet, Job, CronJob, ReplicaSet or Pod. */
export interface Workload {
  readonly kind: string;
  readonly name: string;
  /** Null where none is said: that of whoever applies it. */
  readonly namespace: string | null;
  /** Labels of its pods. */
  readonly labels: Labels;
  /** Init containers included. */
  readonly containers: readonly PodContainer[];
  readonly source: string;
  readonly at: Location;
}

export interface PodContainer {
  readonly name: string;
  /** As written; null where none is. */
  readonly image: { readonly reference: string; readonly at: Location } | null;
  /** By `runAsUser` and `runAsNonRoot` of the container, else of the pod; `unknown`: the image decides. */
  readonly user: 'root' | 'other' | 'unknown';
  /** Variables that look like secrets, or come from a Secret. */
  readonly secrets: readonly { readonly name: string; readonly at: Location }[];
  /** What in the values of variables stands where a host may stand. */
  readonly hosts: readonly string[];
  /** Variables come from elsewhere as well: a Secret, a ConfigMap. */
  readonly opaque: boolean;
  readonly at: Location;
}

/** A Service: a host name for pods. */
export interface PodHost {
  readonly name: string;
  readonly namespace: string | null;
  readonly selects: Selector;
  readonly source: string;
}

/** Labels that all must match, none for every pod; null where it cannot be told (`matchExpressions`). */
export type Selector = Labels | null;

export interface NetworkPolicy {
  readonly name: string;
  readonly namespace: string | null;
  readonly selects: Selector;
  /** Null: it says nothing of this direction. */
  readonly ingress: readonly PolicyRule[] | null;
  readonly egress: readonly PolicyRule[] | null;
  readonly source: string;
  readonly at: Location;
}

export interface PolicyRule {
  /** `any`: every address; `pods`: those of the same namespace that match; `other`: addresses or other namespaces. */
  readonly peers: readonly (
    | { readonly kind: 'any' }
    | { readonly kind: 'pods'; readonly selects: Selector }
    | { readonly kind: 'other' }
  )[];
  /** Port 53 alone: names are looked up. */
  readonly dnsOnly: boolean;
}

/** A `kustomization.yaml`: what it takes up. */
export interface Kustomization {
  readonly path: string;
  /** Takes effect only where another one names its folder. */
  readonly component: boolean;
  /** Files and folders, relative to the root. */
  readonly takes: readonly string[];
}

/** What is read of Kubernetes. */
export type KubernetesFact =
  | ({ readonly is: 'workload' } & Workload)
  | ({ readonly is: 'host' } & PodHost)
  | ({ readonly is: 'policy' } & NetworkPolicy)
  | ({ readonly is: 'kustomization' } & Kustomization);
