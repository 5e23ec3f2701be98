/** Jobs whose run an outsider can enter: what the run does with outsiders' code or text, and what it holds. */
import type { Location } from '../model/diagnostic.ts';
import { surfaceId } from '../model/ids.ts';
import type { Answer, Inventory } from '../model/inventory.ts';
import { type PlatformRule, ruleInForce } from '../model/platform.ts';
import type { Weakness, WorkflowSurface } from '../model/surface.ts';
import type { Job, Workflow } from '../model/workflow.ts';
import { checkoutGuarded } from './checkout-guard.ts';
import type { SurfaceContext } from './context.ts';
import { defaultToken, statedFor, writes } from './rights.ts';

/** Events that run with the base repository's rights on something that an outsider wrote. */
const PRIVILEGED = new Set([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'pull_request_review',
  'pull_request_review_comment',
  'fork',
  'watch',
]);

/** Events on which a checkout of the change's code is no breach: the token is read-only and no secret is there. */
const PLAIN = new Set(['pull_request']);

export function workflowSurfaces(inventory: Inventory, context: SurfaceContext): WorkflowSurface[] {
  const repository = repositoryOf(inventory, context);
  const found = new Map<string, WorkflowSurface>();
  for (const workflow of inventory.workflows) {
    for (const job of workflow.jobs) {
      const weaknesses = weaknessesOf(workflow, job, inventory.workflows, repository, context);
      if (weaknesses.length === 0) continue;
      const id = surfaceId(`workflow:${workflow.path}#${job.id}`);
      const known = found.get(id);
      if (known !== undefined) continue; // the working tree comes first; the same job on another ref is the same surface
      found.set(id, {
        id,
        kind: 'workflow',
        title: `${workflow.path}, job ${job.id}`,
        at: [(weaknesses[0] as Weakness).at],
        weaknesses,
      });
    }
  }
  return [...found.values()];
}

/** What holds for all workflows of the repository. */
type Repository = Pick<Weakness, 'defaultWrite' | 'popularity'>;

const BUSY = 10;

function repositoryOf(inventory: Inventory, context: SurfaceContext): Repository {
  const own = inventory.workflows.filter((workflow) => workflow.ref === null);
  const popularity = context.attested.popularity ?? (own.length >= BUSY ? 'busy' : 'unknown');
  return { defaultWrite: defaultToken(inventory, context), popularity };
}

type Found = Omit<Weakness, 'gated' | 'privilege' | keyof Repository>;

function weaknessesOf(
  workflow: Workflow,
  job: Job,
  all: readonly Workflow[],
  repository: Repository,
  context: SurfaceContext,
): Weakness[] {
  const events = eventsOf(workflow, all, new Set());
  const privileged = events.filter((event) => PRIVILEGED.has(event) && countsOnRef(workflow, event, context));
  const privilege = privilegeOf(workflow, job, repository.defaultWrite);
  const entered = privilege === null ? [] : entrances(job, privileged, context);
  const weak = entered.map(
    (one): Weakness => ({
      ...one,
      ...repository,
      privilege: privilege ?? 'secrets',
      gated: gated(workflow, job),
    }),
  );
  const runner = ownRunner(job, events);
  return runner === null ? weak : [...weak, { ...runner, ...repository }];
}

/** What a job that runs on privileged events does with code, text and files of outsiders. */
function entrances(job: Job, privileged: readonly string[], context: SurfaceContext): Found[] {
  const [event] = privileged;
  if (event === undefined) return [];
  const checkouts = job.untrustedCheckouts
    .filter((one) => one.executes !== 'no' && !checkoutGuarded(one, context))
    .map(({ at, what, executes }) =>
      found('untrusted-checkout', at, `${event} checks out ${what}`, executes),
    );
  const injections = job.injections.map(({ at, expression, into }) =>
    found('untrusted-expression', at, `\${{ ${expression} }} in ${into}, on ${event}`),
  );
  const agents = job.agents.map(({ at, action }) =>
    found('agent', at, `${action} reads what outsiders write, on ${event}`),
  );
  const artifacts = (privileged.includes('workflow_run') ? job.artifacts : [])
    .filter((one) => one.consumed !== 'no')
    .map(({ at, how, consumed }) => found('artifact', at, `${how} of an untrusted run`, consumed));
  return [...checkouts, ...injections, ...agents, ...artifacts];
}

const found = (kind: Weakness['kind'], at: Location, because: string, executes: Answer = 'yes'): Found => ({
  kind,
  at,
  because,
  executes,
});

/** Since 2025-12-08 `pull_request_target` runs the default branch's workflow; other events of this list always did. */
function countsOnRef(workflow: Workflow, event: string, context: SurfaceContext): boolean {
  if (workflow.ref === null) return true;
  if (event !== 'pull_request_target') return false;
  const rule = context.rules.find((one: PlatformRule) => one.id === 'github.pull-request-target-ref');
  if (rule === undefined) return true;
  const found = ruleInForce(rule, context.asOf, null);
  return found.kind !== 'known' || found.state.value === 'base-branch';
}

/** Events that start a workflow, those of its local callers included. */
export function eventsOf(workflow: Workflow, all: readonly Workflow[], visited: Set<string>): string[] {
  if (visited.has(workflow.path)) return [];
  visited.add(workflow.path);
  return workflow.triggers.flatMap((trigger) =>
    trigger.event !== 'workflow_call'
      ? [trigger.event]
      : all
          .filter((other) =>
            other.jobs.some((job) =>
              job.uses.some(
                (use) => use.step === null && use.reference.replace(/^\.\//, '') === workflow.path,
              ),
            ),
          )
          .flatMap((other) => eventsOf(other, all, visited)),
  );
}

/** What the run holds that a stranger does not; null when that is nothing. */
function privilegeOf(
  workflow: Workflow,
  job: Job,
  defaultWrite: Weakness['defaultWrite'],
): Weakness['privilege'] | null {
  if (job.secrets.length > 0 || job.allSecrets !== 'no') return 'secrets';
  const own = statedFor(workflow, job);
  if (own.kind === 'absent' && defaultWrite === 'write') return 'write-token';
  if (own.kind === 'absent' && defaultWrite === 'read') return null;
  if (own.kind === 'absent') return 'default-token';
  return writes(own) ? 'write-token' : null;
}

/**
 * A test for a bot is no gate: `!=` lets everybody else pass, and who started a run can be made to be the bot
 * (a comment that makes Dependabot rebase a branch which somebody else pushed to).
 */
const BOT_TEST = /github\.(actor|triggering_actor|event\.sender\.login)\s*[!=]=\s*['"][^'"]*\[bot\]['"]/g;

/** Somebody has to let the run pass: an environment, a label, or a test of who asks. */
function gated(workflow: Workflow, job: Job): boolean {
  const labelled = workflow.triggers.some(
    (trigger) =>
      PRIVILEGED.has(trigger.event) &&
      trigger.types.length > 0 &&
      trigger.types.every((type) => type === 'labeled'),
  );
  const condition = (job.condition ?? '').replace(BOT_TEST, '');
  const asks =
    /author_association|github\.actor|sender\.login|\.user\.login|permission|head\.repo\.(full_name|fork)|event\.label\.name|triggering_actor/.test(
      condition,
    );
  return labelled || asks || job.environment !== null;
}

/** A runner that keeps its state, on pull requests of forks. */
function ownRunner(job: Job, events: readonly string[]): Omit<Weakness, keyof Repository> | null {
  if (
    job.runner.kind !== 'self-hosted' ||
    !events.some((event) => PLAIN.has(event) || event === 'pull_request_target')
  )
    return null;
  return {
    kind: 'self-hosted',
    at: job.at,
    because: `pull requests run on ${job.runner.labels.join(', ')}`,
    executes: 'yes',
    gated: false,
    privilege: 'runner',
  };
}
