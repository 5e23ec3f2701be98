/** What the loss engine is asked about a repository: shocks that enter alike are one class, ways are those of its routes. */
import { arrivalState, fallenState, type StateId } from '../model/attack-graph.ts';
import type { ShockId } from '../model/ids.ts';
import type { ShockSpec } from '../model/shock.ts';
import type { CampaignClass, EntryClass } from './losses.ts';
import { entriesOf } from './weave.ts';

/** What the hazards stage tells of the campaigns of one ecosystem. */
export interface CampaignsAsked {
  readonly ecosystem: string;
  readonly ways: readonly {
    readonly route: string;
    readonly production: boolean;
    readonly shocks: readonly ShockId[];
  }[];
  readonly entering: CampaignClass['entering'];
  readonly joined: NonNullable<CampaignClass['joined']>;
}

export interface ClassOfShocks extends EntryClass {
  readonly shocks: readonly ShockId[];
}

/** Shocks with a rate of their own, merged by where they enter. */
export function classesOf(
  specs: readonly ShockSpec[],
  rates: ReadonlyMap<ShockId, Float64Array>,
): ClassOfShocks[] {
  const classes = new Map<
    string,
    { states: StateId[]; shocks: ShockId[]; rates: Map<Float64Array, number> }
  >();
  for (const spec of specs) {
    const rate = rates.get(spec.id);
    if (spec.hazard.kind === 'campaign' || rate === undefined) continue;
    const states = [...new Set(entriesOf(spec))];
    const key = states.join('\n');
    const known = classes.get(key) ?? { states, shocks: [], rates: new Map<Float64Array, number>() };
    known.shocks.push(spec.id);
    known.rates.set(rate, (known.rates.get(rate) ?? 0) + 1);
    classes.set(key, known);
  }
  return [...classes.values()].map(({ states, shocks, rates: counted }) => ({
    states,
    shocks,
    rate: summed(counted),
  }));
}

/** Thousands of shocks share one list of rates: each list is added once, times its number. */
function summed(counted: ReadonlyMap<Float64Array, number>): Float64Array {
  const [first] = counted.keys();
  const total = new Float64Array(first?.length ?? 0);
  for (const [rate, count] of counted)
    for (let draw = 0; draw < total.length; draw++)
      total[draw] = (total[draw] as number) + count * (rate[draw] as number);
  return total;
}

/** Campaigns of packages enter where releases arrive; those of actions in the actions of the owner. */
export function campaignClass(asked: CampaignsAsked, specs: ReadonlyMap<ShockId, ShockSpec>): CampaignClass {
  const ways = asked.ways.map(({ route, production, shocks }) =>
    asked.ecosystem === 'npm'
      ? [arrivalState(route, production)]
      : shocks.flatMap((id) => (specs.get(id)?.hits ?? []).map(fallenState)),
  );
  return { ways, entering: asked.entering, joined: asked.joined };
}
