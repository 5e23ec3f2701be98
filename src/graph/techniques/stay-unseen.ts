import { parameter } from '../../model/rate.ts';
import { CAN_PUSH, RELEASED, type Technique, UNSEEN } from '../technique.ts';

/** Pushed code stays on the branch until it runs, and until a release is made: one answer for all jobs. */
const stayUnseen: Technique = {
  id: 'stay-unseen',
  title: 'pushed code stays on the branch until something runs it',
  attck: 'T1554',
  needs: 'code on the default branch',
  gives: 'code there when the next job, and perhaps the next release, takes the branch',
  probability: ['step.pushed-code-runs', 'step.pushed-code-ships'],
  cost: null,
  example: 'event-stream 2018 (for weeks); PHP 2021 (seen within hours)',
  steps: ({ repository }) => {
    const at = repository.places[0]?.at ?? null;
    return [
      {
        from: CAN_PUSH,
        to: UNSEEN,
        open: [parameter('step.pushed-code-runs')],
        because: 'a commit is noticed at once, or is not',
        at,
      },
      {
        from: UNSEEN,
        to: RELEASED,
        open: [parameter('step.pushed-code-ships')],
        because: 'a release is made before somebody looks',
        at,
      },
    ];
  },
};
export default stayUnseen;
