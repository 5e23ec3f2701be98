import { type StateId, stateId } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import {
  codeIn,
  environmentWall,
  type GraphFacts,
  jobsOf,
  PROTECTION,
  protection,
  type StepDraft,
  secretState,
  secretsOf,
  type Technique,
} from '../technique.ts';

/** A pushed tag starts a release job with the code that it points to. */
const startReleaseByTag: Technique = {
  id: 'start-release-by-tag',
  title: 'a pushed tag starts a release job with the code that it points to',
  attck: 'T1195.002',
  needs:
    "a person's session or a stored GitHub token that may push tags; the token of a job starts no workflow",
  gives: 'code in the jobs that a tag or a release starts: their secrets, their identity, what they publish',
  probability: ['step.tag-starts-release', 'step.move-tags', 'wall.environment-unknown'],
  cost: null,
  example: 'trivy 2026 (v0.69.4)',
  steps: (facts) => {
    const started = jobsOf(facts).filter(({ job }) => job.startedByTag && job.releases);
    if (started.length === 0) return [];
    return [
      ...holders(facts).map(
        (from): StepDraft => ({
          from,
          to: PUSHES_TAG,
          open: [],
          walls: [protection('tag-protection')],
          because: 'pushes a tag at a commit of its own',
          at: null,
          unknown: PROTECTION,
        }),
      ),
      {
        from: PUSHES_TAG,
        to: STARTED,
        open: [parameter('step.tag-starts-release')],
        because: 'the run takes workflow and code from the commit of the tag',
        at: started[0]?.place.at ?? null,
      },
      ...started.map(
        ({ place, job }): StepDraft => ({
          from: STARTED,
          to: codeIn(place),
          open: [],
          walls: environmentWall(place, job),
          because: `a tag or a release starts it, on ${job.events.join(', ')}`,
          at: place.at,
          unknown: job.environment === null ? null : PROTECTION,
        }),
      ),
    ];
  },
};
export default startReleaseByTag;

const PUSHES_TAG = stateId('can/push-tag');
/** Whether such a run goes through is one answer for all jobs that one tag starts. */
const STARTED = stateId('can/release-by-tag');

/** Who pushes so that workflows start: people, and tokens that are not a job's own. */
const holders = (facts: GraphFacts): StateId[] => [
  stateId('holds/account'),
  stateId('holds/session'),
  ...secretsOf(facts)
    .filter((secret) => secret.opens.includes('github'))
    .map((secret) => secretState(`${secret.name}/used`)),
];
