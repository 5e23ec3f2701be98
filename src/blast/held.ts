/** What lies open where it ran: stored secrets, tokens of jobs, identities, caches. */
import { type StateId, stateId } from '../model/attack-graph.ts';
import type { BlastHeld, HeldCredential, HeldToken } from '../model/blast.ts';
import type { ExecutionPlace, JobFacts, SecretFact } from '../model/execution.ts';
import type { Scene } from './scene.ts';

/** Less than so is left out: in one world of a thousand nobody looks for it first. */
const LEAST = 0.001;

export function heldIn(
  scene: Scene,
  ran: readonly ExecutionPlace[],
  reached: ReadonlyMap<StateId, number>,
): BlastHeld {
  return {
    credentials: credentialsOf(scene, ran, reached),
    tokens: tokensOf(ran, reached),
    caches: cachesOf(ran),
  };
}

function credentialsOf(
  scene: Scene,
  ran: readonly ExecutionPlace[],
  reached: ReadonlyMap<StateId, number>,
): HeldCredential[] {
  const levels = new Map(
    scene.places.surfaces.flatMap((one) =>
      one.kind === 'credential' ? [[one.name, one.level] as const] : [],
    ),
  );
  const all = new Map<string, SecretFact>();
  for (const secret of [
    ...scene.places.repository.secrets,
    ...scene.places.repository.places.flatMap((one) => one.secrets),
  ])
    if (!all.has(secret.name)) all.set(secret.name, secret);
  return (
    [...all.values()]
      .map((secret): HeldCredential => {
        const state = stateId(`holds/secret/${secret.name}`);
        const steps = scene.graph.steps.filter((step) => step.to === state);
        const places = ran.flatMap((place) => {
          const own = place.secrets.find((one) => one.name === secret.name);
          const code = stateId(`code/${place.id}`);
          const open = Math.max(
            0,
            ...steps.filter((step) => step.from === code).map((step) => scene.passes(step)),
          );
          return own === undefined
            ? []
            : [{ place: place.title, at: own.at, probability: (reached.get(code) ?? 0) * open }];
        });
        return {
          name: secret.name,
          kind: secret.kind,
          opens: secret.opens,
          level: levels.get(secret.name) ?? 'unknown',
          probability: reached.get(state) ?? 0,
          places: places.sort((a, b) => b.probability - a.probability),
        };
      })
      .filter((one) => one.probability >= LEAST)
      // What lies in the places themselves comes before what further steps reach.
      .sort(
        (a, b) => Math.sign(b.places.length) - Math.sign(a.places.length) || b.probability - a.probability,
      )
  );
}

function tokensOf(ran: readonly ExecutionPlace[], reached: ReadonlyMap<StateId, number>): HeldToken[] {
  return ran.flatMap(({ job, at, title }) => {
    if (job === null) return [];
    const place = `${job.workflow}#${job.job}`;
    const token: HeldToken = {
      kind: 'github-token',
      job: title,
      at,
      rights: rightsOf(job),
      identityFor: [],
      probability: reached.get(stateId(`holds/token/${place}`)) ?? 0,
    };
    if (job.idToken !== 'write') return [token];
    const oidc = reached.get(stateId(`holds/oidc/${place}`)) ?? token.probability;
    return [
      token,
      { ...token, kind: 'oidc', rights: 'id-token: write', identityFor: job.identityFor, probability: oidc },
    ];
  });
}

function rightsOf(job: JobFacts): string {
  const scopes = (['contents', 'packages', 'actions'] as const).map((scope) => [scope, job[scope]] as const);
  if (scopes.every(([, level]) => level === 'default'))
    return job.defaultWrite === 'read'
      ? 'read, as attested'
      : 'not stated: the default of the repository, which may be write';
  const written = scopes.filter(([, level]) => level === 'write').map(([scope]) => `${scope}: write`);
  return written.length > 0 ? written.join(', ') : 'no write to contents, packages or actions';
}

const cachesOf = (ran: readonly ExecutionPlace[]): BlastHeld['caches'] =>
  ran
    .filter(({ job }) => job?.restoresCache === true)
    .map(({ job, title, at }) => ({ job: title, at, writes: job?.savesCache !== 'no' }));
