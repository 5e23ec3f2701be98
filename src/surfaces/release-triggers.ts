/** Which jobs a tag or a release starts, and which of them release something. */
import type { Job, Trigger, Workflow } from '../model/workflow.ts';

/** A new tag starts the job, by itself or through a workflow that calls its own. */
export const startedByTag = (workflow: Workflow, job: Job, all: readonly Workflow[]): boolean =>
  tagged(workflow, job.condition ?? '', all, new Set());

/** The job publishes, holds a secret, or has an identity of its own. */
export const releases = (job: Job, idToken: boolean): boolean =>
  job.publishes.length > 0 || job.secrets.length > 0 || job.allSecrets !== 'no' || idToken;

function tagged(
  workflow: Workflow,
  condition: string,
  all: readonly Workflow[],
  visited: Set<string>,
): boolean {
  if (visited.has(workflow.path)) return false;
  visited.add(workflow.path);
  return workflow.triggers.some((trigger) =>
    trigger.event === 'workflow_call'
      ? all.some((other) => {
          const callers = other.jobs.filter((job) =>
            job.uses.some((use) => use.step === null && calls(use.reference, workflow.path)),
          );
          const conditions = callers.map((job) => job.condition ?? '').join(' ');
          return callers.length > 0 && tagged(other, `${condition} ${conditions}`, all, visited);
        })
      : byTag(trigger, condition),
  );
}

const calls = (reference: string, path: string): boolean => reference.replace(/^\.\//, '') === path;

/** A push without filters comes with branches and tags: the condition says that the job waits for a tag. */
function byTag({ event, tags, branches }: Trigger, condition: string): boolean {
  if (event === 'release' || event === 'create') return true;
  if (event !== 'push') return false;
  return tags.length > 0 || (branches.length === 0 && /refs\/tags\/|ref_type\s*==\s*'tag'/.test(condition));
}
