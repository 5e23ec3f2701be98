import { describe, expect, test } from 'vitest';
import { onDisk } from '../support/disk-tree.ts';
import { npmTree, workflow } from '../support/made-tree.ts';
import { runCli } from '../support/terminal.ts';

/** A service that is built and pushed by a job which holds a token. */
const tree = onDisk({
  ...npmTree(['express', 'pg']),
  Dockerfile: 'FROM node:22-alpine\nCOPY . .\nRUN npm ci\nEXPOSE 80\nCMD ["node", "."]\n',
  '.github/workflows/release.yml': workflow(
    'push',
    `      - uses: some/action@v1\n      - run: npm ci && npm publish\n        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }\n`,
    '    permissions: { contents: read }\n',
  ),
});
const why = async (id: string) => {
  const { code, out } = await runCli(['why', id, tree, '--format', 'json']);
  expect(code).toBe(0);
  return JSON.parse(out).graph;
};
const assessed = runCli([tree, '--format', 'json']);
const assessment = async () => JSON.parse((await assessed).out);

describe('why, behind the fall of a surface', () => {
  test('an asset: its odds, and the cheapest way step by step', async () => {
    const { assets } = await assessment();
    const asset = assets.find((one: { cheapestPath: string[] }) => one.cheapestPath.length > 2);
    const found = await why(asset.id);
    expect(found.asset).toEqual(asset);
    const path = [found.steps[0].from, ...found.steps.map((step: { to: string }) => step.to)];
    expect(path).toEqual(asset.cheapestPath);
  });

  test('a state: the steps that lead into it', async () => {
    const found = await why('can/push');
    expect(found.steps.length).toBeGreaterThan(0);
    for (const step of found.steps) expect(step.to).toBe('can/push');
  });

  test('the chance of a step is the mean of the product of its factors, each with its source', async () => {
    const { graph } = await assessment();
    const step = graph.steps.find((one: { probability: number }) => one.probability < 1);
    const found = (await why(step.id)).steps[0];
    expect(found.derivation.mean).toBe(step.probability);
    expect(found.derivation.factors.length).toBeGreaterThan(0);
    for (const one of found.derivation.parameters) expect(one.source).not.toBe('');
  });

  test('a wall: where it stands, and on which steps', async () => {
    const { graph } = await assessment();
    const { wall, id } = graph.walls[0];
    const found = await why(wall);
    const ids = found.walls.map((one: { id: string }) => one.id);
    expect(ids).toContain(id);
    for (const one of found.walls) expect(one.on.length).toBeGreaterThan(0);
  });

  test('a technique: the steps that are taken by it', async () => {
    for (const step of (await why('move-tags')).steps) expect(step.technique).toBe('move-tags');
  });

  test('in words, within 80 columns', async () => {
    const { out } = await runCli(['why', 'production', tree]);
    expect(out).toContain('the production service');
    for (const line of out.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
  });

  test('an id that is nearly right names the right one', async () => {
    const { usage, code } = await runCli(['why', 'can/pus', tree]);
    expect(code).toBe(2);
    expect(usage?.hint).toContain('can/push');
  });
});
