import { parameter, term } from '../../model/rate.ts';
import { attestedSite } from '../attested.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Runs of pull requests of outsiders wait until somebody approves them, on runners of the project itself above all. */
const forkApproval: Wall = {
  id: 'fork-approval',
  title: 'runs of outsiders wait for approval',
  standard: 'GitHub security hardening: approval of workflow runs from public forks; self-hosted runners',
  against: 'an outsider whose pull request runs on a self-hosted runner',
  limits: 'nothing for pull_request_target, issue_comment and workflow_run, which wait for no approval',
  failure: ['wall.fork-approval'],
  effort: ['effort.fork-approval'],
  conflicts: [],
  sites: (facts) =>
    guarded(facts).length > 0
      ? [
          attestedSite(
            facts,
            { id: SITE, attest: ATTEST, what: { kind: 'repository', text: 'pull requests of forks' } },
            'the approval of runs of forks is not shown by any file',
          ),
        ]
      : [],
  choices: (facts, missing) =>
    missing.map((site) => ({
      id: SITE,
      wall: 'fork-approval',
      title: 'require approval for all outside contributors',
      sites: [site.id],
      fails: [parameter('wall.fork-approval')],
      acts: [{ kind: 'steps' as const, steps: guarded(facts) }],
      hours: [term('the repository', 1, 'effort.fork-approval')],
      at: null,
      attest: ATTEST,
    })),
};
export default forkApproval;

const SITE = 'fork-approval#repository';
const ATTEST = 'walls.fork-approval';

/** Only `pull_request` waits: a workflow that also starts on `pull_request_target` is entered by that. */
const guarded = ({ graph, inventory }: WallFacts): string[] => {
  const unasked = new Set(
    inventory.workflows
      .filter(({ triggers }) => triggers.some((trigger) => trigger.event === 'pull_request_target'))
      .map((workflow) => workflow.path),
  );
  return stepsWhere(
    graph,
    (step) => step.technique === 'self-hosted-runner' && !unasked.has(step.at?.path ?? ''),
  );
};
