import { expect, test } from 'vitest';
import imageDigest from '../../src/walls/catalogue/image-digest.ts';
import { applied } from '../../src/walls/edits.ts';
import { walledFor } from '../../src/worth.ts';
import { type Files, workflow } from '../support/made-tree.ts';
import { type SurveyedTree, surveyed, wallLaws } from '../support/wall-laws.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const push = (image: string): string =>
  workflow(
    'push',
    `      - run: docker build -t acme/app . && docker push acme/app:latest\n        env:\n          TOKEN: \${{ secrets.DOCKER_TOKEN }}\n`,
    `    container: ${image}\n`,
  );
const served = (base: string): string => `FROM ${base}\nEXPOSE 80\nCMD ["node", "x.js"]\n`;
const PRODUCTION = `services:\n  app:\n    image: other/app:2\n    environment:\n      SESSION_SECRET: \${SESSION_SECRET}\n`;
/** A file that nothing is built from, and that tells what the tags stood for. */
const TOLD = {
  'elsewhere/Dockerfile': `FROM node:22-alpine@${DIGEST} AS a\nFROM other/app:2@${DIGEST}\nCOPY --from=acme/tools:1@${DIGEST} / /\n`,
};

wallLaws(imageDigest, {
  absent: {
    'a base image by tag': { Dockerfile: served('node:22-alpine'), '.github/workflows/a.yml': push('x') },
    'a container of a job': { '.github/workflows/a.yml': push('node:22') },
    'a service of production': { 'compose.yml': PRODUCTION },
    'an action that is an image': {
      '.github/workflows/a.yml': push('ubuntu').replace(
        'steps:\n',
        'steps:\n      - uses: docker://acme/lint:1\n',
      ),
    },
  },
  standing: {
    'a digest': { Dockerfile: served(`node:22-alpine@${DIGEST}`) },
    'a digest by a build argument': {
      Dockerfile: `ARG BASE=node:22@${DIGEST}\n${served('$BASE')}`,
    },
  },
  inapplicable: {
    Dockerfile: 'FROM scratch\nCMD ["/x"]\n',
    // documenso: its own image, which its own job pushes; and machines of developers
    'docker/production/compose.yml': 'services:\n  app:\n    image: acme/app:latest\n',
    'docker/development/compose.yml': 'services:\n  database:\n    image: postgres:15\n',
    '.github/workflows/a.yml': push('""').replace('    container: ""\n', ''),
  },
  patched: {
    // microservices-demo: stages, a platform, comments; what is pinned stays
    'stages with a platform': {
      ...TOLD,
      Dockerfile: `# syntax=docker/dockerfile:1\nFROM --platform=$BUILDPLATFORM node:22-alpine AS builder # build\nCOPY --from=acme/tools:1 /x /x\n\nFROM node:22-alpine@${DIGEST}\nCMD ["node", "x.js"]\n`,
      '.github/workflows/a.yml': push('ubuntu').replace('    container: ubuntu\n', ''),
    },
    // documenso: a Compose file of production
    'a Compose file, Windows line ends': {
      ...TOLD,
      'compose.yml': PRODUCTION.replace('other/app:2', '"other/app:2" # ours').replaceAll('\n', '\r\n'),
    },
    // outline: an image that a job runs as a step, and one beside it
    'a workflow': {
      ...TOLD,
      '.github/workflows/a.yml': push('{ image: node:22-alpine }').replace(
        'steps:\n',
        'steps:\n      - uses: docker://other/app:2\n',
      ),
    },
  },
});

const patchOf = async (files: Files, id = 'other') => {
  const { facts, of } = await surveyed(imageDigest, files);
  const choice = of.choices.find((one) => one.id === `image-digest#${id}`);
  if (choice === undefined) throw new Error('no choice');
  const text = (path: string): string | null => files[path] ?? null;
  return imageDigest.patch?.(choice, { text, commitOf: () => null }, facts);
};
const whatLacks = async (files: Files, id?: string) => {
  const patched = await patchOf(files, id);
  return patched?.kind === 'lacks' ? patched.what : patched;
};

test('the digest stands behind the tag, and nothing else is changed', async () => {
  const files = { ...TOLD, 'compose.yml': PRODUCTION };
  const patched = await patchOf(files);
  if (patched?.kind !== 'edits') throw new Error(patched?.what);
  expect(applied(files, patched.edits)['compose.yml']).toBe(
    PRODUCTION.replace('other/app:2', `other/app:2@${DIGEST}`),
  );
});

test('a digest that nothing tells is never made up: the command that tells it is named', async () => {
  const two = { 'compose.yml': PRODUCTION };
  expect(await whatLacks(two)).toBe(
    'the digests of other/app:2: `docker buildx imagetools inspect other/app:2` tells one',
  );
});

test('two digests of one tag tell nothing, and a digest without a tag tells of no tag', async () => {
  const second = `FROM other/app:2@sha256:${'b'.repeat(64)}\n`;
  expect(await whatLacks({ ...TOLD, 'b/Dockerfile': second, 'compose.yml': PRODUCTION })).toContain(
    'the digests of other/app:2',
  );
  const bare = { 'b/Dockerfile': `FROM other/app@${DIGEST}\n`, 'compose.yml': PRODUCTION };
  expect(await whatLacks({ ...bare, 'compose.yml': PRODUCTION.replace('app:2', 'app') })).toContain(
    'the digests of other/app',
  );
});

test('an image that an argument names is pinned by hand', async () => {
  const files = { ...TOLD, Dockerfile: `ARG BASE=node:22-alpine\n${served('$BASE')}` };
  expect(await whatLacks({ ...files, '.github/workflows/a.yml': push('acme/ci:1') }, 'library')).toBe(
    'node:22-alpine in Dockerfile:2 is to be pinned by hand',
  );
});

test('a file that does not parse is left as it is', async () => {
  const { of } = await surveyed(imageDigest, { 'compose.yml': 'services:\n  a: [\n' });
  expect(of.sites).toEqual([]);
});

test('a site outlives its tag', async () => {
  const ids = async (image: string) =>
    (await surveyed(imageDigest, { 'compose.yml': PRODUCTION.replace('other/app:2', image) })).of.sites.map(
      (site) => site.id,
    );
  expect(await ids('other/app:2')).toEqual(['image-digest#compose.yml other/app']);
  expect(await ids(`other/app:3@${DIGEST}`)).toEqual(await ids('other/app:2'));
  expect(await ids('host:5000/app')).toEqual(['image-digest#compose.yml host:5000/app']);
});

const lostIn = ({ run }: SurveyedTree): number => walledFor(run.basis, [], 32).walled.residual([]).lost;

test.each([
  ['all images of their publishers', { ...TOLD, 'compose.yml': PRODUCTION }],
  [
    'some of a publisher: the others are as they were',
    { ...TOLD, 'compose.yml': PRODUCTION, 'other/Dockerfile': `FROM other/more:1@${DIGEST}\n` },
  ],
])('what is promised is what the tree gives: %s', async (_name, files: Files) => {
  const before = await surveyed(imageDigest, files);
  const choice = before.of.choices.findIndex((one) => one.id === 'image-digest#other');
  const patched = imageDigest.patch?.(
    before.of.choices[choice] as never,
    { text: (path) => files[path] ?? null, commitOf: () => null },
    before.facts,
  );
  if (patched?.kind !== 'edits') throw new Error(patched?.what);
  const after = await surveyed(imageDigest, applied(files, patched.edits));
  const { walled } = walledFor(before.run.basis, before.of.choices, 32);
  const none = walled.residual([]).lost;
  const promised = none - walled.residual([choice]).lost;
  const given = none - lostIn(after);
  expect(promised).toBeGreaterThan(0);
  expect(given / promised).toBeGreaterThan(0.8);
  expect(given / promised).toBeLessThan(1.25);
});

test('of a publisher of whom a tag is taken, those by digest are behind the wall; else it is in the rate', async () => {
  const wallsOf = async (image: string) => {
    const files = {
      'compose.yml': `${PRODUCTION.replace('other/app:2', image)}  more:\n    image: other/more:1@${DIGEST}\n`,
    };
    const { graph } = (await surveyed(imageDigest, files)).facts;
    return graph.steps.filter((step) => step.from.includes('other/more')).map((step) => step.walls);
  };
  expect(await wallsOf('other/app:2')).toEqual([['image-digest#other']]);
  expect(await wallsOf(`other/app:2@${DIGEST}`)).toEqual([[]]);
  expect(await wallsOf('third/app:2')).toEqual([[]]);
});
