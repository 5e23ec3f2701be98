import type { ExecutionPlace } from '../../model/execution.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { attestedSite } from '../attested.ts';
import { codeIn } from '../states.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** A machine of the project's own runs one job and is thrown away. */
const ephemeralRunner: Wall = {
  id: 'ephemeral-runner',
  title: 'own runners are made anew for each job',
  standard: 'SLSA v1.0 Build L3: isolated; GitHub security hardening: self-hosted runners',
  against: 'what a pull request or another job leaves on a runner, to wait there for the next job',
  limits: 'nothing against code that comes with the job itself, nor in the network that the runner lies in',
  failure: ['wall.ephemeral-runner'],
  effort: ['effort.ephemeral-runner'],
  conflicts: [],
  sites: (facts) =>
    own(facts).map((place): WallSite => {
      const text = `${place.job?.workflow}#${place.job?.job}`;
      return attestedSite(
        facts,
        { id: `ephemeral-runner#${text}`, attest: ATTEST, at: place.at, what: { kind: 'job', text } },
        'it runs on a machine of the project; no file shows that it is made anew for each job',
      );
    }),
  choices(facts, missing) {
    const [first] = missing;
    if (first === undefined) return [];
    return [
      {
        id: 'ephemeral-runner#repository',
        wall: 'ephemeral-runner',
        title: 'make own runners anew for each job',
        sites: missing.map((site) => site.id),
        fails: [parameter('wall.ephemeral-runner')],
        acts: [{ kind: 'steps', steps: leaving(facts) }],
        hours: [term('the repository', 1, 'effort.ephemeral-runner')],
        at: first.at,
        attest: ATTEST,
      },
    ];
  },
};
export default ephemeralRunner;

const ATTEST = 'walls.ephemeral-runner';

/** Jobs on machines of the project; those of the CI host and of vendors are new for each job. */
const own = ({ places }: WallFacts): ExecutionPlace[] =>
  places.repository.places.filter(({ job }) => job?.persistent === true);

/** Steps by which something stays on the machine after its job. */
function leaving(facts: WallFacts): string[] {
  const jobs = new Set<string>(own(facts).map(codeIn));
  return stepsWhere(
    facts.graph,
    ({ technique, from, to }) =>
      (technique === 'persist-on-runner' && jobs.has(from)) ||
      (technique === 'self-hosted-runner' && jobs.has(to)),
  );
}
