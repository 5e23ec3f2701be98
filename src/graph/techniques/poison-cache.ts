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
    return jobs
      .filter(({ job }) => job.savesCache !== 'no')
      .flatMap(({ place, job }) =>
        restoring
          .filter((other) => other.place.id !== place.id)
          .map((other) => ({
            from: codeIn(place),
            to: codeIn(other.place),
            open: [
              parameter('step.poison-cache'),
              ...(job.savesCache === 'unknown' ? [parameter('step.cache-save-unknown')] : []),
            ],
            because:
              'a cache saved by a run of the default branch is restored by everyone; permissions do not govern it',
            at: other.place.at,
          })),
      );
  },
};
export default poisonCache;
