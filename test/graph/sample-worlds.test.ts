import { describe, expect, test } from 'vitest';
import { compile } from '../../src/graph/sample-question.ts';
import { keyOf } from '../../src/graph/sample-rare.ts';
import { BlockWorlds } from '../../src/graph/sample-worlds.ts';
import { plainSweeper } from '../../src/maths/kernels/sweep.ts';
import type { System } from '../../src/model/system.ts';
import { systemOf } from './sample-systems.ts';

/** Too many to be looked at whole, none so unlikely that it is enumerated: all are drawn. */
const chances = [
  0.37, 0.48, 0.52, 0.63, 0.71, 0.31, 0.9, 0.5, 0.45, 0.6, 0.7, 0.35, 0.8, 0.55, 0.65, 0.4, 0.33, 0.85, 0.95,
];
const plain = systemOf({
  nodes: chances.map(() => 'any'),
  edges: chances.slice(1).map((chance, e): [number, number, number] => [e, e + 1, chance]),
  walls: [0.5],
  shocks: [[0.1, [0, 1]]],
  assets: [chances.length - 1],
});

/** Rows of all events of a block, by their id. */
function worldsOf(system: System, block: number): Map<string, string> {
  const { question } = compile(system, 42);
  const worlds = new BlockWorlds(question);
  worlds.begin(block);
  return new Map(
    question.events.map(({ kind, index }, i) => [
      kind === 'edge' ? (system.edges[index]?.id as string) : (system.walls[index]?.id as string),
      worlds.row(question.eventRows[i] as number).join(' '),
    ]),
  );
}

describe('common random numbers', () => {
  test('another wall, other rates, another order: the same worlds elsewhere', () => {
    const before = worldsOf(plain, 3);
    const [first, ...rest] = plain.edges as [System['edges'][number], ...System['edges']];
    const walled = { ...plain, edges: [{ ...first, walls: [0] }, ...rest] };
    const quicker = { ...plain, shocks: plain.shocks.map((shock) => ({ ...shock, hazard: 5 })) };
    const turned = { ...plain, edges: [...plain.edges].reverse() };
    for (const after of [walled, quicker, turned]) {
      const found = worldsOf(after, 3);
      for (const [id, row] of before) expect(found.get(id)).toBe(row);
    }
    expect(worldsOf(walled, 3).size).toBe(before.size + 1);
    expect(worldsOf(plain, 4)).not.toEqual(before);
  });

  test('a likelier step is open wherever it was', () => {
    const [first, ...rest] = plain.edges as [System['edges'][number], ...System['edges']];
    const likelier = { ...plain, edges: [{ ...first, probability: 0.95 }, ...rest] };
    const words = (system: System) => (worldsOf(system, 0).get('e0') as string).split(' ').map(Number);
    const after = words(likelier);
    words(plain).forEach((word, i) => {
      expect(word & ~(after[i] as number)).toBe(0);
    });
  });

  test('keys are FNV-1a of 64 bits', () => {
    // Published test vectors.
    expect(keyOf('')).toEqual({ high: 0xcbf29ce4, low: 0x84222325 });
    expect(keyOf('a')).toEqual({ high: 0xaf63dc4c, low: 0x8601ec8c });
    expect(keyOf('foobar')).toEqual({ high: 0x85944171, low: 0xf73967e8 });
  });
});

test('the kernel and its twin meet the same worlds, weights and all', () => {
  const rare = systemOf({
    nodes: ['any', 'any', 'any', 'any', 'all'],
    edges: [
      ...Array.from({ length: 30 }, (_, e): [number, number, number] => [e % 3, (e % 3) + 1, 0.01 * (e + 1)]),
      [1, 4, 0.9],
      [2, 4, 0.8],
    ],
    shocks: [
      [0.1, [0, 1]],
      [0.1, [1, 1]],
    ],
    assets: [3, 4],
  });
  const { question } = compile(rare, 7);
  const [kernel, twin] = [new BlockWorlds(question), new BlockWorlds(question, plainSweeper)];
  const size = kernel.unitCount * kernel.targetCount * 16;
  for (const block of [0, 1, 33]) {
    const [one, other] = [new Int32Array(size), new Int32Array(size)];
    kernel.begin(block);
    twin.begin(block);
    kernel.reach(0, kernel.targetCount, one);
    twin.reach(0, twin.targetCount, other);
    expect(one).toEqual(other);
    expect(kernel.weight).toEqual(twin.weight);
    expect(one.some((word) => word !== 0)).toBe(true);
  }
});
