/** What code that runs in a job gains over a stranger. */
import type { Inventory } from '../model/inventory.ts';
import { type Factor, fact, parameter, type Rate, times } from '../model/rate.ts';
import type { Weakness } from '../model/surface.ts';
import type { Job, Permissions, Workflow } from '../model/workflow.ts';
import type { SurfaceContext } from './context.ts';

/**
 * Runs that hand something over: all of them when the job names secrets or may write; those in which the
 * default token may write when nothing is stated; a share (caches, artifacts) when all is read-only.
 */
export function privilegedRuns(
  workflow: Workflow,
  job: Job,
  runs: Rate,
  defaultWrite: Weakness['defaultWrite'],
): Rate {
  const factors = gains(workflow, job, defaultWrite);
  return factors.length === 0 ? runs : runs.map((one) => times(one, ...factors));
}

function gains(workflow: Workflow, job: Job, defaultWrite: Weakness['defaultWrite']): Factor[] {
  if (job.secrets.length > 0 || job.allSecrets !== 'no' || job.runner.kind === 'self-hosted') return [];
  const own = statedFor(workflow, job);
  const unsure = defaultWrite !== 'read' && defaultWrite !== 'write';
  if (own.kind === 'absent' && unsure)
    return [fact('github.default-token', `workflow.default-write.${defaultWrite}`)];
  const mayWrite = own.kind === 'absent' ? defaultWrite === 'write' : writes(own);
  return mayWrite ? [] : [parameter('takeover.bare-job')];
}

/** The permissions that hold in a job, as far as they are stated. */
export const statedFor = (workflow: Workflow, job: Job): Permissions =>
  job.permissions.kind === 'absent' ? workflow.permissions : job.permissions;

/** Some scope may be written; `id-token: write` counts, for it becomes somebody. */
export const writes = (permissions: Permissions): boolean =>
  permissions.kind === 'all'
    ? permissions.level === 'write'
    : permissions.kind === 'scopes' && Object.values(permissions.scopes).includes('write');

/** What is attested, or what the tree says, of the repository's default token (domain.md 4). */
export function defaultToken(inventory: Inventory, { attested }: SurfaceContext): Weakness['defaultWrite'] {
  if (attested.defaultToken !== null) return attested.defaultToken;
  const jobs = inventory.workflows.flatMap((workflow) => workflow.jobs.map((job) => ({ workflow, job })));
  const bare = jobs.filter(({ workflow, job }) => statedFor(workflow, job).kind === 'absent');
  if (bare.some(({ job }) => job.writesWithToken)) return 'seen';
  return jobs.length > 0 && bare.length === 0 ? 'stated' : 'unknown';
}
