/** States in words: what an attacker holds. */
import { arrivalState, fallenState, type StateId } from '../model/attack-graph.ts';
import { assetTitle } from './assets.ts';
import { codeIn, type GraphFacts, identityOf, tokenOf } from './technique.ts';

const FIXED: Readonly<Record<string, string>> = {
  'can/push': 'can push to the default branch',
  'branch/unseen': 'has code on the default branch that nobody has noticed',
  'branch/released': 'has code on the branch from which a release is made',
  'can/edit-workflows': 'can push workflow files',
  'can/tag': 'can move tags and release assets',
  'can/push-tag': 'can push tags that start workflows',
  'can/release-by-tag': 'has a release started from a tag of its own',
  'can/branch': 'can push branches and ask for runs of them',
  'can/dispatch': 'can start workflows on a branch of its own',
  'code/runner': 'runs code on a machine that keeps its state between jobs',
  'can/deploy': 'can deploy',
  'code/machine': "runs code on a developer's machine",
  'code/service': 'runs code in the service',
  'code/service/apart': 'runs code in a service that is kept from the databases of others',
  'code/browser': "runs code in users' browsers",
  'fallen/flaw': 'a flaw in a package of the service is exploited',
  'fallen/account:maintainers': 'an account with push or publish rights has fallen',
  'holds/account': 'holds an account with push or publish rights',
  'holds/all-secrets': 'holds all secrets of the repository',
  'holds/cache': 'has put something into the cache that all jobs read',
  'holds/session': "holds a developer's sessions",
};

const PREFIXES: readonly (readonly [string, (rest: string) => string])[] = [
  ['fallen/', fallen],
  ['arrives/', (rest) => `a malicious release is chosen: ${rest}`],
  ['code/', (rest) => `runs code in ${rest}`],
  ['holds/secret/', secret],
  ['holds/provider/', (rest) => `${rest} reaches this project`],
  ['holds/token/', token],
  ['holds/oidc/', identity],
  ['can/publish/', (rest) => `can publish to ${rest}`],
  ['ships/', (rest) => `what goes to ${rest} is altered`],
];

function fallen(what: string): string {
  return `${shortened(what)} has fallen`;
}

function secret(rest: string): string {
  const used = '/used';
  return rest.endsWith(used) ? `uses ${rest.slice(0, -used.length)}` : `holds ${rest}`;
}

function token(where: string): string {
  return `holds the GITHUB_TOKEN of ${where}`;
}

function identity(where: string): string {
  return `holds the identity of ${where}`;
}

/** Commits and digests, as people know them. */
const shortened = (text: string): string =>
  text.replace(/(?<![0-9a-f])([0-9a-f]{7})[0-9a-f]{33}(?:[0-9a-f]{24})?(?![0-9a-f])/g, '$1');

/** The title of each state of a repository. */
export function titles(facts: GraphFacts): (id: StateId) => string {
  const known = new Map(namedByFacts(facts));
  return (id) => {
    const prefix = PREFIXES.find(([start]) => id.startsWith(start));
    const asset = id.startsWith('lost/') ? assetTitle(id) : null;
    if (asset !== null) return `lost: ${asset}`;
    return FIXED[id] ?? known.get(id) ?? (prefix === undefined ? id : prefix[1](id.slice(prefix[0].length)));
  };
}

/** States whose words are those of a surface, a route or a place. */
function* namedByFacts({ surfaces, routes, repository }: GraphFacts): Generator<[StateId, string]> {
  for (const { id, title } of surfaces) yield [fallenState(id), fallen(title)];
  for (const { id, title } of routes)
    for (const production of [true, false])
      yield [arrivalState(id, production), arrival(title, production ? 'production' : 'development')];
  for (const place of repository.places) {
    yield [codeIn(place), `runs code in ${place.title}`];
    if (place.job === null) continue;
    yield [tokenOf(place.job), token(place.title)];
    yield [identityOf(place.job), identity(place.title)];
  }
}

/** What a route's title says beyond its name is left out. */
const arrival = (title: string, scope: string): string =>
  `a malicious release comes with ${title.split(', which')[0]} (${scope})`;
