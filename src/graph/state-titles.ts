/** States in words: what an attacker holds. */
import type { StateId } from '../model/attack-graph.ts';
import type { GraphFacts } from './technique.ts';

const FIXED: Readonly<Record<string, string>> = {
  'can/push': 'can push to the default branch',
  'branch/unseen': 'has code on the default branch that nobody has noticed',
  'branch/released': 'has code on the branch from which a release is made',
  'can/edit-workflows': 'can push workflow files',
  'can/tag': 'can move tags and release assets',
  'can/branch': 'can push branches and ask for runs of them',
  'can/dispatch': 'can start workflows on a branch of its own',
  'code/runner': 'runs code on a machine that keeps its state between jobs',
  'can/deploy': 'can deploy',
  'code/machine': "runs code on a developer's machine",
  'code/service': 'runs code in the service',
  'code/browser': "runs code in users' browsers",
  'holds/account': 'holds an account with push or publish rights',
  'holds/all-secrets': 'holds all secrets of the repository',
  'holds/cache': 'has put something into the cache that all jobs read',
  'holds/session': "holds a developer's sessions",
};

const PREFIXES: readonly (readonly [string, (rest: string) => string])[] = [
  ['fallen/', (rest) => `${rest} has fallen`],
  ['arrives/', (rest) => `a malicious release is chosen: ${rest}`],
  ['code/', (rest) => `runs code in ${rest}`],
  ['holds/secret/', secret],
  ['holds/provider/', (rest) => `${rest} reaches this project`],
  ['holds/token/', (rest) => `holds the GITHUB_TOKEN of ${rest}`],
  ['holds/oidc/', (rest) => `holds the identity of ${rest}`],
  ['can/publish/', (rest) => `can publish to ${rest}`],
  ['ships/', (rest) => `what goes to ${rest} is altered`],
  ['lost/', (rest) => `lost: ${rest}`],
];

function secret(rest: string): string {
  const used = '/used';
  return rest.endsWith(used) ? `uses ${rest.slice(0, -used.length)}` : `holds ${rest}`;
}

/** The title of each state of a repository. */
export function titles({ repository }: GraphFacts): (id: StateId) => string {
  const places = new Map(repository.places.map((place) => [`code/${place.id}`, place.title]));
  return (id) => {
    const place = places.get(id);
    if (place !== undefined) return `runs code in ${place}`;
    const found = PREFIXES.find(([prefix]) => id.startsWith(prefix));
    return FIXED[id] ?? (found === undefined ? id : found[1](id.slice(found[0].length)));
  };
}
