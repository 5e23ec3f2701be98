import { outsidersEnter, type Technique } from '../technique.ts';

/** A privileged run uses an artifact of an untrusted one. */
const poisonedArtifact: Technique = {
  id: 'poisoned-artifact',
  title: 'a privileged run uses an artifact of an untrusted one',
  attck: 'T1195',
  needs:
    'an artifact that an untrusted run made, executed, sourced or written to the environment of a privileged run',
  gives: 'code in that job',
  probability: [],
  cost: 'cost.pull-request',
  example: 'microservices of several projects, 2021 to 2025',
  steps: (facts) => outsidersEnter(facts, 'artifact'),
};
export default poisonedArtifact;
