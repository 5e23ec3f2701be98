/**
 * The same worlds under other costs and over other times: the curve of both odds, each scenario, and how fast the odds
 * move now and why.
 *
 * A view is a list of rates; reachability is not followed again, so a scenario costs an addition a class and world.
 */
import { type Combined, ownRates, ratesTogether } from './hazards/combine.ts';
import { type Course, courseOf, momentOf, type Sides } from './hazards/course.ts';
import type { Draws } from './hazards/draws.ts';
import { summarise } from './maths/order.ts';
import type { Drift, Estimate, Odds } from './model/assessment.ts';
import type { ShockId } from './model/ids.ts';
import { SCENARIOS, type Scenario } from './model/scenario.ts';
import type { RateView, ShockSpec } from './model/shock.ts';

/** Points of the curve: up to five years, and the horizon itself. */
const curveYears = (horizon: number): number[] =>
  [...new Set([0.25, 0.5, 1, 2, 3, 5, horizon])].sort((a, b) => a - b);

/** Years over which a change is measured: short against halving times, long against rounding. */
const MOMENT = 0.01;

/** What is asked: both odds under each view are the answer. */
export interface Outlook {
  readonly views: readonly RateView[];
  /** @param lost P(any asset) of each view, draw by draw */
  answer(
    lost: readonly Float64Array[],
    now: { readonly anySurface: Estimate; readonly anyAsset: Estimate },
  ): Pick<Odds, 'curve' | 'scenarios' | 'drift'>;
}

interface Asked {
  readonly scenario: Scenario;
  readonly specs: readonly ShockSpec[];
  readonly combined: Combined;
  readonly draws: Draws;
  readonly course: Course;
  readonly horizonYears: number;
  /** Draws for which worlds are followed: no other is looked at. */
  readonly picked: readonly number[];
  /** By how much of itself the number of surfaces that a shock hits grows a year; null where no history tells. */
  readonly growth: ((spec: ShockSpec) => number) | null;
  /** The same of packages: campaigns meet so many more of them. */
  readonly packageGrowth: number;
}

export function outlookOf(asked: Asked): Outlook {
  const { scenario, specs, combined, draws, course, horizonYears, picked, growth } = asked;
  const curve = curveYears(horizonYears);
  const others = SCENARIOS.filter(({ id }) => id !== scenario.id);
  const scale = course.campaigns('takeover');
  const viewOf = (one: Course): RateView => ({
    rates: ownRates(specs, draws, one),
    campaigns: one.campaigns('takeover').map((factor, draw) => factor / (scale[draw] as number)),
    years: one.years,
  });
  const moment = (at: number, sides: Sides): RateView =>
    viewOf(momentOf(scenario, draws, horizonYears, at, { sides, picked }));
  const today = moment(0, 'both');
  const views = [
    ...curve.map((years) =>
      viewOf(years === horizonYears ? course : courseOf(scenario, draws, years, picked)),
    ),
    ...others.map((other) => viewOf(courseOf(other, draws, horizonYears, picked))),
    today,
    moment(MOMENT, 'attack'),
    moment(MOMENT, 'defence'),
    ...(growth === null ? [] : [grown(today, asked, growth)]),
  ];
  const falls = ({ rates, campaigns, years }: RateView): Float64Array => {
    const own = ratesTogether(specs, rates, draws.size);
    return Float64Array.from(picked, (draw) => {
      const arriving = (combined.arriving[draw] as number) * (campaigns[draw] as number);
      return -Math.expm1(-((own[draw] as number) + arriving) * years);
    });
  };
  return {
    views,
    answer(lost, now) {
      const both = views.map((view, i) => ({ falls: falls(view), lost: lost[i] as Float64Array }));
      const estimates = (i: number) => ({
        anySurface: summarise((both[i] as (typeof both)[number]).falls),
        anyAsset: summarise((both[i] as (typeof both)[number]).lost),
      });
      const moments = both.slice(curve.length + others.length);
      return {
        curve: curve.map((years, i) => ({ years, ...(years === horizonYears ? now : estimates(i)) })),
        scenarios: SCENARIOS.map((one) => {
          const i = others.indexOf(one);
          return { scenario: one.id, ...(i === -1 ? now : estimates(curve.length + i)) };
        }),
        drift: {
          anySurface: driftOf(moments.map((one) => one.falls)),
          anyAsset: driftOf(moments.map((one) => one.lost)),
        },
      };
    },
  };
}

/** Rates of a moment later, when there are more surfaces of each kind, at the costs of today. */
function grown(
  today: RateView,
  { specs, packageGrowth }: Asked,
  growth: (spec: ShockSpec) => number,
): RateView {
  const known = new Map<Float64Array, Map<number, Float64Array>>();
  const rates = new Map<ShockId, Float64Array>();
  for (const spec of specs) {
    const rate = today.rates.get(spec.id);
    if (rate === undefined) continue;
    const factor = 1 + growth(spec) * MOMENT;
    // Equal rates stay one list.
    const byFactor = known.get(rate) ?? new Map<number, Float64Array>();
    known.set(rate, byFactor);
    const moved = byFactor.get(factor) ?? rate.map((value) => value * factor);
    byFactor.set(factor, moved);
    rates.set(spec.id, moved);
  }
  const campaigns = today.campaigns.map((factor) => factor * (1 + packageGrowth * MOMENT));
  return { rates, campaigns, years: today.years };
}

/**
 * dP/dt at the costs of today, and what each side's costs and the growth of n have of it.
 * @param moments today, with the costs of attack and then of defence a moment later, and with the surfaces of then
 */
function driftOf([base, attack, defence, more]: readonly Float64Array[]): Drift {
  const slope = (moved: Float64Array): Float64Array =>
    moved.map((p, draw) => (p - (base?.[draw] as number)) / MOMENT);
  const byAttack = slope(attack as Float64Array);
  const byDefence = slope(defence as Float64Array);
  return {
    perYear: summarise(byAttack.map((one, draw) => one + (byDefence[draw] as number))),
    attackCost: summarise(byAttack),
    defenceCost: summarise(byDefence),
    growth: more === undefined ? null : summarise(slope(more)),
  };
}
