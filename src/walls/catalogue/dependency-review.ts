import { parameter, term } from '../../model/rate.ts';
import { stepsFrom } from '../installs.ts';
import { attestedState, type Wall } from '../wall.ts';

/** Changes of dependencies are looked at on pull requests, new names above all. */
const dependencyReview: Wall = {
  id: 'dependency-review',
  title: 'changes of dependencies are reviewed',
  standard: 'SSDF PW.4.1; GitHub security hardening: dependency review on pull requests',
  against:
    'a release that is known to be malicious, or a new name that nobody asked for, before it is merged',
  limits: 'little against a new version of a known name, and nothing for jobs that the pull request starts',
  failure: ['wall.dependency-review'],
  effort: ['effort.dependency-review'],
  conflicts: [],
  sites: (facts) => {
    const { repository, routes } = facts.places;
    const at = repository.dependencyReview;
    if (!routes.some((one) => one.id.startsWith('lock:'))) return [];
    const attested = attestedState(facts, 'walls.dependency-review');
    return [
      {
        id: 'dependency-review#repository',
        at,
        what: { kind: 'repository', text: 'pull requests' },
        state: at === null ? attested : 'standing',
        mode: null,
        because:
          at !== null
            ? 'a job of pull requests reviews changes of dependencies'
            : attested === 'unknown'
              ? 'no workflow does; an App, or people, would not be seen'
              : 'attested',
      },
    ];
  },
  choices(facts, missing) {
    if (missing.length === 0) return [];
    const { places, graph } = facts;
    // What a pull request starts by itself has run before anybody looks.
    const early = new Set(
      places.repository.places.filter((one) => one.startedByChange).map((one) => `code/${one.id}`),
    );
    const routes = places.routes.map(({ id }) => id).filter((id) => /^(?:lock|exempt|bot):/.test(id));
    return [
      {
        id: 'dependency-review#repository',
        wall: 'dependency-review',
        title: 'review changes of dependencies on pull requests',
        sites: missing.map((site) => site.id),
        fails: [parameter('wall.dependency-review')],
        acts: [{ kind: 'steps', steps: stepsFrom(graph, routes, (step) => !early.has(step.to)) }],
        hours: [term('the repository', 1, 'effort.dependency-review')],
        at: null,
        attest: 'walls.dependency-review',
      },
    ];
  },
  patch(_choice, { text, commitOf }) {
    const commit = commitOf(`${ACTION}@${TAG}`);
    if (commit === null) return { kind: 'lacks', what: `the commit of ${ACTION}@${TAG}` };
    const taken = text(FILE) !== null;
    return taken
      ? { kind: 'lacks', what: `another name than ${FILE}, which is there already` }
      : {
          kind: 'edits',
          edits: [{ path: FILE, from: 0, to: 0, with: workflow(commit, commitOf(CHECKOUT)) }],
        };
  },
};
export default dependencyReview;

const ACTION = 'actions/dependency-review-action';
const TAG = 'v4';
const CHECKOUT = 'actions/checkout@v4';
const FILE = '.github/workflows/dependency-review.yml';

/** On pull requests the action compares by the API: a checkout is for its configuration alone. */
const workflow = (commit: string, checkout: string | null): string => `name: Dependency review
on: pull_request
permissions:
  contents: read
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
${checkout === null ? '' : `      - uses: actions/checkout@${checkout} # v4\n        with:\n          persist-credentials: false\n`}      - uses: ${ACTION}@${commit} # ${TAG}
`;
