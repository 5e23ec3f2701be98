/** Actions and reusable workflows of others: one surface per reference and workflow. */
import { surfaceId } from '../model/ids.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ActionSurface } from '../model/surface.ts';
import type { CompositeAction, Job, Use, Workflow } from '../model/workflow.ts';
import { cadences, union } from './cadence.ts';
import type { SurfaceContext } from './context.ts';
import { defaultToken, privilegedRuns } from './rights.ts';
import { localFolder } from './sites.ts';

const DEPTH = 5;

export function actionSurfaces(inventory: Inventory, context: SurfaceContext): ActionSurface[] {
  const runsOf = cadences(inventory.workflows);
  const defaultWrite = defaultToken(inventory, context);
  const actions = new Map(inventory.actions.map((action) => [action.directory, action]));
  const found = new Map<string, ActionSurface>();
  for (const workflow of inventory.workflows.filter((one) => one.ref === null)) {
    for (const job of workflow.jobs) {
      for (const use of usesOf(job, actions)) {
        const made = surfaceOf(use, workflow, privilegedRuns(workflow, job, runsOf(workflow), defaultWrite));
        if (made === null) continue;
        const known = found.get(made.id);
        found.set(made.id, known === undefined ? made : joined(known, made));
      }
    }
  }
  return [...found.values()];
}

/** What a job uses, with what its local actions use in turn. */
export function usesOf(job: Job, actions: ReadonlyMap<string, CompositeAction>): Use[] {
  const seen = new Set<string>();
  const follow = (uses: readonly Use[], depth: number): Use[] =>
    uses.flatMap((use) => {
      const action = use.pin === 'local' && depth > 0 ? actions.get(localFolder(use.reference)) : undefined;
      if (action === undefined || seen.has(action.path)) return [use];
      seen.add(action.path);
      return [use, ...follow(action.uses, depth - 1)];
    });
  return follow(job.uses, DEPTH);
}

function surfaceOf(use: Use, workflow: Workflow, runs: ActionSurface['runs']): ActionSurface | null {
  if (use.pin === 'local' || use.pin === 'docker-digest' || use.pin === 'docker-tag') return null;
  return {
    id: surfaceId(`action:${use.reference}#${workflow.path}`),
    kind: 'action',
    title: `${use.reference} in ${workflow.path}`,
    at: [use.at],
    owner: use.owner,
    reference: use.reference,
    pinned: use.pin === 'sha',
    runs,
  };
}

const joined = (one: ActionSurface, other: ActionSurface): ActionSurface => ({
  ...one,
  at: [
    ...one.at,
    ...other.at.filter(
      (place) => !one.at.some((known) => known.line === place.line && known.path === place.path),
    ),
  ],
  runs: union([...one.runs, ...other.runs]),
});
