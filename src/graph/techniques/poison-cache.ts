import { stateId } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { codeIn, jobsOf, type Technique } from '../technique.ts';

/** A run poisons the cache that other jobs restore. */
const poisonCache: Technique = {
  id: 'poison-cache',
  title: 'a run poisons the cache that other jobs restore',
  attck: 'T1195.002',
  needs: 'code in a run that saves where the default branch reads',
  gives: 'code in every job that restores a cache',
  probability: ['step.poison-cache', 'step.cache-save-unknown'],
  cost: null,
  example: 'Cacheract (Ultralytics 2024), Angular dev-infra 2024',
  steps: (facts) => {
    const jobs = jobsOf(facts);
    const restoring = jobs.filter(({ job }) => job.restoresCache);
    if (restoring.length === 0) return [];
    const poisoned = stateId('holds/cache');
    return [
      ...jobs
        .filter(({ job }) => job.savesCache !== 'no')
        .map(({ place, job }) => ({
          from: codeIn(place),
          to: poisoned,
          open: job.savesCache === 'unknown' ? [parameter('step.cache-save-unknown')] : [],
          because: 'a run of the default branch saves where everyone reads; permissions do not govern it',
          at: place.at,
        })),
      ...restoring.map(({ place }) => ({
        from: poisoned,
        to: codeIn(place),
        open: [parameter('step.poison-cache')],
        because: 'it restores a cache that a run of the default branch saved',
        at: place.at,
      })),
    ];
  },
};
export default poisonCache;
