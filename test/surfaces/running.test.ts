/** What files show to run: one service each, the worse of what several files say. */
import { describe, expect, it } from 'vitest';
import { imageUser } from '../../src/surfaces/image-users.ts';
import { deployment, host, policy } from '../support/cluster.ts';
import { type Files, madePlaces, npmTree } from '../support/made-tree.ts';
import fc from '../support/property.ts';

const running = async (files: Files) => (await madePlaces(files)).repository.running;
const SERVES = 'FROM node:22\nEXPOSE 80\n';

describe('a workload in several files', () => {
  const not = '      securityContext:\n        runAsNonRoot: true\n      containers:';
  it('is one, and what is worse counts, whatever comes first', async () => {
    const safe = deployment('app').replace('      containers:', not);
    for (const [a, b] of [
      [safe, deployment('app')],
      [deployment('app'), safe],
    ] as const) {
      const [one, ...more] = await running({ 'k8s/a.yaml': a, 'release/kubernetes-manifests.yaml': b });
      expect(more).toEqual([]);
      expect(one?.user.user).toBe('unknown');
      expect(one?.images).toHaveLength(2);
    }
  });

  it('is another in another namespace', async () => {
    const both = `${deployment('app')}---\n${deployment('app', 'other')}`;
    expect((await running({ 'k8s/a.yaml': both })).map((one) => one.id)).toEqual([
      'Deployment/app',
      'other/Deployment/app',
    ]);
  });
});

describe('an image of a manifest', () => {
  it('is of the tree where a folder above a Dockerfile has its name', async () => {
    const image = 'registry.example/team/app:v1';
    const files = { 'k8s/a.yaml': deployment('app', null, [], image), 'src/app/Dockerfile': SERVES };
    const [one] = await running(files);
    expect(one).toMatchObject({ builds: ['src/app/Dockerfile'], images: [], user: { user: 'root' } });
    expect((await madePlaces(files)).repository.serving).toEqual([]);
  });

  it('is of others where it is official, though a folder has its name', async () => {
    const [one] = await running({
      'k8s/a.yaml': deployment('cache', null, [], 'redis:alpine'),
      'docker/redis/Dockerfile': SERVES,
    });
    expect(one).toMatchObject({ builds: [], database: true, user: { user: 'other' } });
    expect(one?.images).toHaveLength(1);
  });
});

describe('packages', () => {
  const two = {
    ...Object.fromEntries(Object.entries(npmTree(['a'])).map(([path, text]) => [`src/pay/${path}`, text])),
    'k8s/all.yaml': [deployment('pay', null, [], 'pay'), deployment('web', null, [], 'web')].join('---\n'),
    'src/web/Dockerfile': SERVES,
  };
  it('run in the service that is built in their folder', async () => {
    const all = await running({ ...two, 'src/pay/Dockerfile': SERVES });
    expect(all.map(({ name, trees }) => [name, trees])).toEqual([
      ['pay', ['src/pay/package-lock.json']],
      ['web', []],
    ]);
  });

  it('run in each that is no database where nothing tells', async () => {
    const all = await running({
      ...two,
      'k8s/db.yaml': deployment('db', null, [], 'postgres:15'),
    });
    expect(all.map(({ name, trees }) => [name, trees.length])).toEqual([
      ['pay', 1],
      ['web', 1],
      ['db', 0],
    ]);
  });
});

describe('a database', () => {
  const reach = async (env: readonly string[], more = '') =>
    (
      await running({
        'k8s/all.yaml': [deployment('app', null, env), deployment('db', null, [], 'postgres:15'), host('db')]
          .concat(more === '' ? [] : [more])
          .join('---\n'),
      })
    )[0]?.databases[0]?.how;

  it.each(['db', 'db:5432', 'postgres://u:p@db:5432/x', 'db.default.svc.cluster.local', 'a,db'])(
    'is used where a variable is %s',
    async (value) => expect(await reach([`X=${value}`])).toBe('needs'),
  );
  it.each(['database', 'dbx:1', 'my-db'])('is not where it is %s', async (value) => {
    expect(await reach([`X=${value}`])).toBe('network');
  });
  it.each([
    ['all is denied', policy(null, { types: ['Ingress'] }), 'barred'],
    ['what leaves is denied', policy('app', { types: ['Egress'] }), 'barred'],
    ['it is for other pods', policy('x', { types: ['Ingress'] }), 'network'],
    [
      'all of the namespace may',
      policy('db', { types: ['Ingress'], ingress: '    - from:\n        - podSelector: {}\n' }),
      'network',
    ],
    ['one of two rules lets it in', policy('db', { types: ['Ingress'], ingress: '    - {}\n' }), 'network'],
    [
      'other namespaces may',
      policy('db', { types: ['Ingress'], ingress: '    - from:\n        - namespaceSelector: {}\n' }),
      'network',
    ],
    [
      'expressions decide',
      policy('db', { types: ['Ingress'] }).replace(
        'matchLabels:\n      app: db',
        'matchExpressions:\n      - { key: app, operator: Exists }',
      ),
      'network',
    ],
  ])('policies: %s', async (_name, text, how) => expect(await reach([], text)).toBe(how));
});

it('a policy more bars no less than without it', async () => {
  const names = fc.constantFrom('app', 'db', 'x', null);
  const rule = fc.constantFrom(
    '',
    '    - {}\n',
    '    - from:\n        - podSelector:\n            matchLabels:\n              app: app\n',
  );
  const made = fc
    .tuple(names, rule)
    .map(([app, text]) => policy(app, { types: ['Ingress'], ...(text === '' ? {} : { ingress: text }) }));
  const base = [deployment('app'), deployment('db', null, [], 'postgres:15')];
  const open = async (policies: readonly string[]): Promise<boolean> =>
    (await running({ 'k8s/all.yaml': [...base, ...policies].join('---\n') }))[0]?.databases[0]?.how !==
    'barred';
  await fc.assert(
    fc.asyncProperty(fc.array(made, { maxLength: 3 }), async (policies) => {
      // Rules add up: a policy that lets something in is never undone by one that lets nothing in.
      if (await open(policies)) {
        const none = policy('db', { types: ['Ingress'] });
        const governed = policies.some((one) =>
          /app: db\n {2}policy|podSelector: \{\}\n {2}policy/.test(one),
        );
        expect(await open([...policies, none])).toBe(governed);
      } else expect(await open([...policies, policy('x', { types: ['Ingress'] })])).toBe(false);
    }),
    { numRuns: 40 },
  );
});

it.each([
  ['node:22-alpine', 'root'],
  ['docker.io/library/python:3', 'root'],
  ['gcr.io/distroless/static:nonroot', 'other'],
  ['gcr.io/distroless/static', 'root'],
  ['postgres:15', 'other'],
  ['cgr.dev/chainguard/minio', 'other'],
  ['mcr.microsoft.com/dotnet/runtime-deps:10.0.0-noble-chiseled', 'other'],
  ['host:5000/team/app', 'unknown'],
])('%s runs as %s', (reference, user) => expect(imageUser(reference).user).toBe(user));
