/**
 * A finding curve to K₀, α and β: the likelihood of Poisson increments over a grid.
 *
 *     E[found by x tokens] = K₀·(1 − (β/(β + x))^α)
 *
 * K₀ given α and β is Gamma(N + 1, 1 − b(X)); α and β are even in their logarithms. A curve that has not bent yet says
 * little of K₀, and the intervals say so.
 */
import { gammaQuantile } from '../maths/distributions.ts';
import { lgamma } from '../maths/lgamma.ts';
import { summarise } from '../maths/order.ts';
import { uniforms } from '../maths/philox.ts';
import { unfound } from '../maths/race.ts';
import type { Finding, FindingFit } from '../model/race.ts';

/** Draws that follow the curve. */
export interface FittedDraws {
  readonly fit: FindingFit;
  readonly latent: Float64Array;
  readonly shape: Float64Array;
  readonly scale: Float64Array;
}

const SHAPES = 40;
const SCALES = 60;
const SHAPE_RANGE = [0.05, 4] as const;
/** Of the tokens spent. */
const SCALE_RANGE = [1e-3, 100] as const;
/** Flaws before anything was seen, even in the logarithm between these: a bound where the curve has none. */
const MOST_LATENT = 5000;

/** @param curve in order of tokens, both columns never falling, at least two points */
export function fitFindings(curve: readonly Finding[], seed: number, size: number): FittedDraws {
  const last = curve.at(-1) as Finding;
  const cells: { shape: number; scale: number; log: number; seen: number }[] = [];
  for (let i = 0; i < SHAPES; i++)
    for (let j = 0; j < SCALES; j++) {
      const shape = between(SHAPE_RANGE, i / (SHAPES - 1));
      const scale = last.tokens * between(SCALE_RANGE, j / (SCALES - 1));
      const seen = 1 - unfound(last.tokens, { latent: 1, shape, scale });
      cells.push({ shape, scale, seen, log: logLikelihood(curve, shape, scale, seen) });
    }
  const top = Math.max(...cells.map(({ log }) => log));
  const weights = cells.map(({ log }) => Math.exp(log - top));
  const total = weights.reduce((sum, one) => sum + one, 0);
  const u = new Float64Array(2 * size);
  uniforms(seed, 31, 0, u);
  const [latent, shape, scale] = [0, 0, 0].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let at = 0;
  let below = weights[0] as number;
  for (let draw = 0; draw < size; draw++) {
    // Systematic resampling: one in each part of the whole.
    const wanted = ((draw + (u[draw] as number)) / size) * total;
    while (below < wanted && at < cells.length - 1) below += weights[++at] as number;
    const cell = cells[at] as (typeof cells)[number];
    shape[draw] = cell.shape;
    scale[draw] = cell.scale;
    const p = u[size + draw] as number;
    latent[draw] = Math.min(MOST_LATENT, gammaQuantile(p, last.found + 0.5, cell.seen));
  }
  return {
    fit: { latent: summarise(latent), shape: summarise(shape), scale: summarise(scale), found: last.found },
    latent,
    shape,
    scale,
  };
}

const between = ([low, high]: readonly [number, number], part: number): number => low * (high / low) ** part;

/** ln ∫ L dK₀/K₀ of the increments, up to a constant of the curve. */
function logLikelihood(curve: readonly Finding[], shape: number, scale: number, seen: number): number {
  let total = 0;
  let before = { tokens: 0, found: 0 };
  for (const point of curve) {
    const count = point.found - before.found;
    const part =
      unfound(before.tokens, { latent: 1, shape, scale }) -
      unfound(point.tokens, { latent: 1, shape, scale });
    if (count > 0) total += count * Math.log(part);
    before = point;
  }
  const found = before.found;
  return total + lgamma(found + 0.5) - (found + 0.5) * Math.log(seen);
}
