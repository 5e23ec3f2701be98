import { parameter } from '../../model/rate.ts';
import { CAN_PUSH, CAN_TAG, canPublish, lost, ships, type Technique } from '../technique.ts';

/** A published release reaches its users. */
const reachUsers: Technique = {
  id: 'reach-users',
  title: 'a published release reaches its users',
  attck: 'T1195.002',
  needs: 'an altered release, the right to publish, or moved tags',
  gives: 'code at the users of what is published',
  probability: ['step.users'],
  cost: null,
  example: 'chalk and debug 2025, tj-actions 2025',
  steps: ({ repository }) =>
    repository.channels.flatMap(({ registry, at }) =>
      [
        ships(registry),
        canPublish(registry),
        ...(registry === 'action' || registry === 'github-release' ? [CAN_TAG] : []),
        // Users of an action by a branch take what is pushed.
        ...(registry === 'action' ? [CAN_PUSH] : []),
      ].map((from) => ({
        from,
        to: lost(`users/${registry}`),
        open: [parameter('step.users')],
        because: `users take it from ${registry} before it is withdrawn`,
        at,
      })),
    ),
};
export default reachUsers;
