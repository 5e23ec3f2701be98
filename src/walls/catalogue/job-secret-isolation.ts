import { stateId } from '../../model/attack-graph.ts';
import type { ExecutionPlace } from '../../model/execution.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallSite } from '../../model/wall.ts';
import { stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Code of strangers and secrets are not in one job: what installs and builds has none, what publishes runs nothing else. */
const jobSecretIsolation: Wall = {
  id: 'job-secret-isolation',
  title: 'jobs that run code of others hold no secrets',
  standard: 'SLSA v1.0 Build L3: isolated; GitHub security hardening: least privilege for secrets',
  against: 'what a job installs, builds or fetches: it finds no secret, no identity and no write token there',
  limits: 'nothing against an altered artefact, or against an action that needs the secret itself',
  failure: ['wall.job-secret-isolation'],
  effort: ['effort.job-secret-isolation'],
  conflicts: [],
  sites: (facts) =>
    facts.places.repository.places.flatMap((place): WallSite[] => {
      if (place.job === null || !holds(place)) return [];
      const entering = enters(facts, place);
      return [
        {
          id: `job-secret-isolation#${place.job.workflow}#${place.job.job}`,
          at: place.at,
          what: { kind: 'job', text: `${place.job.workflow}#${place.job.job}` },
          state: entering.length === 0 ? 'standing' : 'absent',
          mode: null,
          because: `it holds ${held(place)} and ${entering.length === 0 ? 'runs nothing that it installs' : 'runs what it installs or fetches'}`,
        },
      ];
    }),
  choices(facts, missing) {
    const lacking = new Map(missing.map((site) => [site.what.text, site]));
    return facts.places.repository.places.flatMap((place) => {
      const site = place.job === null ? undefined : lacking.get(`${place.job.workflow}#${place.job.job}`);
      if (site === undefined) return [];
      const state = stateId(`code/${place.id}`);
      return [
        {
          id: site.id,
          wall: 'job-secret-isolation',
          title: `split ${site.what.text}: ${held(place)} away from what it installs`,
          sites: [site.id],
          fails: [parameter('wall.job-secret-isolation')],
          acts: [
            {
              kind: 'apart' as const,
              state,
              entering: enters(facts, place),
              keeps: stepsWhere(facts.graph, (step) => step.from === state && !TAKES.has(step.technique)),
            },
          ],
          hours: [term('the job', 1, 'effort.job-secret-isolation')],
          at: site.at,
          attest: null,
        },
      ];
    });
  },
};
export default jobSecretIsolation;

/** Steps by which the code of others comes into a job; an action may need the secret itself. */
const ENTERS: ReadonlySet<string> = new Set([
  'install-script',
  'import-in-build',
  'fetched-script',
  'poison-cache',
]);
/** Steps by which it takes what the job holds. */
const TAKES: ReadonlySet<string> = new Set([
  'read-environment',
  'read-runner-memory',
  'read-all-secrets',
  'ask-identity',
  'take-job-token',
]);

const enters = ({ graph }: WallFacts, place: ExecutionPlace): string[] =>
  stepsWhere(graph, (step) => step.to === `code/${place.id}` && ENTERS.has(step.technique));

const holds = ({ secrets, job }: ExecutionPlace): boolean =>
  secrets.length > 0 || job?.idToken === 'write' || job?.contents === 'write' || job?.packages === 'write';

function held({ secrets, job }: ExecutionPlace): string {
  const names = secrets.map((secret) => secret.name);
  if (names.length > 2) return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more secrets`;
  if (names.length > 0) return names.join(' and ');
  return job?.idToken === 'write' ? 'an identity' : 'a write token';
}
