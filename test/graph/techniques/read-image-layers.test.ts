import { describe, expect, it, test } from 'vitest';
import readImageLayers from '../../../src/graph/techniques/read-image-layers.ts';
import credential from '../../../src/hazards/channels/credential.ts';
import { madePlaces } from '../../support/made-tree.ts';
import { woven } from '../../support/woven.ts';

const CI = '.github/workflows/ci.yml';
const push = (inputs: string): string =>
  `on: push\njobs:\n  b:\n    runs-on: x\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          push: true\n${inputs}`;
const ref = (name: string): string => `\${{ secrets.${name} }}`;
const ARGS = push(`          build-args: |\n            NPM_TOKEN=${ref('REGISTRY_KEY')}\n`);
const MOUNT = push(`          secrets: |\n            NPM_TOKEN=${ref('NPM_TOKEN')}\n`);
const LEAKS = 'FROM node\nARG NPM_TOKEN\nRUN npm ci\nCMD x\n';
const stepsIn = async (Dockerfile: string, ci: string) =>
  readImageLayers.steps(await madePlaces({ Dockerfile, [CI]: ci }));

describe('read-image-layers', () => {
  test('takes no step in a tree that lacks what it needs', async () => {
    expect(readImageLayers.steps(await madePlaces({}))).toEqual([]);
  });

  test('an argument that a job gives is the secret that it gives', async () => {
    const steps = await stepsIn(LEAKS, ARGS);
    expect(steps).toMatchObject([
      { from: 'can/publish/docker', to: 'holds/secret/REGISTRY_KEY', unknown: null },
    ]);
    expect(steps[0]?.open).toHaveLength(1);
  });

  it.each([
    ['an argument before a command', LEAKS],
    ['a variable made of it', 'FROM node\nARG NPM_TOKEN\nENV T=$NPM_TOKEN\nCMD x\n'],
    ['a stage that the last is built on', 'FROM node AS a\nARG NPM_TOKEN\nRUN x\nFROM a\nCMD x\n'],
    ['an empty default', 'FROM node\nARG NPM_TOKEN=""\nRUN x\nCMD x\n'],
  ])('%s stays, whether it is given or not is unknown', async (_title, file) => {
    const steps = await stepsIn(file, push(''));
    expect(steps).toMatchObject([
      { to: 'holds/secret/NPM_TOKEN', unknown: { attest: 'credentials.NPM_TOKEN' } },
    ]);
    expect(steps[0]?.open).toHaveLength(2);
  });

  it.each([
    [
      'a stage that does not ship',
      'FROM node AS a\nARG NPM_TOKEN\nRUN x\nFROM node\nCOPY --from=a x y\nCMD x\n',
    ],
    ['an argument that nothing runs with', 'FROM node\nRUN x\nARG NPM_TOKEN\nCMD x\n'],
    ['a default that everybody reads', 'FROM node\nARG API_KEY="CAFEBABE"\nRUN x\nCMD x\n'],
    ['a mounted secret', 'FROM node\nRUN --mount=type=secret,id=NPM_TOKEN x\nCMD x\n'],
    ['another word', 'FROM node\nARG VERSION\nRUN x\nCMD x\n'],
  ])('not: %s', async (_title, file) => {
    expect(await stepsIn(file, MOUNT)).toEqual([]);
  });

  test('not where no registry gets the image', async () => {
    expect(await stepsIn(LEAKS, 'on: push\njobs: {}\n')).toEqual([]);
  });

  test('a public image adds to the rate at which the secret is stolen', async () => {
    const rates = async (ci: string) => {
      const shocks = credential.shocks(await madePlaces({ Dockerfile: LEAKS, [CI]: ci }), {
        asOf: '2026-11-26',
      } as never);
      return JSON.stringify(shocks.map((shock) => shock.hazard));
    };
    expect(await rates(ARGS)).toContain('credential.layer-theft');
    expect(await rates(MOUNT)).not.toContain('credential.layer-theft');
  });

  test('a key of telemetry that ships on purpose adds little', async () => {
    const args = push(`          build-args: |\n            TELEMETRY_KEY=${ref('TELEMETRY_KEY')}\n`);
    const Dockerfile = 'FROM node\nARG TELEMETRY_KEY\nRUN x\nCMD x\n';
    const places = await madePlaces({ Dockerfile, [CI]: args });
    const [shock] = credential.shocks(places, { asOf: '2026-11-26' } as never);
    expect(JSON.stringify(shock?.hazard).match(/credential\.low-value-secret/g)).toHaveLength(2);
  });

  test('who may push images gets to what the key opens', async () => {
    const key = push(
      `          build-args: |\n            AWS_SECRET_ACCESS_KEY=${ref('AWS_SECRET_ACCESS_KEY')}\n          token: ${ref('DOCKERHUB_TOKEN')}\n`,
    );
    const reach = async (Dockerfile: string) =>
      (await woven({ Dockerfile, [CI]: key })).reached({ state: 'can/publish/docker' }, [
        /AWS_SECRET_ACCESS_KEY\/used$/,
      ])[0];
    expect(await reach('FROM node\nARG AWS_SECRET_ACCESS_KEY\nRUN x\nCMD x\n')).toBeGreaterThan(0.2);
    expect(await reach('FROM node\nRUN --mount=type=secret,id=k x\nCMD x\n')).toBe(0);
  });
});
