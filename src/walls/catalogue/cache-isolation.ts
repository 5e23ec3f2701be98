import type { ExecutionPlace, JobFacts, SecretFact } from '../../model/execution.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { restoresNothing } from '../cache-mode.ts';
import { codeIn } from '../states.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** What releases, or holds what is worth taking, takes nothing out of a cache that other jobs fill. */
const cacheIsolation: Wall = {
  id: 'cache-isolation',
  title: 'jobs that release or hold secrets restore no shared cache',
  standard: 'SLSA v1.0 Build L3: isolated, no build can poison the cache that another one uses',
  against: 'code in a job of less trust, which leaves something in the cache that a release then takes',
  limits:
    'nothing against an artifact that a job hands on, or against what the job itself installs; it runs longer',
  failure: ['wall.cache-isolation'],
  effort: ['effort.cache-isolation'],
  conflicts: [],
  sites: (facts) => trusted(facts).flatMap((one) => [hostSite(facts, one), ...remoteSites(one)]),
  choices(facts, missing) {
    const lacking = new Map(missing.map((site) => [site.id, site]));
    return trusted(facts).flatMap(({ place, job }) => {
      const own = { id: siteId(job), technique: 'poison-cache', from: 'holds/cache', of: 'a shared cache' };
      const remote = cacheSecrets(place).map(({ name }) => ({
        id: siteId(job, name),
        technique: 'poison-remote-cache',
        from: `holds/secret/${name}/used`,
        of: `the cache that ${name} writes`,
      }));
      return [own, ...remote]
        .filter(({ id }) => lacking.has(id))
        .map(({ id, technique, from, of }) => ({
          id,
          wall: 'cache-isolation',
          title: `restore nothing from ${of} in ${nameOf(job)}`,
          sites: [id],
          fails: [parameter('wall.cache-isolation')],
          acts: [
            {
              kind: 'steps' as const,
              steps: stepsWhere(
                facts.graph,
                (step) => step.technique === technique && step.from === from && step.to === codeIn(place),
              ),
            },
          ],
          hours: [term('the job', 1, 'effort.cache-isolation')],
          at: lacking.get(id)?.at ?? null,
          attest: null,
        }));
    });
  },
  patch(choice, files, facts) {
    const found = trusted(facts).find(({ job }) => siteId(job) === choice.id);
    const written = facts.inventory.workflows
      .find((one) => one.ref === null && one.path === found?.job.workflow)
      ?.jobs.find((one) => one.id === found?.job.job);
    if (found !== undefined && written !== undefined)
      return restoresNothing(found.job, written, files, facts);
    return {
      kind: 'lacks',
      what: `a build that restores nothing, which its tool is told (${choice.title}): leave its token out of the job, or pass \`--force\` (turbo) or \`--skip-nx-cache\` (nx)`,
    };
  },
};
export default cacheIsolation;

interface Trusted {
  readonly place: ExecutionPlace;
  readonly job: JobFacts;
}

const nameOf = ({ workflow, job }: JobFacts): string => `${workflow}#${job}`;
const siteId = (job: JobFacts, secret = ''): string =>
  `cache-isolation#${nameOf(job)}${secret === '' ? '' : ` ${secret}`}`;

const NO_RELEASE: ReadonlySet<string> = new Set(['git', 'pages']);
const opensMore = ({ kind, opens }: SecretFact): boolean =>
  kind !== 'identifier' &&
  kind !== 'low-value' &&
  !(opens.length > 0 && opens.every((one) => one === 'cache'));

/** It releases, or holds what others do not: a secret that opens more than a cache, an identity, a write token. */
const releases = ({ publishes, secrets, job }: ExecutionPlace): boolean =>
  publishes.some(({ registry }) => !NO_RELEASE.has(registry)) ||
  secrets.some(opensMore) ||
  job?.contents === 'write' ||
  job?.packages === 'write' ||
  job?.idToken === 'write';

/** Such jobs, and those that build what one of them is handed. */
function trusted({ places }: WallFacts): Trusted[] {
  const jobs = places.repository.places.flatMap((place) =>
    place.job === null ? [] : [{ place, job: place.job }],
  );
  const handing = new Set(
    jobs
      .filter(({ place }) => releases(place))
      .flatMap(({ job }) => job.needs.map((need) => `${job.workflow}#${need}`)),
  );
  return jobs.filter(({ place, job }) => releases(place) || (job.builds && handing.has(nameOf(job))));
}

const cacheSecrets = ({ secrets }: ExecutionPlace): SecretFact[] =>
  secrets.filter(({ opens }) => opens.includes('cache'));

function hostSite({ places, inventory }: WallFacts, { place, job }: Trusted): WallSite {
  const site = {
    id: siteId(job),
    at: place.at,
    what: { kind: 'job', text: nameOf(job) },
    mode: null,
  } as const;
  const written = inventory.workflows
    .find((one) => one.ref === null && one.path === job.workflow)
    ?.jobs.find((one) => one.id === job.job);
  const called = written?.uses.find((use) => use.step === null);
  if (called !== undefined && called.pin !== 'local')
    return { ...site, state: 'unknown', because: `what ${called.reference} restores is not shown` };
  if (!job.restoresCache) return { ...site, state: 'standing', because: 'it restores no cache' };
  const saving = places.repository.places.flatMap((one) =>
    one.id !== place.id && one.job !== null && one.job.savesCache !== 'no' ? [one.job] : [],
  );
  const [first] = saving;
  if (first === undefined)
    return { ...site, state: 'standing', because: 'no other job saves where it restores' };
  const known = saving.find((one) => one.savesCache === 'yes');
  return {
    ...site,
    at: written?.caches[0] ?? place.at,
    state: known === undefined ? 'unknown' : 'absent',
    because: `it restores a cache that ${nameOf(known ?? first)} may write`,
  };
}

const remoteSites = ({ place, job }: Trusted): WallSite[] =>
  cacheSecrets(place).map(({ name, at }) => ({
    id: siteId(job, name),
    at,
    what: { kind: 'job', text: nameOf(job) },
    state: 'absent',
    mode: null,
    because: `it restores from the cache that ${name} writes`,
  }));
