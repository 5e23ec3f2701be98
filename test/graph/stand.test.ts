/** Walls put into a graph, and losses with walls that may stand, against the engine that has them built in. */
import { describe, expect, test } from 'vitest';
import { LANES, WORDS, Worlds } from '../../src/graph/reach.ts';
import { stand } from '../../src/graph/stand.ts';
import { type AttackGraph, type Step, stateId } from '../../src/model/attack-graph.ts';
import { parameter } from '../../src/model/rate.ts';
import type { WallChoice } from '../../src/model/wall.ts';
import fc from '../support/property.ts';

const id = (n: number) => stateId(`s${n}`);

const stepOf = (from: number, to: number, chance: number, i: number): Step => ({
  id: `e${i}: ${from} -> ${to}`,
  technique: 'made',
  from: id(from),
  to: id(to),
  open: [parameter(`p${chance}`)],
  walls: [],
  cost: null,
  because: '',
  at: null,
  unknown: null,
});

const choiceOf = (n: number, acts: WallChoice['acts'], fails = 20): WallChoice => ({
  id: `w${n}#x`,
  wall: `w${n}`,
  title: '',
  sites: [],
  fails: [parameter(`p${fails}`)],
  acts,
  hours: [],
  at: null,
  attest: null,
});

/** Steps that are open in no world of some draws and in a few of others among them. */
const graph = fc.integer({ min: 3, max: 7 }).chain((n) =>
  fc
    .array(
      fc.tuple(
        fc.integer({ min: 0, max: n - 1 }),
        fc.integer({ min: 0, max: n - 1 }),
        fc.constantFrom(0.2, 30, 90),
      ),
      { minLength: 2, maxLength: 12 },
    )
    .map(
      (edges): AttackGraph => ({
        states: Array.from({ length: n }, (_, i) => ({ id: id(i), needs: 'any', title: `s${i}`, at: null })),
        steps: edges.filter(([a, b]) => a !== b).map(([a, b, p], i) => stepOf(a, b, p, i)),
        walls: [],
        assets: [],
      }),
    ),
);

/** Three draws of every parameter `p<percent>`: the same number. */
const chances = (factors: readonly { readonly id: string }[]): Float64Array =>
  new Float64Array(3).fill(factors.reduce((all, one) => all * (Number(String(one.id).slice(1)) / 100), 1));

/** The share of worlds in which each state leads to the last. */
function leading(worlds: Worlds, states: number, standing: readonly string[]): number[] {
  const counts = Array.from({ length: states }, () => 0);
  for (const draw of [0, 1, 2]) {
    worlds.draw(draw, standing);
    const bits = worlds.leadsTo([worlds.indexOf(id(states - 1)) as number]);
    for (let s = 0; s < states; s++)
      for (let lane = 0; lane < LANES; lane++) {
        const at = (worlds.indexOf(id(s)) as number) * WORDS + (lane >>> 5);
        counts[s] = (counts[s] as number) + (((bits[at] as number) >>> (lane & 31)) & 1);
      }
  }
  return counts;
}

describe('walls in a graph', () => {
  test('those that may stand and do give the very worlds of those that are built in; those that do not, of none', () => {
    fc.assert(
      fc.property(graph, fc.integer({ min: 1, max: 4095 }), (one, mask) => {
        const on = one.steps.filter((_, i) => (mask >> i) & 1).map((step) => step.id);
        const choice = choiceOf(1, [{ kind: 'steps', steps: on }]);
        const all = stand(one, [choice]);
        const states = one.states.length;
        const optional = new Worlds(all, chances, 1, new Set([choice.id]));
        const off = leading(optional, states, []);
        expect(off).toEqual(leading(new Worlds(one, chances, 1), states, []));
        const there = leading(optional, states, [choice.id]);
        expect(there).toEqual(leading(new Worlds(all, chances, 1), states, []));
        for (const [i, count] of there.entries()) expect(count).toBeLessThanOrEqual(off[i] as number);
        // Asked again in another order, the same.
        expect(leading(optional, states, [])).toEqual(off);
      }),
    );
  });

  test('a state that is divided is the same state as long as its wall does not stand', () => {
    fc.assert(
      fc.property(
        graph,
        fc.integer({ min: 0, max: 4095 }),
        fc.integer({ min: 0, max: 4095 }),
        (one, into, out) => {
          const state = id(1);
          const entering = one.steps
            .filter((step, i) => step.to === state && (into >> i) & 1)
            .map((step) => step.id);
          const keeps = one.steps
            .filter((step, i) => step.from === state && (out >> i) & 1)
            .map((step) => step.id);
          const choice = choiceOf(1, [{ kind: 'apart', state, entering, keeps }], 0);
          const all = stand(one, [choice]);
          const states = one.states.length;
          const optional = new Worlds(all, chances, 1, new Set([choice.id]));
          expect(leading(optional, states, [])).toEqual(leading(new Worlds(one, chances, 1), states, []));
          // A wall that never fails: who entered by those steps has what the part keeps, and nothing else.
          const only = stand(one, [choiceOf(1, [{ kind: 'apart', state, entering, keeps }], 0)]);
          const kept: AttackGraph = {
            ...only,
            steps: only.steps.filter((step) => step.id !== `apart: ${state}/apart -> ${state}`),
          };
          expect(leading(optional, states, [choice.id])).toEqual(
            leading(new Worlds(kept, chances, 1), states, []),
          );
        },
      ),
    );
  });

  test('twice is as once, nothing is nothing, and the argument is left as it is', () => {
    fc.assert(
      fc.property(graph, (one) => {
        const before = structuredClone(one);
        const choices = [
          choiceOf(1, [{ kind: 'steps', steps: one.steps.slice(0, 2).map((step) => step.id) }]),
          choiceOf(2, [
            {
              kind: 'apart',
              state: id(1),
              entering: one.steps.slice(0, 3).map((step) => step.id),
              keeps: [],
            },
          ]),
        ];
        const once = stand(one, choices);
        expect(stand(once, choices)).toEqual(once);
        expect(stand(one, [])).toBe(one);
        expect(one).toEqual(before);
      }),
    );
  });
});
