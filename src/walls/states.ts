/** States of the attack graph that walls name. */
import { type StateId, stateId } from '../model/attack-graph.ts';
import type { ExecutionPlace, JobFacts } from '../model/execution.ts';

export const codeIn = (place: Pick<ExecutionPlace, 'id'>): StateId => stateId(`code/${place.id}`);
export const tokenOf = (job: Pick<JobFacts, 'workflow' | 'job'>): StateId =>
  stateId(`holds/token/${job.workflow}#${job.job}`);
