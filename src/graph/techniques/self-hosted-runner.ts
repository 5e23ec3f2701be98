import { fallenState, stateId } from '../../model/attack-graph.ts';
import type { Technique } from '../technique.ts';

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
  steps: ({ surfaces }) =>
    surfaces
      .filter((one) => one.kind === 'workflow')
      .flatMap((surface) =>
        surface.weaknesses
          .filter((one) => one.kind === 'self-hosted')
          .slice(0, 1)
          .map((weakness) => ({
            from: fallenState(surface.id),
            to: stateId(`code/job/${surface.id.slice('workflow:'.length)}`),
            open: [],
            because: weakness.because,
            at: weakness.at,
          })),
      ),
};
export default selfHostedRunner;
