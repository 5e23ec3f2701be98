import { expect, test } from 'vitest';
import runtimeEgress from '../../src/walls/catalogue/runtime-egress.ts';
import { applied } from '../../src/walls/edits.ts';
import { walledFor } from '../../src/worth.ts';
import { CART, deployment, policy } from '../support/cluster.ts';
import { type Files, npmTree } from '../support/made-tree.ts';
import { type SurveyedTree, surveyed, wallLaws } from '../support/wall-laws.ts';

const DNS = '    - ports:\n        - port: 53\n          protocol: UDP\n';
const BESIDE = '    - to:\n        - podSelector: {}\n';
const served = (more: Files): Files => npmTree(['a', 'b'], more);
const SHUT = policy('app', { types: ['Ingress', 'Egress'], egress: DNS + BESIDE });

wallLaws(runtimeEgress, {
  absent: {
    'no policy': served({ 'k8s/app.yaml': deployment('app') }),
    // microservices-demo: every policy of its own lets all out
    'a policy that lets all out': served({
      'k8s/app.yaml': deployment('app'),
      'k8s/policy.yaml': policy('app', { types: ['Ingress', 'Egress'], egress: '  - {}\n' }),
    }),
    'a policy of what comes in': served({
      'k8s/app.yaml': deployment('app'),
      'k8s/policy.yaml': policy('app', { types: ['Ingress'] }),
    }),
    'a policy for other pods': served({
      'k8s/app.yaml': deployment('app'),
      'k8s/policy.yaml': policy('other', { types: ['Egress'] }),
    }),
    'port 443 of everybody': served({
      'k8s/app.yaml': deployment('app'),
      'k8s/policy.yaml': policy('app', {
        types: ['Egress'],
        egress: '  - to:\n      - ipBlock:\n          cidr: 0.0.0.0/0\n    ports:\n      - port: 443\n',
      }),
    }),
    'a service of Compose in the default network': served({
      'compose.yml': 'services:\n  app:\n    image: other/app:1\n',
    }),
    'a service that a platform hosts': served({
      'render.yaml':
        'services:\n  - type: web\n    name: app\n    buildCommand: npm ci\n    startCommand: node x\n',
    }),
  },
  standing: {
    'a policy that lists': served({ 'k8s/app.yaml': deployment('app'), 'k8s/policy.yaml': SHUT }),
    'all is denied': served({
      'k8s/app.yaml': `${deployment('app')}---\n${policy(null, { types: ['Egress'] })}`,
    }),
    'networks without a way out': served({
      'compose.yml':
        'services:\n  app:\n    image: other/app:1\n    networks: [inner]\nnetworks:\n  inner:\n    internal: true\n',
    }),
  },
  inapplicable: { 'index.js': '', 'package.json': '{"name":"a","private":true}' },
  patched: {
    // microservices-demo: a file with the names of the pods, several workloads, a database
    'workloads and a database in a file': served({ 'kubernetes-manifests/cart.yaml': CART }),
    'Windows line ends, and no end of the last line': served({
      'k8s/app.yaml': deployment('app').trimEnd().replaceAll('\n', '\r\n'),
    }),
    'a namespace, and a job by the clock': served({
      'deploy/app.yml': `${deployment('app', 'shop')}---\napiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: nightly\n  namespace: shop\nspec:\n  jobTemplate:\n    spec:\n      template:\n        metadata:\n          labels:\n            run: "1"\n        spec:\n          containers:\n            - name: x\n              image: other/x:1\n`,
    }),
  },
});

const patchOf = async (files: Files) => {
  const { facts, of } = await surveyed(runtimeEgress, files);
  const [choice] = of.choices;
  if (choice === undefined) throw new Error('no choice');
  return runtimeEgress.patch?.(choice, { text: (path) => files[path] ?? null, commitOf: () => null }, facts);
};
const whatLacks = async (files: Files) => {
  const patched = await patchOf(files);
  return patched?.kind === 'lacks' ? patched.what : patched;
};

test('a document behind the file, and the file as it was', async () => {
  const files = served({ 'k8s/app.yaml': deployment('app') });
  const patched = await patchOf(files);
  if (patched?.kind !== 'edits') throw new Error(patched?.what);
  const after = applied(files, patched.edits)['k8s/app.yaml'] as string;
  expect(after.startsWith(`${deployment('app')}---\n# `)).toBe(true);
  expect(after).toContain('policyTypes:\n    - Egress\n');
});

test.each([
  ['hosts of the net', deployment('app', null, ['API_URL=https://api.pay.example/v1']), 'api.pay.example'],
  ['labels that YAML would read otherwise', deployment('a: b'), 'labels of the pods'],
])('%s are not made up', async (_name, text, what) => {
  expect(await whatLacks(served({ 'k8s/app.yaml': text }))).toContain(what);
});

test('a rule that lets all out is narrowed by hand, and Compose has no list', async () => {
  const open = policy('app', { types: ['Egress'], egress: '  - {}\n' });
  expect(await whatLacks(served({ 'k8s/app.yaml': `${deployment('app')}---\n${open}` }))).toContain(
    'by hand',
  );
  const compose = { 'compose.yml': 'services:\n  app:\n    image: other/app:1\n' };
  expect(await whatLacks(served(compose))).toContain('internal: true');
});

test('what a kustomize component holds is in force where something takes it up', async () => {
  // microservices-demo: policies in a component that the kustomization leaves out
  const component = 'kind: Component\nresources: [policy.yaml]\n';
  const files = (components: string): Files =>
    served({
      'kustomize/base/app.yaml': deployment('app'),
      'kustomize/components/network-policies/policy.yaml': SHUT,
      'kustomize/components/network-policies/kustomization.yaml': component,
      'kustomize/kustomization.yaml': `resources: [base]\ncomponents: [${components}]\n`,
    });
  expect((await surveyed(runtimeEgress, files(''))).of.state).toBe('absent');
  expect((await surveyed(runtimeEgress, files('components/network-policies'))).of.state).toBe('standing');
});

test('a chart is a template, and other files of the folder are no manifests', async () => {
  const { of } = await surveyed(runtimeEgress, {
    'k8s/app.yaml': deployment('app').replace('name: "app"', 'name: {{ .Values.name }}'),
    'k8s/values.yaml': 'kind: Deployment\n',
    'deploy/list.yaml': '- a\n- b\n',
  });
  expect(of.sites).toEqual([]);
});

test('somebody attests it where no file shows it', async () => {
  const files = served({ Dockerfile: 'FROM node:22\nEXPOSE 80\n' });
  const attested = {
    fact: 'walls.runtime-egress',
    value: 'standing',
    by: 'a@b.example',
    on: '2026-11-01',
    until: '2027-01-01',
    evidence: null,
  };
  expect((await surveyed(runtimeEgress, files)).of.state).toBe('unknown');
  expect((await surveyed(runtimeEgress, files, [attested as never])).of.state).toBe('standing');
});

const lostIn = ({ run }: SurveyedTree): number => walledFor(run.basis, [], 32).walled.residual([]).lost;

test('what is promised is what the tree gives', async () => {
  const files = served({ 'kubernetes-manifests/cart.yaml': CART });
  const before = await surveyed(runtimeEgress, files);
  const patched = await patchOf(files);
  if (patched?.kind !== 'edits') throw new Error(patched?.what);
  const after = await surveyed(runtimeEgress, applied(files, patched.edits));
  const { walled } = walledFor(before.run.basis, before.of.choices, 32);
  const none = walled.residual([]).lost;
  const promised = none - walled.residual([0]).lost;
  const given = none - lostIn(after);
  expect(promised).toBeGreaterThan(0);
  expect(given / promised).toBeGreaterThan(0.8);
  expect(given / promised).toBeLessThan(1.25);
});
