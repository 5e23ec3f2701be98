import type { JobFacts } from '../../model/execution.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import type { Job, SecretUse, Workflow } from '../../model/workflow.ts';
import { movedToSteps } from '../moved-variable.ts';
import { grouped, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** A job is given the secrets that its own steps name, and no others. */
const secretScope: Wall = {
  id: 'secret-scope',
  title: 'secrets are given to the steps that use them',
  standard: 'GitHub security hardening: least privilege for secrets; OWASP CICD-SEC-6: credential hygiene',
  against: 'code in a job that is given secrets of other jobs: it finds those of its own job only',
  limits:
    'nothing within the job: a later step, and the memory of the runner, give up what one step is given',
  failure: ['wall.secret-scope-jobs'],
  effort: ['effort.secret-scope'],
  conflicts: [],
  sites: (facts) => placedJobs(facts).flatMap((one) => sitesOf(one)),
  choices(facts, missing) {
    const lacking = new Map(missing.map((site) => [site.id, site]));
    const shared = placedJobs(facts).flatMap(({ workflow, job }) =>
      [...new Set(job.secrets.filter(reachesAll).map((use) => use.name))]
        .map((name) => ({ id: siteId(workflow, job, name), name, path: workflow.path, job: job.id }))
        .filter(({ id }) => lacking.has(id)),
    );
    const variables = grouped(shared, ({ path, name }) => `${path} ${name}`).map(([what, group]) => {
      const unused = group.filter(({ id }) => lacking.get(id)?.because === UNUSED).map(({ job }) => job);
      return {
        what,
        sites: group.map(({ id }) => id),
        title: `give ${group[0]?.name} to the steps of ${group[0]?.path} that use it, not to all jobs`,
        steps: readsOf(
          facts,
          (job, to) =>
            unused.includes(job.job) &&
            job.workflow === group[0]?.path &&
            to === `holds/secret/${group[0]?.name}`,
        ),
      };
    });
    const handed = missing
      .filter((site) => site.id.endsWith(ALL))
      .map((site) => ({
        what: site.what.text,
        sites: [site.id],
        title: `hand ${site.what.text} the secrets that it needs, by name`,
        steps: readsOf(
          facts,
          (job, to) => `${job.workflow}#${job.job}` === site.what.text && to === 'holds/all-secrets',
        ),
      }));
    return [...variables, ...handed].map(({ what, sites, title, steps }) => ({
      id: `secret-scope#${what}`,
      wall: 'secret-scope',
      title,
      sites,
      fails: [parameter('wall.secret-scope-jobs')],
      acts: [{ kind: 'steps' as const, steps }],
      hours: [term('the secret or call', 1, 'effort.secret-scope')],
      at: lacking.get(sites[0] ?? '')?.at ?? null,
      attest: null,
    }));
  },
  patch(choice, files, facts) {
    const [path = '', name] = choice.id.slice('secret-scope#'.length).split(' ');
    const workflow = facts.inventory.workflows.find((one) => one.ref === null && one.path === path);
    if (name === undefined || workflow === undefined)
      return { kind: 'lacks', what: `the names of the secrets that ${path} needs, in place of all of them` };
    return movedToSteps(workflow, name, files, facts);
  },
};
export default secretScope;

const ALL = ' *';
const UNUSED = 'it is given to all jobs of the workflow, and no step of this one names it';

interface Placed {
  readonly workflow: Workflow;
  readonly job: Job;
}

const placedJobs = ({ inventory }: WallFacts): Placed[] =>
  inventory.workflows
    .filter((workflow) => workflow.ref === null)
    .flatMap((workflow) => workflow.jobs.map((job) => ({ workflow, job })));

const siteId = ({ path }: Workflow, { id }: Job, name: string): string =>
  `secret-scope#${path}#${id} ${name}`;
const reachesAll = (use: SecretUse): boolean => use.namedBy !== undefined;

function sitesOf({ workflow, job }: Placed): WallSite[] {
  const text = `${workflow.path}#${job.id}`;
  const named = grouped(job.secrets, (use) => use.name).map(([name, uses]): WallSite => {
    const told = stateOf(workflow, uses);
    return {
      id: siteId(workflow, job, name),
      at: uses[0]?.at ?? null,
      what: { kind: 'job', text },
      mode: null,
      ...told,
    };
  });
  if (job.allSecrets === 'no') return named;
  const because =
    job.allSecrets === 'inherit'
      ? 'secrets: inherit hands over all'
      : 'secrets are taken by a name that is computed: all are handed over';
  return [
    ...named,
    {
      id: siteId(workflow, job, ALL.trim()),
      at: job.at,
      what: { kind: 'job', text },
      state: 'absent',
      mode: null,
      because,
    },
  ];
}

function stateOf(workflow: Workflow, uses: readonly SecretUse[]): Pick<WallSite, 'state' | 'because'> {
  const wide = uses.filter(reachesAll);
  const steps = new Set(wide.flatMap((use) => use.namedBy ?? []));
  if (wide.length === 0) return { state: 'standing', because: 'it is given where it is named' };
  if (steps.size > 1) return { state: 'standing', because: `${steps.size} steps of the job name it` };
  if (steps.size === 1) return { state: 'absent', because: 'it is given to all steps, and one names it' };
  const elsewhere = workflow.jobs.some((job) =>
    job.secrets.some((use) => use.name === wide[0]?.name && (use.namedBy?.length ?? 0) > 0),
  );
  return elsewhere
    ? { state: 'absent', because: UNUSED }
    : { state: 'unknown', because: 'no step names its variable: a tool may read it by itself' };
}

/** Steps by which code in a job reads what it is handed. */
function readsOf({ graph, places }: WallFacts, holds: (job: JobFacts, to: string) => boolean): string[] {
  const jobs = new Map<string, JobFacts>(
    places.repository.places.flatMap(({ id, job }) => (job === null ? [] : [[`code/${id}`, job] as const])),
  );
  return stepsWhere(graph, ({ from, to, technique }) => {
    const job = jobs.get(from);
    return job !== undefined && READS.has(technique) && holds(job, to);
  });
}

const READS: ReadonlySet<string> = new Set(['read-environment', 'read-runner-memory', 'read-all-secrets']);
