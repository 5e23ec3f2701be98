import { parameter } from '../../model/rate.ts';
import { codeIn, jobPlace, jobsOf, type Technique } from '../technique.ts';

/** A job hands a poisoned artifact to the jobs that need it. */
const passArtifact: Technique = {
  id: 'pass-artifact',
  title: 'a job hands a poisoned artifact to the jobs that need it',
  attck: 'T1195.002',
  needs: 'code in a job that another one waits for',
  gives: 'code in that other job',
  probability: ['step.pass-artifact'],
  cost: null,
  example: 'xz-utils 2024 in spirit: build output that later steps trust',
  steps: (facts) => {
    const jobs = jobsOf(facts);
    const byName = new Map(jobs.map((one) => [jobPlace(one.job), one]));
    return jobs.flatMap(({ place, job }) =>
      job.needs.flatMap((id) => {
        const other = byName.get(`${job.workflow}#${id}`);
        return other?.job.builds
          ? [
              {
                from: codeIn(other.place),
                to: codeIn(place),
                open: [parameter('step.pass-artifact')],
                because: `${place.title} needs job ${id} and may use what it made`,
                at: place.at,
              },
            ]
          : [];
      }),
    );
  },
};
export default passArtifact;
