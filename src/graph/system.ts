/** A model file at a horizon: what the engines solve. */
import { sum } from '../maths/survival.ts';
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
 * Λ(T), events expected up to T years; at most the largest double.
 *
 *     constant  λT        gamma  shape·ln(1 + T/rate)        curve  ∫₀ᵀ of the broken line
 */
export const cumulativeHazard = (rate: ModelRate, years: number): number =>
  Math.min(Number.MAX_VALUE, expected(rate, years));

function expected(rate: ModelRate, years: number): number {
  if (rate.kind === 'constant') return rate.perYear * years;
  if (rate.kind === 'curve') return underCurve(rate.points, years);
  const ratio = years / rate.rate;
  return rate.shape * (ratio < Infinity ? Math.log1p(ratio) : Math.log(years) - Math.log(rate.rate));
}

type Points = Extract<ModelRate, { kind: 'curve' }>['points'];

/** Constant before the first point and after the last, trapezia between; the last one may be cut by T. */
function underCurve(points: Points, years: number): number {
  const parts: number[] = [];
  let from = 0;
  let rate = points[0]?.perYear ?? 0;
  for (const point of points) {
    if (point.years <= from) {
      rate = point.perYear;
      continue;
    }
    const to = Math.min(point.years, years);
    const there = rate + ((to - from) / (point.years - from)) * (point.perYear - rate);
    parts.push((to - from) * (rate / 2 + there / 2));
    if (point.years >= years) return sum(parts);
    from = point.years;
    rate = point.perYear;
  }
  return sum([...parts, (years - from) * rate]);
}
