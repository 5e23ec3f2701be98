import { describe, expect, test } from 'vitest';
import { type SampleOptions, solveSampled } from '../../src/graph/sample.ts';
import { batchLayout, worldsWork } from '../../src/graph/sample-batch.ts';
import { compile } from '../../src/graph/sample-question.ts';
import { Tally } from '../../src/graph/sample-tally.ts';
import { IN_PLACE } from '../../src/model/pool.ts';
import type { Importance, SolvedOdds, System } from '../../src/model/system.ts';
import fc from '../support/property.ts';
import { anySystem, systemOf } from './sample-systems.ts';
import { bruteForce } from './sample-truth.ts';

const options = (worlds: number, seed = 1): SampleOptions => ({
  seed,
  precision: { relative: 0.01, worlds },
  pool: IN_PLACE,
});

const near = (found: number, truth: number): void =>
  expect(Math.abs(found - truth)).toBeLessThanOrEqual(1e-9 * Math.abs(truth) + 1e-13);

/** Every step in two halves, so that there is too much to enumerate; the truth stays. */
function halved(system: System): System {
  const middles = system.edges.map((_, e) => ({ id: `middle ${e}`, needs: 'any' as const }));
  return {
    ...system,
    nodes: [...system.nodes, ...middles],
    edges: system.edges.flatMap((edge, e) => {
      const middle = system.nodes.length + e;
      const probability = Math.sqrt(edge.probability);
      return [
        { ...edge, id: `${edge.id}/1`, probability, to: middle },
        { ...edge, id: `${edge.id}/2`, probability, walls: [], from: middle },
      ];
    }),
  };
}

describe('against every world and every set of shocks', () => {
  test('a small system is looked at whole: odds, blast, containment, importances', async () => {
    await fc.assert(
      fc.asyncProperty(anySystem, async (system) => {
        const found = await solveSampled(system, options(2 ** 14));
        const truth = bruteForce(system);
        near(found.any.once, truth.any.once);
        near(found.any.anew, truth.any.anew);
        expect(found.any.standardError).toBe(0);
        found.assets.forEach((odds, a) => {
          near(odds.once, truth.assets[a]?.once as number);
          near(odds.anew, truth.assets[a]?.anew as number);
          found.blast.forEach((row, s) => {
            near(row[a] as number, truth.blast[s]?.[a] as number);
          });
        });
        if (truth.containment === null) expect(found.containment).toBeNull();
        else near(found.containment as number, truth.containment);
      }),
      { numRuns: 30, seed: 20261125 },
    );
  });

  test('importances are P₁ − P₀ and its ratios', async () => {
    await fc.assert(
      fc.asyncProperty(anySystem, async (system) => {
        const found = await solveSampled(system, options(2 ** 14));
        const p = bruteForce(system).any.once;
        const same = (
          importance: Importance | null,
          [certain, without, chance]: [number, number, number],
        ) => {
          if (importance === null) return;
          near(importance.birnbaum, certain - without);
          if (p > 1e-9) near(importance.fussellVesely as number, (p - without) / p);
          if (p > 1e-9) near(importance.criticality as number, ((certain - without) * chance) / p);
        };
        expect(found.importance.edges).not.toContain(null);
        expect(found.importance.walls).not.toContain(null);
        system.edges.forEach((edge, e) => {
          const at = (probability: number) =>
            bruteForce({ ...system, edges: system.edges.with(e, { ...edge, probability }) }).any.once;
          same(found.importance.edges[e] ?? null, [at(1), at(0), edge.probability]);
        });
        system.walls.forEach((wall, w) => {
          const at = (failureOnDemand: number) =>
            bruteForce({ ...system, walls: system.walls.with(w, { ...wall, failureOnDemand }) }).any.once;
          same(found.importance.walls[w] ?? null, [at(1), at(0), wall.failureOnDemand]);
        });
        system.shocks.forEach((shock, s) => {
          if (shock.hazard < 1e-3) return;
          const without = bruteForce({ ...system, shocks: system.shocks.with(s, { ...shock, hazard: 0 }) })
            .any.once;
          const chance = -Math.expm1(-shock.hazard);
          const certain = (p - without * (1 - chance)) / chance;
          same(found.importance.shocks[s] ?? null, [certain, without, chance]);
        });
      }),
      { numRuns: 8, seed: 3 },
    );
  });

  test('sampled, within 4 standard errors; once ≤ anew', async () => {
    let sampled = 0;
    await fc.assert(
      fc.asyncProperty(anySystem, fc.maxSafeNat(), async (system, seed) => {
        const found = await solveSampled(halved(halved(system)), options(2 ** 14, seed));
        const truth = bruteForce(system);
        [found.any, ...found.assets].forEach((odds, t) => {
          const once = t === 0 ? truth.any.once : (truth.assets[t - 1]?.once as number);
          expect(odds.anew).toBeGreaterThanOrEqual(odds.once);
          expect(odds.once).toBeLessThanOrEqual(found.any.once);
          if (odds.below === null) within(odds, once);
          else expect(odds.below).toBeGreaterThanOrEqual(once);
          if (odds.standardError > 0) sampled++;
        });
      }),
      { numRuns: 25, seed: 7 },
    );
    expect(sampled).toBeGreaterThan(10);
  });
});

function within({ once, standardError }: SolvedOdds, truth: number): void {
  expect(Math.abs(once - truth)).toBeLessThanOrEqual(4 * standardError + 1e-9 * truth + 1e-15);
}

/** Twenty steps that matter a little beside the rest, so that nothing is enumerated whole. */
const noise = (from: number, to: number): [number, number, number][] =>
  Array.from({ length: 20 }, () => [from, to, 0.5]);

describe('rare openings', () => {
  const anyNodes = (count: number) => Array.from({ length: count }, () => 'any' as const);

  test('two walls of 1e-3 and 1e-4 in series', async () => {
    const system = systemOf({
      nodes: anyNodes(4),
      edges: [[0, 1, 1, 0], [1, 2, 1, 1], ...noise(2, 3)],
      walls: [1e-3, 1e-4],
      shocks: [[0.7, [0, 1]]],
      assets: [3],
    });
    const { any } = await solveSampled(system, options(2 ** 16));
    const truth = 1e-7 * -Math.expm1(-0.7) * (1 - 0.5 ** 20);
    within(any, truth);
    expect(any.standardError).toBeLessThan(0.01 * truth);
  });

  test('more than can be enumerated: the likeliest ways first, the rest tilted', async () => {
    // Twenty pairs of walls of 0.02 side by side: one way in 2,500, twenty times.
    const pairs = Array.from({ length: 20 }, (_, i) => i);
    const system = systemOf({
      nodes: anyNodes(22),
      edges: pairs.flatMap((i): [number, number, number, number][] => [
        [0, i + 2, 1, 2 * i],
        [i + 2, 1, 1, 2 * i + 1],
      ]),
      walls: pairs.flatMap(() => [0.02, 0.02]),
      shocks: [[0.1, [0, 1]]],
      assets: [1],
    });
    const { any, remarks } = await solveSampled(system, options(2 ** 19));
    const truth = -Math.expm1(20 * Math.log1p(-4e-4)) * -Math.expm1(-0.1);
    within(any, truth);
    expect(any.standardError).toBeLessThan(0.1 * truth);
    expect(remarks.join(' ')).toContain('tilted');
  });

  test('a way that no world showed is bounded, not zero; no way at all is zero', async () => {
    const steps = Array.from({ length: 24 }, (_, i): [number, number, number] => [i, i + 1, 0.31]);
    const chain = { nodes: anyNodes(27), shocks: [[1, [0, 1]]] as [number, [number, number]][] };
    const far = systemOf({ ...chain, edges: steps, assets: [24, 26] });
    const { any, assets, remarks } = await solveSampled(far, options(2 ** 13));
    expect(any.once).toBe(0);
    expect(any.below).toBeGreaterThan(0.31 ** 24);
    expect(any.below).toBeLessThan(0.01);
    expect(assets[1]).toEqual({ once: 0, anew: 0, standardError: 0, below: null });
    expect(remarks[0]).toContain('would take more worlds');
  });
});

describe('several shocks together', () => {
  const gate = (shocks: number, hazard: number) =>
    systemOf({
      nodes: [...Array.from({ length: shocks }, () => 'any' as const), 'all', 'any'],
      edges: [
        ...Array.from({ length: shocks }, (_, s): [number, number, number] => [s, shocks, 1]),
        [shocks, shocks + 1, 0.5],
      ],
      shocks: Array.from({ length: shocks }, (_, s): [number, [number, number]] => [hazard, [s, 1]]),
      assets: [shocks + 1],
    });

  test('a gate of three, exactly, however rare', async () => {
    const { any } = await solveSampled(gate(3, 1e-6), options(2 ** 12));
    const three = (-Math.expm1(-1e-6)) ** 3;
    near(any.once / three, 0.5);
    near(-Math.log1p(-any.anew) / three, 0.5);
  });

  test('what several do nearly surely, sampled: no bias of the odds, no infinite events', async () => {
    for (const hazard of [3, 5, 8]) {
      const { any, containment } = await solveSampled(gate(14, hazard), options(2 ** 14));
      const together = (-Math.expm1(-hazard)) ** 14;
      within(any, 0.5 * together);
      const events = -Math.log1p(-any.anew);
      // The series of −ln(1 − J) ends at its eighth term: the truth, or what nine and more would add less.
      const terms = Array.from({ length: 8 }, (_, i) => together ** (i + 1) / (i + 1));
      const known = terms.reduce((total, term) => total + term, 0);
      expect(events / (0.5 * known)).toBeGreaterThan(0.98);
      expect(events / (0.5 * known)).toBeLessThan(1.02);
      expect(known).toBeLessThan(-Math.log1p(-together));
      expect(containment).toBeGreaterThan(0.9);
    }
  });

  test('draws that all assets have in common tell the same odds', () => {
    fc.assert(
      fc.property(anySystem, (system) => {
        const truth = bruteForce(system);
        const { question, possible } = compile(system, 1, 'draws for each asset');
        const layout = batchLayout(question);
        const tally = new Tally(layout, question.targetRows.length);
        tally.add(worldsWork.run(question, { from: 0, to: 32 }));
        [truth.any, ...truth.assets].forEach(({ once }, t) => {
          const standardError = tally.standardError(t);
          const found = possible[t] === true ? tally.mean(layout.once + t) : 0;
          expect(Math.abs(found - once)).toBeLessThanOrEqual(4 * standardError + 1e-6 * once + 1e-12);
        });
      }),
      { numRuns: 30, seed: 20261125 },
    );
  });

  test('shared draws where some causes reach alone and others only together', () => {
    // Asset 0 falls to 0 alone or to 1 and 2 together, asset 1 to 1 and 2 and 3: each cause is on in every draw.
    const system = systemOf({
      nodes: ['any', 'any', 'any', 'any', 'all', 'any', 'all'],
      edges: [
        [0, 5, 0.5],
        [1, 4, 1],
        [2, 4, 1],
        [4, 5, 1],
        [0, 6, 1],
        [1, 6, 1],
        [2, 6, 1],
        [3, 6, 1],
      ],
      shocks: [
        [0.7, [0, 1]],
        [1.5, [1, 1]],
        [0.9, [2, 1]],
        [2.5, [3, 1]],
      ],
      assets: [5, 6],
    });
    const truth = bruteForce(system);
    const { question } = compile(system, 1, 'draws for each asset');
    expect(question.sharedDraws).toBe(true);
    const layout = batchLayout(question);
    const tally = new Tally(layout, 3);
    tally.add(worldsWork.run(question, { from: 0, to: 128 }));
    [truth.any, ...truth.assets].forEach(({ once, anew }, t) => {
      const standardError = tally.standardError(t);
      expect(standardError).toBeLessThan(0.01 * once);
      expect(Math.abs(tally.mean(layout.once + t) - once)).toBeLessThanOrEqual(4 * standardError);
      expect(-Math.expm1(-tally.mean(layout.anew + t))).toBeLessThan(anew + 0.01);
    });
  });

  test('many assets behind gates are answered, with draws in common; past all work they are refused', async () => {
    const many = (shocks: number, assets: number) =>
      systemOf({
        nodes: [
          ...Array.from({ length: shocks }, () => 'any' as const),
          ...Array.from({ length: assets }, () => 'all' as const),
        ],
        // Each asset wants two different shocks.
        edges: Array.from({ length: assets }, (_, a): [number, number, number][] => [
          [a % shocks, shocks + a, 0.5],
          [(a + 1 + (Math.floor(a / shocks) % (shocks - 1))) % shocks, shocks + a, 0.5],
        ]).flat(),
        shocks: Array.from({ length: shocks }, (_, s): [number, [number, number]] => [0.1, [s, 1]]),
        assets: Array.from({ length: assets }, (_, a) => shocks + a),
      });
    const { any, assets, remarks } = await solveSampled(many(30, 2600), options(1));
    expect(remarks.join(' ')).toContain('the same draws for all assets');
    const p = -Math.expm1(-0.1);
    const mean = assets.reduce((total, { once }) => total + once, 0) / assets.length;
    expect(mean / (0.25 * p * p)).toBeGreaterThan(0.9);
    expect(mean / (0.25 * p * p)).toBeLessThan(1.1);
    expect(any.once).toBeGreaterThan(0.5);
    await expect(solveSampled(many(3300, 3300), options(1))).rejects.toThrow(
      new RangeError('3300 shocks on 3300 assets over 6600 steps would take too long, even for 512 worlds'),
    );
  });

  test('a gate of fourteen: sampled, said, with its error', async () => {
    const { any, remarks } = await solveSampled(gate(14, 2), options(2 ** 17));
    within(any, 0.5 * (-Math.expm1(-2)) ** 14);
    expect(any.standardError).toBeGreaterThan(0);
    expect(remarks.join(' ')).toContain('sampled too');
  });

  test('eight random hits of one shock, two of them into a gate: drawn, and said', async () => {
    const beside = [4, 5, 6, 7, 8, 9];
    const system = systemOf({
      nodes: ['any', 'any', 'all', 'any', ...beside.map(() => 'any' as const)],
      edges: [[0, 2, 1], [1, 2, 1], ...beside.map((from): [number, number, number] => [from, 3, 0.5])],
      shocks: [[0.4, [0, 0.6], [1, 0.5], ...beside.map((node): [number, number] => [node, 0.3])]],
      assets: [2, 3],
    });
    const { assets, blast, remarks } = await solveSampled(system, options(2 ** 14));
    // Of Poisson(0.4) events one at least hits 0 and one at least 1: less those that hit not the one, or the other.
    const truth = 1 - Math.exp(-0.4 * 0.6) - Math.exp(-0.4 * 0.5) + Math.exp(-0.4 * (1 - 0.4 * 0.5));
    const [gated] = assets as [SolvedOdds];
    expect(Math.abs(gated.once - truth)).toBeLessThan(4 * gated.standardError + 0.01 * truth);
    expect(blast[0]?.[0]).toBeCloseTo(0.3, 2);
    expect(remarks.join(' ')).toContain('too many random hits');
  });

  test('random hits into a gate, exactly', async () => {
    // One event must hit both of 0 and 1, or two events one each.
    const system = systemOf({
      nodes: ['any', 'any', 'all', 'any'],
      edges: [
        [0, 2, 1],
        [1, 2, 1],
        [2, 3, 0.5],
        [2, 3, 0.4],
        [3, 2, 1],
      ],
      shocks: [
        [0.4, [0, 0.6], [1, 0.5]],
        [0.2, [3, 1]],
      ],
      assets: [2],
    });
    within((await solveSampled(system, options(2 ** 14))).any, bruteForce(system).any.once);
  });
});

describe('what the answer does not depend on', () => {
  const system = systemOf({
    nodes: ['any', 'any', 'all', 'any', 'any'],
    edges: [[0, 1, 0.5], [0, 2, 0.6], [1, 2, 0.7, 0], ...noise(2, 3), [3, 1, 0.4], [2, 4, 0.2, 1]],
    walls: [0.1, 0.02],
    shocks: [
      [0.3, [0, 1]],
      [0.2, [1, 0.5], [0, 0.1]],
    ],
    assets: [3, 4],
  });

  test('workers: any split of the batches gives the same bytes', async () => {
    const alone = await solveSampled(system, options(2 ** 13));
    const backwards = await solveSampled(system, {
      ...options(2 ** 13),
      pool: {
        map: async (work, task, ranges) => {
          // Each batch by a worker of its own, last first, through what threads may send each other.
          const answers = [...ranges]
            .reverse()
            .map((range) => structuredClone(work.run(structuredClone(task), structuredClone(range))));
          return answers.reverse();
        },
      },
    });
    expect(backwards).toEqual(alone);
  });

  test('another seed gives another answer', async () => {
    const one = await solveSampled(system, options(2 ** 13, 1));
    const other = await solveSampled(system, options(2 ** 13, 2));
    expect(other.any.once).not.toBe(one.any.once);
  });

  test('nothing to lose, nothing to fall, nothing that happens', async () => {
    const nothing = systemOf({ nodes: [], edges: [], shocks: [], assets: [] });
    expect(await solveSampled(nothing, options(2 ** 12))).toMatchObject({
      any: { once: 0, anew: 0, standardError: 0, below: null },
      assets: [],
      containment: null,
    });
    const calm = systemOf({
      nodes: ['any', 'any'],
      edges: [[0, 1, 0.5]],
      shocks: [[0, [0, 1]]],
      assets: [1],
    });
    const found = await solveSampled(calm, options(2 ** 12));
    expect(found).toMatchObject({ any: { once: 0, below: null }, containment: null, blast: [[0.5]] });
    const away = systemOf({ nodes: ['any', 'any'], edges: [[1, 0, 1]], shocks: [[2, [0, 1]]], assets: [1] });
    expect(await solveSampled(away, options(2 ** 12))).toMatchObject({ any: { once: 0 }, containment: 1 });
  });

  test('a seed that is none is refused', async () => {
    await expect(solveSampled(system, options(2 ** 13, 0.5))).rejects.toThrow(RangeError);
  });
});
