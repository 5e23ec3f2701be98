/** Manifests of Kubernetes as tests write them. */

export const deployment = (
  name: string,
  namespace: string | null = null,
  env: readonly string[] = [],
  image = 'other/app:1',
): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${JSON.stringify(name)}\n${namespace === null ? '' : `  namespace: ${namespace}\n`}spec:\n  template:\n    metadata:\n      labels:\n        app: ${JSON.stringify(name)}\n    spec:\n      containers:\n        - name: server\n          image: ${image}\n${env.length === 0 ? '' : `          env:\n${env.map((one) => `            - name: ${one.split('=')[0]}\n              value: "${one.split('=').slice(1).join('=')}"\n`).join('')}`}`;

export const host = (name: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    app: ${name}\n`;

interface Rules {
  readonly types: readonly string[];
  readonly ingress?: string;
  readonly egress?: string;
}

/** A policy for the pods of a deployment; for all where null. */
export const policy = (app: string | null, { types, ingress, egress }: Rules): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: ${app ?? 'all'}\nspec:\n  podSelector:${app === null ? ' {}\n' : `\n    matchLabels:\n      app: ${app}\n`}  policyTypes:\n${types.map((type) => `    - ${type}\n`).join('')}${ingress === undefined ? '' : `  ingress:\n${ingress}`}${egress === undefined ? '' : `  egress:\n${egress}`}`;

/** As microservices-demo has it: a cart with its Redis, and another service beside them. */
export const CART = [
  deployment('cartservice', null, ['REDIS_ADDR=redis-cart:6379']),
  host('cartservice'),
  deployment('redis-cart', null, [], 'redis:alpine'),
  host('redis-cart'),
  deployment('paymentservice', null, ['PORT=50051']),
].join('---\n');
