import { fallenState } from '../../model/attack-graph.ts';
import { surfaceId } from '../../model/ids.ts';
import type { Inventory } from '../../model/inventory.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { type Placed, pinned } from '../pinned.ts';
import { grouped, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Third-party actions and reusable workflows named by the commit, which nobody can move. */
const pinActionsSha: Wall = {
  id: 'pin-actions-sha',
  title: 'actions are pinned to a commit',
  standard: 'OpenSSF Scorecard Pinned-Dependencies; GitHub security hardening: pin to a full-length SHA',
  against: 'a moved tag or a bad release of an action: it does not reach the job',
  limits: 'nothing against an action that fetches a mutable script or image itself; it freezes fixes too',
  failure: ['takeover.sha-pin'],
  effort: ['effort.pin-actions-sha'],
  conflicts: [
    {
      wall: 'patch-cadence',
      because: 'without a bot that updates actions, pins freeze their fixes as well',
    },
  ],
  sites: ({ inventory }) =>
    grouped(usesIn(inventory), ({ use, file }) => `${file} ${use.reference}`).map(([, [first]]) =>
      siteOf(first as Placed),
    ),
  choices(facts, missing) {
    return grouped(missing, (site) => ownerOf(site.what.text)).map(([owner, sites]) => ({
      id: `pin-actions-sha#${owner}`,
      wall: 'pin-actions-sha',
      title: `pin ${owner}/* to commits`,
      sites: sites.map((site) => site.id),
      fails: [parameter('takeover.sha-pin')],
      acts: [{ kind: 'steps', steps: runsOf(facts, owner) }],
      hours: [term('each place', sites.length, 'effort.pin-actions-sha')],
      at: sites[0]?.at ?? null,
      attest: null,
    }));
  },
  patch(choice, files, facts) {
    const built = new Set(choice.sites);
    const uses = usesIn(facts.inventory).filter((one) => built.has(siteOf(one).id));
    return pinned(uses, files, facts);
  },
};
export default pinActionsSha;

/** What of others is named in the tree as it stands. */
const usesIn = ({ workflows, actions }: Inventory): Placed[] =>
  [
    ...workflows
      .filter((workflow) => workflow.ref === null)
      .flatMap((workflow) =>
        workflow.jobs.flatMap((job) => job.uses.map((use) => ({ use, file: workflow.path }))),
      ),
    ...actions.flatMap((action) => action.uses.map((use) => ({ use, file: action.path }))),
  ].filter(({ use }) => ['sha', 'tag', 'branch'].includes(use.pin));

const siteOf = ({ use, file }: Placed): WallSite => ({
  id: `pin-actions-sha#${file} ${use.reference}`,
  at: use.at,
  what: { kind: 'use', text: use.reference },
  state: use.pin === 'sha' ? 'standing' : 'absent',
  mode: null,
  because: use.pin === 'sha' ? 'a full commit' : `a ${use.pin} that its owner can move`,
});

const ownerOf = (reference: string): string => (reference.split('/')[0] as string).toLowerCase();

/** Once all of an owner's actions are pinned, what the owner puts out comes in by none of them. */
function runsOf({ graph, places }: WallFacts, owner: string): string[] {
  const fallen = new Set(
    places.surfaces
      .filter((surface) => surface.kind === 'action' && surface.owner === owner)
      .map((surface) => fallenState(surfaceId(surface.id))),
  );
  return stepsWhere(graph, (step) => step.technique === 'action-in-job' && fallen.has(step.from));
}
