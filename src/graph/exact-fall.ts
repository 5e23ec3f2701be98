/**
 * Which nodes fall, as Boolean functions of edges, walls and atoms: the least fixed point of
 *
 *     any node   f_v = entry_v ∨ ⋁ (passable_e ∧ f_u)          all node   f_v = entry_v ∨ ⋀ (passable_e ∧ f_u)
 *
 * over the edges e from u to v. Strongly connected components are solved one after the other [TAR72]; inside one
 * of few nodes, all `any`, nodes are eliminated as in a system of linear equations (Boolean algebra is idempotent:
 * a loop at a node adds nothing), inside any other the functions are iterated from FALSE until nothing changes. They
 * only grow, and each world is settled after as many rounds as there are nodes.
 */
import { type Bdd, type Edge, FALSE, TRUE } from '../maths/bdd.ts';
import { components } from './components.ts';
import type { Reduced } from './exact-reduce.ts';

/** Elimination takes the cube of the nodes. */
const MOST_ELIMINATED = 400;

export class Falling {
  readonly #bdd: Bdd;
  readonly #reduced: Reduced;
  readonly #entry: readonly Edge[];
  readonly #order: readonly (readonly number[])[];
  readonly #asked: Uint8Array;

  /** @param atoms function of each atom */
  constructor(bdd: Bdd, reduced: Reduced, atoms: readonly Edge[]) {
    this.#bdd = bdd;
    this.#reduced = reduced;
    const hitBy: Edge[][] = reduced.all.map(() => []);
    reduced.atoms.forEach(({ hits }, a) => {
      for (const node of hits) hitBy[node]?.push(atoms[a] as Edge);
    });
    this.#entry = hitBy.map((list) => anyOf(bdd, list));
    const { order, of } = components(reduced.incoming.map((edges) => edges.map((edge) => edge.from)));
    this.#order = order;
    this.#asked = askedFor(reduced, of);
  }

  /**
   * @param passable function of each edge of the system
   * @returns the function of each kept node; inside a component only those that something outside asks for
   * @throws BddOverflow
   */
  all(passable: readonly Edge[]): Edge[] {
    const step = this.#step(passable);
    for (const members of this.#order) this.#solve(step, members);
    return step.fall;
  }

  /**
   * The same when some edges have changed: what lies before them stays.
   *
   * @param before functions of the nodes before the change
   * @returns also how many edges were looked at anew
   * @throws BddOverflow
   */
  again(before: readonly Edge[], passable: readonly Edge[], changed: ReadonlySet<number>) {
    const step = { ...this.#step(passable), fall: [...before] };
    const moved = new Uint8Array(before.length);
    let work = 0;
    for (const members of this.#order) {
      const stale = members.some((node) =>
        this.#reduced.incoming[node]?.some(({ edge, from }) => changed.has(edge) || moved[from] === 1),
      );
      if (!stale) continue;
      for (const node of members) {
        step.fall[node] = FALSE;
        work += this.#reduced.incoming[node]?.length ?? 0;
      }
      this.#solve(step, members);
      for (const node of members) if (step.fall[node] !== before[node]) moved[node] = 1;
    }
    return { fall: step.fall, work };
  }

  #step(passable: readonly Edge[]): Step {
    const fall: Edge[] = this.#reduced.all.map(() => FALSE);
    return { bdd: this.#bdd, reduced: this.#reduced, passable, entry: this.#entry, fall };
  }

  #solve(step: Step, members: readonly number[]): void {
    const [node = 0] = members;
    if (members.length === 1) step.fall[node] = rule(step, node);
    else if (members.length <= MOST_ELIMINATED && !members.some((member) => this.#reduced.all[member]))
      eliminate(step, members, this.#asked);
    else iterate(step, members);
  }
}

interface Step {
  readonly bdd: Bdd;
  readonly reduced: Reduced;
  readonly passable: readonly Edge[];
  readonly entry: readonly Edge[];
  readonly fall: Edge[];
}

/** The union, from the last variables to the first: so few nodes are made that the result does not keep. */
export function anyOf(bdd: Bdd, functions: readonly Edge[]): Edge {
  return fromBelow(bdd, functions).reduce((union, one) => bdd.or(union, one), FALSE);
}

function allOf(bdd: Bdd, functions: readonly Edge[]): Edge {
  return fromBelow(bdd, functions).reduce((met, one) => bdd.and(met, one), TRUE);
}

const fromBelow = (bdd: Bdd, functions: readonly Edge[]): readonly Edge[] =>
  [...functions].sort((f, g) => bdd.topVariable(g) - bdd.topVariable(f));

/** The rule of a node, at the functions that its tails have now. */
function rule({ bdd, reduced, passable, entry, fall }: Step, node: number): Edge {
  const edges = reduced.incoming[node] ?? [];
  const start = entry[node] as Edge;
  if (edges.length === 0 || start === TRUE) return start;
  const steps = edges.map(({ edge, from }) => bdd.and(passable[edge] as Edge, fall[from] as Edge));
  return reduced.all[node] ? bdd.or(start, allOf(bdd, steps)) : anyOf(bdd, [start, ...steps]);
}

/** Cycles so tangled that their functions would change for too long. */
export class TooManyRounds extends Error {
  constructor() {
    super('the cycles take too many rounds');
    this.name = 'TooManyRounds';
  }
}

/** Edges looked at in one component. */
const MOST_LOOKS = 1e7;

/** A node is looked at again when one of its tails has grown. */
function iterate(step: Step, members: readonly number[]): void {
  const { fall, reduced } = step;
  const users = new Map(members.map((node) => [node, [] as number[]]));
  for (const node of members)
    for (const { from } of reduced.incoming[node] ?? []) users.get(from)?.push(node);
  const waiting = new Set(members);
  let looks = 0;
  for (const node of waiting) {
    waiting.delete(node);
    looks += reduced.incoming[node]?.length ?? 0;
    if (looks > MOST_LOOKS) throw new TooManyRounds();
    const next = rule(step, node);
    if (next === fall[node]) continue;
    fall[node] = next;
    for (const user of users.get(node) ?? []) waiting.add(user);
  }
}

/** Nodes that an edge out of their component, or an asset, asks for. */
function askedFor({ incoming, assets }: Reduced, component: Int32Array): Uint8Array {
  const asked = new Uint8Array(incoming.length);
  for (const node of assets) if (node >= 0) asked[node] = 1;
  incoming.forEach((edges, to) => {
    for (const { from } of edges) if (component[from] !== component[to]) asked[from] = 1;
  });
  return asked;
}

/** What is left of the equations: f_v = base_v ∨ ⋁ row_v(u) ∧ f_u, and who mentions whom. */
interface Equations {
  readonly base: Map<number, Edge>;
  readonly row: Map<number, Map<number, Edge>>;
  readonly mentions: Map<number, Set<number>>;
}

function eliminate(step: Step, members: readonly number[], asked: Uint8Array): void {
  const equations = equationsOf(step, members);
  const left = new Set(members);
  const done: number[] = [];
  while (left.size > 0) {
    const node = cheapest(equations, left, asked);
    left.delete(node);
    done.push(node);
    substitute(step.bdd, equations, node);
  }
  // The last one mentions nobody, each earlier one only later ones.
  for (let node = done.pop(); node !== undefined && asked[node] === 1; node = done.pop()) {
    let fallen = equations.base.get(node) as Edge;
    for (const [tail, passable] of equations.row.get(node) ?? [])
      fallen = step.bdd.or(fallen, step.bdd.and(passable, step.fall[tail] as Edge));
    step.fall[node] = fallen;
  }
}

function equationsOf({ bdd, reduced, passable, entry, fall }: Step, members: readonly number[]): Equations {
  const inside = new Set(members);
  const base = new Map(members.map((node) => [node, entry[node] as Edge]));
  const row = new Map(members.map((node) => [node, new Map<number, Edge>()]));
  const mentions = new Map(members.map((node) => [node, new Set<number>()]));
  for (const node of members) {
    const mine = row.get(node) as Map<number, Edge>;
    for (const { edge, from } of reduced.incoming[node] ?? []) {
      const way = passable[edge] as Edge;
      if (inside.has(from)) {
        mine.set(from, bdd.or(mine.get(from) ?? FALSE, way));
        mentions.get(from)?.add(node);
      } else base.set(node, bdd.or(base.get(node) as Edge, bdd.and(way, fall[from] as Edge)));
    }
  }
  return { base, row, mentions };
}

/** Nodes that are asked for come last; else the one that makes the fewest new terms. */
function cheapest({ row, mentions }: Equations, left: ReadonlySet<number>, asked: Uint8Array): number {
  let best = -1;
  let cost = Infinity;
  for (const node of left) {
    const terms =
      (row.get(node)?.size ?? 0) * (mentions.get(node)?.size ?? 0) + (asked[node] === 1 ? 1e12 : 0);
    if (terms < cost) [best, cost] = [node, terms];
  }
  return best;
}

/** Puts the right side of a node into all equations that mention it. */
function substitute(bdd: Bdd, { base, row, mentions }: Equations, node: number): void {
  const mine = row.get(node) as Map<number, Edge>;
  for (const tail of mine.keys()) mentions.get(tail)?.delete(node);
  for (const user of mentions.get(node) ?? []) {
    const terms = row.get(user) as Map<number, Edge>;
    const way = terms.get(node) as Edge;
    terms.delete(node);
    base.set(user, bdd.or(base.get(user) as Edge, bdd.and(way, base.get(node) as Edge)));
    for (const [tail, passable] of mine) {
      if (tail === user) continue;
      terms.set(tail, bdd.or(terms.get(tail) ?? FALSE, bdd.and(way, passable)));
      mentions.get(tail)?.add(user);
    }
  }
}
