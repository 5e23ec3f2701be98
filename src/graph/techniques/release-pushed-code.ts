import { RELEASED, ships, type Technique } from '../technique.ts';

/** Code that was pushed goes out with the next release. */
const releasePushedCode: Technique = {
  id: 'release-pushed-code',
  title: 'code that was pushed goes out with the next release',
  attck: 'T1195.002',
  needs: 'code on the branch from which a release is made',
  gives: 'altered releases',
  probability: [],
  cost: null,
  example: 'PHP 2021 (caught), event-stream 2018',
  steps: ({ repository }) =>
    repository.channels.map(({ registry, at }) => ({
      from: RELEASED,
      to: ships(registry),
      open: [],
      because: 'the next release is made from the branch, unless somebody sees the change first',
      at,
    })),
};
export default releasePushedCode;
