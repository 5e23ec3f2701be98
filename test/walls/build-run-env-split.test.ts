import { expect, test } from 'vitest';
import buildRunEnvSplit from '../../src/walls/catalogue/build-run-env-split.ts';
import { attestedLaws } from '../support/attested-wall.ts';
import { SERVICE } from '../support/guarded-trees.ts';
import { type Files, npmTree, workflow } from '../support/made-tree.ts';
import { surveyed, wallLaws } from '../support/wall-laws.ts';

const KEY = 'walls.build-run-env-split.render.yaml';
/** As documenso is deployed: the blueprint names what the service is given. */
const PLATFORM: Files = npmTree(['a'], {
  'render.yaml': `services:
  - type: web
    name: app
    runtime: node
    buildCommand: npm ci && npm run build
    startCommand: node x
    envVars:
      - key: NODE_VERSION
        value: 22
      - key: STRIPE_SECRET_KEY
        sync: false
`,
});
const image = (build: string, dockerfile: string): Files =>
  npmTree(['a'], {
    Dockerfile: dockerfile,
    '.github/workflows/image.yml': workflow(
      'push',
      `      - run: npm ci
      - uses: docker/login-action@v3
        with:
          username: acme
          password: \${{ secrets.DOCKERHUB_TOKEN }}
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: acme/app
${build}`,
    ),
  });
const GIVEN = `          build-args: |\n            GITHUB_PAT=\${{ secrets.ORG_GITHUB_PAT }}\n`;
const RECORDS = 'FROM node:22\nARG GITHUB_PAT\nENV GITHUB_PAT=$GITHUB_PAT\nCOPY . .\nRUN npm ci\n';
const MOUNT = 'FROM node:22\nCOPY . .\nRUN --mount=type=secret,id=pat npm ci\n';

wallLaws(buildRunEnvSplit, {
  absent: { 'a platform that builds': PLATFORM, 'a token in a layer': image(GIVEN, RECORDS) },
  standing: {},
  inapplicable: SERVICE,
  patched: null,
});
attestedLaws(buildRunEnvSplit, PLATFORM, KEY);

test('the build of a platform is guarded from what the service is given, and from nothing else', async () => {
  const { of } = await surveyed(buildRunEnvSplit, PLATFORM);
  expect(of.choices.flatMap(({ acts }) => acts)).toEqual([
    {
      kind: 'steps',
      steps: ['read-environment: code/platform/render.yaml -> holds/secret/STRIPE_SECRET_KEY'],
    },
  ]);
});

test('a layer that records a secret is one site, under the name of the secret', async () => {
  const { of } = await surveyed(buildRunEnvSplit, image(GIVEN, RECORDS));
  expect(of.sites).toMatchObject([
    { id: 'build-run-env-split#image/Dockerfile ORG_GITHUB_PAT', state: 'absent' },
  ]);
  expect(of.choices[0]?.acts).toEqual([
    { kind: 'steps', steps: ['read-image-layers: can/publish/docker -> holds/secret/ORG_GITHUB_PAT'] },
  ]);
  const unseen = await surveyed(buildRunEnvSplit, image('', RECORDS));
  expect(unseen.of.sites).toMatchObject([
    { id: 'build-run-env-split#image/Dockerfile GITHUB_PAT', state: 'unknown' },
  ]);
});

test('a secret that is mounted, or of a stage that does not ship, is in no layer', async () => {
  const early = `FROM node:22 AS build\nARG GITHUB_PAT\nENV GITHUB_PAT=$GITHUB_PAT\nRUN npm ci\nFROM node:22\nCOPY --from=build /app /app\n`;
  for (const dockerfile of [MOUNT, early])
    expect((await surveyed(buildRunEnvSplit, image(GIVEN, dockerfile))).of.sites).toEqual([]);
});

test('what to do is told, for no file shows what the build needs', async () => {
  for (const files of [PLATFORM, image(GIVEN, RECORDS)]) {
    const { facts, of } = await surveyed(buildRunEnvSplit, files);
    const [choice] = of.choices;
    if (choice === undefined) throw new Error('no choice');
    const patched = buildRunEnvSplit.patch?.(choice, { text: () => null, commitOf: () => null }, facts);
    expect(patched?.kind).toBe('lacks');
  }
});
