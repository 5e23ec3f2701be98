import { describe, expect, test } from 'vitest';
import { solveFrontier } from '../../src/graph/frontier.ts';
import type { Importance, Solution, System } from '../../src/model/system.ts';
import fc from '../support/property.ts';

const solved = (system: System): Solution => {
  const answer = solveFrontier(system);
  if ('tooLarge' in answer) throw new Error(answer.tooLarge);
  return answer;
};

interface Truth {
  readonly once: number[];
  readonly events: number[];
  readonly contained: number;
  readonly blast: number[][];
}

/** All worlds of edges and walls; shocks by their rates, random hits by all subsets. The last target is "any". */
function enumerate(system: System): Truth {
  const { nodes, edges, walls, shocks, assets } = system;
  const targets = [...assets.map(({ node }) => [node]), assets.map(({ node }) => node)];
  const truth: Truth = {
    once: targets.map(() => 0),
    events: targets.map(() => 0),
    contained: 0,
    blast: shocks.map(() => targets.map(() => 0)),
  };
  for (let world = 0; world < 2 ** (edges.length + walls.length); world++) {
    const on = (i: number): boolean => ((world >>> i) & 1) === 1;
    let weight = 1;
    edges.forEach(({ probability }, e) => {
      weight *= on(e) ? probability : 1 - probability;
    });
    walls.forEach(({ failureOnDemand }, w) => {
      weight *= on(edges.length + w) ? failureOnDemand : 1 - failureOnDemand;
    });
    if (weight === 0) continue;
    const passable = edges.filter((edge, e) => on(e) && edge.walls.every((w) => on(edges.length + w)));
    const falls = (hit: readonly number[]): Set<number> => {
      const fallen = new Set(hit);
      for (let _ = 0; _ < nodes.length; _++)
        for (const { from, to } of passable) if (fallen.has(from)) fallen.add(to);
      return fallen;
    };
    const rates = targets.map(() => 0);
    shocks.forEach(({ hazard, hits }, s) => {
      for (let set = 0; set < 2 ** hits.length; set++) {
        const chance = hits.reduce(
          (p, hit, i) => p * ((set >>> i) & 1 ? hit.probability : 1 - hit.probability),
          1,
        );
        if (chance === 0 || set === 0) continue;
        const fallen = falls(hits.filter((_, i) => (set >>> i) & 1).map(({ node }) => node));
        targets.forEach((target, t) => {
          const lost = target.some((node) => fallen.has(node));
          if (lost) rates[t] = (rates[t] as number) + hazard * chance;
          const row = truth.blast[s] as number[];
          if (lost) row[t] = (row[t] as number) + weight * chance;
          if (!lost && t === targets.length - 1)
            (truth as { contained: number }).contained += weight * hazard * chance;
        });
      }
    });
    rates.forEach((rate, t) => {
      truth.once[t] = (truth.once[t] as number) - weight * Math.expm1(-rate);
      truth.events[t] = (truth.events[t] as number) + weight * rate;
    });
  }
  return truth;
}

const p = fc.oneof(
  fc.double({ min: 1e-12, max: 1, noNaN: true }),
  fc.constantFrom(0, 1, 0.5),
  fc.double({ min: -8, max: 0, noNaN: true }).map((exponent) => 10 ** exponent),
);
const hazard = fc.oneof(
  fc.constantFrom(0, 1000),
  fc.double({ min: -8, max: 1, noNaN: true }).map((exponent) => 10 ** exponent),
);

const systems: fc.Arbitrary<System> = fc.integer({ min: 1, max: 5 }).chain((count) => {
  const node = fc.integer({ min: 0, max: count - 1 });
  const hit = fc.record({ node, probability: fc.oneof(fc.constant(1), p) });
  return fc
    .record({
      edges: fc.array(
        fc.record({ from: node, to: node, probability: p, walls: fc.subarray([0, 1]), back: fc.boolean() }),
        { minLength: 1, maxLength: 6 },
      ),
      walls: fc.tuple(p, p),
      shocks: fc.array(
        fc.record({
          hazard,
          hits: fc.uniqueArray(hit, { minLength: 1, maxLength: 3, selector: (h) => h.node }),
        }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      assets: fc.array(node, { minLength: 1, maxLength: 3 }),
    })
    .map(({ edges, walls, shocks, assets }) => ({
      nodes: Array.from({ length: count }, (_, n) => ({ id: `n${n}`, needs: 'any' as const })),
      edges: edges
        .flatMap((edge) => (edge.back ? [edge, { ...edge, from: edge.to, to: edge.from }] : [edge]))
        .slice(0, 8)
        .map(({ from, to, probability, walls: on }, e) => ({
          id: `e${e}`,
          from,
          to,
          probability,
          walls: on,
          costUsd: 0,
        })),
      walls: walls.map((failureOnDemand, w) => ({ id: `w${w}`, failureOnDemand })),
      shocks: shocks.map((shock, s) => ({ id: `s${s}`, costUsd: 0, ...shock })),
      assets: assets.map((at, a) => ({ id: `a${a}`, node: at })),
    }));
});

const near = (what: string, found: number, exact: number): void => {
  if (!(Math.abs(found - exact) <= 1e-12 * Math.abs(exact) + 1e-300))
    throw new Error(`${what}: ${found}, not ${exact}`);
};

const anyOf = (system: System): number => enumerate(system).once[system.assets.length] as number;

/** @param one null where random hits leave it open what "certain" hits */
function expectImportance(found: Importance | null, top: number, one: number | null, zero: number): void {
  if (found === null) throw new Error('not computed');
  if (one !== null) expect(Math.abs(found.birnbaum - (one - zero))).toBeLessThan(1e-13);
  if (one !== null && top > 0) near('riskAchievement', found.riskAchievement as number, one / top);
  if (zero > 0) near('riskReduction', found.riskReduction as number, top / zero);
  if (top > 0) expect(Math.abs((found.fussellVesely as number) * top - (top - zero))).toBeLessThan(1e-13);
}

describe('the frontier engine agrees with every world', () => {
  test('odds, events, containment, blast', () => {
    fc.assert(
      fc.property(systems, (system) => {
        const truth = enumerate(system);
        const { any, assets, containment, blast } = solved(system);
        [...assets, any].forEach(({ once, anew }, t) => {
          near('once', once, truth.once[t] as number);
          near('anew', anew, Math.max(once, -Math.expm1(-(truth.events[t] as number))));
        });
        blast.forEach((row, s) => {
          row.forEach((found, a) => {
            near('blast', found, truth.blast[s]?.[a] as number);
          });
        });
        const breakIns = (truth.events[assets.length] as number) + truth.contained;
        if (breakIns === 0) expect(containment === null || containment === 0).toBe(true);
        else near('containment', containment as number, truth.contained / breakIns);
      }),
      { numRuns: 250 },
    );
  });

  test('importances', () => {
    const set = (system: System, kind: 'edges' | 'walls' | 'shocks', i: number, value: 0 | 1): System => {
      const field = { edges: 'probability', walls: 'failureOnDemand', shocks: 'hazard' }[kind];
      const chance = kind === 'shocks' && value === 1 ? Number.POSITIVE_INFINITY : value;
      return {
        ...system,
        [kind]: system[kind].map((one, at) => (at === i ? { ...one, [field]: chance } : one)),
      };
    };
    fc.assert(
      fc.property(systems, (system) => {
        const { importance, any } = solved(system);
        for (const kind of ['edges', 'walls', 'shocks'] as const)
          importance[kind].forEach((found, i) => {
            const random = kind === 'shocks' && system.shocks[i]?.hits.some((hit) => hit.probability < 1);
            const zero = anyOf(set(system, kind, i, 0));
            expectImportance(found, any.once, random ? null : anyOf(set(system, kind, i, 1)), zero);
          });
      }),
      { numRuns: 60 },
    );
  });
});

describe('what it does not solve is told', () => {
  const chain = (needs: 'any' | 'all', hits: number): System => ({
    nodes: Array.from({ length: 9 }, (_, n) => ({ id: `n${n}`, needs: n === 8 ? needs : 'any' })),
    edges: Array.from({ length: 8 }, (_, e) => ({
      id: `e${e}`,
      from: e,
      to: 8,
      probability: 0.5,
      walls: [],
      costUsd: 0,
    })),
    walls: [],
    shocks: [
      {
        id: 's',
        hazard: 1,
        hits: Array.from({ length: hits }, (_, node) => ({ node, probability: 0.3 })),
        costUsd: 0,
      },
    ],
    assets: [{ id: 'a', node: 8 }],
  });

  test.each([
    ['a node that needs several steps', chain('all', 1), 'several steps'],
    ['too many random hits', chain('any', 8), 'random hits'],
  ])('%s', (_, system, reason) => {
    expect(solveFrontier(system)).toEqual({ tooLarge: expect.stringContaining(reason) });
  });

  test('too much work', () => {
    const answer = solveFrontier(chain('any', 3), { states: 1e6, work: 10, importanceWork: 0 });
    expect(answer).toEqual({ tooLarge: expect.stringContaining('states') });
  });

  test('importances that were left out', () => {
    const { importance, remarks } = solved(chain('any', 3));
    expect(importance.edges.every((one) => one !== null)).toBe(true);
    const answer = solveFrontier(chain('any', 3), { states: 1e6, work: 1e6, importanceWork: 0 });
    if ('tooLarge' in answer) throw new Error(answer.tooLarge);
    expect(answer.importance.edges.every((one) => one === null)).toBe(true);
    expect(answer.remarks.length).toBe(remarks.length + 1);
  });
});
