/** Network policies written behind the workloads that they are for. */
import type { Labels, Workload } from '../model/kubernetes.ts';
import type { RunningService } from '../model/service.ts';
import { type Edit, grouped, type Patched, type PatchFiles, type WallFacts } from './wall.ts';
import { endingOf, linesOf } from './workflow-text.ts';

/** The workload that a service was read of. */
export function workloadOf(
  { inventory }: Pick<WallFacts, 'inventory'>,
  { at }: RunningService,
): Workload | null {
  const found = inventory.kubernetes.find(
    (one) => one.is === 'workload' && one.source === at.path && one.at.line === at.line,
  );
  return found?.is === 'workload' ? found : null;
}

/** What can be written plainly: a name, a label. Anything else is left to a person. */
const PLAIN = /^[A-Za-z0-9]([A-Za-z0-9._/-]{0,250}[A-Za-z0-9])?$/;
/** What YAML would read as something else than text. */
const quoted = (text: string): string =>
  /^(?:[\d.]+|true|false|yes|no|on|off|null|y|n)$/i.test(text) ? `"${text}"` : text;

/** A document more for each workload, at the end of its file; what one lacks, all lack. */
export function appended(
  workloads: readonly Workload[],
  policy: (workload: Workload) => readonly string[] | null,
  files: PatchFiles,
  facts: Pick<WallFacts, 'inventory'>,
): Patched {
  const edits: Edit[] = [];
  for (const [path, group] of grouped(workloads, (one) => one.source)) {
    const lines = linesOf(path, files, facts);
    if (typeof lines === 'string') return { kind: 'lacks', what: lines };
    const documents = group.map((one) => ({ one, policy: isPlain(one) ? policy(one) : null }));
    const odd = documents.find((document) => document.policy === null);
    if (odd !== undefined)
      return {
        kind: 'lacks',
        what: `labels of the pods of ${odd.one.kind}/${odd.one.name} in ${path} that select them`,
      };
    const ending = endingOf(lines);
    const { text } = lines;
    const at = text.length;
    const made = documents.flatMap((document) => ['---', ...(document.policy ?? [])]).join(ending);
    edits.push({ path, from: at, to: at, with: `${/(^|\n)$/.test(text) ? '' : ending}${made}${ending}` });
  }
  return { kind: 'edits', edits };
}

const isPlain = ({ name, namespace, labels }: Workload): boolean =>
  Object.keys(labels).length > 0 &&
  [name, ...(namespace === null ? [] : [namespace]), ...Object.entries(labels).flat()].every((one) =>
    PLAIN.test(one),
  );

const matching = (labels: Labels, indent: string): string[] => [
  `${indent}matchLabels:`,
  ...Object.entries(labels).map(([key, value]) => `${indent}  ${key}: ${quoted(value)}`),
];

const head = ({ name, namespace, labels }: Workload, what: string): string[] => [
  'apiVersion: networking.k8s.io/v1',
  'kind: NetworkPolicy',
  'metadata:',
  `  name: ${quoted(name)}-${what}`,
  ...(namespace === null ? [] : [`  namespace: ${quoted(namespace)}`]),
  'spec:',
  '  podSelector:',
  ...matching(labels, '    '),
];

/** Names are looked up and pods of the namespace are reached; whatever else it needs is to be listed. */
export const egressPolicy = (workload: Workload): string[] => [
  '# Nothing leaves but to pods beside it and to look names up: list other addresses here, as `ipBlock`.',
  ...head(workload, 'egress'),
  '  policyTypes:',
  '    - Egress',
  '  egress:',
  '    - to:',
  '        - podSelector: {}',
  '    - ports:',
  '        - port: 53',
  '          protocol: UDP',
  '        - port: 53',
  '          protocol: TCP',
];

/** Only these reach it. */
export const ingressPolicy = (database: Workload, users: readonly Workload[]): string[] | null =>
  users.length === 0 || !users.every(isPlain)
    ? null
    : [
        '# Only what uses it reaches it.',
        ...head(database, 'ingress'),
        '  policyTypes:',
        '    - Ingress',
        '  ingress:',
        '    - from:',
        ...users.flatMap((one) => {
          const [first = '', ...rest] = matching(one.labels, '            ');
          return ['        - podSelector:', first, ...rest];
        }),
      ];
