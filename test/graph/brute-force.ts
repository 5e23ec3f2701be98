/**
 * Full enumeration of a small system, another way than the engine's: worlds one by one, node sets instead of
 * functions, random hits by conditioning on the number of events instead of thinning. All sums are of positive terms,
 * so that it is good to the last digits.
 */
import type { Importance, System } from '../../src/model/system.ts';

export interface BruteForce {
  readonly once: readonly number[];
  readonly anew: readonly number[];
  readonly containment: number | null;
  readonly blast: readonly (readonly number[])[];
  readonly edges: readonly Importance[];
  readonly walls: readonly Importance[];
  readonly shocks: readonly Importance[];
}

/** Answers for each asset, and for "at least one" last. */
export function bruteForce(system: System): BruteForce {
  const entries = [...new Set(system.shocks.flatMap((shock) => shock.hits.map((hit) => hit.node)))];
  const elements = [
    ...system.edges.map((edge) => edge.probability),
    ...system.walls.map((wall) => wall.failureOnDemand),
  ];
  const worlds = 2 ** elements.length;
  const sets = 2 ** entries.length;
  const targets = system.assets.length + 1;
  // lost[w·sets + T]: bit a is asset a, the highest bit "at least one".
  const lost = new Int32Array(worlds * sets);
  for (let w = 0; w < worlds; w++)
    for (let t = 0; t < sets; t++)
      lost[w * sets + t] = lostIn(
        system,
        w,
        entries.filter((_, i) => (t >> i) & 1),
      );
  const chance = (w: number, without = -1): number => {
    let product = 1;
    for (let i = 0; i < elements.length; i++)
      if (i !== without) product *= (w >> i) & 1 ? (elements[i] as number) : 1 - (elements[i] as number);
    return product;
  };
  const states = system.shocks.map((shock) => hitBy(shock, entries));
  const hit = unions(
    states.map((state) => state.anyNumber),
    sets,
  );
  const isLost = (w: number, t: number, a: number): number => ((lost[w * sets + t] as number) >> a) & 1;

  const once = new Array<number>(targets).fill(0);
  const events = new Array<number>(targets).fill(0);
  const blast = system.shocks.map(() => new Float64Array(targets));
  for (let w = 0; w < worlds; w++) {
    const weight = chance(w);
    if (weight === 0) continue;
    for (let a = 0; a < targets; a++) {
      let falls = 0;
      let holds = 0;
      for (let t = 0; t < sets; t++) {
        if (isLost(w, t, a) === 1) falls += hit[t] as number;
        else holds += hit[t] as number;
        states.forEach((state, s) => {
          const row = blast[s] as Float64Array;
          if (isLost(w, t, a) === 1) row[a] = (row[a] as number) + weight * (state.oneEvent[t] as number);
        });
      }
      once[a] = (once[a] as number) + weight * falls;
      events[a] = (events[a] as number) + weight * (falls < 0.5 ? -Math.log1p(-falls) : -Math.log(holds));
    }
  }
  const any = targets - 1;
  const total = once[any] as number;
  const importance = (p: number, one: number, zero: number, birnbaum: number): Importance => ({
    birnbaum,
    criticality: total > 0 ? (birnbaum * p) / total : null,
    fussellVesely: total > 0 ? (birnbaum * p) / total : null,
    riskAchievement: total > 0 ? one / total : null,
    riskReduction: zero > 0 ? total / zero : null,
  });
  const ofElement = (i: number): Importance => {
    let [one, zero, both] = [0, 0, 0];
    for (let w = 0; w < worlds; w++) {
      if ((w >> i) & 1) continue;
      const weight = chance(w, i);
      for (let t = 0; t < sets; t++) {
        const [open, shut] = [isLost(w | (1 << i), t, any), isLost(w, t, any)];
        one += weight * (hit[t] as number) * open;
        zero += weight * (hit[t] as number) * shut;
        if (open > shut) both += weight * (hit[t] as number);
      }
    }
    return importance(elements[i] as number, one, zero, both);
  };
  const lostWith = (w: number, t: number, more: Float64Array): number =>
    more.reduce((sum, p, u) => (isLost(w, t | u, any) === 1 ? sum + p : sum), 0);
  const ofShock = (s: number): Importance => {
    const rest = unions(
      states.filter((_, i) => i !== s).map((state) => state.anyNumber),
      sets,
    );
    const some = (states[s] as State).atLeastOne;
    let [zero, gain] = [0, 0];
    for (let w = 0; w < worlds; w++)
      for (let t = 0; t < sets; t++) {
        const weight = chance(w) * (rest[t] as number);
        if (isLost(w, t, any) === 1) zero += weight;
        else gain += weight * lostWith(w, t, some);
      }
    return importance(-Math.expm1(-(system.shocks[s]?.hazard as number)), zero + gain, zero, gain);
  };
  const breakIns = system.shocks.reduce(
    (sum, shock, s) => sum + shock.hazard * (1 - ((states[s] as State).oneEvent[0] as number)),
    0,
  );
  return {
    once,
    anew: events.map((mean) => -Math.expm1(-mean)),
    containment: breakIns === 0 ? null : 1 - (events[any] as number) / breakIns,
    blast: blast.map((row) => [...row.slice(0, -1)]),
    edges: system.edges.map((_, e) => ofElement(e)),
    walls: system.walls.map((_, w) => ofElement(system.edges.length + w)),
    shocks: system.shocks.map((_, s) => ofShock(s)),
  };
}

/** The rules as the model file states them, until nothing more falls. Nodes, edges and walls are bits. */
function lostIn({ nodes, edges, walls, assets }: System, world: number, hit: readonly number[]): number {
  let fallen = hit.reduce((bits, node) => bits | (1 << node), 0);
  let passable = 0;
  for (let e = 0; e < edges.length; e++) {
    const needed = (edges[e]?.walls ?? []).reduce((bits, w) => bits | (1 << (edges.length + w)), 1 << e);
    if ((world & needed) === needed) passable |= 1 << e;
  }
  for (let before = -1; before !== fallen; ) {
    before = fallen;
    let met = 0;
    let unmet = 0;
    for (let e = 0; e < edges.length; e++) {
      const { from, to } = edges[e] as System['edges'][number];
      if (((passable >> e) & 1) === 1 && ((fallen >> from) & 1) === 1) met |= 1 << to;
      else unmet |= 1 << to;
    }
    for (let node = 0; node < nodes.length; node++) {
      const bit = 1 << node;
      if ((met & bit) !== 0 && (nodes[node]?.needs === 'any' || (unmet & bit) === 0)) fallen |= bit;
    }
  }
  let bits = 0;
  assets.forEach((asset, a) => {
    if (((fallen >> asset.node) & 1) === 1) bits |= (1 << a) | (1 << assets.length);
  });
  if (walls.length + edges.length > 30) throw new Error('too large to enumerate');
  return bits;
}

/** Distributions over the sets of entry nodes that one shock hits. */
interface State {
  readonly anyNumber: Float64Array;
  readonly atLeastOne: Float64Array;
  readonly oneEvent: Float64Array;
}

function hitBy({ hazard, hits }: System['shocks'][number], entries: readonly number[]): State {
  const logMissed = entries.map((node) =>
    hits.filter((hit) => hit.node === node).reduce((sum, hit) => sum + Math.log1p(-hit.probability), 0),
  );
  const sets = 2 ** entries.length;
  const given = (events: number, t: number): number =>
    logMissed.reduce((product, log, i) => {
      const all = events === 0 ? 0 : events * log;
      return product * ((t >> i) & 1 ? -Math.expm1(all) : Math.exp(all));
    }, 1);
  const atLeastOne = new Float64Array(sets);
  const anyNumber = new Float64Array(sets);
  anyNumber[0] = Math.exp(-hazard);
  // Poisson weights given at least one event: with Λ = 0 there is exactly one.
  const first = hazard === 0 ? 1 : hazard / Math.expm1(hazard);
  for (let events = 1, p = first; events < 50 + 5 * hazard; events++, p *= hazard / events)
    for (let t = 0; t < sets; t++) atLeastOne[t] = (atLeastOne[t] as number) + p * given(events, t);
  for (let t = 0; t < sets; t++)
    anyNumber[t] = (anyNumber[t] as number) + -Math.expm1(-hazard) * (atLeastOne[t] as number);
  return { anyNumber, atLeastOne, oneEvent: Float64Array.from({ length: sets }, (_, t) => given(1, t)) };
}

/** Distribution of the union of independent random sets. */
function unions(each: readonly Float64Array[], sets: number): Float64Array {
  let all = new Float64Array(sets);
  all[0] = 1;
  for (const one of each) {
    const next = new Float64Array(sets);
    for (let t = 0; t < sets; t++)
      for (let u = 0; u < sets; u++)
        next[t | u] = (next[t | u] as number) + (all[t] as number) * (one[u] as number);
    all = next;
  }
  return all;
}
