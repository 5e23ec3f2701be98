import { expect, test } from 'vitest';
import nonRoot from '../../src/walls/catalogue/non-root.ts';
import { applied } from '../../src/walls/edits.ts';
import { walledFor } from '../../src/worth.ts';
import { type Files, npmTree } from '../support/made-tree.ts';
import { surveyed, surveyedAs, wallLaws } from '../support/wall-laws.ts';

const SECRETS = `    environment:\n      DATABASE_URL: \${DATABASE_URL}\n      AWS_SECRET_ACCESS_KEY: \${AWS_SECRET_ACCESS_KEY}\n`;
const compose = (app: string): string => `services:\n  app:\n${app}${SECRETS}`;
const BUILT = compose('    build: .\n');
const made = (dockerfile: string, more: Files = {}): Files =>
  npmTree(['a', 'pg'], { 'compose.yml': BUILT, Dockerfile: dockerfile, ...more });
const pod = (context: string, image = 'other/app:1', indent = '      '): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n${context}      containers:\n${indent}- name: app\n${indent}  image: ${image}\n${indent}  env:\n${indent}  - name: DATABASE_URL\n${indent}    valueFrom:\n${indent}      secretKeyRef:\n${indent}        name: x\n${indent}        key: y\n`;

wallLaws(nonRoot, {
  stated: ['data'],
  absent: {
    'a base that runs as root': made('FROM node:22\nCMD ["node", "x.js"]\n'),
    'USER root at the end': made('FROM node:22\nUSER node\nUSER root\nCMD ["node", "x.js"]\n'),
    'root by number in a Compose file': npmTree(['a'], {
      'compose.yml': compose('    image: other/app:1\n    user: "0:0"\n'),
    }),
    'a pod that leaves it to the image': npmTree(['a'], { 'k8s/app.yaml': pod('') }),
    'a pod that asks for root': npmTree(['a'], {
      'k8s/app.yaml': pod('      securityContext:\n        runAsUser: 0\n'),
    }),
  },
  standing: {
    'USER of another': made('FROM node:22 AS build\nFROM node:22-slim\nUSER node\nCMD ["node", "x.js"]\n'),
    'a user of the Compose file': npmTree(['a'], {
      'compose.yml': compose('    image: other/app:1\n    user: "1000"\n'),
    }),
    // microservices-demo: the pods say it, the images do not
    'a pod': npmTree(['a'], { 'k8s/app.yaml': pod('      securityContext:\n        runAsNonRoot: true\n') }),
    'a server that steps down': npmTree(['a'], { 'compose.yml': compose('    image: postgres:15\n') }),
  },
  inapplicable: { 'docker/development/compose.yml': BUILT, '.github/workflows/a.yml': 'on: push\n' },
  patched: {
    // documenso's apps/remix: one stage after another, the command at the end
    'stages, Windows line ends': made(
      'FROM node:22 AS build\nRUN npm ci\nCMD ["x"]\n\nFROM node:22-alpine\nCOPY --from=build /app /app\nWORKDIR /app\nCMD ["npm", "run", "start"]\n'.replaceAll(
        '\n',
        '\r\n',
      ),
    ),
    // microservices-demo: an entry point over lines, comments
    'an entry point over lines': made(
      '# the service\nFROM oven/bun:1\nEXPOSE 80\n# starts\nENTRYPOINT ["bun", \\\n  "CMD x", \\\n  "run"]\n',
    ),
    'both, and a base by digest': made(
      `FROM docker.io/library/node:22@sha256:${'a'.repeat(64)}\nENTRYPOINT ["node"]\nCMD ["x.js"]\n`,
    ),
    'a pod whose image the tree makes': npmTree(['a'], {
      'k8s/app.yaml': pod('', 'registry.example/team/app:1'),
      'src/app/Dockerfile': 'FROM gcr.io/distroless/nodejs22\nCOPY . .\nCMD ["x.js"]\n',
    }),
  },
});

const patchOf = async (files: Files) => {
  const { facts, of } = await surveyed(nonRoot, files);
  const [choice] = of.choices;
  if (choice === undefined) throw new Error('no choice');
  return nonRoot.patch?.(choice, { text: (path) => files[path] ?? null, commitOf: () => null }, facts);
};

test('one line more, before the command', async () => {
  const files = made('FROM node:22\nRUN npm ci\nENTRYPOINT ["node"]\nCMD ["x.js"] # go\n');
  const patched = await patchOf(files);
  if (patched?.kind !== 'edits') throw new Error(patched?.what);
  expect(applied(files, patched.edits).Dockerfile).toBe(
    'FROM node:22\nRUN npm ci\nENTRYPOINT ["node"]\nUSER node\nCMD ["x.js"] # go\n',
  );
});

test.each([
  ['no user is made up', 'FROM alpine:3\nCMD ["/x"]\n', 'has none that is known'],
  ['what is said is changed by hand', 'FROM node:22\nUSER root\nCMD ["x"]\n', 'USER root in Dockerfile'],
  ['what is run behind the command may need root', 'FROM node:22\nCMD ["x"]\nRUN apk add y\n', 'no command'],
])('%s', async (_name, dockerfile, what) => {
  const patched = await patchOf(made(dockerfile));
  expect(patched?.kind === 'lacks' ? patched.what : patched).toContain(what);
});

test('where a variable names the user it cannot be told', async () => {
  const { of } = await surveyed(nonRoot, made('FROM node:22\nUSER $SOMEBODY\nCMD ["x"]\n'));
  expect(of.sites.map((site) => site.state)).toEqual(['unknown']);
});

test('an image that nothing shows to run is a site too', async () => {
  // outline: its own image, and no file that runs it
  const { of } = await surveyed(nonRoot, {
    Dockerfile: 'FROM node:22\nRUN adduser nodejs\nUSER nodejs\nEXPOSE 3000\n',
    'Dockerfile.pnpm': 'FROM node:22\nEXPOSE 3000\n',
    'Dockerfile.tool': 'FROM node:22\nENTRYPOINT ["tool"]\n',
  });
  expect(of.sites.map(({ id, state }) => [id, state])).toEqual([
    ['non-root#Dockerfile', 'standing'],
    ['non-root#Dockerfile.pnpm', 'absent'],
  ]);
  expect(of.choices).toEqual([]);
});

/** Who is in the service has production already: what is kept from him is what its secrets open. */
test('what is promised is what the tree gives', async () => {
  const stated = [{ asset: 'data', p5: 1e6, p95: 1e6 }];
  const files = made('FROM node:22\nCMD ["x.js"]\n');
  const before = await surveyedAs(nonRoot, files, { stated });
  const patched = await patchOf(files);
  if (patched?.kind !== 'edits') throw new Error(patched?.what);
  const after = await surveyedAs(nonRoot, applied(files, patched.edits), { stated });
  const { walled } = walledFor(before.run.basis, before.of.choices, 32);
  const none = walled.residual([]).usd;
  const given = none - walledFor(after.run.basis, [], 32).walled.residual([]).usd;
  const promised = none - walled.residual([0]).usd;
  expect(promised).toBeGreaterThan(0);
  expect(given / promised).toBeGreaterThan(0.8);
  expect(given / promised).toBeLessThan(1.25);
});
