import { CAN_PUSH, lost, type Technique } from '../technique.ts';

/** Pushed code is a loss of integrity by itself. */
const changeRepository: Technique = {
  id: 'change-repository',
  title: 'pushed code is a loss of integrity by itself',
  attck: 'T1565.001',
  needs: 'code on the default branch',
  gives: 'a repository that says what its owners did not write',
  probability: [],
  cost: null,
  example: 'PHP 2021',
  steps: ({ repository }) => [
    {
      from: CAN_PUSH,
      to: lost('repository'),
      open: [],
      because: 'the default branch was changed',
      at: repository.places[0]?.at ?? null,
    },
  ],
};
export default changeRepository;
