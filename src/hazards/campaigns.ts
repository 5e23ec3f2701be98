/**
 * The takeover channel in numbers: campaigns over publisher groups and routes, draw by draw.
 *
 * Each recorded campaign is a class of its own with rate κ_j = w_j·level/window, where the weights
 * w_j ~ Gamma(1) are the bootstrap over campaigns, and chance h_j that it hits a given group of the
 * tree, the mean over the tree's mix of tiers.
 */
import { gaussLegendre } from '../maths/quadrature.ts';
import { sum } from '../maths/survival.ts';
import type { CampaignWindow } from '../model/campaign.ts';
import type { ShockId } from '../model/ids.ts';
import type { CampaignMember, ShockSpec } from '../model/shock.ts';
import type { Route } from '../model/surface.ts';
import {
  type ClassNumbers,
  campaignReach,
  campaignTouch,
  type RouteNumbers,
  shapleyShares,
} from './campaign-form.ts';
import type { Draws } from './draws.ts';
import { type LifetimeGrid, lifetimeGrid, lifetimeWeights } from './lifetime.ts';

/** Groups that the form cannot tell apart. */
interface GroupClass {
  readonly member: CampaignMember;
  readonly shocks: readonly ShockId[];
  readonly routes: readonly number[];
}

export interface CampaignRates {
  /** Campaigns a year that publish a malicious release of something the tree names. */
  readonly touches: Float64Array;
  /** Campaigns a year whose release also arrives. */
  readonly entries: Float64Array;
  /** For each shock its marginal entry rate (they overlap), and its part of the mean of `entries`. */
  readonly shocks: ReadonlyMap<ShockId, { readonly rate: Float64Array; readonly part: number }>;
}

/** The tier mixes: the parameters that say how a tree's groups fall on the tiers of the window. */
export const MIX: Readonly<Record<CampaignWindow['ecosystem'], readonly string[]>> = {
  npm: ['takeover.groups-top-1000', 'takeover.groups-top-10000'],
  'github-actions': ['takeover.action-popular'],
};

export function campaignRates(
  window: CampaignWindow,
  specs: readonly ShockSpec[],
  routes: readonly Route[],
  draws: Draws,
): CampaignRates {
  const reached = new Set(
    specs.flatMap(({ hazard }) =>
      hazard.kind === 'campaign' && hazard.ecosystem === window.ecosystem ? hazard.member.routes : [],
    ),
  );
  const used = routes.filter((route) => reached.has(route.id));
  const classes = classesOf(window, specs, used);
  const kinds = kindsOf(window);
  const kappa = kinds.map((kind) => kindRate(window, kind, draws));
  const hits = hitChances(window, kinds, draws);
  const gates = used.map((route) => gateDraws(route, draws));
  const grid = lifetimeGrid(used.map((route) => route.gate.hours));
  const inputs = classInputs(classes, used, draws);

  const touches = new Float64Array(draws.size);
  const entries = new Float64Array(draws.size);
  const marginal = classes.map(() => new Float64Array(draws.size));
  const arrivals = new Float64Array(classes.length);
  const lifetimes = lifetimeDraws(grid, draws);
  for (let draw = 0; draw < draws.size; draw++) {
    const numbers = inputs.map((input) => input(draw));
    const routeNumbers = used.map(
      (_, r): RouteNumbers => ({
        refresh: gates[r]?.refresh[draw] as number,
        gate: gates[r]?.gate[draw] as number,
      }),
    );
    const hit = hits(draw);
    const { reach, arrive } = campaignReach(hit, numbers, routeNumbers, grid.hours, lifetimes(draw));
    const touched = campaignTouch(
      hit,
      numbers.reduce((total, one) => total + one.size, 0),
    );
    let pressure = 0;
    for (let j = 0; j < hit.length; j++) {
      const rate = kappa[j]?.[draw] as number;
      touches[draw] = (touches[draw] as number) + rate * (touched[j] as number);
      entries[draw] = (entries[draw] as number) + rate * (reach[j] as number);
      pressure += rate * (hit[j] as number);
    }
    arrive.forEach((chance, c) => {
      const rates = marginal[c] as Float64Array;
      rates[draw] = pressure * chance * (numbers[c] as ClassNumbers).size;
      arrivals[c] = (arrivals[c] as number) + chance / draws.size;
    });
  }
  const parts = partsOf(classes, kappa, hits, arrivals, sum(entries) / draws.size, draws);
  return { touches, entries, shocks: spread(classes, marginal, parts) };
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
    const key = `${places} ${member.direct} ${member.pin} ${member.groups === null ? '' : id}`;
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

/** Each class's part of the mean entry rate: Shapley shares at the mean of the draws, scaled to the total. */
function partsOf(
  classes: readonly GroupClass[],
  kappa: readonly Float64Array[],
  hits: (draw: number) => Float64Array,
  arrivals: Float64Array,
  total: number,
  draws: Draws,
): number[] {
  const sizes = classes.map(({ member, shocks }) =>
    member.groups === null ? shocks.length : sum(draws.rate(member.groups)) / draws.size,
  );
  const meanHit = new Float64Array(kappa.length);
  for (let draw = 0; draw < draws.size; draw++) {
    hits(draw).forEach((h, j) => {
      meanHit[j] = (meanHit[j] as number) + h / draws.size;
    });
  }
  const { nodes, weights } = gaussLegendre(64);
  const parts = classes.map(() => 0);
  kappa.forEach((values, j) => {
    const rate = sum(values) / draws.size;
    const effective = [...arrivals].map((arrive) => (meanHit[j] as number) * arrive);
    shapleyShares(effective, sizes, nodes, weights).forEach((share, c) => {
      parts[c] = (parts[c] as number) + rate * share * (sizes[c] as number);
    });
  });
  const together = sum(parts);
  return parts.map((part) => (together > 0 ? (part * total) / together : 0));
}

/** A class's numbers, given to its members: each has the same rate and an equal part. */
function spread(
  classes: readonly GroupClass[],
  marginal: readonly Float64Array[],
  parts: readonly number[],
): CampaignRates['shocks'] {
  const found = new Map<ShockId, { rate: Float64Array; part: number }>();
  classes.forEach(({ shocks }, c) => {
    const rate = (marginal[c] as Float64Array).map((value) => value / shocks.length);
    for (const id of shocks) found.set(id, { rate, part: (parts[c] as number) / shocks.length });
  });
  return found;
}
