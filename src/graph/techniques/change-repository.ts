import { CAN_PUSH, CAN_TAG, lost, type Technique } from '../technique.ts';

/** Pushed code or moved tags are a loss of integrity by themselves. */
const changeRepository: Technique = {
  id: 'change-repository',
  title: 'pushed code or moved tags are a loss of integrity by themselves',
  attck: 'T1565.001',
  needs: 'code on the default branch, or tags moved',
  gives: 'a repository that says what its owners did not write',
  probability: [],
  cost: null,
  example: 'PHP 2021; tj-actions/changed-files 2025 (all tags)',
  steps: ({ repository }) =>
    [
      { from: CAN_PUSH, because: 'the default branch was changed' },
      { from: CAN_TAG, because: 'tags say what their owners did not say' },
    ].map((step) => ({
      ...step,
      to: lost('repository'),
      open: [],
      at: repository.places[0]?.at ?? null,
    })),
};
export default changeRepository;
