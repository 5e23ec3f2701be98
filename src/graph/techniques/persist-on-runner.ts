import { stateId } from '../../model/attack-graph.ts';
import { parameter } from '../../model/rate.ts';
import { codeIn, jobsOf, type Technique } from '../technique.ts';

/** Code on a machine that keeps its state waits there for the next job. */
const persistOnRunner: Technique = {
  id: 'persist-on-runner',
  title: 'code on a machine that keeps its state waits there for the next job',
  attck: 'T1543',
  needs: 'code in a job of a self-hosted runner',
  gives: 'code in every job that runs on such a machine',
  probability: ['step.runner-persists'],
  cost: null,
  example: 'SolarWinds 2020 (an implant on the build host)',
  steps: (facts) => {
    const machine = stateId('code/runner');
    const jobs = jobsOf(facts).filter(({ job }) => job.persistent);
    if (jobs.length < 2) return [];
    return jobs.flatMap(({ place }) => [
      {
        from: codeIn(place),
        to: machine,
        open: [parameter('step.runner-persists')],
        because: 'the runner keeps its state, and jobs of one repository may share it',
        at: place.at,
      },
      { from: machine, to: codeIn(place), open: [], because: 'the job runs on such a machine', at: place.at },
    ]);
  },
};
export default persistOnRunner;
