/**
 * The numbers of the takeover channel: classes of groups, campaigns, routes and lifetimes, draw by draw.
 *
 * Each recorded campaign is a class of its own with rate κ_j = w_j·level/window, where the weights
 * w_j ~ Gamma(1) are the bootstrap over campaigns, and chance h_j that it hits a given group of the
 * tree, the mean over the tree's mix of tiers.
 */
import { sum } from '../maths/survival.ts';
import type { CampaignWindow } from '../model/campaign.ts';
import type { ShockId } from '../model/ids.ts';
import type { CampaignMember, ShockSpec } from '../model/shock.ts';
import type { Route } from '../model/surface.ts';
import type { ClassNumbers, RouteNumbers } from './campaign-form.ts';
import type { Draws } from './draws.ts';
import { type LifetimeGrid, lifetimeGrid, lifetimeWeights } from './lifetime.ts';

/** Groups that the form cannot tell apart. */
export interface GroupClass {
  readonly member: CampaignMember;
  readonly shocks: readonly ShockId[];
  readonly routes: readonly number[];
}

/** A group of classes by which releases come in: one route, and whether they are production dependencies. */
export interface CampaignWay {
  readonly route: string;
  readonly production: boolean;
  /** Shocks that come by it. */
  readonly shocks: readonly ShockId[];
}

export interface Prepared {
  readonly classes: readonly GroupClass[];
  readonly ways: readonly CampaignWay[];
  /** For each class and each of its routes the index of its way. */
  readonly wayOf: readonly (readonly number[])[];
  readonly kappa: readonly Float64Array[];
  readonly hits: (draw: number) => Float64Array;
  readonly numbers: (draw: number) => ClassNumbers[];
  readonly routeNumbers: (draw: number) => RouteNumbers[];
  readonly hours: Float64Array;
  readonly lifetimes: (draw: number) => Float64Array;
  /** The same for one way alone: points that its own gate asks for, and no other's. */
  readonly alone: (way: number) => Lifetimes;
}

/** Lifetimes L and their weights, draw by draw. */
export interface Lifetimes {
  /** What of the way's route is in its rate: equal keys of one tree have equal rates. */
  readonly key: string;
  readonly hours: Float64Array;
  readonly lifetimes: (draw: number) => Float64Array;
}

/** The tier mixes: the parameters that say how a tree's groups fall on the tiers of the window. */
export const MIX: Readonly<Record<CampaignWindow['ecosystem'], readonly string[]>> = {
  npm: ['takeover.groups-top-1000', 'takeover.groups-top-10000'],
  'github-actions': ['takeover.action-popular'],
};

export function prepare(
  window: CampaignWindow,
  specs: readonly ShockSpec[],
  routes: readonly Route[],
  draws: Draws,
  scale: Float64Array,
): Prepared {
  const reached = new Set(
    specs.flatMap(({ hazard }) =>
      hazard.kind === 'campaign' && hazard.ecosystem === window.ecosystem ? hazard.member.routes : [],
    ),
  );
  const used = routes.filter((route) => reached.has(route.id));
  const classes = classesOf(window, specs, used);
  const kinds = kindsOf(window);
  const gates = used.map((route) => gateDraws(route, draws));
  const grid = lifetimeGrid(used.map((route) => route.gate.hours));
  const inputs = classInputs(classes, used, draws);
  const ways = waysOf(classes, used);
  return {
    classes,
    ...ways,
    kappa: kinds.map((kind) =>
      kindRate(window, kind, draws).map((rate, draw) => rate * (scale[draw] as number)),
    ),
    hits: hitChances(window, kinds, draws),
    numbers: (draw) => inputs.map((input) => input(draw)),
    routeNumbers: (draw) =>
      gates.map(({ refresh, gate }) => ({ refresh: refresh[draw] as number, gate: gate[draw] as number })),
    hours: grid.hours,
    lifetimes: lifetimeDraws(grid, draws),
    alone: alonePer(used, ways.ways, draws),
  };
}

function alonePer(
  routes: readonly Route[],
  ways: readonly CampaignWay[],
  draws: Draws,
): (way: number) => Lifetimes {
  const byHours = new Map<number, Omit<Lifetimes, 'key'>>();
  const pointsOf = (gate: number): Omit<Lifetimes, 'key'> => {
    const grid = lifetimeGrid([gate]);
    const made = { hours: grid.hours, lifetimes: remembered(lifetimeDraws(grid, draws)) };
    byHours.set(gate, made);
    return made;
  };
  const own = ways.map(({ route, production }) => {
    const { hours, stands } = (routes.find((one) => one.id === route) as Route).gate;
    return { key: `${route} ${production} ${hours} ${stands}`, gate: hours };
  });
  return (way) => {
    const { key, gate } = own[way] as (typeof own)[number];
    return { key, ...(byHours.get(gate) ?? pointsOf(gate)) };
  };
}

/** The last draw's weights: all ways of one draw are asked about one after the other. */
function remembered(lifetimes: (draw: number) => Float64Array): (draw: number) => Float64Array {
  let last: { draw: number; weights: Float64Array } | null = null;
  return (draw) => {
    if (last?.draw !== draw) last = { draw, weights: lifetimes(draw) };
    return last.weights;
  };
}

function waysOf(classes: readonly GroupClass[], routes: readonly Route[]): Pick<Prepared, 'ways' | 'wayOf'> {
  const ways = new Map<string, { route: string; production: boolean; shocks: ShockId[]; index: number }>();
  const wayOf = classes.map(({ member, shocks, routes: places }) =>
    places.map((r) => {
      const route = (routes[r] as Route).id;
      const key = `${route} ${member.production}`;
      const way = ways.get(key) ?? { route, production: member.production, shocks: [], index: ways.size };
      way.shocks.push(...shocks);
      ways.set(key, way);
      return way.index;
    }),
  );
  return { ways: [...ways.values()], wayOf };
}

function classesOf(
  window: CampaignWindow,
  specs: readonly ShockSpec[],
  routes: readonly Route[],
): GroupClass[] {
  const index = new Map(routes.map((route, r) => [route.id, r]));
  const classes = new Map<string, { member: CampaignMember; shocks: ShockId[]; routes: number[] }>();
  for (const { id, hazard } of specs) {
    if (hazard.kind !== 'campaign' || hazard.ecosystem !== window.ecosystem) continue;
    const { member } = hazard;
    const places = member.routes.flatMap((route) => index.get(route) ?? []).sort((a, b) => a - b);
    const key = `${places} ${member.direct} ${member.production} ${member.pin} ${member.groups === null ? '' : id}`;
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { member, shocks: [id], routes: places });
    else known.shocks.push(id);
  }
  return [...classes.values()];
}

/** Campaigns that hit as many groups of each tier: the form cannot tell them apart. */
interface CampaignKind {
  readonly groups: readonly number[];
  readonly names: readonly string[];
}

function kindsOf(window: CampaignWindow): CampaignKind[] {
  const kinds = new Map<string, { groups: readonly number[]; names: string[] }>();
  for (const { groups, name } of window.campaigns) {
    const known = kinds.get(groups.join(' '));
    if (known === undefined) kinds.set(groups.join(' '), { groups, names: [name] });
    else known.names.push(name);
  }
  return [...kinds.values()];
}

/** κ_j: an exponential weight for each campaign of the kind, over the window's length, times the level of the day. */
function kindRate(window: CampaignWindow, kind: CampaignKind, draws: Draws): Float64Array {
  const level = draws.of('takeover.level');
  const rate = new Float64Array(draws.size);
  for (const name of kind.names) {
    const uniform = draws.hypercube(`campaign ${window.ecosystem} ${name}`);
    for (let draw = 0; draw < draws.size; draw++) {
      rate[draw] =
        (rate[draw] as number) - (Math.log(uniform[draw] as number) / window.years) * (level[draw] as number);
    }
  }
  return rate;
}

/**
 * h_j: the share of a tier's groups that campaign j hit, drawn towards the mean of all campaigns by a
 * weak prior, averaged over the tree's mix of tiers.
 */
function hitChances(
  window: CampaignWindow,
  kinds: readonly CampaignKind[],
  draws: Draws,
): (draw: number) => Float64Array {
  const prior = draws.record('takeover.prior-weight').value;
  const count = window.campaigns.length;
  const pooled = window.tiers.map(
    (_, t) => sum(window.campaigns.map((one) => one.groups[t] as number)) / count,
  );
  const shares = kinds.map((kind) =>
    window.groups.map(
      (size, t) => ((kind.groups[t] as number) + prior * (pooled[t] as number)) / ((1 + prior) * size),
    ),
  );
  const steps = MIX[window.ecosystem].map((id) => draws.of(id));
  const hit = new Float64Array(kinds.length);
  return (draw) => {
    const mix = stickOf(steps.map((step) => step[draw] as number));
    for (let j = 0; j < hit.length; j++) {
      const share = shares[j] as number[];
      hit[j] = 0;
      for (let t = 0; t < mix.length; t++)
        hit[j] = (hit[j] as number) + (mix[t] as number) * (share[t] as number);
    }
    return hit;
  };
}

/** Shares of the tiers from the chance to be in the first, else the second, …; the last takes the rest. */
function stickOf(steps: readonly number[]): number[] {
  let left = 1;
  const mix = steps.map((step) => {
    const part = left * step;
    left -= part;
    return part;
  });
  return [...mix, left];
}

function gateDraws(route: Route, draws: Draws): { refresh: Float64Array; gate: Float64Array } {
  const refresh = draws.rate(route.refresh);
  const { hours, stands } = route.gate;
  const holds = stands === 'unknown' ? draws.fact(`gate ${route.id}`, 'takeover.gate-version') : null;
  return {
    refresh,
    gate: new Float64Array(draws.size).map((_, draw) =>
      holds === null ? hours : hours * (holds[draw] as number),
    ),
  };
}

function lifetimeDraws(grid: LifetimeGrid, draws: Draws): (draw: number) => Float64Array {
  const median = draws.of('takeover.lifetime-median');
  const share = draws.of('takeover.sleeper-share');
  const harm = draws.of('takeover.sleeper-harm');
  const fixed = {
    sigma: draws.record('takeover.lifetime-sigma').value,
    sleeperLogMedian: Math.log(draws.record('takeover.sleeper-median').value),
    sleeperSigma: draws.record('takeover.sleeper-sigma').value,
  };
  return (draw) =>
    lifetimeWeights(grid, {
      ...fixed,
      logMedian: Math.log(median[draw] as number),
      sleeperShare: share[draw] as number,
      sleeperHarm: harm[draw] as number,
    });
}

function classInputs(
  classes: readonly GroupClass[],
  routes: readonly Route[],
  draws: Draws,
): ((draw: number) => ClassNumbers)[] {
  return classes.map(({ member, shocks, routes: places }) => {
    const alone = places.map((r) =>
      draws.rate(member.direct ? (routes[r] as Route).direct : (routes[r] as Route).transitive),
    );
    const sizes = member.groups === null ? null : draws.rate(member.groups);
    const pins = member.pin === null ? null : draws.of(member.pin);
    return (draw) => ({
      size: sizes === null ? shocks.length : (sizes[draw] as number),
      routes: places,
      alone: alone.map((rates) => rates[draw] as number),
      pass: pins === null ? 1 : (pins[draw] as number),
    });
  });
}
