/**
 * How rates move when costs do (model.md 2), draw by draw.
 *
 *     λ(t) = softplus( x + m·∫₀ᵗ φ(s)·(d ln ρ/ds) ds ) = ln( 1 + (e^λ₀ − 1)·e^shift(t) ),   ρ = C_d(t)/C_a(t) over its value at 0
 *     C_a(t) = C_a(0)·2^(−t/h_a) + F/N,   C_d(t) = C_d(0)·2^(−t/h_d)
 *
 * Everything downstream takes the mean of a rate over the horizon, Λ(T)/T: then Λ(T) is that times T. Campaigns move
 * in proportion instead, K(T)/T = κ₀·mean of e^shift. The shift is the same for all shocks of a channel, so it is made
 * once a node of the quadrature, and a rate costs one logarithm a node.
 *
 * @see [TUL80] in docs/references.md
 */
import { gaussLegendre } from '../maths/quadrature.ts';
import type { Ramp, Scenario } from '../model/scenario.ts';
import type { Channel } from '../model/shock.ts';
import type { Draws } from './draws.ts';

/** Which costs a channel is a contest of. */
interface Contest {
  /** Parameter of the cost of an attack; its halving time is the same with `-halving`. */
  readonly attack: string;
  /** Whether a campaign's fixed cost is shared by many successes. */
  readonly mass: boolean;
  /** Parameter of the halving time of the defender's cost. */
  readonly defence: string;
  /** Parameter of φ. */
  readonly field: string;
}

const EXPLOITATION = 'contest.field-exploitation';
const PHISHING = 'contest.field-phishing';

const CONTESTS: Readonly<Record<Channel, Contest>> = {
  takeover: {
    attack: 'cost.hop',
    mass: true,
    defence: 'defence.volunteer-halving',
    field: 'contest.field-supply-chain',
  },
  account: { attack: 'cost.intrusion', mass: false, defence: 'defence.enterprise-halving', field: PHISHING },
  credential: {
    attack: 'cost.intrusion',
    mass: false,
    defence: 'defence.enterprise-halving',
    field: PHISHING,
  },
  workflow: {
    attack: 'cost.exploit',
    mass: true,
    defence: 'defence.enterprise-halving',
    field: EXPLOITATION,
  },
  'known-vulnerability': {
    attack: 'cost.exploit',
    mass: true,
    defence: 'defence.enterprise-halving',
    field: EXPLOITATION,
  },
  'new-vulnerability': {
    attack: 'cost.new-flaw',
    mass: true,
    defence: 'defence.enterprise-halving',
    field: EXPLOITATION,
  },
  service: { attack: 'cost.exploit', mass: true, defence: 'defence.enterprise-halving', field: EXPLOITATION },
  provider: { attack: 'cost.provider', mass: false, defence: 'defence.vendor-halving', field: EXPLOITATION },
};

/** Every parameter that the course of a channel rests on. */
export const courseParameters = (channel: Channel): string[] => {
  const { attack, defence, field, mass } = CONTESTS[channel];
  return [
    'contest.decisiveness',
    field,
    attack,
    `${attack}-halving`,
    'cost.floor',
    ...(mass ? ['cost.mass-successes'] : []),
    defence,
  ];
};

/** Mean rates over a horizon under one scenario. */
export interface Course {
  readonly scenario: Scenario;
  /** T > 0. */
  readonly years: number;
  /**
   * Λ(T)/T of a shock whose rate is this now; the very list where costs stand still.
   */
  mean(channel: Channel, rates: Float64Array): Float64Array;
  /** K(T)/(κ₀·T) of campaigns. */
  campaigns(channel: Channel): Float64Array;
}

const NODES = 10;
/** Smooth within a year and a half whatever the halving times are; longer horizons are divided. */
const PANEL_YEARS = 1.5;
/** Past this ln(e^λ − 1) is λ to the last digit, and e^λ would overflow soon. */
const LARGE = 30;

/** Which part of the cost ratio moves: both, or one of the sides alone. */
export type Sides = 'both' | 'attack' | 'defence';

/**
 * The mean over [0, T].
 * @param years T > 0
 * @param picked draws that are asked for; the others are 0
 */
export const courseOf = (
  scenario: Scenario,
  draws: Draws,
  years: number,
  picked: readonly number[] = every(draws),
): Course => courseOver(scenario, draws, { years, nodes: nodesOf(scenario, years), sides: 'both', picked });

const every = ({ size }: Draws): number[] => Array.from({ length: size }, (_, draw) => draw);

/**
 * Rates as they are at one moment, over a horizon at the costs of that moment.
 * @param at years from now
 * @param sides for the split of a change: the other side's costs stand still
 */
export const momentOf = (
  scenario: Scenario,
  draws: Draws,
  years: number,
  at: number,
  { sides, picked }: { readonly sides: Sides; readonly picked: readonly number[] } = {
    sides: 'both',
    picked: every(draws),
  },
): Course => courseOver(scenario, draws, { years, nodes: [{ at, weight: 1 }], sides, picked });

/** What of a course is computed. */
interface Extent {
  readonly years: number;
  readonly nodes: readonly Node[];
  readonly sides: Sides;
  readonly picked: readonly number[];
}

function courseOver(scenario: Scenario, draws: Draws, extent: Extent): Course {
  const { years, nodes, picked } = extent;
  const growths = new Map<string, readonly Float64Array[]>();
  const still = isStill(scenario);
  const known = new Map<string, WeakMap<Float64Array, Float64Array>>();
  const factors = new Map<string, Float64Array>();
  const growthOf = (channel: Channel): readonly Float64Array[] => {
    const contest = CONTESTS[channel];
    const key = Object.values(contest).join(' ');
    const found = growths.get(key) ?? growthsAt(contest, scenario, draws, extent);
    growths.set(key, found);
    return found;
  };
  return {
    scenario,
    years,
    mean(channel, rates) {
      if (still) return rates;
      const key = Object.values(CONTESTS[channel]).join(' ');
      const cache = known.get(key) ?? new WeakMap<Float64Array, Float64Array>();
      known.set(key, cache);
      const found = cache.get(rates) ?? meanOf(rates, growthOf(channel), nodes, picked);
      cache.set(rates, found);
      return found;
    },
    campaigns(channel) {
      const found =
        factors.get(channel) ?? factorOf(still ? [] : growthOf(channel), nodes, picked, draws.size);
      factors.set(channel, found);
      return found;
    },
  };
}

const isStill = ({ attack, defence }: Scenario): boolean => attack === 'never' && defence === 'never';

interface Node {
  /** Years. */
  readonly at: number;
  /** Adds up to 1 over all nodes. */
  readonly weight: number;
}

/** Gauss–Legendre over [0, T], divided at the end of a ramp, where the curve has a kink, and into short panels. */
function nodesOf({ field }: Scenario, years: number): Node[] {
  const ends = new Set([0, years]);
  if (typeof field === 'object' && field.years < years) ends.add(field.years);
  const panels = Math.ceil(years / PANEL_YEARS);
  for (let i = 1; i < panels; i++) ends.add((i * years) / panels);
  const sorted = [...ends].sort((a, b) => a - b);
  const { nodes, weights } = gaussLegendre(NODES);
  return sorted.slice(1).flatMap((end, i) => {
    const begin = sorted[i] as number;
    return Array.from(nodes, (node, k) => ({
      at: begin + ((end - begin) * (node + 1)) / 2,
      weight: ((weights[k] as number) / 2) * ((end - begin) / years),
    }));
  });
}

/** e^shift at each node, of one contest: shift = m·∫₀ᵗ φ·d ln ρ. */
function growthsAt(
  contest: Contest,
  scenario: Scenario,
  draws: Draws,
  { nodes, sides, picked }: Extent,
): Float64Array[] {
  const m = givenOr(scenario.decisiveness, () => draws.of('contest.decisiveness'), draws.size);
  const attack = sides === 'defence' ? NOTHING : attackFall(contest, scenario, draws);
  const defence = sides === 'attack' ? NOTHING : defenceFall(contest, scenario, draws);
  const { field } = scenario;
  const drawn = field === 'drawn' ? draws.of(contest.field) : null;
  const growths = nodes.map(() => new Float64Array(draws.size));
  for (const draw of picked) {
    const [a, d] = [attack(draw), defence(draw)];
    // d ln ρ/dt = fall of attack costs − fall of defence costs.
    const fall = (at: number): number => a.fallen(at) - d.fallen(at);
    nodes.forEach(({ at }, k) => {
      const shift =
        typeof field === 'object'
          ? rampIntegral(field, fall, at)
          : (drawn === null ? (field as number) : (drawn[draw] as number)) * fall(at);
      (growths[k] as Float64Array)[draw] = Math.exp((m[draw] as number) * shift);
    });
  }
  return growths;
}

/** ln C(0)/C(t) of one side. */
interface Fall {
  fallen(t: number): number;
}

const NO_FALL: Fall = { fallen: () => 0 };
const NOTHING = (): Fall => NO_FALL;

function attackFall(contest: Contest, { attack }: Scenario, draws: Draws): (draw: number) => Fall {
  if (attack === 'never') return NOTHING;
  const halving = `${contest.attack}-halving`;
  const months =
    attack === 'low' || attack === 'high'
      ? new Float64Array(draws.size).fill(draws.record(halving)[attack])
      : givenOr(attack, () => draws.of(halving), draws.size);
  const cost = draws.of(contest.attack);
  const floor = draws.of('cost.floor');
  const successes = contest.mass ? draws.of('cost.mass-successes') : null;
  return (draw) => {
    const rate = (12 * Math.LN2) / (months[draw] as number);
    const fixed = (floor[draw] as number) / (successes?.[draw] ?? 1);
    const moving = (cost[draw] as number) / ((cost[draw] as number) + fixed);
    // The floor does not fall: ln of what is left of the whole.
    return {
      // Each form keeps its digits where the other loses them.
      fallen: (t) =>
        rate * t < 0.5
          ? -Math.log1p(moving * Math.expm1(-rate * t))
          : -Math.log(moving * Math.exp(-rate * t) + fixed / ((cost[draw] as number) + fixed)),
    };
  };
}

function defenceFall({ defence: id }: Contest, { defence }: Scenario, draws: Draws): (draw: number) => Fall {
  if (defence === 'never') return NOTHING;
  const months = givenOr(defence, () => draws.of(id), draws.size);
  return (draw) => {
    const rate = (12 * Math.LN2) / (months[draw] as number);
    return { fallen: (t) => rate * t };
  };
}

const givenOr = (given: 'drawn' | number, drawn: () => Float64Array, size: number): Float64Array =>
  given === 'drawn' ? drawn() : new Float64Array(size).fill(given);

/** ∫₀ᵗ φ(s)·f′(s) ds of a φ that rises and then stays, by parts: φ(t)·f(t) − ∫ φ′·f. @param f f(0) = 0 */
export function rampIntegral({ from, to, years }: Ramp, f: (t: number) => number, t: number): number {
  const rising = Math.min(t, years);
  const slope = years > 0 ? (to - from) / years : 0;
  const { nodes, weights } = gaussLegendre(NODES);
  let area = 0;
  for (let k = 0; k < nodes.length; k++)
    area += ((weights[k] as number) / 2) * rising * f((rising * ((nodes[k] as number) + 1)) / 2);
  return (years > 0 ? from + slope * rising : to) * f(t) - slope * area;
}

/** Mean over the nodes of ln(1 + (e^λ − 1)·growth). */
function meanOf(
  rates: Float64Array,
  growths: readonly Float64Array[],
  nodes: readonly Node[],
  picked: readonly number[],
): Float64Array {
  const means = new Float64Array(rates.length);
  for (const draw of picked) {
    const rate = rates[draw] as number;
    const odds = Math.expm1(Math.min(rate, LARGE));
    let mean = 0;
    for (let k = 0; k < nodes.length; k++) {
      const growth = growths[k]?.[draw] as number;
      const moved = rate > LARGE ? rate + Math.log(growth) : Math.log1p(odds * growth);
      mean += (nodes[k] as Node).weight * Math.max(0, moved);
    }
    means[draw] = mean;
  }
  return means;
}

function factorOf(
  growths: readonly Float64Array[],
  nodes: readonly Node[],
  picked: readonly number[],
  size: number,
): Float64Array {
  const factors = new Float64Array(size);
  if (growths.length === 0) return factors.fill(1);
  growths.forEach((growth, k) => {
    const { weight } = nodes[k] as Node;
    for (const draw of picked) factors[draw] = (factors[draw] as number) + weight * (growth[draw] as number);
  });
  return factors;
}
