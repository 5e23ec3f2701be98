import { expect, test } from 'vitest';
import networkPolicy from '../../src/walls/catalogue/network-policy.ts';
import runtimeEgress from '../../src/walls/catalogue/runtime-egress.ts';
import { applied } from '../../src/walls/edits.ts';
import type { Wall } from '../../src/walls/wall.ts';
import { walledFor } from '../../src/worth.ts';
import { CART, deployment, policy } from '../support/cluster.ts';
import { type Files, npmTree } from '../support/made-tree.ts';
import { surveyed, surveyedAs, wallLaws } from '../support/wall-laws.ts';

/** Packages of the payment service alone: it has no business with the cart's Redis. */
const payment = (more: Files): Files => ({
  ...Object.fromEntries(
    Object.entries(npmTree(['a', 'b'])).map(([path, text]) => [`src/paymentservice/${path}`, text]),
  ),
  'src/paymentservice/Dockerfile': 'FROM node:22\nCMD ["node", "x.js"]\n',
  ...more,
});
const MADE = CART.replace(/(name: "paymentservice"[\s\S]*image: )other\/app:1/, '$1paymentservice');
const POSTGRES = `  database:
    image: postgres:15 # the data
    environment:
      POSTGRES_PASSWORD: \${POSTGRES_PASSWORD}
`;
/** full-stack-fastapi-template: a proxy beside what uses the database. */
const STACK = `services:
  proxy:
    image: acme/proxy:3
    ports:
      - "80:80"
  app:
    image: other/app:1
    depends_on:
      - database
${POSTGRES}
volumes:
  data:
`;
const ONLY_CART =
  '    - from:\n        - podSelector:\n            matchLabels:\n              app: cartservice\n';

wallLaws(networkPolicy, {
  stated: ['data'],
  absent: {
    'pods beside a database': payment({ 'kubernetes-manifests/all.yaml': MADE }),
    'a policy that lets all pods in': payment({
      'kubernetes-manifests/all.yaml': `${MADE}---\n${policy('redis-cart', { types: ['Ingress'], ingress: '    - from:\n        - podSelector: {}\n' })}`,
    }),
    'an image beside a database': { 'compose.yml': STACK },
  },
  standing: {
    // microservices-demo, its component of network policies
    'a policy for the database': payment({
      'kubernetes-manifests/all.yaml': MADE,
      'kubernetes-manifests/policy.yaml': policy('redis-cart', {
        types: ['Ingress', 'Egress'],
        ingress: ONLY_CART,
        egress: '    - {}\n',
      }),
    }),
    'all is denied': payment({
      'kubernetes-manifests/all.yaml': `${MADE}---\n${policy(null, { types: ['Ingress', 'Egress'] })}`,
    }),
    'networks of their own': {
      'compose.yml':
        'services:\n  proxy:\n    image: traefik:3\n  database:\n    image: postgres:15\n    networks: [inner]\nnetworks:\n  inner:\n    internal: true\n',
    },
  },
  inapplicable: {
    // documenso: what is beside the database uses it
    'docker/production/compose.yml': `services:\n  app:\n    image: other/app:1\n    environment:\n      - DATABASE_URL=\${DATABASE_URL}\n${POSTGRES}`,
  },
  patched: {
    'pods beside a database': payment({ 'kubernetes-manifests/all.yaml': MADE }),
    'a proxy beside an app': { 'compose.yml': STACK },
    'the database first, Windows line ends, no end of the last line': {
      'compose.yml':
        `services:\n${POSTGRES}\n  # what users see\n  web:\n    image: other/web:1\n    environment:\n      URL: "postgres://a:b@database:5432/x"\n\n  lens:\n    image: other/lens:2`.replaceAll(
          '\n',
          '\r\n',
        ),
    },
  },
});

const patchOf = async (files: Files, wall: Wall = networkPolicy) => {
  const { facts, of } = await surveyed(wall, files);
  const [choice] = of.choices;
  if (choice === undefined) throw new Error('no choice');
  const patched = wall.patch?.(choice, { text: (path) => files[path] ?? null, commitOf: () => null }, facts);
  return patched?.kind === 'edits' ? applied(files, patched.edits) : (patched?.what ?? '');
};

test('the database leaves the network that all share, and what uses it keeps both', async () => {
  const after = await patchOf({ 'compose.yml': STACK });
  expect(typeof after === 'string' ? after : after['compose.yml']).toBe(
    `${STACK.replace(
      '      - database\n',
      '      - database\n    networks:\n      - default\n      - database-only\n',
    ).replace(
      `\${POSTGRES_PASSWORD}\n`,
      `\${POSTGRES_PASSWORD}\n    networks:\n      - database-only\n`,
    )}\nnetworks:\n  database-only:\n    internal: true\n`,
  );
});

test('who uses it is let in by name', async () => {
  const after = await patchOf(payment({ 'kubernetes-manifests/all.yaml': MADE }));
  const text = typeof after === 'string' ? after : (after['kubernetes-manifests/all.yaml'] ?? '');
  expect(text.startsWith(MADE)).toBe(true);
  expect(text.slice(MADE.length)).toContain(
    'podSelector:\n    matchLabels:\n      app: redis-cart\n  policyTypes:\n    - Ingress\n',
  );
  expect(text).toContain(
    '  - from:\n        - podSelector:\n            matchLabels:\n              app: cartservice\n',
  );
});

test.each([
  ['networks that are there', STACK.replace('volumes:', 'networks:\n  x: {}\nvolumes:')],
  ['anchors', STACK.replace('  proxy:\n', '  proxy: &a\n')],
  [
    'flow style',
    STACK.replace(/ {2}app:\n(?: {4}.*\n)+/, '  app: { image: "other/app:1", depends_on: [database] }\n'),
  ],
])('%s are parted by hand', async (_name, text) => {
  expect(await patchOf({ 'compose.yml': text })).toContain('by hand');
});

test('a port that the database publishes needs a way out', async () => {
  const after = await patchOf({
    'compose.yml': STACK.replace('    image: postgres:15 # the data\n', '$&    ports: ["5432:5432"]\n'),
  });
  expect(typeof after === 'string' ? after : after['compose.yml']).toContain('  database-only: {}\n');
});

test('a file over another adds its networks', async () => {
  const parted =
    'services:\n  proxy:\n    image: acme/proxy:3\n  db:\n    image: postgres:15\n    networks: [inner]\nnetworks:\n  inner: {}\n';
  const over = (networks: string) => `services:\n  db:\n    restart: always\n${networks}`;
  const state = async (text: string) =>
    (await surveyed(networkPolicy, { 'compose.yml': parted, 'compose.deploy.yml': text })).of.state;
  expect(await state(over(''))).toBe('standing');
  expect(await state(over('    networks: [default]\n'))).toBe('absent');
});

test('a database that nobody is known to use gets no policy that lets nobody in', async () => {
  const two = [deployment('db', null, [], 'postgres:15'), deployment('web')].join('---\n');
  expect(await patchOf({ ...npmTree(['a']), 'k8s/all.yaml': two })).toContain('labels of the pods');
});

test.each([
  ['pods', payment({ 'kubernetes-manifests/all.yaml': MADE })],
  ['Compose', { 'compose.yml': STACK }],
])('what is promised is what the tree gives: %s', async (_name, files: Files) => {
  const stated = [{ asset: 'data', p5: 1e6, p95: 1e6 }];
  const before = await surveyedAs(networkPolicy, files, { stated });
  const patched = await patchOf(files);
  if (typeof patched === 'string') throw new Error(patched);
  const after = await surveyedAs(networkPolicy, patched, { stated });
  const { walled } = walledFor(before.run.basis, before.of.choices, 32);
  const none = walled.residual([]).usd;
  const promised = none - walled.residual([0]).usd;
  const given = none - walledFor(after.run.basis, [], 32).walled.residual([]).usd;
  expect(promised).toBeGreaterThan(0);
  expect(given / promised).toBeGreaterThan(0.8);
  expect(given / promised).toBeLessThan(1.25);
});

test('both policies stand in one file', async () => {
  const files = payment({ 'kubernetes-manifests/all.yaml': MADE });
  const one = await patchOf(files);
  const both = typeof one === 'string' ? one : await patchOf(one, runtimeEgress);
  if (typeof both === 'string') throw new Error(both);
  expect((await surveyed(runtimeEgress, both)).of.state).toBe('standing');
  expect((await surveyed(networkPolicy, both)).of.state).toBe('standing');
});
