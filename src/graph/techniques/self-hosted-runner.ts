import { outsidersEnter, type Technique } from '../technique.ts';

/** A pull request leaves something on a runner that keeps its state. */
const selfHostedRunner: Technique = {
  id: 'self-hosted-runner',
  title: 'a pull request leaves something on a runner that keeps its state',
  attck: 'T1543',
  needs: 'a pull request that runs on a machine of the project',
  gives: 'code in that job',
  probability: [],
  cost: 'cost.pull-request',
  example: 'PyTorch 2024 (shown by researchers)',
  steps: (facts) => outsidersEnter(facts, 'self-hosted'),
};
export default selfHostedRunner;
