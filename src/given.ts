/** A plan for the case that something has fallen already: its shock is all that happens, and it happens. */
import { campaignWindows } from './campaigns.generated.ts';
import type { CampaignClass } from './graph/losses.ts';
import { campaignClass } from './graph/question.ts';
import { campaignEntries } from './hazards/campaigns.ts';
import { ownRates } from './hazards/combine.ts';
import { scaled } from './maths/saturating.ts';
import type { ShockId, SurfaceId } from './model/ids.ts';
import type { ShockSpec } from './model/shock.ts';
import type { Route } from './model/surface.ts';
import type { Basis } from './pipeline.ts';

/**
 * Events a year of what is given: so few that two never meet, and odds are this times P(lost | one event) to nine
 * digits. Walls in front of a surface act on its rate, and so on whether the event gets that far at all.
 */
export const EVENT = 1e-6;

export interface Happening {
  readonly specs: readonly ShockSpec[];
  readonly rates: ReadonlyMap<ShockId, Float64Array>;
  /** Campaigns where the routes are these. */
  readonly campaigns: (routes: readonly Route[]) => readonly CampaignClass[];
}

/** Everything that may happen, as often as it does. */
export function everything({ facts: { specs }, combined: { rates }, draws, course }: Basis): Happening {
  const byId = specsById(specs);
  const windows = campaignWindows.map((window) => ({
    ecosystem: window.ecosystem,
    entries: campaignEntries(window, specs, draws, course.campaigns('takeover')),
  }));
  const campaigns = remembered((routes) =>
    windows.map(({ ecosystem, entries }) => campaignClass({ ecosystem, ...entries(routes) }, byId)),
  );
  return { specs, rates, campaigns };
}

/** The same routes are one question: what has been computed for one plan, or one part of the answer, serves the next. */
function remembered(campaigns: Happening['campaigns']): Happening['campaigns'] {
  const known = new Map<string, readonly CampaignClass[]>();
  return (routes) => {
    const key = JSON.stringify(routes);
    const found = known.get(key) ?? campaigns(routes);
    known.set(key, found);
    return found;
  };
}

/** Rates of shocks that have one of their own, at the request's horizon. */
export const ratesOf = (specs: readonly ShockSpec[], { draws, course }: Basis): Happening['rates'] =>
  ownRates(specs, draws, course);

const specsById = (specs: readonly ShockSpec[]): ReadonlyMap<ShockId, ShockSpec> =>
  new Map(specs.map((spec) => [spec.id, spec]));

/**
 * The shocks of a surface, or one shock, alone. A malicious release is one that has come in by the routes as they
 * are; a longer age lets fewer through.
 * @returns null when nothing of the tree has that id
 */
export function onlyGiven(
  { facts: { specs, places }, draws, course }: Basis,
  isGiven: (id: SurfaceId | ShockId) => boolean,
): Happening | null {
  const own = specs.filter((spec) => isGiven(spec.id) || spec.hits.some(isGiven));
  if (own.length === 0) return null;
  const byId = specsById(own);
  const rate = new Float64Array(draws.size).fill(EVENT);
  const fixed = own.filter((spec) => spec.hazard.kind !== 'campaign');
  const released = own.filter((spec) => spec.hazard.kind === 'campaign');
  const windows = campaignWindows
    .filter((window) =>
      released.some(({ hazard }) => hazard.kind === 'campaign' && hazard.ecosystem === window.ecosystem),
    )
    .map((window) => ({
      window,
      entries: campaignEntries(window, released, draws, course.campaigns('takeover')),
    }));
  return {
    specs: own,
    rates: new Map(fixed.map((spec) => [spec.id, rate])),
    campaigns: remembered((routes) =>
      windows.map(({ window, entries }) => {
        const now = entries(places.routes);
        const then = entries(routes);
        const all = new Uint8Array(now.ways.length).fill(1);
        const scale = (draw: number): number => {
          const usual = now.entering(draw, all);
          return usual > 0 ? EVENT / usual : 0;
        };
        return campaignClass(
          {
            ecosystem: window.ecosystem,
            ways: then.ways,
            entering: (draw, set) => scale(draw) * then.entering(draw, set),
            joined: (draw) => {
              const joined = then.joined(draw);
              return joined === null ? null : scaled(joined, scale(draw));
            },
          },
          byId,
        );
      }),
    ),
  };
}
