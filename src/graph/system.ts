/** A model file at a horizon: what the engines solve. */
import type { ModelFile, ModelRate } from '../model/model-file.ts';
import type { System } from '../model/system.ts';

/** @param years horizon, > 0 */
export const systemAt = (model: ModelFile, years: number): System => ({
  nodes: model.nodes,
  edges: model.edges,
  walls: model.walls,
  shocks: model.shocks.map(({ id, rate, hits, costUsd }) => ({
    id,
    hits,
    costUsd,
    hazard: cumulativeHazard(rate, years),
  })),
  assets: model.assets,
});

/**
 * Λ(T), events expected up to T years.
 *
 *     constant  λT        gamma  shape·ln(1 + T/rate)        curve  ∫₀ᵀ of the broken line
 */
export function cumulativeHazard(rate: ModelRate, years: number): number {
  if (rate.kind === 'constant') return rate.perYear * years;
  if (rate.kind === 'gamma') return rate.shape * Math.log1p(years / rate.rate);
  const knots = [0, ...rate.points.map((point) => point.years).filter((at) => at > 0 && at < years), years];
  let total = 0;
  for (let i = 1; i < knots.length; i++) {
    const from = knots[i - 1] as number;
    const to = knots[i] as number;
    total += ((to - from) * (rateAt(rate.points, from) + rateAt(rate.points, to))) / 2;
  }
  return total;
}

type Points = Extract<ModelRate, { kind: 'curve' }>['points'];

/** Linear between the points, constant outside. */
function rateAt(points: Points, years: number): number {
  const after = points.findIndex((point) => point.years >= years);
  const next = points[after];
  if (next === undefined) return points[points.length - 1]?.perYear ?? 0;
  const before = points[after - 1];
  if (before === undefined) return next.perYear;
  const part = (years - before.years) / (next.years - before.years);
  return before.perYear + part * (next.perYear - before.perYear);
}
