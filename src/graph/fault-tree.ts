/**
 * Fault trees, exactly: formula, modules, one decision diagram a module, probabilities and cut sets from inner
 * modules to the top.
 */
import { BddOverflow } from '../maths/bdd.ts';
import type { Diagram, Memory } from '../maths/bdd-build.ts';
import { Probabilities } from '../maths/bdd-probability.ts';
import { raceDiagram } from '../maths/bdd-race.ts';
import { Formula, type FormulaNode, type Literal } from '../maths/formula.ts';
import { modular } from '../maths/formula-modular.ts';
import { type Part, partsOf, signsOf } from '../maths/modules.ts';
import { countSets, minimalSets } from '../maths/zbdd.ts';
import { byId } from '../model/evaluation.ts';
import type { FaultTree, FaultTreeAnswer, TopEvent } from '../model/fault-tree.ts';
import { formulaOf } from './fault-tree-formula.ts';
import {
  importanceOf,
  leavesOfConjunction,
  leavesOfDiagram,
  type OfLeaves,
  underRoot,
} from './fault-tree-importance.ts';

/** What the engine may use for each top event. */
export interface FaultTreeLimits {
  /** Most nodes of a decision diagram at a time; one takes about 30 bytes, while it grows 50. */
  readonly nodes: number;
  /** Most steps over all diagrams; a million takes about half a second. */
  readonly steps: number;
  /** False: no cut sets are counted, `minimalCutSets` is null. */
  readonly cutSets: boolean;
  /** False: what each event does is not computed, `importance` is empty. */
  readonly importance: boolean;
}

export const FAULT_TREE_LIMITS: FaultTreeLimits = {
  nodes: 16_000_000,
  steps: 160_000_000,
  cutSets: true,
  importance: true,
};

/**
 * Probability and number of minimal cut sets of each top event, and what each basic event does to it.
 *
 * Past the limits the answer is null with a remark: it ends by itself, neither out of time nor out of memory.
 *
 * @param options limits other than `FAULT_TREE_LIMITS`
 * @throws RangeError if the tree is not what its type says (a loop, a wrong number of arguments)
 * @see [DR96], [RAU93] in docs/references.md
 */
export function solveFaultTree(tree: FaultTree, options: Partial<FaultTreeLimits> = {}): FaultTreeAnswer {
  const limits = { ...FAULT_TREE_LIMITS, ...options };
  const formula = new Formula();
  const literals = formulaOf(tree, formula);
  const remarks: string[] = [];
  const topEvents = tree.topEvents.map((gate): TopEvent => {
    const name = tree.gates[gate]?.name ?? '';
    const rooted = modular({ formula, root: literals[gate] as Literal });
    const solver = new Solver(tree, rooted.formula, limits);
    const { probability, cutSets, importance, remark } = solver.solve(rooted.root);
    if (remark !== null) remarks.push(`${name}: ${remark}`);
    return { name, probability, minimalCutSets: cutSets === null ? null : counted(cutSets), importance };
  });
  return { topEvents, remarks };
}

const counted = (count: bigint): number | string =>
  count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : count.toString();

/** What is known of a module or variable. */
interface Known {
  /** That it holds, and that it does not: both as sums. */
  readonly p: number;
  readonly q: number;
  /** True when it holds while no event happens: then its negation is what events bring about. */
  readonly idle: boolean;
  /** Minimal sets of events that change it from what it is while no event happens; null when not computed. */
  readonly sets: bigint | null;
}

interface Outcome {
  readonly probability: number | null;
  readonly cutSets: bigint | null;
  readonly importance: TopEvent['importance'];
  readonly remark: string | null;
}

class Solver {
  readonly #tree: FaultTree;
  readonly #formula: Formula;
  readonly #limits: FaultTreeLimits;
  readonly #known = new Map<number, Known>();
  readonly #leaves = new Map<number, OfLeaves>();
  readonly #memory: Memory = { bdd: undefined };
  #steps = 0;
  #remark: string | null = null;

  constructor(tree: FaultTree, formula: Formula, limits: FaultTreeLimits) {
    this.#tree = tree;
    this.#formula = formula;
    this.#limits = limits;
  }

  solve(root: Literal): Outcome {
    for (const part of partsOf(this.#formula, root)) {
      const known = this.#part(part);
      if (known === null)
        return { probability: null, cutSets: null, importance: {}, remark: this.#tooLarge(part) };
      this.#known.set(part.gate, known);
    }
    const { p, q, idle, sets } = this.#leaf(root >>> 1);
    const negated = (root & 1) === 1;
    // An event that holds while nothing happens has one minimal set, the empty one.
    const cutSets = idle !== negated ? 1n : sets;
    const probability = negated ? q : p;
    return {
      probability,
      cutSets: this.#limits.cutSets ? cutSets : null,
      importance: this.#limits.importance ? this.#importance(root, probability) : {},
      remark: this.#remark,
    };
  }

  #importance(root: Literal, pTop: number): TopEvent['importance'] {
    return byId(
      Array.from(underRoot(root, this.#leaves)).flatMap(([index, fixed]) => {
        const { kind, number } = this.#formula.nodes[index] as FormulaNode;
        const event = kind === 'variable' ? this.#tree.events[number] : undefined;
        return event === undefined
          ? []
          : [[event.name, importanceOf(fixed, event.probability, pTop)] as const];
      }),
    );
  }

  #tooLarge({ gates, leaves }: Part): string {
    const { nodes, steps } = this.#limits;
    return `not solved: a module of ${gates.length} gates over ${leaves.length} events and inner modules needs a diagram of more than ${nodes} nodes or ${steps} steps`;
  }

  #leaf(index: number): Known {
    const known = this.#known.get(index);
    if (known !== undefined) return known;
    const node = this.#formula.nodes[index] as FormulaNode;
    if (node.kind === 'constant') return { p: 1, q: 0, idle: true, sets: 0n };
    const p = this.#tree.events[node.number]?.probability as number;
    return { p, q: 1 - p, idle: false, sets: 1n };
  }

  #part(part: Part): Known | null {
    const node = this.#formula.nodes[part.gate] as FormulaNode;
    if (part.gates.length === 1 && node.kind === 'and') return this.#conjunction(part.gate, node);
    const { nodes, steps } = this.#limits;
    const raced = raceDiagram(this.#formula, part, { nodes, steps: steps - this.#steps }, this.#memory);
    this.#steps += raced.steps;
    return raced.diagram === null ? null : this.#fromDiagram(part, raced.diagram);
  }

  /** A gate over independent arguments needs no diagram. */
  #conjunction(gate: number, node: FormulaNode): Known {
    let p = 1;
    let q = 0;
    let idle = true;
    let product: bigint | null = 1n;
    let sum: bigint | null = 0n;
    const chances = node.args.map((arg) => {
      const leaf = this.#leaf(arg >>> 1);
      return (arg & 1) === 1 ? { p: leaf.q, q: leaf.p } : leaf;
    });
    if (this.#limits.importance) this.#leaves.set(gate, leavesOfConjunction(node.args, chances));
    for (const [i, arg] of node.args.entries()) {
      const leaf = this.#leaf(arg >>> 1);
      const chance = chances[i] as Pick<Known, 'p' | 'q'>;
      q += p * chance.q;
      p *= chance.p;
      const negated = (arg & 1) === 1;
      const idleHere = leaf.idle !== negated;
      if (!idleHere) {
        idle = false;
        product = product === null || leaf.sets === null ? null : product * leaf.sets;
      } else sum = sum === null || leaf.sets === null ? null : sum + leaf.sets;
    }
    return { p, q, idle, sets: idle ? sum : product };
  }

  #fromDiagram(part: Part, diagram: Diagram): Known {
    const { bdd, root, order } = diagram;
    const signs = signsOf(this.#formula, part);
    // A leaf that holds while no event happens is turned over: then all leaves are false while nothing happens.
    const leaves = order.map((leaf) => this.#leaf(leaf));
    const odds = {
      p: Float64Array.from(leaves, (leaf) => leaf.p),
      q: Float64Array.from(leaves, (leaf) => leaf.q),
    };
    const probabilities = new Probabilities(bdd, odds);
    if (this.#limits.importance) this.#leaves.set(part.gate, leavesOfDiagram(diagram, odds, probabilities));
    let edge = root;
    while (edge > 1) edge = leaves[bdd.topVariable(edge)]?.idle === true ? bdd.high(edge) : bdd.low(edge);
    const idle = edge === 0;
    // From here on each change of a leaf from what it is while nothing happens brings the part nearer to its own.
    const monotoneFrom =
      order.findLastIndex((leaf, i) => signs.get(leaf) !== (leaves[i]?.idle === idle ? 1 : 2)) + 1;
    return {
      p: probabilities.of(root),
      q: probabilities.of(root ^ 1),
      idle,
      sets: this.#sets(leaves, () =>
        minimalSets(
          bdd,
          idle ? root ^ 1 : root,
          { ...this.#limits, monotoneFrom },
          leaves.map((leaf) => leaf.idle),
        ),
      ),
    };
  }

  #sets(leaves: readonly Known[], minimal: () => ReturnType<typeof minimalSets>): bigint | null {
    const weights = leaves.map((leaf) => leaf.sets);
    if (!this.#limits.cutSets || !weights.every((weight) => weight !== null)) return null;
    try {
      const { sets, root } = minimal();
      return countSets(sets, root, weights);
    } catch (error) {
      if (!(error instanceof BddOverflow || error instanceof RangeError)) throw error;
      this.#remark = 'minimal cut sets not counted: their diagram passes the limits';
      return null;
    }
  }
}
