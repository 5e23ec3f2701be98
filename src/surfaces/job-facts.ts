/** What code that runs in a CI job finds there. */
import type { JobFacts, ScopeLevel } from '../model/execution.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Job, Permissions, Workflow } from '../model/workflow.ts';
import { cacheFacts } from './caches.ts';
import type { SurfaceContext } from './context.ts';
import { releases, startedByTag } from './release-triggers.ts';
import { statedFor } from './rights.ts';
import { eventsOf } from './workflows.ts';

export function jobFacts(
  workflow: Workflow,
  job: Job,
  inventory: Inventory,
  context: SurfaceContext,
  defaultWrite: JobFacts['defaultWrite'],
  opened: ReadonlySet<string>,
): JobFacts {
  const stated = statedFor(workflow, job);
  const events = eventsOf(workflow, inventory.workflows, new Set());
  const idToken = levelOf(stated, 'id-token');
  return {
    workflow: workflow.path,
    job: job.id,
    events,
    contents: levelOf(stated, 'contents'),
    packages: levelOf(stated, 'packages'),
    actions: levelOf(stated, 'actions'),
    // The default token asks for no identity, whatever else it may do.
    idToken: idToken === 'default' ? 'none' : idToken,
    defaultWrite,
    environment: job.environment,
    ...cacheFacts(job, events, inventory, context),
    vendor: job.runner.vendor,
    persistent: job.runner.kind === 'self-hosted',
    needs: job.needs,
    identityFor: idToken === 'write' ? identityFor(job, opened) : [],
    startedByTag: startedByTag(workflow, job, inventory.workflows),
    releases: releases(job, idToken === 'write'),
    builds: job.scripts.length > 0 || job.publishes.length > 0,
    writes: job.writesWithToken,
  };
}

function levelOf(stated: Permissions, scope: string): ScopeLevel {
  if (stated.kind === 'absent') return 'default';
  return stated.kind === 'all' ? stated.level : (stated.scopes[scope] ?? 'none');
}

const CLOUD_LOGIN =
  /^(google-github-actions\/auth|aws-actions\/configure-aws-credentials|azure\/login|hashicorp\/vault-action)@/i;
const TRUSTED_PUBLISHING = ['npm', 'pypi', 'crates', 'rubygems', 'nuget'];

/** What the identity of the job is good for: a cloud it logs in to, a registry it publishes to without a stored token. */
function identityFor(job: Job, opened: ReadonlySet<string>): string[] {
  const cloud = job.uses.some((use) => CLOUD_LOGIN.test(use.reference)) ? ['cloud'] : [];
  const registries = job.publishes
    .map((one) => one.registry)
    .filter((registry) => TRUSTED_PUBLISHING.includes(registry) && !opened.has(registry));
  return [...new Set([...cloud, ...registries])];
}
