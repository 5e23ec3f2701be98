import type { JobFacts } from '../../model/execution.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { stated } from '../stated-permissions.ts';
import { tokenOf } from '../states.ts';
import { grouped, stepsWhere, type Wall } from '../wall.ts';

/** Every workflow states what its token may do, so that the repository's default does not decide. */
const tokenPermissions: Wall = {
  id: 'token-permissions',
  title: 'workflows state what their token may do',
  standard: 'OpenSSF Scorecard Token-Permissions; CIS Software Supply Chain 2.3.5',
  against:
    "code in a job: its token pushes, tags and publishes nothing that the job's own work does not need",
  limits: 'nothing against a poisoned cache, or against secrets that the job is given',
  failure: ['wall.token-permissions'],
  effort: ['effort.token-permissions'],
  conflicts: [],
  sites: ({ places }) =>
    places.repository.places.flatMap((place): WallSite[] => {
      const { job } = place;
      if (job === null) return [];
      const stated = [job.contents, job.packages, job.actions].some((level) => level !== 'default');
      const read = job.defaultWrite === 'read';
      const everything =
        stated && [job.contents, job.packages, job.actions].every((level) => level === 'write');
      return [
        {
          id: `token-permissions#${job.workflow}#${job.job}`,
          at: place.at,
          what: { kind: 'job', text: `${job.workflow}#${job.job}` },
          state: (stated && !everything) || (!stated && read) ? 'standing' : 'absent',
          mode: null,
          because: stated
            ? everything
              ? 'write-all'
              : 'permissions are stated'
            : read
              ? 'the default token reads, attested'
              : "nothing is stated: the repository's default decides",
        },
      ];
    }),
  choices({ places, graph }, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    const jobs = places.repository.places.flatMap(({ job }) =>
      job !== null && lacking.has(`token-permissions#${job.workflow}#${job.job}`) ? [job] : [],
    );
    return grouped(jobs, (job) => job.workflow).map(([workflow, group]) => ({
      id: `token-permissions#${workflow}`,
      wall: 'token-permissions',
      title: `state permissions in ${workflow}`,
      sites: group.map((job) => `token-permissions#${workflow}#${job.job}`),
      fails: [parameter('wall.token-permissions')],
      acts: [{ kind: 'steps', steps: writesOf(graph, group) }],
      hours: [term('each workflow', 1, 'effort.token-permissions')],
      at: missing.find((site) => site.id.startsWith(`token-permissions#${workflow}#`))?.at ?? null,
      attest: null,
    }));
  },
  patch: (choice, files, facts) => stated(choice.id.slice('token-permissions#'.length), files, facts),
};
export default tokenPermissions;

/** What the tokens of these jobs can do that their own work does not need. */
function writesOf(graph: Parameters<typeof stepsWhere>[0], jobs: readonly JobFacts[]): string[] {
  const tokens = new Map(jobs.map((job) => [tokenOf(job), job]));
  return stepsWhere(graph, (step) => {
    const job = tokens.get(step.from);
    return job !== undefined && !(job.writes && WRITES.has(step.technique));
  });
}

/** A job that writes to the repository, or to the registry beside it, keeps the scope that it does it with. */
const WRITES: ReadonlySet<string> = new Set(['push-with-job-token', 'move-tags', 'publish-with-job-token']);
