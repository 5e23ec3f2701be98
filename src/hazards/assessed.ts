/** Shocks and surfaces as the assessment shows them: with rates and shares. */
import type { AssessedShock, AssessedSurface, Estimate } from '../model/assessment.ts';
import type { ShockId, SurfaceId } from '../model/ids.ts';
import type { ShockSpec } from '../model/shock.ts';
import type { Surface } from '../model/surface.ts';
import type { Combined } from './combine.ts';

/** Largest share first. @param lost what each does to the assets */
export function assessedShocks(
  specs: readonly ShockSpec[],
  combined: Combined,
  lost: ReadonlyMap<ShockId, { readonly reaches: number; readonly share: number }>,
  estimate: (values: Float64Array) => Estimate,
  costs: (spec: ShockSpec) => number,
): AssessedShock[] {
  const shocks = specs.map((spec): AssessedShock => {
    const { id, channel, title, hits, commonCause, evidence } = spec;
    const rate = combined.rates.get(id);
    if (rate === undefined) throw new Error(`no rate was made for ${id}`);
    const share = combined.shares.get(id) ?? 0;
    const behind = lost.get(id);
    return {
      id,
      channel,
      title,
      ratePerYear: estimate(rate),
      costFactor: costs(spec),
      share,
      hits,
      commonCause,
      reachesAsset: behind?.reaches ?? 0,
      shareOfLoss: behind?.share ?? 0,
      evidence,
    };
  });
  return shocks.sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1));
}

/** A shock's share is split equally over what it hits: the shares of surfaces add up to 1 too. */
export function assessedSurfaces(
  surfaces: readonly Surface[],
  shocks: readonly AssessedShock[],
): AssessedSurface[] {
  const shares = new Map<SurfaceId, { share: number; shocks: ShockId[] }>();
  for (const shock of shocks) {
    for (const id of shock.hits) {
      const known = shares.get(id) ?? { share: 0, shocks: [] };
      known.share += shock.share / shock.hits.length;
      known.shocks.push(shock.id);
      shares.set(id, known);
    }
  }
  return surfaces
    .map(
      ({ id, kind, title, at }): AssessedSurface => ({
        id,
        kind,
        title,
        at,
        shocks: shares.get(id)?.shocks ?? [],
        share: shares.get(id)?.share ?? 0,
      }),
    )
    .sort((a, b) => b.share - a.share || (a.id < b.id ? -1 : 1));
}
