/** Weaves the attack graph of a repository: every technique gives its steps, assets are what they end at. */
import {
  type Asset,
  type AttackGraph,
  fallenState,
  type StandingWall,
  type State,
  type StateId,
  type Step,
} from '../model/attack-graph.ts';
import type { Location } from '../model/diagnostic.ts';
import type { ShockSpec } from '../model/shock.ts';
import { assetsOf } from './assets.ts';
import { titles } from './state-titles.ts';
import { FLAW, type GraphFacts, type StepDraft, type Technique, type WallDraft } from './technique.ts';
import { techniques } from './techniques/index.generated.ts';

/** The graph of a repository: states between an entry and an asset, and the steps between them. */
export function weave(facts: GraphFacts): AttackGraph {
  const walls = new Map<string, StandingWall>();
  const all = techniques.flatMap((technique) =>
    technique.steps(facts).map((draft) => stepOf(technique, draft, walls)),
  );
  const entered = reachable(merged(all));
  const steps = leading(entered, assetsOf(facts, statesOf(entered, facts)));
  const states = statesOf(steps, facts);
  const used = new Set(steps.flatMap((step) => step.walls));
  return {
    states,
    steps,
    walls: [...walls.values()].filter((wall) => used.has(wall.id)),
    assets: assetsOf(facts, states),
  };
}

function statesOf(steps: readonly Step[], facts: GraphFacts): State[] {
  const ids = new Set(steps.flatMap((step) => [step.from, step.to]));
  const titleOf = titles(facts);
  const into = grouped(steps, (step) => step.to);
  const from = grouped(steps, (step) => step.from);
  const placed = (id: StateId): Location | null =>
    [...(into.get(id) ?? []), ...(from.get(id) ?? [])].find((step) => step.at !== null)?.at ?? null;
  return [...ids].map((id) => ({ id, needs: 'any', title: titleOf(id), at: placed(id) }));
}

function stepOf(technique: Technique, draft: StepDraft, walls: Map<string, StandingWall>): Step {
  const standing = (draft.walls ?? []).map((wall) => wallOf(wall, walls));
  return {
    id: `${technique.id}: ${draft.from} -> ${draft.to}`,
    technique: technique.id,
    from: draft.from,
    to: draft.to,
    open: draft.open,
    walls: standing,
    cost: technique.cost,
    because: draft.because,
    at: draft.at,
    unknown: draft.unknown ?? null,
  };
}

function wallOf(draft: WallDraft, walls: Map<string, StandingWall>): string {
  const id = `${draft.wall}#${draft.place}`;
  const { wall, fails, because, at } = draft;
  if (!walls.has(id)) walls.set(id, { id, wall, fails, because, at });
  return id;
}

/** Two installs of one route in one place are one step: the attacker takes the one that is easier, which is said first. */
function merged(steps: readonly Step[]): Step[] {
  const found = new Map<string, Step>();
  for (const step of steps) {
    const known = found.get(step.id);
    if (known === undefined || easier(step, known)) found.set(step.id, step);
  }
  return [...found.values()];
}

const easier = (one: Step, other: Step): boolean =>
  one.walls.length < other.walls.length ||
  (one.walls.length === other.walls.length && one.open.length < other.open.length);

/** Steps whose tail can be held at all: everything begins with a fallen surface or an arrived release. */
function reachable(steps: readonly Step[]): Step[] {
  const from = grouped(steps, (step) => step.from);
  const held = new Set<StateId>([...from.keys()].filter((id) => /^(fallen|arrives)\//.test(id)));
  for (const id of held) for (const step of from.get(id) ?? []) held.add(step.to);
  return steps.filter((step) => held.has(step.from));
}

/** Steps on a way to an asset: what leads nowhere is contained. */
function leading(steps: readonly Step[], assets: readonly Asset[]): Step[] {
  const into = grouped(steps, (step) => step.to);
  const leads = new Set(assets.map((asset) => asset.state));
  for (const id of leads) for (const { from } of into.get(id) ?? []) leads.add(from);
  return steps.filter((step) => leads.has(step.to));
}

function grouped(steps: readonly Step[], key: (step: Step) => StateId): Map<StateId, Step[]> {
  const groups = new Map<StateId, Step[]>();
  for (const step of steps) {
    const group = groups.get(key(step));
    if (group === undefined) groups.set(key(step), [step]);
    else group.push(step);
  }
  return groups;
}

/** Where one event of a shock of its own enters: a flaw is exploited in the running service, all else falls where it hits. */
export const entriesOf = ({ channel, hits }: Pick<ShockSpec, 'channel' | 'hits'>): StateId[] =>
  channel === 'new-vulnerability' || channel === 'known-vulnerability' ? [FLAW] : hits.map(fallenState);
