/** For each incident that is built: what a plan would build first in the exposed project, given what fell. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENT, type Happening, onlyGiven } from '../../src/given.ts';
import type { CampaignClass } from '../../src/graph/losses.ts';
import { Walled } from '../../src/graph/walled.ts';
import { NO_SNAPSHOT } from '../../src/model/advisory.ts';
import { arrivalState, type StateId } from '../../src/model/attack-graph.ts';
import { NO_HISTORY } from '../../src/model/files.ts';
import { FROZEN } from '../../src/model/scenario.ts';
import type { Route } from '../../src/model/surface.ts';
import { type AssessmentRun, assess } from '../../src/pipeline.ts';
import { frontier, planWithin } from '../../src/walls/optimise.ts';
import { survey } from '../../src/walls/survey.ts';
import { factsOf, gated } from '../../src/worth.ts';
import { fileTree } from '../support/made-tree.ts';
import { arrives, filesOf } from '../support/woven.ts';
import { type Replay, replays } from './incidents.ts';

interface Marked {
  readonly id: string;
  readonly effect: string;
  readonly mark: string;
}

/** What the documented incidents say of walls: `stops`, `contains`, `partial`, `no effect`, `HARMS`. */
const marks: Readonly<Record<string, readonly Marked[]>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'walls.json'), 'utf8'),
);

const marksOf = (replay: Replay): readonly Marked[] =>
  marks[Object.keys(marks).find((id) => replay.id === id || replay.id.startsWith(`${id}-`)) as string] ?? [];

const DRAWS = 48;

async function exposed({ id, asOf }: Replay): Promise<AssessmentRun> {
  const files = filesOf(join(import.meta.dirname, 'fixtures', id, 'exposed'));
  return assess({
    root: '.',
    tree: fileTree(files),
    history: NO_HISTORY,
    asOf,
    seed: 1,
    horizonYears: 1,
    draws: DRAWS,
    segment: 'any-size',
    stated: [],
    attestations: [],
    waivers: [],
    scenario: FROZEN,
    snapshot: NO_SNAPSHOT,
  });
}

/** What is given in a replay is all that happens. */
function happening({ basis }: AssessmentRun, { given }: Replay): Happening {
  const none = { specs: [], rates: new Map() };
  if ('state' in given)
    return { ...none, campaigns: () => [entering([[given.state as StateId]], () => [1])] };
  if ('surface' in given) {
    const only = onlyGiven(basis, (id) => given.surface.test(id));
    if (only === null) throw new Error(`nothing is named ${given.surface}`);
    return only;
  }
  const named = basis.facts.places.surfaces.filter(
    (one) => one.kind === 'package' && one.name === given.release,
  );
  const found =
    named.length > 0
      ? named
      : basis.facts.places.surfaces.filter((one) => one.kind === 'package' && one.name === '*');
  const ways = found.flatMap((surface) =>
    surface.kind === 'package' ? surface.routes.map((route) => ({ route, surface })) : [],
  );
  return {
    ...none,
    campaigns: (routes) => [
      entering(
        ways.map(({ route, surface }) => [arrivalState(route, surface.production)]),
        () =>
          ways.map(({ route, surface }) =>
            arrives(
              routes.find((one) => one.id === route) as Route,
              surface.direct,
              given.hours,
              basis.draws,
            ),
          ),
      ),
    ],
  };
}

function entering(ways: readonly (readonly StateId[])[], chances: () => readonly number[]): CampaignClass {
  const chance = chances();
  return {
    ways,
    entering: (_draw, set) =>
      EVENT * (1 - chance.reduce((miss, p, way) => (set[way] === 1 ? miss * (1 - p) : miss), 1)),
  };
}

interface Result {
  readonly replay: Replay;
  /** Walls in the order in which the plan builds them. */
  readonly order: readonly string[];
  readonly offered: ReadonlySet<string>;
  readonly before: number;
  readonly after: number;
}

async function planned(replay: Replay): Promise<Result> {
  const run = await exposed(replay);
  const { graph, places } = run.basis.facts;
  const choices = survey(factsOf(run.basis.facts)).flatMap((one) => one.choices);
  const given = happening(run, replay);
  const goal = graph.states.map((state) => state.id).filter((id) => replay.goal.test(id));
  const walled = new Walled({
    graph,
    choices,
    specs: given.specs,
    rates: given.rates,
    campaigns: (gates) => given.campaigns(gated(places.routes, gates)),
    chances: (factors) => run.basis.draws.product(factors),
    seed: 1,
    horizonYears: 1,
    events: EVENT,
    draws: Array.from({ length: 16 }, (_, i) => i * 3),
    targets: [{ states: goal, usd: 1 }],
    any: goal,
  });
  const hours = choices.map((choice) => {
    const values = run.basis.draws.rate(choice.hours);
    return values.reduce((all, one) => all + one, 0) / values.length;
  });
  const instance = {
    hours,
    loss: (chosen: readonly number[]) => walled.residual(chosen).lost,
    floor: (allowed: readonly number[]) => walled.least(allowed).lost,
  };
  const plan = planWithin(instance, 40, frontier(instance), 200);
  // By what each brings at its turn.
  const order = [...new Set(ranked(instance, plan.chosen).map((c) => choices[c]?.wall as string))];
  return {
    replay,
    order,
    offered: new Set(choices.map((choice) => choice.wall)),
    before: instance.loss([]),
    after: plan.loss,
  };
}

/** The chosen ones, each next one that which takes most. */
function ranked(
  instance: { loss: (chosen: readonly number[]) => number },
  chosen: readonly number[],
): number[] {
  const left = new Set(chosen);
  const order: number[] = [];
  while (left.size > 0) {
    const best = [...left].sort(
      (a, b) => instance.loss([...order, a]) - instance.loss([...order, b]),
    )[0] as number;
    const gain = instance.loss(order) - instance.loss([...order, best]);
    if (gain <= 1e-4 * instance.loss([])) break;
    order.push(best);
    left.delete(best);
  }
  return order;
}

describe('plans for documented incidents', async () => {
  const results: Result[] = [];
  for (const replay of replays) results.push(await planned(replay));

  it('the table in docs/incident-plans.md is what the plans give', async () => {
    await expect(page(results)).toMatchFileSnapshot('../../docs/incident-plans.md');
  });

  it.each(results.filter((one) => verdict(one) === 'yes'))(
    '$replay.id: a wall that stops it is first or second, and none without effect is chosen',
    (result) => {
      const marked = marksOf(result.replay);
      const stops = marked.filter((one) => one.effect.startsWith('stops')).map((one) => one.id);
      expect(result.order.slice(0, 2).some((id) => stops.includes(id))).toBe(true);
      for (const { id } of marked.filter((one) => /^(no effect|HARMS)/.test(one.effect)))
        expect(result.order).not.toContain(id);
    },
  );

  it('at least as many hold as when this was written', () => {
    expect(results.filter((one) => verdict(one) === 'yes').length).toBeGreaterThanOrEqual(HOLDING);
  });
});

const HOLDING = 21;

function verdict({ replay, order }: Result): string {
  const marked = marksOf(replay);
  const effectOf = (id: string): string => marked.find((one) => one.id === id)?.effect ?? '';
  const idle = order.filter((id) => /^(no effect|HARMS)/.test(effectOf(id)));
  if (idle.length > 0) return `no: ${idle.join(', ')} is chosen`;
  return order.slice(0, 2).some((id) => effectOf(id).startsWith('stops')) ? 'yes' : 'no';
}

const HEAD = `# Incidents, and what a plan would build

For each incident that is built ([incidents.md](incidents.md)), the exposed project is planned for as if what fell had fallen and nothing else happened: walls are chosen that keep the attacker from what was reached. They stand in the order of what each takes at its turn. The marks are those of the documented facts: a wall that \`stops\` the incident should come first or second, and one with \`no effect\` should not be chosen.

Written by \`npx vitest run test/incidents -u\`; the test fails when it is stale.

| incident | P(reached) | with the plan | chosen, in order | marked as stopping it | holds |
| --- | --- | --- | --- | --- | --- |
`;

function page(results: readonly Result[]): string {
  const rows = results.map((one) => {
    const stops = marksOf(one.replay).filter((mark) => mark.effect.startsWith('stops'));
    const names = stops.map(
      ({ id, mark }) => `${id} (${mark.replace(/ .*/, '')}${one.offered.has(id) ? '' : ', not offered'})`,
    );
    const cells = [
      one.replay.incident,
      one.before.toPrecision(2),
      one.after.toPrecision(2),
      one.order.join(', ') || 'nothing',
      names.join(', ') || 'none',
      verdict(one),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `${HEAD}${rows.join('\n')}\n`;
}
