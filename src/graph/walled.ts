/**
 * What is lost where some of the walls that may be built stand: every plan meets the same worlds, so that
 * differences between plans are nearly free of noise.
 *
 * The graph is that in which all of them may stand (`stand`); a plan says which do. A wall on steps is one event
 * of a world; one on an exposure changes the rates of shocks, or the age that releases must have on a route.
 *
 * @see model.md 6 and 10, [GY92] in docs/references.md
 */
import { sum } from '../maths/survival.ts';
import type { AttackGraph, StateId } from '../model/attack-graph.ts';
import type { ShockId } from '../model/ids.ts';
import type { ShockSpec } from '../model/shock.ts';
import type { WallChoice } from '../model/wall.ts';
import { CAMPAIGN_ENTRY, type EntryCost, entryCost } from './entry-cost.ts';
import { type CampaignClass, type EntryClass, type LossOdds, lossOdds, oncePerDraw } from './losses.ts';
import { type Entry, type PriceRequest, pricesOf } from './prices.ts';
import { classesOf } from './question.ts';
import { type Chances, Worlds } from './reach.ts';
import { stand } from './stand.ts';
import type { Prices } from './world-price.ts';

/** One thing that may be lost, and what it costs. */
export interface LossTarget {
  /** Any of them is the loss. */
  readonly states: readonly StateId[];
  /** Mean loss, US dollars. */
  readonly usd: number;
}

export interface WalledRequest {
  readonly graph: AttackGraph;
  readonly choices: readonly WallChoice[];
  readonly specs: readonly ShockSpec[];
  /** λ of shocks with a rate of their own, draw by draw. */
  readonly rates: ReadonlyMap<ShockId, Float64Array>;
  /** Campaigns where these routes have these gates, hours; a route that is not named keeps its own. */
  readonly campaigns: (gates: ReadonlyMap<string, number>) => readonly CampaignClass[];
  readonly chances: Chances;
  readonly seed: number;
  readonly horizonYears: number;
  /** Odds are those times this: 1, or how often what is given happens, for odds given that it has. */
  readonly events: number;
  /** Draws of the parameters that are followed. */
  readonly draws: readonly number[];
  readonly targets: readonly LossTarget[];
  /** Whichever of them is lost, something is. */
  readonly any: readonly StateId[];
}

/** What a set of choices leaves. */
export interface Residual {
  /** Mean loss to the horizon, US dollars. */
  readonly usd: number;
  /** P(something is lost before the horizon), the mean over the draws. */
  readonly lost: number;
}

/** What a choice does to a rate. */
interface Change {
  readonly choice: number;
  readonly act: number;
  readonly factor: Float64Array;
  /** On average it makes the rate higher. */
  readonly harms: boolean;
}

/** Shocks that enter alike and whose rates the same choices change. */
interface ScaledClass extends EntryClass {
  readonly cost: EntryCost | null;
  readonly by: readonly Change[];
  /** Rates by what changes them. */
  readonly scaled: Map<string, Float64Array>;
}

export class Walled {
  readonly #request: WalledRequest;
  /** That in which all choices may stand. */
  readonly #graph: AttackGraph;
  readonly #worlds: Worlds;
  readonly #classes: readonly ScaledClass[];
  readonly #byGates = new Map<string, readonly CampaignClass[]>();
  readonly #kept = new Map<CampaignClass, Float64Array[]>();
  readonly #known = new Map<string, Residual>();
  readonly #harming: ReadonlySet<number>;

  constructor(request: WalledRequest) {
    this.#request = request;
    const { graph, choices, chances, seed } = request;
    const all = stand(graph, choices);
    const standing = new Set(graph.walls.map((wall) => wall.id));
    const optional = choices.map((choice) => choice.id).filter((id) => !standing.has(id));
    this.#graph = all;
    this.#worlds = new Worlds(all, chances, seed, new Set(optional));
    this.#classes = scaledClasses(request);
    this.#harming = new Set(
      this.#classes.flatMap(({ by }) => by.flatMap((one) => (one.harms ? [one.choice] : []))),
    );
  }

  /** What is left with these choices standing. Asked again, it is looked up. */
  residual(chosen: readonly number[]): Residual {
    return this.#lookedUp(chosen, false);
  }

  /** The same as if no choice made any rate higher: no set of them leaves less. */
  least(chosen: readonly number[]): Residual {
    return this.#lookedUp(chosen, true);
  }

  #lookedUp(chosen: readonly number[], harmless: boolean): Residual {
    const sorted = [...chosen].sort((a, b) => a - b);
    const harms = harmless && sorted.some((c) => this.#harming.has(c));
    const key = `${sorted.join(' ')}${harms ? ' harmless' : ''}`;
    const known = this.#known.get(key) ?? this.#residual(sorted, harms);
    this.#known.set(key, known);
    return known;
  }

  #residual(chosen: readonly number[], harmless: boolean): Residual {
    const { targets, any } = this.#request;
    // One target that is everything is asked once.
    const whole = targets.length === 1 ? [] : [any];
    const odds = this.odds(chosen, [...targets.map((target) => target.states), ...whole], harmless);
    const means = odds.map((one) => {
      const once = this.perDraw(one);
      return sum(once) / once.length;
    });
    const usd = sum(targets.map((target, t) => target.usd * (means[t] as number)));
    return { usd, lost: means.at(-1) as number };
  }

  /** P_once, draw by draw. */
  perDraw(odds: LossOdds): Float64Array {
    const { horizonYears, events } = this.#request;
    const once = oncePerDraw(odds, horizonYears);
    return events === 1 ? once : once.map((p) => p / events);
  }

  /** The odds of any of the states of each target, draw by draw. */
  odds(chosen: readonly number[], targets: readonly (readonly StateId[])[], harmless = false): LossOdds[] {
    const { choices, draws, horizonYears } = this.#request;
    return lossOdds({
      worlds: this.#worlds,
      draws,
      classes: this.#scaled(chosen, harmless),
      campaigns: this.#campaigns(chosen),
      targets,
      horizonYears,
      standing: chosen.map((c) => (choices[c] as WallChoice).id),
    });
  }

  /**
   * What the cheapest way to a loss costs with these choices standing, world by world: a wall on steps shuts them in
   * the worlds in which it holds, one on an exposure lets fewer tries through.
   * @param draws of the parameters, that are priced
   * @see model.md 8
   */
  prices(chosen: readonly number[], parameter: PriceRequest['parameter'], draws: readonly number[]): Prices {
    const { choices, any } = this.#request;
    const standing = new Set(chosen);
    const fixed = this.#classes.map(({ states, cost, by }): Entry => {
      const acting = by.filter(({ choice }) => standing.has(choice)).map(({ factor }) => factor);
      return { states, cost, kept: acting.length === 0 ? null : product(acting) };
    });
    const open = this.#campaigns([]);
    const released = this.#campaigns(chosen).flatMap((campaign, j) => {
      const kept = this.#keptBy(campaign, open[j] as CampaignClass, draws);
      return campaign.ways.map(
        (states, way): Entry => ({ states, cost: CAMPAIGN_ENTRY, kept: kept?.[way] ?? null }),
      );
    });
    const [prices] = pricesOf(
      {
        graph: this.#graph,
        entries: [...fixed, ...released],
        parameter,
        worlds: this.#worlds,
        draws,
        standing: chosen.map((c) => (choices[c] as WallChoice).id),
      },
      [any],
    );
    return prices as Prices;
  }

  /** Null where nothing is kept out. Plans with the same ages have the same answer. */
  #keptBy(gated: CampaignClass, open: CampaignClass, draws: readonly number[]): Float64Array[] | null {
    if (gated === open) return null;
    const known = this.#kept.get(gated) ?? keptByWay(gated, open, draws);
    this.#kept.set(gated, known);
    return known;
  }

  #scaled(chosen: readonly number[], harmless: boolean): EntryClass[] {
    const standing = new Set(chosen);
    return this.#classes.map((one) => {
      const acting = one.by.filter(({ choice, harms }) => standing.has(choice) && !(harms && harmless));
      return acting.length === 0 ? one : { states: one.states, rate: this.#rateWith(one, acting) };
    });
  }

  /** The rate of a class, draw by draw, as these change it. Few sets of changes are ever met: each is computed once. */
  #rateWith({ rate, scaled }: ScaledClass, acting: readonly Change[]): Float64Array {
    const key = acting.map(({ choice, act }) => `${choice}.${act}`).join(' ');
    const known = scaled.get(key);
    if (known !== undefined) return known;
    const made = new Float64Array(rate.length);
    for (const draw of this.#request.draws)
      made[draw] = acting.reduce((all, { factor }) => all * (factor[draw] as number), rate[draw] as number);
    scaled.set(key, made);
    return made;
  }

  #campaigns(chosen: readonly number[]): readonly CampaignClass[] {
    const gates = gatesOf(chosen.map((c) => this.#request.choices[c] as WallChoice));
    const key = [...gates]
      .map(([route, hours]) => `${route} ${hours}`)
      .sort()
      .join('\n');
    const known = this.#byGates.get(key);
    if (known !== undefined) return known;
    const made = this.#request.campaigns(gates);
    this.#byGates.set(key, made);
    return made;
  }
}

const product = ([first, ...others]: readonly Float64Array[]): Float64Array =>
  (first as Float64Array).map((value, draw) =>
    others.reduce((all, one) => all * (one[draw] as number), value),
  );

/** The share of releases that a longer age still lets in, by way, then draw. */
function keptByWay(gated: CampaignClass, open: CampaignClass, draws: readonly number[]): Float64Array[] {
  const kept = gated.ways.map(() => new Float64Array(Math.max(...draws) + 1).fill(1));
  // Draw by draw: what is computed for a draw serves all of its ways.
  for (const draw of draws) {
    const then = singleRates(gated, draw);
    const before = singleRates(open, draw);
    kept.forEach((list, way) => {
      if ((before[way] as number) > 0) list[draw] = (then[way] as number) / (before[way] as number);
    });
  }
  return kept;
}

function singleRates({ ways, entering, joined }: CampaignClass, draw: number): Float64Array {
  const curve = joined?.(draw) ?? null;
  if (curve !== null) return curve.single;
  const set = new Uint8Array(ways.length);
  return Float64Array.from(ways, (_, way) => {
    set.fill(0);
    set[way] = 1;
    return entering(draw, set);
  });
}

/** The longest age that any of the choices asks of each route. */
function gatesOf(choices: readonly WallChoice[]): Map<string, number> {
  const gates = new Map<string, number>();
  for (const act of choices.flatMap((choice) => choice.acts))
    if (act.kind === 'gate')
      for (const route of act.routes) gates.set(route, Math.max(act.hours, gates.get(route) ?? 0));
  return gates;
}

/** Classes of shocks, divided by which choices change their rates. */
function scaledClasses({ choices, specs, rates, chances }: WalledRequest): ScaledClass[] {
  const changing = new Map<ShockId, Change[]>();
  choices.forEach((choice, c) => {
    choice.acts.forEach((one, act) => {
      if (one.kind !== 'rate') return;
      const factor = chances(one.by);
      const harms = sum(factor) > factor.length;
      for (const id of one.shocks)
        changing.set(id, [...(changing.get(id) ?? []), { choice: c, act, factor, harms }]);
    });
  });
  const byId = new Map(specs.map((spec) => [spec.id, spec]));
  const groups = new Map<string, ShockSpec[]>();
  for (const spec of specs) {
    const key = (changing.get(spec.id) ?? []).map(({ choice, act }) => `${choice}.${act}`).join(' ');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [spec]);
    else known.push(spec);
  }
  return [...groups.values()].flatMap((group) =>
    classesOf(group, rates).map(({ states, rate, shocks }) => ({
      states,
      rate,
      cost: entryCost(byId.get(shocks[0] as ShockId) as ShockSpec),
      by: changing.get((group[0] as ShockSpec).id) ?? [],
      scaled: new Map(),
    })),
  );
}
