/**
 * E_w[Λ_w], the events that lead to a loss before the horizon, when the loss may need two shocks.
 *
 * Where each loss has a single event behind it, Λ_w = Σ Λ_s over the shocks that reach the asset, and its mean
 * follows from each shock alone. Else φ_w, the loss as a function of the shocks in one world w of steps and walls, is
 * no plain union, and
 *
 *     Λ_w = −ln(1 − P(φ_w))
 *
 * is asked of each distinct φ_w: with steps and walls above all shocks in the order of variables, these are the
 * nodes at which a diagram leaves its upper part.
 */
import { type Bdd, type Edge, FALSE, TRUE } from '../maths/bdd.ts';
import { restrict } from '../maths/bdd-probability.ts';
import type { System, TooLarge } from '../model/system.ts';
import { type Built, build, type ExactLimits, hazardOf, type Layout, withinLimit } from './exact-build.ts';
import { Diagram, Differences, of } from './exact-diagram.ts';
import type { Atom, Reduced } from './exact-reduce.ts';

/** Nodes visited to find out whether one event is enough. */
const WORK = 3e7;

/** Whether each of these functions is the union of what single atoms do. */
export function oneEventIsEnough(built: Built, reduced: Reduced): boolean {
  const joins = reduced.all.some(
    (all, node) => all && (reduced.incoming[node] as readonly unknown[]).length > 1,
  );
  const { atoms } = built.layout;
  if (!joins || atoms.length < 2) return true;
  const roots = [...new Set([built.topEvent, ...built.assets])];
  if (roots.length * atoms.length * built.bdd.size > WORK) return false;
  return withinLimit(() => roots.every((root) => unionOf(built.bdd, root, atoms) === root)) ?? false;
}

/** Share of the odds of "at least one asset" that no single event brings; null when finding out is too much work. */
export function shareOfTwo({ bdd, topEvent, layout }: Built): number | null {
  if (layout.atoms.length * bdd.size > WORK) return null;
  const union = withinLimit(() => unionOf(bdd, topEvent, layout.atoms));
  if (union === null) return null;
  const diagram = new Diagram(bdd, [topEvent, union]);
  const [whole = FALSE, single = FALSE] = diagram.roots;
  const known = diagram.known(layout.odds);
  const differences = new Differences(diagram, layout.odds, known, { most: WORK / 100 });
  const lost = of(known, whole);
  return lost > 0 ? differences.of(whole, single) / lost : 0;
}

/** What single atoms do, together. */
function unionOf(bdd: Bdd, root: Edge, atoms: Int32Array): Edge {
  const values = new Int8Array(bdd.variables).fill(-1);
  for (const variable of atoms) values[variable] = 0;
  let union: Edge = FALSE;
  for (const variable of atoms) {
    values[variable] = 1;
    union = bdd.or(union, bdd.and(bdd.variable(variable), restrict(bdd, root, values)));
    values[variable] = 0;
  }
  return union;
}

/** @returns E_w[Λ_w] of each asset, and of "at least one" last */
export function eventsToLoss(
  system: System,
  reduced: Reduced,
  limits: ExactLimits,
): readonly number[] | TooLarge {
  const built = build(system, reduced, limits, true);
  if ('tooLarge' in built) return { tooLarge: `losses may need two shocks, and ${built.tooLarge}` };
  const diagram = new Diagram(built.bdd, [...built.assets, built.topEvent]);
  return meanOverWorlds(diagram, built.layout, leafEvents(diagram, built.layout, reduced));
}

/** Λ of each function that is reached when all steps and walls are decided; 0 for the others. */
function leafEvents(diagram: Diagram, layout: Layout, reduced: Reduced): (edge: Edge) => number {
  const known = diagram.known(layout.odds);
  const quiet = new Float64Array(diagram.variables);
  const loud = new Float64Array(diagram.variables);
  layout.atoms.forEach((variable, atom) => {
    quiet[variable] = -hazardOf(reduced.atoms[atom] as Atom);
    loud[variable] = Math.log(layout.odds.p[variable] as number);
  });
  // Logarithms, because e^(−Λ) of a busy shock is below the smallest double.
  const logTrue = new Float64Array(diagram.size);
  const logFalse = new Float64Array(diagram.size).fill(-Infinity);
  const first = firstAtom(layout);
  for (let node = 1; node < diagram.size; node++) {
    const level = diagram.variable[node] as number;
    if (level < first) continue;
    const high = (diagram.high[node] as number) >>> 1;
    const low = diagram.low[node] as number;
    const flipped = (low & 1) === 1;
    const lowTrue = (flipped ? logFalse : logTrue)[low >>> 1] as number;
    const lowFalse = (flipped ? logTrue : logFalse)[low >>> 1] as number;
    logTrue[node] = logSum(
      (loud[level] as number) + (logTrue[high] as number),
      (quiet[level] as number) + lowTrue,
    );
    logFalse[node] = logSum(
      (loud[level] as number) + (logFalse[high] as number),
      (quiet[level] as number) + lowFalse,
    );
  }
  return (edge) => {
    const flipped = (edge & 1) === 1;
    const p = (flipped ? known.isFalse : known.isTrue)[edge >>> 1] as number;
    return p < 0.5 ? -Math.log1p(-p) : -((flipped ? logTrue : logFalse)[edge >>> 1] as number);
  };
}

const firstAtom = ({ atoms }: Layout): number =>
  atoms.reduce((least, variable) => Math.min(least, variable), Infinity);

/** ln(e^a + e^b) */
function logSum(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === -Infinity ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}

/** The mean over worlds, node by node; monotone functions meet each node with one sign only. */
function meanOverWorlds(diagram: Diagram, layout: Layout, leaf: (edge: Edge) => number): number[] {
  const first = firstAtom(layout);
  const sign = new Uint8Array(diagram.size);
  for (const root of diagram.roots) sign[root >>> 1] = root & 1;
  for (let node = diagram.size - 1; node > 0; node--) {
    const low = diagram.low[node] as number;
    sign[(diagram.high[node] as number) >>> 1] = sign[node] as number;
    sign[low >>> 1] = (low & 1) ^ (sign[node] as number);
  }
  const mean = new Float64Array(diagram.size);
  const at = (edge: Edge): number => (edge === FALSE || edge === TRUE ? 0 : (mean[edge >>> 1] as number));
  for (let node = 1; node < diagram.size; node++) {
    const level = diagram.variable[node] as number;
    mean[node] =
      level >= first
        ? leaf((node << 1) | (sign[node] as number))
        : (layout.odds.p[level] as number) * at(diagram.high[node] as number) +
          (layout.odds.q[level] as number) * at(diagram.low[node] as number);
  }
  return diagram.roots.map(at);
}
