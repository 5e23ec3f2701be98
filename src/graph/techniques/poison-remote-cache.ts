import { parameter } from '../../model/rate.ts';
import { codeIn, secretState, type Technique } from '../technique.ts';

/** A stolen cache token poisons what other builds restore. */
const poisonRemoteCache: Technique = {
  id: 'poison-remote-cache',
  title: 'a stolen cache token poisons what other builds restore',
  attck: 'T1195.002',
  needs: 'a build cache token in use',
  gives: 'code in the jobs that restore from that cache',
  probability: ['step.poison-cache'],
  cost: null,
  example: 'shown by researchers for shared build caches',
  steps: (facts) =>
    facts.repository.places.flatMap((place) =>
      place.secrets
        .filter((secret) => secret.opens.includes('cache'))
        .map((secret) => ({
          from: secretState(`${secret.name}/used`),
          to: codeIn(place),
          open: [parameter('step.poison-cache')],
          because: `${place.title} restores from the cache that ${secret.name} writes`,
          at: secret.at,
        })),
    ),
};
export default poisonRemoteCache;
