import type { ExecutionPlace, SecretFact } from '../../model/execution.ts';
import { parameter, term } from '../../model/rate.ts';
import type { WallChoice, WallSite } from '../../model/wall.ts';
import { codeIn } from '../states.ts';
import { grouped, stepsWhere, type Wall, type WallFacts } from '../wall.ts';

/** Releases are made with the identity of one job, and no stored token makes them. */
const trustedPublishing: Wall = {
  id: 'trusted-publishing',
  title: 'releases are published by the identity of a job, and by no stored token',
  standard: 'OpenSSF Trusted Publishers for All Package Repositories',
  against: 'a publish token that is stolen: from a store, a laptop, or a job that does not publish itself',
  limits:
    'nothing against code in the job that publishes, which asks for the identity itself; next to nothing while an old token still publishes',
  failure: ['wall.trusted-publishing', 'wall.trusted-publishing-token-left'],
  effort: ['effort.trusted-publishing'],
  conflicts: [],
  sites: (facts) => [
    ...publishing(facts).map(({ place, registry }) => jobSite(place, registry, tokensOf(facts, registry))),
    ...registriesOf(facts).flatMap((registry) =>
      tokensOf(facts, registry).map(
        (token): WallSite => ({
          id: `trusted-publishing#${registry} ${token.name}`,
          at: token.at,
          what: { kind: 'credential', text: `${token.name} for ${registry}` },
          state: 'absent',
          mode: null,
          because: `${token.name} is named, and publishes to ${registry}`,
        }),
      ),
    ),
  ],
  choices(facts, missing) {
    const lacking = new Set(missing.map((site) => site.id));
    return registriesOf(facts).flatMap((registry) => {
      const sites = trustedPublishing
        .sites(facts)
        .filter((site) => site.id.startsWith(`trusted-publishing#${registry} `) && lacking.has(site.id));
      return sites.length === 0 ? [] : [choiceOf(facts, registry, sites)];
    });
  },
  patch: (choice) => ({
    kind: 'lacks',
    what: `a trusted publisher, which is bound at the registry, not in a file: bind it to the workflow (${choice.id.split('#')[1]}), give the job \`id-token: write\`, take the token out of every workflow, and revoke it`,
  }),
};
export default trustedPublishing;

/** Registries that take releases from a job's identity. */
const TAKES_IDENTITY: ReadonlySet<string> = new Set(['npm', 'pypi', 'crates', 'rubygems', 'nuget']);

/** Jobs that publish to one of them. */
const publishing = ({ places }: WallFacts): { place: ExecutionPlace; registry: string }[] =>
  places.repository.places.flatMap((place) =>
    place.job === null
      ? []
      : place.publishes
          .filter(({ registry }) => TAKES_IDENTITY.has(registry))
          .map(({ registry }) => ({ place, registry })),
  );

const registriesOf = (facts: WallFacts): string[] => [
  ...new Set(publishing(facts).map(({ registry }) => registry)),
];

/** Secrets named anywhere that publish there. */
const tokensOf = ({ places }: WallFacts, registry: string): SecretFact[] =>
  places.repository.secrets.filter((secret) => secret.opens.includes(registry));

function jobSite(place: ExecutionPlace, registry: string, tokens: readonly SecretFact[]): WallSite {
  const own = tokens.filter((token) => place.secrets.some((one) => one.name === token.name));
  const identity = place.job?.identityFor.includes(registry) === true;
  const written = place.job?.idToken === 'write' ? 'id-token: write beside it is provenance' : null;
  return {
    id: `trusted-publishing#${registry} ${place.id.replace(/^job\//, '')}`,
    at: place.at,
    what: { kind: 'job', text: place.id.replace(/^job\//, '') },
    state: identity ? 'standing' : own.length > 0 ? 'absent' : 'unknown',
    mode: null,
    because: identity
      ? `it publishes to ${registry} with its identity and is given no token for it`
      : own.length > 0
        ? [`it publishes to ${registry} with ${own.map(({ name }) => name).join(', ')}`, written]
            .filter((one) => one !== null)
            .join('; ')
        : `it publishes to ${registry}, and neither a token nor id-token: write is named`,
  };
}

function choiceOf(facts: WallFacts, registry: string, sites: readonly WallSite[]): WallChoice {
  const tokens = tokensOf(facts, registry);
  const jobs = grouped(
    publishing(facts).filter((one) => one.registry === registry),
    ({ place }) => place.id,
  ).map(([, [one]]) => one?.place as ExecutionPlace);
  const left = tokens.filter(({ name }) => namedElsewhere(facts, name, jobs));
  const names = left.map(({ name }) => name).join(', ');
  return {
    id: `trusted-publishing#${registry}`,
    wall: 'trusted-publishing',
    title: `publish to ${registry} by identity${left.length === 0 ? ', and revoke the token' : `; ${names} stays where other jobs use it`}`,
    sites: sites.map((site) => site.id),
    fails: [parameter(left.length === 0 ? 'wall.trusted-publishing' : 'wall.trusted-publishing-token-left')],
    acts: [{ kind: 'steps', steps: thefts(facts, tokens, jobs) }],
    hours: [term('each job that publishes', Math.max(1, jobs.length), 'effort.trusted-publishing')],
    at: sites[0]?.at ?? null,
    attest: null,
  };
}

/** A job that does not publish there needs the token for something else, so that it is not revoked. */
const namedElsewhere = ({ places }: WallFacts, name: string, jobs: readonly ExecutionPlace[]): boolean =>
  places.repository.places.some(
    (place) =>
      !jobs.includes(place) &&
      place.secrets.some((secret) => secret.name === name && secret.reach === 'named'),
  );

/** Every way to the tokens but by code in the jobs that publish: that has the identity in their place. */
function thefts(
  { graph }: WallFacts,
  tokens: readonly SecretFact[],
  jobs: readonly ExecutionPlace[],
): string[] {
  const held = new Set(tokens.map(({ name }) => `holds/secret/${name}`));
  const inside = new Set<string>(jobs.map(codeIn));
  return stepsWhere(graph, ({ from, to }) => held.has(to) && !inside.has(from));
}
