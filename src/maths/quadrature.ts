/** Gauss–Legendre quadrature, composite and split where the integrand has kinks. */
import { sum } from './survival.ts';

/** A rule on [−1, 1]: ∫f ≈ Σ weights[i]·f(nodes[i]); nodes ascending. */
export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** How finely `integrate` works. */
export interface Panels {
  /** Nodes a panel; 16 unless told. */
  readonly nodes?: number;
  /** Panels between two neighbouring kinks; 1 unless told. */
  readonly panels?: number;
  /** Points where the integrand or a derivative jumps; those outside (a, b) are ignored. */
  readonly kinks?: readonly number[];
}

const rules = new Map<number, Rule>();

/**
 * The n-point Gauss–Legendre rule: exact for polynomials of degree 2n − 1.
 *
 *     P_n(x_i) = 0,   w_i = 2 / ( (1 − x_i²)·P_n′(x_i)² )
 *
 * Nodes by Newton from Tricomi's start, to the last bit or two; computed once for each n.
 *
 * @param n integer in [1, 10000]
 * @throws RangeError if n is not such an integer
 * @see [DLMF] 3.5.25
 */
export function gaussLegendre(n: number): Rule {
  if (!(Number.isInteger(n) && n >= 1 && n <= 10_000)) {
    throw new RangeError(`a rule needs an integer number of nodes in [1, 10000], got ${n}`);
  }
  const known = rules.get(n);
  if (known !== undefined) return known;
  const rule = ruleOf(n);
  rules.set(n, rule);
  return rule;
}

/**
 * Integral of `f` from `a` to `b`, composite Gauss–Legendre with a panel boundary at every kink.
 *
 *     ∫ₐᵇ f(t) dt ≈ Σ_panels (h/2)·Σ_i w_i·f(c + x_i·h/2)
 *
 * @param f the integrand; never evaluated at a, b or a kink
 * @param a finite
 * @param b finite; b < a changes the sign
 * @param how nodes, panels, kinks
 * @returns in the unit of f times that of t
 * @throws RangeError unless a and b are finite and panels is an integer ≥ 1
 * @see [DLMF] 3.5.25
 */
export function integrate(f: (t: number) => number, a: number, b: number, how: Panels = {}): number {
  const { nodes = 16, panels = 1, kinks = [] } = how;
  if (!(Number.isFinite(a) && Number.isFinite(b))) throw new RangeError(`bounds must be finite: ${a}, ${b}`);
  if (!(Number.isInteger(panels) && panels >= 1)) throw new RangeError(`panels must be ≥ 1, got ${panels}`);
  if (b < a) return -integrate(f, b, a, how);
  const rule = gaussLegendre(nodes);
  const inside = kinks.filter((kink) => kink > a && kink < b).sort((one, other) => one - other);
  const ends = [...inside, b];
  const parts: number[] = [];
  let from = a;
  for (const end of ends) {
    const width = (end - from) / panels;
    for (let panel = 0; panel < panels; panel++) parts.push(panelOf(f, from + panel * width, width, rule));
    from = end;
  }
  return sum(parts);
}

function panelOf(f: (t: number) => number, from: number, width: number, rule: Rule): number {
  const half = width / 2;
  const centre = from + half;
  let total = 0;
  for (const [at, node] of rule.nodes.entries()) total += (rule.weights[at] ?? 0) * f(centre + half * node);
  return half * total;
}

function ruleOf(n: number): Rule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n / 2; i++) {
    const { node, weight } = positiveNode(n, i);
    nodes[n - 1 - i] = node;
    nodes[i] = -node; // the middle of an odd rule is written twice
    weights[n - 1 - i] = weight;
    weights[i] = weight;
  }
  if (n % 2 === 1) nodes[(n - 1) / 2] = 0;
  return { nodes, weights };
}

/** The i-th largest root of P_n, and its weight. */
function positiveNode(n: number, i: number): { node: number; weight: number } {
  const middle = 2 * i + 1 === n;
  let x = middle ? 0 : (1 - (n - 1) / (8 * n ** 3)) * Math.cos((Math.PI * (4 * i + 3)) / (4 * n + 2));
  let { value, slope } = legendre(n, x);
  for (let round = 0; round < 20 && !middle; round++) {
    const step = value / slope;
    x -= step;
    ({ value, slope } = legendre(n, x));
    if (Math.abs(step) < 1e-15) break;
  }
  return { node: x, weight: 2 / ((1 - x) * (1 + x) * slope * slope) };
}

/** P_n(x) and P_n′(x), |x| < 1, by the three-term recurrence. [DLMF] 18.9.1, 18.9.17 */
function legendre(n: number, x: number): { value: number; slope: number } {
  let previous = 1;
  let value = x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * previous) / k;
    previous = value;
    value = next;
  }
  return { value, slope: (n * (previous - x * value)) / ((1 - x) * (1 + x)) };
}
