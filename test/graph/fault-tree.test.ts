/** Fault trees: the engine against enumeration, and one published tree. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { solveFaultTree } from '../../src/graph/fault-tree.ts';
import type { Connective, FaultGate, FaultTree, Term } from '../../src/model/fault-tree.ts';
import { readMef } from '../../src/readers/models/mef.ts';
import fc from '../support/property.ts';

const EVENTS = 8;

const CONNECTIVES: readonly Connective[] = [
  'and',
  'or',
  'not',
  'xor',
  'nand',
  'nor',
  'iff',
  'imply',
  'atleast',
];

/** 0, or so large that the product of all events is a normal number: below those, doubles have no relative precision. */
const chance = fc.oneof(
  { weight: 9, arbitrary: fc.double({ min: 1e-36, max: 1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(0) },
);

/** Trees over eight events; arguments count back from the gate, so that most gates are below the last. */
const trees = (connectives: readonly Connective[]): fc.Arbitrary<FaultTree> =>
  fc
    .record({
      chances: fc.array(chance, { minLength: EVENTS, maxLength: EVENTS }),
      gates: fc.array(
        fc.record({
          connective: fc.constantFrom(...connectives),
          minimum: fc.integer({ min: 1, max: 4 }),
          args: fc.array(fc.nat(), { minLength: 2, maxLength: 4 }),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    })
    .map(({ chances, gates }) => {
      const made = gates.map(({ connective, minimum, args }, index): FaultGate => {
        const few = connective === 'not' ? 1 : ['xor', 'iff', 'imply'].includes(connective) ? 2 : args.length;
        const terms = args.slice(0, few).map((arg): Term => {
          if (arg % 23 === 22) return { kind: 'constant', value: arg % 2 === 0 };
          if (index === 0 || arg % 2 === 0) return { kind: 'event', event: (arg >>> 1) % EVENTS };
          return { kind: 'gate', gate: index - 1 - ((arg >>> 1) % Math.min(index, 4)) };
        });
        return {
          name: `g${index}`,
          connective,
          minimum: connective === 'atleast' ? Math.min(minimum, terms.length) : 0,
          args: terms,
        };
      });
      return {
        gates: made,
        events: chances.map((probability, i) => ({ name: `e${i}`, probability })),
        topEvents: [made.length - 1],
      };
    });

/** Straight from the meaning of each connective. */
function holds(tree: FaultTree, gate: number, row: number): boolean {
  const { connective, minimum, args } = tree.gates[gate] as FaultGate;
  const values = args.map((term) =>
    term.kind === 'gate'
      ? holds(tree, term.gate, row)
      : term.kind === 'event'
        ? ((row >>> term.event) & 1) === 1
        : term.value,
  );
  const [a, b] = values;
  const count = values.filter(Boolean).length;
  return {
    and: count === values.length,
    or: count > 0,
    not: !a,
    xor: a !== b,
    nand: count < values.length,
    nor: count === 0,
    iff: a === b,
    imply: !a || b === true,
    atleast: count >= minimum,
  }[connective];
}

const ROWS = Array.from({ length: 1 << EVENTS }, (_, row) => row);

/** Probability of rows, with one event fixed if so wanted. */
const chanceOf = (tree: FaultTree, rows: readonly number[], but = -1, value = 0): number =>
  rows.reduce(
    (sum, row) =>
      sum +
      tree.events.reduce((product, { probability }, i) => {
        const set = (row >>> i) & 1;
        return product * (i === but ? Number(set === value) : set === 1 ? probability : 1 - probability);
      }, 1),
    0,
  );

function enumerated(tree: FaultTree): { rows: number[]; probability: number; minimalCutSets: number } {
  const top = tree.topEvents[0] as number;
  const rows = ROWS.filter((row) => holds(tree, top, row));
  const probability = chanceOf(tree, rows);
  const minimal = rows.filter((row) => !rows.some((other) => other !== row && (other & row) === other));
  return { rows, probability, minimalCutSets: minimal.length };
}

function agrees(tree: FaultTree): void {
  const wanted = enumerated(tree);
  const { topEvents, remarks } = solveFaultTree(tree);
  expect(remarks).toEqual([]);
  const [found] = topEvents;
  expect(found?.minimalCutSets).toBe(wanted.minimalCutSets);
  expect(Math.abs((found?.probability ?? Number.NaN) - wanted.probability)).toBeLessThanOrEqual(
    1e-13 * wanted.probability,
  );
  const share = (part: number, whole: number) =>
    whole > 0 ? Math.min(Number.MAX_VALUE, part / whole) : null;
  for (const [i, { name, probability }] of tree.events.entries()) {
    const one = chanceOf(tree, wanted.rows, i, 1);
    const zero = chanceOf(tree, wanted.rows, i, 0);
    const seen = found?.importance[name];
    if (seen === undefined) {
      expect(Math.abs(one - zero)).toBeLessThanOrEqual(1e-13 * one);
      continue;
    }
    expect(Math.abs(seen.birnbaum - (one - zero))).toBeLessThanOrEqual(1e-13 * (one + zero));
    near(seen.riskAchievement, share(one, wanted.probability));
    near(seen.riskReduction, share(wanted.probability, zero));
    near(seen.criticality, share(probability * seen.birnbaum, wanted.probability));
    expect(seen.fussellVesely).toBe(seen.criticality);
  }
}

function near(found: number | null, wanted: number | null): void {
  if (wanted === null || found === null) expect(found).toBe(wanted);
  else expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-12 * Math.abs(wanted));
}

const event = (index: number): Term => ({ kind: 'event', event: index });
const gateTerm = (index: number): Term => ({ kind: 'gate', gate: index });

describe('fault trees', () => {
  test('coherent: probability and cut sets are those of enumeration', () => {
    fc.assert(fc.property(trees(['and', 'or', 'atleast']), agrees), { numRuns: 250 });
  });

  test('every connective: probability and positive cut sets are those of enumeration', () => {
    fc.assert(fc.property(trees(CONNECTIVES), agrees), { numRuns: 250 });
  });

  test('the Aralia tree "chinese" has its published answer', async () => {
    const path = new URL('fault-trees/chinese.xml', import.meta.url).pathname;
    const tree = await readMef(readFileSync(path, 'utf8'), 'chinese.xml');
    if (!('gates' in tree)) throw new Error(tree.message);
    const [top] = solveFaultTree(tree).topEvents;
    expect(top).toMatchObject({ name: 'r1', minimalCutSets: 392 });
    expect(Math.abs((top?.probability ?? 0) / 0.001170581810758669 - 1)).toBeLessThan(1e-15);
  });

  test('what each event of "chinese" does is what SCRAM says', async () => {
    const file = (name: string) => readFileSync(new URL(`fault-trees/${name}`, import.meta.url), 'utf8');
    const scram = Object.entries(JSON.parse(file('chinese-importance.json')) as Record<string, number[]>);
    const tree = await readMef(file('chinese.xml'), 'chinese.xml');
    if (!('gates' in tree)) throw new Error(tree.message);
    const { importance = {} } = solveFaultTree(tree).topEvents[0] ?? {};
    expect(scram).toHaveLength(25);
    for (const [name, wanted] of scram) {
      const { birnbaum, criticality, riskAchievement, riskReduction } = importance[name] ?? {};
      [birnbaum, criticality, riskAchievement, riskReduction].forEach((found, i) => {
        expect(Math.abs((found as number) / (wanted[i] as number) - 1)).toBeLessThan(6e-6);
      });
    }
  });

  test('small probabilities keep their digits, of the event and of what prevents it', () => {
    const events = Array.from({ length: 4 }, (_, i) => ({ name: `e${i}`, probability: 1e-80 }));
    const all: FaultGate = { name: 'all', connective: 'and', minimum: 0, args: [0, 1, 2, 3].map(event) };
    const gates = [all, { ...all, name: 'two', connective: 'atleast' as const, minimum: 2 }];
    const { topEvents } = solveFaultTree({ gates, events, topEvents: [0, 1] });
    expect(topEvents[0]?.probability).toBe(1e-320);
    expect((topEvents[1]?.probability as number) / 6e-160).toBeCloseTo(1, 14);
  });

  test('several top events, constants and events that are not used', () => {
    const gates: FaultGate[] = [
      { name: 'never', connective: 'and', minimum: 0, args: [event(0), { kind: 'constant', value: false }] },
      { name: 'always', connective: 'or', minimum: 0, args: [event(0), { kind: 'constant', value: true }] },
      { name: 'one', connective: 'or', minimum: 0, args: [event(0)] },
    ];
    const events = [
      { name: 'e', probability: 0.25 },
      { name: 'idle', probability: 0.5 },
    ];
    expect(solveFaultTree({ gates, events, topEvents: [0, 1, 2] }).topEvents).toMatchObject([
      { name: 'never', probability: 0, minimalCutSets: 0 },
      { name: 'always', probability: 1, minimalCutSets: 1 },
      { name: 'one', probability: 0.25, minimalCutSets: 1 },
    ]);
  });

  test('counts past 2^53 are text and exact, also where they cross the bound inside a module', () => {
    // 60 independent pairs, one of each: 2^60.
    const events = Array.from({ length: 120 }, (_, i) => ({ name: `e${i}`, probability: 0.1 }));
    const pairs = Array.from(
      { length: 60 },
      (_, i): FaultGate => ({
        name: null,
        connective: 'or',
        minimum: 0,
        args: [event(2 * i), event(2 * i + 1)],
      }),
    );
    const top: FaultGate = {
      name: 'top',
      connective: 'and',
      minimum: 0,
      args: pairs.map((_, i) => gateTerm(i)),
    };
    const independent = { gates: [...pairs, top], events, topEvents: [60] };
    expect(solveFaultTree(independent).topEvents[0]?.minimalCutSets).toBe((2n ** 60n).toString());
    // Two of three thirds of the pairs: 3 · 2^40.
    const third = (from: number): FaultGate => ({
      name: null,
      connective: 'and',
      minimum: 0,
      args: pairs.slice(from, from + 20).map((_, i) => gateTerm(from + i)),
    });
    const vote: FaultGate = {
      name: 'v',
      connective: 'atleast',
      minimum: 2,
      args: [60, 61, 62].map(gateTerm),
    };
    const voted = { gates: [...pairs, third(0), third(20), third(40), vote], events, topEvents: [63] };
    expect(solveFaultTree(voted).topEvents[0]?.minimalCutSets).toBe(3 * 2 ** 40);
  });

  test('past the limits: null and a remark, not an endless run', () => {
    const n = 14;
    const events = Array.from({ length: n * n }, (_, i) => ({ name: `e${i}`, probability: 0.1 }));
    const line = (args: number[]): FaultGate => ({
      name: null,
      connective: 'and',
      minimum: 0,
      args: args.map(event),
    });
    const range = Array.from({ length: n }, (_, i) => i);
    const lines = [
      ...range.map((row) => line(range.map((column) => row * n + column))),
      ...range.map((column) => line(range.map((row) => row * n + column))),
    ];
    const top: FaultGate = {
      name: 'top',
      connective: 'or',
      minimum: 0,
      args: lines.map((_, i) => gateTerm(i)),
    };
    const tree = { gates: [...lines, top], events, topEvents: [lines.length] };
    const { topEvents, remarks } = solveFaultTree(tree, { nodes: 2000, steps: 50_000 });
    expect(topEvents).toMatchObject([
      { name: 'top', importance: {}, probability: null, minimalCutSets: null },
    ]);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toContain('2000 nodes');
  });

  test('without cut sets the probability is the same', () => {
    const gates: FaultGate[] = [{ name: 't', connective: 'atleast', minimum: 2, args: [0, 1, 2].map(event) }];
    const events = Array.from({ length: 3 }, (_, i) => ({ name: `e${i}`, probability: 0.5 }));
    const { topEvents } = solveFaultTree({ gates, events, topEvents: [0] }, { cutSets: false });
    expect(topEvents).toMatchObject([{ name: 't', probability: 0.5, minimalCutSets: null }]);
  });

  test('a chain of 10,000 gates is solved, a loop is refused', () => {
    const length = 10_000;
    const events = Array.from({ length }, (_, i) => ({ name: `e${i}`, probability: 1e-6 }));
    const chain = (connectives: readonly Connective[]): FaultTree => ({
      gates: events.map((_, i) => ({
        name: `g${i}`,
        connective: connectives[i % connectives.length] as Connective,
        minimum: 0,
        args: i + 1 < length ? [event(i), gateTerm(i + 1)] : [event(i)],
      })),
      events,
      topEvents: [0],
    });
    expect(solveFaultTree(chain(['or'])).topEvents[0]?.probability).toBeCloseTo(
      -Math.expm1(length * Math.log1p(-1e-6)),
      12,
    );
    expect(solveFaultTree(chain(['or'])).topEvents[0]?.minimalCutSets).toBe(length);
    expect(solveFaultTree(chain(['or', 'and'])).topEvents[0]?.minimalCutSets).toBe(length / 2 + 1);
    const loop: FaultGate = { name: 'g', connective: 'or', minimum: 0, args: [gateTerm(0)] };
    expect(() => solveFaultTree({ gates: [loop], events, topEvents: [0] })).toThrow(RangeError);
  });
});
