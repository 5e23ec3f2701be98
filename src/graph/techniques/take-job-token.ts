import { parameter } from '../../model/rate.ts';
import { codeIn, jobsOf, type Technique, tokenOf } from '../technique.ts';

/** Code in a job takes the job's token. */
const takeJobToken: Technique = {
  id: 'take-job-token',
  title: "code in a job takes the job's token",
  attck: 'T1528',
  needs: 'code in a job',
  gives: "the job's GITHUB_TOKEN, with the permissions that it really has",
  probability: ['step.read-token'],
  cost: null,
  example: 'tj-actions/changed-files 2025',
  steps: (facts) =>
    jobsOf(facts).map(({ place, job }) => ({
      from: codeIn(place),
      to: tokenOf(job),
      open: [parameter('step.read-token')],
      because: 'any action gets github.token by its default input, and checkout leaves it on disk',
      at: place.at,
    })),
};
export default takeJobToken;
