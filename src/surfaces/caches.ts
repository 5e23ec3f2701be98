/** Caches as jobs share them: which job restores what others saved, which saves where others read. */
import type { JobFacts } from '../model/execution.ts';
import type { Answer, Inventory } from '../model/inventory.ts';
import { ruleInForce } from '../model/platform.ts';
import type { Job, Use } from '../model/workflow.ts';
import type { SurfaceContext } from './context.ts';
import { localFolder } from './sites.ts';

export function cacheFacts(
  job: Job,
  events: readonly string[],
  inventory: Inventory,
  context: SurfaceContext,
): Pick<JobFacts, 'restoresCache' | 'savesCache' | 'cacheModeCounts'> {
  const governed = understood(context) && job.runner.vendor === null && !job.uses.some(keepsElsewhere);
  const mode = governed ? (job.cacheMode ?? null) : null;
  return {
    restoresCache: mode !== 'none' && mode !== 'write-only' && restores(job, inventory),
    savesCache: mode === null ? saves(events, context) : mode === 'none' || mode === 'read' ? 'no' : 'yes',
    cacheModeCounts: governed,
  };
}

function restores(job: Job, inventory: Inventory): boolean {
  const local = job.uses.filter((use) => use.pin === 'local').map((use) => localFolder(use.reference));
  return (
    job.caches.length > 0 ||
    inventory.actions.some((action) => local.includes(action.directory) && action.caches.length > 0)
  );
}

const TRUSTED = ['push', 'schedule', 'workflow_dispatch', 'release', 'merge_group', 'repository_dispatch'];
const LOW_TRUST = ['issue_comment', 'issues', 'pull_request_target', 'workflow_run', 'discussion'];

/** A run of the default branch saves where everyone reads; a pull request saves for itself. */
function saves(events: readonly string[], { rules, asOf }: SurfaceContext): Answer {
  if (events.some((event) => TRUSTED.includes(event))) return 'yes';
  if (!events.some((event) => LOW_TRUST.includes(event))) return 'no';
  const rule = rules.find((one) => one.id === 'github.cache-save-low-trust');
  const found = rule === undefined ? null : ruleInForce(rule, asOf, null);
  if (found?.kind !== 'known') return 'unknown';
  return found.state.value === 'read' ? 'no' : 'yes';
}

/** On the day of the assessment the key is one that the host knows. */
function understood({ rules, asOf }: SurfaceContext): boolean {
  const rule = rules.find((one) => one.id === 'github.cache-mode');
  const found = rule === undefined ? null : ruleInForce(rule, asOf, null);
  return found?.kind === 'known' && found.state.value === 'understood';
}

/** Caches that lie with a vendor of runners, in a bucket or in a registry: the host's setting does not reach them. */
const ELSEWHERE =
  /^(?:buildjet|useblacksmith|runs-on|warpbuilds|namespacelabs|tespkg|corca-ai)\/[\w.-]*cache/i;

const keepsElsewhere = ({ reference, inputs }: Use): boolean =>
  ELSEWHERE.test(reference) ||
  (inputs['cache-from'] ?? '').split('\n').some((line) => line.trim() !== '' && !line.includes('type=gha'));
