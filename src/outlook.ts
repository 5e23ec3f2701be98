/**
 * The same worlds under other costs and over other times: the curve of both odds, each scenario, and how fast the odds
 * move now and why.
 *
 * A view is a list of rates; reachability is not followed again, so a scenario costs an addition a class and world.
 */
import { type Combined, ownRates } from './hazards/combine.ts';
import { type Course, courseOf, momentOf, type Sides } from './hazards/course.ts';
import type { Draws } from './hazards/draws.ts';
import { summarise } from './maths/order.ts';
import type { Drift, Estimate, Odds } from './model/assessment.ts';
import type { ShockId } from './model/ids.ts';
import { SCENARIOS, type Scenario } from './model/scenario.ts';
import type { ShockSpec } from './model/shock.ts';

/** Points of the curve: up to five years, and the horizon itself. */
const curveYears = (horizon: number): number[] =>
  [...new Set([0.25, 0.5, 1, 2, 3, 5, horizon])].sort((a, b) => a - b);

/** Years over which a change is measured: short against halving times, long against rounding. */
const MOMENT = 0.01;

/** What is asked: each question has a course, and both odds under it are the answer. */
export interface Outlook {
  readonly views: readonly {
    readonly rates: ReadonlyMap<ShockId, Float64Array>;
    readonly campaigns: Float64Array;
    readonly years: number;
  }[];
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
}

export function outlookOf({
  scenario,
  specs,
  combined,
  draws,
  course,
  horizonYears,
  picked,
}: Asked): Outlook {
  const curve = curveYears(horizonYears);
  const others = SCENARIOS.filter(({ id }) => id !== scenario.id);
  const moment = (at: number, sides: Sides): Course =>
    momentOf(scenario, draws, horizonYears, at, { sides, picked });
  const courses = [
    ...curve.map((years) => (years === horizonYears ? course : courseOf(scenario, draws, years, picked))),
    ...others.map((other) => courseOf(other, draws, horizonYears, picked)),
    moment(0, 'both'),
    moment(MOMENT, 'attack'),
    moment(MOMENT, 'defence'),
  ];
  const scale = course.campaigns('takeover');
  const falls = (one: Course): Float64Array => {
    const rates = combined.anyPerYearAt(one);
    return Float64Array.from(picked, (draw) => -Math.expm1(-(rates[draw] as number) * one.years));
  };
  return {
    views: courses.map((one) => ({
      rates: ownRates(specs, draws, one),
      campaigns: one.campaigns('takeover').map((factor, draw) => factor / (scale[draw] as number)),
      years: one.years,
    })),
    answer(lost, now) {
      const at = (i: number) => ({ falls: falls(courses[i] as Course), lost: lost[i] as Float64Array });
      const first = curve.length + others.length;
      const [base, attack, defence] = [at(first), at(first + 1), at(first + 2)];
      const drift = (which: (one: typeof base) => Float64Array): Drift =>
        driftOf(which(base), which(attack), which(defence));
      return {
        curve: curve.map((years, i) =>
          years === horizonYears
            ? { years, ...now }
            : { years, anySurface: summarise(at(i).falls), anyAsset: summarise(at(i).lost) },
        ),
        scenarios: SCENARIOS.map((one) => {
          const i = others.indexOf(one);
          if (i === -1) return { scenario: one.id, ...now };
          const { falls: any, lost: asset } = at(curve.length + i);
          return { scenario: one.id, anySurface: summarise(any), anyAsset: summarise(asset) };
        }),
        drift: {
          anySurface: drift(({ falls: any }) => any),
          anyAsset: drift(({ lost: asset }) => asset),
        },
      };
    },
  };
}

/** dP/dt at the costs of today, and what each side's costs have of it. */
function driftOf(base: Float64Array, attack: Float64Array, defence: Float64Array): Drift {
  const slope = (moved: Float64Array): Float64Array =>
    moved.map((p, draw) => (p - (base[draw] as number)) / MOMENT);
  const [byAttack, byDefence] = [slope(attack), slope(defence)];
  return {
    perYear: summarise(byAttack.map((one, draw) => one + (byDefence[draw] as number))),
    attackCost: summarise(byAttack),
    defenceCost: summarise(byDefence),
    growth: null,
  };
}
