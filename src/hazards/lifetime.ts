/**
 * The lifetime L of a malicious release, from its publication to its removal, as a list of weighted
 * points: outer mean of the campaign form (model.md 5).
 */
import { gaussLegendre } from '../maths/quadrature.ts';

/** A mixture of two lognormals in hours; the second component counts by its chance of harm. */
export interface LifetimeMixture {
  readonly logMedian: number;
  readonly sigma: number;
  readonly sleeperShare: number;
  readonly sleeperLogMedian: number;
  readonly sleeperSigma: number;
  readonly sleeperHarm: number;
}

const PANELS = 4;
const NODES = 12;
/** Nearest and farthest distance from a gate that matters: a third of a second, and some 30 years. */
const NEAREST = Math.log(1e-4);
const FARTHEST = Math.log(2.5e5);

/** Where the points lie: they depend on the gates alone, so they are made once. */
export interface LifetimeGrid {
  readonly hours: Float64Array;
  /** dL at each point: quadrature weight times the derivative of L with respect to ln(L − g). */
  readonly widths: Float64Array;
}

/**
 * Four 12-point Gauss–Legendre panels in ln(L − g) in each interval between the gates in use:
 * what arrives has a kink at each gate and is smooth in the logarithm behind it.
 *
 * @param gates ages in hours, ≥ 0; 0 need not be given
 */
export function lifetimeGrid(gates: readonly number[]): LifetimeGrid {
  const starts = [...new Set([0, ...gates])].sort((a, b) => a - b);
  const { nodes, weights } = gaussLegendre(NODES);
  const hours: number[] = [];
  const widths: number[] = [];
  starts.forEach((start, index) => {
    const end = starts[index + 1];
    const top = end === undefined ? FARTHEST : Math.log(end - start);
    const width = (top - NEAREST) / PANELS;
    for (let panel = 0; panel < PANELS; panel++) {
      nodes.forEach((node, k) => {
        const beyond = Math.exp(NEAREST + width * (panel + (node + 1) / 2));
        hours.push(start + beyond);
        widths.push(((weights[k] as number) * width * beyond) / 2);
      });
    }
  });
  return { hours: Float64Array.from(hours), widths: Float64Array.from(widths) };
}

/** Weights of the grid's points under a mixture. */
export function lifetimeWeights(grid: LifetimeGrid, mixture: LifetimeMixture): Float64Array {
  const { logMedian, sigma, sleeperShare, sleeperLogMedian, sleeperSigma, sleeperHarm } = mixture;
  const ordinary = (1 - sleeperShare) / (sigma * Math.sqrt(2 * Math.PI));
  const sleeper = (sleeperShare * sleeperHarm) / (sleeperSigma * Math.sqrt(2 * Math.PI));
  return grid.hours.map((hours, k) => {
    const logarithm = Math.log(hours);
    const z = (logarithm - logMedian) / sigma;
    const s = (logarithm - sleeperLogMedian) / sleeperSigma;
    const density = (ordinary * Math.exp(-0.5 * z * z) + sleeper * Math.exp(-0.5 * s * s)) / hours;
    return density * (grid.widths[k] as number);
  });
}
