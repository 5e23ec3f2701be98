import { describe, expect, test } from 'vitest';
import { runCli, treePath } from '../support/terminal.ts';

const documenso = treePath('documenso');
const why = async (id: string) => {
  const { code, out } = await runCli(['why', id, documenso, '--format', 'json']);
  expect(code).toBe(0);
  return JSON.parse(out).graph;
};
const assessed = runCli([documenso, '--format', 'json']);
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
    const { out } = await runCli(['why', 'production', documenso]);
    expect(out).toContain('the production service');
    for (const line of out.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
  });

  test('an id that is nearly right names the right one', async () => {
    const { usage, code } = await runCli(['why', 'can/pus', documenso]);
    expect(code).toBe(2);
    expect(usage?.hint).toContain('can/push');
  });
});
