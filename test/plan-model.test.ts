/** Plans of model files against every set of walls, by a way of their own from models to odds. */
import { describe, expect, test } from 'vitest';
import { sampledOdds } from '../src/graph/plan-odds.ts';
import { systemAt } from '../src/graph/system.ts';
import type { Diagnostic } from '../src/model/diagnostic.ts';
import type { ModelFile } from '../src/model/model-file.ts';
import type { ModelPlan } from '../src/model/plan-model.ts';
import { planModel } from '../src/plan-model.ts';
import { readModelFile } from '../src/readers/models/model-file.ts';
import fc from './support/property.ts';

interface Drawn {
  readonly shocks: readonly { readonly ratePerYear: number; readonly hits: readonly number[] }[];
  readonly nodes: readonly ('any' | 'all')[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly probability: number }[];
  readonly walls: readonly {
    readonly on: readonly number[];
    readonly failureOnDemand: number;
    readonly effortHours: number | null;
    readonly standing: boolean;
  }[];
  readonly assets: readonly { readonly node: number; readonly usd: number | null }[];
}

const chance = fc.oneof(fc.constantFrom(0, 1, 1), fc.double({ min: 0.05, max: 0.95, noNaN: true }));
const listOf = <T>(one: fc.Arbitrary<T>, minLength: number, maxLength: number) =>
  fc.array(one, { minLength, maxLength, size: 'max' });

/** Cycles, loops, parallel edges, `all` nodes, several shocks, walls on several edges that may fail or stand already. */
function models(mostWalls: number, certain: boolean): fc.Arbitrary<Drawn> {
  return fc.integer({ min: 2, max: 6 }).chain((nodes) =>
    fc.integer({ min: 2, max: 7 }).chain((edges) => {
      const node = fc.integer({ min: 0, max: nodes - 1 });
      return fc.record({
        shocks: listOf(
          fc.record({
            ratePerYear: certain ? fc.constant(1000) : fc.constantFrom(0.01, 0.3, 2, 1000),
            hits: fc.uniqueArray(node, { minLength: 1, maxLength: 2 }),
          }),
          1,
          2,
        ),
        nodes: listOf(
          certain
            ? fc.constant('any' as const)
            : fc.constantFrom('any' as const, 'any' as const, 'all' as const),
          nodes,
          nodes,
        ),
        edges: listOf(
          fc.record({ from: node, to: node, probability: certain ? fc.constantFrom(0, 1, 1, 1) : chance }),
          edges,
          edges,
        ),
        walls: listOf(
          fc.record({
            on: fc.uniqueArray(fc.integer({ min: 0, max: edges - 1 }), { minLength: 1, maxLength: 3 }),
            failureOnDemand: certain ? fc.constantFrom(0, 0, 0, 1) : chance,
            effortHours: fc.constantFrom(1, 2, 3, 0.5, 0.1, null),
            standing: fc.constantFrom(false, false, false, true),
          }),
          1,
          mostWalls,
        ),
        assets: listOf(fc.record({ node, usd: fc.constantFrom(1, 10, 250, null) }), 1, 3),
      });
    }),
  );
}

const textOf = ({ shocks, nodes, edges, walls, assets }: Drawn): string =>
  JSON.stringify({
    schema: 'bulkhead/model/1',
    shocks: shocks.map(({ ratePerYear, hits }, i) => ({
      id: `s${i}`,
      ratePerYear,
      hits: hits.map((v) => `n${v}`),
    })),
    nodes: nodes.map((needs, i) => ({ id: `n${i}`, needs })),
    edges: edges.map(({ from, to, probability }, i) => ({
      id: `e${i}`,
      from: `n${from}`,
      to: `n${to}`,
      probability,
    })),
    walls: walls.map(({ on, ...wall }, i) => ({ id: `w${i}`, on: on.map((e) => `e${e}`), ...wall })),
    assets: assets.map(({ node, usd }, i) => ({
      id: `a${i}`,
      node: `n${node}`,
      lossUsd: usd === null ? null : { p5: usd, p95: usd },
    })),
  });

interface Set_ {
  readonly hours: number;
  readonly any: number;
  readonly usd: number;
}

/** Odds and loss of every set of walls that can be planned: all worlds, folded event by event. */
function everySet(model: Drawn): Set_[] {
  const planned = model.walls.filter((wall) => !wall.standing && wall.effortHours !== null);
  const standing = model.walls.filter((wall) => wall.standing);
  const walls = [...planned, ...standing];
  const events = walls.length + model.edges.length + model.shocks.length;
  let [any, usd] = [new Float64Array(2 ** events), new Float64Array(2 ** events)];
  for (let world = 0; world < 2 ** events; world++) {
    const happens = (event: number): boolean => ((world >> event) & 1) === 1;
    const lost = fallenIn(model, walls, happens);
    any[world] = model.assets.some(({ node }) => lost.has(node)) ? 1 : 0;
    usd[world] = model.assets.reduce(
      (total, { node, usd: loss }) => total + (lost.has(node) ? (loss ?? 0) : 0),
      0,
    );
  }
  const chances = [
    ...standing.map((wall) => wall.failureOnDemand),
    ...model.edges.map((edge) => edge.probability),
    ...model.shocks.map((shock) => -Math.expm1(-shock.ratePerYear)),
  ];
  for (let i = chances.length - 1; i >= 0; i--)
    [any, usd] = [any, usd].map((values) => folded(values, chances[i] as number)) as [
      Float64Array<ArrayBuffer>,
      Float64Array<ArrayBuffer>,
    ];
  return Array.from({ length: 2 ** planned.length }, (_, set) => {
    let [p, loss] = [any, usd];
    for (let i = planned.length - 1; i >= 0; i--) {
      const fails = (set >> i) & 1 ? (planned[i]?.failureOnDemand as number) : 1;
      [p, loss] = [folded(p, fails), folded(loss, fails)];
    }
    return {
      hours: planned.reduce(
        (total, wall, i) => total + ((set >> i) & 1 ? (wall.effortHours as number) : 0),
        0,
      ),
      any: p[0] as number,
      usd: loss[0] as number,
    };
  });
}

/** The mean over the last event. */
function folded(values: Float64Array, p: number): Float64Array<ArrayBuffer> {
  const half = values.length / 2;
  return Float64Array.from(
    { length: half },
    (_, i) => p * (values[half + i] as number) + (1 - p) * (values[i] as number),
  );
}

function fallenIn(model: Drawn, walls: Drawn['walls'], happens: (event: number) => boolean): Set<number> {
  const open = model.edges.map(
    (_, e) => happens(walls.length + e) && walls.every(({ on }, w) => !on.includes(e) || happens(w)),
  );
  const fallen = new Set(
    model.shocks.flatMap(({ hits }, s) => (happens(walls.length + model.edges.length + s) ? hits : [])),
  );
  for (let size = -1; size !== fallen.size; ) {
    size = fallen.size;
    model.nodes.forEach((needs, v) => {
      const into = model.edges.flatMap(({ from, to }, e) =>
        to === v ? [open[e] === true && fallen.has(from)] : [],
      );
      if (needs === 'any' ? into.includes(true) : into.length > 0 && !into.includes(false)) fallen.add(v);
    });
  }
  return fallen;
}

const plan = (model: Drawn, asked: ModelPlan['asked']): ModelPlan | Diagnostic =>
  planModel({ text: textOf(model), path: 'm.json', horizonYears: null, seed: 1, asked });

const minimisedIn = (model: Drawn, set: Set_): number =>
  model.assets.some(({ usd }) => usd !== null) ? set.usd : set.any;

/** As good as the best of all sets, proven, and all that is said of it true. */
function checkBudget(model: Drawn, budget: number): void {
  const answer = plan(model, { effortHours: budget, anyAssetBelow: null });
  if ('code' in answer) {
    expect(answer.code).toBe('plan/refused');
    expect(model.walls.some(({ standing, effortHours }) => !standing && effortHours !== null)).toBe(false);
    return;
  }
  const sets = everySet(model);
  const best = Math.min(
    ...sets.filter(({ hours }) => hours <= budget * (1 + 1e-9)).map((set) => minimisedIn(model, set)),
  );
  const { before, after, chosen, method, gap, frontier } = answer;
  const value = (point: ModelPlan['before']): number => point.expectedLossUsd ?? point.anyAsset;
  expect(after).not.toBeNull();
  expect(value(after as ModelPlan['before'])).toBeCloseTo(best, 7);
  expect([method, gap, answer.odds]).toEqual(['exact', 0, 'exact']);
  expect(after?.hours).toBeLessThanOrEqual(budget * (1 + 1e-9));
  expect(before.anyAsset).toBeCloseTo((sets[0] as Set_).any, 9);
  expect(chosen.map(({ id }) => id).sort()).toEqual([...(after?.chosen ?? [])].sort());
  for (const { alone, given } of chosen) {
    expect(Math.max(alone.anyAsset, given.anyAsset)).toBeLessThanOrEqual(1e-12);
    expect(alone.expectedLossUsd === null).toBe(before.expectedLossUsd === null);
  }
  frontier.forEach((point, i) => {
    const [last] = i === 0 ? [] : frontier.slice(i - 1);
    if (last === undefined) return;
    expect(point.hours).toBeGreaterThan(last.hours);
    expect(value(point)).toBeLessThan(value(last) + 1e-12);
  });
}

const budgets = fc.constantFrom(0.1, 0.5, 1, 2, 3.6, 5, 8, 30);

describe('the plan of a model file', () => {
  test('within a budget equals full enumeration, whatever is left to chance', () => {
    fc.assert(fc.property(models(6, false), budgets, checkBudget), { numRuns: 150 });
  });

  test('the same of twelve walls', () => {
    fc.assert(
      fc.property(
        models(12, false).filter(({ edges }) => edges.length < 5),
        budgets,
        checkBudget,
      ),
      { numRuns: 12 },
    );
  });

  test('the same where nothing is left to chance', () => {
    fc.assert(fc.property(models(7, true), budgets, checkBudget), { numRuns: 150 });
  });

  test('to a target it is the least work of all sets that get there, null when none does', () => {
    const drawn = fc.boolean().chain((certain) => models(6, certain));
    fc.assert(
      fc.property(drawn, fc.constantFrom(0.001, 0.05, 0.3, 0.7), (model, target) => {
        const answer = plan(model, { effortHours: null, anyAssetBelow: target });
        if ('code' in answer) return;
        const reaching = everySet(model).filter(({ any }) => any <= target);
        expect(answer.after === null).toBe(reaching.length === 0);
        if (answer.after === null) return;
        expect(answer.after.anyAsset).toBeLessThanOrEqual(target);
        expect(answer.after.hours).toBeCloseTo(Math.min(...reaching.map(({ hours }) => hours)), 9);
        expect([answer.method, answer.minimised]).toEqual(['exact', 'hours']);
      }),
      { numRuns: 150 },
    );
  });

  test('sampled odds of plans are those of all worlds where these are few', () => {
    fc.assert(
      fc.property(models(4, false), (model) => {
        const planned = model.walls.filter(({ standing, effortHours }) => !standing && effortHours !== null);
        const file = readModelFile(textOf(model), 'm.json') as ModelFile;
        const standing = file.walls.length;
        const system = systemAt(
          {
            ...file,
            walls: [...file.walls, ...file.idleWalls.filter(({ effortHours }) => effortHours !== null)],
            edges: file.edges.map((edge, e) => ({
              ...edge,
              walls: [
                ...edge.walls,
                ...planned.flatMap(({ on }, c) => (on.includes(e) ? [standing + c] : [])),
              ],
            })),
          },
          1,
        );
        const choices = planned.map((_, c) => standing + c);
        const odds = sampledOdds({ system, choices, hours: planned.map(() => 1), losses: null }, 1);
        if ('tooLarge' in odds) throw new Error(odds.tooLarge);
        everySet(model).forEach(({ any }, set) => {
          const found = odds.of([...choices.keys()].filter((c) => (set >> c) & 1));
          expect(Math.abs(found.any - any)).toBeLessThanOrEqual(1e-9 + 5 * found.standardError);
        });
      }),
      { numRuns: 30 },
    );
  });
});
